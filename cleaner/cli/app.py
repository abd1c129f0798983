"""The command line `cleaner`: its commands, and the examples below their help."""

import contextlib
import os
import shutil
from collections.abc import Iterator
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
from cleaner.lines.safe import safe_lines

MAX_HELP_COLUMNS = 100  # of a help page or an error: longer lines are hard to read

# The base class of the errors of the command line. Typer has a copy of click that is not public, older ones use click.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]


class Command(typer.core.TyperCommand):
    """A command. Its help shows no value for options that take none, and is never too wide."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type_of_flags(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _limit_width()
        super().format_help(ctx, formatter)


class Commands(typer.core.TyperGroup):
    """The commands. Common mistakes get their own messages: a file or an option in the place of a command."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type_of_flags(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _limit_width()
        super().format_help(ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # the types of typer's copy of click are not public
        if ctx.parent is None and args[0] not in self.commands and os.path.exists(args[0]):
            usage(f"{args[0]} is a file, not a command; use: cleaner clean {args[0]}")
        return super().resolve_command(ctx, args)

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        with _readable_errors():
            try:
                return super().make_context(info_name, args, parent, **extra)
            except _UsageError as error:
                if parent is None:
                    self._suggest_command(getattr(error, "option_name", ""))
                raise

    def invoke(self, ctx: Any) -> Any:
        with _readable_errors():
            return super().invoke(ctx)

    def _suggest_command(self, option: str) -> None:
        """End the run with a hint if an option of a command is in the place of the command."""
        for name, command in self.commands.items():  # `clean` is the first
            if option and any(option in parameter.opts for parameter in command.params):
                usage(f"{option} is an option of a command; use: cleaner {name} {option} …")


def _without_type_of_flags(parameters: list[Any]) -> list[Any]:
    """Parameters of which the help shows `--check` as it is typed, not `--check <bool>`."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False) and parameter.metavar is None:
            parameter.metavar = ""
    return parameters


def _limit_width() -> None:
    """Limit the width of the next help page or error to that of the terminal and to MAX_HELP_COLUMNS."""
    from typer import rich_utils

    rich_utils.MAX_WIDTH = min(MAX_HELP_COLUMNS, shutil.get_terminal_size().columns)


@contextlib.contextmanager
def _readable_errors() -> Iterator[None]:
    """Errors of the command line that are safe to print: they quote arguments, which may be names of files."""
    try:
        yield
    except _UsageError as error:
        _limit_width()
        text: Any = error
        text.message = safe_lines(text.message)
        raise


app = typer.Typer(
    cls=Commands,
    help="Raw text dumps of web pages in, clean article text out, by ordered YAML rules.",
    epilog="In a pipe: cleaner < dump.txt > article.txt",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
rules = typer.Typer(
    cls=Commands,
    help="List, check, test, compare and start packs of rules.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
for group, name, function, examples in (
    (app, "clean", clean, "cleaner clean dump.txt | cleaner clean --in-place --backup .raw dumps/*.txt"),
    (app, "explain", explain, "cleaner explain dump.txt | cleaner explain --line 17 dump.txt"),
    (
        app,
        "batch",
        batch,
        "cleaner batch dumps clean | zcat c.jsonl.gz | cleaner batch - - --format jsonl > clean.jsonl",
    ),
    (app, "restore", restore, "cleaner restore clean ledger.jsonl.zst raw"),
    (app, "eval", evaluate, "cleaner eval dumps gold | cleaner eval dumps gold --floor floor.json"),
    (app, "learn", learn, "cleaner learn dumps/example.vn -o my-rules/outlets/example.vn.yaml"),
    (rules, "list", list_packs, "cleaner rules list"),
    (rules, "show", show, "cleaner rules show outlets/kinhtedothi.vn"),
    (rules, "check", check, "cleaner rules check | cleaner rules check my-rules/outlets/example.vn.yaml"),
    (rules, "test", test, "cleaner rules test | cleaner rules test --rules my-rules outlets/example.vn"),
    (rules, "schema", schema, "cleaner rules schema > schema.json"),
    (
        rules,
        "health",
        health,
        "cleaner rules health dumps | cleaner rules health dumps --history history.json --fail-on fallen",
    ),
    (
        rules,
        "diff",
        diff,
        "cleaner rules diff HEAD rules dumps | cleaner rules diff old-rules new-rules dumps --show 5",
    ),
    (rules, "new", new, "cleaner rules new example.vn --from a.txt b.txt -o my-rules/outlets/example.vn.yaml"),
):
    group.command(name, cls=Command, epilog=f"{'Examples' if ' | ' in examples else 'Example'}: {examples}")(function)
app.add_typer(rules, name="rules")


def _print_version(wanted: bool) -> None:
    if wanted:
        out(f"cleaner {__version__}\n".encode())
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Raw text dumps of web pages in, clean article text out, by ordered YAML rules."""
