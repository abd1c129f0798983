"""What is read off a pattern before it runs."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.anatomy import ENDLESS, admits, dissect, guard, lower
from cleaner.lines.key import plain
from cleaner.lines.pattern import compiled
from tests.helpers.matching import lines_near, patterns
from tests.helpers.strategies import PATTERNS, lines
from tests.lines.test_ambiguity import SAFE

AWKWARD = [
    r"(?i)ßx|K", r"ı+", r"^ﬁ", r"µ", r"ſ", r"(?:İ|x)y", r"(?a)^\W+x?$", r"^(?-i:[^\p{Lu}])", r"^[^\p{L}]", r"^[^\w\s]+ ?a", r"^\D",
    r"^[\W_]{2}", r"(?m)^\d.*$", r"(?x) ^ [ab] \d $", r"^[^]\p{L}]x?",
]  # fmt: skip
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
    assert dissect(pattern) == ((), False, (), "", "", 0, ENDLESS, True)


@pytest.mark.parametrize(("pattern", "watched"), [
    (r"^(?:x{1,9}){1,9}y", True), (r"^(?:(?:ab?){2,5}c)+", True), (r"(?:\w+ )*\w+x", True), (r"(?=.*x).*y", True),
    (r"^(?:ab){1,9}c", False), (r"^\d{1,2}(?: x)?$", False), (r"(?:a{3}b)?", False), (r"(?:\d{1,9} )?x", False),
])  # fmt: skip
def test_a_pattern_with_many_ways_to_match_is_watched_on_short_lines_too(pattern: str, watched: bool) -> None:
    assert dissect(pattern).watched is watched


STARTS = {
    r"^share\b": (("share",), False),
    r"^(?:chia|share) sẻ": (("chia sẻ", "share sẻ"), False),
    r"^(?:the )?(?:story|text)s? (?:below|above)": (("story", "text", "the "), False),
    r"^(?:all )?(?:\d+ )?comments?$": (("all ", "comment"), True),
    r"^e-?mail": (("e-mail", "email"), False),
    r"^\W{0,4}(?:next|last) page": (("last page", "next page"), True),
    r"^[(\[]?(?:theo|nguồn)": (("nguồn", "theo"), True),
    r"^a|^b": (("a", "b"), False),
    r"^[ab]c|^\d": (("ac", "bc"), True),
    r"^©": (("©",), False),
    r"^(?:x{2,3}|yy) z": (("x", "yy z"), False),
    r"^İ": (("i",), False),
    r"^\d{1,2}:\d\d$": ((), True),
    r"^i?\u0307": ((), False),  # `lower` joins the dot to an i
    r"^(?:share)?": ((), False),
    r"^.?share": ((), False),
    r"^\p{L}+:": ((), False),
    r"^[^\d]x": ((), False),
    r"^(?-i:[^\p{Lu}])x": ((), False),  # a small letter too
    r"(?a)^\Wx": ((), False),  # é is no word character then
    r"^[^\p{L}]": ((), False),
    r"^x?[^\w]": (("x",), True),
    "^" + "ab" * 20: (("ab" * 12,), False),
    r"share": ((), False),
    r"(?:^a|b)": ((), False),
}


@pytest.mark.parametrize(("pattern", "expected"), STARTS.items())
def test_how_a_line_starts_that_a_pattern_matches(pattern: str, expected: tuple[tuple[str, ...], bool]) -> None:
    anatomy = dissect(pattern)
    assert (anatomy.starts, anatomy.odd) == expected


EDGES = {
    r"^\d{1,2}:\d\d$": ("0123456789", "0123456789", 4, 5),
    r"^-?\d?:\d(?: ?[ap]m)?$": ("-0123456789:", "0123456789m", 2, 7),
    r"^(?:ab|c+)?(?:de|f)$": ("acdf", "ef", 1, ENDLESS),
    r"^x\b(?=\d)": ("x", "", 1, ENDLESS),
    r"a{2}[bc]$": ("", "bc", 3, ENDLESS),
    r"^(?:ß|İ)\s?$": ("is", " is", 1, 2),
    r"^(?:a$|b\d$)": ("ab", "0123456789a", 1, 2),
    r"^(?:a$|b\d)": ("ab", "", 1, ENDLESS),
    r"^٣$": ("0", "0", 1, 1),
    r"^(a|bc)\1$": ("ab", "", 1, ENDLESS),
    r"^(?:a{2,5}+)$": ("a", "a", 2, 5),
    r"^(?:x\u0307)$": ("x", "", 2, 2),
    r"^[^x]y*$": ("", "", 1, ENDLESS),
    r"^[\u0400-\u04ff]$": ("", "", 1, 1),
    r"^[ab]?$": ("", "", 0, 1),
    r"^\W+$": ("", "", 1, ENDLESS),
}


@pytest.mark.parametrize(("pattern", "expected"), EDGES.items())
def test_the_ends_and_the_length_of_a_line_that_a_pattern_matches(
    pattern: str, expected: tuple[str, str, int, int]
) -> None:
    anatomy = dissect(pattern)
    assert (anatomy.first, anatomy.last, anatomy.least, anatomy.most) == expected


@pytest.mark.parametrize(("pattern", "line"), [
    (r"^\d{1,2}:\d\d$", "12:30 Uhr"), (r"^\d{1,2}:\d\d$", "1.30"), (r"^\d+ comments$", "12 Kommentare"), (r"^(?:a )?\d", "b 1"),
    (r"^[+-]\d$", "3+"), (r"^x{3,}$", "xx"), (r"^\W+$", "a"), (r"^\d+%?$", "12 $"),
])  # fmt: skip
def test_a_guard_keeps_lines_out_that_look_otherwise(pattern: str, line: str) -> None:
    assert not admits(guard(pattern), line, lower(line))


ANY_PATTERN = st.one_of(patterns, st.sampled_from([*PATTERNS, *SAFE, *AWKWARD, *STARTS, *EDGES]))


@given(st.data(), ANY_PATTERN)
def test_a_guard_admits_every_line_that_the_pattern_matches(data: st.DataObject, pattern: str) -> None:
    line = data.draw(st.one_of(lines_near(pattern), lines().map(plain)))
    if line and compiled(pattern).search(line):
        assert admits(guard(pattern), line, lower(line))


@given(st.text(alphabet=AWKWARD_LETTERS, max_size=6), st.text(alphabet=AWKWARD_LETTERS))
def test_letters_that_regex_treats_as_equal_are_equal_in_lower(literal: str, line: str) -> None:
    literal, line = plain(literal), plain(line)
    pattern = regex.escape(literal)
    if literal and compiled(pattern).search(line):
        assert all(map(lower(line).__contains__, dissect(pattern).literals))
