"""A dump while rules act on it, and what a selector sees of it."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Literal, NamedTuple

from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Matcher, Verdict
from cleaner.lines.text import Flag, PartOrHeadline
from cleaner.lines.words import blank, words

_LONG_ENOUGH = 60  # characters: shorter lines hold few of a page's words
_FEW = 100  # lines that are counted each time they are asked for, because counting a whole page would cost more

NoteKind = Literal[
    "idle",  # the rule's anchor matched, but the rule did not act on the line
    "undone",  # the rule's edit was undone, because the document was left unchanged
    "unjudged",  # the page was too small to be judged
    "score",  # how likely the line is part of the article
]


class Note(NamedTuple):
    """Why a rule did not act on a line, or how it scored the line."""

    rule: str
    line: int  # from 1
    why: str
    kind: NoteKind = "idle"
    score: float | None = None  # log odds that the line is part of the article; set if the kind is "score"


class Anchor(NamedTuple):
    """Where a rule can start: without a line that passes the test, the rule has nothing to do."""

    test: LineTest | None  # None: the rule looks at every document
    any_length: bool = False  # whether lines of more than 200 characters may pass, whatever the test says


class Dump:
    """The raw lines of a page, with counts that are made when they are first needed.

    Counts of lines never include blank lines, because dumps of one outlet differ in those.
    """

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self._line_counts: list[int] | None = None
        self._words: int | None = None

    def above(self, count: int) -> int:
        """The index just past the first `count` lines."""
        return bisect_right(self._counted(), count)

    def below(self, count: int) -> int:
        """The index of the first of the last `count` lines."""
        counts = self._counted()
        return bisect_right(counts, counts[-1] - count) if counts else 0

    def _counted(self) -> list[int]:
        """For each line, the number of lines up to it and including it."""
        if self._line_counts is None:
            self._line_counts = list(accumulate(not blank(text) for text in self.texts))
        return self._line_counts

    def has_words(self, least: float) -> bool:
        """Whether the dump surely has this many words. Only long lines are counted, and only until there are enough."""
        total = 0
        for text in self.texts:
            if len(text) > _LONG_ENOUGH:
                total += words(text)
                if total >= least:
                    return True
        return False

    def words(self) -> int:
        """The number of words."""
        if self._words is None:
            self._words = sum(map(words, self.texts))
        return self._words


class Document:
    """The lines of one dump while rules act on them. Only the pipeline changes it. Line indexes count from 0."""

    def __init__(
        self,
        texts: list[str],
        matcher: Matcher,
        keep: frozenset[str] = frozenset(),
        explaining: bool = False,
        title: str = "",
    ) -> None:
        self.title = title  # of the page, if it is known; "" if not
        self.keep = keep  # parts of the article to keep in addition to the text: "byline", "date", "caption"
        self.explaining = explaining  # whether rules also note how they scored each line
        self.dump = Dump(texts)
        self.texts = list(texts)  # the lines as the rules have left them
        self.verdicts = matcher.ask(texts)
        self.gone = bytearray(len(texts))  # 1 for each removed line
        self.removed_by: dict[int, str] = {}  # line -> the rule that removed it
        self.claimed: dict[int, str] = {}  # line -> the rule that protects it
        self.flags: list[Flag] = []  # anything unusual about the document as a whole
        self.notes: list[Note] = []
        self.parts: dict[int, PartOrHeadline] = {}  # line -> the part of the article that it was recognised as
        self.hits: dict[int, list[int]] = {}  # test -> the lines that pass it, ascending
        for line, verdict in enumerate(self.verdicts):
            for test in verdict:
                self.hits.setdefault(test, []).append(line)
        self._matcher = matcher
        self._rewritten: set[int] = set()
        self._first_passing: dict[int, int] = {}  # id(test) -> the first line that passed it

    def __len__(self) -> int:
        return len(self.texts)

    def rewrite(self, line: int, text: str) -> Verdict:
        """Replace the text of a line, and return which of the matcher's tests it passes now."""
        (verdict,) = self._matcher.ask([text])
        for test in verdict:
            self.hits.setdefault(test, []).append(line)
        self.texts[line], self.verdicts[line] = text, verdict
        self._rewritten.add(line)
        self._first_passing.clear()
        return verdict

    def passing(self, test: int) -> list[int]:
        """The lines that pass one of the matcher's tests as they are now, ascending."""
        lines = self.hits.get(test, [])
        if not self._rewritten:
            return lines
        return sorted({line for line in lines if line not in self._rewritten or test in self.verdicts[line]})

    def passes(self, test: LineTest, line: int, any_length: bool = True) -> bool:
        """Whether a line as it is now passes a test, which need not be one of the matcher's."""
        return self._matcher.passes(test, self.texts[line], any_length)

    def shown(self, line: int) -> bool:
        """Whether a line is neither removed nor blank."""
        return not self.gone[line] and not blank(self.texts[line])

    def first(self, test: LineTest, start: int = 0) -> int | None:
        """The first line from `start` on that is shown and passes a test, or None."""
        # rules only remove lines, so the first passing line can only move down
        lines = range(max(start, self._first_passing.get(id(test), 0)), len(self))
        passes, texts, gone = self._matcher.passes, self.texts, self.gone
        first = next((line for line in lines if not gone[line] and passes(test, texts[line], True)), None)
        if not start:
            self._first_passing[id(test)] = len(self) if first is None else first
        return first


