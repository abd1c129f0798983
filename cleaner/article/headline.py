"""Find the headline of an article: by its words, its place and its copies."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from cleaner.article.bins import (
    HEADLINE_COPIES,
    HEADLINE_DISTANCE_EDGES,
    HEADLINE_WORD_EDGES,
    MOST_SHARED,
    NOTHING_BELOW,
    OVERLAP_EDGES,
    PROSE_EDGES,
    HeadlineBins,
)
from cleaner.article.model import Model
from cleaner.article.page import Page
from cleaner.article.weights import score
from cleaner.lines.pattern import SHORT
from cleaner.lines.words import DENSE, pieces

_TERMS = re.compile(r"[^\W\d_]{3,}")
_ABOVE = 30  # lines above the article that may be its headline
_INSIDE = 3  # lines of the article that may be its headline
_BODY_LINES, _BODY_CHARS = 30, 400  # lines of the article, and characters of each, whose words are compared
_HOLDING_CHARS = 15  # longer lines nearby may contain the headline, or be contained in it
_DATE_REACH = 2  # lines below a headline that may have the date
_FAINT = 4.0  # a line that scores this much less than a headline needs is never the headline


def find_headline(
    page: Page, prose: Sequence[float], article: range, model: Model, is_part: Callable[[int], bool]
) -> int | None:
    """Return the line that is the headline of an article, or None if no line is likely enough or stands out.

    `is_part` says whether a line is a byline, a date or a caption; such a line is never the headline.
    """
    odds = {line: score(model.head, bins) for line, bins in candidates(page, prose, article) if not page.removals[line]}
    best = _best(odds)
    while best is not None and is_part(best):
        del odds[best]
        best = _best(odds)
    if best is None or odds[best] >= model.headline:
        return best
    others = (other for line, other in odds.items() if page.texts[line] != page.texts[best])
    stands_out = odds[best] - max(others, default=-_FAINT) >= model.clear
    return best if stands_out and best < article.start and odds[best] >= model.headline - _FAINT else None


def _best(odds: dict[int, float]) -> int | None:
    return max(odds, key=lambda line: (odds[line], line), default=None)


def candidates(page: Page, prose: Sequence[float], article: range) -> Iterator[tuple[int, HeadlineBins]]:
    """Yield the lines that could be the headline of an article, with the features of each."""
    low, high = max(0, article.start - _ABOVE), min(len(page.indexes), article.start + _INSIDE)
    in_article: Counter[str] = Counter()  # in how many lines of the article each word is
    for n in article[:_BODY_LINES]:
        in_article.update(terms(page.texts[n][:_BODY_CHARS]))
    long = {text for text in page.texts[low:high] if len(text) > _HOLDING_CHARS}
    for n in range(low, high):
        text, line = page.texts[n], page.lines[n]
        words = terms(text[:SHORT])
        own = 1 if n >= article.start else 0  # a line of the article itself shares all its words with it
        shared = sum(in_article[word] > own for word in words)
        bins = HeadlineBins(
            length=bisect_right(HEADLINE_WORD_EDGES, line.words),
            overlap=bisect_right(OVERLAP_EDGES, shared / (len(words) or 1)),
            shared=min(shared, MOST_SHARED),
            distance=bisect_right(HEADLINE_DISTANCE_EDGES, article.start - n),
            copies=min(page.copies[n], len(HEADLINE_COPIES)) - 1,
            end=line.end,
            capitals=line.bins.capitals,
            signs=line.bins.signs,
            blanks=page.blanks[n],
            holds=any(other in text and other != text for other in long),
            held=text in long and any(text in other and other != text for other in long),
            dated=any(below.bins.time for below in page.lines[n + 1 : n + 1 + _DATE_REACH]),
            date=line.bins.time > 0,
            taken=page.removals[n] > 0,
            again=text in page.texts[n + 1 : high],
            prose=bisect_right(PROSE_EDGES, prose[n]),
            below=bisect_right(PROSE_EDGES, prose[n + 1]) if n + 1 < len(prose) else NOTHING_BELOW,
        )
        yield n, bins


def terms(text: str) -> set[str]:
    """Return the words by which two texts are compared; in scripts without spaces, word-sized pieces.

    >>> sorted(terms("Flood in 最新消息"))
    ['flood', '新消', '最新', '消息']
    """
    text = text.lower()
    if text.isascii() or not DENSE.search(text):
        return set(_TERMS.findall(text))
    return pieces(text).union(_TERMS.findall(DENSE.sub(" ", text)))
