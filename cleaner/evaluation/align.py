"""Which lines of a dump stand in another text: by one alignment of the whole dump to it, in the order of both."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

RUN = 3  # equal tokens on end that say that two texts speak of the same; a shorter line has to be there whole
PLACES = 64  # of the same few tokens in the other text that are tried, the first ones


class Run(NamedTuple):
    """Tokens of one line that stand in the other text on end, as many as there are."""

    start: int  # the first one's place in the dump, counted in tokens from 0
    end: int  # the place behind the last one
    there: int  # the first one's place in the other text
    line: int  # which line, from 0


def aligned(lines: Sequence[Sequence[str]], other: Sequence[str]) -> list[int]:
    """For each line, given as its tokens, how many of them lie on the alignment.

    It is the chain of runs with the most tokens in which each run stands behind the one before in both texts.
    What a paragraph has taken is taken: the menu's "News" finds no place in "Fox News said" beside that sentence.

    >>> aligned([["News"], "Fox News said so today".split()], "Fox News said so today".split())
    [0, 5]
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for size in range(1, RUN + 1):
        for at in range(len(other) - size + 1):
            places.setdefault(tuple(other[at : at + size]), []).append(at)
    runs: list[Run] = []
    before = 0
    for number, line in enumerate(lines):
        runs += [Run(before + start, before + end, there, number) for start, end, there in _runs(line, places)]
        before += len(line)
    taken = [0] * len(lines)
    for run in _chain(sorted(runs)):
        taken[run.line] += run.end - run.start
    return taken


def _runs(line: Sequence[str], places: dict[tuple[str, ...], list[int]]) -> Iterator[tuple[int, int, int]]:
    """The runs of one line: where they begin and end in it, and where they begin in the other text."""
    size = min(len(line), RUN)
    if not size:
        return
    begun: dict[int, int] = {}  # how far apart the two places are -> where the run began
    for at in range(len(line) - size + 1):
        found = places.get(tuple(line[at : at + size]), [])
        apart = {there - at for there in found[:PLACES]}
        for gone in [shift for shift in begun if shift not in apart]:
            start = begun.pop(gone)
            yield start, at - 1 + size, start + gone
        for shift in apart:
            begun.setdefault(shift, at)
    for shift, start in begun.items():
        yield start, len(line), start + shift


def _chain(runs: list[Run]) -> Iterator[Run]:
    """Of runs in the order of the dump, those of the longest chain, the last one first."""
    weight = [0] * len(runs)  # tokens of the longest chain that ends with this run
    before = [-1] * len(runs)  # the run ahead of it in that chain
    # the front: places in the other text, and the longest chain that ends there or ahead; both rise
    ends, longest = [0], [(0, -1)]
    done = sorted(range(len(runs)), key=lambda number: runs[number].end)
    past = 0  # of `done`, how many stand on the front
    for number, run in enumerate(runs):
        while runs[done[past]].end <= run.start:  # stops in time: the run itself is still in `done`
            _advance(ends, longest, runs[done[past]], weight[done[past]], done[past])
            past += 1
        tokens, before[number] = longest[bisect_right(ends, run.there) - 1]
        weight[number] = tokens + run.end - run.start
    number = max(range(len(runs)), key=weight.__getitem__, default=-1)
    while number >= 0:
        yield runs[number]
        number = before[number]


def _advance(ends: list[int], longest: list[tuple[int, int]], run: Run, weight: int, number: int) -> None:
    """Puts a chain on the front, and takes away those that end behind it and are no longer."""
    end = run.there + run.end - run.start
    if longest[bisect_right(ends, end) - 1][0] >= weight:
        return
    first = last = bisect_left(ends, end)
    while last < len(ends) and longest[last][0] <= weight:
        last += 1
    ends[first:last], longest[first:last] = [end], [(weight, number)]
