"""The files beside the outputs: the ledger and the rejects. Each appears when the whole batch is done."""

import os
from collections.abc import Iterable, Mapping

from cleaner.corpus import compression
from cleaner.corpus.files import PART_SUFFIX, AtomicFile, hidden_path, work_file_status
from cleaner.corpus.formats import Reject
from cleaner.corpus.ledger import json_line
from cleaner.corpus.outputs import make_folder_of


class Sides:
    """The ledger and the rejects of a batch, if they are wanted."""

    def __init__(self, ledger: str | None, rejects: str | None, head: bytes = b"") -> None:
        self._ledger, self._rejects = ledger, rejects
        self._head = compression.compress(head, compression.of(ledger or "")) if head else b""  # of the ledger
        self.paths = tuple(path for path in (ledger, rejects) if path)
        self._open: dict[str, AtomicFile] = {}

    def resumable(self, marks: Mapping[str, int]) -> bool:
        """Whether an interrupted run has left all of these files, each at least as long as its mark."""
        for path in self.paths:
            status = work_file_status(hidden_path(path, PART_SUFFIX))
            if status is None or status.st_size < marks[path]:
                return False
        return True

    def complete(self) -> bool:
        """Whether a finished run has left all of these files."""
        parts = [hidden_path(path, PART_SUFFIX) for path in self.paths]
        return all(map(os.path.exists, self.paths)) and not any(map(os.path.lexists, parts))

    def open(self, marks: Mapping[str, int]) -> None:
        """Start the files, or continue each after the bytes of its mark. Raises OSError."""
        for path in self.paths:
            make_folder_of(path)
            side = AtomicFile(path)
            side.open(marks.get(path, 0))
            self._open[path] = side
        if self._ledger and self._head and not marks.get(self._ledger, 0):
            self._open[self._ledger].write(self._head)

    def truncate(self, sizes: Mapping[str, int]) -> None:
        """Remove what was added since the files had these sizes, in bytes. Raises OSError."""
        for path, side in self._open.items():
            side.truncate(max(sizes.get(path, 0), len(self._head) if path == self._ledger else 0))

    def write(self, ledger: bytes, rejects: Iterable[Reject]) -> None:
        """Add the ledger lines of a chunk, compressed already, and its rejects. Raises OSError."""
        if self._ledger and ledger:
            self._open[self._ledger].write(ledger)
        if self._rejects and (lines := b"".join(json_line(reject._asdict()) for reject in rejects)):
            self._open[self._rejects].write(compression.compress(lines, compression.of(self._rejects)))

    def sizes(self) -> dict[str, int]:
        """The sizes of the files so far, in bytes."""
        return {path: side.size for path, side in self._open.items()}

    def commit(self) -> None:
        """Put the files in their places. Raises OSError."""
        for side in self._open.values():
            side.commit()
        self._open.clear()

    def close(self) -> None:
        """Close the files and keep what is written for the next run."""
        for side in self._open.values():
            side.close()
