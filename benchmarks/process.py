"""The real command in a process of its own, in folders of its own, as a user would call it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which

PYTHON = (sys.executable,)


def command() -> tuple[str, ...]:
    """The installed `cleaner` of this environment; without one, the module."""
    script = which("cleaner", path=os.path.dirname(sys.executable))
    return (script,) if script else (sys.executable, "-m", "cleaner")


class Place:
    """A folder for files, with a cache and settings that are nobody's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._environment = inherited | {
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),  # as installed: nothing is compiled at each start
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "LOCALAPPDATA": str(folder / "cache"),
            "APPDATA": str(folder / "config"),
            "LC_ALL": "C.UTF-8",
        }

    def write(self, name: str, text: str) -> str:
        """Puts a file there; returns its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return str(path)

    def run(self, words: Sequence[str], stdin: str = os.devnull) -> Callable[[], None]:
        """A call of a command, to be timed. A call that fails is no measurement.

        What it writes goes to a file: grep stops at the first line if it sees that nobody reads on.
        """

        def call() -> None:
            with open(stdin, "rb") as file, open(self.folder / "written", "wb") as out:
                subprocess.run(words, stdin=file, stdout=out, env=self._environment, cwd=self.folder, check=True)

        return call


@contextmanager
def place() -> Iterator[Place]:
    """A place that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cleaner-benchmark-") as folder:
        yield Place(Path(folder))
