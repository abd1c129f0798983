"""Blocks of a page: neighbouring units of like looks, such as the items of a list or the rows of a table.

What is alike and together shares one fate: the items of a list are kept or removed together, unless the rules or the
net have strong reasons to tell them apart.
"""

from typing import Final, NamedTuple

import numpy as np

from cleaner.article.around import Bools, Ints
from cleaner.article.page import Page
from cleaner.article.reading import Reading

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


class Blocks(NamedTuple):
    """The blocks of a page, by units."""

    kinds: Ints  # for each unit the kind of its block, a number of BLOCK_KINDS
    joined: Bools  # whether each unit is in one block with the unit above


def blocks(page: Page, reading: Reading) -> Blocks:
    """Return the blocks of a page."""
    kinds = _kinds(page, reading)
    removals = np.asarray(page.removals)
    apart = np.asarray(page.blanks[:-1]) > 0
    joined = np.zeros(len(kinds), np.bool_)
    together = (kinds[1:] == kinds[:-1]) & (removals[1:] == removals[:-1])
    tight = np.isin(kinds, (LIST, TABLE, CODE))
    joined[1:] = together & (tight[1:] | np.isin(kinds[1:], (VERSE, SHORT_LINES)) & ~apart[1:])
    return Blocks(kinds, joined)


def _kinds(page: Page, reading: Reading) -> Ints:
    counts, size = reading.counts, reading.size
    lines = np.array([len(unit.lines) for unit in page.units])
    short = (size < _SHORT) & ~reading.stops
    kinds = np.full(len(size), LINE)
    kinds[short] = SHORT_LINES
    kinds[_alone(short) & (np.asarray(page.blanks[:-1]) > 0)] = HEADING
    kinds[_verse(page, reading)] = VERSE
    kinds[reading.running] = PARAGRAPH
    kinds[reading.running & (lines > 1)] = BROKEN
    kinds[(counts["colon"] > 0) & _turns(reading)] = TALK
    kinds[counts["code"] + counts["underscore"] > reading.chars * _CODE_SIGNS] = CODE
    kinds[(counts["tab"] >= _CELLS) | (counts["bar"] >= _CELLS) & ~reading.running] = TABLE
    kinds[reading.bulleted | reading.numbered] = LIST
    return kinds


def _alone(mask: Bools) -> Bools:
    """The units that the mask has and whose neighbours it does not have."""
    padded = np.zeros(len(mask) + 2, np.bool_)
    padded[1:-1] = mask
    alone: Bools = mask & ~padded[:-2] & ~padded[2:]
    return alone


def _verse(page: Page, reading: Reading) -> Bools:
    """Four or more lines in a row, without bullets and blank lines between them, none of them long."""
    line = (reading.size > 1) & (reading.size < _VERSE_WORDS) & ~reading.bulleted & (reading.counts["digit"] == 0)
    stanza = np.cumsum((np.asarray(page.blanks[:-1]) > 0) | ~line)
    lengths = np.bincount(stanza, line)
    words = np.bincount(stanza, reading.size * line) / np.maximum(lengths, 1)
    verse: Bools = line & (lengths[stanza] >= _VERSE_LINES) & (words[stanza] >= _VERSE_LEAST_WORDS)
    return verse


def _turns(reading: Reading) -> Bools:
    """Units that begin with a name and a colon, as the turns of an interview do."""
    codes, starts = reading.codes, reading.starts
    colons = np.flatnonzero((codes == ord(":")) | (codes == 0xFF1A))
    if not len(colons):
        return np.zeros(len(starts), np.bool_)
    first = colons[np.minimum(np.searchsorted(colons, starts), len(colons) - 1)]
    near = (first > starts) & (first - starts < 30) & (reading.unit[first] == np.arange(len(starts)))
    turns: Bools = near & (reading.size > 3)
    return turns
