"""Features of a unit's words: copies of it, and words that it shares with the running text and with its neighbours.

Words are compared as numbers that are made of their characters. In scripts without spaces a pair of characters counts
as a word. Two different words may get the same number, but hardly ever on one page.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.article.around import FAR, Ints, octaves, shares
from cleaner.article.chars import CLASS, Codes, Tables, lowered
from cleaner.article.look import Columns
from cleaner.article.page import Page
from cleaner.article.reading import TENTHS, Reading

Hashes = NDArray[np.uint64]

_MOST_COPIES = 5
_REACHES = (1, 4)  # units
_RARE = 8  # a word is rare if at most one in eight units has it
_LONGEST_WORD = 64  # characters that tell words apart
_BRIEF = 25 * TENTHS  # of words: the copies of a headline are no longer, nor is a title with the name of the site
_AT_ONCE = 8192  # words whose characters are held as wide numbers at one time
_FAR_APART = 10**6  # units


class Words(NamedTuple):
    """The words of a page, in the order of its text."""

    unit: Ints  # for each word its unit
    hashes: Hashes


def words_of(reading: Reading, tables: Tables) -> Words:
    """Return the words of a page."""
    codes = lowered(reading.codes, tables.lowered)
    dense = np.flatnonzero((reading.classes == CLASS["han"]) | (reading.classes == CLASS["thai"]))
    pairs = dense[:-1][(np.diff(dense) == 1)] if len(dense) else dense
    second = codes[np.minimum(pairs + 1, len(codes) - 1)]
    pair_hashes = _mixed(codes[pairs].astype(np.uint64) * np.uint64(0x110000) + second)
    places = np.concatenate((reading.word_starts, pairs))
    hashes = np.concatenate((_word_hashes(codes, reading.word_starts, reading.word_stops), pair_hashes))
    order = np.argsort(places, kind="stable")
    return Words(reading.unit[places[order]], hashes[order])


def vocabulary(page: Page, reading: Reading, words: Words) -> Columns:
    """Return what the words of each unit show."""
    return {**_copies(len(page.units), words), **_shared(page, reading, words)}


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers that look like drawn by lot, the same for the same number (the finaliser of SplitMix64)."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _word_hashes(codes: Codes, starts: Ints, stops: Ints) -> Hashes:
    """A number for each word: the sum of numbers for its characters and their places in the word."""
    hashes = np.zeros(len(starts), np.uint64)
    for first in range(0, len(starts), _AT_ONCE):
        begins, ends = starts[first : first + _AT_ONCE], stops[first : first + _AT_ONCE]
        text = codes[begins[0] : ends[-1]].astype(np.uint64)
        hashes[first : first + _AT_ONCE] = _sums(text, begins - begins[0], ends - begins[0])
    return hashes


def _sums(codes: Hashes, starts: Ints, stops: Ints) -> Hashes:
    begins = np.zeros(len(codes), np.int64)
    begins[starts] = starts
    place = np.minimum(np.arange(len(codes)) - np.maximum.accumulate(begins), _LONGEST_WORD - 1)
    total = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(_mixed(codes * np.uint64(_LONGEST_WORD) + place.astype(np.uint64)), out=total[1:])
    return total[stops] - total[starts]


def signatures(count: int, words: Words) -> Hashes:
    """Return a number for the words of each unit, which is the same for the same words in the same order."""
    begins = np.searchsorted(words.unit, np.arange(count))
    rank = np.arange(len(words.hashes)) - begins[words.unit]
    out = np.zeros(count, np.uint64)
    np.add.at(out, words.unit, _mixed(words.hashes + rank.astype(np.uint64)))
    return out


def _copies(count: int, words: Words) -> Columns:
    """How often the words of a unit occur on the page, and how far the next copies are."""
    known = np.bincount(words.unit, minlength=count) > 0
    _, same, copies = np.unique(signatures(count, words), return_inverse=True, return_counts=True)
    order = np.lexsort((np.arange(count), same))
    adjacent = same[order][1:] == same[order][:-1]
    distance = np.minimum(np.diff(order), FAR)[adjacent]
    above, below = np.full(count, FAR), np.full(count, FAR)
    below[order[:-1][adjacent]] = distance
    above[order[1:][adjacent]] = distance
    return {
        "copies": np.where(known, np.minimum(copies[same], _MOST_COPIES), 1),
        "copy above": octaves(np.where(known, above, FAR)),
        "copy below": octaves(np.where(known, below, FAR)),
    }


def _shared(page: Page, reading: Reading, words: Words) -> Columns:
    """How much of a unit's words the running text and the neighbours have; a word of few units counts for more."""
    count = len(page.units)
    _, numbers = np.unique(words.hashes, return_inverse=True)
    size = int(numbers.max(initial=0)) + 1
    cells = np.unique(words.unit * size + numbers)  # one for each word of each unit
    unit, word = cells // size, cells % size
    running = (reading.running & reading.left)[unit]
    units_with = np.bincount(word, minlength=size)
    elsewhere = np.bincount(word[running], minlength=size)[word] - running > 0
    weight = octaves(np.array(count)) - octaves(np.maximum(units_with, 1) - 1)[word]
    whole = np.bincount(unit, weight, count)
    distinct = np.bincount(unit, minlength=count)
    rare = elsewhere & (units_with[word] * _RARE <= count)
    brief = (~reading.running & (reading.tenths <= _BRIEF))[unit]
    in_brief = np.bincount(word[brief], minlength=size)[word] - brief > 0

    def share(mask: NDArray[np.bool_]) -> Ints:
        return shares(np.bincount(unit, weight * mask, count), whole)

    columns: Columns = {
        "words of the text": shares(np.bincount(unit[elsewhere], minlength=count), distinct),
        "weight of words of the text": share(elsewhere),
        "weight of words that occur once": share(units_with[word] == 1),
        "weight of words of other short units": share(in_brief),
        "rare words of the text": octaves(np.bincount(unit[rare], minlength=count)),
    }
    above, below = _gaps(unit, word)
    for reach in _REACHES:
        columns[f"words of {reach} above"] = share(above <= reach)
        columns[f"words of {reach} below"] = share(below <= reach)
    return columns


def _gaps(unit: Ints, word: Ints) -> tuple[Ints, Ints]:
    """For each word of each unit how many units above and below the next unit with this word is."""
    order = np.lexsort((unit, word))
    gap = np.where(np.diff(word[order]) == 0, np.diff(unit[order]), _FAR_APART)
    above, below = np.full(len(unit), _FAR_APART), np.full(len(unit), _FAR_APART)
    above[order[1:]] = gap
    below[order[:-1]] = gap
    return above, below
