"""Hostile text costs time and memory in proportion to its size, and comes out byte for byte."""

import time
import tracemalloc
import unicodedata
from collections.abc import Callable

import pytest

from cleaner import Cleaner, undo
from cleaner.article.scorer import COMPILED
from cleaner.lines.key import MOST_MARKS, key, plain, stream_safe
from cleaner.lines.linetest import LineTest, passes
from cleaner.lines.pattern import substitute
from cleaner.packs.layers import Source
from cleaner.packs.library import Library
from tests.helpers.packs import shipped_cleaner

PROSE = "The council met on Monday and agreed on a new budget for the coming year. "
MARKS = "\u0301\u0323"  # in an order that normalising changes

# Texts of about n characters, and an n for which cleaning takes a few hundredths of a second.
GROWING: dict[str, tuple[Callable[[int], str], int]] = {
    "a letter under many marks": (lambda n: "a" + MARKS * (n // 2), 60_000),
    "marks without a letter": (lambda n: "\u0323" * n + "\u0301" * n, 30_000),
    "marks apart by invisible characters": (lambda n: "a" + (MARKS * 10 + "\u200b") * (n // 21), 60_000),
    "a prefix, then marks": (lambda n: f"{PROSE}{MARKS * (n // 2)}\n", 60_000),
    "marks on many letters": (lambda n: ("a" + MARKS * 50) * (n // 101), 60_000),
    "invisible characters": (lambda n: "\u200b" * n, 300_000),
    "letters between invisible characters": (lambda n: "a\u200b" * (n // 2), 1_000_000),
    "one giant line": (lambda n: PROSE * (n // len(PROSE)), 1_000_000),
    "one giant word": (lambda n: "x" * n, 1_000_000),
    "spaces": (lambda n: " " * n + "a", 1_000_000),
    "lines of one letter": (lambda n: "a\n" * (n // 2), 10_000),
    "different lines": (lambda n: "".join(f"{number} a\n" for number in range(n // 8)), 20_000),
    "empty lines": (lambda n: "\n" * n, 50_000),
    "carriage returns": (lambda n: "\r" * n, 60_000),
    "commas": (lambda n: "a, " * (n // 3), 1_000_000),
}


def seconds(cleaner: Cleaner, text: str) -> float:
    start = time.process_time()
    cleaner.clean(text)
    return time.process_time() - start


@pytest.mark.parametrize(("text", "size"), GROWING.values(), ids=GROWING.keys())
def test_four_times_the_text_takes_about_four_times_as_long(text: Callable[[int], str], size: int) -> None:
    cleaner = shipped_cleaner()
    small, large = text(size), text(4 * size)
    cleaner.clean(text(100))  # what is done once is done
    ratios: list[float] = []
    for _ in range(5):  # a busy machine can spoil one measurement, but hardly five
        ratios.append(seconds(cleaner, large) / max(seconds(cleaner, small), 0.002))
        if ratios[-1] < 9:
            break
    assert min(ratios) < 9  # quadratic time gives 16


@pytest.mark.parametrize("size", [200, 60_000])
def test_marks_beyond_the_thirtieth_do_not_count_in_the_match_key(size: int) -> None:
    assert key("a" + "\u0301" * size) == key("a" + "\u0301" * MOST_MARKS)
    assert plain("a" + MARKS * size) == plain("a" + MARKS * (MOST_MARKS // 2))
    assert passes(LineTest(starts=("Menu",)), "Menu " + "\u0301" * size, any_length=True)


def test_text_with_few_marks_is_not_touched() -> None:
    for text in ("", "a", "Tết " * 50, unicodedata.normalize("NFD", "Đọc nhiều ế " * 20), "e" + "\u0301" * MOST_MARKS):
        assert stream_safe(text) is text or stream_safe(text) == text
    assert len(stream_safe("e" + "\u0301" * 31 + "x" + "\u0301" * 31)) == 2 * 31


def test_a_text_under_many_marks_comes_out_byte_for_byte() -> None:
    article = "".join(f"{PROSE}{number} {'e' + MARKS * 5_000}.\n" for number in range(8))
    result = shipped_cleaner().clean(f"{article}Share this article\n")
    assert article in result.text
    assert undo(result.text, result.edits) == f"{article}Share this article\n"


def test_replacing_in_a_line_under_many_marks_keeps_all_others() -> None:
    assert substitute("Menu ", "", "Menu e" + MARKS * 20_000) == "e" + MARKS * 20_000
    assert substitute("[0-9]", "#", "e" + MARKS * 20_000 + "1") == "e" + MARKS * 20_000 + "#"
    pack = Library.parse([Source("p", "p.yaml", b"rules: [{replace: {find: 'DPA - '}}]")])
    assert Cleaner.of(pack, "p").clean("DPA - e" + MARKS * 20_000 + "\n").text == "e" + MARKS * 20_000 + "\n"


SIZE = 300_000  # characters
MEMORY = {
    "one line": lambda: PROSE * (SIZE // len(PROSE)),
    "paragraphs": lambda: "".join(f"{number} {PROSE * 5}\n" for number in range(SIZE // (5 * len(PROSE)))),
    "paragraphs that go": lambda: (
        PROSE + "\n" + "".join(f"Read more: {number} {PROSE * 5}\n" for number in range(SIZE // (5 * len(PROSE))))
    ),
}


@pytest.mark.parametrize("text", MEMORY.values(), ids=MEMORY.keys())
def test_cleaning_takes_a_few_times_the_memory_of_the_text(text: Callable[[], str]) -> None:
    cleaner, raw = shipped_cleaner(), text()
    cleaner.clean(PROSE)
    tracemalloc.start()
    try:
        cleaner.clean(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    most = 9 if len(raw.splitlines()) == 1 else 20 if COMPILED else 40  # the arrays of the article finder take most
    assert peak < most * len(raw)
