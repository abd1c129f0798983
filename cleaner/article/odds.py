"""What the net says about a page: log odds of its units, and how likely each kind of page is."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

PAGE_KINDS: Final = ("article", "documentation", "forum", "listing", "product", "collection", "service", "recipe")

PARTS: Final = 1024 * 2048  # of 1, in which the net counts log odds
_DIGITS: Final = 3  # behind the point

_MOST_TOKENS: Final = 60  # a longer unit counts as this long for the page as a whole
_POOL_PARTS: Final = 10  # parts of a token; an empty or removed unit counts for one part


class Said(NamedTuple):
    """What one net says, in PARTS."""

    article: Sequence[int]
    headline: Sequence[int]
    kinds: Sequence[int]


class Odds(NamedTuple):
    """What the nets say about a page."""

    article: list[float]  # for each unit the log odds that it is part of the article
    headline: list[float]  # that it is the headline
    kinds: list[float]  # for each of PAGE_KINDS how likely the page is of this kind


def odds_of(said: Sequence[Said]) -> Odds:
    """Return the mean of what some nets say.

    >>> odds_of([Said([2097152], [0], [0] * 8), Said([0], [0], [0] * 8)])
    Odds(article=[0.5], headline=[0.0], kinds=[0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125])
    """
    parts = PARTS * len(said)

    def means(values: Sequence[Sequence[int]]) -> list[float]:
        return [round(sum(own) / parts, _DIGITS) for own in zip(*values, strict=True)]

    kinds = [sum(own) / parts for own in zip(*(one.kinds for one in said), strict=True)]
    likely = [math.exp(kind - max(kinds)) for kind in kinds]
    return Odds(
        means([one.article for one in said]),
        means([one.headline for one in said]),
        [round(own / sum(likely), _DIGITS) for own in likely],
    )


def pool_shares(tokens: Sequence[int], left: Sequence[bool]) -> list[int]:
    """Return what each unit counts for in the page as a whole.

    >>> pool_shares([3, 500, 3], [True, True, False])
    [31, 601, 1]
    """
    return [min(own, _MOST_TOKENS) * is_left * _POOL_PARTS + 1 for own, is_left in zip(tokens, left, strict=True)]
