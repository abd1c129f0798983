"""The second reading of a dump: its numbered lines, how often each repeats, and where the article seems to be."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.learn.counts import NUMBER, LineCounts, digest, shape
from cleaner.lines.key import key
from cleaner.lines.words import blank, prose, words

# ------------------------------------------------------------------ pages


class PageLine(NamedTuple):
    """A line of a page that is not blank."""

    number: int  # in the dump, from 0
    text: str  # as the installed packs leave it
    shape: int  # hash of its shape; lines of one shape count as the same line
    pages: int  # number of pages with a line of this shape
    words: int
    prose: bool  # it reads as running text
    removed: bool  # a rule of the installed packs, other than a `body` rule, removes it
    body: bool  # no `body` rule leaves it out of the article


class LearntPage(NamedTuple):
    """A dump as learning sees it. Positions are indexes into `lines`."""

    raw: str
    lines: list[PageLine]
    top: int  # the first line that must stay: the headline, or the start of the article
    start: int  # the first line of the article
    stop: int  # the line after the last one of the article

    def holds_headline(self, at: int) -> bool:
        """Whether the line at an index contains the headline, as a breadcrumb does."""
        own = key(self.lines[at].text)
        for other in self.lines[at + 1 : self.start + 3]:
            if other.pages == 1 and len(other.text) > 15 and key(other.text) in own:
                return True
        headline = _tokens(self.lines[self.top].text)
        return sum(map(set(_tokens(self.lines[at].text)).__contains__, headline)) * 2 > len(headline)

    def side(self, at: int) -> int:
        """-1 for a line above the article, 0 for a line of the article and for the headline, 1 for a line below."""
        return 0 if at == self.top else -1 if at < self.start else int(at >= self.stop)


def read_page(raw: str, cleaner: Cleaner, counts: LineCounts, body_rules: frozenset[str]) -> LearntPage:
    """Read a dump: which lines repeat, what the installed packs do to them, and where the article seems to be.

    `body_rules` are the names of the rules with a `body` selector.
    """
    _, outcome, texts = cleaner.account(raw, explaining=False)
    dropped = {edit.line - 1: edit.rule for edit in outcome.edits if edit.after is None}
    rewritten = {edit.line - 1: edit.after.rstrip("\r\n") for edit in outcome.edits if edit.after is not None}
    lines = []
    for number, text in enumerate(texts):
        if blank(text):
            continue
        hashed = digest(shape(text))
        rule = dropped.get(number, "")
        body = rule not in body_rules
        text = rewritten.get(number, text)
        pages = counts.repeats.get(hashed, 1)
        lines.append(PageLine(number, text, hashed, pages, words(text), prose(text), bool(rule) and body, body))
    start, stop = stretch([_worth(line, counts, bool(body_rules)) for line in lines])
    return LearntPage(raw, lines, start, start, stop)


# ------------------------------------------------------------------ the article

_NEARLY_ALL = 8  # of ten pages
_MOST_WORDS = 60  # a longer line counts as this long, so that it does not outweigh an article


def _worth(line: PageLine, counts: LineCounts, has_body: bool) -> float:
    """Evidence that a line is part of the article: above 0 if it is, below 0 if it is not."""
    # running text with a number may be the article's own: "The pound stood at 1.35 dollars."
    if line.pages >= counts.min_pages and not (line.prose and NUMBER.search(line.text)):
        # a line of nearly all pages is rarely inside an article, however much text follows it
        return -32.0 if line.pages * 10 >= counts.pages * _NEARLY_ALL else -8.0
    if line.removed:
        return -4.0
    value = min(line.words, _MOST_WORDS)
    if has_body:
        if line.body:
            return float(value)
        return -6.0 if not line.prose else -value / 3
    if line.prose:
        return float(value)
    return value / 4 if line.words >= 14 else -3.0


# ------------------------------------------------------------------ the headline


def with_headlines(pages: Sequence[LearntPage], min_pages: int) -> list[LearntPage]:
    """The pages with their headlines in `top`.

    A line that is above the articles of `min_pages` pages is no headline. A line that is below many other articles
    may still be the headline of its own page: the other pages link to it.
    """
    above = Counter(hashed for page in pages for hashed in {line.shape for line in page.lines[: page.start]})
    return [page._replace(top=_headline(page, above, min_pages)) for page in pages]


_REACH = 25  # lines above the article in which the headline is looked for


def _headline(page: LearntPage, above: Counter[int], min_pages: int) -> int:
    """The line above the article that shares most words with it, or the first line of the article.

    `article/headline.py` finds the headline of a single page with trained weights. Here there are many pages, so a line
    above several articles is ruled out by its count. No headline is better than a wrong one, because everything above
    the headline may be removed.
    """
    start = page.start
    article = Counter(token for line in page.lines[start : page.stop] for token in set(_tokens(line.text)))
    best, headline = 0.0, start
    keys = {at: key(page.lines[at].text) for at in range(max(0, start - _REACH), start)}
    for at, own_key in keys.items():
        line = page.lines[at]
        if above[line.shape] >= min_pages or not 3 <= line.words <= 30:
            continue
        if any(len(other) > 15 and other != own_key and other in own_key for other in keys.values()):
            continue  # a breadcrumb that ends in the headline
        own = {token for token in _tokens(line.text) if len(token) > 3 or not token.isascii()}
        shared = sum(1 for token in own if token in article)
        score = shared / max(len(own), 1) * min(shared, 4) - (start - at) * 0.02
        if shared >= 2 and score > best and shared * 3 >= len(own):
            best, headline = score, at
    return headline


_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[^\W\d_]+")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(key(text))


def stretch(values: Sequence[float]) -> tuple[int, int]:
    """Return start and stop of the run of values with the greatest sum; (0, 0) if no value is above 0.

    >>> stretch([-1, 2, -1, 3, -9, 2])
    (1, 4)
    """
    best = total = 0.0
    first = last = begin = 0
    for n, value in enumerate(values):
        if total <= 0:
            total, begin = 0.0, n
        total += value
        if total > best:
            best, first, last = total, begin, n + 1
    return first, last
