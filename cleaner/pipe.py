"""Standard input to standard output, with no option given."""

import os
import sys
from typing import NoReturn

from cleaner.clean import Cleaner
from cleaner.fault import PackError, PatternTimeout
from cleaner.files import Unreadable, decode

DONE, FOUND, FAULTY, FAILED = range(4)  # exit codes; each means one thing


def say(message: object) -> None:
    """One message to a person, on standard error."""
    print(f"cleaner: {message}", file=sys.stderr)  # noqa: T201 - this is where it is said


def out(data: bytes) -> None:
    """Bytes to standard output, whatever the locale. A reader that has gone away is no error: the run ends, done."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        unread()


def unread() -> NoReturn:
    """Ends the run, done, because nobody reads on."""
    # the interpreter flushes standard output once more when it ends
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(DONE)


def faulty(error: Exception) -> NoReturn:
    """Says what is wrong with the packs, all of it, and ends the run."""
    for line in str(error).split("\n"):
        say(line)
    sys.exit(FAULTY)


def pipe() -> int:
    """Cleans standard input; returns the exit code."""
    try:
        cleaner = Cleaner.load()
    except (PackError, OSError) as error:
        faulty(error)
    try:
        result = cleaner.clean(decode(sys.stdin.buffer.read(), name="standard input"), name="standard input")
    except (Unreadable, PatternTimeout, OSError) as error:
        say(error)
        return FAILED
    except KeyboardInterrupt:
        return 130
    try:
        out(result.text.encode())
    except OSError as error:
        say(f"standard output: {error.strerror}")
        return FAILED
    if unchanged := [flag for flag in result.flags if flag.startswith("unchanged")]:
        say(f"standard input: {unchanged[0]}")
        return FOUND
    return DONE
