"""A pack to begin with: its signs and a test filled in from dumps, its rules left to be written."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import check
from cleaner.learn.learn import judges_of
from cleaner.learn.yaml import flow, scalar
from cleaner.lines.host import host_of, is_host, names
from cleaner.lines.key import key, plain
from cleaner.lines.pattern import SHORT
from cleaner.lines.text import cut
from cleaner.lines.words import blank, printable, prose, words
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack

SIGNS = 3  # fingerprints of a pack
_WORDS = range(2, 11)  # of a fingerprint: less says nothing, more is a sentence
_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")
_DATELINE = re.compile(r"(.{2,40}?)\s*([-–—|])\s")  # "EXAMPLE.VN - " before the lead


class Name(NamedTuple):
    """What a pack is to be called."""

    pack: str  # below its layer, without ".yaml"
    outlet: str
    host: str  # "" where the name is none


class Scaffold(NamedTuple):
    """A pack as YAML, and what its author should know."""

    text: str
    notes: tuple[str, ...]


def named(given: str) -> Name | None:
    """What is meant by a host, a URL, or a pack's name; None where it can be no pack's name.

    >>> named("https://www.example.vn/page"), named("common/quizzes")
    (Name(pack='outlets/example.vn', outlet='example.vn', host='example.vn'), Name(pack='common/quizzes', \
outlet='quizzes', host=''))
    """
    given = given.removesuffix(".yaml")
    if "://" in given:
        given = host_of(given)
    folder, slash, outlet = given.rpartition("/")
    low = outlet.lower().removeprefix("www.")
    host = low if is_host(low) and folder in ("", "outlets") else ""
    outlet = host or outlet
    pack = f"{folder}/{outlet}" if slash else f"outlets/{outlet}"
    return Name(pack, outlet, host) if _NAME.fullmatch(pack) and ".." not in pack else None


class Common:
    """What dumps have in common: the lines, and the names before a dash, by match key; the first dump whole."""

    def __init__(self) -> None:
        self.first = ""
        self.dumps = 0  # different ones
        self.lines: set[str] = set()
        self.starts: set[str] = set()
        self._seen: set[int] = set()

    def add(self, text: str) -> None:
        """Takes one more dump; a copy of another one says nothing."""
        if hash(text) in self._seen:
            return
        self._seen.add(hash(text))
        lines = cut(text)[0]
        keys, starts = {key(line) for line in lines}, {key(start) for line in lines if (start := _start(line))}
        if not self.dumps:
            self.first, self.lines, self.starts = text, keys, starts
        self.dumps += 1
        self.lines &= keys
        self.starts &= starts


def _start(line: str) -> str:
    """The name and the dash before a lead, or ""."""
    found = _DATELINE.match(plain(line))
    return f"{found[1]} {found[2]}" if found else ""


def scaffold(name: Name, common: Common, library: Library) -> Scaffold:
    """The pack to begin with. Raises PatternTimeout."""
    others = Library(pack for pack in library.packs.values() if pack.name != name.pack)
    notes = tuple(_notes(name, common.first, others))
    signs = _signs(name, common, others)
    clean = Cleaner.of(others, DEFAULT).clean(common.first).text
    text = "\n".join([*_head(name, common, signs), "", _RULES, "", *_test(common.first, clean)]) + "\n"
    if _reads(text, name.pack, common.first, clean):
        return Scaffold(text, notes)
    # marks that YAML does not have in blocks: the texts in quotes, on one line
    quoted = [*_head(name, common, signs), "", _RULES, "", *_test(common.first, clean, quoted=True)]
    text = "\n".join(quoted) + "\n"
    assert _reads(text, name.pack, common.first, clean), "the scaffold does not hold its dump"
    return Scaffold(text, notes)


def _reads(text: str, pack: str, raw: str, clean: str) -> bool:
    """Whether the text is a pack whose test has these very texts."""
    from cleaner.packs import schema

    made, faults = schema.read(text, f"{pack}.yaml", pack)
    return made is not None and not faults and [(test.raw, test.clean) for test in made.tests] == [(raw, clean)]


def holds(text: str, name: Name, library: Library) -> bool:
    """Whether a pack does what its test says, as `cleaner rules test` sees it."""
    from cleaner.packs import schema

    pack, _ = schema.read(text, f"{name.pack}.yaml", name.pack)
    assert pack is not None
    others = [other for other in library.packs.values() if other.name != name.pack]
    return not check(Library([*others, pack]), name.pack).complaints


def owners(name: Name, library: Library) -> list[Pack]:
    """The packs that have the host as their sign."""
    return [pack for pack in library.packs.values() if pack.detect is not None and name.host in pack.detect.host]


def _notes(name: Name, raw: str, library: Library) -> Iterator[str]:
    for pack in owners(name, library):
        yield f"the host {name.host} is that of {pack.name} ({pack.path}) too"
    choice = Cleaner.of(library).account(raw, telling=False).choice
    if choice.pack != DEFAULT:
        yield f"the first dump is known already, as {choice.pack}: {choice.reason}"


# ------------------------------------------------------------------ signs


class Signs(NamedTuple):
    """Fingerprints: whole lines, and how a line starts."""

    lines: tuple[str, ...]
    starts: tuple[str, ...]
    own: bool  # they name the outlet


def _signs(name: Name, common: Common, library: Library) -> Signs:
    """Lines of the first dump that stand in all dumps, that no rule takes, and that no other pack's example has."""

    def ours(text: str) -> bool:
        return names(text, name.outlet)

    foreign = _examples(library)
    found: dict[str, str] = {}
    for text, outside in _left(common.first, library):
        line = plain(text)
        if key(line) in common.lines - foreign and _tells(line):
            guess = common.dumps == 1 and not ours(line) and (not outside or any(map(str.isdigit, line)))
            if not guess:
                found.setdefault(key(line), line)
    lines = sorted(found.values(), key=lambda line: (abs(words(line) - 4), key(line)))
    own = [line for line in lines if ours(line)]
    starts = {key(start): start for line in cut(common.first)[0] if (start := _start(line))}
    first = [start for name, start in starts.items() if name in common.starts and ours(start) and printable(start)]
    if own or first:
        return Signs(tuple(own[: SIGNS - len(first[:1])]), tuple(first[:1]), True)
    return Signs(tuple(lines[:SIGNS]), (), False)


