"""What is read of a page is what a plain loop over its characters counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.chars import CLASSES, classes_of, codes_of
from cleaner.article.page import Page
from cleaner.article.reading import Reading, read
from tests.helpers.pages import page_of_lines, read_lines, tables
from tests.helpers.strategies import awkward_pages

WORD = ("lower", "upper", "caseless", "digit", "mark")
AFTER_END = ("quote", "close", "space", "break", "tab")


def names_of(text: str) -> list[str]:
    return [CLASSES[number] for number in classes_of(codes_of(text), tables().classes)]


def reading_of(text: str) -> Reading:
    return read_lines([text])


@given(awkward_pages())
def test_the_characters_and_words_of_each_unit_are_counted(page: Page) -> None:
    reading = read(page, tables())
    words_at = iter(zip(reading.word_starts, reading.word_stops, strict=True))
    place = 0
    for n, text in enumerate(page.texts):
        names = names_of(text)
        assert reading.starts[n] == place
        assert all(reading.counts[name][n] == names.count(name) for name in CLASSES if name != "break")
        assert reading.chars[n] == len(text)
        in_word = [name in WORD for name in names]
        starts = [at for at in range(len(text)) if in_word[at] and not (at and in_word[at - 1])]
        assert reading.words[n] == len(starts)
        for start in starts:
            stop = next((at for at in range(start, len(text)) if not in_word[at]), len(text))
            assert next(words_at) == (place + start, place + stop)
        dense = names.count("han") + names.count("thai")
        assert reading.tokens[n] == max(1, len(starts) + dense)
        assert (reading.tenths[n] > 0) == bool(starts or dense)
        shown = [name for name in names if name not in AFTER_END]
        assert CLASSES[reading.end[n]] == (shown[-1] if shown else names[0])
        assert CLASSES[reading.first[n]] == names[0]
        place += len(text) + 1
    assert next(words_at, None) is None


@pytest.mark.parametrize(
    ("text", "size", "tokens", "stops"),
    [
        ("The council met.", 3, 3, True),
        ("最新新闻。", 2.4, 4, True),
        ("Đọc nhiều", 2, 2, False),
        ("ข่าวด่วนวันนี้", 2.8, 14, False),
        ("Really?”", 1, 1, True),
        ("and so on...", 3, 3, True),
        ("12", 1, 1, False),
        ("Σχόλια:", 1, 1, False),
        ("Hoà bình và hoà giải", 5, 5, False),
        ("مرحبا بالعالم؟", 2, 2, True),
    ],
)
def test_words_and_ends_in_any_script(text: str, size: float, tokens: int, stops: bool) -> None:
    reading = reading_of(text)
    assert (reading.tenths[0], reading.tokens[0], reading.stops[0]) == (size * 10, tokens, stops)


@pytest.mark.parametrize(
    "text", ["Fin.»", "Fin. »", "„Ende.“", "(done.)", "Hm…", "真的吗？", "Fin.", "yes!)", "end.' "]
)
def test_closing_marks_after_the_end_of_a_sentence_are_skipped(text: str) -> None:
    assert reading_of(text).stops[0]


@pytest.mark.parametrize("text", ["Fin", "(fin)", "Fin:", "v1.5", "Fin.1", "...fin", "a, b,"])
def test_other_ends_are_no_ends_of_sentences(text: str) -> None:
    assert not reading_of(text).stops[0]


def test_a_long_unit_of_thai_ends_a_sentence_without_a_full_stop() -> None:
    text = "แม่น้ำในหุบเขาเพิ่มขึ้นอีกห้าเซนติเมตรเมื่อคืนนี้ ชาวบ้านช่วยกันขนกระสอบทรายไปที่โรงสีเก่าซึ่งน้ำท่วมห้องใต้ดินแล้ว"
    reading = reading_of(text)
    assert reading.stops[0]
    assert reading.running[0]


@given(st.integers(1, 30), st.booleans())
def test_running_text_is_a_sentence_of_eight_words_or_any_unit_of_twenty(count: int, stops: bool) -> None:
    reading = reading_of(" ".join(["water"] * count) + "." * stops)
    assert reading.running[0] == (count >= (8 if stops else 20))


@pytest.mark.parametrize(
    ("text", "bulleted", "numbered"),
    [
        ("• Rowing", True, False),
        ("- Rowing", True, False),
        ("– said Ida", True, False),
        ("-5 degrees", False, False),
        ("3. Rowing", False, True),
        ("12) Rowing", False, True),
        ("123. Rowing", False, False),
        ("3.5 metres", False, False),
        ("3", False, False),
        ("3.", False, False),
        ("Rowing 3. ", False, False),
    ],
)
def test_bullets_and_numbers_of_lists(text: str, bulleted: bool, numbered: bool) -> None:
    alone, followed = reading_of(text), read_lines([text, ") x", ". y", " z"])
    for reading in (alone, followed):
        assert (bool(reading.bulleted[0]), bool(reading.numbered[0])) == (bulleted, numbered)


def test_a_unit_without_words_counts_as_one_token() -> None:
    reading = read(page_of_lines(["𝒜", "a"]), tables())
    assert (reading.words.tolist(), reading.tokens.tolist()) == ([0, 1], [1, 1])
