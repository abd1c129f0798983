"""The command line: a page for each command, from the help that it gives itself."""

import inspect
import os
import typing
from collections.abc import Iterator
from typing import Any

import typer

from cleaner.cli.app import app
from manual.page import Page, code, fence, joined, opening, table

COMMANDS = ("Reference", "Command line")
GUIDES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs")


def top() -> Any:
    """The command `cleaner` itself, as the parser knows it."""
    return typer.main.get_command(app)


def pages() -> Iterator[Page]:
    """The index, then a page for each command; those below `rules` stand on its page."""
    commands = top().commands
    yield Page("reference/commands/index.md", "cleaner", _index(commands), COMMANDS)
    for name, command in commands.items():
        yield Page(f"reference/commands/{name}.md", name, _page(name, command), COMMANDS)


def _index(commands: dict[str, Any]) -> str:
    rows = []
    for name, command in commands.items():
        rows.append((f"[{code(f'cleaner {name}')}](/reference/commands/{name}.md)", opening(_help(command))))
        rows += [
            (f"[{code(f'cleaner {name} {sub}')}](/reference/commands/{name}.md#{sub})", opening(_help(inner)))
            for sub, inner in getattr(command, "commands", {}).items()
        ]
    return joined(
        "# The command line",
        opening(_help(top())),
        f"In a pipe it needs no command: {code('cleaner < dump.txt > article.txt')}.",
        table(("command", "what it does"), rows),
        "## Options of all commands",
        _options(top(), top().get_params(top().make_context("cleaner", [], resilient_parsing=True))),
    )


def _page(name: str, command: Any) -> str:
    guide = os.path.exists(os.path.join(GUIDES, f"{name}.md"))
    parts = [f"# cleaner {name}", _one(f"cleaner {name}", command)]
    for sub, inner in getattr(command, "commands", {}).items():
        parts += [f"## {sub}", _one(f"cleaner {name} {sub}", inner)]
    return joined(*parts, f"There is more in the [guide](/{name}.md)." if guide else "")


def _help(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


def _one(path: str, command: Any) -> str:
    """One command: what it does, how it is called, what it takes."""
    parts = [_help(command)]
    if not getattr(command, "commands", None):
        context = command.make_context(path, [], resilient_parsing=True)
        parts.append(fence(f"{path} {' '.join(command.collect_usage_pieces(context))}"))
    arguments = [
        (code(one.metavar or one.name.upper()), one.help or "")
        for one in command.params
        if one.param_type_name == "argument"
    ]
    parts.append(table(("argument", "meaning"), arguments))
    parts.append(_options(command))
    if examples := _examples(command):
        parts += [fence("\n".join(examples), "sh")]
    return joined(*parts)


def _examples(command: Any) -> list[str]:
    """The commands of the help's last line: "Examples: one | two"; a bar in a pipe is no end of one."""
    _, _, said = (command.epilog or "").partition(": ")
    out: list[str] = []
    for part in said.split(" | "):
        if out and not out[-1].startswith("cleaner"):  # zcat c.jsonl.gz | cleaner …
            out[-1] += f" | {part}"
        else:
            out.append(part)
    return [part for part in out if part]


def _options(command: Any, params: list[Any] | None = None) -> str:
    hints = typing.get_type_hints(inspect.unwrap(command.callback)) if command.callback else {}
    rows = []
    for one in command.params if params is None else params:
        if one.param_type_name != "option" or one.hidden:
            continue
        names = ", ".join(map(code, [*sorted(one.opts, key=len, reverse=True), *one.secondary_opts]))
        value = "" if one.is_flag else (one.metavar or _value(hints.get(one.name)))
        default = f" By default {code(str(one.default))}." if _told(one) else ""
        rows.append((names, code(value) if value else "", f"{one.help or ''}{default}"))
    return table(("option", "value", "meaning"), rows)


def _value(hint: Any) -> str:
    """What stands for the value of an option that names nothing itself."""
    choices = typing.get_args(hint) if typing.get_origin(hint) is typing.Literal else ()
    return "|".join(choices) or ("N" if hint in (int, float) else "TEXT")


def _told(option: Any) -> bool:
    """Whether an option has a default that says something."""
    return not option.is_flag and isinstance(option.default, (str, int)) and option.default != ""
