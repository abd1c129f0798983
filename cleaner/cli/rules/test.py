"""`cleaner rules test`."""

from typing import Annotated

import typer

from cleaner.cli.options import LintFormat, NoProject, Rules, pack_names, read_library, usage
from cleaner.cli.stdio import DONE, FAULTY, FOUND, faulty, json_bytes, out
from cleaner.engine.examples import run_examples
from cleaner.lines.errors import PackError, near
from cleaner.packs.layers import PackReadError
from cleaner.report.console import printed
from cleaner.report.examples import failures, test_facts, test_report
from cleaner.report.faults import annotations


def test(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Packs to test (default: all packs).",
            show_default=False,
            autocompletion=pack_names,
        ),
    ] = None,
    rules: Rules = None,
    no_project: NoProject = False,
    output_format: LintFormat = "text",
) -> None:
    """Run the examples in packs: hits, misses, and tests on whole documents.

    A rule also fails if none of its own examples triggers it.

    Exit codes: 0 success; 1 an example or rule failed; 2 wrong usage or a faulty pack.
    """
    try:
        library = read_library(rules, no_project)
    except PackError as error:
        if output_format == "text":
            faulty(error)
        faults = list(error.faults)
        out(annotations(faults) if output_format == "github" else json_bytes(test_facts([], faults)))
        raise typer.Exit(FAULTY) from None
    except PackReadError as error:
        faulty(error)
    for name in names or ():
        if name not in library.packs:
            usage(f"there is no pack {name!r}{near(name, library.packs)}")
    reports = [run_examples(library, name) for name in names or library.packs]
    if output_format == "text":
        out(printed(test_report(reports)))
    elif output_format == "json":
        out(json_bytes(test_facts(reports, [])))
    else:
        out(annotations([failure for report in reports for failure in failures(report)]))
    raise typer.Exit(FOUND if any(report.complaints for report in reports) else DONE)
