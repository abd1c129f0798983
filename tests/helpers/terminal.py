"""Run `cleaner` on a terminal of its own, so that a test sees what a person would see."""

import os
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Seen(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    shown: str  # standard output and standard error, as they were sent to the terminal


def on_terminal(*args: str, typed: bytes = b"", environment: Mapping[str, str] = MappingProxyType({})) -> Seen:
    """Run `cleaner` with these arguments on a terminal. `typed` is what a person types; the end of input follows."""
    import pty  # no such module on Windows

    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": "200", **environment})
        os.execv(sys.executable, [sys.executable, "-m", "cleaner", *args])
    shown = b""
    if typed:
        while b"end with" not in shown:  # what is typed too soon would be lost
            shown += os.read(terminal, 1 << 16)
        os.write(terminal, typed + b"\x04")
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # Linux reports the end of the other side as an error
            break
        if not part:
            break
        shown += part
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return Seen(os.waitstatus_to_exitcode(status), shown.decode("utf-8", "backslashreplace").replace("\r\n", "\n"))
