"""What a change of rules does to documents: which come out otherwise, in which lines, and by which rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cleaner.corpus.documents import Dump
from cleaner.engine.clean import Account, Cleaner
from cleaner.engine.pipeline import TIDY
from cleaner.lines.words import blank, words
from cleaner.packs.layers import DEFAULT, Source, shipped, sources
from cleaner.packs.library import Library

Sign = Literal["-", "+", "~"]  # a line that is now removed, now kept, or comes out in other words


class ChangedLine(NamedTuple):
    """A line that comes out otherwise."""

    number: int  # in the dump, from 1
    sign: Sign
    rule: str  # that removes it now; that removed it before; that rewrites it
    before: str | None  # as it came out; None: it was removed
    after: str | None


class Change(NamedTuple):
    """A document that comes out otherwise."""

    document: str
    packs: tuple[str, str]  # by which it was cleaned
    lines: tuple[ChangedLine, ...]  # none where only blank lines differ
    flags: tuple[str, ...]  # guards that tripped on one side only

    def count(self, sign: Sign) -> int:
        """How many lines there are of one sign."""
        return sum(line.sign == sign for line in self.lines)

    @property
    def words(self) -> int:
        """How much text is concerned."""
        return sum(words(line.before or line.after or "") for line in self.lines)


class Effect(NamedTuple):
    """What one rule has to do with the change."""

    removed: int = 0  # lines that it removes now
    kept: int = 0  # lines that it removed before, and that nothing removes now
    rewritten: int = 0
    documents: int = 0


def packs_of(own: Sequence[Source]) -> list[Source]:
    """The packs of one side: a folder that holds `web.yaml` is all there is, another one is a layer on the shipped."""
    if any(source.name == DEFAULT for source in own):
        return list(own)
    files = {source.name: source for source in sources([shipped()])}
    files |= {source.name: source._replace(layer=1) for source in own}
    return [files[name] for name in sorted(files)]


class Difference:
    """Documents in, one after the other; what the change does to them out."""

    def __init__(self, old: Library, new: Library, pack: str | None = None, most: int | None = None) -> None:
        self._old, self._new = (Cleaner.of(library, pack) for library in (old, new))
        self._most = most  # changes that are held; None: all
        self.documents = 0
        self.changed = 0
        self.lines: Counter[Sign] = Counter()
        self.words: Counter[Sign] = Counter()
        self.packs: Counter[tuple[str, str]] = Counter()  # documents that are another pack's now
        self.changes: list[Change] = []  # those with most text first
        self._effects: dict[Sign, Counter[str]] = {"-": Counter(), "+": Counter(), "~": Counter()}
        self._touched: Counter[str] = Counter()  # rule -> documents

    def add(self, dump: Dump) -> Change | None:
        """Cleans one document in both ways; what differs, or None. Raises PatternTimeout."""
        old, new = (cleaner.account(dump.text, dump.url, dump.name, False) for cleaner in (self._old, self._new))
        self.documents += 1
        packs = old.choice.pack, new.choice.pack
        if packs[0] != packs[1]:
            self.packs[packs] += 1
        if old.outcome.text == new.outcome.text:
            return None
        change = Change(dump.name, packs, tuple(_lines(old, new)), tuple(_flags(old, new)))
        self.changed += 1
        for line in change.lines:
            self.lines[line.sign] += 1
            self.words[line.sign] += words(line.before or line.after or "")
            self._effects[line.sign][line.rule] += 1
        self._touched.update({line.rule for line in change.lines})
        self.changes.append(change)
        if self._most is not None and len(self.changes) > 2 * self._most + 100:
            self.changes = self.first(self._most)
        return change

    def first(self, most: int | None = None) -> list[Change]:
        """The changes with most text, as many as are wanted."""
        return sorted(self.changes, key=lambda change: (-change.words, change.document))[:most]

    def effects(self) -> dict[str, Effect]:
        """What each rule has to do with the change, those with most lines first."""
        found = {
            rule: Effect(self._effects["-"][rule], self._effects["+"][rule], self._effects["~"][rule], documents)
            for rule, documents in self._touched.items()
        }
        return dict(sorted(found.items(), key=lambda item: (-sum(item[1][:3]), item[0])))


Chain = list[tuple[str, str | None]]  # the rules that touched a line, in order, and how each left it


def _chains(account: Account) -> dict[int, Chain]:
    """What became of each line that a rule touched."""
    chains: dict[int, Chain] = {}
    for edit in account.outcome.edits:
        if edit.rule != TIDY:
            after = None if edit.after is None else edit.after.rstrip("\r\n")
            chains.setdefault(edit.line, []).append((edit.rule, after))
    return chains


def _lines(old: Account, new: Account) -> Iterator[ChangedLine]:
    before, after = _chains(old), _chains(new)
    for number in sorted(before.keys() | after.keys()):
        text = new.texts[number - 1]
        first, then = before.get(number, []), after.get(number, [])
        was, is_ = (chain[-1][1] if chain else text for chain in (first, then))
        if was == is_ or blank(text):
            continue
        if is_ is None:
            yield ChangedLine(number, "-", then[-1][0], was, None)
        elif was is None:
            yield ChangedLine(number, "+", first[-1][0], None, is_)
        else:
            yield ChangedLine(number, "~", _rewriter(first, then), was, is_)


def _rewriter(old: Chain, new: Chain) -> str:
    """The rule by which a line comes out otherwise: one that touches it now alone, or did, or leaves it otherwise.

    >>> _rewriter([("p:mark", "A day"), ("p:case", "a day")], [("p:case", "(X) a day")])
    'p:mark'
    """
    one_side = [rule for rule, _ in new if rule not in dict(old)] + [rule for rule, _ in old if rule not in dict(new)]
    if one_side:
        return one_side[0]
    return next((now[0] for then, now in zip(old, new, strict=False) if then != now), new[-1][0])


def _flags(old: Account, new: Account) -> Iterator[str]:
    for when, account, other in (("before", old, new), ("now", new, old)):
        for flag in account.outcome.flags:
            if flag not in other.outcome.flags:
                yield f"{when}: {'it came back ' if flag.kind == 'unchanged' else ''}{flag}"
