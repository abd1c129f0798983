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

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}" if self.line else f"{self.path}: {self.message}"


class PackError(CleanerError):
    """Packs that cannot be used. `faults` holds every fault, sorted by place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(list(faults))
        self.faults = tuple(sorted(set(faults)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class PatternTimeout(CleanerError):
    """A rule's pattern timed out on a document. Nothing is written for that document."""


def near(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" with the known name closest to an unknown one, or "" if none is close.

    >>> near("strats", ["text", "starts"])
    "; did you mean 'starts'?"
    """
    import difflib  # imported here because only a faulty name needs it

    closest = difflib.get_close_matches(name.lower(), list(known), 1, 0.6)
    return f"; did you mean {closest[0]!r}?" if closest else ""
