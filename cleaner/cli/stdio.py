"""Standard input, output and error, and how a run ends."""

import os
import stat
import sys
from typing import NoReturn

DONE, FOUND, FAULTY, FAILED = range(4)  # exit codes; each means one thing


def say(message: object) -> None:
    """One message to a person, on standard error."""
    print(f"cleaner: {message}", file=sys.stderr)  # noqa: T201 - this is where it is said


def given() -> bytes:
    """All of standard input. Raises OSError."""
    if sys.stdin is None:
        raise OSError(0, "it is closed")
    return sys.stdin.buffer.read()


def out(data: bytes) -> None:
    """Bytes to standard output, whatever the locale; where they cannot be written the run ends.

    A reader that has gone away is no error: the run is done. Anything else, a full disk for one, is.
    """
    if sys.stdout is None:
        say("standard output: it is closed")
        sys.exit(FAILED)
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        unread()
    except OSError as error:
        say(f"standard output: {error.strerror}")
        _let_go()
        sys.exit(FAILED)


def unread() -> NoReturn:
    """Ends the run, done, because nobody reads on."""
    _let_go()
    sys.exit(DONE)


def _let_go() -> None:
    """The interpreter flushes standard output once more when it ends; nobody is to hear of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def faulty(error: Exception) -> NoReturn:
    """Says what is wrong with the packs, all of it, and ends the run."""
    for line in str(error).split("\n"):
        say(line)
    sys.exit(FAULTY)


def is_stdin(path: str) -> bool:
    """Whether a path is the file that standard input reads."""
    return _is(path, 0)


def is_stdout(path: str) -> bool:
    """Whether a path is the file that standard output goes to."""
    return _is(path, 1)


def onto_itself() -> bool:
    """Whether standard output goes to the file that standard input reads, as in `cleaner < x 1<> x`."""
    try:
        return _file_of(os.fstat(0)) and os.path.samestat(os.fstat(0), os.fstat(1))
    except OSError:
        return False


def _is(path: str, descriptor: int) -> bool:
    try:
        here, there = os.stat(path), os.fstat(descriptor)
    except (OSError, ValueError):
        return False
    return _file_of(here) and os.path.samestat(here, there)


def _file_of(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode)
