"""What of a batch is done: one line a file, so that a run that was stopped goes on.

Each line says which input, by its hash, became which output under which job (program, packs,
options). A line is written after the output stands in its place, never before; a half-written last
line is no line.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from typing import IO, Any

from cleaner.corpus.files import write
from cleaner.corpus.tally import Tally

NAME = ".cleaner-manifest.jsonl"


def digest(*parts: bytes) -> str:
    """A hash of some bytes."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.hexdigest()


def hash_of(data: bytes) -> str:
    """The hash of a file's bytes, as `digest_file` makes it."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_file(path: str) -> str:
    """The hash of a file's bytes. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


class Manifest:
    """The done outputs of one folder."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, NAME)
        self._done: dict[str, dict[str, Any]] = {}
        self._file: IO[bytes] | None = None
        self._lines = 0
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), open(self.path, "rb") as file:
            for line in file:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    entry = json.loads(line)
                    self._done[entry["output"]] = entry
                self._lines += 1

    def knows(self, output: str) -> bool:
        """Whether an output was ever made."""
        return output in self._done

    def marks(self, job: str) -> dict[str, int]:
        """How far the files beside the outputs (ledger, rejects) were written by this job."""
        out: dict[str, int] = {}
        for entry in self._done.values():
            if entry.get("job") == job:
                for path, size in entry.get("sides", {}).items():
                    out[path] = max(out.get(path, 0), size)
        return out

    def holds(self, output: str, path: str, job: str, hashed: str, sides: Sequence[str] = ()) -> Tally | None:
        """The tally of an output that was made of this input by this job, and still stands as it was made.

        `sides` are files beside the outputs in which its part has to be.
        """
        entry = self._done.get(output)
        if entry is None or entry.get("job") != job or entry.get("input") != hashed:
            return None
        try:
            if not set(sides) <= set(entry["sides"]):
                return None
            if _stands(path) != (entry["size"], entry["time"]):
                return None
            return Tally.of(entry["tally"])
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def add(self, output: str, path: str, job: str, hashed: str, tally: Tally, sides: dict[str, int]) -> None:
        """Writes down that an output stands in its place, or that it was left out on purpose. Raises OSError."""
        size, time = _stands(path)
        entry: dict[str, Any] = {"output": output, "input": hashed, "job": job, "size": size, "time": time}
        entry["sides"] = sides
        if self._file is None:
            os.makedirs(os.path.dirname(self.path) or ".", exist_ok=True)
            self._file = open(self.path, "ab")  # noqa: SIM115 - it stays open for the run
            if self._file.tell():
                self._file.write(b"\n")  # the last run may have been killed inside a line
        entry["tally"] = tally.plain()
        self._done[output] = entry
        self._lines += 1
        line = json.dumps(entry, ensure_ascii=False)
        self._file.write(line.encode("utf-8", "backslashreplace") + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Ends the writing; where most lines are of outputs that were made anew since, they go."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if self._lines > 2 * len(self._done) + 100:
            lines = (json.dumps(entry, ensure_ascii=False) for entry in self._done.values())
            write(self.path, "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))


def _stands(path: str) -> tuple[int | None, int | None]:
    """The size of an output and when it was written; a document that was left out has none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None, None
    return found.st_size, found.st_mtime_ns
