"""Sums, distances and runs around each unit of a page, as arrays."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

FAR = 99.0  # units: the distance to what is not there


class Sums:
    """Sums of a value over the units around each unit.

    >>> Sums(np.array([1.0, 2.0, 4.0])).between(-1, -1).tolist()
    [0.0, 1.0, 2.0]
    """

    def __init__(self, values: NDArray[np.generic]) -> None:
        self.total = np.zeros(len(values) + 1)
        np.cumsum(values, out=self.total[1:])
        self._places = np.arange(len(values))

    def between(self, low: int, high: int) -> Floats:
        """Return for each unit the sum from `low` to `high` units below it; units above it are negative."""
        last = len(self._places)
        start = np.minimum(np.maximum(self._places + low, 0), last)
        stop = np.minimum(np.maximum(self._places + high + 1, 0), last)
        sums: Floats = self.total[stop] - self.total[start]
        return sums


def since(mask: Bools) -> Floats:
    """Return the distance of each unit to the last one above it that the mask has; FAR if there is none.

    >>> since(np.array([True, False, False])).tolist()
    [99.0, 1.0, 2.0]
    """
    places = np.arange(len(mask))
    last = np.full(len(mask), -1)
    last[1:] = np.maximum.accumulate(np.where(mask, places, -1))[:-1]
    return np.where(last < 0, FAR, np.minimum(places - last, FAR))


def until(mask: Bools) -> Floats:
    """Return the distance of each unit to the next one below it that the mask has; FAR if there is none."""
    distances: Floats = since(mask[::-1])[::-1]
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
