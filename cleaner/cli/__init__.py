"""The command line: the only place that reads flags, prints and exits."""

from typing import Annotated

import typer

from cleaner import __version__
from cleaner.cli import batch, clean, explain, restore, rules
from cleaner.pipe import out

app = typer.Typer(
    help="Raw text dumps of web pages in, clean article text out, by ordered YAML rules.",
    epilog="In a pipe: cleaner < dump.txt > article.txt",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command("clean", epilog="Examples: cleaner clean dump.txt | cleaner clean --in-place --backup .raw dumps/*.txt")(
    clean.clean
)
app.command("explain", epilog="Examples: cleaner explain dump.txt | cleaner explain --line 17 dump.txt")(
    explain.explain
)
app.command(
    "batch",
    epilog="Examples: cleaner batch dumps clean | zcat c.jsonl.gz | cleaner batch - - --format jsonl > clean.jsonl",
)(batch.batch)
app.command("restore", epilog="Example: cleaner restore clean ledger.jsonl.zst raw")(restore.restore)
app.add_typer(rules.app, name="rules")


def _version(wanted: bool) -> None:
    if wanted:
        out(f"cleaner {__version__}\n".encode())
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Raw text dumps of web pages in, clean article text out, by ordered YAML rules."""
