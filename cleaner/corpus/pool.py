"""An ordered, bounded parallel map that survives the death of a worker at any moment.

It is `map` with processes: the same function, the same order. But a worker may die (killed, out of memory, a crash in a
library): then the item that it held comes back as lost, and the others go on. The executors of the standard
library give up all work, or wait forever, when a worker dies. Here each worker has a pipe of its own, so the item that
it held is always known. A worker that dies before it is ready is replaced, and nothing is lost.

Workers are new interpreters, not copies of this process: a fork of a process with threads (a progress bar has one) can
hang. They do not import the main module, so a script needs no `if __name__ == "__main__":`.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.spawn import get_executable
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from cleaner.lines.errors import CleanerError

Item = TypeVar("Item")
Output = TypeVar("Output")

ITEMS_PER_WORKER = 4  # items per worker that are being processed, or are done and wait for their turn
MAX_FAILED_STARTS = 10  # workers in a row that die before they are ready

# What a worker runs first. Its standard input ends when this process dies, and then the worker has to die too: it would
# go on writing files that the next run wants to write. The arguments are the number and the class of its pipe.
_WORKER = """\
import os, signal, sys, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
from multiprocessing import connection
pipe = getattr(connection, sys.argv[2])(int(sys.argv[1]))
sys.path[:] = pipe.recv()
from cleaner.corpus.pool import serve
serve(pipe)
"""
_HELLO, _READY = "hello", "ready"  # what a worker sends when it can receive its program, and when it has loaded it


class WorkerStartError(CleanerError):
    """No worker process can be started. The message says why, as far as it is known."""


class Lost(NamedTuple):
    """Takes the place of an output: the function failed, or its worker died."""

    reason: str = ""  # the exception of the function; "" if the worker died


def ordered_map(
    start: Callable[..., Callable[[Item], Output]], given: tuple[Any, ...], items: Iterable[Item], processes: int
) -> Generator[tuple[Item, Output | Lost], None, None]:
    """Each item with its output, in the order of the items.

    Every process calls `start(*given)` once, and applies the function that this returns. With one process everything
    happens in the calling one. An item is taken only when there is room for it, so memory does not grow
    with their number. Raises WorkerStartError, and OSError if the system refuses a new process.
    """
    if processes <= 1:
        function = start(*given)
        for item in items:
            yield item, _output(function, item)
        return
    pool: _Pool[Item, Output] = _Pool(pickle.dumps((start, given), pickle.HIGHEST_PROTOCOL), processes)
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

    def __init__(self, program: bytes, processes: int) -> None:
        self._program, self._processes = program, processes
        self._workers: list[_WorkerProcess[Item, Output]] = []  # started when there is an item for them
        self._done: dict[int, tuple[Item, Output | Lost]] = {}  # by number of the item
        self._taken = self._yielded = 0  # items
        self._exhausted = False
        self._failed_starts = 0  # since a worker was ready

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
            idle = next((worker for worker in self._workers if worker.state == "idle"), None)
            if idle is None and len(self._workers) == self._processes:
                return
            try:
                item = next(items)
            except StopIteration:
                self._exhausted = True
                return
            (idle or self._started()).give(self._taken, item)
            self._taken += 1

    def _started(self) -> "_WorkerProcess[Item, Output]":
        worker: _WorkerProcess[Item, Output] = _WorkerProcess(self._program)
        self._workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait until a worker has sent something or has died."""
        busy = [worker for worker in self._workers if worker.state != "idle"]
        if not busy:  # the items have just run out
            return
        ready_signs = set(wait([sign for worker in busy for sign in worker.signs]))
        for worker in busy:
            if not ready_signs.isdisjoint(worker.signs):
                self._hear(worker)

    def _hear(self, worker: "_WorkerProcess[Item, Output]") -> None:
        """Receive what a worker has sent. Replace a worker that has died before it was ready."""
        number, item = worker.held
        starting = worker.state == "starting"
        output = worker.hear()
        if output is not None:
            self._done[number] = (item, output)
        if worker.state == "dead":
            self._workers.remove(worker)
            worker.end()
            if starting:
                self._count_failed_start()
                self._started().give(number, item)
        elif starting and worker.state == "busy":
            self._failed_starts = 0

    def _count_failed_start(self) -> None:
        self._failed_starts += 1
        if self._failed_starts >= MAX_FAILED_STARTS:
            raise WorkerStartError(
                f"{self._failed_starts} worker processes died while they started, so the batch has ended; "
                "with --jobs 1 it needs no workers"
            )


