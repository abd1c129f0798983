"""Bound what the rules of one document may spend: processor time, and text that replace rules write.

A pattern or a rule that is slow or makes lines longer is a fault of its pack. It must not stop a batch or fill the
memory, so it ends in an error for the document, and nothing is written for that document.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cleaner.lines.errors import CleanerError

LINE_SECONDS = 1.0  # of processor time that one pattern may spend on one line
DOCUMENT_SECONDS = 1.0  # of processor time that rules which are not shipped may spend on a document of any size
CHARACTERS_PER_SECOND = 50_000  # a larger document gets one more second for each so many characters

# A line may be rewritten to so many times its length, and so many characters more.
LINE_GROWTH = 5
LINE_CHARACTERS = 10_000
# All lines that replace rules write for a document, together, may be so many times as long as the document, and so
# many characters more: 50 rules may each rewrite every line.
DOCUMENT_GROWTH = 50
DOCUMENT_CHARACTERS = 100_000

_clock = getattr(time, "thread_time", time.process_time)  # other threads and a busy machine do not count


class BudgetError(CleanerError):
    """A rule used up what it may spend on a document. `rule` names the rule and its place, once it is known."""

    def __init__(self, message: str, pattern: str = "") -> None:
        super().__init__(message, pattern)
        self.message = message
        self.pattern = pattern  # that was at work; "" if none was
        self.tests: tuple[int, ...] = ()  # numbers of the line tests that were at work, if the rule is not known
        self.rule = ""

    def __str__(self) -> str:
        return self.message


class Budget:
    """What is left of a document's budget."""

    def __init__(self, characters: int, enforced: bool = True) -> None:
        self.seconds = DOCUMENT_SECONDS + characters / CHARACTERS_PER_SECOND
        self.characters = DOCUMENT_CHARACTERS + DOCUMENT_GROWTH * characters  # that replace rules may still write
        self.enforced = enforced  # False while a shipped rule runs: its time does not count
        self._end = _clock() + self.seconds

    def seconds_left(self) -> float:
        """The processor time that is left, in seconds; negative if more was spent than was allowed."""
        return self._end - _clock()

    def give_back(self, seconds: float) -> None:
        """Return processor time that was spent on something else than rules which are not shipped."""
        self._end += seconds

    def write(self, characters: int) -> None:
        """Count the characters of a line that a replace rule wrote. Raises BudgetError."""
        self.characters -= characters
        if self.characters < 0:
            raise BudgetError("replace rules rewrote more text than they may write for the document")

    def used_up(self, pattern: str = "") -> BudgetError:
        """The error for a document whose time is used up."""
        return BudgetError(f"the rules used up the {self.seconds:.2g} s that they may spend on the document", pattern)


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def current() -> Budget | None:
    """Return the budget of the document that is being cleaned, or None outside of cleaning."""
    return _current.get()


def check(tests: Iterable[int] = ()) -> None:
    """Raise BudgetError if the time of the current document is used up. `tests` are the line tests that come next."""
    document = _current.get()
    if document is not None and document.enforced and document.seconds_left() <= 0:
        error = document.used_up()
        error.tests = tuple(tests)
        raise error


@contextmanager
def document_budget(characters: int, enforced: bool = True) -> Iterator[Budget]:
    """Give a document of this many characters its budget. `enforced`: time is limited from the start."""
    budget = Budget(characters, enforced)
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)


def longest_rewrite(before: str) -> int:
    """Return how long a line may become that replace rules rewrite, in characters.

    >>> longest_rewrite("Menu")
    10020
    """
    return LINE_CHARACTERS + LINE_GROWTH * len(before)
