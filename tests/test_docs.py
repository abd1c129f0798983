"""What the documentation says is so: its commands run, its packs are read, its rules do what they show."""

import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner import filters
from cleaner.check import check
from cleaner.packs import Library, Source, shipped, sources
from tests.yamlpack import library

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "CONTRIBUTING.md", "docs/packs.md"]
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>[\w-]+)\n(?P<text>.*?)```", re.DOTALL)


def blocks(page: str, kind: str) -> Iterator[tuple[str | None, str]]:
    for block in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")):
        if block["kind"] == kind:
            yield block["file"], block["text"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_commands_of_a_page_run_in_a_fresh_folder(page: str, tmp_path: Path) -> None:
    for kind in ("text", "yaml"):
        for name, text in blocks("CONTRIBUTING.md", kind):
            if name:
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps/one.txt").write_bytes((tmp_path / "dump.txt").read_bytes())
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold/one.txt").write_text("Cầu mới qua sông Lam thông xe\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/cleaner"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cleaner "$@"\n')
    command.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    shown = [line[2:] for _, text in blocks(page, "console") for line in text.splitlines() if line.startswith("$ ")]
    assert len(shown) >= 4
    for line in shown:
        done = subprocess.run(line, shell=True, cwd=tmp_path, env=env, capture_output=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout.decode()}\n{done.stderr.decode()}"


def test_the_pack_of_the_walk_through_cleans_its_dump() -> None:
    files = {name: text for kind in ("text", "yaml") for name, text in blocks("CONTRIBUTING.md", kind) if name}
    (dump, pack), (_, text) = files, files.values()
    from cleaner import Cleaner
    from cleaner.program import compile_packs

    packs = Library.parse([*sources([shipped()]), Source("outlets/example.vn", pack, text.encode())])
    result = Cleaner(compile_packs(packs)).clean(files[dump])
    assert result.pack == "outlets/example.vn"
    assert [line for line in result.text.splitlines() if line] == [
        "Cầu mới qua sông Lam thông xe",
        "Cây cầu dài 600 mét qua sông Lam được thông xe sáng thứ Hai, sau ba năm thi công.",
        "Người dân hai bờ không còn phải đi phà, theo ban quản lý dự án.",
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_yaml_of_a_page_is_a_pack_that_keeps_its_promises(page: str) -> None:
    for _, text in blocks(page, "yaml"):
        pack = text if text.lstrip().startswith("about") else "rules:\n" + textwrap.indent(text, "  ")
        packs = library(p=pack, web="about: any page")
        assert check(packs, "p").complaints == ()


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for _, text in blocks("README.md", "python"):
        exec(text, {})
    assert "3 " in capsys.readouterr().out


@pytest.mark.parametrize("name", filters.kinds())
def test_the_page_of_a_selector_shows_rules_that_do_what_they_show(name: str) -> None:
    cls = filters.kind(name)
    page = textwrap.dedent(cls.__doc__ or "")
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    if not examples:  # its options fill a page, so its page names the pack that shows them
        assert f"rules/{name}.yaml" in page, f"give {name} a rule in its docstring"
        packs = Library.parse(sources([shipped()]))
        assert check(packs, name).complaints == ()
        assert all(rule.hits for rule in packs.packs[name].rules)
    for text in examples:
        packs = library(p="rules:\n" + textwrap.indent(text, "  "))
        assert check(packs, "p").complaints == ()
        assert all(rule.hits for rule in packs.packs["p"].rules), "an example needs a hit"


@pytest.mark.parametrize("name", filters.kinds())
def test_each_selector_is_in_the_grammar(name: str) -> None:
    assert f"| `{name}: " in (ROOT / "docs/packs.md").read_text(encoding="utf-8")


def test_every_module_is_in_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in (ROOT / "cleaner").iterdir():
        name = path.stem if path.suffix == ".py" else f"{path.name}/"
        if not name.startswith("__") and path.name not in ("py.typed", "rules", "files.py", "fault.py"):
            assert f"`{name}`" in text, f"{name} is not in the table of modules"
