"""The command line: the only place that reads flags, prints and exits."""

import os
from typing import Annotated, Any

import typer

from cleaner import __version__
from cleaner.cli import batch, clean, explain, learn, restore, rules
from cleaner.cli.eval import evaluate
from cleaner.cli.options import usage
from cleaner.stdio import out


class Commands(typer.core.TyperGroup):
    """The commands; a file where a command has to stand is a common slip, and is told what to say."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # typer keeps the types of these to itself
        if args[0] not in self.commands and os.path.exists(args[0]):
            usage(f"{args[0]} is no command but a file; say: cleaner clean {args[0]}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
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
app.command("eval", epilog="Examples: cleaner eval dumps gold | cleaner eval dumps gold --floor floor.json")(evaluate)
app.command("learn", epilog="Example: cleaner learn dumps/example.vn -o my-rules/outlets/example.vn.yaml")(learn.learn)
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
