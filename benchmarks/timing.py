"""Times that can be trusted on a machine that is busy with other things: many rounds, medians, pairs."""

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

Clock = Callable[[], float]
cpu: Clock = process_time  # for work in this process: neighbours do not count
wall: Clock = perf_counter  # for other processes: what their user waits


class Times(NamedTuple):
    """Seconds of each contestant in each round."""

    rounds: Mapping[str, list[float]]

    def median(self, name: str) -> float:
        """The median of one contestant's rounds."""
        return median(self.rounds[name])

    def ratio(self, ours: str, theirs: str) -> float:
        """The median of the rounds' own ratios: a machine that slows down for a while slows both.

        >>> Times({"a": [2.0, 9.0, 2.0], "b": [1.0, 4.5, 4.0]}).ratio("a", "b")
        2.0
        """
        return median(a / b for a, b in zip(self.rounds[ours], self.rounds[theirs], strict=True))


def race(contestants: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = cpu) -> Times:
    """Runs every contestant once a round, each round starting with another one.

    One round before the first is not counted: it fills whatever caches there are.
    """
    times: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for lap in range(-1, rounds):
        at = lap % len(names)
        for name in names[at:] + names[:at]:
            gc.collect()
            start = clock()
            contestants[name]()
            if lap >= 0:
                times[name].append(clock() - start)
            else:
                clock()
    return Times(times)
