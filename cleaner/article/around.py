"""Sums, distances and runs around each unit of a page, as arrays, and the whole numbers that features are made of.

Features are whole numbers, and each is computed exactly. So a page has the same features on every processor, and the
same from the compiled kernel.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

FAR = 99  # units: the distance to what is not there
ONE = 256  # a share of 1, and a doubling


def octaves(numbers: NDArray[np.integer[Any]]) -> Ints:
    """Return how often 1 must be doubled to get each number plus 1, times ONE; linear between two doublings.

    It grows like a logarithm, and needs no tables and no rounding.

    >>> octaves(np.array([0, 1, 2, 3, 7])).tolist()
    [0, 256, 384, 512, 768]
    """
    half, doublings = np.frexp(numbers + 1.0)
    grown: Ints = (doublings - 1).astype(np.int64) * ONE + ((2 * half - 1) * ONE).astype(np.int64)
    return grown


def shares(parts: NDArray[np.generic], wholes: NDArray[np.generic] | int) -> Ints:
    """Return each part as a share of its whole, in parts of ONE; a whole of 0 counts as 1.

    >>> shares(np.array([1, 3]), np.array([2, 0])).tolist()
    [128, 768]
    """
    share: Ints = parts.astype(np.int64) * ONE // np.maximum(wholes, 1)
    return share


class Sums:
    """Sums of a value over the units around each unit.

    >>> Sums(np.array([1, 2, 4])).between(-1, -1).tolist()
    [0, 1, 2]
    """

    def __init__(self, values: NDArray[np.generic]) -> None:
        self.total = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values, out=self.total[1:])
        self._places = np.arange(len(values))

    def between(self, low: int, high: int) -> Ints:
        """Return for each unit the sum from `low` to `high` units below it; units above it are negative."""
        last = len(self._places)
        start = np.minimum(np.maximum(self._places + low, 0), last)
        stop = np.minimum(np.maximum(self._places + high + 1, 0), last)
        sums: Ints = self.total[stop] - self.total[start]
        return sums


def since(mask: Bools) -> Ints:
    """Return the distance of each unit to the last one above it that the mask has; FAR if there is none.

    >>> since(np.array([True, False, False])).tolist()
    [99, 1, 2]
    """
    places = np.arange(len(mask))
    last = np.full(len(mask), -1)
    last[1:] = np.maximum.accumulate(np.where(mask, places, -1))[:-1]
    return np.where(last < 0, FAR, np.minimum(places - last, FAR))


def until(mask: Bools) -> Ints:
    """Return the distance of each unit to the next one below it that the mask has; FAR if there is none."""
    distances: Ints = since(mask[::-1])[::-1]
    return distances


def run_lengths(values: NDArray[np.generic]) -> Ints:
    """Return for each unit the length of the run of equal values that it is in.

    >>> run_lengths(np.array([1, 1, 0])).tolist()
    [2, 2, 1]
    """
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    lengths = np.diff(np.concatenate(([0], edges, [len(values)])))
    runs: Ints = np.repeat(lengths, lengths)
    return runs
