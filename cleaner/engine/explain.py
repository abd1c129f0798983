"""Explain a document: why each line was kept, dropped or edited, and which rules came close to acting on it."""

import difflib
from collections.abc import Sequence
from typing import Any, NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.engine.fates import ExplainedLine, explained_lines
from cleaner.lines.document import Note
from cleaner.lines.linetest import CHECKS, LITERAL_KEYS, UNSET, FoldedLine, LineTest, literal, passes
from cleaner.lines.pattern import SHORT
from cleaner.lines.text import Flag
from cleaner.lines.words import blank, counted, words
from cleaner.packs.layers import ProjectPack

NEAR = 0.75  # the least closeness, from 0 to 1, at which a rule came close to a line
MOST_NEAR = 3  # rules that are reported for a line
_COMPARED = 400  # characters of a line that are compared with a literal


class NearMiss(NamedTuple):
    """A rule that did not act on a line, and why."""

    rule: str
    why: str


class Explanation(NamedTuple):
    """A cleaned document, explained line by line."""

    document: str
    pack: str
    reason: str  # why this pack was chosen
    flags: tuple[Flag, ...]
    lines: tuple[ExplainedLine, ...]
    notes: tuple[Note, ...]  # why rules that matched a line did not act on it, and how lines were scored
    pack_file: str | None = None  # the file of the pack; None if it is shipped
    project_packs: tuple[ProjectPack, ...] = ()  # packs of the working directory that were in use

    def facts(self) -> dict[str, Any]:
        """Return the explanation as plain data, for JSON."""
        why = self.whys()
        return {
            "document": self.document,
            "pack": self.pack,
            "reason": self.reason,
            "pack_file": self.pack_file,
            "project_packs": [pack._asdict() for pack in self.project_packs],
            "flags": list(map(str, self.flags)),
            "lines": [
                {**line._asdict(), "rules": list(line.rules), "why": why.get(line.number, [])} for line in self.lines
            ],
        }

    def line_facts(self, cleaner: Cleaner, number: int) -> dict[str, Any]:
        """Return the explanation of one line as plain data, for JSON."""
        line = self.lines[number - 1]
        return {
            "document": self.document,
            "pack": self.pack,
            "reason": self.reason,
            "pack_file": self.pack_file,
            "project_packs": [pack._asdict() for pack in self.project_packs],
            **line._asdict(),
            "rules": list(line.rules),
            "why": [miss.why for miss in self.judged(number)],
            "near": [miss._asdict() for miss in self.near(cleaner, number)],
        }

    @property
    def unjudged(self) -> str:
        """Why the selector `body` did not score the page, or ""."""
        return next((note.why for note in self.notes if note.kind == "unjudged"), "")

    def whys(self) -> dict[int, list[str]]:
        """Return for each scored line what its score is made of."""
        by_line: dict[int, list[str]] = {}
        for note in self.notes:
            if note.score is not None:
                by_line.setdefault(note.line, []).append(note.why)
        return by_line

    def judged(self, number: int) -> list[NearMiss]:
        """Return the rules that scored a line, each with what its score is made of."""
        return [NearMiss(note.rule, note.why) for note in self.notes if note.line == number and note.score is not None]

    def near(self, cleaner: Cleaner, number: int) -> list[NearMiss]:
        """Return the rules that matched a line and did not act on it, then those whose anchor it almost passes."""
        line = self.lines[number - 1]
        idle = [NearMiss(note.rule, note.why) for note in self.notes if note.line == number and note.score is None]
        if blank(line.text):
            return [*idle, NearMiss("", "a blank line passes no line test; only regions and the last step remove it")]
        known = {miss.rule for miss in idle} | set(line.rules)
        return [*idle, *_almost(cleaner, self.pack, line.text, known)]


def explanation(
    cleaner: Cleaner, raw: str, host: str | None = None, name: str = "the document", title: str | None = None
) -> Explanation:
    """Clean a document and explain each of its lines. `name` is used in errors. Raises PatternTimeout."""
    choice, outcome, texts = cleaner.account(raw, host, name, title=title)
    scores = {note.line: note.score for note in outcome.notes if note.score is not None}
    lines = explained_lines(texts, outcome.edits, outcome.claims, scores)
    return Explanation(
        name,
        choice.pack,
        choice.reason,
        outcome.flags,
        tuple(lines),
        outcome.notes,
        cleaner.file_of(choice.pack),
        cleaner.project_packs,
    )


