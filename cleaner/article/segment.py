"""Which units of a page are the article, given the log odds of each."""

from collections.abc import Sequence
from typing import NamedTuple

_MOST_TOKENS = 100  # a longer unit counts as this long
_WEIGHT = [(tokens + 1) ** 0.6 for tokens in range(_MOST_TOKENS + 1)]


class Costs(NamedTuple):
    """The price of a decision, in log odds."""

    bias: float  # added to the log odds of each unit; a larger bias makes articles longer
    text: float  # added to the log odds of running text
    switch: float  # for each place where the article begins or ends
    together: float  # times the price of a switch inside a block


class Evidence(NamedTuple):
    """What is known about a unit."""

    odds: float  # log odds that it is part of the article
    tokens: int
    running: bool
    left: bool  # whether no rule removed it
    joined: bool  # whether it is in one block with the unit above


def segments(page: Sequence[Evidence], costs: Costs) -> list[bool]:
    """Return for each unit whether it is part of the article: the choice with the greatest sum of log odds.

    An article may have several stretches; each beginning and each end costs `switch`. A unit is weighed by its tokens
    to the power of 0.6: paragraphs outweigh menus, and one giant line does not outweigh an article (Viterbi's
    algorithm for two states).

    >>> evidence = [Evidence(odds, 30, True, True, False) for odds in (-2.0, 3.0, -0.1, 3.0, -2.0)]
    >>> segments(evidence, Costs(bias=0, text=0, switch=3, together=1))
    [False, True, True, True, False]
    """
    outside = inside = 0.0  # the best sums so far that end outside and inside the article
    entered: list[bool] = []  # for each unit, whether the best way to be inside comes from outside
    left: list[bool] = []  # whether the best way to be outside comes from inside
    for unit in page:
        price = costs.switch * (costs.together if unit.joined else 1.0)
        left.append(inside - price > outside)
        entered.append(outside - price > inside)
        outside, inside = (
            inside - price if left[-1] else outside,
            outside - price if entered[-1] else inside,
        )
        if unit.left:
            odds = unit.odds + costs.bias + (costs.text if unit.running else 0.0)
            inside += odds * _WEIGHT[min(unit.tokens, _MOST_TOKENS)]
    chosen: list[bool] = []
    state = inside > outside
    for n in range(len(page) - 1, -1, -1):
        chosen.append(state)
        state = not entered[n] if state else left[n]
    return chosen[::-1]
