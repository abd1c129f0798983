"""Prefilters: text that a line has to contain before a test can pass."""

import pytest
from hypothesis import given

from cleaner.lines.linetest import LineTest, Span, passes
from cleaner.lines.matcher import Matcher
from cleaner.lines.prefilter import Prefilter, prefilters
from tests.helpers.strategies import line_tests, lines


@given(line_tests, lines())
def test_a_line_that_passes_is_found_by_a_prefilter(test: LineTest, line: str) -> None:
    if passes(test, line) and prefilters(test) is not None:
        assert Matcher([test]).ask([line]) == [(0,)]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (LineTest(text=("Menu", "HOÀ")), [Prefilter("text", "menu"), Prefilter("text", "hòa")]),
        (LineTest(regex=(r"^share\b",)), [Prefilter("low-starts", "share")]),
        (LineTest(regex=(r"^\d+ bình luận$",)), [Prefilter("low-contains", " bình luận")]),
        (LineTest(regex=(r"^\d{1,2}:\d{2}",)), [Prefilter("digit", "")]),
        (LineTest(all=(LineTest(bullet=True), LineTest(ends=("x",)))), [Prefilter("ends", "x")]),
        (LineTest(any=(LineTest(text=("a",)), LineTest(ends=("b",)))), [Prefilter("text", "a"), Prefilter("ends", "b")]),
        (LineTest(any=(LineTest(text=("a",)), LineTest(bullet=True))), None),
        (LineTest(words=Span(most=3)), None),
        (LineTest(not_=LineTest(text=("a",))), None),
        (LineTest(regex=(r"^\W+$",)), None),
    ],
)  # fmt: skip
def test_the_prefilters_of_a_test(test: LineTest, expected: list[Prefilter] | None) -> None:
    assert prefilters(test) == expected
