"""The manual: everything that there is has a page, a place in the navigation and an example, and no page is broken."""

import doctest
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
import textwrap
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

import cleaner
import manual
from cleaner import filters
from cleaner.cli.app import app
from cleaner.engine.examples import check
from cleaner.lines.linetest import LineTest, Span
from cleaner.lines.text import Edit, Line, Result
from cleaner.packs.layers import shipped
from cleaner.packs.rule import Detect, Example, Pack, Replace, Rule, Verb, Where
from manual.commands import top
from manual.fields import fields
from manual.library import members
from manual.packs import library
from manual.pages import TAKEN, navigation, pages
from tests.helpers import ROOT
from tests.helpers.packs import library as library_of

VERBS = typing.get_args(Verb)
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
PACKS = sorted(path.relative_to(shipped()).with_suffix("").as_posix() for path in Path(shipped()).rglob("*.yaml"))
TEXTS = {page.path: page.text for page in pages()}
WRITTEN = {path.relative_to(ROOT / "docs").as_posix(): path for path in (ROOT / "docs").rglob("*.md")}


@cache
def in_navigation() -> list[str]:
    def paths(items: Any) -> Iterator[str]:
        for item in items:
            for value in item.values():
                yield from [value] if isinstance(value, str) else paths(value)

    return list(paths(navigation()))


def prose(text: str) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("CODE", text)


# ------------------------------------------------------------------ all that there is has a page


@pytest.mark.parametrize("name", filters.kinds())
def test_a_selector_has_a_page(name: str) -> None:
    path = f"reference/selectors/{name}.md"
    assert path in in_navigation()
    assert f"]({'/' + path})" in TEXTS["reference/selectors/index.md"]
    cls = filters.kind(name)
    assert inspect.cleandoc(cls.__doc__).split("\n\n")[0].split()[0] in TEXTS[path]
    if cls._fields != ("test",):
        assert all(f"| `{field.name}` |" in TEXTS[path] for field in fields(cls))


@pytest.mark.parametrize("name", [*VERBS, "where", "detect", "line-tests", "rule", "pack"])
def test_what_stands_in_a_rule_has_a_page(name: str) -> None:
    path = f"reference/rules/{name}.md"
    assert path in in_navigation()
    assert len(prose(TEXTS[path])) > 200
    assert "```yaml" in TEXTS[path] or name in ("pack", "rule")


