"""`cleaner rules check`."""

import os
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cleaner.cli.options import LintFormat, NoProject, Rules, usage
from cleaner.cli.project import announce
from cleaner.cli.stdio import DONE, FAULTY, faulty, json_bytes, out
from cleaner.lines.errors import CleanerError, Fault, PackError
from cleaner.lines.words import counted
from cleaner.packs.layers import GROUPS, Source, layers, project_packs, source, sources, unused_weights
from cleaner.packs.library import Library
from cleaner.report.faults import annotations, fault_facts


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Pack files, or folders of them (default: all packs).", show_default=False),
    ] = None,
    rules: Rules = None,
    no_project: NoProject = False,
    output_format: LintFormat = "text",
) -> None:
    """Check packs and print every fault with its file, line and column.

    Exit codes: 0 no faults; 2 faults were found, or wrong usage.
    """
    try:
        checked = _checked(paths or [], rules or [], no_project)
        faults = _unused_weights(checked.folders)
    except CleanerError as error:
        usage(str(error))
    try:
        Library.parse(checked.files)
    except PackError as error:
        faults = [*(fault for fault in error.faults if fault.path in checked.paths), *faults]
    packs = len(checked.paths)
    if output_format == "json":
        out(json_bytes({"packs": packs, "faults": [fault_facts(fault) for fault in faults]}))
    elif output_format == "github":
        out(annotations(faults))
    elif faults:
        faulty(PackError(faults))
    if output_format != "json" and not faults:
        out(f"{counted(packs, 'pack')}, no faults\n".encode())
    raise typer.Exit(FAULTY if faults else DONE)


class _Checked(NamedTuple):
    """What is checked."""

    files: list[Source]  # all packs
    paths: set[str]  # of those to check
    folders: list[str]  # of packs that are checked as a whole


def _unused_weights(folders: list[str]) -> list[Fault]:
    """Weights that no pack has: whoever renamed the pack would wonder. Raises CleanerError."""
    message = "these weights belong to no pack; a pack has the weights beside it that have its name"
    return [Fault(os.path.normpath(path), 0, 0, message) for folder in folders for path in unused_weights(folder)]


def _checked(paths: list[Path], rules: list[Path], no_project: bool) -> _Checked:
    """All packs, and which of them to check. Raises CleanerError.

    Packs to check replace packs of the same name. The layers include the folders that these packs are in, so that
    they can extend packs beside them.
    """
    parents = {str(path.parent.parent): None for path in paths if path.parent.name in GROUPS}
    extra = [*parents, *map(str, rules)]
    folders = layers(extra, not no_project)
    files = sources(folders)
    announce([] if no_project else project_packs(folders, files, extra))
    if not paths:
        return _Checked(files, {file.path for file in files}, folders)
    checked: set[str] = set()
    for path in paths:
        named = sources([str(path)]) if path.is_dir() else [source(str(path))]
        checked.update(file.path for file in named)
        names = {file.name for file in named}
        real_paths = {os.path.realpath(file.path) for file in named}
        others = [file for file in files if file.name not in names and os.path.realpath(file.path) not in real_paths]
        files = others + named
    return _Checked(files, checked, [str(path) for path in paths if path.is_dir()])
