"""Rules: what stands in a pack's file, the verbs, `where`, `detect`, the line tests, and the selectors."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from cleaner import filters
from cleaner.lines.linetest import UNSET, LineTest, Span, tests_in
from cleaner.packs.json_schema import json_schema
from cleaner.packs.rule import Detect, Example, Pack, Replace, Rule, Where
from cleaner.packs.schema import VERBS
from manual.fields import Field, fields, kind, options
from manual.packs import examples, library, link, shown
from manual.page import Page, code, joined, manual, opening, plain, table

RULES, SELECTORS = ("Reference", "Rules"), ("Reference", "Selectors")
USES = 8  # rules of the shipped packs that a page names


def pages() -> Iterator[Page]:
    """The rules, then the selectors."""
    yield Page("reference/rules/pack.md", "A pack", _pack(), RULES)
    yield Page("reference/rules/rule.md", "A rule", _rule(), RULES)
    for verb in VERBS:
        yield Page(f"reference/rules/{verb}.md", verb, _verb(verb), RULES)
    yield Page("reference/rules/where.md", "where", _where(), RULES)
    yield Page("reference/rules/detect.md", "detect", _detect(), RULES)
    yield Page("reference/rules/line-tests.md", "Line tests", _line_tests(), RULES)
    yield Page("reference/selectors/index.md", "All selectors", _selectors(), SELECTORS)
    for name in filters.kinds():
        yield Page(f"reference/selectors/{name}.md", name, _selector(name), SELECTORS)


# ------------------------------------------------------------------ packs and rules


def _pack() -> str:
    keys = tuple(json_schema()["properties"])
    return joined(
        "# A pack",
        manual(Pack),
        options(Pack, keys),
        "[A rule](/reference/rules/rule.md) and [`detect`](/reference/rules/detect.md) have pages of their own.",
        "## tests",
        manual(Example),
        options(Example, tuple(json_schema()["$defs"]["example"]["properties"])),
    )


def _rule() -> str:
    """All keys of a rule: the verbs stand for the fields that the program makes of them."""
    known = {field.name: field for field in fields(Rule)}
    rows = []
    for key in json_schema()["$defs"]["rule"]["properties"]:
        field = known.get("name" if key == "id" else key)
        if key in VERBS:
            rows.append((f"[{code(key)}](/reference/rules/{key}.md)", "a mapping", opening(verb(key))))
        elif field is not None:
            name = f"[{code(key)}](/reference/rules/{key}.md)" if key == "where" else code(key)
            rows.append((name, kind(field.hint), field.about[:1].upper() + field.about[1:]))
    order = [*VERBS, "where", "most_share", "part"]
    rows.sort(key=lambda row: next((n for n, key in enumerate(["id", "why", *order]) if f"`{key}`" in row[0]), 99))
    return joined("# A rule", _said(Rule)[0], table(("key", "value", "meaning"), rows))


def _said(cls: Any) -> list[str]:
    """The parts of the docstring of rules: what a rule is, then each verb."""
    return re.split(rf"\n\n(?=`(?:{'|'.join(VERBS)})` )", manual(cls))


def verb(name: str) -> str:
    """What the docstring of rules says of a verb."""
    return next((part for part in _said(Rule) if part.startswith(f"`{name}` ")), "")


def _verb(name: str) -> str:
    parts = [f"# {name}"]
    if name == "replace":
        parts += [manual(Replace), "## Options", options(Replace)]
    else:
        parts.append(verb(name))
        rows = [(f"[{code(kind)}](/reference/selectors/{kind}.md)", summary(kind)) for kind in filters.kinds()]
        parts += ["## Selectors", "It takes one of them:", table(("selector", "points at"), rows)]
    return joined(*parts, _uses(lambda rule: rule.verb == name))


def _where() -> str:
    return joined("# where", manual(Where), "## Options", options(Where), _uses(lambda rule: rule.where != Where()))


def _detect() -> str:
    rows = [
        (f"[{code(pack.name)}](/reference/packs/{pack.name}.md)", ", ".join(map(code, pack.detect.host)))
        for pack in library().packs.values()
        if pack.detect
    ]
    return joined(
        "# detect",
        manual(Detect),
        "## Options",
        options(Detect),
        "## In the shipped packs",
        table(("pack", "hosts"), rows),
    )


# ------------------------------------------------------------------ line tests


def _line_tests() -> str:
    parts = [
        "# Line tests",
        manual(LineTest),
        options(LineTest),
        "`least` and `most` are those of numbers:",
        options(Span),
    ]
    for field in fields(LineTest):
        parts += [f"## {field.name}", f"{field.about[:1].upper()}{field.about[1:]}.", *_shortest(field)]
    return joined(*parts)


def _shortest(field: Field) -> Iterator[str]:
    """The shortest rule of the shipped packs that uses a key and shows what it does; else what the docstring has."""
    found = [rule for rule in _all() if rule.hits and rule.misses and _uses_key(rule, field.name)]
    rule = min(found, key=lambda rule: (len(shown(rule)) + len(examples(rule)), rule.name), default=None)
    if rule is not None:
        yield f"For example {link(rule)}: {plain(rule.why)}."
        yield shown(rule)
        yield examples(rule)


def _uses_key(rule: Rule, key: str) -> bool:
    names = [name for name in LineTest._fields if name.rstrip("_") == key]
    return any(getattr(test, names[0]) not in UNSET for test in tests_in((rule.selector, rule.where)))


# ------------------------------------------------------------------ selectors


def summary(name: str) -> str:
    """What a selector points at, in the words of its module."""
    return opening(import_module(f"{filters.__name__}.{name}").__doc__ or "")


def _selectors() -> str:
    rows = [(f"[{code(name)}](/reference/selectors/{name}.md)", summary(name)) for name in filters.kinds()]
    return joined(
        "# Selectors",
        "A selector says which lines a rule points at. It stands under "
        "[`drop`](/reference/rules/drop.md) or [`keep`](/reference/rules/keep.md), one for a rule.",
        table(("selector", "points at"), rows),
    )


def _selector(name: str) -> str:
    cls = filters.kind(name)
    parts = [f"# {name}", manual(cls)]
    if cls._fields != ("test",):
        parts += ["## Options", options(cls)]
    return joined(*parts, _uses(lambda rule: type(rule.selector) is cls))


# ------------------------------------------------------------------ uses


def _all() -> Iterator[Rule]:
    for pack in library().packs.values():
        yield from pack.rules


def _uses(fits: Callable[[Rule], bool]) -> str:
    """The rules of the shipped packs that fit: how many, and the short ones among them, not all of one pack."""
    found = [rule for rule in _all() if fits(rule)]
    if not found:
        return joined("## In the shipped packs", "None of their rules uses it.")
    packs: dict[str, Rule] = {}
    for rule in sorted(found, key=lambda rule: (len(shown(rule)), rule.name)):
        packs.setdefault(rule.pack, rule)
    some = list(packs.values())[:USES]
    many = f"{len(found)} rules use it" + (", among them:" if len(found) > len(some) else ":")
    if len(found) == 1:
        many = "One rule uses it:"
    return joined(
        "## In the shipped packs", many, table(("rule", "why"), [(link(rule), plain(rule.why)) for rule in some])
    )
