"""`cleaner explain`."""

import json
from typing import Annotated, Literal

import typer

from cleaner.cli.options import STDIN, Encoding, Host, Keep, PackName, Rules, dump, known, loaded, shown, usage
from cleaner.cli.stdio import FAILED, out, say
from cleaner.engine.explain import explanation
from cleaner.lines.errors import PatternTimeout
from cleaner.report.console import printed
from cleaner.report.explain import gutter, one_line


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The dump; - or none: standard input.")] = STDIN,
    line: Annotated[
        int | None,
        typer.Option("--line", metavar="N", min=1, help="All about one line of the dump.", show_default=False),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Below each line that was scored, the three features that made its score.")
    ] = False,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for machines.")] = "text",
    pack: PackName = None,
    rules: Rules = None,
    host: Host = None,
    keep: Keep = "",
    encoding: Encoding = None,
) -> None:
    """Show every line of a dump: kept, dropped or edited, and by which rule; and why this pack was chosen.

    With --line, which rules touched the line, or which came nearest and why they did not apply.
    """
    cleaner = loaded(rules, pack, keep)
    read = dump(file, known(encoding))
    if read is None:
        raise typer.Exit(FAILED)
    name = read.name
    try:
        told = explanation(cleaner, read.text, host, shown(name))
    except PatternTimeout as error:
        say(error)
        raise typer.Exit(FAILED) from None
    if line is not None and line > len(told.lines):
        usage(f"{shown(name)} has {len(told.lines)} lines; there is no line {line}")
    if form == "json":
        facts = told.line_facts(cleaner, line) if line is not None else told.facts()
        out((json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode())
    elif line is not None:
        out(printed(one_line(told, cleaner, line)))
    else:
        out(printed(gutter(told, why)))
