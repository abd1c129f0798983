"""Run patterns: compile each once, ignore case, and stop a search that takes too long."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from cleaner.lines import budget
from cleaner.lines.budget import BudgetError
from cleaner.lines.key import stream_safe

if TYPE_CHECKING:
    import regex

SHORT = 200  # characters; on longer lines every pattern has a time limit

_REVERSE = 0x400  # the value of regex.REVERSE, whose module is imported when it is needed

# Patterns of shipped packs that the analysis found safe when their pack was compiled. Analysing them again would
# take longer than cleaning a page.
_SAFE_ON_SHORT_LINES: set[str] = set()


class PatternBudgetError(BudgetError):
    """A pattern used up its time or memory on a line."""

    def __init__(self, pattern: str, line: str, why: str = "") -> None:
        shown = line if len(line) <= 60 else line[:60] + "…"
        short = pattern if len(pattern) <= 200 else pattern[:200] + "…"
        super().__init__(
            f"the pattern {short} {why or f'timed out after {budget.LINE_SECONDS:g} s'} on the line {shown!r}", pattern
        )
        self.line = line


class GrowthError(BudgetError):
    """A replace rule made a line longer than it may become."""

    def __init__(self, pattern: str, line: str, most: int) -> None:
        shown = line if len(line) <= 60 else line[:60] + "…"
        super().__init__(f"a replace rule may not write more than {most:,} characters for the line {shown!r}", pattern)


def trust(patterns: Iterable[str]) -> None:
    """Run these patterns without a time limit on short lines. They are shipped, and the analysis found them safe."""
    _SAFE_ON_SHORT_LINES.update(patterns)


@cache
def compiled(pattern: str) -> "regex.Pattern[str]":
    """Return the compiled pattern. Case is ignored, except inside `(?-i:…)`. Raises regex.error."""
    import regex

    return regex.compile(unicodedata.normalize("NFC", pattern), regex.IGNORECASE)


def matches(pattern: str, line: str) -> bool:
    """Whether a pattern matches somewhere in a plain line. Raises PatternBudgetError or BudgetError.

    A search with a time limit costs about three times as much, so trusted patterns have none on short lines.
    """
    if len(line) <= SHORT and pattern in _SAFE_ON_SHORT_LINES:
        return compiled(pattern).search(line) is not None
    try:
        return compiled(pattern).search(line, timeout=_time_limit(pattern)) is not None
    except TimeoutError:
        raise _timed_out(pattern, line) from None
    except MemoryError:
        raise PatternBudgetError(pattern, line, "ran out of memory") from None


def _time_limit(pattern: str) -> float:
    """The seconds that the pattern may spend now. Raises BudgetError if the document has none left."""
    document = budget.current()
    if document is None or not document.enforced:
        return budget.LINE_SECONDS
    left = document.seconds_left()
    if left <= 0:
        raise document.used_up(pattern)
    return min(budget.LINE_SECONDS, left)


def _timed_out(pattern: str, line: str) -> BudgetError:
    document = budget.current()
    if document is not None and document.enforced and document.seconds_left() <= 0:
        return PatternBudgetError(pattern, line, f"used up the {document.seconds:.2g} s of its document")
    return PatternBudgetError(pattern, line)


# ------------------------------------------------------------------ replacing


def substitute(pattern: str, replacement: str, line: str, most: int | None = None) -> str:
    r"""Replace every match in a line; the rest of the line keeps its Unicode form.

    `most` is the number of characters that the result may have. Raises PatternBudgetError, GrowthError or BudgetError.

    >>> substitute(r"^\(Dân trí\) - ", "", unicodedata.normalize("NFD", "(Dân trí) - Tết")) == "Te\u0302\u0301t"
    True
    """
    try:
        places: dict[int, int] | None = None
        composed = stream_safe(line)
        if composed is not line or not unicodedata.is_normalized("NFC", composed):
            # patterns are in NFC: match the composed line, and cut the matches out of the line as it is
            composed, places = _composed(line)
        out: list[str] = []
        done = length = 0
        for match in _matches_in_order(pattern, composed):
            start, stop = match.span() if places is None else (places.get(match.start()), places.get(match.end()))
            if start is None or stop is None:
                continue
            length += start - done + _longest_expansion(replacement, match)
            if most is not None and length + len(line) - stop > most:
                raise GrowthError(pattern, line, most)
            out += [line[done:start], match.expand(replacement)]
            done = stop
        return "".join([*out, line[done:]]) if out else line
    except TimeoutError:
        raise _timed_out(pattern, line) from None
    except MemoryError:
        raise PatternBudgetError(pattern, line, "ran out of memory") from None


def _matches_in_order(pattern: str, line: str) -> "Iterable[regex.Match[str]]":
    """The matches of a pattern from left to right; a pattern with the flag `(?r)` finds them from right to left."""
    search = compiled(pattern)
    found = search.finditer(line, timeout=_time_limit(pattern))
    return sorted(found, key=lambda match: match.span()) if search.flags & _REVERSE else found


@cache
def _references(replacement: str) -> tuple[int | str, ...]:
    """The groups that a replacement refers to, by number or name."""
    found = re.findall(r"\\(?:g<(\w+)>|([1-9]\d?)|\\)", replacement, re.ASCII)
    return tuple(int(group) if group.isdecimal() else group for pair in found if (group := pair[0] or pair[1]))


def _longest_expansion(replacement: str, match: "regex.Match[str]") -> int:
    r"""The number of characters that a replacement has for a match, or a few more: `\\` counts as two."""
    length = len(replacement)
    for group in _references(replacement):
        start, stop = match.span(group if isinstance(group, str) or group <= match.re.groups else 0)
        length += stop - start
    return length


def _composed(line: str) -> tuple[str, dict[int, int]]:
    """Return a line in NFC, and a mapping from each position between its letters to the position in the line."""
    composed = unicodedata.normalize("NFC", stream_safe(line))
    places = {0: 0}
    at = letter = 0
    for here in range(1, len(line) + 1):
        if here == len(line) or not unicodedata.combining(line[here]):
            at += len(unicodedata.normalize("NFC", stream_safe(line[letter:here])))
            places[at] = letter = here
    return composed, places if at == len(composed) else {}
