"""The manual is complete and sound: everything has a page, a place in the navigation and an example."""

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
from cleaner.engine.examples import run_examples
from cleaner.lines.linetest import LineTest, Span
from cleaner.lines.text import Edit, Line, Result
from cleaner.packs.layers import shipped
from cleaner.packs.rule import Detect, Example, Pack, Replace, Rule, Verb, Where
from cleaner.packs.schema import is_bare_test
from manual.commands import top
from manual.fields import fields
from manual.library import members
from manual.packs import library
from manual.pages import TOP_FILES, navigation, pages
from tests.helpers import ROOT
from tests.helpers.packs import library as library_of

VERBS = typing.get_args(Verb)
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
PACKS = sorted(path.relative_to(shipped()).with_suffix("").as_posix() for path in Path(shipped()).rglob("*.yaml"))


@cache
def generated() -> dict[str, str]:
    """The text of each generated page, by its path."""
    return {page.path: page.text for page in pages()}


@cache
def written() -> dict[str, str]:
    """The text of each page in docs/, by its path."""
    docs = ROOT / "docs"
    return {path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8") for path in docs.rglob("*.md")}


@cache
def in_navigation() -> list[str]:
    """The paths of the generated pages in the navigation."""

    def paths(items: Any) -> Iterator[str]:
        for item in items:
            for value in item.values():
                yield from [value] if isinstance(value, str) else paths(value)

    return list(paths(navigation()))


def prose(text: str) -> str:
    """A page without its code blocks."""
    return FENCE.sub("CODE", text)


# ------------------------------------------------------------------ everything has a page


@pytest.mark.parametrize("name", filters.kinds())
def test_a_selector_has_a_page(name: str) -> None:
    path = f"reference/selectors/{name}.md"
    assert path in in_navigation()
    assert f"]({'/' + path})" in generated()["reference/selectors/index.md"]
    cls = filters.kind(name)
    assert inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].split()[0] in generated()[path]
    if not is_bare_test(cls):
        assert all(f"| `{field.name}` |" in generated()[path] for field in fields(cls))


@pytest.mark.parametrize("name", [*VERBS, "where", "detect", "line-tests", "rule", "pack"])
def test_each_key_of_a_rule_has_a_page(name: str) -> None:
    path = f"reference/rules/{name}.md"
    assert path in in_navigation()
    assert len(prose(generated()[path])) > 200
    assert "```yaml" in generated()[path] or name in ("pack", "rule")


@pytest.mark.parametrize("field", fields(LineTest), ids=lambda field: field.name)
def test_a_line_test_has_a_section_and_an_example(field: Any) -> None:
    text = generated()["reference/rules/line-tests.md"]
    assert f"\n## {field.name}\n" in text
    examples = "\n".join(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    assert re.search(rf"[{{\s]{field.name}:", examples), (
        f"no shipped rule uses {field.name}: add an example to the docstring of LineTest"
    )


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_a_page_with_its_rules_and_examples(name: str) -> None:
    path = f"reference/packs/{name}.md"
    pack, text = library().packs[name], generated()[path]
    assert path in in_navigation()
    assert f"](/{path})" in generated()["reference/packs/index.md"]
    assert pack.about, "a pack needs an about"
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
    assert f"[`cleaner {name}`](/{path}" in generated()["reference/commands/index.md"]
    assert command.help, "a command needs help"
    for parameter in command.params:
        assert parameter.help, f"{parameter.name} needs help"
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert f"`{option}`" in generated()[path]


def test_each_example_of_a_command_is_on_a_line_of_its_own() -> None:
    text = generated()["reference/commands/batch.md"]
    assert "\ncleaner batch dumps clean\nzcat c.jsonl.gz | cleaner batch - - --format jsonl > clean.jsonl\n" in text
    index = generated()["reference/commands/index.md"]
    assert all(f"`{option}`" in index for parameter in top().params for option in parameter.opts)


@pytest.mark.parametrize("name", cleaner.__all__)
def test_a_public_name_has_a_docstring_and_a_section(name: str) -> None:
    text, public = generated()["reference/library.md"], getattr(cleaner, name)
    assert public.__doc__
    assert f"\n## {name}\n" in text
    for member, value in members(public) if inspect.isclass(public) else ():
        assert value.__doc__, f"{name}.{member} needs a docstring"
        assert f"\n### {name}.{member}\n" in text


RECORDS = [Pack, Rule, Where, Replace, Detect, Example, LineTest, Span, Line, Edit, Result, cleaner.Fault]


@pytest.mark.parametrize("cls", [*RECORDS, *map(filters.kind, filters.kinds())], ids=lambda cls: cls.__name__)
def test_each_field_has_a_comment_beside_it(cls: Any) -> None:
    assert [field.name for field in fields(cls) if not field.about] == []


# ------------------------------------------------------------------ the examples hold


@pytest.mark.parametrize("cls", [Rule, Where, Replace, Detect, LineTest], ids=lambda cls: cls.__name__)
def test_the_examples_in_a_docstring_do_what_they_show(cls: Any) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", inspect.cleandoc(cls.__doc__), re.DOTALL)
    assert examples
    for text in examples:
        pack = text if text.startswith("about") else "rules:\n" + textwrap.indent(text, "  ")
        packs = library_of(p=pack, web="about: any page")
        assert run_examples(packs, "p").complaints == ()
        assert all(rule.hits and rule.misses for rule in packs.packs["p"].rules)


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(manual.__path__)])
def test_the_doctests_of_the_generator_pass(name: str) -> None:
    if name == "hooks":
        pytest.importorskip("mkdocs", reason="MkDocs is not installed: pip install -e '.[docs]'")
    assert doctest.testmod(importlib.import_module(f"manual.{name}")).failed == 0


