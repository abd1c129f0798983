"""`cleaner rules new`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cleaner.cli.options import NoProject, Rules, TextField, load_library, read_dump, usage
from cleaner.cli.stdio import DONE, FAILED, STDIN, STDIN_NAME, out_text, save, say
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.text import cut
from cleaner.lines.words import blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.learn.common_lines import CommonLines
    from cleaner.learn.new import Scaffold, Target
    from cleaner.packs.library import Library


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Host of the outlet, such as example.vn, or name of the pack.")
    ],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="DUMP", help="More dumps, after --from.", show_default=False)
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="DUMP…", help="Raw dumps of article pages; the first becomes the test."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PACK", help="File of the pack (default: standard output)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing pack.")] = False,
    rules: Rules = None,
    no_project: NoProject = False,
    text: TextField = "text",
) -> None:
    """Start a pack: fill in its fingerprints and a test from dumps. You write the rules.

    The test passes as it is written.

    Exit codes: 0 success; 2 wrong usage or a faulty pack; 3 a dump could not be read or the pack not be written.
    """
    # imported here, so that other commands start sooner
    from cleaner.learn.common_lines import CommonLines
    from cleaner.learn.new import target_of

    target = target_of(name)
    if target is None:
        usage(f"no pack can have the name {name!r}; give a host, like example.vn, or a name like outlets/example.vn")
    if not given:
        usage(f"name the dumps to start from, like cleaner rules new {name} --from dump.txt")
    if output is not None:
        _check_output(output, force, f"{target.pack}.yaml")
    library = load_library(rules, no_project)
    _check_conflicts(target, library, output, force)
    common = CommonLines()
    failures = [failure for path in [*given, *(more or ())] for failure in _add_dumps(path, text, common)]
    for message in failures:
        say(message)
    if not common.dumps:
        raise typer.Exit(FAILED)
    made = _scaffold(target, common, library)
    if output is None:
        out_text(made.text)
    else:
        if save(str(output), made.text.encode(), folders=True) != DONE:
            raise typer.Exit(FAILED)
        say(f"{output}: written; next, look at the dumps with `cleaner explain` and write rules")
    raise typer.Exit(FAILED if failures else DONE)


def _scaffold(target: "Target", common: "CommonLines", library: "Library") -> "Scaffold":
    """The scaffold, after messages with what its author should know. A pattern that times out ends the run."""
    from cleaner.learn.new import passes_own_test, scaffold

    try:
        made = scaffold(target, common, library)
        assert passes_own_test(made.text, target, library), "the scaffold fails its own test"
    except PatternTimeout as error:
        say(error)
        raise typer.Exit(FAILED) from None
    for note in made.notes:
        say(note)
    if common.dumps == 1:
        say("fingerprints from one dump are a guess; two or more dumps show which lines are on every page")
    return made


# ------------------------------------------------------------------ conflicts with files and packs


def _check_output(output: Path, force: bool, example: str) -> None:
    """End the run if the pack cannot be written to a file."""
    if output.is_dir():
        usage(f"{output} is a folder; name the pack's file, like {output / example}")
    if output.suffix != ".yaml":
        usage(f"{output}: the file name of a pack ends in .yaml")
    if output.exists() and not force:
        usage(f"{output} already exists; use --force to overwrite it")


def _check_conflicts(target: "Target", library: "Library", output: Path | None, force: bool) -> None:
    """End the run if there is a pack of this name, or if another pack of the same layer has its host."""
    from cleaner.learn.new import packs_of_host

    if (existing := library.packs.get(target.pack)) and not force:
        usage(
            f"the pack {target.pack} exists, {existing.path}; to add to it, write a pack of another name, like "
            f"{target.pack}-more, with `extends: [{target.pack}]` and the same `detect`; use --force to start a pack "
            "that replaces it"
        )
    for other in packs_of_host(target.host, library):
        if output is not None and _layer(other.path, other.name) == _layer(str(output), target.pack) is not None:
            usage(f"{other.name} ({other.path}) has the host {target.host}; packs of one layer cannot share a host")


def _layer(path: str, pack: str) -> str | None:
    """The rules folder that a pack's file belongs to. None if the path does not end with the pack's name."""
    whole, below = os.path.realpath(path), os.sep + os.path.join(*pack.split("/")) + ".yaml"
    return whole.removesuffix(below) if whole.endswith(below) else None


# ------------------------------------------------------------------ dumps


class NamedText(NamedTuple):
    """The text of a dump."""

    name: str  # as messages call it
    text: str


def _add_dumps(path: str, text_field: str, common: "CommonLines") -> list[str]:
    """Add the dumps of a file or folder. Return why some or all of it could not be used."""
    faults: list[str] = []
    added = False
    for dump in _read(path, text_field):
        if isinstance(dump, str):
            faults.append(dump)
        elif all(map(blank, cut(dump.text)[0])):
            faults.append(f"{dump.name}: it has no text")
        elif not _encodes(dump.text):
            faults.append(f"{dump.name}: it has half a character (a lone surrogate), which no pack can contain")
        else:
            common.add(dump.text)
            added = True
    return faults if added or faults else [f"{path}: it has no dumps"]


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(path: str, text_field: str) -> "Iterator[str | NamedText]":
    """The dumps of a file, of a folder or of standard input; a message for each that cannot be read."""
    from cleaner.corpus.documents import UnreadDocument, documents
    from cleaner.corpus.formats import Fields
    from cleaner.corpus.inputs import PathError

    if path == STDIN:
        dump = read_dump(path, None)
        if dump is not None:
            yield NamedText(STDIN_NAME, dump.text)
        return
    try:
        for document in documents([path], Fields(text=text_field)):
            if isinstance(document, UnreadDocument):
                yield document.message
            else:
                yield NamedText(document.name, document.text)
    except PathError as error:
        usage(str(error))