class _WorkerProcess(Generic[Item, Output]):
    """A process, and the item that it holds."""

    def __init__(self, program: bytes) -> None:
        self._program = program
        # "starting" until it has loaded its program, then "busy" with an item or "idle"; at last "dead".
        self.state: Literal["starting", "busy", "idle", "dead"] = "starting"
        self.held: tuple[int, Item]  # number of the item, item; from the beginning, because it is started for one
        self._pipe, self._process = _start_process()
        self._death = _sign_of_death(self._process)
        self.signs: list[Connection[Any, Any] | int] = [self._pipe]  # if one of them is ready, `hear` has news
        if self._death is not None:
            self.signs.append(self._death)

    def give(self, number: int, item: Item) -> None:
        """Send an item to the process, as soon as it is ready."""
        self.held = (number, item)
        if self.state == "idle":
            self.state = "busy"
            self._send(item)

    def hear(self) -> Output | Lost | None:
        """The output for the item, if the process has sent it; Lost if the process has died with the item.

        Raises WorkerStartError if the process cannot load its program.
        """
        try:
            if not self._pipe.poll():  # only the sign of its death is there
                raise EOFError
            message = self._pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            output = Lost() if self.state == "busy" else None
            self.state = "dead"
            return output
        if self.state == "busy":
            self.state = "idle"
            received: Output | Lost = message
            return received
        if message == _HELLO:
            with contextlib.suppress(OSError):
                self._pipe.send_bytes(self._program)
        elif message == _READY:
            self.state = "busy"
            self._send(self.held[1])
        else:
            raise WorkerStartError(f"a worker process cannot load its program: {message}")
        return None

    def _send(self, item: Item) -> None:
        with contextlib.suppress(OSError):  # the process has died; `hear` finds its end of the pipe closed
            self._pipe.send(item)

    def end(self) -> None:
        """Kill the process."""
        self._pipe.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._death is not None and sys.platform != "win32":
            os.close(self._death)


def _start_process() -> "tuple[Connection[Any, Any], subprocess.Popen[bytes]]":
    """Start a worker. Return the pipe to it. Only the worker holds the other end, so its death closes the pipe."""
    own_end, other_end = Pipe()
    with contextlib.closing(other_end):
        number = other_end.fileno()
        flags: list[str] = getattr(
            subprocess, "_args_from_interpreter_flags", list
        )()  # those of this process, such as -W and -X
        # With -P nothing is imported from the working directory, which may be a stranger's.
        command = [get_executable(), *flags, "-P", "-c", _WORKER, str(number), type(other_end).__name__]
        # Standard output belongs to this process, which may be writing an output there.
        streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        if sys.platform == "win32":
            os.set_handle_inheritable(number, True)
            startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [number]})
            process = subprocess.Popen(command, startupinfo=startup, **streams)  # noqa: S603
        else:
            # The main process handles Ctrl-C. A worker starts with it blocked, and ignores it from its first line on.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                process = subprocess.Popen(command, pass_fds=[number], **streams)  # noqa: S603
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
    with contextlib.suppress(OSError):  # it has died already
        own_end.send(sys.path)
    return own_end, process


def _sign_of_death(process: "subprocess.Popen[bytes]") -> int | None:
    """What `wait` can wait for until a process has died, beside its pipe; None if the system has no such thing."""
    if sys.platform == "win32":
        return int(process._handle)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.pidfd_open(process.pid)
    return None


def serve(pipe: "Connection[Any, Any]") -> None:
    """The loop of a worker process."""
    with contextlib.suppress(EOFError, OSError):  # the main process is gone
        pipe.send(_HELLO)
        program = pipe.recv_bytes()
        try:
            start, given = pickle.loads(program)  # noqa: S301 - the main process has sent it
            function = start(*given)
        except Exception as error:
            pipe.send(f"{type(error).__name__}: {error}")
            return
        pipe.send(_READY)
        while True:
            pipe.send(_output(function, pipe.recv()))
