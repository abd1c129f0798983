"""`cleaner rules check`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.options import Rules, usage
from cleaner.cli.stdio import faulty, out
from cleaner.lines.errors import PackError
from cleaner.packs.layers import GROUPS, Source, layers, sources
from cleaner.packs.library import Library


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Pack files or folders of them; none: all layers.", show_default=False),
    ] = None,
    rules: Rules = None,
) -> None:
    """Read packs and print every fault with its place. Exit 2 if there is one."""
    try:
        around = {str(path.parent.parent): None for path in paths or () if path.parent.name in GROUPS}
        files = sources(layers([*around, *map(str, rules or ())]))
        named = {source.path for source in files} if not paths else set()
        for path in paths or ():
            found = sources([str(path)]) if path.is_dir() else [_source(path)]
            named.update(source.path for source in found)
            taken = {source.name for source in found}
            same = {os.path.realpath(source.path) for source in found}
            files = [f for f in files if f.name not in taken and os.path.realpath(f.path) not in same] + found
    except OSError as error:
        usage(str(error) if error.filename is None else f"{error.filename}: {error.strerror}")
    try:
        Library.parse(files)
    except PackError as error:
        if faults := [fault for fault in error.faults if fault.path in named]:
            faulty(PackError(faults))
    out(f"{len(named)} pack{'s' * (len(named) != 1)}, no faults\n".encode())


def _source(path: Path) -> Source:
    """A single file as a pack: named by its place below a folder of packs, or by its file name."""
    if path.suffix != ".yaml" and path.exists():
        raise OSError(f"{path}: a pack's file ends in .yaml")
    name = path.stem
    if path.parent.name in GROUPS:
        name = f"{path.parent.name}/{name}"
    return Source(name, os.path.normpath(path), path.read_bytes())
