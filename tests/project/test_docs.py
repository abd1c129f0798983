"""The documentation holds: its commands run, its packs are read, its rules do what they show."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from cleaner import filters
from cleaner.engine.examples import run_examples
from cleaner.packs.layers import shipped, sources
from cleaner.packs.library import Library
from tests.helpers import ROOT
from tests.helpers.packs import library
from tests.project.test_imports import ORDER

PAGES = ["README.md", "docs/packs.md"]
BLOCK = re.compile(r"(?:<!-- put: (?P<put>[^\n]+) -->\n)?```(?P<kind>[\w-]+)\n(?P<text>.*?)```", re.DOTALL)


def blocks(page: str, *kinds: str) -> Iterator[tuple[str | None, str]]:
    """The code blocks of a page, each with its place if it has one: `FILE above LINE`, `FILE instead of LINE`."""
    for block in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")):
        if block["kind"] in kinds:
            yield block["put"], block["text"]


def put(where: str, text: str, folder: Path) -> None:
    """Insert a block into a file, as a page asks its reader to do."""
    words = re.fullmatch(r"(\S+) (above|instead of) (.+)", where)
    assert words, where
    path = folder / words[1]
    lines = path.read_text(encoding="utf-8").split("\n")
    (at,) = [n for n, line in enumerate(lines) if line.strip() == words[3]]
    above = words[2] == "above"
    lines[at : at + (not above)] = [*text.rstrip("\n").split("\n"), *([""] if above else [])]
    path.write_text("\n".join(lines), encoding="utf-8")


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, each with the output shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield command, shown


def fits(shown: list[str], out: str) -> bool:
    """Whether a command printed what a page shows: `…` matches any text; alone on a line, any lines."""
    parts = [
        "(?:.*\n)*?"
        if line.strip() == "…"
        else re.sub(r"(?:\\ )+", " +", re.escape(line.rstrip())).replace("…", ".*") + "\n"
        for line in shown
    ]
    lines = "".join(f"{line.rstrip()}\n" for line in out.rstrip("\n").split("\n"))
    return re.fullmatch("".join(parts), lines) is not None


@pytest.mark.parametrize(
    ("shown", "out"),
    [(["a …", "…"], "a b\nc\nd\n"), (["…", "d"], "d\n"), (["a   b"], "a b\n")],
)
def test_an_ellipsis_matches_any_text(shown: list[str], out: str) -> None:
    assert fits(shown, out)
    assert not fits([*shown, "more"], out)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/health.md", "docs/index.md", "docs/tutorial.md"]
)
def test_the_commands_of_a_page_run_in_a_fresh_folder(page: str, tmp_path: Path) -> None:
    """Run the commands in order, like one shell: the effects of `cd` and of edited files last."""
    dumps = ROOT / "samples/tutorial/dumps"
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    shutil.copytree(dumps, tmp_path / "dumps")
    shutil.copytree(dumps, tmp_path / "dumps/example.vn")
    shutil.copy(dumps / "cau-moi.txt", tmp_path / "dump.txt")
    (tmp_path / "gold").mkdir()
    for dump in dumps.iterdir():
        for folder in ("gold", "gold/example.vn"):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / dump.name).write_text("Cầu mới qua sông Lam thông xe\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/cleaner"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cleaner "$@"\n')
    command.chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "LC_ALL": "C.UTF-8",
    }
    here = tmp_path
    ran = 0
    for where, text in blocks(page, "console", "yaml"):
        if where is not None:
            put(where, text, here)
        for line, shown in commands(text):
            script = f"{line}\ncode=$?; pwd > {shlex.quote(str(tmp_path / 'here'))}; exit $code"
            done = subprocess.run(
                ["bash", "-c", script],
                cwd=here,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            out = done.stdout.decode()
            assert done.returncode == 0, f"{line}\n{out}"
            assert not shown or fits(shown, out), f"{line}\n{out}"
            here = Path((tmp_path / "here").read_text(encoding="utf-8").strip())
            ran += 1
    assert ran


@pytest.mark.parametrize("page", PAGES)
def test_the_yaml_of_a_page_is_a_pack_that_passes_its_own_examples(page: str) -> None:
    for _, text in blocks(page, "yaml"):
        pack = text if text.lstrip().startswith("about") else "rules:\n" + textwrap.indent(text, "  ")
        packs = library(p=pack, web="about: any page")
        assert run_examples(packs, "p").complaints == ()


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_the_python_of_a_page_runs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    for _, text in blocks(page, "python"):
        exec(text, {})
    assert "3 " in capsys.readouterr().out


def test_the_front_page_sets_up_as_the_readme_does() -> None:
    readme = [text for _, text in blocks("README.md", "sh")]
    assert [text for _, text in blocks("docs/index.md", "sh")] == readme[:1]


def test_the_readme_names_every_language_that_has_a_pack() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    packs = [pack for name, pack in Library.parse(sources([shipped()])).packs.items() if name.startswith("languages/")]
    assert [pack.name for pack in packs if pack.about.split()[0] not in text] == []
    for page in (text, (ROOT / "docs/index.md").read_text(encoding="utf-8")):
        assert "fifteen languages" in page
    assert len(packs) == 15, "there is a new language pack: change the number in README and docs/index.md"


@pytest.mark.parametrize("name", filters.kinds())
def test_the_page_of_a_selector_shows_rules_that_do_what_they_show(name: str) -> None:
    cls = filters.kind(name)
    page = textwrap.dedent(cls.__doc__ or "")
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    if not examples:  # its options fill a page, so its docstring names the pack that shows them
        assert f"rules/{name}.yaml" in page, f"give {name} a rule in its docstring"
        packs = Library.parse(sources([shipped()]))
        assert run_examples(packs, name).complaints == ()
        assert all(rule.hits for rule in packs.packs[name].rules)
    for text in examples:
        packs = library(p="rules:\n" + textwrap.indent(text, "  "))
        assert run_examples(packs, "p").complaints == ()
        assert all(rule.hits for rule in packs.packs["p"].rules), "an example needs a hit"


@pytest.mark.parametrize("name", filters.kinds())
def test_each_selector_is_in_the_grammar(name: str) -> None:
    assert f"| `{name}: " in (ROOT / "docs/packs.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_the_table_of_rooms_repeats_their_docstrings(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    rooms = re.findall(r"^\| `(\w+)/` \| (.*) \|$", text, flags=re.MULTILINE)
    assert [room for room, _ in rooms] == [room for level in ORDER for room in level.split()]
    for room, sentence in rooms:
        assert (import_module(f"cleaner.{room}").__doc__ or "").startswith(sentence), room


def test_every_module_of_the_manual_is_in_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in (ROOT / "manual").glob("[!_]*.py"):
        assert f"`manual/{path.stem}" in text, f"manual/{path.stem} is not in the table of modules"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_each_path_that_a_page_names_exists(page: str) -> None:
    """A path with a word in capitals is a place for a new file; a path of the package may leave out `cleaner/`."""
    text = (ROOT / page).read_text(encoding="utf-8")
    paths = re.findall(r"(?:^|[\s`(])((?:[\w.]+/)+(?:[\w.]+\.(?:py|yaml|md|txt))?)(?=[`\s),;:]|$)", text)
    named = [
        path for path in paths if not re.search(r"\b[A-Z]{3,}\b", path) and not path.startswith(("my-rules/", "."))
    ]
    assert [path for path in named if not (ROOT / path).exists() and not (ROOT / "cleaner" / path).exists()] == []