# ------------------------------------------------------------------ no page is broken


def faults_of(text: str) -> Iterator[str]:
    """What is wrong with the Markdown of a page: an empty section, or a row of a table with missing cells."""
    lines = prose(text).split("\n")
    if not lines[0].startswith("# "):
        yield "the first line is no title"
    headings = [(n, len(line.split()[0])) for n, line in enumerate(lines) if re.match("#+ ", line)]
    for (at, level), (below, next_level) in zip(headings, [*headings[1:], (len(lines), 0)], strict=True):
        if not any(line.strip() for line in lines[at + 1 : below]) and next_level <= level:
            yield f"nothing follows {lines[at]!r}"
    columns = 0
    for line in lines:
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        if columns and cells and cells != columns:
            yield f"a row has {cells} bars instead of {columns}: {line}"
        columns = cells


def test_a_generated_page_is_whole() -> None:
    assert [(path, fault) for path, text in generated().items() for fault in faults_of(text)] == []


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as its links spell them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    given = re.findall(r"\{#([\w.-]+)\}", text)
    return {re.sub(r"[^\w-]+", "-", heading.lower()) for heading in headings} | set(given)


def broken_links(path: str, text: str) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if target.startswith(("https://", "#")):
            continue
        page, _, anchor = target.partition("#")
        page = page[1:] if page.startswith("/") else os.path.normpath(os.path.join(os.path.dirname(path), page))
        page = TOP_FILES.get(page.removeprefix("../"), page)
        other = generated().get(page) or written().get(page)
        if other is None or (anchor and anchor not in anchors(other)):
            yield target


def test_each_link_leads_to_a_page_and_a_heading() -> None:
    every_page = {**generated(), **written()}
    assert [(path, target) for path, text in every_page.items() for target in broken_links(path, text)] == []


def test_each_page_is_in_the_navigation_once() -> None:
    by_hand = re.findall(r"[\w-]+\.md$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted([*in_navigation(), *by_hand]) == sorted([*generated(), *written()])


def test_the_site_builds_and_loads_nothing_from_other_sites(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="MkDocs is not installed: pip install -e '.[docs]'")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    for path in [*generated(), *written()]:
        page = tmp_path / (path if path.endswith("index.md") else path.removesuffix(".md") + "/index.md")
        html = page.with_suffix(".html").read_text(encoding="utf-8")
        assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"?(?:https?:)?//[^>]*>", html) == []
        assert "<!-- site:" not in html
