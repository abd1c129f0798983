"""Line tests one by one: lines that pass, and lines that look like them and do not."""

import pytest
from hypothesis import given

from cleaner.lines.linetest import LineTest, Span, passes, reaches_long
from tests.helpers.strategies import line_tests, lines

LONG = "Chia sẻ " + "kinh nghiệm với các bạn trẻ " * 10
PASSES = [
    ("whole line, other case", LineTest(text=("đọc nhiều",)), "ĐỌC NHIỀU"),
    ("whole line behind a bullet", LineTest(text=("Rất hay",)), "  • Rất hay"),
    ("one of several literals", LineTest(text=("a", "b")), "b"),
    ("start", LineTest(starts=("Ảnh:",)), "ẢNH: REUTERS"),
    ("end", LineTest(ends=("- Ảnh 1.",)), "Cầu mới - Ảnh 1."),
    ("inside", LineTest(contains=("bình luận",)), "Xem 12 bình luận khác"),
    ("pattern, case ignored", LineTest(regex=(r"^\d+ BÌNH LUẬN$",)), " • 12 bình luận"),
    ("both conditions hold", LineTest(starts=("Xem thêm",), words=Span(most=3)), "Xem thêm ảnh"),
    ("no sentence", LineTest(sentence=False), "Tin mới"),
    ("capitals", LineTest(upper=True), "Ý KIẾN (0)"),
    ("dash as bullet", LineTest(bullet=True), "- Xin chào"),
    ("negation", LineTest(not_=LineTest(bullet=True)), "Xin chào"),
    ("long line with chars", LineTest(starts=("Chia sẻ",), chars=Span(most=400)), LONG),
    ("two Han characters are a word", LineTest(words=Span(2, 2)), "最新新闻"),
]
FAILS = [
    ("a literal is no pattern", LineTest(text=("Read more...",)), "Read moreabc"),
    ("a whole line is not a part", LineTest(text=("Chia sẻ",)), "Chia sẻ kinh nghiệm"),
    ("start in the middle", LineTest(starts=("Theo",)), "Bài viết theo dõi"),
    ("one condition does not hold", LineTest(starts=("Xem thêm",), words=Span(most=3)), "Xem thêm ảnh của sự kiện"),
    ("blank line, even for a negation", LineTest(not_=LineTest(text=("x",))), " \u200b"),
    ("long line without chars", LineTest(starts=("Chia sẻ",)), LONG),
    ("long line, chars of short lines", LineTest(starts=("Chia sẻ",), chars=Span(most=80)), LONG),
    ("mixed case is not upper", LineTest(upper=True), "Ý kiến"),
    ("digits alone are not upper", LineTest(upper=True), "2026"),
    ("a minus is no bullet", LineTest(bullet=True), "-5 độ"),
    ("case where the pattern asks for it", LineTest(regex=(r"(?-i:SHARE)",)), "share"),
    ("none of any", LineTest(any=(LineTest(text=("a",)), LineTest(text=("b",)))), "c"),
    ("not all", LineTest(all=(LineTest(starts=("a",)), LineTest(ends=("b",)))), "ac"),
]


@pytest.mark.parametrize(("test", "line"), [case[1:] for case in PASSES], ids=[case[0] for case in PASSES])
def test_lines_that_pass(test: LineTest, line: str) -> None:
    assert passes(test, line)


@pytest.mark.parametrize(("test", "line"), [case[1:] for case in FAILS], ids=[case[0] for case in FAILS])
def test_lines_that_do_not_pass(test: LineTest, line: str) -> None:
    assert not passes(test, line)


@given(line_tests, lines())
def test_only_a_test_that_names_chars_passes_long_lines(test: LineTest, line: str) -> None:
    if len(line) > 200 and passes(test, line):
        assert reaches_long(test)
