"""What a line shows by itself."""

import pytest
from hypothesis import given

from cleaner.article.bin_names import LINE
from cleaner.article.line_features import line_features
from cleaner.lines.words import sentence
from tests.helpers.pages import FUNCTION_WORDS
from tests.helpers.strategies import lines


@given(lines())
def test_every_line_with_a_letter_or_digit_has_a_named_bin_of_each_feature(line: str) -> None:
    features = line_features(line, FUNCTION_WORDS)
    assert (features is None) == (not any(map(str.isalnum, line)))
    if features is not None:
        assert all(names[value] for value, names in zip(features.bins, LINE.values(), strict=True))
        assert features.tokens >= 1


@pytest.mark.parametrize(
    ("text", "words", "stops"),
    [
        ("The council met.", 3, True),
        ("最新新闻。", 3, True),
        ("Đọc nhiều", 2, False),
        ("ข่าวด่วนวันนี้", 3, False),
        ("Really?”", 1, True),
        ("and so on...", 3, True),
        ("12", 1, False),
        ("နေပြည်တော်။", 3, True),
        ("Σχόλια:", 1, False),
    ],
)
def test_words_and_ends_in_any_script(text: str, words: int, stops: bool) -> None:
    features = line_features(text, FUNCTION_WORDS)
    assert features is not None
    assert (features.words, features.stops) == (words, stops)


@pytest.mark.parametrize("text", ["Fin.»", "Fin.›", "„Ende.“", "(done.)", "Hm…", "真的吗？"])
def test_closing_marks_after_the_end_of_a_sentence_are_skipped(text: str) -> None:
    features = line_features(text, FUNCTION_WORDS)
    assert features is not None
    assert features.stops == sentence(text)


def test_a_space_before_a_closing_mark_makes_an_open_end() -> None:
    features = line_features("C’est la fin. »", FUNCTION_WORDS)
    assert features is not None
    assert not features.stops
    assert sentence("C’est la fin. »")  # the line test is not trained, so it can know French quotes


def test_a_long_line_of_thai_ends_a_sentence_without_a_full_stop() -> None:
    text = "แม่น้ำในหุบเขาเพิ่มขึ้นอีกห้าเซนติเมตรเมื่อคืนนี้ ชาวบ้านช่วยกันขนกระสอบทรายไปที่โรงสีเก่าซึ่งน้ำท่วมห้องใต้ดินแล้ว"
    features = line_features(text, FUNCTION_WORDS)
    assert features is not None
    assert features.stops
