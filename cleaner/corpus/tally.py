"""The sums of a batch: documents, words, what each rule removed, and how much of each outlet's pages was removed.

Words are counted by a fast count, see `count_words`. Shares of single documents are whole percentages, from 0 to 100
(`RemovedShare.percent`, `OutletTally.shares`, `OutletTally.usual_percent`); the share of the whole batch is a fraction,
from 0 to 1 (`Tally.removed_share`).
"""

from collections import Counter
from typing import Any, NamedTuple

from cleaner.lines.text import PAGE_FLAGS, Result
from cleaner.lines.words import has_dense, words

EXTREME_DOCUMENTS = 5  # documents remembered at each end of an outlet's range
MAX_LISTED_DOCUMENTS = 100  # documents that are listed by name, for each kind of problem
MAX_OUTLETS = 1000  # outlets that are counted one by one
MAX_COUNT = 2**63  # a number that is not smaller was not counted
OTHER_OUTLETS = "all other outlets"
MIN_DOCUMENTS = 8  # an outlet with fewer documents has no usual share
OUTLIER_POINTS = 20  # percentage points; a document further from the usual share is an outlier
# Flags of this kind hold numbers, so that each would have a row of its own. They are counted under this text.
_MOSTLY_REMOVED = "more running text was removed than kept"


def count_words(text: str) -> int:
    """The number of words in a text, by a fast count: runs between spaces, except in scripts without spaces.

    >>> count_words("Giá vàng tăng"), count_words("最新新闻")
    (3, 2)
    """
    if has_dense(text):
        return words(text)
    return len(text.split())


class RemovedShare(NamedTuple):
    """How much of one document was removed."""

    percent: int  # of its words, from 0 to 100
    document: str


class OutletTally:
    """The documents of one outlet: how many, how many words, and how much of each was removed."""

    def __init__(self) -> None:
        self.documents = 0
        self.words_in = 0
        self.words_out = 0
        self.shares: Counter[int] = Counter()  # percentage removed, from 0 to 100 -> documents
        self.low: list[RemovedShare] = []  # the documents that lost least, ascending
        self.high: list[RemovedShare] = []  # the documents that lost most, descending

    def add(self, document: str, words_in: int, words_out: int) -> None:
        """Count one document."""
        share = RemovedShare(round(100 * (words_in - words_out) / words_in) if words_in else 0, document)
        self.documents += 1
        self.words_in += words_in
        self.words_out += words_out
        self.shares[share.percent] += 1
        self._add_extremes([share], [share])

    def merge(self, other: "OutletTally") -> None:
        """Add the documents of another tally."""
        self.documents += other.documents
        self.words_in += other.words_in
        self.words_out += other.words_out
        self.shares.update(other.shares)
        self._add_extremes(other.low, other.high)

    def _add_extremes(self, low: list[RemovedShare], high: list[RemovedShare]) -> None:
        self.low = sorted([*self.low, *low])[:EXTREME_DOCUMENTS]
        descending = sorted([*self.high, *high], key=lambda share: (-share.percent, share.document))
        self.high = descending[:EXTREME_DOCUMENTS]

    @property
    def usual_percent(self) -> int:
        """The median share removed, from 0 to 100."""
        middle, counted = (self.documents + 1) // 2, 0
        for percent in sorted(self.shares):
            counted += self.shares[percent]
            if counted >= middle:
                return percent
        return 0

    def outliers(self) -> list[RemovedShare]:
        """The documents far from the usual share, farthest first; none if there are too few to know what is usual."""
        if self.documents < MIN_DOCUMENTS:
            return []
        usual = self.usual_percent
        far = {share for share in (*self.low, *self.high) if abs(share.percent - usual) > OUTLIER_POINTS}
        return sorted(far, key=lambda share: (-abs(share.percent - usual), share.document))


