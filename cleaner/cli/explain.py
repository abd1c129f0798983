"""`cleaner explain`."""

from typing import Annotated

import typer

from cleaner.cli.options import (
    Encoding,
    Host,
    Keep,
    NoProject,
    OutputFormat,
    PackName,
    Rules,
    Title,
    checked_encoding,
    display_name,
    load_cleaner,
    read_dump,
    usage,
)
from cleaner.cli.stdio import FAILED, STDIN, json_bytes, out, say
from cleaner.engine.explain import explanation
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.words import counted
from cleaner.report.console import printed
from cleaner.report.explain import gutter, one_line


def explain(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Dump to explain (default: -, standard input).", show_default=False),
    ] = STDIN,
    line: Annotated[
        int | None,
        typer.Option("--line", metavar="N", min=1, help="Explain only line N of the dump (default: all lines)."),
    ] = None,
    why: Annotated[
        bool,
        typer.Option("--why", help="Below each scored line, show the three features that weighed most in its score."),
    ] = False,
    output_format: OutputFormat = "text",
    pack: PackName = None,
    rules: Rules = None,
    no_project: NoProject = False,
    host: Host = None,
    title: Title = None,
    keep: Keep = "",
    encoding: Encoding = None,
) -> None:
    """Show why each line of a dump is kept, removed or rewritten.

    Prints every line with its fate and the rules that touched it, and says how the pack was chosen. With --line,
    shows which rules touched that line, or which came close and why they did not act.

    Exit codes: 0 success; 2 wrong usage or a faulty pack; 3 the dump could not be read.
    """
    cleaner = load_cleaner(rules, pack, keep, no_project, quiet=True)
    dump = read_dump(file, checked_encoding(encoding))
    if dump is None:
        raise typer.Exit(FAILED)
    name = display_name(dump.name)
    try:
        explained = explanation(cleaner, dump.text, host, name, title)
    except PatternTimeout as error:
        say(error)
        raise typer.Exit(FAILED) from None
    if line is not None and line > len(explained.lines):
        usage(f"--line {line}: {name} has {counted(len(explained.lines), 'line')}")
    if output_format == "json":
        facts = explained.line_facts(cleaner, line) if line is not None else explained.facts()
        out(json_bytes(facts, indent=2))
    elif line is not None:
        out(printed(one_line(explained, cleaner, line)))
    else:
        out(printed(gutter(explained, why)))