class View:
    """A document as one rule's selector sees it."""

    def __init__(self, document: Document, rule: str, anchored: list[int]) -> None:
        self._document = document
        self._rule = rule
        self.anchored = anchored  # lines in the rule's window that pass its anchor, ascending
        self.texts = document.texts
        self.raw = document.dump.texts  # the lines as they were
        self.title = document.title
        self.parts = document.parts
        self.removed_by = document.removed_by
        self.keep = document.keep
        self.explaining = document.explaining
        self._counts: list[int] | None = None  # for each line, how many lines above it are neither removed nor blank

    def __len__(self) -> int:
        return len(self.texts)

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[int]:
        """The lines from `start` to before `stop` that are neither removed nor blank."""
        document = self._document
        return (line for line in range(start, len(self) if stop is None else stop) if document.shown(line))

    def shown(self, line: int) -> bool:
        """Whether a line is neither removed nor blank."""
        return self._document.shown(line)

    def there(self, line: int) -> bool:
        """Whether a line, blank or not, is not removed."""
        return not self._document.gone[line]

    def neighbours(self, upper: int, lower: int) -> bool:
        """Whether only blank and removed lines are between two lines."""
        return next(self.lines(upper + 1, lower), None) is None

    def more_than(self, most: int, start: int, stop: int) -> bool:
        """Whether more than `most` lines from `start` to before `stop` are neither removed nor blank."""
        if stop - start <= most:
            return False
        if stop - start <= _FEW:
            return next(islice(self.lines(start, stop), most, None), None) is not None
        if self._counts is None:  # a selector may ask for each line, and counting anew would take quadratic time
            self._counts = [0, *accumulate(map(self._document.shown, range(len(self))))]
        return self._counts[stop] - self._counts[start] > most

    def passes(self, test: LineTest, line: int) -> bool:
        """Whether a line, of any length, passes a test other than the rule's anchor."""
        return self._document.passes(test, line)

    def note(self, line: int, why: str, kind: NoteKind = "idle") -> None:
        """Record for `explain` why the rule does not act on a line."""
        self._document.notes.append(Note(self._rule, line + 1, why, kind))

    def score(self, line: int, score: float, why: str) -> None:
        """Record for `explain` how the rule scored a line."""
        self._document.notes.append(Note(self._rule, line + 1, why, "score", score))

    def recognise(self, line: int, part: PartOrHeadline) -> None:
        """Record that a line is the headline or another part of the article, whether it is kept or not."""
        self._document.parts.setdefault(line, part)

    def flag(self, flag: Flag) -> None:
        """Add a flag to the result."""
        self._document.flags.append(flag)
