"""How near a clean text comes to its reference: precision, recall and F1 of shingles and of kept lines.

A shingle is four tokens on end. Texts are compared by the multisets of their shingles, as in Scrapinghub's article
extraction benchmark (Article Extraction Benchmark, github.com/scrapinghub/article-extraction-benchmark, and the
white paper that goes with it): of a text's shingles, the precision is the share that the reference has too; of the
reference's, the recall is the share that the text has too; F1 is their harmonic mean. A text of fewer than four
tokens is one shingle. What differs from theirs: texts are composed first (NFC), and a character of a script
without spaces (Han, kana, Thai, Lao, Khmer, Burmese) is a token by itself.

A line of the dump is the article's where it stands in the reference, and kept where it stands in the text. Where
the lines of one are lines of the dump, in its order, these are the ones; else a line stands in it if half of
its tokens or more, case aside, lie on the one alignment of the whole dump to it (`evaluation/align.py`).
Lines without tokens do not count. Nor does another copy of a line of the article, or of the page's title if that is
known; where a text keeps the copy alone, the line counts as kept.

Over many documents, *micro* figures are made of the sums of all counts. *Macro* precision and recall are means over
the documents, those where there is nothing to take the share of left out; the macro F1 of shingles is the harmonic
mean of these two, as in the benchmark, and that of lines the mean of the documents' F1. All figures are shares, from
0 to 1.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import fsum
from typing import NamedTuple

from cleaner.evaluation.align import aligned
from cleaner.lines.text import cut
from cleaner.lines.words import DENSE, blank

SHINGLE = 4  # tokens
HALF = 0.5  # of a line's tokens, from which on it stands in a text
MUCH = 0.05  # of what the dump holds of the reference; a document that loses more counts as losing much

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(rf"(?:{DENSE.pattern})|(?:(?!{DENSE.pattern})\w)+")
_dense = re.compile(DENSE).search


class Score(NamedTuple):
    """Three shares, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


class ScoreCounts(NamedTuple):
    """How many things a text and its reference have, and how many of them in common."""

    both: int = 0
    text: int = 0
    reference: int = 0

    def score(self) -> Score:
        """The shares. Where neither has anything they agree; where one has nothing, its share is 0.

        >>> ScoreCounts(both=3, text=4, reference=6).score()
        Score(precision=0.75, recall=0.5, f1=0.6)
        """
        if not self.text and not self.reference:
            return Score(1.0, 1.0, 1.0)
        precision = self.both / self.text if self.text else 0.0
        recall = self.both / self.reference if self.reference else 0.0
        return Score(precision, recall, harmonic(precision, recall))


class Marks(NamedTuple):
    """What one document gets."""

    shingles: ScoreCounts
    lines: ScoreCounts
    lost: float  # share of the reference's shingles that the dump has and the text has not
    empty: bool  # the text is blank and the reference is not
    missed: tuple[int, ...] = ()  # the article's lines that are gone, by their numbers in the dump, from 1
    extra: tuple[int, ...] = ()  # the lines that are left and are none of the article's


class Scores(NamedTuple):
    """Figures over documents, in both ways of adding up."""

    macro: Score
    micro: Score


class ScoreSummary(NamedTuple):
    """The figures of many documents."""

    documents: int
    shingles: Scores
    lines: Scores
    losing: float  # share of documents that lose more than MUCH
    empty: int  # documents


def harmonic(precision: float, recall: float) -> float:
    """F1: the harmonic mean of two shares, 0 where both are.

    >>> harmonic(0.5, 1.0), harmonic(0.0, 0.0)
    (0.6666666666666666, 0.0)
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def tokens(text: str) -> list[str]:
    """Runs of letters, digits and underscores; in scripts without spaces, single characters.

    >>> tokens("Giá vàng: 3,5 %"), tokens("AI时代")
    (['Giá', 'vàng', '3', '5'], ['AI', '时', '代'])
    """
    text = unicodedata.normalize("NFC", text)
    return (_WORD if text.isascii() or not _dense(text) else _TOKEN).findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The shingles of a text, with how often each stands in it.

    >>> [" ".join(one) for one in shingles("the cat sat on the mat")], len(shingles("a b")), len(shingles(""))
    (['the cat sat on', 'cat sat on the', 'sat on the mat'], 1, 0)
    """
    found = tokens(text)
    if len(found) <= SHINGLE:
        return Counter([tuple(found)] if found else [])
    return Counter(zip(*(found[start:] for start in range(SHINGLE)), strict=False))


