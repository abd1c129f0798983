"""The command line `cleaner`: its commands, and the examples below their help."""

import os
from typing import Annotated, Any

import typer

from cleaner import __version__
from cleaner.cli.batch import batch
from cleaner.cli.clean import clean
from cleaner.cli.eval import evaluate
from cleaner.cli.explain import explain
from cleaner.cli.learn import learn
from cleaner.cli.options import usage
from cleaner.cli.restore import restore
from cleaner.cli.rules.check import check
from cleaner.cli.rules.diff import diff
from cleaner.cli.rules.health import health
from cleaner.cli.rules.list import list_packs
from cleaner.cli.rules.new import new
from cleaner.cli.rules.schema import schema
from cleaner.cli.rules.show import show
from cleaner.cli.rules.test import test
from cleaner.cli.stdio import out


class Commands(typer.core.TyperGroup):
    """The commands. A file in the place of a command is a common mistake and gets its own message."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # the types of typer's copy of click are not public
        if args[0] not in self.commands and os.path.exists(args[0]):
            usage(f"{args[0]} is a file, not a command; use: cleaner clean {args[0]}")
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
    clean
)
app.command("explain", epilog="Examples: cleaner explain dump.txt | cleaner explain --line 17 dump.txt")(explain)
app.command(
    "batch",
    epilog="Examples: cleaner batch dumps clean | zcat c.jsonl.gz | cleaner batch - - --format jsonl > clean.jsonl",
)(batch)
app.command("restore", epilog="Example: cleaner restore clean ledger.jsonl.zst raw")(restore)
app.command("eval", epilog="Examples: cleaner eval dumps gold | cleaner eval dumps gold --floor floor.json")(evaluate)
app.command("learn", epilog="Example: cleaner learn dumps/example.vn -o my-rules/outlets/example.vn.yaml")(learn)

rules = typer.Typer(
    help="List, check, test, compare and start packs of rules.", no_args_is_help=True, rich_markup_mode="markdown"
)
rules.command("list", epilog="Example: cleaner rules list")(list_packs)
rules.command("show", epilog="Example: cleaner rules show outlets/kinhtedothi.vn")(show)
rules.command("check", epilog="Examples: cleaner rules check | cleaner rules check my-rules/outlets/example.vn.yaml")(
    check
)
rules.command("test", epilog="Examples: cleaner rules test | cleaner rules test --rules my-rules outlets/example.vn")(
    test
)
rules.command("schema", epilog="Example: cleaner rules schema > schema.json")(schema)
rules.command(
    "health",
    epilog="Examples: cleaner rules health dumps | cleaner rules health dumps --history history.json --fail-on fallen",
)(health)
rules.command(
    "diff",
    epilog="Examples: cleaner rules diff HEAD rules dumps | cleaner rules diff old-rules new-rules dumps --show 5",
)(diff)
rules.command(
    "new", epilog="Example: cleaner rules new example.vn --from a.txt b.txt -o my-rules/outlets/example.vn.yaml"
)(new)
app.add_typer(rules, name="rules")


def _print_version(wanted: bool) -> None:
    if wanted:
        out(f"cleaner {__version__}\n".encode())
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Raw text dumps of web pages in, clean article text out, by ordered YAML rules."""
