"""The ordered map over processes."""

import os
import time
from collections.abc import Iterator

import pytest

from cleaner.corpus.pool import Lost, ordered


def nothing() -> None:
    pass


def double(number: int) -> int:
    time.sleep(0.002 * (number % 3))
    if number == 13:
        os._exit(1)
    if number == 77:
        raise ValueError(number)
    return 2 * number


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("size", [0, 1, 2, 12])
def test_results_come_in_the_order_of_the_things(jobs: int, size: int) -> None:
    assert list(ordered(double, range(size), jobs, nothing, ())) == [(n, 2 * n) for n in range(size)]


def test_a_worker_that_dies_loses_only_what_it_held() -> None:
    found = dict(ordered(double, range(30), 2, nothing, ()))
    assert found == {n: Lost() if n == 13 else 2 * n for n in range(30)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_function_raises_stands_in_its_place(jobs: int) -> None:
    made = [made for _, made in ordered(double, [1, 77, 2], jobs, nothing, ())]
    assert made[0] == 2
    assert made[2] == 4
    assert isinstance(made[1], Lost)
    assert "77" in made[1].why


def test_things_are_taken_only_when_there_is_room() -> None:
    taken = 0

    def things() -> Iterator[int]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield n if n != 13 else 14

    made = ordered(double, things(), 2, nothing, ())
    next(made)
    assert taken <= 10
    made.close()
