"""What a batch adds up: documents, words, what each rule took, how much of each outlet's pages goes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cleaner.lines.text import Edit, Result
from cleaner.lines.words import DENSE, words

EXTREMES = 5  # documents remembered at either end of an outlet's range
SHOWN = 100  # flagged documents and failures that are named one by one
MOST = 1000  # outlets that are counted one by one
OTHERS = "all other outlets"
FEW = 8  # documents below which an outlet has no usual share
BAND = 20  # hundredths around the usual share within which a document is no outlier


def size(text: str) -> int:
    """The words of a text, counted fast: what stands between spaces, except in scripts that put none.

    >>> size("Giá vàng tăng"), size("最新新闻")
    (3, 2)
    """
    if not text.isascii() and DENSE.search(text):
        return words(text)
    return len(text.split())


class Share(NamedTuple):
    """How much of one document was removed."""

    percent: int
    document: str


class Outlet:
    """The documents of one outlet: how many, how many words, and how the removed shares are spread."""

    def __init__(self) -> None:
        self.documents = 0
        self.words_in = 0
        self.words_out = 0
        self.shares: Counter[int] = Counter()  # percent removed -> documents
        self.low: list[Share] = []  # those that lost least, ascending
        self.high: list[Share] = []  # those that lost most, descending

    def merge(self, other: "Outlet") -> None:
        """Adds the documents of another one."""
        self.documents += other.documents
        self.words_in += other.words_in
        self.words_out += other.words_out
        self.shares.update(other.shares)
        self.low = sorted([*self.low, *other.low])[:EXTREMES]
        self.high = sorted([*self.high, *other.high], key=lambda share: (-share.percent, share.document))[:EXTREMES]

    @property
    def usual(self) -> int:
        """The median share removed, in hundredths."""
        middle, seen = (self.documents + 1) // 2, 0
        for percent in sorted(self.shares):
            seen += self.shares[percent]
            if seen >= middle:
                return percent
        return 0

    def outliers(self) -> list[Share]:
        """Documents far from what is usual here; none where there are too few to know what is usual."""
        if self.documents < FEW:
            return []
        usual = self.usual
        found = {share for share in (*self.low, *self.high) if abs(share.percent - usual) > BAND}
        return sorted(found, key=lambda share: (-abs(share.percent - usual), share.document))


class Tally:
    """The sum of a batch or of a part of it. Adding parts up gives the same sum in any order."""

    def __init__(self) -> None:
        self.documents = 0
        self.words_in = 0
        self.words_out = 0
        self.rules: Counter[str] = Counter()  # rule -> words that it removed
        self.lines: Counter[str] = Counter()  # rule -> lines that it touched
        self.packs: Counter[str] = Counter()  # pack -> documents
        self.outlets: dict[str, Outlet] = {}
        self.flagged: list[tuple[str, str]] = []  # document, flag
        self.flags = 0
        self.looks: Counter[str] = Counter()  # "looks like a table, not like an article" -> documents
        self.unlike: list[tuple[str, str]] = []  # document, what it looks like
        self.failures: list[str] = []
        self.failed = 0

    def add(self, document: str, outlet: str, result: Result) -> None:
        """Counts one cleaned document."""
        kept = size(result.text)
        removed = 0
        for rule, taken in _taken(result.edits):
            self.lines[rule] += 1
            self.rules[rule] += taken
            removed += taken
        self.documents += 1
        self.words_in += kept + removed
        self.words_out += kept
        self.packs[result.pack] += 1
        one = self._outlet(outlet)
        share = Share(round(100 * removed / (kept + removed)) if kept + removed else 0, document)
        part = Outlet()
        part.documents, part.words_in, part.words_out = 1, kept + removed, kept
        part.shares[share.percent] = 1
        part.low, part.high = [share], [share]
        one.merge(part)
        if result.unchanged:
            self.flags += 1
            self.flagged.append((document, next(str(flag) for flag in result.flags if flag.kind == "unchanged")))
            del self.flagged[SHOWN:]
        for flag in result.flags:
            if flag.kind in ("looks", "no article"):
                self.looks[str(flag)] += 1
                self.unlike = sorted({*self.unlike, (document, str(flag))})[:SHOWN]

    def _outlet(self, name: str) -> Outlet:
        """The sums of an outlet; a crawl of the whole web has more hosts than anybody can read or hold."""
        if name not in self.outlets and len(self.outlets) >= MOST:
            name = OTHERS
        return self.outlets.setdefault(name, Outlet())

    def fail(self, message: str) -> None:
        """Counts a document that could not be cleaned."""
        self.failed += 1
        self.failures.append(message)
        del self.failures[SHOWN:]

    def merge(self, other: "Tally") -> None:
        """Adds another part of the batch."""
        self.documents += other.documents
        self.words_in += other.words_in
        self.words_out += other.words_out
        self.rules.update(other.rules)
        self.lines.update(other.lines)
        self.packs.update(other.packs)
        for name, outlet in other.outlets.items():
            self._outlet(name).merge(outlet)
        self.flagged = sorted({*self.flagged, *other.flagged})[:SHOWN]
        self.flags += other.flags
        self.looks.update(other.looks)
        self.unlike = sorted({*self.unlike, *other.unlike})[:SHOWN]
        self.failures = [*self.failures, *other.failures][:SHOWN]
        self.failed += other.failed

    @property
    def removed(self) -> float:
        """The share of all words that is gone, from 0 to 1."""
        return 1 - self.words_out / self.words_in if self.words_in else 0.0

    def plain(self) -> dict[str, Any]:
        """The same as plain data, for a file."""
        outlets = {
            name: {**vars(outlet), "shares": {str(k): v for k, v in sorted(outlet.shares.items())}}
            for name, outlet in sorted(self.outlets.items())
        }
        return {**vars(self), "outlets": outlets}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Tally":
        """The tally that `plain` was made from. Raises KeyError or TypeError for other data."""
        tally = cls()
        for name in vars(tally):
            value = plain[name]
            if name == "outlets":
                tally.outlets = {outlet: _outlet(facts) for outlet, facts in value.items()}
            elif isinstance(getattr(tally, name), Counter):
                setattr(tally, name, Counter(value))
            elif name in ("flagged", "unlike"):
                setattr(tally, name, [(document, flag) for document, flag in value])
            else:
                setattr(tally, name, value)
        return tally


def _outlet(facts: dict[str, Any]) -> Outlet:
    outlet = Outlet()
    outlet.documents, outlet.words_in, outlet.words_out = facts["documents"], facts["words_in"], facts["words_out"]
    outlet.shares = Counter({int(percent): number for percent, number in facts["shares"].items()})
    outlet.low = [Share(*share) for share in facts["low"]]
    outlet.high = [Share(*share) for share in facts["high"]]
    return outlet


def _taken(edits: Iterable[Edit]) -> Iterator[tuple[str, int]]:
    """For each edit its rule and the words that it took."""
    for edit in edits:
        yield edit.rule, max(size(edit.before) - size(edit.after or ""), 0)
