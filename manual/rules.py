"""The pages about rules: the keys of a pack and of a rule, verbs, `where`, `detect`, line tests, selectors."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module

from cleaner import filters
from cleaner.lines.linetest import UNSET, LineTest, Span, tests_in
from cleaner.packs.json_schema import json_schema
from cleaner.packs.rule import VERBS, Detect, Example, Pack, Replace, Rule, Where
from cleaner.packs.schema import is_bare_test
from manual.fields import Field, fields, kind, options
from manual.packs import examples, library, link, shown
from manual.page import Page, capitalised, code, joined, markdown, opening, plain, sentence, table

RULES, SELECTORS = ("Reference", "Rules"), ("Reference", "Selectors")
MOST_USES = 8  # shipped rules that a page lists


def pages() -> Iterator[Page]:
    """Yield the pages about rules, then those about selectors."""
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
        markdown(Pack),
        options(Pack, keys),
        "See also [a rule](/reference/rules/rule.md) and [`detect`](/reference/rules/detect.md).",
        "## tests",
        markdown(Example),
        options(Example, tuple(json_schema()["$defs"]["example"]["properties"])),
    )


def _rule() -> str:
    """Return the page of all keys of a rule. A verb is a key in YAML, but not a field of `Rule`."""
    known = {field.name: field for field in fields(Rule)}
    rows: dict[str, tuple[str, str, str]] = {}
    for key in json_schema()["$defs"]["rule"]["properties"]:
        field = known.get("name" if key == "id" else key)
        if key in VERBS:
            rows[key] = (f"[{code(key)}](/reference/rules/{key}.md)", "a mapping", opening(verb(key)))
        elif field is not None:
            name = f"[{code(key)}](/reference/rules/{key}.md)" if key == "where" else code(key)
            rows[key] = (name, kind(field.hint), capitalised(field.about))
    first = [key for key in ("id", "why", *VERBS, "where", "most_share", "part") if key in rows]
    ordered = [rows[key] for key in dict.fromkeys([*first, *rows])]
    return joined("# A rule", _docstring_parts()[0], table(("key", "value", "meaning"), ordered))


def _docstring_parts() -> list[str]:
    """Return the docstring of `Rule` in parts: what a rule is, then one part for each verb."""
    return re.split(rf"\n\n(?=`(?:{'|'.join(VERBS)})` )", markdown(Rule))


def verb(name: str) -> str:
    """Return the part of the docstring of `Rule` that describes a verb."""
    return next((part for part in _docstring_parts() if part.startswith(f"`{name}` ")), "")


def _verb(name: str) -> str:
    parts = [f"# {name}"]
    if name == "replace":
        parts += [markdown(Replace), "## Options", options(Replace)]
    else:
        parts.append(verb(name))
        rows = [(f"[{code(kind)}](/reference/selectors/{kind}.md)", summary(kind)) for kind in filters.kinds()]
        parts += ["## Selectors", f"{code(name)} has one selector:", table(("selector", "points at"), rows)]
    return joined(*parts, _uses(lambda rule: rule.verb == name))


def _where() -> str:
    return joined("# where", markdown(Where), "## Options", options(Where), _uses(lambda rule: rule.where != Where()))


def _detect() -> str:
    rows = [
        (f"[{code(pack.name)}](/reference/packs/{pack.name}.md)", ", ".join(map(code, pack.detect.host)))
        for pack in library().packs.values()
        if pack.detect
    ]
    return joined(
        "# detect",
        markdown(Detect),
        "## Options",
        options(Detect),
        "## In the shipped packs",
        table(("pack", "hosts"), rows),
    )


# ------------------------------------------------------------------ line tests


def _line_tests() -> str:
    parts = [
        "# Line tests",
        markdown(LineTest),
        options(LineTest),
        "The keys of `words` and `chars`:",
        options(Span),
    ]
    for field in fields(LineTest):
        parts += [f"## {field.name}", sentence(field.about), *_shortest(field)]
    return joined(*parts)


def _shortest(field: Field) -> Iterator[str]:
    """Yield the shortest shipped rule that uses a line test and has hits and misses. Yield nothing if there is none."""
    candidates = [rule for rule in _shipped_rules() if rule.hits and rule.misses and _uses_test(rule, field.name)]
    rule = min(candidates, key=lambda rule: (len(shown(rule)) + len(examples(rule)), rule.name), default=None)
    if rule is not None:
        yield f"For example {link(rule)}: {plain(rule.why)}."
        yield shown(rule)
        yield examples(rule)


def _uses_test(rule: Rule, key: str) -> bool:
    """Whether a line test of a rule has a key."""
    (name,) = (name for name in LineTest._fields if name.rstrip("_") == key)
    return any(getattr(test, name) not in UNSET for test in tests_in((rule.selector, rule.where)))


# ------------------------------------------------------------------ selectors


def summary(name: str) -> str:
    """Return the first paragraph of the docstring of a selector's module."""
    return opening(import_module(f"{filters.__name__}.{name}").__doc__ or "")


def _selectors() -> str:
    rows = [(f"[{code(name)}](/reference/selectors/{name}.md)", summary(name)) for name in filters.kinds()]
    return joined(
        "# Selectors",
        "A selector says which lines a rule points at. A rule has one selector, below "
        "[`drop`](/reference/rules/drop.md) or [`keep`](/reference/rules/keep.md).",
        table(("selector", "points at"), rows),
    )


def _selector(name: str) -> str:
    cls = filters.kind(name)
    parts = [f"# {name}", markdown(cls)]
    if not is_bare_test(cls):
        parts += ["## Options", options(cls)]
    return joined(*parts, _uses(lambda rule: type(rule.selector) is cls))


# ------------------------------------------------------------------ uses


def _shipped_rules() -> Iterator[Rule]:
    for pack in library().packs.values():
        yield from pack.rules


def _uses(fits: Callable[[Rule], bool]) -> str:
    """Return the section on the shipped rules that fit: their number, and short ones from different packs."""
    heading = "## In the shipped packs"
    users = [rule for rule in _shipped_rules() if fits(rule)]
    if not users:
        return joined(heading, "No rule uses it.")
    shortest_of_pack: dict[str, Rule] = {}
    for rule in sorted(users, key=lambda rule: (len(shown(rule)), rule.name)):
        shortest_of_pack.setdefault(rule.pack, rule)
    listed = list(shortest_of_pack.values())[:MOST_USES]
    if len(users) == 1:
        count = "One rule uses it:"
    else:
        count = f"{len(users)} rules use it" + (", for example:" if len(users) > len(listed) else ":")
    rows = [(link(rule), plain(rule.why)) for rule in listed]
    return joined(heading, count, table(("rule", "why"), rows))
