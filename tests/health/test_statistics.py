"""When a rate has changed, and which shares are usual."""

from collections import Counter

import pytest

from cleaner.corpus.tally import OutletTally
from cleaner.health.history import Rate, Spread
from cleaner.health.statistics import fences, rate_changed, usual_band

RATES = {
    "the same": ((50, 100), (50, 100), False),
    "a little less": ((50, 100), (45, 100), False),
    "a little less of very many": ((50_000, 100_000), (49_000, 100_000), False),
    "much less of very few": ((9, 10), (5, 10), False),
    "never, and never before": ((0, 100), (0, 100), False),
    "always, as before": ((100, 100), (9, 9), False),
    "once in a short run, rare in a long one": ((30, 10_000), (1, 10), False),
    "often in a short run, rare in a long one": ((30, 10_000), (4, 10), True),
    "a little more of so many that the sum is long": ((500_000, 1_000_000), (501_000, 1_000_000), False),
    "half as often": ((60, 100), (30, 100), True),
    "no longer, after it was rare": ((200, 10_000), (0, 10_000), True),
    "twice as often": ((20, 100), (45, 100), True),
}


@pytest.mark.parametrize(("was", "now", "wanted"), RATES.values(), ids=RATES)
def test_a_rate_has_changed_if_chance_does_not_explain_it(
    was: tuple[int, int], now: tuple[int, int], wanted: bool
) -> None:
    before, after = Rate(*was, None), Rate(*now, None)
    assert rate_changed(before, after) is wanted
    assert rate_changed(after, before) is wanted


def test_more_rates_need_a_larger_difference() -> None:
    assert rate_changed(Rate(9, 30, None), Rate(20, 30, None))
    assert not rate_changed(Rate(9, 30, None), Rate(20, 30, None), 1000)


def outlet(shares: dict[int, int]) -> OutletTally:
    tally = OutletTally()
    tally.documents, tally.shares = sum(shares.values()), Counter(shares)
    return tally


def test_the_fences_are_wide_even_if_all_documents_are_alike() -> None:
    assert fences(outlet({50: 20})) == (30, 70)
    assert fences(outlet({10: 10, 50: 10, 90: 10})) == (-110, 210)


def test_the_band_of_earlier_runs_narrows_with_more_documents() -> None:
    runs = (Spread("2024-01-01", 100, 50.0, 10.0), Spread("2024-02-01", 100, 52.0, 10.0))
    few, many = usual_band(runs, 8), usual_band(runs, 1000)
    assert few.low < many.low < 51 < many.high < few.high
    assert usual_band(runs[:1], 10_000) == (45.0, 55.0)
