"""Options that several commands share, and what their values are turned into."""

import codecs
import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, NoReturn

import typer

from cleaner.cli.project import announce
from cleaner.cli.stdio import FAULTY, STDIN, STDIN_NAME, faulty, read_stdin, say
from cleaner.corpus.encoding import Codec, DecodeError, codec, decode
from cleaner.corpus.formats import MAX_RECORD_BYTES, TOO_LARGE
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import CleanerError, near
from cleaner.lines.text import PARTS, Part
from cleaner.packs.layers import layers, project_packs, sources
from cleaner.packs.library import Library


def pack_names(incomplete: str) -> Iterator[str]:
    """The names of packs that start with some letters, for completion in a shell."""
    try:
        names = [source.name for source in sources(layers())]
    except CleanerError:  # a folder cannot be read; the command itself will say so
        return
    yield from (name for name in names if name.startswith(incomplete))


def _part_names(incomplete: str) -> Iterator[str]:
    """The parts of articles that can follow in a comma-separated list, for completion in a shell."""
    given, _, start = incomplete.rpartition(",")
    listed = given.split(",") if given else []
    for part in PARTS:
        if part.startswith(start) and part not in listed:
            yield ",".join([*listed, part])


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
        "--pack",
        metavar="NAME",
        help="Use this pack and the packs it extends (default: chosen per document).",
        autocompletion=pack_names,
    ),
]
NoProject = Annotated[
    bool,
    typer.Option("--no-project", help="Do not use packs of the working directory (./rules, ./cleaner.toml)."),
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
        autocompletion=_part_names,
    ),
]
Host = Annotated[
    str | None,
    typer.Option("--host", metavar="HOST", help="Host or URL of the page, used to choose the pack."),
]
Title = Annotated[
    str | None,
    typer.Option("--title", metavar="TEXT", help="Title of the page, if it is known: it helps to find the headline."),
]
Url = Annotated[str, typer.Option("--url-field", metavar="NAME", help="Record field with the URL or host of the page.")]
TextField = Annotated[str, typer.Option("--text-field", metavar="NAME", help="Record field with the raw text.")]
OutputFormat = Annotated[
    Literal["text", "json"], typer.Option("--format", help="Output format: text for people, json for programs.")
]

LintFormat = Annotated[
    Literal["text", "github", "json"],
    typer.Option(
        "--output-format",
        help="Output format: text for people, github for annotations in GitHub Actions, json for programs.",
    ),
]

# ------------------------------------------------------------------ options of `cleaner batch` alone

SourcesAndOutput = Annotated[
    list[str],
    typer.Argument(
        metavar="SRC… DST",
        help="Files or folders to clean, then the file or folder to write; - is standard input or output.",
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        help="Worker processes (default: one per core; small batches run in one).",
        show_default=False,
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="GLOB", help="Clean only files below SRC whose path matches. Repeatable."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="GLOB", help="Skip files and folders whose path matches. Repeatable."),
]
UrlToChoose = Annotated[
    str,
    typer.Option(
        "--url-field", metavar="NAME", help="Record field with the URL or host of the page, to choose its pack."
    ),
]
TitleField = Annotated[
    str,
    typer.Option(
        "--title-field", metavar="NAME", help="Record field with the title of the page, to find its headline."
    ),
]
OutField = Annotated[
    str | None,
    typer.Option("--out-field", metavar="NAME", help="Field for the clean text (default: replace the text field)."),
]
ProvenanceField = Annotated[
    str | None,
    typer.Option(
        "--provenance-field", metavar="NAME", help="Add a field with the pack, the reason and the removed lines."
    ),
]
OnError = Annotated[
    str | None,
    typer.Option(
        "--on-error",
        metavar="pass|reject",
        help="Write records that fail unchanged, or leave them out (default: pass; reject with --rejects).",
    ),
]
RejectsFile = Annotated[
    str | None,
    typer.Option(
        "--rejects", metavar="FILE", help="Write records that fail to this file, and leave them out of the output."
    ),
]
LedgerFile = Annotated[
    str | None,
    typer.Option("--ledger", metavar="FILE", help="Write every edit to this file (.jsonl, .jsonl.gz or .jsonl.zst)."),
]
ReportFile = Annotated[
    str | None, typer.Option("--report", metavar="FILE", help="Write the totals to this file, as JSON.")
]
HtmlFile = Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write an HTML report to this file.")]
ForceBatch = Annotated[bool, typer.Option("--force", help="Clean again even what is already done.")]
QuietBatch = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress and no summary.")]


# ------------------------------------------------------------------ what the values become


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


def load_cleaner(
    rules: list[Path] | None, pack: str | None, keep: str = "", no_project: bool = False, quiet: bool = False
) -> Cleaner:
    """The cleaner for the values of `--rules`, `--pack`, `--keep` and `--no-project`. A faulty pack ends the run.

    Unless `quiet`, a person is told of packs of the working directory.
    """
    kept = parts(keep)
    try:
        cleaner = Cleaner.load(rules or (), pack, kept, project=not no_project)
    except CleanerError as error:
        faulty(error)
    if not quiet:
        announce(cleaner.project_packs)
    return cleaner


def load_library(rules: list[Path] | None, no_project: bool = False) -> Library:
    """The packs of all layers. A faulty pack ends the run. A person is told of packs of the working directory."""
    try:
        return read_library(rules, no_project)
    except CleanerError as error:
        faulty(error)


def read_library(rules: list[Path] | None, no_project: bool) -> Library:
    """The packs of all layers. Raises PackError and PackReadError."""
    extra = list(map(str, rules or ()))
    folders = layers(extra, not no_project)
    files = sources(folders)
    library = Library.parse(files)
    announce([] if no_project else project_packs(folders, files, extra))
    return library


def announce_project(rules: list[Path] | None, no_project: bool) -> None:
    """Tell a person of packs of the working directory, for a command that reads its packs later."""
    extra = list(map(str, rules or ()))
    with contextlib.suppress(CleanerError):  # the command itself will say that a folder cannot be read
        folders = layers(extra, not no_project)
        announce([] if no_project else project_packs(folders, sources(folders), extra))


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


def _read_dump(path: str) -> bytes:
    """The bytes of a dump. Raises OSError, also for one that is too large, such as a device without end."""
    with open(path, "rb") as file:
        data = file.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        raise OSError(errno.EFBIG, TOO_LARGE)
    return data


def read_dump(name: str, encoding: str | None) -> DumpFile | None:
    """The dump at a path or on standard input. Return None, after a message, if it cannot be read."""
    shown = display_name(name)
    try:
        data = read_stdin() if name == STDIN else _read_dump(name)
        return DumpFile(name, decode(data, encoding, shown), codec(data, encoding))
    except DecodeError as error:
        say(error)
    except OSError as error:
        say(f"{shown}: {error.strerror}")
    return None
