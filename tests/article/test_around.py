"""Sums, distances and runs are those that a plain loop counts."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.around import FAR, ONE, Sums, octaves, run_lengths, shares, since, until

masks = st.lists(st.booleans(), max_size=150)


@given(st.lists(st.integers(-9, 9), max_size=40), st.integers(-12, 12), st.integers(-12, 12))
def test_a_window_has_the_sum_of_its_units(values: list[int], low: int, more: int) -> None:
    high = low + abs(more)
    sums = Sums(np.array(values)).between(low, high)
    assert sums.tolist() == [
        sum(values[at] for at in range(n + low, n + high + 1) if 0 <= at < len(values)) for n in range(len(values))
    ]


@given(masks)
def test_the_distance_to_the_last_unit_above_and_the_next_below(mask: list[bool]) -> None:
    def distance(n: int, step: int) -> float:
        at = n + step
        while 0 <= at < len(mask):
            if mask[at]:
                return min(abs(at - n), FAR)
            at += step
        return FAR

    places = range(len(mask))
    assert since(np.array(mask, np.bool_)).tolist() == [distance(n, -1) for n in places]
    assert until(np.array(mask, np.bool_)).tolist() == [distance(n, 1) for n in places]


@given(st.lists(st.integers(0, 2), min_size=1, max_size=60))
def test_a_run_is_as_long_as_its_equal_neighbours(values: list[int]) -> None:
    def length(n: int) -> int:
        start = stop = n
        while start > 0 and values[start - 1] == values[n]:
            start -= 1
        while stop + 1 < len(values) and values[stop + 1] == values[n]:
            stop += 1
        return stop + 1 - start

    assert run_lengths(np.array(values)).tolist() == [length(n) for n in range(len(values))]


@given(st.integers(0, 2**40))
def test_octaves_are_a_logarithm_with_straight_pieces(number: int) -> None:
    exact = math.log2(number + 1)
    (grown,) = octaves(np.array([number])).tolist()
    assert -1 <= exact * ONE - grown < 0.087 * ONE + 1
    power = 2 ** int(exact)
    assert grown == int(exact) * ONE + (number + 1 - power) * ONE // power


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_is_rounded_down(part: int, whole: int) -> None:
    assert shares(np.array([part]), whole).tolist() == [part * ONE // max(1, whole)]
