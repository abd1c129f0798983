"""The choice of units with the greatest sum of log odds."""

from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.segment import Costs, Evidence, segments

evidence = st.builds(
    Evidence,
    odds=st.floats(-9, 9).map(lambda odds: round(odds, 3)),
    tokens=st.integers(1, 200),
    running=st.booleans(),
    left=st.sampled_from([True, True, True, False]),
    joined=st.booleans(),
)
costs = st.builds(
    Costs, bias=st.floats(-2, 2), text=st.floats(0, 2), switch=st.floats(0, 20), together=st.floats(0.5, 6)
)


def worth(page: list[Evidence], choice: list[bool], price: Costs) -> float:
    """The sum that a choice has. At the edges of the page an article begins and ends for nothing."""
    total = 0.0
    for unit, inside in zip(page, choice, strict=True):
        if inside and unit.left:
            odds = unit.odds + price.bias + (price.text if unit.running else 0.0)
            total += odds * (min(unit.tokens, 100) + 1) ** 0.6
    for (above, here), unit in zip(pairwise(choice), page[1:], strict=True):
        if above != here:
            total -= price.switch * (price.together if unit.joined else 1.0)
    return total


@given(st.lists(evidence, min_size=1, max_size=10), costs)
def test_no_choice_of_units_has_a_greater_sum(page: list[Evidence], price: Costs) -> None:
    chosen = segments(page, price)
    best = max(worth(page, list(choice), price) for choice in product([False, True], repeat=len(page)))
    assert worth(page, chosen, price) == pytest.approx(best, abs=1e-6)


def units(*odds: float, **facts: Any) -> list[Evidence]:
    common = Evidence(0.0, 30, running=True, left=True, joined=False)
    return [common._replace(odds=one, **facts) for one in odds]


COSTS = Costs(bias=0, text=0, switch=3, together=2)


@pytest.mark.parametrize(
    ("page", "price", "expected"),
    [
        (units(-2, 3, -0.1, 3, -2), COSTS, "-+++-"),
        (units(-2, 3, -2, 3, -2), COSTS, "-+-+-"),  # several stretches
        (units(-2, 3, -2, 3, -2), COSTS._replace(switch=9), "-+++-"),
        (units(-2, 3, -2, 3, -2), COSTS._replace(bias=2.5), "+++++"),
        (units(-1, 3, -1, 3, -1), COSTS._replace(text=2), "+++++"),
        (units(-1, 3, -1, 3, -1, running=False), COSTS._replace(text=2, switch=0), "-+-+-"),
        (units(1, 1, left=False), COSTS, "--"),
        ([], COSTS, ""),
        (units(0.3, -0.1, 0.3), COSTS, "+++"),  # a page's edges are free
    ],
)
def test_longer_articles_are_a_matter_of_costs(page: list[Evidence], price: Costs, expected: str) -> None:
    assert "".join("+" if inside else "-" for inside in segments(page, price)) == expected


def test_a_block_is_parted_only_for_strong_reasons() -> None:
    apart = units(3, 3, -0.4, -0.4, tokens=20)
    assert segments(apart, COSTS) == [True, True, False, False]
    joined = [apart[0], *(unit._replace(joined=True) for unit in apart[1:])]
    assert segments(joined, COSTS) == [True] * 4
    assert segments([unit._replace(odds=unit.odds * 9) for unit in joined], COSTS) == [True, True, False, False]
