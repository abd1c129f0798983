"""What a rule sees of a document: the lines that are still there, and which of them it may start from."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Literal, NamedTuple

from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Matcher, Verdict
from cleaner.lines.text import Flag
from cleaner.lines.words import blank, words

NoteKind = Literal[
    "idle",  # the rule found its sign and left the line alone
    "undone",  # what the rule did was undone, because the document was returned unchanged
    "unjudged",  # the page was too small to be judged
    "score",  # how likely the line is part of the article
]


class Note(NamedTuple):
    """What a rule has to say about a line that it did not remove."""

    rule: str
    line: int  # from 1
    why: str
    kind: NoteKind = "idle"
    score: float | None = None  # log odds that the line belongs to the article; notes of kind "score" have one


class Document:
    """The lines of one dump while rules act on them. Only the pipeline writes to it.

    Lines are addressed by index, from 0. Counts of lines (`first`, `most`, `least` …) never count
    blank ones, because dumps of one outlet differ in those.
    """

    def __init__(
        self, texts: list[str], matcher: Matcher, keep: frozenset[str] = frozenset(), telling: bool = False
    ) -> None:
        self.keep = keep  # parts of articles that the caller wants beside the text: "byline", "date", "caption"
        self.telling = telling  # whether the rules are to tell of each line why they did what they did
        self.raw = texts  # as they stood in the dump
        self.texts = list(texts)  # as the rules have left them
        self.verdicts = matcher.ask(texts)
        self.gone = bytearray(len(texts))
        self.taken: dict[int, str] = {}  # line -> the rule that has removed it
        self.claimed: dict[int, str] = {}  # line -> the keep rule that protects it
        self.flags: list[Flag] = []  # what the rules found strange about the document as a whole
        self.hits: dict[int, list[int]] = {}  # test -> lines that pass it, ascending
        for line, verdict in enumerate(self.verdicts):
            for test in verdict:
                self.hits.setdefault(test, []).append(line)
        self.notes: list[Note] = []
        self._rewritten: set[int] = set()
        self._firsts: dict[int, int] = {}  # the first line that passed a test, by its identity
        self._matcher = matcher
        self._ranks: list[int] | None = None
        self._words: int | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def rewrite(self, line: int, text: str) -> Verdict:
        """Puts a new text in a line's place; returns the tests of the matcher that it passes."""
        (verdict,) = self._matcher.ask([text])
        for test in verdict:
            self.hits.setdefault(test, []).append(line)
        self.texts[line], self.verdicts[line] = text, verdict
        self._rewritten.add(line)
        self._firsts.clear()
        return verdict

    def passing(self, test: int) -> list[int]:
        """The lines that pass one of the matcher's tests as they stand now, ascending."""
        lines = self.hits.get(test, [])
        if not self._rewritten:
            return lines
        return sorted({line for line in lines if line not in self._rewritten or test in self.verdicts[line]})

    def passes(self, test: LineTest, line: int, any_length: bool = True) -> bool:
        """Whether a line as it stands now passes a test that need not be one of the matcher's."""
        return self._matcher.passes(test, self.texts[line], any_length)

    def shown(self, line: int) -> bool:
        """Whether a line is still there and not blank."""
        return not self.gone[line] and not blank(self.texts[line])

    def first(self, test: LineTest, start: int = 0) -> int | None:
        """The first line from `start` that is still there and passes a test; None if there is none."""
        # lines only go while rules act, so the first one can only have moved down since it was asked for
        lines = range(max(start, self._firsts.get(id(test), 0)), len(self))
        found = next((line for line in lines if self.shown(line) and self.passes(test, line)), None)
        if not start:
            self._firsts[id(test)] = len(self) if found is None else found
        return found

    def above(self, count: int) -> int:
        """The line below the first so many of the raw dump that are not blank."""
        return bisect_right(self._ranked(), count)

    def below(self, count: int) -> int:
        """The first of the last so many lines of the raw dump that are not blank."""
        ranks = self._ranked()
        return bisect_right(ranks, ranks[-1] - count) if ranks else 0

    def _ranked(self) -> list[int]:
        """For each line, how many that are not blank stand in the raw dump up to it and including it."""
        if self._ranks is None:
            self._ranks = list(accumulate(not blank(text) for text in self.raw))
        return self._ranks

    def has_words(self, least: float) -> bool:
        """Whether the raw dump surely has so many words: its longer lines are counted only until it has."""
        total = 0
        for text in self.raw:
            if len(text) > 60:
                total += words(text)
                if total >= least:
                    return True
        return False

    def words(self) -> int:
        """The words of the raw dump."""
        if self._words is None:
            self._words = sum(map(words, self.raw))
        return self._words


class View:
    """A document as one rule sees it."""

    def __init__(self, document: Document, rule: str, anchored: list[int]) -> None:
        self._document = document
        self._rule = rule
        self.anchored = anchored  # lines in the rule's window that pass its anchor, ascending
        self.texts = document.texts
        self.taken = document.taken
        self.keep = document.keep
        self.telling = document.telling

    def __len__(self) -> int:
        return len(self.texts)

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[int]:
        """The lines from start to before stop that are still there and not blank."""
        document = self._document
        return (line for line in range(start, len(self) if stop is None else stop) if document.shown(line))

    def shown(self, line: int) -> bool:
        """Whether a line is still there and not blank."""
        return self._document.shown(line)

    def there(self, line: int) -> bool:
        """Whether no earlier rule has removed the line; blank lines count."""
        return not self._document.gone[line]

    def neighbours(self, upper: int, lower: int) -> bool:
        """Whether nothing but blank and removed lines stands between two lines."""
        return next(self.lines(upper + 1, lower), None) is None

    def passes(self, test: LineTest, line: int) -> bool:
        """Whether a line, of any length, passes a test that is not the rule's anchor."""
        return self._document.passes(test, line)

    def more(self, start: int, stop: int, most: int) -> bool:
        """Whether more than so many lines from start to before stop are still there and not blank."""
        return next(islice(self.lines(start, stop), most, None), None) is not None

    def note(self, line: int, why: str, kind: NoteKind = "idle") -> None:
        """Leaves word why the rule did not act on a line, for `explain`."""
        self._document.notes.append(Note(self._rule, line + 1, why, kind))

    def score(self, line: int, score: float, why: str) -> None:
        """Leaves word how a line was judged, for `explain`."""
        self._document.notes.append(Note(self._rule, line + 1, why, "score", score))

    def flag(self, flag: Flag) -> None:
        """Says of the document as a whole what a user should know."""
        self._document.flags.append(flag)