def standing(dump: str, text: str) -> list[bool]:
    r"""For each line of a dump, whether it stands in a text.

    >>> standing("Menu\nHe left.\nShe stayed, and so did we.\n", "She stayed – and so did I.\n")
    [False, False, True]
    """
    lines, wanted = (["" if blank(line) else " ".join(line.split()) for line in cut(one)[0]] for one in (dump, text))
    return _picked(lines, [line for line in wanted if line]) or _covered(lines, text)


def _picked(lines: list[str], wanted: list[str]) -> list[bool] | None:
    """Which lines are the wanted ones, if all of these are there in this order: each the first one that fits."""
    out = [False] * len(lines)
    at = 0
    for line in wanted:
        try:
            at = lines.index(line, at) + 1
        except ValueError:
            return None
        out[at - 1] = True
    return out


def _covered(lines: list[str], text: str) -> list[bool]:
    folded = [_folded(line) for line in lines]
    taken = aligned(folded, _folded(text))
    return [0 < taken_ >= HALF * len(line) for taken_, line in zip(taken, folded, strict=True)]


def _folded(line: str) -> list[str]:
    return [token.casefold() for token in tokens(line)]


def marks(dump: str, reference: str, text: str, title: str | None = None) -> Marks:
    r"""Scores a text that was made of a dump against the reference.

    >>> found = marks("Menu\nHe left.\nShe stayed.\n", "He left.\nShe stayed.\n", "Menu\nShe stayed.\n")
    >>> found.lines, found.missed, found.extra
    (ScoreCounts(both=1, text=2, reference=2), (2,), (1,))
    """
    held, wanted, got = shingles(dump), shingles(reference), shingles(text)
    within = held & wanted
    lost = 1 - (within & got).total() / within.total() if within else 0.0
    counts = ScoreCounts((wanted & got).total(), got.total(), wanted.total())
    lines, missed, extra = _lines(dump, reference, text, title)
    return Marks(counts, lines, lost, blank_text(text) and not blank_text(reference), missed, extra)


def _lines(
    dump: str, reference: str, text: str, title: str | None
) -> tuple[ScoreCounts, tuple[int, ...], tuple[int, ...]]:
    ours, kept = standing(dump, reference), standing(dump, text)
    words = [tuple(_folded(line)) for line in cut(dump)[0]]
    article = {line for line, one in zip(words, ours, strict=True) if one}
    free = article | {tuple(_folded(title or ""))}
    copies = {line for line, one, left in zip(words, ours, kept, strict=True) if left and not one and line in free}
    missed, extra = [], []
    both = 0
    for number, (line, one, left) in enumerate(zip(words, ours, kept, strict=True), 1):
        if line and one:
            if left or line in copies:
                both += 1
            else:
                missed.append(number)
        elif line and left and line not in free:
            extra.append(number)
    return ScoreCounts(both, both + len(extra), both + len(missed)), tuple(missed), tuple(extra)


def blank_text(text: str) -> bool:
    r"""Whether a text shows nothing.

    >>> blank_text("\n \u200b\n"), blank_text("…")
    (True, False)
    """
    return all(map(blank, cut(text)[0]))


def summary(documents: Iterable[Marks]) -> ScoreSummary:
    """The figures of many documents; their order does not matter."""
    given = list(documents)
    return ScoreSummary(
        len(given),
        _scores([one.shingles for one in given], _of_means),
        _scores([one.lines for one in given], _mean_f1),
        sum(one.lost > MUCH for one in given) / len(given) if given else 0.0,
        sum(one.empty for one in given),
    )


def _scores(given: Sequence[ScoreCounts], f1: Callable[[Sequence[ScoreCounts], float, float], float]) -> Scores:
    pooled = ScoreCounts(*(sum(counts) for counts in zip(*given, strict=True))) if given else ScoreCounts()
    micro = pooled.score()
    if not pooled.text and not pooled.reference:
        return Scores(micro, micro)
    precision = _mean(one.score().precision for one in given if one.text)
    recall = _mean(one.score().recall for one in given if one.reference)
    return Scores(Score(precision, recall, f1(given, precision, recall)), micro)


def _of_means(_: Sequence[ScoreCounts], precision: float, recall: float) -> float:
    return harmonic(precision, recall)


def _mean_f1(given: Sequence[ScoreCounts], *_: float) -> float:
    return _mean(one.score().f1 for one in given if one.reference)


def _mean(shares: Iterable[float]) -> float:
    given = list(shares)
    return fsum(given) / len(given) if given else 0.0
