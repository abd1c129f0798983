"""Show the progress of a batch on standard error: a bar in a terminal, a line a minute and at the end elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli.stdio import at_terminal, say
from cleaner.lines.words import counted

if TYPE_CHECKING:
    from cleaner.corpus.summary import BatchProgress

LINE_SECONDS = 60.0  # between two lines of progress if there is no terminal
MIN_SECONDS = 5.0  # before there is a rate: starting the workers takes a second, and the first documents are no sample
MIN_SHARE = 0.01  # of the input, before the time left is estimated
_MINUTE, _HOUR = 60, 3600  # seconds


class Pace(NamedTuple):
    """How far and how fast a batch is."""

    progress: "BatchProgress"
    total: int  # bytes of all inputs; 0: not known
    seconds: float  # since the start

    @property
    def share(self) -> str:
        """The share of the input that is done, or ""."""
        return f"{min(self.progress.size / self.total, 1):.0%}" if self.total else ""

    @property
    def rate(self) -> str:
        """The documents per second, or "" before there is a rate. What earlier runs have done took no time."""
        documents = self.progress.documents - self.progress.documents_before
        if self.seconds < MIN_SECONDS or not documents:
            return ""
        rate = documents / self.seconds
        return f"{rate:,.0f} documents/s" if rate >= 10 else f"{rate:.1f} documents/s"

    @property
    def left(self) -> str:
        """The time left, or "" before it can be estimated."""
        done = self.progress.size - self.progress.size_before
        to_do = self.total - self.progress.size_before
        if not self.rate or to_do <= 0 or done < MIN_SHARE * to_do:
            return ""
        return f"{duration(self.seconds * max(to_do - done, 0) / done)} left"

    def __str__(self) -> str:
        documents = counted(self.progress.documents, "document")
        return ", ".join(part for part in (self.share, documents, self.rate, self.left) if part)


def duration(seconds: float) -> str:
    """A time for a person, in two units at most.

    >>> duration(7.2), duration(90), duration(7_300)
    ('7 s', '1 min 30 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole // _HOUR:,} h {whole % _HOUR // _MINUTE} min"


@contextmanager
def show_progress(size: int, quiet: bool) -> Iterator["Callable[[BatchProgress], None]"]:
    """A function that shows how far the batch is. With `quiet` it shows nothing.

    `size` is the size of all inputs in bytes; 0 if it is not known.
    """
    if quiet:
        yield lambda _: None
        return
    with _bar(size) if at_terminal(sys.stderr) else _lines(size) as show:
        yield show


@contextmanager
def _bar(size: int) -> Iterator["Callable[[BatchProgress], None]"]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    start = time.monotonic()
    with Progress(BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=size or None)

        def show(progress: "BatchProgress") -> None:
            pace = Pace(progress, size, time.monotonic() - start)
            bar.update(task, completed=progress.size, description=str(pace))

        yield show


@contextmanager
def _lines(size: int) -> Iterator["Callable[[BatchProgress], None]"]:
    start = last = time.monotonic()
    latest: BatchProgress | None = None

    def show(progress: "BatchProgress") -> None:
        nonlocal last, latest
        latest = progress
        if (now := time.monotonic()) - last >= LINE_SECONDS:
            last = now
            say(str(Pace(progress, size, now - start)))

    yield show
    if latest is not None and last > start:  # the summary of a short run needs no line before it
        seconds = time.monotonic() - start
        rate = Pace(latest, 0, seconds).rate
        say(f"{counted(latest.documents, 'document')} in {duration(seconds)}" + (f", {rate}" if rate else ""))
