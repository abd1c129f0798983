"""The journal of an output: how much of it is written, so that an interrupted batch resumes in the middle of a file.

The first line says what the output is made from, and which hidden file holds it. Each further line is written after a
chunk of records, and says how far the output, the ledger and the rejects have come. A line that is cut short does not
count. A journal is not believed if anything in it is not as it was written.
"""

import contextlib
import json
import os
from typing import IO, Any, NamedTuple

from cleaner.corpus.files import open_work_file, read_work_file, work_file_status
from cleaner.corpus.marks import Marks, marks_from_plain
from cleaner.corpus.tally import Tally, from_plain, is_count, plain


class OutputOrigin(NamedTuple):
    """What an output is made from. An output of another origin cannot be resumed."""

    settings_hash: str
    input_hash: str
    sides: tuple[str, ...]  # paths of the ledger and the rejects

    def line(self, part: os.stat_result) -> bytes:
        """The first line of the journal.

        `part` is the status of the hidden file with the output. Its inode number is part of the line: a journal and an
        output that came with an archive or a clone were given other numbers, so nobody can plant an output that is
        half done. The number of the device is not, because it changes when a disk is mounted again.
        """
        return json.dumps([self.settings_hash, self.input_hash, sorted(self.sides), part.st_ino]).encode() + b"\n"


class Progress(NamedTuple):
    """How far an output has come."""

    tally: Tally  # of the records so far
    records: int = 0
    size: int = 0  # bytes of the output
    sides: Marks = {}  # noqa: RUF012 - of the ledger and the rejects
    journal_size: int = 0  # bytes of the complete lines of the journal


class WorkFiles(NamedTuple):
    """The hidden files of an output that is being written."""

    part: str  # path of the output so far
    journal: str  # path


def read_progress(files: WorkFiles, origin: OutputOrigin) -> Progress:
    """What an interrupted run has written of an output; nothing if it cannot be resumed."""
    nothing = Progress(Tally())
    part = work_file_status(files.part)
    if part is None:
        return nothing
    progress = Progress(Tally())
    try:
        with read_work_file(files.journal) as file:
            expected = origin.line(part)
            head = file.readline(len(expected))  # a planted file may have no end of line for terabytes
            if head != expected:
                return nothing
            progress = progress._replace(journal_size=len(head))
            for line in file:
                if not line.endswith(b"\n"):
                    break
                progress = _after(progress, json.loads(line), len(line))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return nothing
    return progress if part.st_size >= progress.size else nothing


def _after(progress: Progress, step: Any, line_size: int) -> Progress:
    """The progress after one more step. Raises ValueError, KeyError or TypeError for one that no journal has."""
    records, size, sides = step["records"], step["size"], marks_from_plain(step["sides"])
    forward = is_count(records) and is_count(size) and records > progress.records and size >= progress.size
    if not forward:
        raise ValueError("not a step of a journal")
    progress.tally.merge(from_plain(step["tally"]))
    return Progress(progress.tally, records, size, sides, progress.journal_size + line_size)


class Journal:
    """The journal of an output that is being written. Its hidden file with the output is open already."""

    def __init__(self, files: WorkFiles, origin: OutputOrigin, progress: Progress) -> None:
        self._path = files.journal
        self._file: IO[bytes] = open_work_file(self._path)
        self._file.seek(progress.journal_size)
        self._file.truncate()  # the last line may be cut short
        if not progress.journal_size:
            self._file.write(origin.line(os.stat(files.part)))

    def add(self, tally: Tally, records: int, size: int, sides: Marks) -> None:
        """Add a step: the tally of its chunk, and how far everything has come after it."""
        step = {"records": records, "size": size, "tally": plain(tally), "sides": sides}
        self._file.write(json.dumps(step).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Close the journal and keep it for the next run."""
        with contextlib.suppress(OSError):
            self._file.close()

    def delete(self) -> None:
        """Close the journal and delete it: the output is finished, or nothing of it was written."""
        self.close()
        with contextlib.suppress(OSError):
            os.unlink(self._path)
