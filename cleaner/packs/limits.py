"""Limits of what a pack may contain, so that reading it takes a bounded time.

Limits of files are in `layers`, those of a single pattern in `lines.pattern_size`. The shipped packs stay far below
each of them: the largest pack has 44 rules, a rule has up to 288 literals, and a literal up to 108 characters.
"""

from cleaner.lines.ambiguity import analyse
from cleaner.lines.pattern_size import pattern_size, size_fault

MOST_RULES = 2_000  # in one pack
MOST_LITERALS = 5_000  # literals and patterns in one rule
MOST_LITERAL = 500  # characters of a literal, and of the text that replaces a match
MOST_POSITIONS = 100_000  # characters of all patterns in a pack, with their counts written out
MOST_STEPS = 500_000  # of the analysis of all patterns in a pack; those beyond are not analysed


class PatternPurse:
    """What is left for the literals and patterns of a pack while it is read."""

    def __init__(self) -> None:
        self._literals = 0  # of the current rule
        self._positions = 0
        self._steps = 0

    def start_rule(self) -> None:
        """Start to count the literals of another rule."""
        self._literals = 0

    def literal_fault(self, text: str) -> str:
        """Return why a literal is one too many or too long, or ""."""
        self._literals += 1
        if len(text) > MOST_LITERAL:
            return f"a literal of {len(text):,} characters; at most {MOST_LITERAL:,} are allowed"
        return self._count_fault()

    def pattern_fault(self, pattern: str) -> str:
        """Return why a pattern is one too many or too large, or ""."""
        self._literals += 1
        shown = pattern if len(pattern) <= 60 else f"{pattern[:60]}…"
        if fault := size_fault(pattern):
            return f"the pattern {shown} is too large: {fault}"
        self._positions += max(len(pattern), pattern_size(pattern).positions)
        if self._positions > MOST_POSITIONS:
            return f"the patterns of this pack have more than {MOST_POSITIONS:,} characters, with counts written out"
        return self._count_fault()

    def explodes(self, pattern: str) -> bool:
        """Whether a pattern can take exponential time, as far as the steps of this pack allow to find out.

        A pattern that is not analysed has a time limit whenever it runs.
        """
        if self._steps > MOST_STEPS:
            return False
        analysis = analyse(pattern)
        self._steps += analysis.steps
        return analysis.explodes

    def _count_fault(self) -> str:
        if self._literals > MOST_LITERALS:
            return f"a rule of more than {MOST_LITERALS:,} literals and patterns; split it into several rules"
        return ""
