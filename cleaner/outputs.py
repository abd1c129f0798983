"""Outputs that are written in pieces and appear whole; what is there of them after a stop is gone on with."""

import contextlib
import json
import os
import sys
from typing import IO, Any, NamedTuple

from cleaner import formats
from cleaner.formats import Chunk
from cleaner.manifest import digest_file
from cleaner.plan import STREAM, Plan
from cleaner.tally import Tally


class Side:
    """A file that is written beside the outputs, in pieces, and appears whole."""

    def __init__(self, path: str, mark: int) -> None:
        self.path = path
        self._file = open(part_of(path), "r+b" if mark else "wb")  # noqa: SIM115 - it stays open for the run
        self.back(mark)

    def write(self, data: bytes) -> None:
        """Adds a piece."""
        self._file.write(data)
        self._file.flush()
        self.size += len(data)

    def back(self, mark: int) -> None:
        """Takes away what was written beyond a mark."""
        self._file.truncate(mark)
        self.size = self._file.seek(mark)

    def sync(self) -> None:
        """Returns when what was written is on the disk."""
        os.fsync(self._file.fileno())

    def close(self, done: bool) -> None:
        """Puts the file in its place, if the run is done; else it waits for the next run."""
        self._file.close()
        if done:
            os.replace(part_of(self.path), self.path)


class Progress(NamedTuple):
    """How far an output of records has come, as its journal tells."""

    records: int = 0
    size: int = 0  # bytes of the output so far
    tally: Tally = Tally()
    sides: dict[str, int] = {}  # noqa: RUF012


def resumable(plan: Plan, job: str, hashed: str, sides: tuple[str, ...]) -> Progress:
    """What an earlier run of the same job on the same input has left behind, if it can be gone on with."""
    out = Progress(tally=Tally())
    try:
        with open(journal_of(plan.output), "rb") as file:
            if json.loads(file.readline()) != [job, hashed, sorted(sides)]:
                return out
            for line in file:
                if not line.endswith(b"\n"):
                    break
                step = json.loads(line)
                out.tally.merge(Tally.of(step["tally"]))
                out = out._replace(records=step["records"], size=step["size"], sides=step["sides"])
        return out if os.path.getsize(part_of(plan.output)) >= out.size else Progress(tally=Tally())
    except (OSError, ValueError, KeyError, TypeError):
        return Progress(tally=Tally())


class Stream:
    """An output of records while it is written."""

    def __init__(self, plan: Plan, job: str, hashed: str, sides: tuple[str, ...], anew: bool) -> None:
        self.plan, self.hashed = plan, hashed
        self.tally = Tally()  # of all that stands in it
        self.records = 0
        self._file: IO[bytes]
        self._journal: IO[bytes] | None = None
        self._sink: Any = None
        if plan.output == STREAM:
            self._file = sys.stdout.buffer
            return
        os.makedirs(os.path.dirname(plan.output) or ".", exist_ok=True)
        before = Progress(tally=Tally())
        if keeps(plan):
            before = before if anew else resumable(plan, job, hashed, sides)
            self._journal = open(journal_of(plan.output), "ab" if before.records else "wb")  # noqa: SIM115
            if not before.records:
                self._journal.write(json.dumps([job, hashed, sorted(sides)]).encode() + b"\n")
        self._file = open(part_of(plan.output), "r+b" if before.records else "w+b")  # noqa: SIM115
        self._file.truncate(before.size)
        self._file.seek(before.size)
        self.records = before.records
        self.tally.merge(before.tally)
        if plan.form == "parquet":
            self._sink = formats.kind("parquet").sink(self._file, plan.source)

    def write(self, data: bytes, tally: Tally, chunk: Chunk, sides: dict[str, int]) -> None:
        """Adds a chunk, then its line in the journal."""
        self.tally.merge(tally)
        self.records = chunk.start + chunk.records - 1
        if self._sink is not None:
            self._sink.write(data)
            return
        self._file.write(data)
        self._file.flush()
        if self._journal is not None:
            step = {"records": self.records, "size": self._file.tell(), "tally": tally.plain(), "sides": sides}
            self._journal.write(json.dumps(step).encode() + b"\n")
            self._journal.flush()

    def finish(self) -> None:
        """Puts the output in its place."""
        if self._sink is not None:
            self._sink.close()
        if self.plan.output == STREAM:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self.leave()
        os.replace(part_of(self.plan.output), self.plan.output)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(journal_of(self.plan.output))

    def leave(self) -> None:
        """Lets go of the files; what is in them waits for the next run."""
        if self.plan.output != STREAM:
            self._file.close()
        if self._journal is not None:
            self._journal.close()


def part_of(path: str) -> str:
    """Where an output is written before it is whole."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.part")


def journal_of(path: str) -> str:
    """Where it is written down how far an output has come."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.journal")


def keeps(plan: Plan) -> bool:
    """Whether an output can be gone on with in the middle."""
    return plan.form in ("jsonl", "wet") and STREAM not in (plan.source, plan.output)


def digest_of(plan: Plan) -> str:
    """The hash of an input file. Raises OSError."""
    return digest_file(plan.source)
