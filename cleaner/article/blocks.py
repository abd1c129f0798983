"""Blocks of a page: neighbouring units of like looks, such as the items of a list or the rows of a table.

What is alike and together shares one fate: the items of a list are kept or removed together, unless the rules or the
net have strong reasons to tell them apart.
"""

from itertools import pairwise
from typing import Final, NamedTuple

from cleaner.article.facts import Facts
from cleaner.article.page import Page

BLOCK_KINDS: Final = (
    "paragraph",
    "broken paragraph",
    "list",
    "table",
    "code",
    "talk",
    "verse",
    "short lines",
    "heading",
    "line",
)
PARAGRAPH, BROKEN, LIST, TABLE, CODE, TALK, VERSE, SHORT_LINES, HEADING, LINE = range(len(BLOCK_KINDS))

_SHORT = 6  # words: lines of a menu
_VERSE_LINES = 4
_VERSE_LEAST_WORDS, _VERSE_WORDS = 3, 14  # words: verses have at least 3 on average, and each has fewer than 14
_CODE_SIGNS = 0.06  # share of the characters of a line of code
_CELLS = 2  # tabs or bars between the cells of a row
_NAME_CHARS, _TURN_WORDS = 30, 3  # a turn of a talk begins with a shorter name and has more words

_TIGHT: Final = (LIST, TABLE, CODE)  # blank lines between their units do not part them
_LOOSE: Final = (VERSE, SHORT_LINES)  # blank lines do


class Blocks(NamedTuple):
    """The blocks of a page, by units."""

    kinds: list[int]  # for each unit the kind of its block, a number of BLOCK_KINDS
    joined: list[bool]  # whether each unit is in one block with the unit above


def blocks(page: Page, facts: Facts) -> Blocks:
    """Return the blocks of a page."""
    verses = _verses(page, facts)
    kinds = [_kind(page, facts, n, verses) for n in range(len(verses))]
    removals, blanks = page.removals, page.blanks
    joined = [False] * len(kinds)
    for above, n in pairwise(range(len(kinds))):
        alike = kinds[above] == kinds[n] and removals[above] == removals[n]
        joined[n] = alike and (kinds[n] in _TIGHT or (kinds[n] in _LOOSE and not blanks[n]))
    return Blocks(kinds, joined)


def _kind(page: Page, facts: Facts, n: int, verses: list[bool]) -> int:
    """The kind of the block of a unit."""
    signs, running = facts.signs, facts.running[n]
    if facts.bulleted[n] or facts.numbered[n]:
        return LIST
    if signs.tab[n] >= _CELLS or (signs.bar[n] >= _CELLS and not running):
        return TABLE
    if signs.code[n] + signs.underscore[n] > signs.chars[n] * _CODE_SIGNS:
        return CODE
    if signs.colon[n] and _is_turn(page.units[n].text, facts.size(n)):
        return TALK
    if running:
        return BROKEN if len(page.units[n].lines) > 1 else PARAGRAPH
    if verses[n]:
        return VERSE
    if facts.stops[n] or facts.size(n) >= _SHORT:
        return LINE
    is_alone = not any(_is_short(facts, other) for other in (n - 1, n + 1))
    return HEADING if is_alone and page.blanks[n] else SHORT_LINES


def _is_short(facts: Facts, n: int) -> bool:
    """Whether there is a unit that is as short as the entry of a menu."""
    return 0 <= n < len(facts.stops) and not facts.stops[n] and facts.size(n) < _SHORT


def _verses(page: Page, facts: Facts) -> list[bool]:
    """Four or more lines in a row, without bullets and blank lines between them, none of them long."""
    verses = [False] * len(facts.stops)
    start = 0  # of the stanza
    for n in range(len(verses) + 1):
        is_line = n < len(verses) and _is_line(facts, n)
        if is_line and not page.blanks[n]:
            continue
        sizes = [facts.size(line) for line in range(start, n)]
        if len(sizes) >= _VERSE_LINES and sum(sizes) >= _VERSE_LEAST_WORDS * len(sizes):
            verses[start:n] = [True] * len(sizes)
        start = n if is_line else n + 1
    return verses


def _is_line(facts: Facts, n: int) -> bool:
    """Whether a unit may be a line of verse."""
    return 1 < facts.size(n) < _VERSE_WORDS and not facts.bulleted[n] and not facts.signs.digit[n]


def _is_turn(text: str, words: float) -> bool:
    """Whether a unit begins with a name and a colon, as the turns of an interview do."""
    colon = min((at for sign in ":\uff1a" if (at := text.find(sign)) >= 0), default=0)
    return 0 < colon < _NAME_CHARS and words > _TURN_WORDS
