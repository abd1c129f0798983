"""The tasks of a batch: what is sent to workers, in order, without what earlier runs have finished."""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from cleaner.corpus import compression
from cleaner.corpus.finished import Finished
from cleaner.corpus.formats import CHUNK_BYTES, Chunk, Fields, FormatError
from cleaner.corpus.inputs import STDIO
from cleaner.corpus.plan import Job
from cleaner.corpus.summary import Totals

GROUP_FILES = 64  # small files that are cleaned together
GROUP_BYTES = CHUNK_BYTES


class FileGroup(NamedTuple):
    """Some files that are one document each."""

    jobs: tuple[Job, ...]
    size: int = 0  # bytes of input


class RecordChunk(NamedTuple):
    """A chunk of a file of records."""

    job: Job
    chunk: Chunk[Any]
    size: int = 0  # bytes of input
    partial: bool = False  # part of a chunk; its answer is joined with others before it is compressed

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The job, as for a group of files."""
        return (self.job,)


class FileEnd(NamedTuple):
    """The end of a file of records. There is nothing to clean, but the output is finished when its turn comes."""

    job: Job
    error: str = ""  # why the file could not be read to its end
    size: int = 0  # bytes of input

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The job, as for a group of files."""
        return (self.job,)


Task = FileGroup | RecordChunk | FileEnd


def tasks_of(jobs: Iterable[Job], finished: Finished, fields: Fields, totals: Totals) -> Iterator[Task]:
    """The tasks of all jobs, in order. What earlier runs have finished is added to the totals. Raises OSError."""
    group: list[Job] = []
    size = 0
    for job in jobs:
        tally = finished.tally(job)
        if tally is not None:
            totals.add_earlier(tally, _size(job))
            if finished.interrupted(job):
                totals.resumed += 1
            else:
                totals.skipped += 1
        elif job.whole:
            group.append(job)
            size += _size(job)
            if len(group) >= GROUP_FILES or size >= GROUP_BYTES:
                yield FileGroup(tuple(group), size)
                group, size = [], 0
        else:
            if group:
                yield FileGroup(tuple(group), size)
                group, size = [], 0
            yield from _record_tasks(job, finished, fields, totals)
    if group:
        yield FileGroup(tuple(group), size)


def _size(job: Job) -> int:
    with contextlib.suppress(OSError):
        return os.path.getsize(job.source)
    return 0


def _record_tasks(job: Job, finished: Finished, fields: Fields, totals: Totals) -> Iterator[Task]:
    """The chunks of a file of records that are not in the output yet, then the end of the file."""
    error = ""
    position = 0  # in the input, after the last chunk
    try:
        with _opened(job.source) as raw:
            done = finished.progress(job).records
            data = compression.reader(raw, compression.of(job.source))
            for chunk in job.format.chunks(data, job.name, fields):
                start, position = position, position + chunk.size if job.piped else raw.tell()
                if chunk.start + chunk.records - 1 > done:
                    yield RecordChunk(job, chunk, position - start)
                else:
                    totals.add_earlier(None, position - start)
    except FormatError as unreadable:
        error = str(unreadable)
    except OSError as unreadable:
        error = f"{job.name}: {unreadable.strerror or unreadable}"
    yield FileEnd(job, error)


def _opened(path: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    return contextlib.nullcontext(sys.stdin.buffer) if path == STDIO else open(path, "rb")
