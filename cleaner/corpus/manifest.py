"""The manifest: which outputs of a folder are finished, one line per file, so that a second run skips them.

The first line holds the inode number of the manifest itself, and each further line that of its output. An archive or a
clone cannot bring these numbers along, so a folder that was copied or unpacked counts as not done: nobody knows what
was cleaned there.

A line says which input (by its hash) became which output under which settings (program version, packs and options,
by their hash). It is written after the output is in its place, never before. A line that is cut short, or that no batch
has written, does not count.

A line `{"ended": true}` follows when a batch has ended, or was given up. The files above it were finished by an earlier
batch, those below it by a batch that was interrupted: the next run resumes it, and its ledger is the hidden one.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple, TypedDict

from cleaner.corpus.files import AtomicFile, make_folders, open_work_file, read_work_file
from cleaner.corpus.marks import HASH_BYTES, Marks, marks_from_plain
from cleaner.corpus.tally import Tally, from_plain, is_count, plain

NAME = ".cleaner-manifest.jsonl"
MAX_HEAD_BYTES = 100  # more than the first line has
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
    inode: int | None  # number of the output's inode
    sides: Marks  # how far the ledger and the rejects were written when the output was finished
    tally: dict[str, Any]


class FileState(NamedTuple):
    """What shows whether a file is the one that was written, and has not changed since."""

    size: int | None  # bytes; None: there is no such file
    time: int | None  # nanoseconds
    inode: int | None


class Manifest:
    """The finished outputs of one folder."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, NAME)
        self._entries: dict[str, ManifestLine] = {}  # file name of the output -> its latest entry
        self._interrupted: set[str] = set()  # file names of outputs whose batch has not ended
        self._file: IO[bytes] | None = None
        self._written = False  # whether this run has written lines
        self._failed = False  # whether the file cannot be written
        self._lines = 0
        with contextlib.suppress(OSError), read_work_file(self.path) as file:
            if not _has_head(file):
                return
            for line in file:
                with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    self._read(json.loads(line))
                self._lines += 1

    def _read(self, line: Any) -> None:
        """Take over a line of the file. Raises an error for one that no batch has written."""
        if "ended" in line:
            self._interrupted.clear()
            return
        entry = _entry_from_plain(line)
        self._entries[entry["output"]] = entry
        self._interrupted.add(entry["output"])

    def knows(self, output: str) -> bool:
        """Whether an output of this name was ever finished."""
        return os.path.basename(output) in self._entries

    def outputs(self) -> Iterator[str]:
        """The file names of all outputs that were ever finished."""
        return iter(self._entries)

    def interrupted(self, output: str) -> bool:
        """Whether the batch that finished this output has not ended yet."""
        return os.path.basename(output) in self._interrupted

    def sides(self, output: str, settings_hash: str | None = None) -> Marks:
        """How far the ledger and the rejects were written with this output.

        With `settings_hash`, only if the output was finished under these settings.
        """
        entry = self._entries.get(os.path.basename(output))
        return entry["sides"] if entry is not None and settings_hash in (None, entry["job"]) else {}

    def marks(self, settings_hash: str) -> list[Marks]:
        """The places in the ledger and the rejects that an interrupted batch with these settings has recorded."""
        entries = map(self._entries.__getitem__, self._interrupted)
        return [entry["sides"] for entry in entries if entry["job"] == settings_hash and entry["sides"]]

    def tally(self, output: str, settings_hash: str, input_hash: str, sides: Sequence[str] = ()) -> Tally | None:
        """The tally of an output, if it was made from this input under these settings and was not changed since.

        `sides` are the ledger and the rejects, which have to include the output's part.
        """
        entry = self._entries.get(os.path.basename(output))
        if entry is None or entry["job"] != settings_hash or entry["input"] != input_hash:
            return None
        try:
            expected = FileState(entry["size"], entry["time"], entry["inode"])
            if not set(sides) <= set(entry["sides"]) or _state(output) != expected:
                return None
            tally = from_plain(entry["tally"])
            # A planted line could say that a document has no output. It is believed only if it counts as failed.
            rejected = tally.failed == 1 and not tally.documents
            return tally if rejected or entry["size"] is not None else None
        except (OSError, KeyError, TypeError, ValueError, AttributeError):
            return None

    def add(self, output: str, settings_hash: str, input_hash: str, tally: Tally, sides: Marks) -> None:
        """Record that an output is in its place, or that its document was rejected. Raises OSError, but only once."""
        state = _state(output)
        entry = ManifestLine(
            output=os.path.basename(output),
            input=input_hash,
            job=settings_hash,
            size=state.size,
            time=state.time,
            inode=state.inode,
            sides=sides,
            tally=plain(tally),
        )
        self._write(_line(entry))
        self._entries[entry["output"]] = entry
        self._interrupted.add(entry["output"])

    def end(self) -> None:
        """Record that a batch has ended, or is given up. Raises OSError."""
        if self._interrupted:
            self._write(_line({"ended": True}))
            self._interrupted.clear()

    def _write(self, line: bytes) -> None:
        if self._failed:
            return
        try:
            if self._file is None:
                make_folders(os.path.dirname(self.path))
                self._file = open_work_file(self.path, "ab")
                if not self._written:
                    self._begin(self._file)
                self._written = True
            self._lines += 1
            self._file.write(line)
            self._file.flush()
        except OSError:
            self._failed = True
            raise

    def _begin(self, file: IO[bytes]) -> None:
        """Begin to append to a file. One that is not bound to its own inode was copied or planted, and starts anew."""
        with read_work_file(self.path) as earlier:
            own = _has_head(earlier)
        if own:
            file.write(b"\n")  # the last line may be cut short
        else:
            file.truncate(0)
            file.write(_head(file))

    def release(self) -> None:
        """Close the file until it is written again: a process can have only so many files open."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # what it could not write was reported when it was added
                self._file.close()
            self._file = None

    def close(self) -> None:
        """Close the file. If most of its lines are outdated, rewrite it without them."""
        self.release()
        if self._written and not self._failed and self._lines > 2 * len(self._entries) + MAX_OUTDATED_LINES:
            self._rewrite()

    def _rewrite(self) -> None:
        """Replace the file by one without outdated lines. Raises OSError; then nothing has changed."""
        file = AtomicFile(self.path, follow=False, temporary=True)
        try:
            file.write(_head(file.file))
            file.write(b"".join(self._current_lines()))
            file.sync()
            file.commit()
        except BaseException:
            file.discard()
            raise

    def _current_lines(self) -> Iterator[bytes]:
        """The lines of a manifest without outdated ones."""
        ended = [entry for name, entry in self._entries.items() if name not in self._interrupted]
        yield from map(_line, ended)
        if ended:
            yield _line({"ended": True})
        yield from (_line(entry) for name, entry in self._entries.items() if name in self._interrupted)


def _head(file: IO[bytes]) -> bytes:
    """The first line of a manifest."""
    return _line({"inode": os.fstat(file.fileno()).st_ino})


def _has_head(file: IO[bytes]) -> bool:
    """Read the first line of a file. Return whether it is that of a manifest with its own inode number."""
    return file.readline(MAX_HEAD_BYTES) == _head(file)


def _entry_from_plain(line: Any) -> ManifestLine:
    """A line of the manifest. Raises ValueError, KeyError, TypeError or AttributeError for another value."""
    names = all(isinstance(line[key], str) for key in ("output", "input", "job"))
    state = all(line[key] is None or is_count(line[key]) for key in ("size", "time"))
    inode = line["inode"] is None or type(line["inode"]) is int
    if not (names and state and inode and isinstance(line["tally"], dict)):
        raise ValueError("not a line of a manifest")
    entry: ManifestLine = line
    entry["sides"] = marks_from_plain(line["sides"])
    return entry


def _line(entry: ManifestLine | dict[str, bool] | dict[str, int]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _state(path: str) -> FileState:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return FileState(None, None, None)
    return FileState(status.st_size, status.st_mtime_ns, status.st_ino)
