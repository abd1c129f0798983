"""Write outputs: whole files at once, files of records in pieces. An output appears when it is complete."""

import os
import sys
from collections.abc import Iterable
from typing import IO, Any

from cleaner.corpus.files import AtomicFile
from cleaner.corpus.formats import Chunk
from cleaner.corpus.inputs import STDIO
from cleaner.corpus.journal import Journal, OutputOrigin, Progress
from cleaner.corpus.plan import Job
from cleaner.corpus.tally import Tally


def make_folder_of(path: str) -> None:
    """Make the folder of a file, if it is missing. Raises OSError."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)


def write_output(path: str, data: bytes) -> None:
    """Write a whole output. Raises OSError; then the old file is still there."""
    make_folder_of(path)
    file = AtomicFile(path)
    try:
        file.write(data)
        file.commit()
    except OSError:
        file.discard()
        raise


class RecordOutput:
    """An output of records while it is written, chunk by chunk. Raises OSError."""

    def __init__(self, job: Job, origin: OutputOrigin, progress: Progress) -> None:
        self.job = job
        self.input_hash = origin.input_hash
        self.tally = Tally()  # of all records in the output
        self.tally.merge(progress.tally)
        self._records = progress.records
        self._atomic: AtomicFile | None = None  # None: standard output
        self._file: IO[bytes] = sys.stdout.buffer
        if job.output != STDIO:
            make_folder_of(job.output)
            self._atomic = AtomicFile(job.output)
            self._file = self._atomic.open(progress.size)
        self._journal = Journal(job.output, origin, progress) if job.resumable else None
        self._sink = job.format.sink(self._file, job.source)

    def write(self, pieces: Iterable[bytes], tally: Tally, chunk: Chunk[Any], sides: dict[str, int]) -> None:
        """Write a chunk, then its step in the journal. `sides` are the sizes of the ledger and the rejects."""
        self.tally.merge(tally)
        self._records = chunk.start + chunk.records - 1
        if self._sink is not None:
            for piece in pieces:
                self._sink.write(piece)
            return
        self._file.writelines(pieces)
        self._file.flush()
        if self._journal is not None:
            self._journal.add(tally, self._records, self._file.tell(), sides)

    def finish(self) -> None:
        """Complete the output and put it in its place."""
        if self._sink is not None:
            self._sink.close()
        if self._atomic is not None:
            self._atomic.sync()
            self._atomic.commit()
        if self._journal is not None:
            self._journal.delete()

    def interrupt(self) -> None:
        """Close the files. Keep them for the next run if it can resume them, else delete them."""
        if self._journal is not None and self._records:
            self._journal.close()
            if self._atomic is not None:
                self._atomic.close()
            return
        if self._atomic is not None:
            self._atomic.discard()
        if self._journal is not None:
            self._journal.delete()
