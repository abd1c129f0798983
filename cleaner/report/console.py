"""Tables and text for a terminal: rich renderables as bytes, without characters that could steer the terminal."""

import io
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.safe import safe_lines
from cleaner.lines.words import counted

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.table import Table

PIPED_WIDTH = 10_000  # columns of standard output that is no terminal, so that nothing is cut off
LOGGED_WIDTH = 120  # columns of standard error that is no terminal


def printed(*parts: "RenderableType") -> bytes:
    """Renderables as bytes for standard output. Only a terminal gets colour and lines cut to its width."""
    from rich.console import Console

    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=terminal,
        no_color=None if terminal else True,
        width=None if terminal else PIPED_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(_Safe(part), soft_wrap=not terminal, no_wrap=not terminal, crop=False)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n")).encode("utf-8", "backslashreplace")


class _Safe:
    """A renderable, safe to print whatever is in it.

    Names, hosts, texts and reasons come from dumps and from packs. Reports also call `safe` on what they show, so that
    rich measures what is printed; this is the last gate, which nothing passes by.
    """

    def __init__(self, part: "RenderableType") -> None:
        self._part = part

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        from rich.segment import Segment

        for segment in console.render(self._part, options):
            yield Segment(safe_lines(segment.text), segment.style, segment.control)


def to_stderr(*parts: "RenderableType") -> None:
    """Print renderables to standard error, with colour only in a terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(stderr=True, highlight=False, markup=False, emoji=False, width=LOGGED_WIDTH, no_color=True)
    for part in parts:
        console.print(_Safe(part))


class Column(NamedTuple):
    """A column of a table."""

    header: str
    numeric: bool = False  # aligned right and never wrapped


def numbers(*headers: str) -> tuple[Column, ...]:
    """Numeric columns with these headers."""
    return tuple(Column(header, numeric=True) for header in headers)


def table_of(*columns: Column | str, header: bool = True) -> "Table":
    """An empty table. A string is the header of a column of text."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_header=header)
    for column in columns:
        name, numeric = column if isinstance(column, Column) else Column(column)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    return table


def more(number: int, noun: str) -> "list[RenderableType]":
    """The line below a table that counts the rows left out; empty if none are."""
    from rich.text import Text

    if number <= 0:
        return []
    return [Text(f"and {counted(number, f'more {noun}')} (--show N shows more, --format json shows all)")]
