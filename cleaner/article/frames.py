"""Features of repetition: frames that repeat, such as those of comments and teasers, and runs of like units."""

import numpy as np

from cleaner.article.around import ONE, Ints, Sums, octaves, run_lengths, shares
from cleaner.article.look import Columns
from cleaner.article.page import Page
from cleaner.article.reading import TENTHS, Reading

_PERIODS = range(2, 11)  # units from one frame to the next
_BETTER = ONE // 20  # a longer period must fit this much better
_LARGEST = 6  # classes of length
_SHORT = 6 * TENTHS  # of words


def frames(page: Page, reading: Reading) -> Columns:
    """Return how regular the page is around each unit."""
    looks = _looks(page, reading)
    fit, period = _frame(looks)
    bullets = reading.bulleted
    return {
        "frame": fit,
        "period of the frame": period,
        "run of bullets": octaves(run_lengths(bullets)),
        "run of running text": octaves(run_lengths(reading.running)),
        "run of short units": octaves(run_lengths(reading.tenths < _SHORT)),
        "run of sentences": octaves(run_lengths(reading.stops)),
        "run of one length": octaves(run_lengths(_lengths(reading))),
        "bullets of the page": shares(np.full(len(bullets), bullets.sum()), len(bullets)),
    }


def _lengths(reading: Reading) -> Ints:
    """How often 1 must be doubled to get the words of each unit plus 1."""
    lengths: Ints = np.minimum(octaves(reading.tenths // TENTHS) // ONE, _LARGEST)
    return lengths


def _looks(page: Page, reading: Reading) -> Ints:
    """A number for the look of each unit: units of the same look have the same place in a frame."""
    blank = np.asarray(page.blanks[:-1]) > 0
    looks = _lengths(reading)
    for mask in (reading.stops, reading.bulleted, reading.counts["digit"] > 0, blank, ~reading.left):
        looks = looks * 2 + mask
    return looks


def _frame(looks: Ints) -> tuple[Ints, Ints]:
    """How well the units around each unit repeat, from 0 to ONE, and after how many units they do."""
    count = len(looks)
    best, period = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for step in _PERIODS:
        if count <= 2 * step:
            break
        alike = np.zeros(count, np.bool_)
        alike[step:] = looks[step:] == looks[:-step]  # like the unit one period above
        sums = Sums(alike)
        fit = shares(np.maximum(sums.between(1 - step, step), sums.between(1, 2 * step)), 2 * step)
        better = fit > best + _BETTER
        best, period = np.where(better, fit, best), np.where(better, step, period)
    return best, period
