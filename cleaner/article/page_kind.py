"""What a page looks like that is no article: a table, a recipe, a product page, a discussion, a list of pages."""

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from cleaner.article.features import Page
from cleaner.lines.key import BULLETS
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Flag

_SHORT, _FEW = 400, 6  # words, paragraphs; an article of so many is one, whatever else the page shows
_WORDS = 8  # a sign is a short line
_CLOCK = re.compile(r"\W*\d{1,2}[:.h]\d\d(?:\W?[ap]\.?m\.?)?\W*(?:[a-z]{2,4})?", re.IGNORECASE)


class KindSign(NamedTuple):
    """Lines by which a page shows that it is something else than an article."""

    like: str  # what such a page is: "a recipe"
    line: LineTest  # of lines of eight words and fewer
    least: int = 1  # lines that pass


class PageKind(NamedTuple):
    """What a page looks like."""

    like: str  # "a table"; "" for an article
    kept: set[int]  # the lines of it that stay
    found: bool = True  # whether there is running text in what seems to be its article

    @property
    def flag(self) -> Flag | None:
        """What the result says of it; None for an article."""
        if self.like:
            return Flag("looks", f"looks like {self.like}, not like an article")
        return None if self.found else Flag("no article", "no article was found")


def look(page: Page, kept: set[int], signs: Sequence[KindSign], passes: Callable[[LineTest, int], bool]) -> PageKind:
    """What a page looks like of which some lines seem to be the article. `passes` asks a test of a line of the page.

    A table, a recipe or a product page stays whole, and so does a page in whose article no text runs: better
    too much than a page without what it is about. Of a discussion all paragraphs stay.
    """
    left = [n for n, gone in enumerate(page.gone) if not gone]
    text = [n for n in left if page.seen[n].running]
    found = any(n in kept for n in text)
    size = sum(page.seen[n].tokens for n in kept)
    if sum(_cells(page.texts[n]) for n in left) * 3 > len(left):
        return PageKind("a table", set(left), found)
    short = size < _SHORT and sum(n in kept for n in text) < _FEW
    for sign in signs if short else ():
        passing = (
            at for at, one in zip(page.at, page.seen, strict=True) if one.words <= _WORDS and passes(sign.line, at)
        )
        if sum(1 for _ in islice(passing, sign.least)) == sign.least:
            return PageKind(sign.like, set(left), found)
    if _discussion(page, text, kept):
        return PageKind("a discussion", kept | set(text))
    everything = sum(page.seen[n].tokens for n in left)
    listing = everything > 300 and (size < 60 or (size * 8 < everything and len(kept) < 4) or _teasers(page, kept))
    return PageKind("a list of other pages" if listing else "", kept if found else set(left), found)


def _cells(text: str) -> bool:
    """Whether a line is a row of a table; a tab behind a bullet parts no cells."""
    return "\t" in text.lstrip(BULLETS + "*-\t ") or text.count("|") > 1


def _discussion(page: Page, text: Sequence[int], kept: set[int]) -> bool:
    """Whether most paragraphs that seem to be the article stand below a line with a date, as posts of a forum do."""
    dated = [
        n
        for above, n in pairwise([-1, *text])
        # a chronology has nothing but the date above a paragraph, a post also who has written it
        if n - above > 2 and any(_dates(page, m) for m in range(max(above + 1, n - 4), n))
    ]
    return len(dated) > 4 and sum(n in kept for n in dated) * 2 > sum(n in kept for n in text)


def _teasers(page: Page, kept: set[int]) -> bool:
    """Whether what seems to be the article is teasers: short paragraphs, between each two a headline and a label."""
    text = [n for n in sorted(kept) if page.seen[n].running]
    parted = sum(
        b - a > 2 and not any(page.seen[n].stops for n in range(a + 1, b) if n in kept) for a, b in pairwise(text)
    )
    short = sum(page.seen[n].tokens for n in text) < 40 * len(text)
    return len(text) > 8 and short and parted * 5 > len(text) * 4


def _dates(page: Page, n: int) -> bool:
    """Whether a line of few words bears a date; a time of day alone stands above a paragraph of a live report."""
    return page.seen[n].bins[5] in (1, 2) and not _CLOCK.fullmatch(page.texts[n])
