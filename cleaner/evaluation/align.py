"""Align the lines of a dump with another text, to find the lines that occur in it.

One alignment covers the whole dump and keeps the order of both texts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

RUN = 3  # consecutive tokens that two texts must share to be aligned there; a shorter line must match as a whole
PLACES = 64  # the most places in the other text that are tried for the same tokens, from its start


class Run(NamedTuple):
    """Consecutive tokens of one line that also occur in the other text. A run is as long as possible."""

    start: int  # place of the first token in the dump, counted in tokens from 0
    end: int  # place just past the last token in the dump
    other_start: int  # place of the first token in the other text
    line: int  # the line, from 0

    @property
    def other_end(self) -> int:
        """Place just past the last token in the other text."""
        return self.other_start + self.end - self.start


class LineRun(NamedTuple):
    """A run, with places counted from the start of its line."""

    start: int
    end: int
    other_start: int


class ChainEnd(NamedTuple):
    """The last run of a chain, and the length of the chain."""

    tokens: int  # of all runs of the chain
    run: int  # index of the last run; -1: the empty chain


def aligned(lines: Sequence[Sequence[str]], other: Sequence[str]) -> list[int]:
    """For each line, given as its tokens, the number of its tokens that are on the alignment.

    The alignment is the chain of runs with the most tokens in which each run comes after the one before it in
    both texts. A token of the other text is used once: the menu's "News" is not aligned with "Fox News said" if
    that sentence is also a line of the dump.

    >>> aligned([["News"], "Fox News said so today".split()], "Fox News said so today".split())
    [0, 5]
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for size in range(1, RUN + 1):
        for start in range(len(other) - size + 1):
            places.setdefault(tuple(other[start : start + size]), []).append(start)
    runs: list[Run] = []
    above = 0  # tokens of the lines above
    for number, line in enumerate(lines):
        runs += [Run(above + run.start, above + run.end, run.other_start, number) for run in _runs(line, places)]
        above += len(line)
    counts = [0] * len(lines)
    for run in _longest_chain(sorted(runs)):
        counts[run.line] += run.end - run.start
    return counts


def _runs(line: Sequence[str], places: dict[tuple[str, ...], list[int]]) -> Iterator[LineRun]:
    """The runs of one line."""
    size = min(len(line), RUN)
    if not size:
        return
    open_runs: dict[int, int] = {}  # place in the other text minus place in the line -> start of the run in the line
    for at in range(len(line) - size + 1):
        shifts = {place - at for place in places.get(tuple(line[at : at + size]), [])[:PLACES]}
        for shift in [shift for shift in open_runs if shift not in shifts]:
            start = open_runs.pop(shift)
            yield LineRun(start, at - 1 + size, start + shift)
        for shift in shifts:
            open_runs.setdefault(shift, at)
    for shift, start in open_runs.items():
        yield LineRun(start, len(line), start + shift)


def _longest_chain(runs: list[Run]) -> Iterator[Run]:
    """The runs of the chain with the most tokens, the last one first. `runs` are in the order of the dump."""
    weight = [0] * len(runs)  # tokens of the longest chain that ends with this run
    previous = [-1] * len(runs)  # the run before it in that chain
    # The front: ascending places in the other text and, for each, the longest chain that ends at or before it.
    ends, chains = [0], [ChainEnd(0, -1)]
    by_end = sorted(range(len(runs)), key=lambda number: runs[number].end)
    passed = 0  # runs of `by_end` whose chains are on the front
    for number, run in enumerate(runs):
        while runs[by_end[passed]].end <= run.start:  # this chain ends before `run`, which is further down in `by_end`
            done = by_end[passed]
            _advance(ends, chains, runs[done].other_end, ChainEnd(weight[done], done))
            passed += 1
        tokens, previous[number] = chains[bisect_right(ends, run.other_start) - 1]
        weight[number] = tokens + run.end - run.start
    number = max(range(len(runs)), key=weight.__getitem__, default=-1)
    while number >= 0:
        yield runs[number]
        number = previous[number]


def _advance(ends: list[int], chains: list[ChainEnd], end: int, chain: ChainEnd) -> None:
    """Put a chain on the front, and remove the chains that end at or after its end and are not longer."""
    if chains[bisect_right(ends, end) - 1].tokens >= chain.tokens:
        return
    first = last = bisect_left(ends, end)
    while last < len(ends) and chains[last].tokens <= chain.tokens:
        last += 1
    ends[first:last], chains[first:last] = [end], [chain]
