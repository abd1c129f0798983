"""What several dumps of an outlet have in common: fingerprints for a pack that `cleaner rules new` starts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.learn.fingerprints import MOST
from cleaner.learn.learn import body_rules
from cleaner.lines.host import names
from cleaner.lines.key import key, plain
from cleaner.lines.pattern import SHORT
from cleaner.lines.text import cut
from cleaner.lines.words import blank, printable, prose, words
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library

_WORDS = range(2, 11)  # of a fingerprint: one word is not distinctive, more than ten are a sentence
_DATELINE = re.compile(r"(.{2,40}?)\s*([-–—|])\s")  # "EXAMPLE.VN - " before the first sentence


class CommonLines:
    """The match keys of the lines and datelines that all dumps have, and the text of the first dump."""

    def __init__(self) -> None:
        self.first = ""
        self.dumps = 0  # copies count once
        self.lines: set[str] = set()
        self.datelines: set[str] = set()
        self._seen: set[int] = set()

    def add(self, text: str) -> None:
        """Add a dump. A copy of an earlier one changes nothing."""
        if hash(text) in self._seen:
            return
        self._seen.add(hash(text))
        lines = cut(text)[0]
        keys, datelines = {key(line) for line in lines}, {key(found) for line in lines if (found := _dateline(line))}
        if not self.dumps:
            self.first, self.lines, self.datelines = text, keys, datelines
        self.dumps += 1
        self.lines &= keys
        self.datelines &= datelines


class Fingerprints(NamedTuple):
    """Fingerprints for the key `detect`."""

    lines: tuple[str, ...]  # whole lines
    starts: tuple[str, ...]  # starts of lines
    named: bool  # whether they name the outlet, so that a single one identifies it


def common_fingerprints(outlet: str, common: CommonLines, library: Library) -> Fingerprints:
    """Up to three fingerprints: lines of all dumps that no rule removes and no other pack's examples have.

    If some name the outlet, only those. From a single dump, a line that does not name the outlet is only a guess; it
    is used if the `body` rule leaves it out of the article and it has no digits (dates and counters have some).
    """
    foreign = _example_lines(library)
    candidates: dict[str, str] = {}
    for text, outside in _left(common.first, library):
        line = plain(text)
        if key(line) not in common.lines - foreign or not _is_distinctive(line):
            continue
        if common.dumps > 1 or names(line, outlet) or (outside and not any(map(str.isdigit, line))):
            candidates.setdefault(key(line), line)
    lines = sorted(candidates.values(), key=lambda line: (abs(words(line) - 4), key(line)))
    naming = [line for line in lines if names(line, outlet)]
    datelines = {key(found): found for line in cut(common.first)[0] if (found := _dateline(line))}
    starts = [
        found
        for folded, found in datelines.items()
        if folded in common.datelines and names(found, outlet) and printable(found)
    ][:1]
    if naming or starts:
        return Fingerprints(tuple(naming[: MOST - len(starts)]), tuple(starts), named=True)
    return Fingerprints(tuple(lines[:MOST]), (), named=False)


def _dateline(line: str) -> str:
    """The name and the dash before a first sentence, or ""."""
    match = _DATELINE.match(plain(line))
    return f"{match[1]} {match[2]}" if match else ""


def _is_distinctive(line: str) -> bool:
    """Whether a line can be a fingerprint: it has a few words and is not a sentence."""
    if len(line) > SHORT or words(line) not in _WORDS or sum(map(str.isalpha, line)) < 3:
        return False
    return not prose(line) and printable(line)


def _left(raw: str, library: Library) -> Iterator[tuple[str, bool]]:
    """The lines that no rule except a `body` rule removes, and whether such a rule leaves them out of the article."""
    body = body_rules(library, DEFAULT)
    _, outcome, texts = Cleaner.of(library, DEFAULT).account(raw, explaining=False)
    removed = {edit.line: edit.rule for edit in outcome.edits}
    for number, text in enumerate(texts, 1):
        rule = removed.get(number, "")
        if not blank(text) and (not rule or rule in body):
            yield text, bool(rule)


def _example_lines(library: Library) -> set[str]:
    """The match keys of all lines in the examples of packs: they belong to pages of other outlets."""
    texts: list[str] = []
    for pack in library.packs.values():
        texts += [test.raw for test in pack.tests]
        for rule in pack.rules:
            texts += [*rule.hits, *rule.misses]
    return {key(line) for text in texts for line in cut(text)[0]}
