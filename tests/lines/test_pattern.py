"""What is known of patterns before they run, and what happens when one runs too long."""

import time
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines import pattern
from cleaner.lines.ambiguity import explodes
from cleaner.lines.key import plain
from cleaner.lines.pattern import PatternExhausted, compiled, dissect, found, lower
from tests.helpers.strategies import PATTERNS, lines

EXPLODES = [
    r"^(\w+\s?)+:$", r"(a|a)+$", r"(a|aa)*c", r"(a+)+b", r"(.*a){20}", r"(?:x+x+)+y", r"([a-z]+|\d+|[a-m])*!", r"(\s*\w*)*$",
    r"^(?:[^,]*,?)*$", r"((ab?)+)+$", r"(\p{L}+\s?)+!", r"(?:a?b?)*c",
    r"(?:\w{1,3})+!", r"(?:ab|a|b)*c", r"(?=(a+)+b)", r"(?>(a+)+b)", r"(?:é|e\u0301|\w)+!", r"^(?:[A-Z]+|[a-z]+|z)+$",
]  # fmt: skip
SAFE = [
    r"^\d+ bình luận$", r"(\d+,)+", r"(\w+\s)+$", r"(?>a+)+b", r"(a++)+b", r"(?:, ?\w+)+$", r"^\d{1,2}:\d{2}$", r"(ab|cd)*e",
    r"^(?:\d+ )?(?:share|like)s?$", r"a*b*c*", r"(?:[a-z]+-)*x", r"^[A-ZĐ ]+$", r"(a{2})+",
    r"^facebook(?:(?: / | )(?:mail|email|messenger|x)){2,}$", r"(?:ab|ac|ad)+$", r"^(?:\w+, )*\w+ and \w+$", r"(?:a?b)+c",
    r"^(?:\p{Lu}\p{Ll}+ )+\p{Lu}\p{Ll}+$", r"^(?:\p{L}+\p{Nd}+)+$", r"^(?:[\p{L}.]+, )+\p{P}$",
    r"^(?:\d+[.:])+\d*$", r"(?:ab?c?)+$", r"\w+\w+\w+", r"(?=(a+))b", r"^(?:[^|]+\|)+[^|]*$",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPLODES)
def test_patterns_that_explode_are_known(text: str) -> None:
    assert explodes(text)


@pytest.mark.parametrize("text", SAFE)
def test_patterns_that_do_not_explode_are_let_alone(text: str) -> None:
    assert not explodes(text)


@pytest.mark.parametrize(
    "text",
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
def test_a_pattern_that_only_regex_reads_is_watched_and_nothing_is_read_off_it(text: str) -> None:
    compiled(text)
    assert dissect(text).watched
    assert dissect(text).literals == ()


@pytest.mark.parametrize(("text", "watched"), [
    (r"^(?:x{1,9}){1,9}y", True), (r"^(?:(?:ab?){2,5}c)+", True), (r"(?:\w+ )*\w+x", True), (r"(?=.*x).*y", True),
    (r"^(?:ab){1,9}c", False), (r"^\d{1,2}(?: x)?$", False), (r"(?:a{3}b)?", False), (r"(?:\d{1,9} )?x", False),
])  # fmt: skip
def test_a_pattern_with_many_ways_to_fit_is_watched_on_short_lines_too(text: str, watched: bool) -> None:
    assert dissect(text).watched is watched


@given(st.sampled_from([*PATTERNS, *SAFE, r"(?i)ßx|K", r"ı+", r"^ﬁ", r"µ", r"ſ", r"(?:İ|x)y"]), lines())
def test_what_is_required_stands_in_every_match(text: str, line: str) -> None:
    line = plain(line)
    if compiled(text).search(line) is None:
        return
    anatomy, low = dissect(text), lower(line)
    if anatomy.literals:
        fits = low.startswith if anatomy.starts else low.__contains__
        assert any(map(fits, anatomy.literals))
    if anatomy.digit:
        assert line[0].isdecimal()


@given(st.text(alphabet="aAbBiIıİkKKßsſSéÉµμσςΣ\u0307", max_size=6), st.text(alphabet="aAbBiIıİkKKßsſSéÉµμσςΣ\u0307"))
def test_whatever_regex_takes_as_equal_lower_takes_as_equal(literal: str, line: str) -> None:
    literal, line = plain(literal), plain(line)
    escaped = regex.escape(literal)
    if literal and compiled(escaped).search(line):
        assert all(map(lower(line).__contains__, dissect(escaped).literals))


def test_a_pattern_that_runs_out_of_its_budget_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "BUDGET", 0.05)
    start = time.monotonic()
    with pytest.raises(PatternExhausted, match=r"found no answer within 0\.05 s"):
        found(r"(?V0)^(a|a)+$", "a" * 60 + "!")
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("text", "with_", "line", "after"),
    [
        (r"^\(Dân trí\) [-–] ", "", "(Dân trí) – Tết đến", "Tết đến"),
        (r"(\w+)é", r"\1e", "café", "cafe"),
        (r"ế", "e", "Tết tê", "Tet tê"),
        (r"e", "x", "ế e", "ế x"),
        (r"\.", "!", "각. 각", "각! 각"),
    ],
)
def test_what_is_not_replaced_keeps_its_unicode_form(text: str, with_: str, line: str, after: str) -> None:
    assert pattern.substitute(text, with_, line) == after
    decomposed = unicodedata.normalize("NFD", line)
    expected = decomposed if "각" in line else unicodedata.normalize("NFD", after)  # jamo are left alone
    assert pattern.substitute(text, with_, decomposed) == expected