def _almost(cleaner: Cleaner, pack: str, text: str, known: set[str]) -> list[NearMiss]:
    """The rules whose anchor a line almost passes, the closest first, without those that are known."""
    close: list[tuple[float, NearMiss]] = []
    for rule in cleaner.rules(pack):
        test, any_length = rule.anchor()
        if test is None or rule.name in known or passes(test, text, any_length):
            continue
        closeness, reasons = shortfall(test, FoldedLine(text))
        if not reasons:  # the test holds, so only the length of the line is in its way
            reasons = [f"the line has {counted(len(text), 'character')}; beyond {SHORT} a test has to name 'chars'"]
        if closeness >= NEAR:
            close.append((closeness, NearMiss(rule.name, "; ".join(reasons))))
    close.sort(key=lambda pair: -pair[0])
    return [miss for _, miss in close[:MOST_NEAR]]


# ------------------------------------------------------------------ how close a line comes to a test


class Shortfall(NamedTuple):
    """How close a line comes to passing a test, and which conditions it fails."""

    closeness: float  # from 0 to 1
    reasons: list[str]  # none if it passes


def shortfall(test: LineTest, line: FoldedLine) -> Shortfall:
    """Return how close a line comes to passing a test. The condition that it fails most decides.

    >>> shortfall(LineTest(text=("Đọc nhiều",), sentence=False), FoldedLine("Đọc nhiều nhất")).reasons
    ['text: it is not "Đọc nhiều"']
    """
    conditions = {name: (check, getattr(test, name)) for name, check in CHECKS.items()}
    failed = [
        _failed(name, wanted, line)
        for name, (check, wanted) in conditions.items()
        if wanted not in UNSET and not check(wanted, line)
    ]
    given = any(wanted not in UNSET for _, wanted in conditions.values())
    closeness = min((part.closeness for part in failed), default=1.0 if given else 0.0)
    return Shortfall(closeness, [reason for part in failed for reason in part.reasons])


def _failed(name: str, wanted: Any, line: FoldedLine) -> Shortfall:
    """The shortfall of one condition that a line fails."""
    if name in LITERAL_KEYS:
        return _failed_literals(name, wanted, line)
    if name == "any":
        closest = max((shortfall(test, line) for test in wanted), key=lambda part: part.closeness)
        return Shortfall(closest.closeness, ["any: " + ", ".join(closest.reasons)])
    if name == "all":
        parts = [shortfall(test, line) for test in wanted]
        reasons = ", ".join(reason for part in parts for reason in part.reasons)
        return Shortfall(min(part.closeness for part in parts), [f"all: {reasons}"])
    if name == "words":
        return Shortfall(NEAR, [f"words: it has {words(line.plain)}"])
    if name == "chars":
        return Shortfall(NEAR, [f"chars: it has {len(line.plain)}"])
    if name == "regex":
        return Shortfall(0.0, [f"regex: {' | '.join(wanted)} is not found in it"])
    if name == "not_":
        return Shortfall(0.0, ["not: it passes the test that it must not pass"])
    shape = "a sentence" if name == "sentence" else name
    return Shortfall(NEAR, [f"{name}: it is {'not ' if wanted else ''}{shape}"])


def _failed_literals(name: str, literals: Sequence[str], line: FoldedLine) -> Shortfall:
    likeness, nearest = max((_likeness(name, literal(text, name), line.key), text) for text in literals)
    lacks = {"text": "is not", "starts": "does not start with", "ends": "does not end with", "contains": "has no"}
    return Shortfall(likeness, [f'{name}: it {lacks[name]} "{nearest}"'])


def _likeness(name: str, wanted: str, key: str) -> float:
    """How much a line's match key resembles a literal's, from 0 to 1, where the literal would have to be."""
    if name == "contains":
        return 0.0
    if name == "starts":
        key = key[: len(wanted)]
    elif name == "ends":
        key = key[-len(wanted) :]
    return difflib.SequenceMatcher(None, wanted, key[:_COMPARED], autojunk=False).ratio()
