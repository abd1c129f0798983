"""The ordered map over processes."""

import os
import time
from collections.abc import Callable, Iterator

import pytest

from cleaner.corpus.pool import Lost, ordered_map


def start() -> Callable[[int], int]:
    return double


def double(number: int) -> int:
    time.sleep(0.002 * (number % 3))
    if number == 13:
        os._exit(1)
    if number == 77:
        raise ValueError(number)
    return 2 * number


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("size", [0, 1, 12])
def test_outputs_come_in_the_order_of_the_items(processes: int, size: int) -> None:
    assert list(ordered_map(start, (), range(size), processes)) == [(n, 2 * n) for n in range(size)]


def test_a_worker_that_dies_loses_only_the_item_that_it_held() -> None:
    outputs = dict(ordered_map(start, (), range(30), 2))
    assert outputs == {n: Lost() if n == 13 else 2 * n for n in range(30)}


@pytest.mark.parametrize("processes", [1, 2])
def test_an_exception_takes_the_place_of_the_output(processes: int) -> None:
    outputs = [output for _, output in ordered_map(start, (), [1, 77, 2], processes)]
    assert outputs == [2, Lost("ValueError: 77"), 4]


def test_items_are_taken_only_when_there_is_room() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield n if n != 13 else 14

    outputs = ordered_map(start, (), items(), 2)
    next(outputs)
    assert taken <= 10
    outputs.close()