def _tells(line: str) -> bool:
    """Whether a line can be a sign: some words, no sentence of the article."""
    return len(line) <= SHORT and words(line) in _WORDS and sum(map(str.isalpha, line)) >= 3 and not prose(line) and (
        printable(line)
    )  # fmt: skip


def _left(raw: str, library: Library) -> Iterator[tuple[str, bool]]:
    """The lines that no rule takes but the one that looks for the article, and whether that one leaves them out."""
    judges = judges_of(library, DEFAULT)
    _, outcome, texts = Cleaner.of(library, DEFAULT).account(raw, telling=False)
    taken = {edit.line: edit.rule for edit in outcome.edits}
    for number, text in enumerate(texts, 1):
        rule = taken.get(number, "")
        if not blank(text) and (not rule or rule in judges):
            yield text, bool(rule)


def _examples(library: Library) -> set[str]:
    """The keys of all lines that stand in other packs' examples: pages and lines of other outlets."""
    texts: list[str] = []
    for pack in library.packs.values():
        texts += [test.raw for test in pack.tests]
        for rule in pack.rules:
            texts += [*rule.hits, *rule.misses]
    return {key(line) for text in texts for line in cut(text)[0]}


# ------------------------------------------------------------------ YAML


def _head(name: Name, common: Common, signs: Signs) -> Iterator[str]:
    yield f"# Begun by `cleaner rules new` from {_dumps(common.dumps)}: read it, write rules, take out these comments."
    yield f"about: {scalar(name.outlet + ' article pages')}"
    yield "extends: [web]  # everything that is not this outlet's own"
    tests = [*({"starts": text} for text in signs.starts), *({"text": text} for text in signs.lines)]
    if name.host or tests:
        yield "detect:"
    if name.host:
        yield f"  host: [{scalar(name.host)}]"
    if tests:
        if common.dumps == 1:
            yield "  # A guess from one dump: look whether these stand on every page of the outlet, and on no other's."
        else:
            yield f"  # These stand in {_all(common.dumps)}, and in no example of another pack."
        yield "  line:"
        yield from (f"    - {flow(test)}" for test in tests)
        if not signs.own and len(tests) > 1:
            yield "  least: 2  # none of them names the outlet, so one alone is no proof"
    else:
        yield f"# No line that could tell the outlet stands in {_all(common.dumps)}. A fingerprint looks like this:"
        if not name.host:
            yield "# detect:"
        yield "#   line: [{text: a line that stands on every page}]"


def _dumps(number: int) -> str:
    return "one dump" if number == 1 else f"{number} dumps"


def _all(number: int) -> str:
    return "the dump" if number == 1 else "both dumps" if number == 2 else f"all {number} dumps"


_RULES = """\
# `cleaner explain` shows which lines of a dump stay. A rule for some that should not looks like this:
# rules:
#   - id: tail
#     why: other stories stand below every article
#     drop: {region: {from: {text: the line above the other stories}}}
#     misses: [A sentence with the line above the other stories in it stays.]"""


def _test(raw: str, clean: str, quoted: bool = False) -> Iterator[str]:
    yield "tests:"
    yield "  - name: a whole page"
    yield from _text("raw", raw, quoted)
    yield "    # What comes out now. Delete what should not, then write rules until `cleaner rules test` holds again."
    yield from _text("clean", clean, quoted)


def _text(name: str, text: str, quoted: bool) -> Iterable[str]:
    r"""A text as a block, or in quotes.

    >>> list(_text("raw", "a\n\n  b", quoted=False))
    ['    raw: |2-', '      a', '', '        b']
    """
    if quoted or not text.strip("\n"):
        escaped = scalar(text)
        return [f"    {name}: {escaped}"]
    end = "" if text.endswith("\n") and not text.endswith("\n\n") else "+" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    return [f"    {name}: |2{end}", *(f"      {line}" if line else "" for line in lines)]
