"""Patterns at work: the time limit, and replacing matches."""

import unicodedata

import pytest

from cleaner.lines import budget
from cleaner.lines.pattern import PatternBudgetError, matches, substitute


def test_a_pattern_that_takes_too_long_raises_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "LINE_SECONDS", 0.05)
    with pytest.raises(PatternBudgetError, match=r"timed out after 0\.05 s on the line 'aaa"):
        matches(r"(?V0)^(a|a)+$", "a" * 60 + "!")


@pytest.mark.parametrize(
    ("text", "replacement", "line", "after"),
    [
        (r"^\(Dân trí\) [-–] ", "", "(Dân trí) – Tết đến", "Tết đến"),
        (r"(\w+)é", r"\1e", "café", "cafe"),
        (r"ế", "e", "Tết tê", "Tet tê"),
        (r"e", "x", "ế e", "ế x"),
        (r"\.", "!", "각. 각", "각! 각"),
    ],
)
def test_what_is_not_replaced_keeps_its_unicode_form(text: str, replacement: str, line: str, after: str) -> None:
    assert substitute(text, replacement, line) == after
    decomposed = unicodedata.normalize("NFD", line)
    expected = decomposed if "각" in line else unicodedata.normalize("NFD", after)  # jamo are not replaced
    assert substitute(text, replacement, decomposed) == expected
