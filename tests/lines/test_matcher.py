"""Line tests one by one, and the matcher that asks all of them at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.linetest import LineTest, Span, passes, reaches_long
from cleaner.lines.matcher import Matcher, signs
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
    ("both keys hold", LineTest(starts=("Xem thêm",), words=Span(most=3)), "Xem thêm ảnh"),
    ("no sentence", LineTest(sentence=False), "Tin mới"),
    ("capitals", LineTest(upper=True), "Ý KIẾN (0)"),
    ("dash bullet", LineTest(bullet=True), "- Xin chào"),
    ("negation", LineTest(not_=LineTest(bullet=True)), "Xin chào"),
    ("long line with chars", LineTest(starts=("Chia sẻ",), chars=Span(most=400)), LONG),
    ("two Han characters are a word", LineTest(words=Span(2, 2)), "最新新闻"),
]
FAILS = [
    ("a literal is no pattern", LineTest(text=("Read more...",)), "Read moreabc"),
    ("whole line is not a part", LineTest(text=("Chia sẻ",)), "Chia sẻ kinh nghiệm"),
    ("start in the middle", LineTest(starts=("Theo",)), "Bài viết theo dõi"),
    ("one key does not hold", LineTest(starts=("Xem thêm",), words=Span(most=3)), "Xem thêm ảnh của sự kiện"),
    ("blank line, even for a negation", LineTest(not_=LineTest(text=("x",))), " \u200b"),
    ("long line under the guard", LineTest(starts=("Chia sẻ",)), LONG),
    ("long line, chars within the guard", LineTest(starts=("Chia sẻ",), chars=Span(most=80)), LONG),
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


def naive(tests: list[LineTest], free: set[int], line: str) -> tuple[int, ...]:
    return tuple(n for n, test in enumerate(tests) if signs(test) is not None and passes(test, line, n in free))


@given(st.lists(line_tests, max_size=6), st.sets(st.integers(0, 5)), st.lists(lines(), max_size=12))
def test_the_matcher_answers_as_the_naive_loop_does(tests: list[LineTest], free: set[int], texts: list[str]) -> None:
    matcher = Matcher(tests, free)
    expected = [naive(tests, free, line) for line in texts]
    assert matcher.ask(texts) == expected
    assert matcher.ask(texts) == expected  # now from memory
    assert [matcher.ask([line])[0] for line in texts] == expected  # one by one
    for line in texts * 2:
        for number, test in enumerate(tests):
            assert matcher.passes(test, line, number in free) == passes(test, line, number in free)


@given(st.lists(line_tests, min_size=1, max_size=4), st.lists(lines(), max_size=12))
def test_forgetting_changes_no_answer(tests: list[LineTest], texts: list[str]) -> None:
    remembering, forgetting = Matcher(tests), Matcher(tests, memory=1)
    for line in texts:
        assert forgetting.ask([line, line + "!"]) == remembering.ask([line, line + "!"])
        for test in tests:
            assert forgetting.passes(test, line) == remembering.passes(test, line)


@given(line_tests, lines())
def test_a_line_that_passes_bears_a_sign(test: LineTest, line: str) -> None:
    if passes(test, line) and signs(test) is not None:
        assert Matcher([test]).ask([line]) == [(0,)]


@given(line_tests, lines())
def test_only_a_test_that_names_chars_reaches_long_lines(test: LineTest, line: str) -> None:
    if len(line) > 200 and passes(test, line):
        assert reaches_long(test)