class Tally:
    """The sums of a batch or of a part of it. Parts can be merged in any order.

    The names and the order of the attributes are those of the keys in manifests, journals and JSON reports.
    """

    def __init__(self) -> None:
        self.documents = 0
        self.words_in = 0
        self.words_out = 0
        self.rules: Counter[str] = Counter()  # rule -> words that it removed
        self.lines: Counter[str] = Counter()  # rule -> lines that it changed
        self.packs: Counter[str] = Counter()  # pack -> documents
        self.outlets: dict[str, OutletTally] = {}
        self.flagged: list[tuple[str, str]] = []  # document, flag: documents left unchanged, the first of them
        self.flags = 0  # documents left unchanged, all of them
        self.looks: Counter[str] = Counter()  # flag, "looks like a table, not like an article" -> documents
        self.unlike: list[tuple[str, str]] = []  # document, flag: documents that do not look like articles
        self.failures: list[str] = []  # messages, the first of them
        self.failed = 0  # documents that could not be cleaned, all of them
        self.doubtful = 0  # documents whose clean text is not what was asked for, see `Result.doubtful`

    def add(self, document: str, outlet: str, result: Result) -> None:
        """Count one cleaned document."""
        kept = count_words(result.text)
        removed = 0
        for edit in result.edits:
            words_removed = max(count_words(edit.before) - count_words(edit.after or ""), 0)
            self.lines[edit.rule] += 1
            self.rules[edit.rule] += words_removed
            removed += words_removed
        self.documents += 1
        self.words_in += kept + removed
        self.words_out += kept
        self.packs[result.pack] += 1
        self._outlet(outlet).add(document, kept + removed, kept)
        self._add_flags(document, result)

    def _add_flags(self, document: str, result: Result) -> None:
        self.doubtful += result.doubtful
        if result.unchanged:
            self.flags += 1
            self.flagged.append((document, next(str(flag) for flag in result.flags if flag.kind == "unchanged")))
            del self.flagged[MAX_LISTED_DOCUMENTS:]
        for flag in result.flags:
            if flag.kind in (*PAGE_FLAGS, "input"):
                self.looks[_MOSTLY_REMOVED if flag.kind == "mostly_removed" else str(flag)] += 1
                self.unlike = sorted({*self.unlike, (document, str(flag))})[:MAX_LISTED_DOCUMENTS]

    def _outlet(self, name: str) -> OutletTally:
        """The tally of an outlet. A crawl of the whole web has too many hosts to count each of them."""
        if name not in self.outlets and len(self.outlets) >= MAX_OUTLETS:
            name = OTHER_OUTLETS
        return self.outlets.setdefault(name, OutletTally())

    def fail(self, message: str) -> None:
        """Count a document that could not be cleaned."""
        self.failed += 1
        self.failures.append(message)
        del self.failures[MAX_LISTED_DOCUMENTS:]

    def merge(self, other: "Tally") -> None:
        """Add another part of the batch."""
        self.documents += other.documents
        self.words_in += other.words_in
        self.words_out += other.words_out
        self.rules.update(other.rules)
        self.lines.update(other.lines)
        self.packs.update(other.packs)
        for name, outlet in other.outlets.items():
            self._outlet(name).merge(outlet)
        self.flagged = sorted({*self.flagged, *other.flagged})[:MAX_LISTED_DOCUMENTS]
        self.flags += other.flags
        self.looks.update(other.looks)
        self.unlike = sorted({*self.unlike, *other.unlike})[:MAX_LISTED_DOCUMENTS]
        self.failures = [*self.failures, *other.failures][:MAX_LISTED_DOCUMENTS]
        self.failed += other.failed
        self.doubtful += other.doubtful

    @property
    def removed_share(self) -> float:
        """The share of all words that was removed, from 0 to 1."""
        return 1 - self.words_out / self.words_in if self.words_in else 0.0


def plain(tally: Tally) -> dict[str, Any]:
    """A tally as plain data, for JSON."""
    outlets = {
        name: {**vars(outlet), "shares": {str(percent): count for percent, count in sorted(outlet.shares.items())}}
        for name, outlet in sorted(tally.outlets.items())
    }
    return {**vars(tally), "outlets": outlets}


def from_plain(data: dict[str, Any]) -> Tally:
    """The tally that `plain` turned into data.

    Raises KeyError, TypeError, ValueError or AttributeError for other data: it comes from hidden files, which may be
    damaged or planted.
    """
    tally = Tally()
    for name, empty in list(vars(tally).items()):
        value = data[name]
        if name == "outlets":
            tally.outlets = {outlet: _outlet_from_plain(facts) for outlet, facts in value.items()}
        elif isinstance(empty, Counter):
            setattr(tally, name, Counter({key: _count(number) for key, number in value.items()}))
        elif name in ("flagged", "unlike"):
            setattr(tally, name, [(_text(document), _text(flag)) for document, flag in value])
        elif name == "failures":
            tally.failures = [_text(message) for message in value]
        else:
            setattr(tally, name, _count(value))
    return tally


def _outlet_from_plain(data: dict[str, Any]) -> OutletTally:
    outlet = OutletTally()
    outlet.documents, outlet.words_in, outlet.words_out = map(
        _count, (data["documents"], data["words_in"], data["words_out"])
    )
    outlet.shares = Counter({_count(int(percent)): _count(count) for percent, count in data["shares"].items()})
    outlet.low = [RemovedShare(_count(percent), _text(document)) for percent, document in data["low"]]
    outlet.high = [RemovedShare(_count(percent), _text(document)) for percent, document in data["high"]]
    return outlet


def is_count(value: object) -> bool:
    """Whether a value is a number of documents, words or bytes.

    >>> is_count(3), is_count(True), is_count(-1), is_count(10**30)
    (True, False, False, False)
    """
    return type(value) is int and 0 <= value < MAX_COUNT


def _count(value: Any) -> int:
    if not is_count(value):
        raise ValueError(f"{value!r:.40} is not a count")
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is not a text")
    return value
