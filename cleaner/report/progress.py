"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.corpus.batch import Step


# ------------------------------------------------------------------ batches

SLOW = 10.0  # seconds between two lines of progress where there is no terminal


@contextmanager
def watched(size: int, quiet: bool) -> Iterator["Callable[[Step], None]"]:
    """Shows how far a batch is, on standard error: a bar in a terminal, a line now and then elsewhere.

    `size` is the input's, in bytes; 0 where it is not known.
    """
    if quiet:
        yield lambda _: None
    elif not sys.stderr.isatty():
        yield _lines(size)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %" if size else ""),
            TextColumn("{task.fields[documents]:,} documents"),
            TextColumn("{task.fields[rate]:.1f} MB/s"),
            TimeRemainingColumn(),
        )
        start = time.monotonic()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=size or None, documents=0, rate=0.0)

            def show(step: "Step") -> None:
                rate = step.size / 1e6 / max(time.monotonic() - start, 0.01)
                bar.update(task, completed=step.size, documents=step.documents, rate=rate)

            yield show


def _lines(size: int) -> "Callable[[Step], None]":
    start = last = time.monotonic()

    def show(step: "Step") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SLOW:
            return
        last = now
        rate = step.size / 1e6 / (now - start)
        share = f"{step.size / size:.0%}, " if size else ""
        left = f", {max(size - step.size, 0) / 1e6 / rate:.0f} s left" if size and rate else ""
        print(f"cleaner: {share}{step.documents:,} documents, {rate:.1f} MB/s{left}", file=sys.stderr)  # noqa: T201

    return show
