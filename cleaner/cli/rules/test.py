"""`cleaner rules test`."""

from typing import Annotated

import typer

from cleaner.cli.options import Rules, load_library, usage
from cleaner.cli.stdio import DONE, FOUND, out
from cleaner.engine.examples import check as run_examples
from cleaner.lines.errors import near
from cleaner.report.console import printed
from cleaner.report.examples import test_report


def test(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Packs to test (default: all packs).", show_default=False),
    ] = None,
    rules: Rules = None,
) -> None:
    """Run the examples in packs: hits, misses, and tests on whole documents.

    A rule also fails if none of its own examples triggers it.

    Exit codes: 0 success; 1 an example or rule failed; 2 wrong usage or a faulty pack.
    """
    library = load_library(rules)
    for name in names or ():
        if name not in library.packs:
            usage(f"there is no pack {name!r}{near(name, library.packs)}")
    reports = [run_examples(library, name) for name in names or library.packs]
    out(printed(test_report(reports)))
    raise typer.Exit(FOUND if any(report.complaints for report in reports) else DONE)
