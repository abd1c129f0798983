"""Standard input, output and error, files that a command writes, and the exit codes."""

import os
import stat
import sys
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from cleaner.corpus.files import make_folders, write
from cleaner.lines.safe import safe, safe_json, safe_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

DONE, FOUND, FAULTY, FAILED = range(4)  # exit codes; each means one thing
INTERRUPTED = 130  # exit code after Ctrl-C, as shells report it

MESSAGES = 10  # messages of one kind that are printed; the rest is counted
STDIN = "-"  # the path that means standard input
STDIN_NAME = "standard input"  # how messages call it


def say(message: object) -> None:
    """Print one message for a person to standard error. Names and texts in it cannot steer the terminal."""
    _show(f"cleaner: {safe(str(message))}\n")


def to_stderr(*parts: "RenderableType") -> None:
    """Print tables and texts to standard error, with colour only in a terminal."""
    from cleaner.report.console import printed_for_stderr  # a bare pipe does without rich

    _show(printed_for_stderr(*parts))


def _show(text: str) -> None:
    """Write to standard error; if that is closed, nowhere."""
    if sys.stderr is not None:
        sys.stderr.write(text)


def read_stdin() -> bytes:
    """Return all of standard input. Raises OSError. A person at a terminal is told how to end it."""
    if sys.stdin is None:
        raise OSError(0, "it is closed")
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D on a new line"
        say(f"reading from the terminal; end with {end}")
    return sys.stdin.buffer.read()


def out(data: bytes) -> None:
    """Write bytes to standard output, whatever the locale. If that fails, end the run.

    A reader that closes the pipe early (`cleaner … | head`) is no error: the run ends with DONE. Any other
    failure, such as a full disk, ends it with FAILED.
    """
    if sys.stdout is None:
        say("standard output: it is closed")
        sys.exit(FAILED)
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        reader_gone()
    except OSError as error:
        say(f"standard output: {error.strerror}")
        _discard_stdout()
        sys.exit(FAILED)


def at_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what a stream prints."""
    return stream is not None and stream.isatty()


def out_text(text: str) -> None:
    """Write a text to standard output: as it is into a pipe or a file, safe to print on a terminal."""
    out((safe_lines(text) if at_terminal(sys.stdout) else text).encode())


def json_bytes(facts: Any, indent: int | None = 1) -> bytes:
    r"""Plain data as JSON for a file or for standard output.

    Half a character (a lone surrogate, which UTF-8 cannot hold) becomes an escape, as does every character that a
    terminal might obey.

    >>> json_bytes({"line": "Đọc nhiều"}).decode()
    '{\n "line": "Đọc nhiều"\n}\n'
    """
    import json  # a bare pipe starts sooner without it

    return (safe_json(json.dumps(facts, ensure_ascii=False, indent=indent)) + "\n").encode()


def save(path: str, data: bytes, backup: str = "", folders: bool = False) -> int:
    """Write a file whole or not at all. Return DONE, or FAILED after a message.

    With `backup`, a suffix, the old file stays beside the new one; with `folders`, missing folders are made.
    """
    try:
        if folders:
            make_folders(os.path.dirname(path))
        write(path, data, backup)
    except OSError as error:
        say(f"{path}: not written: {error.strerror}")
        return FAILED
    return DONE


def reader_gone() -> NoReturn:
    """End the run with DONE, because the reader of standard output has closed it."""
    _discard_stdout()
    sys.exit(DONE)


def _discard_stdout() -> None:
    """Send the rest of standard output nowhere: the interpreter flushes it once more at the end, and would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def faulty(error: Exception) -> NoReturn:
    """Print every fault of the packs and end the run with FAULTY."""
    for line in str(error).split("\n"):
        say(line)
    sys.exit(FAULTY)


def is_stdin(path: str) -> bool:
    """Whether a path is the file that standard input reads."""
    return _is_descriptor(path, 0)


def is_stdout(path: str) -> bool:
    """Whether a path is the file that standard output writes."""
    return _is_descriptor(path, 1)


def onto_itself() -> bool:
    """Whether standard output writes the file that standard input reads, as in `cleaner < x 1<> x`."""
    try:
        return _is_file(os.fstat(0)) and os.path.samestat(os.fstat(0), os.fstat(1))
    except OSError:
        return False


def _is_descriptor(path: str, descriptor: int) -> bool:
    try:
        named, opened = os.stat(path), os.fstat(descriptor)
    except (OSError, ValueError):
        return False
    return _is_file(named) and os.path.samestat(named, opened)


def _is_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)
