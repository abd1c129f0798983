"""Random packs are read or refused, random dumps are cleaned or refused, and each in a bounded time."""

import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from types import FrameType

import pytest

from cleaner import Cleaner, PackError, PatternTimeout, undo
from cleaner.packs.layers import Source
from cleaner.packs.library import Library
from tests.helpers.packs import shipped_cleaner
from tests.helpers.strategies import shipped_body
from tests.hostile.fuzz import dump, pack

PACKS = 120  # in a usual run; `pytest --fuzz N` tries N
DUMPS_PER_PACK = 3
SECONDS = 2.0  # of processor time that reading a pack, or cleaning a dump of 10 KB by it, may take
PATIENCE = 2  # times as much stops a test that hangs


class HangError(Exception):
    """Something took so much processor time that it hangs."""


@contextmanager
def hang_guard(what: str) -> Iterator[None]:
    """Fail with a text if the code inside hangs, on systems and in threads where this can be noticed."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise HangError(what)

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE * SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Times:
    """Counts what happened, and the processor time that it took."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.most: defaultdict[str, float] = defaultdict(float)
        self.total: defaultdict[str, float] = defaultdict(float)
        self.slowest: dict[str, int] = {}  # what -> the seed

    @contextmanager
    def measure(self, what: str, seed: int) -> Iterator[None]:
        start = time.process_time()
        yield
        spent = time.process_time() - start
        self.total[what] += spent
        if what not in self.slowest or spent > self.most[what]:  # some clocks stand still for 10 ms
            self.most[what], self.slowest[what] = spent, seed

    def __str__(self) -> str:
        counts = ", ".join(f"{number:,} {what}" for what, number in sorted(self.counts.items()))
        times = "; ".join(
            f"{what}: {self.total[what]:.1f} s in all, at most {self.most[what]:.2f} s (seed {self.slowest[what]})"
            for what in self.most
        )
        return f"{counts}; {times}"


def read(text: str) -> Library | None:
    try:
        data = text.encode("utf-8", "surrogatepass")
        return Library.parse([Source("p", "p.yaml", data, weights=shipped_body().weights)])
    except PackError:
        return None


def try_pack(seed: int, times: Times) -> None:
    random = Random(seed)
    text = pack(random)
    with hang_guard(f"seed {seed}, reading:\n{text}"), times.measure("reading", seed):
        library = read(text)
    if library is None:
        times.counts["packs refused"] += 1
        return
    times.counts["packs read"] += 1
    with hang_guard(f"seed {seed}, compiling:\n{text}"), times.measure("compiling", seed):
        cleaner = Cleaner.of(library, "p")
    for _ in range(DUMPS_PER_PACK):
        raw = dump(random)
        with hang_guard(f"seed {seed}, cleaning {raw[:200]!r}:\n{text}"), times.measure("cleaning", seed):
            try:
                result = cleaner.clean(raw)
            except PatternTimeout as error:
                assert "p.yaml:" in str(error)  # noqa: PT017 - a time-out is a right answer if it names its place
                times.counts["dumps timed out"] += 1
                continue
        times.counts["dumps cleaned"] += 1
        assert undo(result.text, result.edits) == raw


def test_random_packs_are_read_or_refused_in_time(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    tries = request.config.getoption("--fuzz") or PACKS
    times = Times()
    shipped_body()  # what is done once is done
    for seed in range(tries):
        try_pack(seed, times)
    record_property("fuzz", str(times))
    assert times.counts["packs read"] > tries // 10  # the fuzzer makes packs that get further than the first fault
    slow = {what: seed for what, seed in times.slowest.items() if times.most[what] > SECONDS}
    assert not slow


def test_random_dumps_are_cleaned_by_the_shipped_packs(record_property: Callable[[str, object], None]) -> None:
    times = Times()
    shipped_cleaner().clean("a\n")  # what is done once is done
    for seed in range(40):
        raw = dump(Random(seed))
        with hang_guard(repr(raw)), times.measure("cleaning", seed):
            result = shipped_cleaner().clean(raw)
        assert undo(result.text, result.edits) == raw
        times.counts["dumps cleaned"] += 1
    record_property("fuzz", str(times))
