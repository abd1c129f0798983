"""`cleaner rules diff`."""

import json
import os
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cleaner.cli.options import PackName, TextField, Url, usage
from cleaner.cli.stdio import DONE, FAILED, FOUND, faulty, out
from cleaner.lines.errors import PackError, near
from cleaner.packs.layers import DEFAULT, GROUPS, Source, project, sources
from cleaner.packs.library import Library

if TYPE_CHECKING:
    from cleaner.health.diff import Difference, Sign

RULES = "rules"  # the folder of packs in a revision, where the project names none
SIDE = (
    "Packs: a folder, or a git revision, as HEAD~1 or main:path/of/rules. With a web.yaml they are all there is; "
    "else they are a layer on the shipped ones."
)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=SIDE)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, as they are to be.")],
    inputs: Annotated[list[str], typer.Argument(metavar="SRC", help="Folders or files of raw dumps.")],
    show: Annotated[
        int | None,
        typer.Option(
            "--show", metavar="N", min=0, help="Show the lines of so many documents; without it JSON has all."
        ),
    ] = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for machines.")] = "text",
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit 1 where a document comes out otherwise.")
    ] = False,
    pack: PackName = None,
    text: TextField = "text",
    url: Url = "url",
) -> None:
    """Tell what a change of rules does: which documents come out otherwise, in which lines, by which rule.

    The packs of the user and of the project do not count, only those that are named. Exit codes: 0 done, whether
    documents change or not; 1 some do, with --fail-on-change; 2 wrong usage or a faulty pack; 3 a document could
    not be read, the rest is compared.
    """
    # the other commands start sooner without these
    from cleaner.cli.reading import read
    from cleaner.corpus.formats import Fields
    from cleaner.health.diff import Difference
    from cleaner.report.console import printed
    from cleaner.report.diff import difference_report

    before, after = _library(old), _library(new)
    for side, packs in ((old, before), (new, after)):
        if pack is not None and pack not in packs.packs:
            usage(f"--pack {pack}: {side} has no pack of this name{near(pack, packs.packs)}")
    found = Difference(before, after, pack, show if show is not None or form == "json" else 0)
    unread, failed = read(inputs, Fields(text=text, url=url), found.add)
    if form == "json":
        told = {"old": old, "new": new, **facts(found, show), "failed": failed, "unread": unread}
        out((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace"))
    else:
        out(printed(difference_report(found, show or 0)))
    raise typer.Exit(FAILED if unread else FOUND if fail_on_change and found.changed else DONE)


def _library(side: str) -> Library:
    """The packs of one side; a fault of them ends the run."""
    from cleaner.health.diff import packs_of

    try:
        own = _sources(side)
        if not own:
            usage(f"{side}: there are no packs here, no .yaml file")
        names = [source.name for source in own]
        if DEFAULT not in names and (deeper := [name for name in names if name.endswith(f"/{DEFAULT}")]):
            usage(f"{side}: the packs are those in {deeper[0].removesuffix(f'/{DEFAULT}')} there; name that folder")
        return Library.parse(packs_of(own))
    except (PackError, OSError) as error:
        faulty(error)


def _sources(side: str) -> list[Source]:
    from cleaner.health.revision import RevisionError, read

    if os.path.isdir(side):
        name = os.path.basename(os.path.abspath(side))
        if name in GROUPS:
            usage(f"{side} is one part of a folder of packs; name the folder above it")
        return sources([side])
    if os.path.lexists(side):
        usage(f"{side} is a file; name the folder of packs that it stands in")
    try:
        return read(side, os.path.relpath(project() or RULES))
    except RevisionError as error:
        usage(str(error))


def facts(found: "Difference", show: int | None) -> dict[str, Any]:
    """The difference as plain data."""
    names: tuple[tuple[Sign, str], ...] = (("-", "removed"), ("+", "kept"), ("~", "rewritten"))
    return {
        "documents": found.documents,
        "changed": found.changed,
        "lines": {name: found.lines[sign] for sign, name in names},
        "words": {name: found.words[sign] for sign, name in names},
        "packs": [{"old": old, "new": new, "documents": number} for (old, new), number in sorted(found.packs.items())],
        "rules": [{"rule": rule, **effect._asdict()} for rule, effect in found.effects().items()],
        "changes": [
            {
                "document": change.document,
                "pack": {"old": change.packs[0], "new": change.packs[1]},
                "flags": list(change.flags),
                "lines": [line._asdict() for line in change.lines],
            }
            for change in found.first(show)
        ],
    }
