"""The journal of an output: how much of it is written, so that an interrupted batch resumes in the middle of a file.

The first line says what the output is made from. Each further line is written after a chunk of records, and says how
far the output, the ledger and the rejects have come. A line that is cut short does not count.
"""

import contextlib
import json
import os
from typing import IO, NamedTuple

from cleaner.corpus.files import PART_SUFFIX, hidden_path
from cleaner.corpus.tally import Tally, from_plain, plain


class OutputOrigin(NamedTuple):
    """What an output is made from. An output of another origin cannot be resumed."""

    settings_hash: str
    input_hash: str
    sides: tuple[str, ...]  # paths of the ledger and the rejects

    def line(self) -> bytes:
        """The first line of the journal."""
        return json.dumps([self.settings_hash, self.input_hash, sorted(self.sides)]).encode() + b"\n"


class Progress(NamedTuple):
    """How far an output has come."""

    tally: Tally  # of the records so far
    records: int = 0
    size: int = 0  # bytes of the output
    sides: dict[str, int] = {}  # noqa: RUF012 - the ledger and the rejects -> their sizes in bytes
    journal_size: int = 0  # bytes of the complete lines of the journal


def journal_path(output: str) -> str:
    """The hidden journal of an output."""
    return hidden_path(output, ".journal")


def read_progress(output: str, origin: OutputOrigin) -> Progress:
    """What an interrupted run has written of an output; nothing if it cannot be resumed."""
    nothing = Progress(Tally())
    progress = Progress(Tally())
    try:
        with open(journal_path(output), "rb") as file:
            head = file.readline()
            if head != origin.line():
                return nothing
            progress = progress._replace(journal_size=len(head))
            for line in file:
                if not line.endswith(b"\n"):
                    break
                step = json.loads(line)
                progress.tally.merge(from_plain(step["tally"]))
                progress = progress._replace(
                    records=step["records"],
                    size=step["size"],
                    sides=step["sides"],
                    journal_size=progress.journal_size + len(line),
                )
        return progress if os.path.getsize(hidden_path(output, PART_SUFFIX)) >= progress.size else nothing
    except (OSError, ValueError, KeyError, TypeError):
        return nothing


class Journal:
    """The journal of an output that is being written."""

    def __init__(self, output: str, origin: OutputOrigin, progress: Progress) -> None:
        self._path = journal_path(output)
        resumed = progress.records > 0
        self._file: IO[bytes] = open(self._path, "r+b" if resumed else "wb")  # noqa: SIM115 - open as long as the output
        if resumed:
            self._file.seek(progress.journal_size)
            self._file.truncate()  # the last line may be cut short
        else:
            self._file.write(origin.line())

    def add(self, tally: Tally, records: int, size: int, sides: dict[str, int]) -> None:
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
