"""Cards of other stories: a headline that is said twice, once for the picture and once for the text, and a summary."""

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.article.facts import Facts
from cleaner.article.headline import letters
from cleaner.article.page import Page

_LEAST_WORDS, _MOST_WORDS = 3, 25  # of the headline of a card
_REACH = 3  # units from the headline's first copy to its second: a label or a picture may be between them
_APART = 2  # units between two cards of a row
_ROW = 3  # cards: fewer may be a headline and a subhead
_SUMMARY_WORDS = 6
_LABEL_WORDS = 3
_LETTERS = 10  # shorter units repeat by chance


class Card(NamedTuple):
    """A headline and its copy, with what is between them, and maybe a summary below."""

    units: range
    summary: int | None  # the unit below the second copy, if it has the length of a sentence
    is_in_row: bool  # whether it is one of three cards or more


class _Pair(NamedTuple):
    start: int
    stop: int  # past the second copy
    summary: int | None
    is_labelled: bool  # whether the unit above the headline is repeated too

    @property
    def end(self) -> int:
        return self.stop if self.summary is None else self.summary + 1


def cards(page: Page, facts: Facts) -> list[Card]:
    """Return the cards of a page, in order.

    These are rows of three cards or more, and single cards with a label that is repeated too ("Rowing", "New boathouse
    shown", "boathouse.jpg", "Rowing", "New boathouse shown", and a sentence).
    """
    short = [letters(unit.text) if _may_repeat(facts, n) else "" for n, unit in enumerate(page.units)]
    pairs: list[_Pair] = []
    at = 0
    while at < len(short):
        pair = _pair(page, facts, short, at)
        if pair is not None:
            pairs.append(pair)
        at = at + 1 if pair is None else pair.end
    return [
        Card(range(pair.start, pair.stop), pair.summary, len(row) >= _ROW)
        for row in _rows(pairs)
        for pair in row
        if len(row) >= _ROW or pair.is_labelled
    ]


def _may_repeat(facts: Facts, n: int) -> bool:
    """Whether a unit may be the headline of a card: a unit near it has as many words.

    Few have, so few have to be compared letter by letter.
    """
    words = facts.words
    if facts.stops[n] or not _LEAST_WORDS <= facts.size(n) <= _MOST_WORDS:
        return False
    return words[n] in words[max(0, n - _REACH) : n] or words[n] in words[n + 1 : n + 1 + _REACH]


def _pair(page: Page, facts: Facts, short: Sequence[str], at: int) -> _Pair | None:
    """The card whose headline is a unit, if the same headline follows."""
    if len(short[at]) < _LETTERS:
        return None
    second = next((n for n in range(at + 1, min(at + 1 + _REACH, len(short))) if short[n] == short[at]), None)
    if second is None:
        return None
    label = letters(page.units[at - 1].text) if at else ""
    is_repeated = second - at > 1 and label == letters(page.units[second - 1].text)
    is_labelled = is_repeated and label not in ("", short[at]) and facts.size(at - 1) <= _LABEL_WORDS
    below = second + 1
    has_summary = below < len(short) and facts.size(below) >= _SUMMARY_WORDS and not page.removals[below]
    return _Pair(at - is_labelled, below, below if has_summary else None, is_labelled)


def _rows(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """Cards that follow each other."""
    rows: list[list[_Pair]] = []
    for pair in pairs:
        if rows and pair.start - rows[-1][-1].end <= _APART:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return rows
