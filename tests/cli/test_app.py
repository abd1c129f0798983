"""The command line as a whole: its help, its version, and calls that are wrong for any command."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer

import cleaner
from cleaner.cli.app import app
from tests.helpers.shell import Shell, ends, process


@cache
def commands() -> dict[str, Any]:
    """All commands by their full names, `rules list` among them."""
    found: dict[str, Any] = {}
    top: Any = typer.main.get_command(app)
    for name, command in top.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {sub}": below for sub, below in inner.items()} if inner else {name: command}
    return found


def parameters() -> Iterator[tuple[str, Any]]:
    """Every argument and option of every command, with the name of the command."""
    for name, command in commands().items():
        yield from ((name, parameter) for parameter in command.params)


def test_the_version_is_printed(shell: Shell) -> None:
    ran = shell("--version")
    ends(ran, 0)
    assert ran.out == f"cleaner {cleaner.__version__}\n"


@pytest.mark.parametrize("length", [80, 120])
def test_the_help_of_every_command_fits_the_window_and_shows_an_example(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(length))
    for name in commands():
        ran = shell(*name.split(), "--help")
        ends(ran, 0)
        assert max(map(len, ran.out.splitlines())) <= length
        assert f"cleaner {name}" in " ".join(ran.out.partition("Example")[2].split())


def test_every_command_that_can_fail_lists_its_exit_codes() -> None:
    without = {name for name, command in commands().items() if "Exit codes: 0 " not in command.help}
    assert without == {"rules list", "rules show", "rules schema"}


def test_every_argument_and_option_is_explained_in_sentences() -> None:
    wrong = []
    for command, parameter in parameters():
        text = parameter.help or ""
        if not text[:1].isupper() or not text.endswith("."):
            wrong.append(f"{command}: {parameter.name}: {text!r}")
    assert wrong == []


def test_a_default_is_said_once() -> None:
    """Typer shows `[default: …]` itself; where the value alone says little, the sentence names the default instead."""
    wrong = [
        f"{command}: {parameter.name}"
        for command, parameter in parameters()
        if "(default: " in (parameter.help or "") and parameter.show_default and parameter.default not in (None, "")
    ]
    assert wrong == []


def test_a_file_in_the_place_of_a_command_is_recognised(project: Shell) -> None:
    ran = project("dump.txt")
    ends(ran, 2, "dump.txt is a file, not a command; use: cleaner clean dump.txt")
    assert ran.out == ""


def test_an_unknown_command_is_an_error(shell: Shell) -> None:
    ends(shell("klean"), 2, "No such command")


def test_a_completion_script_can_be_printed() -> None:
    env = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    assert "cleaner" in process("--show-completion", "bash", env=env).out


def test_the_version_has_a_short_option(shell: Shell) -> None:
    assert shell("-V").out == shell("--version").out


@pytest.mark.parametrize("name", ["", *commands(), "rules"])
def test_help_is_not_wider_than_people_read_and_shows_no_type_of_a_flag(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    ran = shell(*name.split(), "--help")
    assert 90 < max(map(len, ran.out.splitlines())) <= 100
    assert "<bool>" not in ran.out
    assert "BOOL" not in ran.out


def test_an_error_is_not_wider_either(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    assert max(map(len, shell("clean", "--nonsense").err.splitlines())) <= 100


def test_an_option_in_the_place_of_its_command_gets_a_hint(shell: Shell) -> None:
    ends(shell("--pack", "web", given=b"x"), 2, "--pack is an option of a command; use: cleaner clean --pack …")
    ends(shell("--jobs", "2"), 2, "use: cleaner batch --jobs …")
    ends(shell("--nonsense"), 2, "No such option")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("cleaner clean --pack outlets/", {"outlets/a.vn"}),
        ("cleaner explain --pack w", {"web"}),
        ("cleaner rules show ", {"web", "outlets/a.vn"}),
        ("cleaner rules test o", {"outlets/a.vn"}),
        ("cleaner clean --keep ", {"byline", "date", "caption"}),
        ("cleaner batch --keep date,c", {"date,caption"}),
    ],
)
def test_a_shell_completes_names_of_packs_and_parts(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, line: str, wanted: set[str]
) -> None:
    monkeypatch.setenv("_CLEANER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    assert set(shell().out.split()) == wanted
