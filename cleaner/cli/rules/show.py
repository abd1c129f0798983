"""`cleaner rules show`."""

from typing import Annotated

import typer

from cleaner.cli.options import NoProject, Rules, load_library, pack_names, usage
from cleaner.cli.stdio import out
from cleaner.lines.errors import near
from cleaner.report.console import printed
from cleaner.report.packs import pack_page


def show(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Name of the pack, as `rules list` prints it.", autocompletion=pack_names),
    ],
    rules: Rules = None,
    no_project: NoProject = False,
) -> None:
    """Show a pack: how it is detected, and its rules in the order in which they act, with inherited ones."""
    library = load_library(rules, no_project)
    if name not in library.packs:
        usage(f"there is no pack {name!r}{near(name, library.packs)}")
    out(printed(pack_page(library, name)))
