"""Tables and text for a terminal: rich renderables as bytes, without characters that could steer the terminal."""

import io
import os
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

from cleaner.lines.safe import safe_lines
from cleaner.lines.words import counted

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.table import Table

PIPED_WIDTH = 10_000  # columns of standard output that is no terminal, so that nothing is cut off
LOGGED_WIDTH = 120  # columns of standard error that is no terminal


def printed(*parts: "RenderableType") -> bytes:
    """Renderables as bytes for standard output. Only a terminal gets colour and lines cut to its width."""
    console, buffer, terminal = _console(sys.stdout, PIPED_WIDTH)
    for part in parts:
        console.print(_Safe(part), soft_wrap=not terminal, no_wrap=not terminal, crop=False)
    return _text(buffer).encode("utf-8", "backslashreplace")


def printed_for_stderr(*parts: "RenderableType") -> str:
    """Renderables as text for standard error. Only a terminal gets colour; lines are wrapped."""
    console, buffer, _ = _console(sys.stderr, LOGGED_WIDTH)
    for part in parts:
        console.print(_Safe(part))
    return _text(buffer)


def _console(stream: TextIO | None, width: int) -> "tuple[Console, io.StringIO, bool]":
    """A console that writes to a buffer what suits a stream, and whether the stream is a terminal.

    `width` is for a stream that is no terminal, in columns.
    """
    from rich.console import Console

    terminal = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=terminal,
        no_color=None if terminal else True,
        width=None if terminal else width,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    return console, buffer, terminal


def _text(buffer: io.StringIO) -> str:
    """What a console has written, without spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


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
