"""Run patterns: compile each once, ignore case, and stop a search that takes too long."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from cleaner.lines.anatomy import dissect
from cleaner.lines.errors import CleanerError

if TYPE_CHECKING:
    import regex

BUDGET = 1.0  # seconds that one pattern may spend on one line
SHORT = 200  # characters; on longer lines every pattern has a time limit

# Patterns that `dissect` found safe when their pack was compiled. Dissecting them again would take longer than
# cleaning a page.
_SAFE_ON_SHORT_LINES: set[str] = set()


class PatternBudgetError(CleanerError):
    """A pattern used up its time budget on a line."""

    def __init__(self, pattern: str, line: str) -> None:
        super().__init__(pattern, line)
        self.pattern, self.line = pattern, line

    def __str__(self) -> str:
        shown = self.line if len(self.line) <= 60 else self.line[:60] + "…"
        return f"the pattern {self.pattern} timed out after {BUDGET:g} s on the line {shown!r}"


def trust(patterns: Iterable[str]) -> None:
    """Run these patterns without a time limit on short lines. `dissect` has to have found them safe before."""
    _SAFE_ON_SHORT_LINES.update(patterns)


@cache
def compiled(pattern: str) -> "regex.Pattern[str]":
    """Return the compiled pattern. Case is ignored, except inside `(?-i:…)`. Raises regex.error."""
    import regex

    return regex.compile(unicodedata.normalize("NFC", pattern), regex.IGNORECASE)


def matches(pattern: str, line: str) -> bool:
    """Whether a pattern matches somewhere in a plain line. Raises PatternBudgetError.

    A search with a time limit costs about five times as much, so only searches that need one have it.
    """
    if len(line) <= SHORT and (pattern in _SAFE_ON_SHORT_LINES or not dissect(pattern).watched):
        return compiled(pattern).search(line) is not None
    try:
        return compiled(pattern).search(line, timeout=BUDGET) is not None
    except TimeoutError:
        raise PatternBudgetError(pattern, line) from None


def substitute(pattern: str, replacement: str, line: str) -> str:
    r"""Replace every match in a line; the rest of the line keeps its Unicode form. Raises PatternBudgetError.

    >>> substitute(r"^\(Dân trí\) - ", "", unicodedata.normalize("NFD", "(Dân trí) - Tết")) == "Te\u0302\u0301t"
    True
    """
    try:
        if unicodedata.is_normalized("NFC", line):
            return compiled(pattern).sub(replacement, line, timeout=BUDGET)
        # patterns are in NFC: match the composed line, and cut the matches out of the line as it is
        composed, places = _composed(line)
        out: list[str] = []
        done = 0
        for match in compiled(pattern).finditer(composed, timeout=BUDGET):
            start, stop = places.get(match.start()), places.get(match.end())
            if start is not None and stop is not None:
                out += [line[done:start], match.expand(replacement)]
                done = stop
        return "".join([*out, line[done:]])
    except TimeoutError:
        raise PatternBudgetError(pattern, line) from None


def _composed(line: str) -> tuple[str, dict[int, int]]:
    """Return a line in NFC, and a mapping from each position between its letters to the position in the line."""
    composed = unicodedata.normalize("NFC", line)
    places = {0: 0}
    at = letter = 0
    for here in range(1, len(line) + 1):
        if here == len(line) or not unicodedata.combining(line[here]):
            at += len(unicodedata.normalize("NFC", line[letter:here]))
            places[at] = letter = here
    return composed, places if at == len(composed) else {}
