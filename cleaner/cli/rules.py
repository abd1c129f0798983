"""`cleaner rules …`."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from cleaner import render
from cleaner.check import check as run_examples
from cleaner.cli.difference import diff
from cleaner.cli.health import health
from cleaner.cli.options import Rules, library, usage
from cleaner.cli.scaffold import new
from cleaner.fault import PackError, near
from cleaner.packs import GROUPS, Library, Source, layers, sources
from cleaner.stdio import FOUND, faulty, out

app = typer.Typer(help="See, check and test the packs of rules.", no_args_is_help=True, rich_markup_mode="markdown")


@app.command("list", epilog="Example: cleaner rules list")
def list_packs(rules: Rules = None) -> None:
    """List all packs: name, number of rules, what they are about, and the file."""
    out(render.printed(render.pack_table(library(rules))))


@app.command(epilog="Example: cleaner rules show outlets/kinhtedothi.vn")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The pack, as `rules list` prints it.")],
    rules: Rules = None,
) -> None:
    """Show a pack: how it is detected, and its rules in the order in which they act, inherited ones too."""
    packs = library(rules)
    if name not in packs.packs:
        usage(f"there is no pack {name!r}{near(name, packs.packs)}")
    out(render.printed(render.pack_page(packs, name)))


@app.command(epilog="Examples: cleaner rules check | cleaner rules check my-rules/outlets/example.vn.yaml")
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


@app.command(epilog="Examples: cleaner rules test | cleaner rules test --rules my-rules outlets/example.vn")
def test(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Packs to test; none: all.", show_default=False)
    ] = None,
    rules: Rules = None,
) -> None:
    """Run the examples that stand in packs: hits, misses and whole documents. Exit 1 if one fails.

    A rule that no example of its own triggers fails too.
    """
    packs = library(rules)
    for name in names or ():
        if name not in packs.packs:
            usage(f"there is no pack {name!r}{near(name, packs.packs)}")
    reports = [run_examples(packs, name) for name in names or packs.packs]
    out(render.printed(render.test_report(reports)))
    if any(report.complaints for report in reports):
        raise typer.Exit(FOUND)


@app.command(epilog="Example: cleaner rules schema > schema.json")
def schema() -> None:
    """Print the JSON Schema of packs, for editors."""
    from cleaner.schema import json_schema

    out((json.dumps(json_schema(), indent=2) + "\n").encode())


app.command(
    "health",
    epilog="Examples: cleaner rules health dumps | cleaner rules health dumps --history history.json --fail-on fallen",
)(health)
app.command(
    "diff",
    epilog="Examples: cleaner rules diff HEAD rules dumps | cleaner rules diff old-rules new-rules dumps --show 5",
)(diff)
app.command(
    "new", epilog="Example: cleaner rules new example.vn --from a.txt b.txt -o my-rules/outlets/example.vn.yaml"
)(new)
