"""`cleaner rules new`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.options import STDIN, Rules, TextField, dump, library, usage
from cleaner.cli.stdio import DONE, FAILED, out, say
from cleaner.corpus.files import write
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.text import cut
from cleaner.lines.words import blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.learn.new import Common


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The outlet's host, as example.vn, or a pack's name.")],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="DUMP", help="More dumps, behind --from.", show_default=False)
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="DUMP…", help="Raw dumps of its article pages; the first is the test's."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PACK", help="The pack's file; else standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a pack that is there.")] = False,
    rules: Rules = None,
    text: TextField = "text",
) -> None:
    """Begin a pack: its fingerprints and a test are filled in from dumps, its rules are yours to write.

    The test holds as it is written. Exit codes: 0 done; 2 wrong usage or a faulty pack; 3 a dump could not be
    read, or the pack not be written.
    """
    # the other commands start sooner without these
    from cleaner.learn.new import Common, holds, named, owners, scaffold

    meant = named(name)
    if meant is None:
        usage(f"{name!r} can be no pack's name; give a host, as example.vn, or a name like outlets/example.vn")
    if not given:
        usage(f"say what to fill it from: cleaner rules new {name} --from dump.txt")
    _refuse(output, force, f"{meant.pack}.yaml")
    packs = library(rules)
    if (there := packs.packs.get(meant.pack)) and not force:
        usage(f"there is a pack {meant.pack} already, {there.path}; say --force for one that can take its place")
    for other in owners(meant, packs):
        if output is not None and _root(other.path, other.name) == _root(str(output), meant.pack) is not None:
            usage(f"the host {meant.host} is that of {other.name} ({other.path}), and one layer cannot have it twice")
    common = Common()
    unread = [failure for name in [*given, *(more or ())] if (failure := _take(name, text, common)) is not None]
    for message in unread:
        say(message)
    if not common.dumps:
        raise typer.Exit(FAILED)
    try:
        made = scaffold(meant, common, packs)
        assert holds(made.text, meant, packs), "the scaffold's test does not hold"
    except PatternTimeout as error:
        say(error)
        raise typer.Exit(FAILED) from None
    for note in made.notes:
        say(note)
    if common.dumps == 1:
        say("one dump shows little: its fingerprints are a guess; two or more tell what stands on every page")
    if output is None:
        out(made.text.encode())
    else:
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            write(str(output), made.text.encode())
        except OSError as error:
            say(f"{output}: not written: {error.strerror}")
            raise typer.Exit(FAILED) from None
        say(f"{output}: written; now look at `cleaner explain`, and write its rules")
    raise typer.Exit(FAILED if unread else DONE)


def _refuse(output: Path | None, force: bool, example: str) -> None:
    if output is None:
        return
    if output.is_dir():
        usage(f"{output} is a folder; name the pack's file, as {output / example}")
    if output.suffix != ".yaml":
        usage(f"{output}: a pack's file ends in .yaml")
    if output.exists() and not force:
        usage(f"{output} is there already; say --force to write over it")


def _root(path: str, pack: str) -> str | None:
    """The folder of the layer in which a pack's file stands; None where its name says otherwise."""
    whole, below = os.path.realpath(path), os.sep + os.path.join(*pack.split("/")) + ".yaml"
    return whole.removesuffix(below) if whole.endswith(below) else None


def _take(name: str, text: str, common: "Common") -> str | None:
    """Adds the dumps of a file or folder; why none of it could be read, or None."""
    faults, taken = [], False
    for one in _read(name, text):
        if isinstance(one, str):
            faults.append(one)
        elif all(map(blank, cut(one[1])[0])):
            faults.append(f"{one[0]}: there is no text in it")
        elif not _encodes(one[1]):
            faults.append(f"{one[0]}: it holds half of a character (a lone surrogate), which no pack can hold")
        else:
            common.add(one[1])
            taken = True
    return "\n".join(faults) or (None if taken else f"{name}: there is no dump here")


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(name: str, text: str) -> "Iterator[str | tuple[str, str]]":
    """The dumps of a file or folder, by name; messages where there are none."""
    from cleaner.corpus.documents import UnreadDocument, documents
    from cleaner.corpus.formats import Fields, FormatError

    if name == STDIN:
        found = dump(name, None)
        if found is not None:
            yield "standard input", found.text
        return
    try:
        for one in documents([name], Fields(text=text)):
            yield one.message if isinstance(one, UnreadDocument) else (one.name, one.text)
    except FormatError as error:
        usage(str(error))
