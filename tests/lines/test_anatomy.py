"""What is read off a pattern before it runs."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.anatomy import dissect, lower
from cleaner.lines.key import plain
from cleaner.lines.pattern import compiled
from tests.helpers.strategies import PATTERNS, lines
from tests.lines.test_ambiguity import SAFE

AWKWARD = [r"(?i)ßx|K", r"ı+", r"^ﬁ", r"µ", r"ſ", r"(?:İ|x)y"]
AWKWARD_LETTERS = "aAbBiIıİkKKßsſSéÉµμσςΣ\u0307"


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?V1)[[a-z]--[b]]x",
        r"[[:alpha:]]+]",
        r"(?:foo){e<=1}",
        r"(?:foo){1<=e<=3}",
        r"\X\R",
        r"(?<name>a)\g<name>",
        r"(?|a|b)",
        r"(a)?(?(1)b|c)+",
    ],
)
def test_a_pattern_that_only_regex_understands_is_watched_and_has_no_literals(pattern: str) -> None:
    compiled(pattern)
    assert dissect(pattern).watched
    assert dissect(pattern).literals == ()


@pytest.mark.parametrize(("pattern", "watched"), [
    (r"^(?:x{1,9}){1,9}y", True), (r"^(?:(?:ab?){2,5}c)+", True), (r"(?:\w+ )*\w+x", True), (r"(?=.*x).*y", True),
    (r"^(?:ab){1,9}c", False), (r"^\d{1,2}(?: x)?$", False), (r"(?:a{3}b)?", False), (r"(?:\d{1,9} )?x", False),
])  # fmt: skip
def test_a_pattern_with_many_ways_to_match_is_watched_on_short_lines_too(pattern: str, watched: bool) -> None:
    assert dissect(pattern).watched is watched


@given(st.sampled_from([*PATTERNS, *SAFE, *AWKWARD]), lines())
def test_every_match_contains_what_is_required(pattern: str, line: str) -> None:
    line = plain(line)
    if compiled(pattern).search(line) is None:
        return
    anatomy, low = dissect(pattern), lower(line)
    if anatomy.literals:
        fits = low.startswith if anatomy.starts else low.__contains__
        assert any(map(fits, anatomy.literals))
    if anatomy.digit:
        assert line[0].isdecimal()


@given(st.text(alphabet=AWKWARD_LETTERS, max_size=6), st.text(alphabet=AWKWARD_LETTERS))
def test_letters_that_regex_treats_as_equal_are_equal_in_lower(literal: str, line: str) -> None:
    literal, line = plain(literal), plain(line)
    pattern = regex.escape(literal)
    if literal and compiled(pattern).search(line):
        assert all(map(lower(line).__contains__, dissect(pattern).literals))
