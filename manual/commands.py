"""The pages of the command line: one for each command, from its own help."""

import inspect
import typing
from collections.abc import Iterator
from typing import Any

import typer

from cleaner.cli.app import app
from manual.page import Page, code, fence, joined, opening, table

SECTION = ("Reference", "Command line")
# The guide to a command is a written page.
GUIDES = {
    "batch": "batch.md",
    "restore": "batch.md",
    "eval": "eval.md",
    "learn": "learn.md",
    "rules": "health.md",
}

# Commands and options are untyped here: some versions of typer contain their own copy of click, so that
# no class of the installed click fits them all.
Command = Any
Option = Any


def top() -> Command:
    """Return the command `cleaner` itself."""
    return typer.main.get_command(app)


def pages() -> Iterator[Page]:
    """Yield the index, then a page for each command. Commands below `rules` are on its page."""
    commands = top().commands
    yield Page("reference/commands/index.md", "cleaner", _index(commands), SECTION)
    for name, command in commands.items():
        yield Page(f"reference/commands/{name}.md", name, _page(name, command), SECTION)


def _subcommands(command: Command) -> dict[str, Command]:
    return getattr(command, "commands", {})


def _index(commands: dict[str, Command]) -> str:
    rows = []
    for name, command in commands.items():
        page = f"/reference/commands/{name}.md"
        rows.append((f"[{code(f'cleaner {name}')}]({page})", opening(_help(command))))
        for sub, inner in _subcommands(command).items():
            rows.append((f"[{code(f'cleaner {name} {sub}')}]({page}#{sub})", opening(_help(inner))))
    context = top().make_context("cleaner", [], resilient_parsing=True)
    return joined(
        "# The command line",
        opening(_help(top())),
        f"A pipe needs no command: {code('cleaner < dump.txt > article.txt')}.",
        table(("command", "what it does"), rows),
        "## Options of all commands",
        _options(top(), top().get_params(context)),
    )


def _page(name: str, command: Command) -> str:
    parts = [f"# cleaner {name}", _section(f"cleaner {name}", command)]
    for sub, inner in _subcommands(command).items():
        parts += [f"## {sub}", _section(f"cleaner {name} {sub}", inner)]
    if name in GUIDES:
        parts.append(f"See also the [guide](/{GUIDES[name]}).")
    return joined(*parts)


def _help(command: Command) -> str:
    return inspect.cleandoc(command.help or "")


def _section(path: str, command: Command) -> str:
    """Return the help, usage, arguments, options and examples of one command."""
    parts = [_help(command)]
    if not _subcommands(command):
        context = command.make_context(path, [], resilient_parsing=True)
        parts.append(fence(f"{path} {' '.join(command.collect_usage_pieces(context))}"))
    arguments = [
        (code(parameter.metavar or parameter.name.upper()), parameter.help or "")
        for parameter in command.params
        if parameter.param_type_name == "argument"
    ]
    parts.append(table(("argument", "meaning"), arguments))
    parts.append(_options(command, command.params))
    if examples := _examples(command):
        parts += ["Example:" if len(examples) == 1 else "Examples:", fence("\n".join(examples), "sh")]
    return joined(*parts)


def _examples(command: Command) -> list[str]:
    """Return the commands in the last line of the help, "Examples: one | two". A bar in a pipe separates nothing."""
    _, _, line = (command.epilog or "").partition(": ")
    examples: list[str] = []
    for part in line.split(" | "):
        if examples and not examples[-1].startswith("cleaner"):  # zcat c.jsonl.gz | cleaner …
            examples[-1] += f" | {part}"
        else:
            examples.append(part)
    return [example for example in examples if example]


def _options(command: Command, parameters: list[Option]) -> str:
    """Return a table of the visible options among some parameters of a command."""
    hints = typing.get_type_hints(inspect.unwrap(command.callback)) if command.callback else {}
    rows = []
    for option in parameters:
        if option.param_type_name != "option" or option.hidden:
            continue
        names = ", ".join(map(code, [*sorted(option.opts, key=len, reverse=True), *option.secondary_opts]))
        value = "" if option.is_flag else (option.metavar or _value(hints.get(option.name)))
        rows.append((names, code(value) if value else "", f"{option.help or ''}{_default(option)}"))
    return table(("option", "value", "meaning"), rows)


def _value(hint: Any) -> str:
    """Return a placeholder for the value of an option that has none of its own."""
    choices = typing.get_args(hint) if typing.get_origin(hint) is typing.Literal else ()
    return "|".join(choices) or ("N" if hint in (int, float) else "TEXT")


def _default(option: Option) -> str:
    """Return the default of an option as a sentence, or "" if its help names it or there is none to name."""
    if option.is_flag or not isinstance(option.default, (str, int)) or option.default == "":
        return ""
    return "" if "default:" in (option.help or "").lower() else f" Default: {code(str(option.default))}."
