"""The shipped packs: a page for each, from its own words, rules, examples and tests; and an index by kind."""

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import yaml

from cleaner.lines.linetest import UNSET
from cleaner.packs.layers import DEFAULT, GROUPS, shipped, sources
from cleaner.packs.library import Library
from cleaner.packs.rule import Example, Pack, Rule
from manual.page import Page, code, fence, joined, plain, table

KINDS = {
    "": ("Any page", f"What holds for a page of any outlet: `{DEFAULT}` is used where no outlet's pack fits."),
    "common": ("Common", "What the machinery of pages writes, in whatever language the article is."),
    "languages": ("Languages", "Whole-line phrases of one language. They do no harm in another."),
    "outlets": (
        "Outlets",
        "What only one outlet's pages have. Such a pack is chosen by the page's host, or by its text.",
    ),
}
WIDTH = 80  # of the YAML on a page


@cache
def library() -> Library:
    """The packs that come with the program."""
    return Library.parse(sources([shipped()]))


def group(name: str) -> str:
    """The folder of a pack; "" for those that stand in none."""
    return name.partition("/")[0] if "/" in name else ""


def address(name: str) -> str:
    """The page of a pack."""
    return f"reference/packs/{name}.md"


def link(rule: Rule) -> str:
    """A rule's printed name, which leads to its place on the page of its pack."""
    return f"[{code(rule.name)}](/{address(rule.pack)}#{anchor(rule.id)})"


def anchor(short: str) -> str:
    """Where a rule stands on its pack's page."""
    return f"rule-{short}".lower()


def pages() -> Iterator[Page]:
    """The index, then a page for each pack."""
    packs = library().packs
    assert {group(name) for name in packs} <= set(KINDS), "give the new folder of packs its place in KINDS"
    assert set(GROUPS) < set(KINDS)
    yield Page(address("index"), "All packs", _index(packs.values()), ("Packs",))
    for kind, (title, _) in KINDS.items():
        for name in sorted((name for name in packs if group(name) == kind), key=lambda name: (name != DEFAULT, name)):
            yield Page(address(name), _title(packs[name]), _page(packs[name]), ("Packs", title))


def _title(pack: Pack) -> str:
    """What a pack is called in the navigation: that of a language by the language, with which its `about` begins."""
    short = pack.name.rpartition("/")[2]
    return f"{pack.about.split()[0]} ({short})" if group(pack.name) == "languages" and pack.about else short


def _index(packs: Iterable[Pack]) -> str:
    parts = ["# The shipped packs", "Each page is made from its pack's own file, with the examples that the tests run."]
    for kind, (title, about) in KINDS.items():
        mine = sorted((pack for pack in packs if group(pack.name) == kind), key=lambda pack: pack.name)
        hosts = kind == "outlets"
        rows = [
            (
                f"[{code(pack.name)}](/{address(pack.name)})",
                plain(pack.about),
                *([", ".join(pack.detect.host) if pack.detect else ""] if hosts else []),
                str(len(pack.rules)),
            )
            for pack in mine
        ]
        head = ("pack", "about", *(["hosts"] if hosts else []), "rules")
        parts += [f"## {title}", about, table(head, rows)]
    return joined(*parts)


def _page(pack: Pack) -> str:
    packs = library()
    inherited = len(packs.rules(pack.name)) - len(pack.rules)
    facts = [
        f"- File: `rules/{pack.name}.yaml`",
        f"- Rules: {len(pack.rules)} of its own" + (f", {inherited} inherited" if inherited else ""),
    ]
    if pack.extends:
        facts.append("- Extends: " + ", ".join(f"[{code(name)}](/{address(name)})" for name in pack.extends))
    if pack.without:
        facts.append("- Without: " + ", ".join(map(code, pack.without)))
    parts = [f"# {pack.name}", f"{plain(pack.about[:1].upper() + pack.about[1:])}.", "\n".join(facts)]
    if pack.detect:
        parts += [
            "## How it is known",
            "The page's host, or these lines in the text:",
            fence(_yaml(pack.detect), "yaml"),
        ]
    if pack.rules:
        parts.append("## Rules")
    for rule in pack.rules:
        parts += [
            f"### {rule.id} {{#{anchor(rule.id)}}}",
            f"{plain(rule.why[:1].upper() + rule.why[1:])}." if rule.why else "",
        ]
        parts += [shown(rule), examples(rule)]
    if pack.tests:
        parts.append("## Whole pages")
    for test in pack.tests:
        parts.append(_test(test))
    return joined(*parts)


def shown(rule: Rule) -> str:
    """What a rule does and looks for, as it stands in its pack, the aliases written out."""
    body = rule.replace if rule.verb == "replace" else selector(rule)
    made: dict[str, Any] = {rule.verb: plainly(body)}
    for name in ("where", "most_share", "part"):
        value = plainly(getattr(rule, name))
        if value not in (None, {}):
            made[name] = value
    return fence(_dumped(made), "yaml")


def selector(rule: Rule) -> Any:
    """The selector of a rule as a mapping with its name."""
    kind = type(rule.selector).__name__.removesuffix("Selector").lower()
    value = plainly(rule.selector)
    return {kind: value["test"] if kind == "line" else value}


def plainly(value: Any) -> Any:
    """What was read from a pack as plain data again; what the pack does not say is left out.

    >>> from cleaner.filters.region import RegionSelector
    >>> from cleaner.lines.linetest import LineTest
    >>> plainly(RegionSelector(LineTest(text=("Most read",)), most=9))
    {'from': {'text': 'Most read'}, 'most': 9}
    """
    if hasattr(value, "_fields"):
        defaults = value._field_defaults
        return {
            name.rstrip("_"): plainly(part)
            for name, part in value._asdict().items()
            if part not in UNSET and not (name in defaults and part == defaults[name])
        }
    if isinstance(value, tuple):
        return plainly(value[0]) if len(value) == 1 else [plainly(item) for item in value]
    return value


def _yaml(value: Any) -> str:
    return _dumped(plainly(value))


class _Dumper(yaml.SafeDumper):
    """Writes lists of plain values on one line, as packs do, and repeats what stands in two places."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the answer is the same for all
        return True


def _dumped(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH)


def examples(rule: Rule) -> str:
    """The hits and misses of a rule."""
    return joined(*_listed("Acts on", rule.hits), *_listed("Leaves alone", rule.misses)) if rule.hits else ""


def _listed(title: str, texts: tuple[str, ...]) -> Iterator[str]:
    """Examples of one line each stand together; one of several lines has a block of its own."""
    if not texts:
        return
    yield f"**{title}**"
    lines = [text.rstrip("\n") for text in texts]
    short = [text for text in lines if "\n" not in text]
    if short:
        yield fence("\n".join(short))
    yield from (fence(text) for text in lines if "\n" in text)


def _test(test: Example) -> str:
    """A whole document of a pack's tests, with what goes and what comes marked."""
    raw, clean = test.raw.splitlines(), test.clean.splitlines()
    rows = [row for row in difflib.ndiff(raw, clean, charjunk=None) if not row.startswith("?")]
    name = test.name[:1].upper() + test.name[1:] or "A page"
    return joined(f"### {plain(name)}", fence("\n".join(f"{row[0]} {row[2:]}".rstrip() for row in rows), "diff"))
