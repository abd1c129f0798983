"""Show the progress of a batch on standard error: a bar in a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.corpus.summary import BatchProgress

LINE_SECONDS = 10.0  # between two lines of progress if there is no terminal
_MEGABYTE = 1e6  # bytes
_MIN_SECONDS = 0.01  # so that the first rate is not divided by zero


@contextmanager
def show_progress(size: int, quiet: bool) -> Iterator["Callable[[BatchProgress], None]"]:
    """A function that shows how far the batch is. With `quiet` it shows nothing.

    `size` is the size of all inputs in bytes; 0 if it is not known.
    """
    if quiet:
        yield lambda _: None
    elif not sys.stderr.isatty():
        yield _lines(size)
    else:
        with _bar(size) as show:
            yield show


@contextmanager
def _bar(size: int) -> Iterator["Callable[[BatchProgress], None]"]:
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

        def show(progress: "BatchProgress") -> None:
            rate = progress.size / _MEGABYTE / max(time.monotonic() - start, _MIN_SECONDS)
            bar.update(task, completed=progress.size, documents=progress.documents, rate=rate)

        yield show


def _lines(size: int) -> "Callable[[BatchProgress], None]":
    start = last = time.monotonic()

    def show(progress: "BatchProgress") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < LINE_SECONDS:
            return
        last = now
        rate = progress.size / _MEGABYTE / (now - start)
        share = f"{progress.size / size:.0%}, " if size else ""
        left = f", {max(size - progress.size, 0) / _MEGABYTE / rate:.0f} s left" if size and rate else ""
        print(f"cleaner: {share}{progress.documents:,} documents, {rate:.1f} MB/s{left}", file=sys.stderr)  # noqa: T201

    return show