@pytest.mark.parametrize("field", fields(LineTest), ids=lambda field: field.name)
def test_a_line_test_has_a_place_and_an_example(field: Any) -> None:
    text = TEXTS["reference/rules/line-tests.md"]
    assert f"\n## {field.name}\n" in text
    examples = "\n".join(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    assert re.search(rf"[{{\s]{field.name}:", examples), f"no rule shows {field.name}: give LineTest's docstring one"


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_a_page_with_its_rules_and_examples(name: str) -> None:
    path = f"reference/packs/{name}.md"
    pack, text = library().packs[name], TEXTS[path]
    assert path in in_navigation()
    assert f"](/{path})" in TEXTS["reference/packs/index.md"]
    assert pack.about, "say what the pack is for"
    for rule in pack.rules:
        assert f"\n### {rule.name.rpartition(':')[2]} {{" in text
        for example in (*rule.hits, *rule.misses):
            assert example.strip("\n") in text
    for test in pack.tests:
        kept = [line[2:] for line in text.split("\n") if line.startswith(("  ", "+ "))]
        assert {line for line in test.clean.split("\n") if line.strip()} <= {line.rstrip() for line in kept} | set(kept)


def commands() -> Iterator[tuple[str, str, Any]]:
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        yield name, name, command
        for sub, inner in getattr(command, "commands", {}).items():
            yield f"{name} {sub}", name, inner


@pytest.mark.parametrize(("name", "page", "command"), [pytest.param(*row, id=row[0]) for row in commands()])
def test_a_command_has_a_page_with_all_its_options(name: str, page: str, command: Any) -> None:
    path = f"reference/commands/{page}.md"
    assert path in in_navigation()
    assert f"[`cleaner {name}`](/{path}" in TEXTS["reference/commands/index.md"]
    assert command.help, "a command says what it does"
    for one in command.params:
        assert one.help, f"{one.name} says what it is"
        for option in one.opts if one.param_type_name == "option" else ():
            assert f"`{option}`" in TEXTS[path]


def test_the_examples_of_a_command_are_told_apart() -> None:
    text = TEXTS["reference/commands/batch.md"]
    assert "\ncleaner batch dumps clean\nzcat c.jsonl.gz | cleaner batch - - --format jsonl > clean.jsonl\n" in text
    assert all(f"`{option}`" in TEXTS["reference/commands/index.md"] for one in top().params for option in one.opts)


@pytest.mark.parametrize("name", cleaner.__all__)
def test_a_public_name_has_a_docstring_and_a_place(name: str) -> None:
    text, thing = TEXTS["reference/library.md"], getattr(cleaner, name)
    assert thing.__doc__
    assert f"\n## {name}\n" in text
    for member, value in members(thing) if inspect.isclass(thing) else ():
        assert value.__doc__, f"{name}.{member} says what it does"
        assert f"\n### {name}.{member}\n" in text


RECORDS = [Pack, Rule, Where, Replace, Detect, Example, LineTest, Span, Line, Edit, Result, cleaner.Fault]


@pytest.mark.parametrize("cls", [*RECORDS, *map(filters.kind, filters.kinds())], ids=lambda cls: cls.__name__)
def test_a_comment_beside_each_field_says_what_it_is(cls: Any) -> None:
    assert [field.name for field in fields(cls) if not field.about] == []


# ------------------------------------------------------------------ what the pages say holds


@pytest.mark.parametrize("cls", [Rule, Where, Replace, Detect, LineTest], ids=lambda cls: cls.__name__)
def test_the_examples_in_a_docstring_do_what_they_show(cls: Any) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", inspect.cleandoc(cls.__doc__), re.DOTALL)
    assert examples
    for text in examples:
        pack = text if text.startswith("about") else "rules:\n" + textwrap.indent(text, "  ")
        packs = library_of(p=pack, web="about: any page")
        assert check(packs, "p").complaints == ()
        assert all(rule.hits and rule.misses for rule in packs.packs["p"].rules)


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(manual.__path__)])
def test_the_examples_of_the_generator_hold(name: str) -> None:
    if name == "hooks":
        pytest.importorskip("mkdocs", reason="MkDocs is not installed: pip install -e '.[docs]'")
    assert doctest.testmod(importlib.import_module(f"manual.{name}")).failed == 0


# ------------------------------------------------------------------ no page is broken


@pytest.mark.parametrize("path", TEXTS)
def test_a_made_page_is_whole(path: str) -> None:
    text = prose(TEXTS[path])
    assert text.startswith("# ")
    lines = text.split("\n")
    headings = [(n, len(line.split()[0])) for n, line in enumerate(lines) if re.match("#+ ", line)]
    for (at, level), (below, next_level) in zip(headings, [*headings[1:], (len(lines), 0)], strict=True):
        filled = any(line.strip() for line in lines[at + 1 : below])
        assert filled or next_level > level, f"nothing stands below {lines[at]!r}"
    rows = 0
    for line in lines:
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (rows and cells) or cells == rows, line
        rows = cells


@pytest.mark.parametrize("path", [*TEXTS, *WRITTEN])
def test_a_link_leads_somewhere(path: str) -> None:
    text = TEXTS.get(path) or WRITTEN[path].read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if target.startswith(("https://", "#")):
            continue
        page, _, anchor = target.partition("#")
        page = page[1:] if page.startswith("/") else os.path.normpath(os.path.join(os.path.dirname(path), page))
        page = TAKEN.get(page.removeprefix("../"), page)
        assert page in TEXTS or page in WRITTEN, target
        if anchor:
            there = TEXTS.get(page) or WRITTEN[page].read_text(encoding="utf-8")
            ids = {re.sub(r"[^\w-]+", "-", head.lower()) for head in re.findall(r"^#+ (.+)$", there, re.MULTILINE)}
            assert anchor in ids or f"{{#{anchor}}}" in there, target


def test_each_page_stands_in_the_navigation_once() -> None:
    begun = re.findall(r"[\w-]+\.md$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted([*in_navigation(), *begun]) == sorted([*TEXTS, *WRITTEN])


def test_the_site_is_built_and_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="MkDocs is not installed: pip install -e '.[docs]'")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    for path in [*TEXTS, *WRITTEN]:
        page = tmp_path / (path if path.endswith("index.md") else path.removesuffix(".md") + "/index.md")
        html = page.with_suffix(".html").read_text(encoding="utf-8")
        assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"?(?:https?:)?//[^>]*>", html) == []
        assert "<!-- site:" not in html
