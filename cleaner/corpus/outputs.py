"""Write outputs: whole files at once, files of records in pieces. An output appears when it is complete.

The folder of outputs may hold planted links. A link in the place of an output is replaced, as `tar` and `rsync` do:
nobody named it, and refusing it would leave a file undone for no reason. A link in the place of a folder below is
followed only if it stays inside: replacing it would hide a folder that is in use, so its outputs are refused.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Iterable
from typing import IO, Any

from cleaner.corpus.files import PART_SUFFIX, AtomicFile, hidden_path, make_folders
from cleaner.corpus.formats import Chunk, FormatError
from cleaner.corpus.inputs import STDIO
from cleaner.corpus.journal import Journal, OutputOrigin, Progress, WorkFiles
from cleaner.corpus.marks import Marks
from cleaner.corpus.plan import Job
from cleaner.corpus.tally import Tally


def make_folder_of(path: str) -> None:
    """Make the folder of a file, if it is missing. Raises OSError."""
    make_folders(os.path.dirname(path))


def work_files(job: Job) -> WorkFiles:
    """The hidden files of an output while it is written."""
    follow = not job.folder
    return WorkFiles(hidden_path(job.output, PART_SUFFIX, follow), hidden_path(job.output, ".journal", follow))


def output_file(job: Job) -> AtomicFile:
    """The file of an output, not opened yet, in a folder that exists. Raises OSError."""
    check_inside(job)
    make_folder_of(job.output)
    return AtomicFile(job.output, follow=not job.folder)


def check_inside(job: Job) -> None:
    """Raise OSError if links would lead an output out of the folder that was named for all outputs."""
    if not job.folder:
        return
    root, folder = os.path.realpath(job.folder), os.path.realpath(os.path.dirname(job.output))
    if folder != root and not folder.startswith(os.path.join(root, "")):
        message = f"{os.path.dirname(job.output)} leads by a link out of {job.folder}; delete the link"
        raise OSError(errno.EPERM, f"the folder {message}, or name the folder behind it as the output")


def write_output(job: Job, data: bytes) -> None:
    """Write a whole output. Raises OSError; then the old file is still there."""
    file = output_file(job)
    try:
        file.write(data)
        file.commit()
    except OSError:
        file.discard()
        raise


def delete_output(job: Job) -> None:
    """Delete the output of an earlier input, if there is one. Raises OSError."""
    check_inside(job)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(job.output)


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
        self._journal: Journal | None = None
        if job.output != STDIO:
            self._atomic = output_file(job)
            self._file = self._atomic.open(progress.size)
        try:
            if job.resumable:
                self._journal = Journal(work_files(job), origin, progress)
            self._sink = job.format.sink(self._file, job.source)
        except (OSError, FormatError):
            if self._atomic is not None:
                self._atomic.discard()
            raise

    def write(self, pieces: Iterable[bytes], tally: Tally, chunk: Chunk[Any], sides: Marks) -> None:
        """Write a chunk, then its step in the journal. `sides` are the marks of the ledger and the rejects."""
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
