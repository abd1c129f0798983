"""The pages of the shipped packs: one for each pack, with its rules, examples and tests, and an index."""

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml

from cleaner.lines.linetest import UNSET
from cleaner.packs.layers import DEFAULT, GROUPS, shipped, sources
from cleaner.packs.library import Library
from cleaner.packs.rule import Example, Pack, Rule
from manual.page import Page, capitalised, code, fence, joined, plain, sentence, table


class Folder(NamedTuple):
    """A folder of packs, as the index describes it."""

    title: str
    about: str


FOLDERS = {
    "": Folder(
        "Any page", f"Packs for pages of any outlet. `{DEFAULT}` cleans every page that matches no outlet's pack."
    ),
    "common": Folder("Common", "Text that page software writes, whatever the language of the article."),
    "languages": Folder(
        "Languages", "Interface phrases of one language. They do no harm on pages in another language."
    ),
    "outlets": Folder(
        "Outlets", "Rules for the pages of one outlet. A page's host or its fingerprints select the pack."
    ),
}
WIDTH = 80  # columns of the YAML on a page


@cache
def library() -> Library:
    """Return the shipped packs."""
    return Library.parse(sources([shipped()]))


def folder_of(name: str) -> str:
    """Return the folder of a pack, or "" for a pack outside all folders."""
    return name.partition("/")[0] if "/" in name else ""


def address(name: str) -> str:
    """Return the path of a pack's page."""
    return f"reference/packs/{name}.md"


def link(rule: Rule) -> str:
    """Return a link from the name of a rule to its section on the page of its pack."""
    return f"[{code(rule.name)}](/{address(rule.pack)}#{anchor(rule.id)})"


def anchor(rule_id: str) -> str:
    """Return the anchor of a rule on the page of its pack."""
    return f"rule-{rule_id}".lower()


def pages() -> Iterator[Page]:
    """Yield the index, then a page for each pack."""
    packs = library().packs
    assert {folder_of(name) for name in packs} <= set(FOLDERS), "describe the new folder of packs in FOLDERS"
    assert set(GROUPS) < set(FOLDERS)
    yield Page(address("index"), "All packs", _index(packs.values()), ("Packs",))
    for folder, (title, _) in FOLDERS.items():
        names = [name for name in packs if folder_of(name) == folder]
        for name in sorted(names, key=lambda name: (name != DEFAULT, name)):
            yield Page(address(name), _title(packs[name]), _page(packs[name]), ("Packs", title))


def _title(pack: Pack) -> str:
    """Return the title of a pack in the navigation. A language pack is titled by the first word of its `about`."""
    short = pack.name.rpartition("/")[2]
    return f"{pack.about.split()[0]} ({short})" if folder_of(pack.name) == "languages" and pack.about else short


def _index(packs: Iterable[Pack]) -> str:
    parts = ["# The shipped packs", "Each page is generated from the file of its pack. The tests run all its examples."]
    for folder, (title, about) in FOLDERS.items():
        members = sorted((pack for pack in packs if folder_of(pack.name) == folder), key=lambda pack: pack.name)
        hosts = folder == "outlets"
        rows = [
            (
                f"[{code(pack.name)}](/{address(pack.name)})",
                plain(pack.about),
                *([", ".join(pack.detect.host) if pack.detect else ""] if hosts else []),
                str(len(pack.rules)),
            )
            for pack in members
        ]
        head = ("pack", "about", *(["hosts"] if hosts else []), "rules")
        parts += [f"## {title}", about, table(head, rows)]
    return joined(*parts)


