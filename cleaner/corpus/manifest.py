"""The manifest: which outputs of a folder are finished, one line per file, so that a second run skips them.

A line says which input (by its hash) became which output under which settings (program version, packs and options,
by their hash). It is written after the output is in its place, never before. A line that is cut short does not count.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from typing import IO, Any, NamedTuple, TypedDict

from cleaner.corpus.files import write
from cleaner.corpus.tally import Tally, from_plain, plain

NAME = ".cleaner-manifest.jsonl"
HASH_BYTES = 16
MAX_OUTDATED_LINES = 100  # a manifest with more outdated lines than this, and than current ones, is rewritten


def hash_parts(*parts: bytes) -> str:
    """A hash of several byte strings, each with its length, so that "ab", "c" and "a", "bc" differ."""
    combined = hashlib.blake2b(digest_size=HASH_BYTES)
    for part in parts:
        combined.update(len(part).to_bytes(8, "big"))
        combined.update(part)
    return combined.hexdigest()


def hash_bytes(data: bytes) -> str:
    """The hash of the bytes of a file, the same as that of `hash_file`."""
    return hashlib.blake2b(data, digest_size=HASH_BYTES).hexdigest()


def hash_file(path: str) -> str:
    """The hash of a file. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=HASH_BYTES)).hexdigest()


class ManifestLine(TypedDict):
    """A line of the manifest, as JSON."""

    output: str  # file name
    input: str  # hash of the input
    job: str  # hash of the settings
    size: int | None  # bytes of the output; None: the document was rejected, so there is no output
    time: int | None  # when the output was written, in nanoseconds
    sides: dict[str, int]  # the ledger and the rejects -> their sizes in bytes when the output was finished
    tally: dict[str, Any]


class FileState(NamedTuple):
    """Size and time, by which a change is detected."""

    size: int | None  # bytes; None: there is no such file
    time: int | None  # nanoseconds


class Manifest:
    """The finished outputs of one folder."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, NAME)
        self._entries: dict[str, ManifestLine] = {}  # file name of the output -> its latest entry
        self._file: IO[bytes] | None = None
        self._lines = 0
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), open(self.path, "rb") as file:
            for line in file:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    entry = json.loads(line)
                    self._entries[entry["output"]] = entry
                self._lines += 1

    def knows(self, output: str) -> bool:
        """Whether an output of this name was ever finished."""
        return os.path.basename(output) in self._entries

    def marks(self, settings_hash: str) -> dict[str, int]:
        """How far the ledger and the rejects were written under these settings, in bytes."""
        marks: dict[str, int] = {}
        for entry in self._entries.values():
            if entry.get("job") == settings_hash:
                for path, size in entry.get("sides", {}).items():
                    marks[path] = max(marks.get(path, 0), size)
        return marks

    def tally(self, output: str, settings_hash: str, input_hash: str, sides: Sequence[str] = ()) -> Tally | None:
        """The tally of an output, if it was made from this input under these settings and was not changed since.

        `sides` are the ledger and the rejects, which have to include the output's part.
        """
        entry = self._entries.get(os.path.basename(output))
        if entry is None or entry.get("job") != settings_hash or entry.get("input") != input_hash:
            return None
        try:
            if not set(sides) <= set(entry["sides"]):
                return None
            if _state(output) != (entry["size"], entry["time"]):
                return None
            return from_plain(entry["tally"])
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def add(self, output: str, settings_hash: str, input_hash: str, tally: Tally, sides: dict[str, int]) -> None:
        """Record that an output is in its place, or that its document was rejected. Raises OSError."""
        state = _state(output)
        entry = ManifestLine(
            output=os.path.basename(output),
            input=input_hash,
            job=settings_hash,
            size=state.size,
            time=state.time,
            sides=sides,
            tally=plain(tally),
        )
        if self._file is None:
            os.makedirs(os.path.dirname(self.path) or ".", exist_ok=True)
            self._file = open(self.path, "ab")  # noqa: SIM115 - it stays open for the run
            if self._file.tell():
                self._file.write(b"\n")  # the last line may be cut short
        self._entries[entry["output"]] = entry
        self._lines += 1
        self._file.write(_line(entry))
        self._file.flush()

    def close(self) -> None:
        """Close the file. If most of its lines are outdated, rewrite it without them."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if self._lines > 2 * len(self._entries) + MAX_OUTDATED_LINES:
            write(self.path, b"".join(map(_line, self._entries.values())))


def _line(entry: ManifestLine) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _state(path: str) -> FileState:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return FileState(None, None)
    return FileState(status.st_size, status.st_mtime_ns)
