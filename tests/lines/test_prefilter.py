"""Prefilters: text that a line has to contain before a test can pass."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines import linetest
from cleaner.lines.anatomy import guard
from cleaner.lines.linetest import FoldedLine, LineTest, Span, passes
from cleaner.lines.matcher import Matcher
from cleaner.lines.pattern import matches
from cleaner.lines.prefilter import ALTERNATIVES, Prefilter, alternatives, index, prefilters
from cleaner.packs.program import compile_packs
from tests.helpers.matching import lines_near, patterns
from tests.helpers.packs import shipped_packs
from tests.helpers.strategies import line_tests, lines

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*/*.raw.txt"))


@given(line_tests, lines())
def test_a_line_that_passes_is_found_by_a_prefilter(test: LineTest, line: str) -> None:
    if passes(test, line) and prefilters(test) is not None:
        assert Matcher([test]).ask([line]) == [(0,)]


@given(st.data(), patterns)
def test_a_line_that_a_pattern_matches_is_found(data: st.DataObject, pattern: str) -> None:
    line = data.draw(lines_near(pattern))
    test = LineTest(regex=(pattern, r"^\d{9}$"))
    if prefilters(test) is not None:
        assert Matcher([test]).ask([line]) == [(0,) if passes(test, line) else ()]


A1, A2, BEGINS = LineTest(regex=(r"^a\d",)), LineTest(regex=(r"^b\d",)), LineTest(regex=(r"^\d+$",))
LONG = " and so on" * 30
FOUND: list[tuple[LineTest, str, bool]] = [
    (BEGINS, "12", True), (BEGINS, "٣", True), (BEGINS, "a12", False),
    (LineTest(any=(A1, A2)), "a1", True), (LineTest(any=(A1, A2)), "b1", True), (LineTest(any=(A1, A2)), "c1", False),
    (LineTest(any=(A1, A2), words=Span(most=1)), "b1", True), (LineTest(any=(A1, A2), words=Span(most=1)), "b1 c", False),
    (LineTest(regex=(r"^(?:\d+|x) ?likes",), chars=Span(most=900)), "12 likes" + LONG, True),
    (LineTest(regex=(r"^(?:\d+|x) ?likes",), chars=Span(most=900)), "x likes" + LONG, True),
    (LineTest(regex=(r"^(?:\d+|x) ?likes",), chars=Span(most=900)), "y likes" + LONG, False),
    (LineTest(regex=(r"^[12]",), chars=Span(most=900)), "12" + LONG, True),
    (LineTest(regex=(r"so on$",), chars=Span(most=900)), "Say" + LONG, True),
]  # fmt: skip


@pytest.mark.parametrize(("test", "line", "passed"), FOUND)
def test_a_line_is_found_among_others(test: LineTest, line: str, passed: bool) -> None:
    assert passes(test, line) is passed
    others = ["x", "", "Hà Nội", "- y", "«z»", "…", "x y z"]
    verdicts = Matcher([LineTest(text=("Menu",)), test]).ask(["Menu", *others, line])
    assert verdicts == [(0,), *[()] * len(others), (1,) if passed else ()]


@given(line_tests, lines())
def test_a_test_passes_if_one_of_its_alternatives_does(test: LineTest, line: str) -> None:
    assert any(passes(part, line, any_length=True) for part in alternatives(test)) == passes(test, line, True)
    if prefilters(test) is not None:
        assert None not in map(prefilters, alternatives(test))


def test_a_test_with_too_many_alternatives_is_looked_up_as_one() -> None:
    many = LineTest(any=tuple(LineTest(ends=(f"x{n}",)) for n in range(ALTERNATIVES + 1)))
    assert alternatives(many) == (many,)
    assert Matcher([LineTest(text=("x1",)), many]).ask(["x1", "y"]) == [(0, 1), ()]


def test_an_alternative_is_not_tried_on_a_line_of_another_one() -> None:
    both = LineTest(any=(LineTest(text=("Menu",)), LineTest(regex=(r"^\d+ likes", r"^\d+ shares"))))
    assert index([(3, both)]).odd_inside == {
        "s": {" likes": (3 * ALTERNATIVES + 1,), " shares": (3 * ALTERNATIVES + 2,)}
    }


@pytest.mark.parametrize("line", ["12:30 Uhr", "1230", "at 12:30", "112:30"])
def test_a_pattern_is_not_tried_if_its_guard_keeps_the_line_out(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = r"^\d{1,2}:\d\d$"
    monkeypatch.setattr(linetest, "matches", lambda pattern, line: pytest.fail(f"{pattern} was tried on {line}"))
    assert not FoldedLine(line, {pattern: guard(pattern)}).matches(pattern)


def test_few_patterns_are_tried_on_the_lines_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pattern that is tried is compiled first, which takes longer than looking up all lines of a page."""
    tried: Counter[str] = Counter()

    def counted(pattern: str, line: str) -> bool:
        tried[pattern] += 1
        return matches(pattern, line)

    monkeypatch.setattr(linetest, "matches", counted)
    program = compile_packs(shipped_packs())
    different = []
    searches = line_count = 0
    for sample in SAMPLES:
        lines = set(sample.read_text(encoding="utf-8").split("\n"))
        tried.clear()
        program.matcher().ask([*lines])
        different.append(len(tried))
        searches += tried.total()
        line_count += len(lines)
    assert line_count > 500
    assert searches < line_count / 2
    assert sum(different) / len(SAMPLES) < 12
    assert max(different) < 30


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (LineTest(text=("Menu", "HOÀ")), [Prefilter("text", "menu"), Prefilter("text", "hòa")]),
        (LineTest(regex=(r"^share\b",)), [Prefilter("low-starts", "share")]),
        (LineTest(regex=(r"bình luận$",)), [Prefilter("low-contains", "bình luận")]),
        (LineTest(regex=(r"^\d+ bình luận$",)), [Prefilter("odd-contains", " bình luận")]),
        (LineTest(regex=(r"^(?:\d+|two) k$",)), [Prefilter("low-starts", "two k"), Prefilter("odd-contains", " k")]),
        (LineTest(regex=(r"^[12]\d*$",)), [Prefilter("first", "1"), Prefilter("first", "2")]),
        (LineTest(regex=(r"^(?:x|[+-])\d",)), [Prefilter("low-starts", "x"), *(Prefilter("first", c) for c in "+-")]),
        (LineTest(regex=(r"^[ab]+ ?share",)), [Prefilter("low-contains", "share")]),
        (LineTest(regex=(r"^i",)), [Prefilter("low-starts", "i")]),
        (LineTest(all=(LineTest(bullet=True), LineTest(ends=("x",)))), [Prefilter("ends", "x")]),
        (LineTest(any=(LineTest(text=("a",)), LineTest(ends=("b",)))), [Prefilter("text", "a"), Prefilter("ends", "b")]),
        (LineTest(any=(LineTest(text=("a",)), LineTest(bullet=True))), None),
        (LineTest(words=Span(most=3)), None),
        (LineTest(not_=LineTest(text=("a",))), None),
        (LineTest(regex=(r"^\W+$",)), None),
        (LineTest(regex=(r"^(?:x|\W)",)), None),
    ],
)  # fmt: skip
def test_the_prefilters_of_a_test(test: LineTest, expected: list[Prefilter] | None) -> None:
    assert prefilters(test) == expected
