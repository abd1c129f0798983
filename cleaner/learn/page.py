"""The pages of an outlet while rules are proposed for them: what repeats, where it stands, what would take it.

Nothing depends on the order in which the dumps come.
"""

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
    text: str  # as the packs that are there leave it
    name: int  # the hash of its shape
    times: int  # in how many pages it stands
    words: int
    prose: bool
    taken: bool  # by the packs that are there
    kept: bool  # the body selector, if there is one, takes it for the article's


class LearntPage(NamedTuple):
    """A dump as learning sees it."""

    raw: str
    lines: list[PageLine]
    top: int  # the first line that has to stay, the headline's or the article's
    start: int  # the article's first line
    stop: int  # the line below its last

    def tells_headline(self, at: int) -> bool:
        """Whether a line holds the headline, as a breadcrumb does."""
        own = key(self.lines[at].text)
        for other in self.lines[at + 1 : self.start + 3]:
            if other.times == 1 and len(other.text) > 15 and key(other.text) in own:
                return True
        told = _tokens(self.lines[self.top].text)
        return sum(map(set(_tokens(self.lines[at].text)).__contains__, told)) * 2 > len(told)

    def place(self, at: int) -> int:
        """-1 above the article, 0 in it and on the headline, 1 below."""
        return 0 if at == self.top else -1 if at < self.start else int(at >= self.stop)


def page(raw: str, cleaner: Cleaner, counts: LineCounts, judges: frozenset[str]) -> LearntPage:
    """Reads a dump: which lines repeat, and where the article seems to stand. `judges` are rules by `body`."""
    outcome, texts = cleaner.account(raw, telling=False)[1:]
    gone = {edit.line - 1: edit.rule for edit in outcome.edits if edit.after is None}
    after = {edit.line - 1: edit.after.rstrip("\r\n") for edit in outcome.edits if edit.after is not None}
    lines = []
    for number, text in enumerate(texts):
        if blank(text):
            continue
        name = digest(shape(text))
        rule = gone.get(number, "")
        kept = rule not in judges
        taken = bool(rule) and kept
        text = after.get(number, text)
        lines.append(PageLine(number, text, name, counts.times.get(name, 1), words(text), prose(text), taken, kept))
    start, stop = _article(lines, counts, bool(judges))
    return LearntPage(raw, lines, start, start, stop)


def _article(lines: Sequence[PageLine], counts: LineCounts, body: bool) -> tuple[int, int]:
    """The stretch of lines with most running text that stands on no other page."""
    best = total = 0.0
    first = last = begin = 0
    for at, line in enumerate(lines):
        if total <= 0:
            total, begin = 0.0, at
        total += _worth(line, counts, body)
        if total > best:
            best, first, last = total, begin, at + 1
    return first, last


def _worth(line: PageLine, counts: LineCounts, body: bool) -> float:
    if line.times >= counts.least and not (
        line.prose and NUMBER.search(line.text)
    ):  # "The pound stood at 1.35 dollars."
        # what stands on nearly all pages stands rarely inside articles, however much text follows it
        return -32.0 if line.times * 10 >= counts.pages * 8 else -8.0
    if line.taken:
        return -4.0
    value = min(line.words, 60)
    if body:
        if line.kept:
            return float(value)
        return -6.0 if not line.prose else -value / 3
    if line.prose:
        return float(value)
    return value / 4 if line.words >= 14 else -3.0


def headed(pages: Sequence[LearntPage], least: int) -> list[LearntPage]:
    """The pages with their headlines.

    A line that stands above the articles of many pages is none. One that stands on many pages below, as a teaser,
    may well be that of its own.
    """
    above = Counter(name for page in pages for name in {line.name for line in page.lines[: page.start]})
    return [page._replace(top=_headline(page.lines, page.start, page.stop, above, least)) for page in pages]


def _headline(lines: Sequence[PageLine], start: int, stop: int, above: Counter[int], least: int) -> int:
    """The line above the article that shares most of its words with it; else the article's first."""
    text = Counter(w for line in lines[start:stop] for w in set(_tokens(line.text)))
    best, found = 0.0, start
    near = range(max(0, start - 25), start)
    keys = {at: key(lines[at].text) for at in near}
    for at in near:
        line = lines[at]
        if above[line.name] >= least or not 3 <= line.words <= 30:
            continue
        if any(len(other) > 15 and other != keys[at] and other in keys[at] for other in keys.values()):
            continue  # a breadcrumb that ends in the headline
        own = {w for w in _tokens(line.text) if len(w) > 3 or not w.isascii()}
        shared = sum(1 for w in own if w in text)
        score = shared / max(len(own), 1) * min(shared, 4) - (start - at) * 0.02
        if shared >= 2 and score > best and shared * 3 >= len(own):
            best, found = score, at
    return found


_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[^\W\d_]+")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(key(text))
