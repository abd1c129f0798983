"""Outputs that are written in pieces and appear whole; what is there of them after a stop is gone on with."""

import contextlib
import json
import os
import sys
from typing import IO, Any, NamedTuple

from cleaner.corpus import formats
from cleaner.corpus.files import PART, Growing, beside
from cleaner.corpus.formats import Chunk
from cleaner.corpus.manifest import digest_file
from cleaner.corpus.plan import STREAM, Job
from cleaner.corpus.tally import Tally


class Side(Growing):
    """A file that is written beside the outputs, in pieces, and appears whole."""

    def __init__(self, path: str, mark: int) -> None:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        super().__init__(path)
        self.open(mark)

    def close(self, done: bool) -> None:
        """Puts the file in its place, if the run is done; else it waits for the next run."""
        if done:
            self.place()
        else:
            self.leave()


class Progress(NamedTuple):
    """How far an output of records has come, as its journal tells."""

    records: int = 0
    size: int = 0  # bytes of the output so far
    tally: Tally = Tally()
    sides: dict[str, int] = {}  # noqa: RUF012
    journal: int = 0  # bytes of the journal that are whole lines


def resumable(plan: Job, job: str, hashed: str, sides: tuple[str, ...]) -> Progress:
    """What an earlier run of the same job on the same input has left behind, if it can be gone on with."""
    out = Progress(tally=Tally())
    try:
        with open(journal_of(plan.output), "rb") as file:
            head = file.readline()
            if json.loads(head) != [job, hashed, sorted(sides)]:
                return out
            out = out._replace(journal=len(head))
            for line in file:
                if not line.endswith(b"\n"):
                    break
                step = json.loads(line)
                out.tally.merge(Tally.of(step["tally"]))
                whole = out.journal + len(line)
                out = out._replace(records=step["records"], size=step["size"], sides=step["sides"], journal=whole)
        return out if os.path.getsize(part_of(plan.output)) >= out.size else Progress(tally=Tally())
    except (OSError, ValueError, KeyError, TypeError):
        return Progress(tally=Tally())


class Stream:
    """An output of records while it is written."""

    def __init__(self, plan: Job, job: str, hashed: str, sides: tuple[str, ...], anew: bool) -> None:
        self.plan, self.hashed = plan, hashed
        self.tally = Tally()  # of all that stands in it
        self.records = 0
        self._growing: Growing | None = None
        self._file: IO[bytes] = sys.stdout.buffer
        self._journal: IO[bytes] | None = None
        self._sink: Any = None
        if plan.output == STREAM:
            return
        os.makedirs(os.path.dirname(plan.output) or ".", exist_ok=True)
        before = Progress(tally=Tally())
        if keeps(plan) and not anew:
            before = resumable(plan, job, hashed, sides)
        self._growing = Growing(plan.output)
        self._file = self._growing.open(before.size)
        if keeps(plan):
            self._journal = open(journal_of(plan.output), "r+b" if before.records else "wb")  # noqa: SIM115
            if not before.records:
                self._journal.write(json.dumps([job, hashed, sorted(sides)]).encode() + b"\n")
            self._journal.seek(before.journal)
            self._journal.truncate()  # the last run may have been killed inside a line
        self.records = before.records
        self.tally.merge(before.tally)
        if plan.form == "parquet":
            self._sink = formats.kind("parquet").sink(self._file, plan.source)

    def write(self, data: tuple[bytes, ...], tally: Tally, chunk: Chunk, sides: dict[str, int]) -> None:
        """Adds a chunk, then its line in the journal."""
        self.tally.merge(tally)
        self.records = chunk.start + chunk.records - 1
        if self._sink is not None:
            for piece in data:
                self._sink.write(piece)
            return
        self._file.writelines(data)
        self._file.flush()
        if self._journal is not None:
            step = {"records": self.records, "size": self._file.tell(), "tally": tally.plain(), "sides": sides}
            self._journal.write(json.dumps(step).encode() + b"\n")
            self._journal.flush()

    def finish(self) -> None:
        """Puts the output in its place."""
        if self._sink is not None:
            self._sink.close()
        if self._growing is None:
            return
        self._growing.sync()
        self._growing.place()
        self._end_journal()

    def leave(self) -> None:
        """Lets go of the files; what is in them waits for the next run, if it can go on with it."""
        if self._growing is None:
            return
        if self._journal is not None and self.records:
            self._growing.leave()
            with contextlib.suppress(OSError):
                self._journal.close()
        else:
            self._growing.drop()
            self._end_journal()

    def _end_journal(self) -> None:
        if self._journal is not None:
            with contextlib.suppress(OSError):
                self._journal.close()
            with contextlib.suppress(OSError):
                os.unlink(journal_of(self.plan.output))


def part_of(path: str) -> str:
    """Where an output is written before it is whole."""
    return beside(path, PART)


def journal_of(path: str) -> str:
    """Where it is written down how far an output has come."""
    return beside(path, ".journal")


def keeps(plan: Job) -> bool:
    """Whether an output can be gone on with in the middle."""
    return plan.form in ("jsonl", "wet") and not plan.flows


def digest_of(plan: Job) -> str:
    """The hash of an input file. Raises OSError."""
    return digest_file(plan.source)
