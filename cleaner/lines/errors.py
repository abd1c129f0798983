"""What is wrong with a pack, and where."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class CleanerError(Exception):
    """The root of all errors that this package raises. Messages name the place, the fault and the way out."""


class Fault(NamedTuple):
    """One complaint about a pack."""

    path: str  # of the pack's file
    line: int  # from 1; 0: the file as a whole
    column: int  # from 1
    message: str  # the fault and the way out

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}" if self.line else f"{self.path}: {self.message}"


class PackError(CleanerError):
    """Packs that cannot be used. `faults` are all complaints, in order of place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(list(faults))
        self.faults = tuple(sorted(set(faults)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class PatternTimeout(CleanerError):
    """A pattern of a rule ran out of its budget on a document; nothing was written for it."""


def near(name: str, known: Iterable[str]) -> str:
    """A way out for a name that is not known: "; did you mean …?", or nothing where no name is near.

    >>> near("strats", ["text", "starts"])
    "; did you mean 'starts'?"
    """
    import difflib  # only a faulty pack pays for this

    found = difflib.get_close_matches(name.lower(), list(known), 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
