"""A function over many things, in order, on several cores, never more than a few of them in memory.

It is `map` with processes: the same function, the same order. What it adds is that a worker may die
(killed, out of memory, a crash in a library) and the others go on: what the dead one held is tried
again alone, and what kills a worker twice is given up by name.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, NamedTuple, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")

AHEAD = 3  # things a worker that are under way or waiting


class Lost(NamedTuple):
    """What stands in the place of a result whose worker died."""

    why: str


def ordered(
    function: Callable[[Thing], Made],
    things: Iterable[Thing],
    jobs: int,
    start: Callable[..., None],
    given: tuple[Any, ...],
) -> Iterator[tuple[Thing, Made | Lost]]:
    """Each thing with what the function makes of it, in the order of the things.

    Every worker calls `start(*given)` once. With one job it all happens here, in this process. Memory
    is bounded: a thing is taken only when there is room for it.
    """
    if jobs <= 1:
        start(*given)
        for thing in things:
            yield thing, function(thing)
        return
    waiting: deque[tuple[Thing, Future[Made] | None]] = deque()
    source = iter(things)
    pool = _pool(jobs, start, given)
    try:
        while True:
            while len(waiting) < jobs * AHEAD:
                for thing in source:
                    waiting.append((thing, _submit(pool, function, thing)))
                    break
                else:
                    break
            if not waiting:
                return
            thing, future = waiting.popleft()
            try:
                if future is None:
                    raise BrokenProcessPool
                made: Made | Lost = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                made = _alone(function, thing, start, given)
                pool = _pool(jobs, start, given)
                # what was done is kept; what was lost with the pool goes into the new one
                waiting = deque((t, f if _succeeded(f) else _submit(pool, function, t)) for t, f in waiting)
            yield thing, made
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _succeeded(future: "Future[Made] | None") -> bool:
    return future is not None and future.done() and not future.cancelled() and future.exception() is None


def _submit(pool: ProcessPoolExecutor, function: Callable[[Thing], Made], thing: Thing) -> "Future[Made] | None":
    try:
        return pool.submit(function, thing)
    except BrokenProcessPool:
        return None  # the pool has broken since; what is done with it shows when its turn comes


def _alone(
    function: Callable[[Thing], Made], thing: Thing, start: Callable[..., None], given: tuple[Any, ...]
) -> Made | Lost:
    with _pool(1, start, given) as pool:
        try:
            return pool.submit(function, thing).result()
        except BrokenProcessPool:
            return Lost("the worker died on it")


def _pool(jobs: int, start: Callable[..., None], given: tuple[Any, ...]) -> ProcessPoolExecutor:
    # A fork of a process with threads (a progress bar has one) can hang; a fork server has none.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(jobs, context, _begin, (start, given))


def _begin(start: Callable[..., None], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    start(*given)
