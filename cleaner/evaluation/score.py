"""Score a clean text against its reference: precision, recall and F1 of shingles and of kept lines.

A shingle is four consecutive tokens. Texts are compared by the multisets of their shingles, as in Scrapinghub's
Article Extraction Benchmark (github.com/scrapinghub/article-extraction-benchmark) and its white paper. Precision is
the share of the text's shingles that the reference has too, recall the share of the reference's shingles that the
text has too, and F1 their harmonic mean. A text of fewer than four tokens is one shingle. There are two
differences: texts are normalised first (NFC, without combining marks after the 30th in a row), and a character of a
script without spaces (Han, kana, Thai, Lao, Khmer, Burmese) is a token by itself.

A line of the dump belongs to the article if it is in the reference, and is kept if it is in the text. If the lines of
the reference (or text) are lines of the dump, in the order of the dump, exactly those lines are in it. Otherwise a line
is in it if at least half of its tokens, ignoring case, are on the alignment of the whole dump with it
(`evaluation/align.py`). Lines without tokens do not count. Neither does a second copy of an article line, nor a copy of
the page's title if that is known. If the text keeps only the copy, the article line counts as kept.

The title is free. Readers want a headline, but many references have none. A line is the title if it has the same
tokens, ignoring case. If no line of the reference is the title, the lines of the text that are the title are left out
before shingles and lines are counted. Whether the headline is there is a figure of its own: `head` is the share of
documents that have the title in exactly one line of the text, among those whose dump has it as a line.

Figures of many documents come in two kinds. *Micro* figures are computed from the sums of all counts. *Macro*
precision and recall are means over the documents, without those that have no shingles (or lines) to take a share of.
The macro F1 of shingles is the harmonic mean of these two means, as in the benchmark; the macro F1 of lines is the
mean of the documents' F1. All figures are shares from 0 to 1.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import fsum
from typing import Literal, NamedTuple

from cleaner.evaluation.align import aligned
from cleaner.lines.key import stream_safe
from cleaner.lines.text import cut
from cleaner.lines.words import DENSE, blank

SHINGLE = 4  # tokens
ENOUGH = 0.5  # a line is in a text if at least this share of its tokens is on the alignment
MUCH = 0.05  # share of the reference's shingles in the dump; a document that loses a larger share counts as losing

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(rf"(?:{DENSE})|(?:(?!{DENSE})\w)+")
_dense = re.compile(DENSE).search


class Score(NamedTuple):
    """Precision, recall and F1, each a share from 0 to 1."""

    precision: float
    recall: float
    f1: float


class ScoreCounts(NamedTuple):
    """How many shingles (or lines) a text and its reference have, and how many they share."""

    both: int = 0
    text: int = 0
    reference: int = 0

    def score(self) -> Score:
        """The shares. They are 1 if neither text has anything, and 0 if only one of them has something.

        >>> ScoreCounts(both=3, text=4, reference=6).score()
        Score(precision=0.75, recall=0.5, f1=0.6)
        """
        if not self.text and not self.reference:
            return Score(1.0, 1.0, 1.0)
        precision = self.both / self.text if self.text else 0.0
        recall = self.both / self.reference if self.reference else 0.0
        return Score(precision, recall, harmonic(precision, recall))


class LineScore(NamedTuple):
    """How many lines a text and its reference share, and which lines only one of them has."""

    counts: ScoreCounts
    missed: tuple[int, ...]  # article lines that the text lacks, by their numbers in the dump, from 1
    extra: tuple[int, ...]  # lines in the text that are not the article's


class DocumentScore(NamedTuple):
    """The score of one document."""

    shingles: ScoreCounts
    lines: ScoreCounts
    lost: float  # share of the shingles of both dump and reference that the text lacks, from 0 to 1
    empty: bool  # whether the text is blank and the reference is not
    missed: tuple[int, ...] = ()  # article lines that the text lacks, by their numbers in the dump, from 1
    extra: tuple[int, ...] = ()  # lines in the text that are not the article's
    head: bool | None = None  # whether exactly one line of the text is the title; None: no line of the dump is


class Averages(NamedTuple):
    """The score of many documents, averaged in two ways."""

    macro: Score  # every document has the same weight
    micro: Score  # every shingle or line has the same weight


class Group(NamedTuple):
    """Documents that have figures of their own: all of them, or those of one language or outlet.

    >>> str(ALL), str(Group("language", "vi"))
    ('all', 'language vi')
    """

    kind: Literal["all", "language", "outlet"]
    name: str = ""  # of the language or outlet

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.name else self.kind


ALL = Group("all")


class ScoreSummary(NamedTuple):
    """The figures of many documents."""

    documents: int
    shingles: Averages
    lines: Averages
    losing: float  # share of the documents that lose more than MUCH, from 0 to 1
    empty: int  # documents
    head: float | None = None  # share of the documents with the title as a line that keep it once; None: there are none


def harmonic(precision: float, recall: float) -> float:
    """F1: the harmonic mean of two shares; 0 if both are 0.

    >>> harmonic(0.5, 1.0), harmonic(0.0, 0.0)
    (0.6666666666666666, 0.0)
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def tokens(text: str) -> list[str]:
    """Runs of letters, digits and underscores; in scripts without spaces, single characters.

    >>> tokens("Giá vàng: 3,5 %"), tokens("AI时代")
    (['Giá', 'vàng', '3', '5'], ['AI', '时', '代'])
    """
    if text.isascii():
        return _WORD.findall(text)
    text = unicodedata.normalize("NFC", stream_safe(text))
    return (_TOKEN if _dense(text) else _WORD).findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The shingles of a text, and how often each occurs.

    >>> [" ".join(shingle) for shingle in shingles("the cat sat on the mat")], len(shingles("a b")), len(shingles(""))
    (['the cat sat on', 'cat sat on the', 'sat on the mat'], 1, 0)
    """
    words = tokens(text)
    if len(words) <= SHINGLE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def lines_in(dump: str, text: str) -> list[bool]:
    r"""For each line of a dump, whether it is in a text.

    >>> lines_in("Menu\nHe left.\nShe stayed, and so did we.\n", "She stayed – and so did I.\n")
    [False, False, True]
    """
    lines, wanted = (["" if blank(line) else " ".join(line.split()) for line in cut(raw)[0]] for raw in (dump, text))
    return _same_lines(lines, [line for line in wanted if line]) or _aligned_lines(lines, text)


def _same_lines(lines: list[str], wanted: list[str]) -> list[bool] | None:
    """Which lines are the wanted ones, each the first equal line after the one before; None if one is missing."""
    chosen = [False] * len(lines)
    start = 0
    for line in wanted:
        try:
            start = lines.index(line, start) + 1
        except ValueError:
            return None
        chosen[start - 1] = True
    return chosen


def _aligned_lines(lines: list[str], text: str) -> list[bool]:
    """Which lines have enough tokens on the alignment with a text."""
    folded = [_folded(line) for line in lines]
    counts = aligned(folded, _folded(text))
    return [0 < count >= ENOUGH * len(line) for count, line in zip(counts, folded, strict=True)]


def _folded(line: str) -> list[str]:
    return [token.casefold() for token in tokens(line)]


def score_text(dump: str, reference: str, text: str, title: str | None = None) -> DocumentScore:
    r"""Score a text that was made from a dump against the reference.

    >>> score = score_text("Menu\nHe left.\nShe stayed.\n", "He left.\nShe stayed.\n", "Menu\nShe stayed.\n")
    >>> score.lines, score.missed, score.extra
    (ScoreCounts(both=1, text=2, reference=2), (2,), (1,))
    >>> score = score_text("Menu\nTitle\nHe left.\n", "He left.\n", "Title\nHe left.\n", title="Title")
    >>> score.shingles.score().f1, score.lines.score().f1, score.head
    (1.0, 1.0, True)
    """
    empty = blank_text(text) and not blank_text(reference)
    wanted_title = _folded(title or "")
    head = None
    if wanted_title:
        head = _titles(text, wanted_title).count(True) == 1 if any(_titles(dump, wanted_title)) else None
        if not any(_titles(reference, wanted_title)):
            text = _without_title(text, wanted_title)
    raw, wanted, kept = shingles(dump), shingles(reference), shingles(text)
    reachable = raw & wanted  # text that the dump never had cannot be lost
    lost = 1 - (reachable & kept).total() / reachable.total() if reachable else 0.0
    counts = ScoreCounts((wanted & kept).total(), kept.total(), wanted.total())
    lines = _score_lines(dump, reference, text, wanted_title)
    return DocumentScore(counts, lines.counts, lost, empty, lines.missed, lines.extra, head)


def _titles(text: str, title: list[str]) -> list[bool]:
    """For each line of a text, whether it is the title, given as its tokens."""
    return [_folded(line) == title for line in cut(text)[0]]


def _without_title(text: str, title: list[str]) -> str:
    """The text without the lines that are the title."""
    titles = _titles(text, title)
    return "\n".join(line for line, is_title in zip(cut(text)[0], titles, strict=True) if not is_title)


def _score_lines(dump: str, reference: str, text: str, title: list[str]) -> LineScore:
    in_article, kept = lines_in(dump, reference), lines_in(dump, text)
    folded = [tuple(_folded(line)) for line in cut(dump)[0]]
    article = {line for line, own in zip(folded, in_article, strict=True) if own}
    uncharged = article | {tuple(title)}  # copies of these lines count neither for nor against a text
    kept_copies = {
        line for line, own, left in zip(folded, in_article, kept, strict=True) if left and not own and line in uncharged
    }
    missed, extra = [], []
    both = 0
    for number, (line, own, left) in enumerate(zip(folded, in_article, kept, strict=True), 1):
        if line and own:
            if left or line in kept_copies:
                both += 1
            else:
                missed.append(number)
        elif line and left and line not in uncharged:
            extra.append(number)
    return LineScore(ScoreCounts(both, both + len(extra), both + len(missed)), tuple(missed), tuple(extra))


def blank_text(text: str) -> bool:
    r"""Whether a text shows nothing.

    >>> blank_text("\n \u200b\n"), blank_text("…")
    (True, False)
    """
    return all(map(blank, cut(text)[0]))


def summarize(documents: Iterable[DocumentScore]) -> ScoreSummary:
    """The figures of many documents. Their order does not matter."""
    scores = list(documents)
    heads = [score.head for score in scores if score.head is not None]
    return ScoreSummary(
        len(scores),
        _averages([score.shingles for score in scores], _f1_of_means),
        _averages([score.lines for score in scores], _mean_of_f1),
        sum(score.lost > MUCH for score in scores) / len(scores) if scores else 0.0,
        sum(score.empty for score in scores),
        sum(heads) / len(heads) if heads else None,
    )


def _averages(counts: Sequence[ScoreCounts], f1: Callable[[Sequence[ScoreCounts], float, float], float]) -> Averages:
    """Both averages; `f1` computes the macro F1 from the counts and the mean precision and recall."""
    pooled = ScoreCounts(*(sum(column) for column in zip(*counts, strict=True))) if counts else ScoreCounts()
    micro = pooled.score()
    if not pooled.text and not pooled.reference:
        return Averages(micro, micro)
    precision = _mean(document.score().precision for document in counts if document.text)
    recall = _mean(document.score().recall for document in counts if document.reference)
    return Averages(Score(precision, recall, f1(counts, precision, recall)), micro)


def _f1_of_means(_: Sequence[ScoreCounts], precision: float, recall: float) -> float:
    return harmonic(precision, recall)


def _mean_of_f1(counts: Sequence[ScoreCounts], *_: float) -> float:
    return _mean(document.score().f1 for document in counts if document.reference)


def _mean(shares: Iterable[float]) -> float:
    values = list(shares)
    return fsum(values) / len(values) if values else 0.0