def _page(pack: Pack) -> str:
    parts = [f"# {pack.name}", plain(sentence(pack.about)), _facts(pack)]
    if pack.detect:
        parts += [
            "## How it is detected",
            "By the host of the page, or by these fingerprints in its text:",
            fence(_yaml(pack.detect), "yaml"),
        ]
    if pack.rules:
        parts.append("## Rules")
    for rule in pack.rules:
        heading = f"### {rule.id} {{#{anchor(rule.id)}}}"
        parts += [heading, plain(sentence(rule.why)), shown(rule), examples(rule)]
    if pack.tests:
        parts.append("## Tests")
    return joined(*parts, *map(_test, pack.tests))


def _facts(pack: Pack) -> str:
    """Return a list of facts about a pack: its file, the number of its rules, the packs it extends."""
    inherited = len(library().rules(pack.name)) - len(pack.rules)
    facts = [
        f"- File: `rules/{pack.name}.yaml`",
        f"- Rules: {len(pack.rules)} of its own" + (f", {inherited} inherited" if inherited else ""),
    ]
    if pack.extends:
        facts.append("- Extends: " + ", ".join(f"[{code(name)}](/{address(name)})" for name in pack.extends))
    if pack.without:
        facts.append("- Without: " + ", ".join(map(code, pack.without)))
    return "\n".join(facts)


def shown(rule: Rule) -> str:
    """Return the verb and the conditions of a rule as YAML, with aliases written out."""
    body = rule.replace if rule.verb == "replace" else selector(rule)
    keys: dict[str, Any] = {rule.verb: plain_data(body)}
    for name in ("where", "most_share", "part"):
        value = plain_data(getattr(rule, name))
        if value not in (None, {}):
            keys[name] = value
    return fence(_dumped(keys), "yaml")


def selector(rule: Rule) -> Any:
    """Return the selector of a rule as a mapping from its kind to its options."""
    kind = type(rule.selector).__name__.removesuffix("Selector").lower()
    value = plain_data(rule.selector)
    return {kind: value["test"] if kind == "line" else value}


def plain_data(value: Any) -> Any:
    """Return a record of a pack as plain data, without the fields that have their defaults.

    >>> from cleaner.filters.region import RegionSelector
    >>> from cleaner.lines.linetest import LineTest
    >>> plain_data(RegionSelector(LineTest(text=("Most read",)), most=9))
    {'from': {'text': 'Most read'}, 'most': 9}
    """
    if hasattr(value, "_fields"):
        defaults = value._field_defaults
        return {
            name.rstrip("_"): plain_data(part)
            for name, part in value._asdict().items()
            if part not in UNSET and not (name in defaults and part == defaults[name])
        }
    if isinstance(value, tuple):
        return plain_data(value[0]) if len(value) == 1 else [plain_data(item) for item in value]
    return value


def _yaml(value: Any) -> str:
    return _dumped(plain_data(value))


class _Dumper(yaml.SafeDumper):
    """Writes lists of scalars on one line, as packs do, and never uses aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - no value gets an alias
        return True


def _dumped(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH)


def examples(rule: Rule) -> str:
    """Return the hits and misses of a rule, or "" if it has no hits."""
    return joined(*_listed("Acts on", rule.hits), *_listed("Leaves alone", rule.misses)) if rule.hits else ""


def _listed(title: str, texts: tuple[str, ...]) -> Iterator[str]:
    """Yield a title and code blocks: one for all one-line examples, one for each longer example."""
    if not texts:
        return
    yield f"**{title}**"
    lines = [text.rstrip("\n") for text in texts]
    short = [text for text in lines if "\n" not in text]
    if short:
        yield fence("\n".join(short))
    yield from (fence(text) for text in lines if "\n" in text)


def _test(test: Example) -> str:
    """Return a test of a pack as a diff from the raw to the clean text."""
    raw, clean = test.raw.splitlines(), test.clean.splitlines()
    rows = [row for row in difflib.ndiff(raw, clean, charjunk=None) if not row.startswith("?")]
    name = capitalised(test.name) or "A page"
    return joined(f"### {plain(name)}", fence("\n".join(f"{row[0]} {row[2:]}".rstrip() for row in rows), "diff"))
