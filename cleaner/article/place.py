"""Features of a unit's place: how far it is from the ends of the page, blank lines, running text around it."""

import numpy as np

from cleaner.article.around import Sums, octaves, shares, since, until
from cleaner.article.look import Columns
from cleaner.article.page import Page
from cleaner.article.reading import Reading

_SPARSE = 33  # a page that has kept its blank lines has one in at least every 33rd gap between its units
_LONG = 120  # tokens: a longer unit counts as this long
_MOST_BLANKS = 3
WINDOWS = ((-2, -1), (1, 2), (-5, -1), (1, 5), (-12, -1), (1, 12), (-30, -1), (1, 30))


def place(page: Page, reading: Reading) -> Columns:
    """Return what is around each unit."""
    count = len(page.units)
    running = reading.running & reading.left
    tokens = np.minimum(reading.tokens, _LONG) * reading.left
    text, everything = Sums(tokens * running), Sums(tokens)
    whole = max(int(text.total[-1]), 1)
    at = np.arange(count)
    return {
        **_blanks(page),
        "height": shares(at, count),
        "from the top": octaves(at),
        "from the end": octaves(count - at),
        "units of the page": octaves(np.full(count, count)),
        "text above": octaves(text.total[:-1]),
        "text below": octaves(whole - text.total[1:]),
        "share of the text above": shares(text.total[:-1], whole),
        "text of the page": octaves(np.full(count, whole)),
        "share of text on the page": shares(np.full(count, whole), int(everything.total[-1])),
        "since text": octaves(since(running)),
        "until text": octaves(until(running)),
        **_windows(text, everything),
    }


def _blanks(page: Page) -> Columns:
    """Blank lines above and below. If a page has lost its blank lines, the few that are left mean nothing."""
    blanks = np.asarray(page.blanks)
    count = len(page.units)
    apart = blanks[1:-1] > 0
    kept = bool(apart.sum() * _SPARSE >= count - 1)
    shown = np.minimum(blanks, _MOST_BLANKS) if kept else np.ones(count + 1, np.int64)
    return {
        "blank lines above": shown[:-1],
        "blank lines below": shown[1:],
        "blank lines kept": np.full(count, kept),
        "blank lines of the page": shares(np.full(count, apart.sum()), count - 1),
    }


def _windows(text: Sums, everything: Sums) -> Columns:
    columns: Columns = {}
    for low, high in WINDOWS:
        inside = text.between(low, high)
        columns[f"text from {low} to {high}"] = octaves(inside)
        columns[f"share of text from {low} to {high}"] = shares(inside, everything.between(low, high))
    return columns
