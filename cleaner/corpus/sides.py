"""The files beside the outputs: the ledger and the rejects. Each appears when the whole batch is done."""

import os
from collections.abc import Iterable, Mapping, Set

from cleaner.corpus import compression
from cleaner.corpus.files import PART_SUFFIX, AtomicFile, hidden_path
from cleaner.corpus.formats import Reject
from cleaner.corpus.ledger import json_line
from cleaner.corpus.marks import Hasher, Mark, Marks, has_marks, hash_file_to
from cleaner.corpus.outputs import make_folder_of


class Sides:
    """The ledger and the rejects of a batch, if they are wanted."""

    def __init__(self, ledger: str | None, rejects: str | None, head: bytes = b"") -> None:
        self._ledger, self._rejects = ledger, rejects
        self._head = compression.compress(head, compression.of(ledger or "")) if head else b""  # of the ledger
        self.paths = tuple(path for path in (ledger, rejects) if path)
        self._open: dict[str, AtomicFile] = {}
        self._written: dict[str, Hasher] = {}  # of all that was written
        self._checkpoint: dict[str, Hasher] = {}  # of what was written for outputs that are complete

    def resumable(self, marks: Mapping[str, Set[Mark]]) -> bool:
        """Whether an interrupted run has left all of these files, and they have its bytes up to each of its marks."""
        try:
            return all(has_marks(hidden_path(path, PART_SUFFIX), marks[path]) for path in self.paths)
        except OSError:
            return False

    def complete(self) -> bool:
        """Whether a finished run has left all of these files."""
        parts = [hidden_path(path, PART_SUFFIX) for path in self.paths]
        return all(map(os.path.exists, self.paths)) and not any(map(os.path.lexists, parts))

    def start(self) -> None:
        """Start the files. Raises OSError."""
        for path in self.paths:
            self._continue(path, 0)
        if self._ledger and self._head:
            self._append(self._ledger, self._head)
        self.checkpoint()

    def resume(self, marks: Mapping[str, Set[Mark]], finished: Mapping[str, Set[Mark]]) -> None:
        """Continue each file after its last mark. The checkpoint is at the last mark in `finished`. Raises OSError."""
        for path in self.paths:
            end = max(mark.size for mark in marks[path])
            start = len(self._head) if path == self._ledger else 0
            self._continue(path, end)
            finished_end = max([start, *(mark.size for mark in finished.get(path, ()))])
            self._checkpoint[path] = hash_file_to(self._open[path].hidden, min(finished_end, end))

    def _continue(self, path: str, size: int) -> None:
        make_folder_of(path)
        side = AtomicFile(path)
        side.open(size)
        self._open[path] = side
        self._written[path] = hash_file_to(side.hidden, size) if size else Hasher()

    def checkpoint(self) -> None:
        """Remember the places that the files have come to, for `rollback`."""
        self._checkpoint = {path: hasher.copy() for path, hasher in self._written.items()}

    def rollback(self) -> None:
        """Remove what was added since the checkpoint. Raises OSError."""
        for path, side in self._open.items():
            side.truncate(self._checkpoint[path].size)
            self._written[path] = self._checkpoint[path].copy()

    def write(self, ledger: bytes, rejects: Iterable[Reject]) -> None:
        """Add the ledger lines of a chunk, compressed already, and its rejects. Raises OSError."""
        if self._ledger and ledger:
            self._append(self._ledger, ledger)
        if self._rejects and (lines := b"".join(json_line(reject._asdict()) for reject in rejects)):
            self._append(self._rejects, compression.compress(lines, compression.of(self._rejects)))

    def _append(self, path: str, data: bytes) -> None:
        self._open[path].write(data)
        self._written[path].update(data)

    def marks(self) -> Marks:
        """How far each file is written."""
        return {path: self._written[path].mark for path in self._open}

    def commit(self) -> None:
        """Put the files in their places. Raises OSError."""
        for side in self._open.values():
            side.commit()
        self._open.clear()

    def close(self) -> None:
        """Close the files and keep what is written for the next run."""
        for side in self._open.values():
            side.close()
