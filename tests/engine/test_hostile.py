"""No input, however hostile, hangs or crashes the cleaner. Hostile patterns are in tests/engine/test_clean.py."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import undo
from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Matcher
from tests.helpers.packs import shipped_cleaner
from tests.helpers.work import calls

MANY = 30_000  # lines
MB = 1_000_000  # characters

HOSTILE: dict[str, Callable[[], str]] = {  # made when a test needs them
    "nothing": lambda: "",
    "NUL": lambda: "a\0b\0\n\0",
    "one line of 10 MB": lambda: "chữ " * (10 * MB // 6),
    "one word of 10 MB": lambda: "x" * 10 * MB,
    "many empty lines": lambda: "\n" * 10 * MANY,
    "the same line many times": lambda: "Đọc nhiều\n" * MANY,
    "many different lines": lambda: "\n".join(map(str, range(MANY))),
    "carriage returns": lambda: "\r" * MANY,
    "marks without a letter": lambda: "\u0301" * MB,
    "a letter under many marks": lambda: ("e" + "\u0301\u0323" * 500 + "\n") * 200,
    "bullets": lambda: "• " * MB,
    "invisible characters": lambda: "\u200b\ufeff" * MB,
    "lone surrogates": lambda: "a\ud800b\n" * 1000,
    "right to left": lambda: "\u202eabc\u202c مرحبا\n" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_can_be_cleaned_and_undone(text: Callable[[], str]) -> None:
    raw = text()
    result = shipped_cleaner().clean(raw)
    assert undo(result.text, result.edits) == raw


@pytest.mark.parametrize("line", ["{}", "• Đọc nhiều {}", "The council met for the {}th time and agreed on a budget."])
def test_the_work_grows_with_the_number_of_lines_and_not_with_its_square(line: str) -> None:
    cleaner = shipped_cleaner()
    few, many = (
        "\n".join(line.format(n) for n in range(start, start + count))
        for start, count in ((10**6, 1000), (2 * 10**6, 4000))
    )
    cleaner.clean(line.format("x"))  # what is done once is done
    assert calls(lambda: cleaner.clean(many)) < 6 * calls(lambda: cleaner.clean(few))


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_can_be_cleaned_and_undone(text: str) -> None:
    result = shipped_cleaner().clean(text)
    assert undo(result.text, result.edits) == text


def test_a_matcher_does_not_remember_lines_without_limit() -> None:
    matcher = Matcher([LineTest(text=("x",))], memory=3000)
    for start in range(0, 10_000, 1000):
        matcher.ask([str(n) for n in range(start, start + 1000)])
        assert len(matcher._verdicts) <= 3000
