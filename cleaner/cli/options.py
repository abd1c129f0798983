"""Options that several commands share, and what their values are turned into."""

import codecs
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, NoReturn

import typer

from cleaner.cli.stdio import FAULTY, STDIN, STDIN_NAME, faulty, read_stdin, say
from cleaner.corpus.encoding import Codec, DecodeError, codec, decode
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PackError, near
from cleaner.lines.text import PARTS, Part
from cleaner.packs.layers import layers
from cleaner.packs.library import Library

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE", help="Dumps to clean (default: -, standard input).", show_default=False),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="Extra rules folder, overrides all others. Repeatable."),
]
PackName = Annotated[
    str | None,
    typer.Option(
        "--pack", metavar="NAME", help="Use this pack and the packs it extends (default: chosen per document)."
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the input files (default: UTF-8, unless a byte order mark says otherwise).",
    ),
]
Keep = Annotated[
    str,
    typer.Option(
        "--keep",
        metavar="PARTS",
        help="Also keep these parts of the article: byline, date, caption (comma-separated).",
    ),
]
Host = Annotated[
    str | None,
    typer.Option("--host", metavar="HOST", help="Host or URL of the page, used to choose the pack."),
]
Url = Annotated[str, typer.Option("--url-field", metavar="NAME", help="Record field with the URL or host of the page.")]
TextField = Annotated[str, typer.Option("--text-field", metavar="NAME", help="Record field with the raw text.")]
OutputFormat = Annotated[
    Literal["text", "json"], typer.Option("--format", help="Output format: text for people, json for programs.")
]


def usage(message: str) -> NoReturn:
    """Report wrong usage and end the run with FAULTY, before anything is read or written."""
    say(message)
    raise typer.Exit(FAULTY)


def parts(keep: str) -> tuple[Part, ...]:
    """The parts of articles named in a comma-separated list. An unknown part ends the run."""
    named = [part.strip() for part in keep.split(",") if part.strip()]
    for part in named:
        if part not in PARTS:
            usage(f"--keep {part}: the parts are {', '.join(PARTS)}{near(part, PARTS)}")
    return tuple(part for part in PARTS if part in named)


def load_cleaner(rules: list[Path] | None, pack: str | None, keep: str = "") -> Cleaner:
    """The cleaner for the values of `--rules`, `--pack` and `--keep`. A faulty pack ends the run."""
    kept = parts(keep)
    try:
        return Cleaner.load(rules or (), pack, kept)
    except (PackError, OSError) as error:
        faulty(error)


def load_library(rules: list[Path] | None) -> Library:
    """The packs of all layers. A faulty pack ends the run."""
    try:
        return Library.read(layers(map(str, rules or ())))
    except (PackError, OSError) as error:
        faulty(error)


def checked_encoding(name: str | None) -> str | None:
    """The value of `--encoding`, if Python knows an encoding of this name. Another name ends the run."""
    if name is not None:
        try:
            "".encode(name)  # fails for codecs that turn bytes into bytes, such as hex
            codecs.lookup(name)
        except (LookupError, UnicodeError):
            usage(f"--encoding {name}: there is no such encoding")
    return name


def display_name(name: str) -> str:
    """What messages call a dump: its path, or "standard input".

    >>> display_name("-"), display_name("dump.txt")
    ('standard input', 'dump.txt')
    """
    return STDIN_NAME if name == STDIN else name


class DumpFile(NamedTuple):
    """A dump as it was read."""

    name: str  # as the caller gave it: a path, or "-"
    text: str
    codec: Codec  # how to encode a text that is written over the dump


def read_dump(name: str, encoding: str | None) -> DumpFile | None:
    """The dump at a path or on standard input. Return None, after a message, if it cannot be read."""
    shown = display_name(name)
    try:
        data = read_stdin() if name == STDIN else Path(name).read_bytes()
        return DumpFile(name, decode(data, encoding, shown), codec(data, encoding))
    except DecodeError as error:
        say(error)
    except OSError as error:
        say(f"{shown}: {error.strerror}")
    return None
