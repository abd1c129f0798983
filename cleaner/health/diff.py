"""What a change of rules does to documents: which of them change, in which lines, and by which rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from cleaner.corpus.documents import RawDocument
from cleaner.engine.clean import Account, Cleaner
from cleaner.engine.fates import Touch, touches
from cleaner.engine.pipeline import TIDY
from cleaner.lines.words import blank, words
from cleaner.packs.layers import DEFAULT, Source, shipped, sources
from cleaner.packs.library import Library

Sign = Literal["-", "+", "~"]  # a line is removed now, is kept now, or is rewritten differently


class ChangedLine(NamedTuple):
    """A line that the old and the new rules treat differently."""

    number: int  # in the dump, from 1
    sign: Sign
    rule: str  # the rule that removes it now, that removed it before, or that rewrites it
    before: str | None  # the line after the old rules; None: removed
    after: str | None  # the line after the new rules; None: removed


class PackPair(NamedTuple):
    """The packs by which one document is cleaned."""

    old: str
    new: str


class Change(NamedTuple):
    """A document that changes."""

    document: str
    packs: PackPair
    lines: tuple[ChangedLine, ...]  # empty if only blank lines differ
    flags: tuple[str, ...]  # flags that only one side sets

    def count(self, sign: Sign) -> int:
        """The number of lines with one sign."""
        return sum(line.sign == sign for line in self.lines)

    @property
    def words(self) -> int:
        """The words of all changed lines."""
        return sum(words(line.before or line.after or "") for line in self.lines)


class Effect(NamedTuple):
    """The part of one rule in a change."""

    removed: int = 0  # lines that it removes now
    kept: int = 0  # lines that it removed before and that no rule removes now
    rewritten: int = 0  # lines
    documents: int = 0

    @property
    def lines(self) -> int:
        """All lines."""
        return self.removed + self.kept + self.rewritten


def packs_of(own: Sequence[Source]) -> list[Source]:
    """All packs of one side: the packs in its folder, on top of the shipped ones unless the folder has a `web.yaml`."""
    if any(source.name == DEFAULT for source in own):
        return list(own)
    packs = {source.name: source for source in sources([shipped()])}
    packs |= {source.name: source._replace(layer=1) for source in own}
    return [packs[name] for name in sorted(packs)]


class Difference:
    """Takes documents one after the other, and sums up how they change."""

    def __init__(self, old: Library, new: Library, pack: str | None = None, most: int | None = None) -> None:
        self._old, self._new = (Cleaner.of(library, pack) for library in (old, new))
        self._most = most  # changes that are kept with their lines; None: all
        self.documents = 0
        self.changed = 0  # documents
        self.lines: Counter[Sign] = Counter()
        self.words: Counter[Sign] = Counter()
        self.packs: Counter[PackPair] = Counter()  # documents that another pack cleans now
        self.changes: list[Change] = []
        self._effects: dict[Sign, Counter[str]] = {"-": Counter(), "+": Counter(), "~": Counter()}  # rule -> lines
        self._touched: Counter[str] = Counter()  # rule -> documents

    def add(self, dump: RawDocument) -> Change | None:
        """Clean one document with both sides. Return how it changes, or None. Raises PatternTimeout."""
        old, new = (
            cleaner.account(dump.text, dump.url, dump.name, explaining=False, title=dump.title)
            for cleaner in (self._old, self._new)
        )
        self.documents += 1
        packs = PackPair(old.choice.pack, new.choice.pack)
        if packs.old != packs.new:
            self.packs[packs] += 1
        if old.outcome.text == new.outcome.text:
            return None
        change = Change(dump.name, packs, tuple(_changed_lines(old, new)), tuple(_changed_flags(old, new)))
        self.changed += 1
        for line in change.lines:
            self.lines[line.sign] += 1
            self.words[line.sign] += words(line.before or line.after or "")
            self._effects[line.sign][line.rule] += 1
        self._touched.update({line.rule for line in change.lines})
        self.changes.append(change)
        if self._most is not None and len(self.changes) > 2 * self._most + 100:  # sort seldom
            self.changes = self.first(self._most)
        return change

    def first(self, most: int | None = None) -> list[Change]:
        """The changes with the most words, at most `most` of them."""
        return sorted(self.changes, key=lambda change: (-change.words, change.document))[:most]

    def effects(self) -> dict[str, Effect]:
        """The part of each rule in the change, most lines first."""
        effects = {
            rule: Effect(self._effects["-"][rule], self._effects["+"][rule], self._effects["~"][rule], documents)
            for rule, documents in self._touched.items()
        }
        return dict(sorted(effects.items(), key=lambda item: (-item[1].lines, item[0])))

    def facts(self, show: int | None = None) -> dict[str, Any]:
        """The difference as plain data, for JSON, with at most `show` changes (None: all)."""
        signs: tuple[tuple[Sign, str], ...] = (("-", "removed"), ("+", "kept"), ("~", "rewritten"))
        return {
            "documents": self.documents,
            "changed": self.changed,
            "lines": {name: self.lines[sign] for sign, name in signs},
            "words": {name: self.words[sign] for sign, name in signs},
            "packs": [{**packs._asdict(), "documents": number} for packs, number in sorted(self.packs.items())],
            "rules": [{"rule": rule, **effect._asdict()} for rule, effect in self.effects().items()],
            "changes": [
                {
                    "document": change.document,
                    "pack": change.packs._asdict(),
                    "flags": list(change.flags),
                    "lines": [line._asdict() for line in change.lines],
                }
                for change in self.first(show)
            ],
        }


def _changed_lines(old: Account, new: Account) -> Iterator[ChangedLine]:
    old_touches, new_touches = (
        touches(edit for edit in account.outcome.edits if edit.rule != TIDY) for account in (old, new)
    )
    for number in sorted(old_touches.keys() | new_touches.keys()):
        text = new.texts[number - 1]
        was, now = old_touches.get(number, []), new_touches.get(number, [])
        before, after = (line[-1].after if line else text for line in (was, now))
        if before == after or blank(text):
            continue
        if after is None:
            yield ChangedLine(number, "-", now[-1].rule, before, None)
        elif before is None:
            yield ChangedLine(number, "+", was[-1].rule, None, after)
        else:
            yield ChangedLine(number, "~", _rewriter(was, now), before, after)


def _rewriter(old: list[Touch], new: list[Touch]) -> str:
    """The rule to blame for a line that is rewritten differently.

    It is a rule that only one side applies to the line, or else the first that leaves the line differently.

    >>> _rewriter([Touch("p:mark", "A day"), Touch("p:case", "a day")], [Touch("p:case", "(X) a day")])
    'p:mark'
    """
    old_rules, new_rules = ([touch.rule for touch in line] for line in (old, new))
    one_side = [rule for rule in new_rules if rule not in old_rules]
    one_side += [rule for rule in old_rules if rule not in new_rules]
    if one_side:
        return one_side[0]
    return next((now.rule for was, now in zip(old, new, strict=False) if was != now), new[-1].rule)


def _changed_flags(old: Account, new: Account) -> Iterator[str]:
    for when, account, other in (("before", old, new), ("now", new, old)):
        for flag in account.outcome.flags:
            if flag not in other.outcome.flags:
                yield f"{when}: {flag}"
