"""Options that several commands take, and what they are made into."""

import codecs
from pathlib import Path
from typing import Annotated, NamedTuple, NoReturn

import typer

from cleaner.cli.stdio import FAULTY, faulty, given, say
from cleaner.corpus.files import Codec, DecodeError, codec, decode
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PackError, near
from cleaner.lines.text import PARTS, Part
from cleaner.packs.layers import layers
from cleaner.packs.library import Library

STDIN = "-"

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE", help="Dumps to read; - or none: standard input.", show_default=False),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder of packs above all others; may be given again."),
]
PackName = Annotated[
    str | None,
    typer.Option("--pack", metavar="NAME", help="Use exactly this pack with what it extends; else the fitting one."),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="How the dumps are encoded; by default UTF-8 or what their mark says."
    ),
]
Keep = Annotated[
    str,
    typer.Option(
        "--keep", metavar="PARTS", help="Keep these beside the text: byline, date, caption; several with commas."
    ),
]
Host = Annotated[
    str | None, typer.Option("--host", metavar="HOST", help="The page's host or URL, to choose the outlet's pack by.")
]


Url = Annotated[str, typer.Option("--url-field", metavar="NAME", help="The field with the page's URL or host.")]
TextField = Annotated[str, typer.Option("--text-field", metavar="NAME", help="The field with the text.")]


def usage(message: str) -> NoReturn:
    """Ends the run over a wrong call, before anything is read."""
    say(message)
    raise typer.Exit(FAULTY)


def parts(keep: str) -> tuple[Part, ...]:
    """The parts of articles that are to be kept, of a list with commas."""
    named = [part.strip() for part in keep.split(",") if part.strip()]
    for part in named:
        if part not in PARTS:
            usage(f"--keep {part}: there are {', '.join(PARTS)}{near(part, PARTS)}")
    return tuple(part for part in PARTS if part in named)


def loaded(rules: list[Path] | None, pack: str | None, keep: str = "") -> Cleaner:
    """The cleaner that the options ask for; a faulty pack ends the run."""
    wanted = parts(keep)
    try:
        return Cleaner.load(rules or (), pack, wanted)
    except (PackError, OSError) as error:
        faulty(error)


def library(rules: list[Path] | None) -> Library:
    """The packs of all layers; a faulty one ends the run."""
    try:
        return Library.read(layers(map(str, rules or ())))
    except (PackError, OSError) as error:
        faulty(error)


def known(encoding: str | None) -> str | None:
    """The name of an encoding, if it is one."""
    if encoding is not None:
        try:
            "".encode(encoding)  # of a codec that makes no text, like hex, this says that it is none
            codecs.lookup(encoding)
        except (LookupError, UnicodeError):
            usage(f"--encoding {encoding}: there is no such encoding")
    return encoding


def shown(name: str) -> str:
    """What a document is called in messages."""
    return "standard input" if name == STDIN else name


class DumpFile(NamedTuple):
    """A dump as it was read."""

    name: str  # as it was given: a path, or "-"
    text: str
    codec: Codec  # how it was written


def dump(name: str, encoding: str | None) -> DumpFile | None:
    """A dump by its name; None, and a message, if it cannot be read."""
    try:
        data = given() if name == STDIN else Path(name).read_bytes()
        return DumpFile(name, decode(data, encoding, shown(name)), codec(data, encoding))
    except DecodeError as error:
        say(error)
    except OSError as error:
        say(f"{shown(name)}: {error.strerror}")
    return None
