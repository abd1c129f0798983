"""`cleaner rules test`."""

from typing import Annotated

import typer

from cleaner.cli.options import Rules, library, usage
from cleaner.cli.stdio import FOUND, out
from cleaner.engine.examples import check as run_examples
from cleaner.lines.errors import near
from cleaner.report.console import printed
from cleaner.report.examples import test_report


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
    out(printed(test_report(reports)))
    if any(report.complaints for report in reports):
        raise typer.Exit(FOUND)
