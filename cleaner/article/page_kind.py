"""Pages that do not look like articles: tables, recipes, product pages, discussions, lists of other pages."""

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from cleaner.article.bins import SIZES
from cleaner.article.page import Page
from cleaner.lines.key import BULLETS
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Flag

_ARTICLE_WORDS, _ARTICLE_PARAGRAPHS = 400, 6  # a page with at least this many of either is an article
_SIGN_WORDS = 8  # a sign is a line of at most 8 words
_LARGE_PAGE = 300  # words: a smaller page is not a list of other pages
_TINY_ARTICLE = 60  # words
_FEW_LINES = 4
_TEASERS, _TEASER_WORDS = 8, 40  # paragraphs, and their mean length
_TABLE_REACH = 8  # lines from a row of a table to the next, or to running text that belongs to it
_POSTS = 4  # paragraphs below dates: more are a discussion
_POST_REACH = 4  # lines above a post that may have its date
_CLOCK = r"(?i)\W*\d{1,2}[:.h]\d\d(?:\W?[ap]\.?m\.?)?\W*(?:[a-z]{2,4})?"
_NO_TIME, _TIME_IN_LONG_LINE = 0, len(SIZES)


class KindSign(NamedTuple):
    """Lines which show that a page is something other than an article."""

    like: str  # what the page then looks like: "a recipe"
    line: LineTest  # the test of these lines; each has at most eight words
    least: int = 1  # number of lines that have to pass


class PageKind(NamedTuple):
    """What a page looks like."""

    like: str  # "a table"; empty for an article
    kept: set[int]  # lines of the page to keep
    has_text: bool = True  # whether what seems to be its article has running text

    @property
    def flag(self) -> Flag | None:
        """The flag for the result; None for an article."""
        if self.like:
            return Flag("looks", f"looks like {self.like}, not like an article")
        return None if self.has_text else Flag("no article", "no article was found")


def page_kind(
    page: Page, article: set[int], signs: Sequence[KindSign], passes: Callable[[LineTest, int], bool]
) -> PageKind:
    """Return what a page looks like, given the lines that seem to be its article. `passes` tests a line of the page.

    Nothing is removed from a recipe or a product page, nor from a page whose article has no running text: too much
    text is better than a page without its subject. A table is kept from its first row to its last, with the running
    text just above and below it. A discussion keeps all its paragraphs.
    """
    left = page.left()
    text = [n for n in left if page.lines[n].running]
    has_text = any(n in article for n in text)
    size = sum(page.lines[n].tokens for n in article)
    rows = [n for n in left if _is_row(page.texts[n])]
    if len(rows) * 3 > len(left):
        return PageKind("a table", article | _table(left, rows, text), has_text)
    short = size < _ARTICLE_WORDS and sum(n in article for n in text) < _ARTICLE_PARAGRAPHS
    for sign in signs if short else ():
        if _has_sign(page, sign, passes):
            return PageKind(sign.like, set(left), has_text)
    if _is_discussion(page, text, article):
        return PageKind("a discussion", article | set(text))
    listing = _is_listing(page, left, article, size)
    return PageKind("a list of other pages" if listing else "", article if has_text else set(left), has_text)


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table. A tab just behind a bullet does not separate cells."""
    return "\t" in text.lstrip(BULLETS + "*-\t ") or text.count("|") > 1


def _table(left: Sequence[int], rows: Sequence[int], text: Sequence[int]) -> set[int]:
    """The lines of a table from its first row to its last, with the running text just above and below it.

    A row with no other near it belongs to a menu or a footer.
    """
    places = {line: place for place, line in enumerate(left)}
    at = [places[row] for row in rows]
    first = next((a for a, b in pairwise(at) if b - a <= _TABLE_REACH), at[0])
    last = next((b for b, a in pairwise(reversed(at)) if b - a <= _TABLE_REACH), at[-1])
    prose = [places[line] for line in text]
    for place in reversed(prose):
        if place < first <= place + _TABLE_REACH:
            first = place
    for place in prose:
        if place - _TABLE_REACH <= last < place:
            last = place
    return set(left[first : last + 1])


def _has_sign(page: Page, sign: KindSign, passes: Callable[[LineTest, int], bool]) -> bool:
    passing = (n for n, line in enumerate(page.lines) if line.words <= _SIGN_WORDS and passes(sign.line, n))
    return sum(1 for _ in islice(passing, sign.least)) == sign.least


def _is_discussion(page: Page, text: Sequence[int], article: set[int]) -> bool:
    """Whether most paragraphs of the article are below a line with a date, like the posts of a forum."""
    dated = [
        n
        for above, n in pairwise([-1, *text])
        # in a chronology only the date is above a paragraph; a post also has its author's name
        if n - above > 2 and any(_is_dateline(page, m) for m in range(max(above + 1, n - _POST_REACH), n))
    ]
    return len(dated) > _POSTS and sum(n in article for n in dated) * 2 > sum(n in article for n in text)


def _is_dateline(page: Page, n: int) -> bool:
    """Whether a line that is not long has a date. A time of day alone is above each paragraph of a live report."""
    return _NO_TIME < page.lines[n].bins.time < _TIME_IN_LONG_LINE and not re.fullmatch(_CLOCK, page.texts[n])


def _is_listing(page: Page, left: Sequence[int], article: set[int], size: int) -> bool:
    """Whether what seems to be the article is too small for its page, or is teasers."""
    everything = sum(page.lines[n].tokens for n in left)
    small = size < _TINY_ARTICLE or (size * 8 < everything and len(article) < _FEW_LINES)
    return everything > _LARGE_PAGE and (small or _is_teasers(page, article))


def _is_teasers(page: Page, article: set[int]) -> bool:
    """Whether the article is short paragraphs with a headline and a label between each two."""
    text = [n for n in sorted(article) if page.lines[n].running]
    separated = sum(
        b - a > 2 and not any(page.lines[n].stops for n in range(a + 1, b) if n in article) for a, b in pairwise(text)
    )
    short = sum(page.lines[n].tokens for n in text) < _TEASER_WORDS * len(text)
    return len(text) > _TEASERS and short and separated * 5 > len(text) * 4
