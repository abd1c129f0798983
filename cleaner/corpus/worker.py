"""The work of one process of a batch: clean files or chunks of records, and answer with bytes and sums."""

import hashlib
import io
from typing import Any, NamedTuple

from cleaner.corpus import compression
from cleaner.corpus.formats import Chunk, FormatError, Record, Reject
from cleaner.corpus.ledger import edit_lines, left_out_line, raw_line
from cleaner.corpus.manifest import hash_bytes
from cleaner.corpus.outputs import delete_output, write_output
from cleaner.corpus.plan import BatchOptions, Job
from cleaner.corpus.summary import Sample, first_samples
from cleaner.corpus.tally import Tally
from cleaner.corpus.tasks import FileGroup, RecordChunk, Task
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.host import host_of
from cleaner.lines.text import Result

# Cleaning takes up to seventy times the memory of a text, because every line and every edit is an object. No article is
# this long: a longer text is a whole archive in one record, or an attack.
MAX_TEXT_CHARACTERS = 20_000_000


class Answer(NamedTuple):
    """What a worker returns for a file or a chunk."""

    job: Job
    tally: Tally
    pieces: tuple[bytes, ...] = ()  # of the output; of a whole file none, because the worker writes it
    ledger: bytes = b""  # lines
    rejects: tuple[Reject, ...] = ()
    samples: tuple[Sample, ...] = ()
    input_hash: str = ""  # of a whole file


class UnreadFile(NamedTuple):
    """What a worker returns for a whole file that it could not read or write."""

    message: str


Answers = list[Answer | UnreadFile]


class Worker:
    """A function from tasks to answers, with a cleaner. It runs in any process."""

    def __init__(self, cleaner: Cleaner, options: BatchOptions) -> None:
        self._cleaner, self._options = cleaner, options

    def __call__(self, task: Task) -> Answers:
        """Clean a task. Of the end of a file there is nothing to clean."""
        if isinstance(task, FileGroup):
            return [self._file(job) for job in task.jobs]
        if isinstance(task, RecordChunk):
            answer = self._chunk(task.job, task.chunk)
            return [answer if task.partial else compressed(answer, self._options)]
        return []

    def _file(self, job: Job) -> Answer | UnreadFile:
        """Clean a whole file and write its output."""
        fields = self._options.fields
        try:
            with open(job.source, "rb") as raw:
                data = raw.read()
            decompressed = compression.reader(io.BytesIO(data), compression.of(job.source))
            chunk = next(job.format.chunks(decompressed, job.name, fields))
            answer = compressed(self._chunk(job, chunk), self._options)
            if answer.rejects and fields.reject:
                delete_output(job)
            else:
                write_output(job, b"".join(answer.pieces))
            return answer._replace(pieces=(), input_hash=hash_bytes(data))
        except OSError as error:
            return UnreadFile(f"{job.name}: {error.strerror or error}")
        except (FormatError, compression.MissingExtra) as error:
            return UnreadFile(str(error))

    def _chunk(self, job: Job, chunk: Chunk[Any]) -> Answer:
        """Clean the records of a chunk."""
        options = self._options
        clean = _Cleaning(self._cleaner, options, job)
        pieces, rejects, raw = job.format.work(chunk, job.name, options.fields, clean)
        for reject in rejects:
            clean.tally.fail(f"{reject.place}: {reject.message}")
            if options.fields.reject:
                clean.ledger.append(_LedgerLines(reject.number, left_out_line(job.key, reject)))
        clean.ledger += [_LedgerLines(number, raw_line(job.key, number, details)) for number, details in raw.items()]
        lines = b"".join(entry.lines for entry in sorted(clean.ledger, key=lambda entry: entry.record))
        return Answer(
            job,
            clean.tally,
            pieces=tuple(piece for piece in pieces if piece),
            ledger=lines if options.ledger else b"",
            rejects=tuple(reject if options.rejects else reject._replace(record="") for reject in rejects),
            samples=tuple(clean.samples),
        )


def compressed(answer: Answer, options: BatchOptions) -> Answer:
    """An answer with its pieces and its ledger lines compressed, as the names of the files ask for."""
    return answer._replace(
        pieces=tuple(compression.compress(piece, answer.job.output_compression) for piece in answer.pieces),
        ledger=compression.compress(answer.ledger, compression.of(options.ledger or "")) if answer.ledger else b"",
    )


class _LedgerLines(NamedTuple):
    record: int
    lines: bytes


class _Cleaning:
    """The function that cleans the records of a job, and collects their tally, ledger lines and samples."""

    def __init__(self, cleaner: Cleaner, options: BatchOptions, job: Job) -> None:
        self._cleaner, self._options, self._job = cleaner, options, job
        self.tally = Tally()
        self.ledger: list[_LedgerLines] = []
        self.samples: list[Sample] = []

    def __call__(self, record: Record) -> Result:
        """Clean a record. Raises ValueError if it is too long, or if a pattern runs out of time."""
        number, document, text, url, title = record
        if len(text) > MAX_TEXT_CHARACTERS:
            raise ValueError(
                f"the text has {len(text):,} characters, and a batch cleans at most {MAX_TEXT_CHARACTERS:,}"
            )
        try:
            result = self._cleaner.clean(text, url, document, title)
        except PatternTimeout as error:
            raise ValueError(str(error)) from None
        self.tally.add(document, (host_of(url) if url else "") or result.pack, result)
        if self._options.ledger:
            self.ledger.append(_LedgerLines(number, edit_lines(self._job.key, number, document, result.edits)))
        if self._options.samples:
            rank = hashlib.blake2b(document.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
            self.samples.append(Sample(rank, document, text, result))
            self.samples = first_samples(self.samples, self._options.samples)
        return result
