"""A function over many things, in order, on several cores, never more than a few of them in memory.

It is `map` with processes: the same function, the same order. What it adds is that a worker may die
(killed, out of memory, a crash in a library): what it held comes back as lost, and the others go on.
The standard library's executors give up all work, or wait for ever, when a worker dies; here each
worker has a pipe of its own, so it is always known who holds what.
"""

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")

AHEAD = 4  # things a worker that are under way, or done and waiting for their turn


class Lost(NamedTuple):
    """What stands in the place of a result that there is none of: its worker died, or the function failed."""

    why: str = ""  # what the function raised; "" where the worker died


def ordered(
    function: Callable[[Thing], Made],
    things: Iterable[Thing],
    jobs: int,
    start: Callable[..., None],
    given: tuple[Any, ...],
) -> Generator[tuple[Thing, Made | Lost], None, None]:
    """Each thing with what the function makes of it, in the order of the things.

    Every worker calls `start(*given)` once. With one job it all happens here, in this process. A thing
    is taken only when there is room for it, so memory does not grow with their number.
    """
    if jobs <= 1:
        start(*given)
        for thing in things:
            try:
                alone: Made | Lost = function(thing)
            except Exception as error:  # one thing that cannot be done is kept from the rest
                alone = Lost(told(error))
            yield thing, alone
        return
    source = iter(things)
    workers = [_Worker(function, start, given) for _ in range(jobs)]
    made: dict[int, tuple[Thing, Made | Lost]] = {}
    taken = given_out = 0  # numbers of the next thing to take and of the next to give out
    more = True
    try:
        while more or given_out < taken:
            for worker in workers:
                if more and worker.idle and taken - given_out < jobs * AHEAD:
                    for thing in source:
                        worker.take(taken, thing)
                        taken += 1
                        break
                    else:
                        more = False
            if given_out in made:
                yield made.pop(given_out)
                given_out += 1
                continue
            busy = {worker.pipe: worker for worker in workers if not worker.idle}
            for pipe in wait(list(busy)) if busy else ():  # none is busy where the things have just run out
                worker = busy[pipe]  # type: ignore[index]
                number, thing = worker.held
                made[number] = (thing, worker.result())
                if worker.dead:
                    workers[workers.index(worker)] = _Worker(function, start, given)
    finally:
        for worker in workers:
            worker.end()


def told(error: Exception) -> str:
    """What went wrong, for a person.

    >>> told(KeyError("text"))
    "KeyError: 'text'"
    """
    return f"{type(error).__name__}: {error}"


class _Worker(Generic[Thing, Made]):
    """A process, and what it holds."""

    def __init__(self, function: Callable[[Thing], Made], start: Callable[..., None], given: tuple[Any, ...]) -> None:
        # A fork of a process with threads (a progress bar has one) can hang; spawning is the same everywhere.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.idle, self.dead = True, False
        self.held: tuple[int, Thing]
        self._process = context.Process(target=_serve, args=(theirs, function, start, given), daemon=True)
        self._process.start()
        theirs.close()  # so that its death closes the pipe

    def take(self, number: int, thing: Thing) -> None:
        """Gives it a thing to work on."""
        self.held, self.idle = (number, thing), False
        try:
            self.pipe.send(thing)
        except OSError:
            self.dead = True  # its pipe tells so when the result is asked for

    def result(self) -> Made | Lost:
        """What it has made, or that it has died."""
        self.idle = True
        try:
            good, made = self.pipe.recv()
        except (EOFError, OSError):
            self.dead = True
            self.end()
            return Lost()
        return made if good else Lost(made)

    def end(self) -> None:
        """Ends the process, whatever it is at."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _serve(
    pipe: "Connection[Any, Any]", function: Callable[[Any], Any], start: Callable[..., None], given: tuple[Any, ...]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    try:
        start(*given)
        while True:
            thing = pipe.recv()
            try:
                answer = (True, function(thing))
            except Exception as error:
                answer = (False, told(error))
            pipe.send(answer)
    except (EOFError, OSError):
        return  # the main process is gone
