"""The errors that the package raises, and the faults of a pack with their places."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class CleanerError(Exception):
    """Base class of all errors that this package raises. A message says where the fault is and how to fix it."""


class Fault(NamedTuple):
    """One fault in a pack."""

    path: str  # of the pack's file
    line: int  # from 1; 0 if the fault concerns the whole file
    column: int  # from 1
    message: str  # what is wrong and how to fix it
    source: str = ""  # the line of the file, if it is known

    def __str__(self) -> str:
        """Return the place and the message; below them the line, with a caret below the column."""
        if not self.line:
            return f"{self.path}: {self.message}"
        message = f"{self.path}:{self.line}:{self.column}: {self.message}"
        return f"{message}\n{self._excerpt()}" if self.source.strip() else message

    def _excerpt(self) -> str:
        """The line, or the part of a long line around the column, with a caret below the column."""
        from cleaner.lines.safe import safe  # imported here, because only a fault needs it

        column = min(max(self.column, 1), len(self.source) + 1) - 1
        start = max(0, column - _EXCERPT // 2)
        before, after = safe(self.source[start:column]), safe(self.source[column : start + _EXCERPT])
        label = f"{self.line:5} | "
        return f"{label}{before}{after}\n{' ' * (len(label) - 2)}| {_blank(before)}^"


_EXCERPT = 100  # characters of a long line that a fault shows


def _blank(text: str) -> str:
    """White space that is as wide as a text on a terminal."""
    import unicodedata

    def width(character: str) -> int:
        return 0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")

    return "".join("\t" if character == "\t" else " " * width(character) for character in text)


class PackError(CleanerError):
    """Packs that cannot be used. `faults` holds every fault, sorted by place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(list(faults))
        self.faults = tuple(sorted(set(faults)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class PatternTimeout(CleanerError):
    """A rule used up the time or the text that it may spend on a document. Nothing is written for that document."""


_LONGEST_NAME = 100  # characters; no longer name is compared with the known ones, which takes quadratic time


def near(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" with the known name closest to an unknown one, or "" if none is close.

    >>> near("strats", ["text", "starts"])
    "; did you mean 'starts'?"
    """
    import difflib  # imported here because only a faulty name needs it

    if len(name) > _LONGEST_NAME:
        return ""
    closest = difflib.get_close_matches(name.lower(), list(known), 1, 0.6)
    return f"; did you mean {closest[0]!r}?" if closest else ""
