"""Find the headline of an article: by what the net says, the title that is known, and what packs say."""

import unicodedata
from collections.abc import Callable, Collection, Sequence

from cleaner.article.page import Page

_SAME, _ALIKE = 99.0, 6.0  # log odds that a title adds to a unit with its letters, and to one with most of them
_MOST = 0.6  # of the longer one's letters that the shorter one must have: "Title - Site" has those of "Title"
_MORE_SIGNS = 20  # spaces, dashes and quotation marks that another copy may have more
_NEAR = 6  # units: a copy further away belongs to a list of stories
_LONGEST = 400  # characters: a longer unit is no headline


def find_headline(
    page: Page,
    odds: Sequence[float],
    least: float,
    is_part: Callable[[int], bool],
    title: str = "",
    named: Collection[int] = (),
) -> int | None:
    """Return the unit that is the headline, or None if no unit is likely enough.

    `odds` are the log odds of each unit, `least` those that a headline needs. `is_part` says whether a unit is a
    byline, a date or a caption, which is never the headline. `title` is the title of the page, if it is known. If
    packs have `named` units as the headline, it is the first of them.
    """
    if named:
        return min(named)
    wanted = letters(title)
    scores = {
        n: odds[n] + (_agreement(letters(page.units[n].text), wanted) if wanted else 0.0)
        for n in page.left()
        if len(page.units[n].text) <= _LONGEST
    }
    while scores:
        best = max(scores, key=lambda n: (scores[n], -n))
        if scores[best] < least:
            return None
        if not is_part(best):
            return best
        del scores[best]
    return None


def _agreement(own: str, wanted: str) -> float:
    if not own:
        return 0.0
    if own == wanted:
        return _SAME
    shorter, longer = sorted((own, wanted), key=len)
    return _ALIKE if shorter in longer and len(shorter) >= _MOST * len(longer) else 0.0


def letters(text: str) -> str:
    """Return the letters and digits of a text, by which headlines are compared.

    Case, dashes and quotation marks differ between the copies of a headline on one page.

    >>> letters("Fire – “no danger”") == letters("FIRE: no danger!")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))


def plainest(page: Page, headline: int) -> int:
    """Return the copy of the headline with the fewest signs and capitals: "HEADLINE" and "Title --" are decorated."""

    def decoration(n: int) -> tuple[int, int, int]:
        text = page.units[n].text
        return sum(not (char.isalnum() or char.isspace()) for char in text), sum(map(str.isupper, text)), -n

    copies = [n for n in other_copies(page, headline) if not page.removals[n] and abs(n - headline) <= _NEAR]
    return min((headline, *copies), key=decoration)


def other_copies(page: Page, headline: int) -> set[int]:
    """Return the other units that say what the headline says."""
    text = page.units[headline].text
    wanted = letters(text)
    sizes = range(len(wanted), len(text) + _MORE_SIGNS)  # comparing sizes first saves nearly all of the time
    return {
        n
        for n, unit in enumerate(page.units)
        if n != headline and len(unit.text) in sizes and letters(unit.text) == wanted
    }
