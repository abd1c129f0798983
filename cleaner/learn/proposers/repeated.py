"""`furniture`, `standing-text`, `counters` and `stamps`: lines that repeat and that no region removes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from cleaner.learn.board import Board
from cleaner.learn.patterns import pattern, writable
from cleaner.learn.proposal import GUARDS, Lines, Proposal, long_sentence
from cleaner.learn.yaml import Yaml
from cleaner.lines.pattern import SHORT
from cleaner.lines.words import prose, words

_Kind = Literal["furniture", "standing-text", "counters", "stamps"]
_WHY: Mapping[_Kind, str] = {
    "furniture": "short lines of the site that repeat on many pages",
    "standing-text": "sentences of the site that repeat on many pages",
    "counters": "lines that differ only in numbers and dates",
    "stamps": "dates and numbers above the first paragraph",
}
# characters of a line that a rule recognises by its start
_LEAST_CHARS, _MOST_CHARS = 100, 5000


class _Found(NamedTuple):
    """How one repeated line would be removed."""

    kind: _Kind
    test: str  # its text, or a pattern


class _Group(NamedTuple):
    """The lines that one rule removes."""

    tests: list[str]  # texts or patterns
    lines: Lines


def repeated(board: Board) -> Iterator[Proposal]:
    """Propose up to one rule of each kind.

    Running text of the site counts wherever it is, because a marker inside a region may be absent on another page.
    A line that is inside articles, on any page, is never proposed.
    """
    where: dict[int, Lines] = defaultdict(lambda: defaultdict(list))
    inside: set[int] = set()  # shapes that are inside an article, or are its headline
    for at, page in enumerate(board.pages):
        for n, line in enumerate(page.lines):
            if line.pages < board.counts.min_pages:
                continue
            if page.side(n) == 0:
                inside.add(line.shape)
            if (board.left[at][n] and not line.removed) or line.prose:
                where[line.shape][at].append(n)
    groups: dict[_Kind, _Group] = {}
    for shape in sorted(where, key=board.texts):
        if shape in inside or shape in board.headlines:
            continue
        found = _classify(board, shape, where[shape])
        if found is None:
            continue
        group = groups.setdefault(found.kind, _Group([], defaultdict(list)))
        if found.test not in group.tests:
            group.tests.append(found.test)
        for at, numbers in where[shape].items():
            group.lines[at] += numbers
    for kind, why in _WHY.items():
        if kind in groups:
            tests, lines = groups[kind]
            yield Proposal.of(kind, why, _rule(kind, tests), lines, literals=tests)


def _classify(board: Board, shape: int, lines: Lines) -> _Found | None:
    """The kind of rule for a repeated line, and its test. None if no rule would be safe."""
    texts, literal = board.texts(shape), board.literal(shape)
    if not any(map(str.isalnum, texts[0])):
        return None
    if words(texts[0]) >= 3 and len(lines) < 0.5 * len(board.pages):
        return None
    if literal:
        long = max(map(len, texts)) > SHORT
        return _Found("standing-text" if long or prose(literal) else "furniture", literal)
    if max(map(len, texts)) > SHORT or not writable(texts[0]):
        return None
    if sum(map(str.isalpha, texts[0])) >= 3 and (test := pattern(texts)):
        return _Found("counters", test)
    if (test := pattern(texts, wide=True)) and _all_above(board, lines):
        return _Found("stamps", test)
    return None


def _all_above(board: Board, lines: Lines) -> bool:
    """Whether lines are above the first paragraph of each page."""
    return all(max(numbers) < board.first_paragraph(at, GUARDS[0]) for at, numbers in lines.items())


def _rule(kind: _Kind, tests: list[str]) -> dict[str, Yaml]:
    """The rule that removes lines by their texts or, of counters and stamps, by their patterns."""
    if kind == "counters":
        return {"drop": {"line": {"regex": tests}}}
    if kind == "stamps":
        return {"drop": {"line": {"regex": tests}}, "where": {"before": long_sentence(GUARDS[0])}}
    short = [text for text in tests if len(text) <= SHORT]
    starts = sorted({_start(text) for text in tests if len(text) > SHORT})
    by_text: dict[str, Yaml] = {"text": short}
    by_start: dict[str, Yaml] = {"starts": starts, "chars": {"least": _LEAST_CHARS, "most": _MOST_CHARS}}
    if not starts:
        return {"drop": {"line": by_text}}
    if not short:
        return {"drop": {"line": by_start}}
    return {"drop": {"line": {"any": [by_text, by_start], "chars": {"most": _MOST_CHARS}}}}


def _start(text: str) -> str:
    """The first words of a long line, enough to recognise it."""
    return " ".join(text.split()[:10])[:80].rstrip()
