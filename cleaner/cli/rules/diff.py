"""`cleaner rules diff`."""

import os
from typing import Annotated

import typer

from cleaner.cli.options import OutputFormat, PackName, TextField, TitleField, Url, usage
from cleaner.cli.stdio import DONE, FAILED, FOUND, faulty, json_bytes, out
from cleaner.lines.errors import CleanerError, near
from cleaner.packs.layers import DEFAULT, GROUPS, Source, project, sources
from cleaner.packs.library import Library

RULES = "rules"  # folder of packs in a revision, unless cleaner.toml names another


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="Packs before the change: a folder, or a git revision such as HEAD~1 or main:path/of/rules. "
            "They replace the shipped packs if they include web.yaml, and extend them otherwise.",
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Packs after the change, given in the same way.")],
    inputs: Annotated[list[str], typer.Argument(metavar="SRC", help="Folders or files of raw dumps.")],
    show: Annotated[
        int | None,
        typer.Option(
            "--show",
            metavar="N",
            min=0,
            help="Show the changed lines of N documents (default: none as text, all documents as JSON).",
        ),
    ] = None,
    output_format: OutputFormat = "text",
    fail_on_change: Annotated[bool, typer.Option("--fail-on-change", help="Exit 1 if any document changes.")] = False,
    pack: PackName = None,
    text: TextField = "text",
    url: Url = "url",
    title: TitleField = "title",
) -> None:
    """Compare two versions of the rules: which documents change, in which lines, and by which rule.

    Only the packs of OLD and NEW are used, not those of the user or of the project.

    Exit codes: 0 success, even if documents change; 1 documents change, with --fail-on-change; 2 wrong usage or a
    faulty pack; 3 a document could not be read, the others were compared.
    """
    # imported here, because the other commands start sooner without them
    from cleaner.cli.reading import read_documents
    from cleaner.corpus.formats import Fields
    from cleaner.health.diff import Difference
    from cleaner.report.console import printed
    from cleaner.report.diff import difference_report

    before, after = _library(old), _library(new)
    for side, library in ((old, before), (new, after)):
        if pack is not None and pack not in library.packs:
            usage(f"--pack {pack}: {side} has no such pack{near(pack, library.packs)}")
    difference = Difference(before, after, pack, show if show is not None or output_format == "json" else 0)
    failures = read_documents(inputs, Fields(text=text, url=url, title=title), difference.add)
    if output_format == "json":
        facts = {"old": old, "new": new, **difference.facts(show)}
        out(json_bytes({**facts, "failed": failures.number, "unread": list(failures.messages)}))
    else:
        out(printed(difference_report(difference, show or 0)))
    raise typer.Exit(FAILED if failures.number else FOUND if fail_on_change and difference.changed else DONE)


def _library(side: str) -> Library:
    """The packs of one side. A faulty pack ends the run."""
    from cleaner.health.diff import packs_of

    try:
        own = _sources(side)
        if not own:
            usage(f"{side}: no packs here, that is, no .yaml file")
        names = [source.name for source in own]
        if DEFAULT not in names and (deeper := [name for name in names if name.endswith(f"/{DEFAULT}")]):
            usage(f"{side}: the packs are in its folder {deeper[0].removesuffix(f'/{DEFAULT}')}; name that folder")
        return Library.parse(packs_of(own))
    except CleanerError as error:
        faulty(error)


def _sources(side: str) -> list[Source]:
    """The pack files of a folder or a git revision."""
    from cleaner.health.revision import RevisionError, read_revision

    if os.path.isdir(side):
        name = os.path.basename(os.path.abspath(side))
        if name in GROUPS:
            usage(f"{side} is only a part of a folder of packs; name the folder above it")
        return sources([side])
    if os.path.lexists(side):
        usage(f"{side} is a file; name the folder of packs that it is in")
    try:
        return read_revision(side, os.path.relpath(project() or RULES))
    except RevisionError as error:
        usage(str(error))
