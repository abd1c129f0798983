"""Pages that do not look like articles: what the page looks like, and what is kept of a table."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cleaner.article.odds import PAGE_KINDS
from cleaner.article.page import Page
from cleaner.lines.key import BULLETS
from cleaner.lines.text import Flag

_LOOKS: Final = {
    "documentation": "documentation",
    "forum": "a discussion",
    "listing": "a list of other pages",
    "product": "a product page",
    "collection": "a collection of pages",
    "service": "a page about a service",
    "recipe": "a recipe",
}
_SURE = 0.6  # the least share of a kind that is told
_TABLE_REACH = 8  # units from a row of a table to the next, or to running text that belongs to it


class PageKind(NamedTuple):
    """What a page looks like."""

    like: str  # "a table"; empty for an article
    kept: set[int]  # units of the page to keep
    has_text: bool = True  # whether what seems to be its article has running text

    @property
    def flag(self) -> Flag | None:
        """The flag for the result; None for an article."""
        if self.like:
            return Flag("looks", f"looks like {self.like}, not like an article")
        return None if self.has_text else Flag("no_article", "no article was found")


def page_kind(page: Page, kinds: Sequence[float], running: Sequence[bool], article: set[int]) -> PageKind:
    """Return what a page looks like, given how likely each kind is, and the units that seem to be its article.

    Nothing is removed from a page whose article has no running text: too much text is better than a page without its
    subject. A table is kept from its first row to its last, with the running text just above and below it.
    """
    left = page.left()
    text = [n for n in left if running[n]]
    has_text = any(n in article for n in text)
    rows = [n for n in left if _is_row(page.units[n].text)]
    if len(rows) * 3 > len(left):
        return PageKind("a table", article | _table(left, rows, text), has_text)
    likeliest = max(range(len(kinds)), key=kinds.__getitem__)
    like = _LOOKS.get(PAGE_KINDS[likeliest], "") if kinds[likeliest] > _SURE else ""
    return PageKind(like, article if has_text else set(left), has_text)


def _is_row(text: str) -> bool:
    """Whether a unit is a row of a table. A tab just behind a bullet does not separate cells."""
    return "\t" in text.lstrip(BULLETS + "*-\t ") or text.count("|") > 1


def _table(left: Sequence[int], rows: Sequence[int], text: Sequence[int]) -> set[int]:
    """The units of a table from its first row to its last, with the running text just above and below it.

    A row with no other near it belongs to a menu or a footer.
    """
    places = {unit: place for place, unit in enumerate(left)}
    at = [places[row] for row in rows]
    first = next((a for a, b in pairwise(at) if b - a <= _TABLE_REACH), at[0])
    last = next((b for b, a in pairwise(reversed(at)) if b - a <= _TABLE_REACH), at[-1])
    prose = [places[unit] for unit in text]
    for place in reversed(prose):
        if place < first <= place + _TABLE_REACH:
            first = place
    for place in prose:
        if place - _TABLE_REACH <= last < place:
            last = place
    return set(left[first : last + 1])
