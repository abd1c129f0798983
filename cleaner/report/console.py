"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

import io
import os
import sys
from typing import TYPE_CHECKING

from cleaner.lines.words import counted

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType
    from rich.table import Table


# An escape sequence in a dump is shown, not obeyed.
_PICTURES = {n: 0x2400 + n for n in range(32) if n != 9} | {127: 0x2421}


def printed(*parts: "RenderableType") -> bytes:
    """Renderables as bytes for standard output: with colour and fitted to the window only in a terminal."""
    from rich.console import Console

    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=terminal,
        no_color=None if terminal else True,
        width=None if terminal else 10_000,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=not terminal, no_wrap=not terminal, crop=False)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n")).encode("utf-8", "backslashreplace")


def to_stderr(*parts: "RenderableType") -> None:
    """Renderables on standard error, with colour only in a terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(stderr=True, highlight=False, markup=False, emoji=False, width=120, no_color=True)
    for part in parts:
        console.print(part)


def safe(text: str) -> str:
    """A text with its control characters shown instead of obeyed.

    >>> safe("a\x1b[31mb")
    'a␛[31mb'
    """
    return text.translate(_PICTURES)


def safe_lines(text: str) -> str:
    """A text of several lines, each of them safe."""
    return "\n".join(map(safe, text.split("\n")))


NUMBERS = (
    "rules", "words removed", "lines", "documents", "usually removed", "lose > 5 %", "empty", "pages", "removed",
    "of", "words", "share", "now removed", "now kept", "rewritten",
)  # fmt: skip
SHARES = ("macro P", "R", "F1", "micro P", "R", "F1")


def table_of(*columns: str, header: bool = True) -> "Table":
    """An empty table with these columns; columns of numbers are aligned to the right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_header=header)
    for column in columns:
        justify: JustifyMethod = "right" if column in NUMBERS + SHARES else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=column in NUMBERS + SHARES)
    return table


def more(number: int, what: str) -> "list[RenderableType]":
    """The line below a table that says how many rows it leaves out; nothing if it leaves out none."""
    from rich.text import Text

    if number <= 0:
        return []
    return [Text(f"and {counted(number, f'more {what}')}; --show N shows so many, --format json has all")]
