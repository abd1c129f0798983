"""Features of repetition: frames that repeat, such as those of comments and teasers, and runs of like units."""

import numpy as np

from cleaner.article.around import Floats, Ints, Sums, run_lengths
from cleaner.article.look import Columns
from cleaner.article.page import Page
from cleaner.article.reading import Reading

_PERIODS = range(2, 11)  # units from one frame to the next
_BETTER = 0.05  # a longer period must fit this much better
_LARGEST = 6  # classes of length
_SHORT = 6  # words


def frames(page: Page, reading: Reading) -> Columns:
    """Return how regular the page is around each unit."""
    looks = _looks(page, reading)
    fit, period = _frame(looks)
    bullets = reading.bulleted
    return {
        "frame": fit,
        "period of the frame": period / _PERIODS.stop,
        "run of bullets": np.log1p(run_lengths(bullets)),
        "run of running text": np.log1p(run_lengths(reading.running)),
        "run of short units": np.log1p(run_lengths(reading.size < _SHORT)),
        "run of sentences": np.log1p(run_lengths(reading.stops)),
        "run of one length": np.log1p(run_lengths(_lengths(reading))),
        "bullets of the page": np.full(len(bullets), bullets.mean()),
    }


def _lengths(reading: Reading) -> Ints:
    lengths: Ints = np.minimum(np.log2(reading.size + 1).astype(np.int64), _LARGEST)
    return lengths


def _looks(page: Page, reading: Reading) -> Ints:
    """A number for the look of each unit: units of the same look have the same place in a frame."""
    blank = np.asarray(page.blanks[:-1]) > 0
    looks = _lengths(reading)
    for mask in (reading.stops, reading.bulleted, reading.counts["digit"] > 0, blank, ~reading.left):
        looks = looks * 2 + mask
    return looks


def _frame(looks: Ints) -> tuple[Floats, Floats]:
    """How well the units around each unit repeat, from 0 to 1, and after how many units they do."""
    count = len(looks)
    best, period = np.zeros(count), np.zeros(count)
    for step in _PERIODS:
        if count <= 2 * step:
            break
        alike = np.zeros(count)
        alike[step:] = looks[step:] == looks[:-step]  # like the unit one period above
        sums = Sums(alike)
        fit = np.maximum(sums.between(1 - step, step), sums.between(1, 2 * step)) / (2 * step)
        better = fit > best + _BETTER
        best, period = np.where(better, fit, best), np.where(better, step, period)
    return best, period
