"""Statistics of rules and outlets: when a rate has changed, and which shares of removed words are usual.

Shares of removed words are in percent, from 0 to 100.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

from cleaner.corpus.tally import OutletTally
from cleaner.health.history import Rate, Spread

FALSE_ALARM = 0.01  # probability that any of the rates of a run counts as changed although nothing has changed
EXACT_TERMS = 5_000  # terms of the longest sum for the exact test; with more, the z-test says the same
LEAST_STEP, LEAST_RATIO = 0.1, 1.5  # a rate that moves by less than both has not changed, however sure the test is
BAND_POINTS, BAND_ERRORS = 5.0, 3.0  # an outlet's usual band, to each side: percentage points at least; standard errors
FENCE_POINTS = 20  # percentage points from the median to a fence, at least
FENCE_QUARTILES = 1.5  # distances between the quartiles from a quartile to its fence


def rate_changed(before: Rate, now: Rate, compared: int = 1) -> bool:
    """Whether the rate of a rule has changed by more than chance, if `compared` rates are tested at once.

    >>> rate_changed(Rate(90, 100, None), Rate(20, 100, None)), rate_changed(Rate(9, 10, None), Rate(8, 10, None))
    (True, False)
    """
    low, high = sorted((before.documents / before.asked, now.documents / now.asked))
    if high - low < LEAST_STEP and high < low * LEAST_RATIO:
        return False
    return p_value(before, now) < FALSE_ALARM / max(compared, 1)


def p_value(before: Rate, now: Rate) -> float:
    """The probability that two runs differ this much by chance: Fisher's exact test, twice the smaller tail.

    If nothing has changed, the documents in which the rule acts are distributed hypergeometrically over the two
    runs. For runs so large that the sum would be long, this is the z-test of two proportions.

    >>> round(p_value(Rate(3, 10, None), Rate(0, 10, None)), 3)
    0.211
    >>> round(p_value(Rate(30, 10_000, None), Rate(1, 10, None)), 3)
    0.061
    """
    smaller = min(before, now, key=lambda rate: rate.asked)
    acts, asked = before.documents + now.documents, before.asked + now.asked
    low, high = max(0, acts - (asked - smaller.asked)), min(acts, smaller.asked)
    if high - low > EXACT_TERMS:
        pooled = acts / asked
        error = math.sqrt(pooled * (1 - pooled) * (1 / before.asked + 1 / now.asked))
        return 2 * NormalDist().cdf(-abs(before.documents / before.asked - now.documents / now.asked) / error)
    total = _log_combinations(asked, smaller.asked)
    below = above = 0.0
    for n in range(low, high + 1):
        ways = _log_combinations(acts, n) + _log_combinations(asked - acts, smaller.asked - n)
        probability = math.exp(ways - total)
        below += probability * (n <= smaller.documents)
        above += probability * (n >= smaller.documents)
    return min(1.0, 2 * min(below, above))


def _log_combinations(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose `k` of `n` things."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def spread_of(outlet: OutletTally, date: str) -> Spread:
    """The mean and standard deviation of the shares that the documents of an outlet lost.

    >>> from collections import Counter
    >>> outlet = OutletTally()
    >>> outlet.documents, outlet.shares = 4, Counter({40: 2, 60: 2})
    >>> spread_of(outlet, "2024-05-01")
    Spread(date='2024-05-01', documents=4, mean=50.0, deviation=10.0)
    """
    mean = sum(percent * number for percent, number in outlet.shares.items()) / outlet.documents
    variance = sum((percent - mean) ** 2 * number for percent, number in outlet.shares.items()) / outlet.documents
    return Spread(date, outlet.documents, round(mean, 2), round(math.sqrt(variance), 2))


class Band(NamedTuple):
    """The usual shares of an outlet, in percent."""

    low: float
    high: float

    def holds(self, percent: float) -> bool:
        """Whether a share is in the band."""
        return self.low <= percent <= self.high

    def __str__(self) -> str:
        return f"{max(self.low, 0):.0f} to {min(self.high, 100):.0f} %"


def usual_band(runs: tuple[Spread, ...], documents: int) -> Band:
    """The band that holds the mean share of a run of `documents`, if nothing has changed since earlier runs.

    It is the mean of the earlier runs plus and minus three standard errors, and at least five percentage points. The
    error combines the variance inside the runs, which matters less the more documents there are, and the
    variance between the runs.
    """
    total = sum(run.documents for run in runs)
    mean = sum(run.mean * run.documents for run in runs) / total
    inside = sum(run.deviation**2 * run.documents for run in runs) / total
    between = sum((run.mean - mean) ** 2 for run in runs) / (len(runs) - 1) if len(runs) > 1 else 0.0
    error = math.sqrt(inside / documents + inside / total + between)
    reach = max(BAND_POINTS, BAND_ERRORS * error)
    return Band(mean - reach, mean + reach)


def fences(outlet: OutletTally) -> Band:
    """The band that holds the usual documents of one run, from their quartiles.

    >>> from collections import Counter
    >>> outlet = OutletTally()
    >>> outlet.documents, outlet.shares = 10, Counter({50: 5, 60: 5})
    >>> fences(outlet)
    Band(low=30.0, high=75.0)
    """
    first, median, third = (_quantile(outlet, part) for part in (0.25, 0.5, 0.75))
    reach = FENCE_QUARTILES * (third - first)
    return Band(float(min(first - reach, median - FENCE_POINTS)), float(max(third + reach, median + FENCE_POINTS)))


def _quantile(outlet: OutletTally, part: float) -> int:
    """The smallest share, in percent, that at least this part of the documents does not exceed."""
    needed, counted = math.ceil(part * outlet.documents), 0
    for percent in sorted(outlet.shares):
        counted += outlet.shares[percent]
        if counted >= needed:
            return percent
    return 0
