"""Why each line of a dump was kept, dropped or edited, and what came nearest to touching it."""

import difflib
from typing import Any, Literal, NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.lines.document import Note
from cleaner.lines.linetest import CHECKS, UNSET, FoldedLine, LineTest, literal, passes
from cleaner.lines.text import Flag
from cleaner.lines.words import blank, words

Fate = Literal["kept", "dropped", "edited", "protected"]
NEAR = 0.75  # from here on, a rule counts as having come near a line
SHOWN = 3  # how many near rules are told


class ExplainedLine(NamedTuple):
    """One raw line and what became of it."""

    number: int  # from 1
    text: str
    fate: Fate
    rules: tuple[str, ...]  # the rules that touched it, in order
    after: str | None  # as it came out; None: it is gone
    score: float | None = None  # log odds that it belongs to the article, where the selector `body` was at work


class Near(NamedTuple):
    """A rule that did not touch a line, and why."""

    rule: str
    why: str


class Explanation(NamedTuple):
    """A whole document, explained."""

    document: str
    pack: str
    reason: str
    flags: tuple[Flag, ...]
    lines: tuple[ExplainedLine, ...]
    notes: tuple[Note, ...]  # why rules that found their sign did not act

    def facts(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        why = self.whys()
        return {
            "document": self.document,
            "pack": self.pack,
            "reason": self.reason,
            "flags": list(map(str, self.flags)),
            "lines": [
                {**line._asdict(), "rules": list(line.rules), "why": why.get(line.number, [])} for line in self.lines
            ],
        }

    @property
    def unjudged(self) -> str:
        """Why the selector `body` left the page as it is, or ""."""
        return next((note.why for note in self.notes if note.kind == "unjudged"), "")

    def whys(self) -> dict[int, list[str]]:
        """For each line that was judged, what the judgement was made of."""
        out: dict[int, list[str]] = {}
        for note in self.notes:
            if note.score is not None:
                out.setdefault(note.line, []).append(note.why)
        return out

    def line_facts(self, cleaner: Cleaner, number: int) -> dict[str, Any]:
        """All about one line as plain data, for JSON."""
        line = self.lines[number - 1]
        return {
            "document": self.document,
            "pack": self.pack,
            "reason": self.reason,
            **line._asdict(),
            "rules": list(line.rules),
            "why": [near.why for near in self.judged(number)],
            "near": [near._asdict() for near in self.near(cleaner, number)],
        }

    def judged(self, number: int) -> list[Near]:
        """How rules judged a line, with what the judgement was made of."""
        return [Near(note.rule, note.why) for note in self.notes if note.line == number and note.score is not None]

    def near(self, cleaner: Cleaner, number: int) -> list[Near]:
        """The rules that found their sign on a line and did not act, then those whose test it nearly passed."""
        line = self.lines[number - 1]
        out = [Near(note.rule, note.why) for note in self.notes if note.line == number and note.score is None]
        if blank(line.text):
            return [*out, Near("", "a blank line passes no line test; only regions and the last step take it")]
        told = {near.rule for near in out} | set(line.rules)
        close: list[tuple[float, Near]] = []
        for rule in cleaner.rules(self.pack):
            test, free = rule.anchor()
            if test is None or rule.name in told or passes(test, line.text, free):
                continue
            closeness, reasons = shortfall(test, FoldedLine(line.text))
            if not reasons:  # everything holds but the guard
                reasons = [f"the line has {len(line.text)} characters; beyond 200 a test has to name 'chars'"]
            if closeness >= NEAR:
                close.append((closeness, Near(rule.name, "; ".join(reasons))))
        close.sort(key=lambda pair: -pair[0])
        return out + [near for _, near in close[:SHOWN]]


def explanation(cleaner: Cleaner, raw: str, host: str | None = None, name: str = "the document") -> Explanation:
    """Cleans a document and tells what became of each line. Raises PatternTimeout."""
    choice, outcome, texts = cleaner.account(raw, host, name)
    touched: dict[int, list[str]] = {}
    after: dict[int, str | None] = {}
    scores = {note.line: note.score for note in outcome.notes if note.score is not None}
    for edit in outcome.edits:
        touched.setdefault(edit.line, []).append(edit.rule)
        after[edit.line] = None if edit.after is None else edit.after.rstrip("\r\n")
    lines = []
    for number, text in enumerate(texts, 1):
        rules = touched.get(number, [])
        end = after.get(number, text)
        fate: Fate = "dropped" if end is None else "edited" if rules else "kept"
        if fate == "kept" and number in outcome.claims:
            fate, rules = "protected", [outcome.claims[number]]
        lines.append(ExplainedLine(number, text, fate, tuple(rules), end, scores.get(number)))
    return Explanation(name, choice.pack, choice.reason, outcome.flags, tuple(lines), outcome.notes)


def shortfall(test: LineTest, look: FoldedLine) -> tuple[float, list[str]]:
    """How near a line comes to passing a test, from 0 to 1, and what it lacks, in words.

    >>> shortfall(LineTest(text=("Đọc nhiều",), sentence=False), FoldedLine("Đọc nhiều nhất"))[1]
    ['text: it is not "Đọc nhiều"']
    """
    marks: list[float] = []
    reasons: list[str] = []
    for name, check in CHECKS.items():
        wanted = getattr(test, name)
        if wanted in UNSET:
            continue
        if check(wanted, look):
            marks.append(1.0)
            continue
        mark, reason = _lack(name, wanted, look)
        marks.append(mark)
        reasons.append(reason)
    return min(marks, default=0.0), reasons


def _lack(name: str, wanted: Any, look: FoldedLine) -> tuple[float, str]:
    if name in ("text", "starts", "ends", "contains"):
        mark, nearest = max((_likeness(name, literal(x, name), look.key), x) for x in wanted)
        verb = {"text": "is not", "starts": "does not start with", "ends": "does not end with"}.get(name, "has no")
        return mark, f'{name}: it {verb} "{nearest}"'
    if name == "any":
        mark, reasons = max((shortfall(x, look) for x in wanted), key=lambda pair: pair[0])
        return mark, "any: " + ", ".join(reasons)
    if name == "all":
        parts = [shortfall(x, look) for x in wanted]
        return min(mark for mark, _ in parts), "all: " + ", ".join(r for _, reasons in parts for r in reasons)
    if name in ("words", "chars"):
        return NEAR, f"{name}: it has {words(look.plain) if name == 'words' else len(look.plain)}"
    if name == "regex":
        return 0.0, f"regex: {' | '.join(wanted)} is not found in it"
    if name == "not_":
        return 0.0, "not: it passes what it must not"
    return NEAR, f"{name}: it is {'not ' if wanted else ''}{'a sentence' if name == 'sentence' else name}"


def _likeness(name: str, wanted: str, key: str) -> float:
    if name == "starts":
        key = key[: len(wanted)]
    elif name == "ends":
        key = key[-len(wanted) :]
    elif name == "contains":
        return 0.0
    return difflib.SequenceMatcher(None, wanted, key[:400], autojunk=False).ratio()
