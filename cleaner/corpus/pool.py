"""An ordered, bounded parallel map that survives the death of a worker.

It is `map` with processes: the same function, the same order. But a worker may die (killed, out of memory, a crash in a
library): then the item that it held comes back as lost, and the others go on. The executors of the standard
library give up all work, or wait forever, when a worker dies. Here each worker has a pipe of its own, so the item that
it held is always known.
"""

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
Output = TypeVar("Output")

ITEMS_PER_WORKER = 4  # items per worker that are being processed, or are done and wait for their turn


class Lost(NamedTuple):
    """Takes the place of an output: the function failed, or its worker died."""

    reason: str = ""  # the exception of the function; "" if the worker died


def ordered_map(
    start: Callable[..., Callable[[Item], Output]], given: tuple[Any, ...], items: Iterable[Item], processes: int
) -> Generator[tuple[Item, Output | Lost], None, None]:
    """Each item with its output, in the order of the items.

    Every process calls `start(*given)` once, and applies the function that this returns. With one process everything
    happens in the calling one. An item is taken only when there is room for it, so memory does not grow
    with their number.
    """
    if processes <= 1:
        function = start(*given)
        for item in items:
            yield item, _output(function, item)
        return
    pool = _Pool(start, given, processes)
    try:
        yield from pool.run(iter(items))
    finally:
        pool.end()


def _output(function: Callable[[Item], Output], item: Item) -> Output | Lost:
    """What the function returns. An item that fails does not stop the others."""
    try:
        return function(item)
    except Exception as error:
        return Lost(f"{type(error).__name__}: {error}")


class _Pool(Generic[Item, Output]):
    """Workers, and the items that have been taken and not yet yielded."""

    def __init__(self, start: Callable[..., Callable[[Item], Output]], given: tuple[Any, ...], processes: int) -> None:
        self._start, self._given, self._processes = start, given, processes
        self._workers: list[_WorkerProcess[Item, Output]] = []  # started when there is an item for them
        self._done: dict[int, tuple[Item, Output | Lost]] = {}  # by number of the item
        self._taken = self._yielded = 0  # items
        self._exhausted = False

    def run(self, items: Iterator[Item]) -> Iterator[tuple[Item, Output | Lost]]:
        """Each item with its output."""
        while not self._exhausted or self._yielded < self._taken:
            self._hand_out(items)
            if self._yielded in self._done:
                yield self._done.pop(self._yielded)
                self._yielded += 1
            else:
                self._collect()

    def end(self) -> None:
        """Kill all workers."""
        for worker in self._workers:
            worker.end()

    def _hand_out(self, items: Iterator[Item]) -> None:
        """Give items to workers, as long as there is room and a worker is free."""
        while not self._exhausted and self._taken - self._yielded < self._processes * ITEMS_PER_WORKER:
            idle = next((worker for worker in self._workers if worker.idle), None)
            if idle is None and len(self._workers) == self._processes:
                return
            try:
                item = next(items)
            except StopIteration:
                self._exhausted = True
                return
            if idle is None:
                idle = _WorkerProcess(self._start, self._given)
                self._workers.append(idle)
            idle.give(self._taken, item)
            self._taken += 1

    def _collect(self) -> None:
        """Wait until workers are done or dead."""
        busy = {worker.pipe: worker for worker in self._workers if not worker.idle}
        for pipe in wait(list(busy)) if busy else ():  # no worker is busy if the items have just run out
            worker = busy[pipe]  # type: ignore[index]
            number, item = worker.held
            self._done[number] = (item, worker.output())
            if worker.dead:
                self._workers.remove(worker)


class _WorkerProcess(Generic[Item, Output]):
    """A process, and the item that it holds."""

    def __init__(self, start: Callable[..., Callable[[Item], Output]], given: tuple[Any, ...]) -> None:
        # A fork of a process with threads (a progress bar has one) can hang. Spawning is the same on all systems.
        context = multiprocessing.get_context("spawn")
        self.pipe, other_end = context.Pipe()
        self.idle, self.dead = True, False
        self.held: tuple[int, Item]  # number of the item, item
        self._process = context.Process(target=_serve, args=(other_end, start, given), daemon=True)
        self._process.start()
        other_end.close()  # so that the death of the process closes the pipe

    def give(self, number: int, item: Item) -> None:
        """Send an item to the process."""
        self.held, self.idle = (number, item), False
        try:
            self.pipe.send(item)
        except OSError:
            self.dead = True  # `output` finds the pipe closed

    def output(self) -> Output | Lost:
        """The output for the item, or Lost. A process that has died is marked as dead."""
        self.idle = True
        try:
            output: Output | Lost = self.pipe.recv()
        except (EOFError, OSError):
            self.dead = True
            self.end()
            return Lost()
        return output

    def end(self) -> None:
        """Kill the process."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _serve(pipe: "Connection[Any, Any]", start: Callable[..., Callable[[Any], Any]], given: tuple[Any, ...]) -> None:
    """The loop of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process handles Ctrl-C
    try:
        function = start(*given)
        while True:
            pipe.send(_output(function, pipe.recv()))
    except (EOFError, OSError):
        return  # the main process is gone
