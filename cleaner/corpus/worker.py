"""What one process does of a batch: it cleans files or chunks of records, and gives back bytes and sums."""

import contextlib
import hashlib
import io
import os
from typing import Any, NamedTuple

from cleaner.corpus import compression, formats
from cleaner.corpus.files import Growing
from cleaner.corpus.formats import Chunk, Fields, FormatError, Reject
from cleaner.corpus.ledger import as_raw, left_out, written
from cleaner.corpus.manifest import hash_of
from cleaner.corpus.plan import BatchOptions, Job
from cleaner.corpus.tally import Tally
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.host import host_of
from cleaner.lines.text import Result


class Sample(NamedTuple):
    """A document as it was and what became of it."""

    rank: str  # a hash by which the sample is drawn; the same for any number of jobs
    document: str
    raw: str
    result: Result


class Task(NamedTuple):
    """What is sent to a worker: a group of files, a chunk of records, or the end of a file of records."""

    plans: tuple[Job, ...]
    chunk: Chunk | None = None
    error: str = ""  # at the end of a file: why it could not be read to its end
    size: int = 0  # bytes of input
    plain: bool = False  # the answer is not to be compressed, because it will be joined with others


class Answer(NamedTuple):
    """What a worker makes of one file or chunk."""

    plan: Job
    data: tuple[bytes, ...] = ()  # the pieces of the output
    tally: Tally | None = None
    ledger: bytes = b""
    rejects: tuple[Reject, ...] = ()
    samples: tuple[Sample, ...] = ()
    hashed: str = ""  # of the input, for a file of its own
    error: str = ""  # why there is no output


_worker: dict[str, Any] = {}


def start(cleaner: Cleaner, options: BatchOptions) -> None:
    """Gives the process what it cleans with."""
    _worker["cleaner"], _worker["options"] = cleaner, options


def work(task: Task) -> list[Answer]:
    """Cleans a group of files, or a chunk of records. Runs in any process."""
    if task.chunk is not None:
        return [_records(task.plans[0], task.chunk, task.plain)]
    return [_file(plan) for plan in task.plans] if not task.error and task.plans and whole(task.plans[0]) else []


def whole(plan: Job) -> bool:
    """Whether a file is one document, which a worker reads and writes by itself."""
    return plan.form == "txt" and not plan.flows


def _records(plan: Job, chunk: Chunk, plain: bool = False) -> Answer:
    options: BatchOptions = _worker["options"]
    count = _Count(_worker["cleaner"], options, plan)
    parts, rejects, raw = formats.kind(plan.form).work(chunk, plan.name, options.fields, count.clean)
    for reject in rejects:
        count.tally.fail(f"{reject.place}: {reject.message}")
        if options.fields.reject:
            count.ledger.append((reject.number, left_out(plan.key, reject)))
    lines = b""
    if options.ledger:
        count.ledger += [(number, as_raw(plan.key, number, told)) for number, told in raw.items()]
        lines = b"".join(line for _, line in sorted(count.ledger, key=lambda item: item[0]))
    answer = Answer(
        plan, tuple(part for part in parts if part), count.tally, lines, tuple(rejects), tuple(count.samples)
    )
    return answer if plain else packed(answer)


def packed(answer: Answer) -> Answer:
    """An answer as it is written: compressed as the names of the output and of the ledger ask for."""
    kind = compression.of(answer.plan.output) if answer.plan.form != "parquet" else ""
    ledger = compression.of(_worker["options"].ledger or "")
    return answer._replace(
        data=tuple(compression.pack(part, kind) for part in answer.data),
        ledger=compression.pack(answer.ledger, ledger) if answer.ledger else b"",
    )


def _file(plan: Job) -> Answer:
    """Cleans one file into its place: at any moment the old output or the new stands there."""
    try:
        with open(plan.source, "rb") as raw:
            data = raw.read()
        chunk = next(
            formats.kind("txt").chunks(
                compression.reader(io.BytesIO(data), compression.of(plan.source)), plan.name, Fields()
            )
        )
        answer = _records(plan, chunk)
        if answer.rejects and _worker["options"].fields.reject:
            with contextlib.suppress(FileNotFoundError):  # an output of an earlier input would lie
                os.unlink(plan.output)
        else:
            _put(plan.output, b"".join(answer.data))
        return answer._replace(data=(), hashed=hash_of(data))
    except (OSError, FormatError, compression.MissingExtra) as error:
        why = f"{plan.name}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        return Answer(plan, error=why)


def _put(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    growing = Growing(path)
    try:
        growing.write(data)
        growing.place()
    except OSError:
        growing.drop()
        raise


class _Count:
    """A cleaning function that adds up, writes down and keeps."""

    def __init__(self, cleaner: Cleaner, options: BatchOptions, plan: Job) -> None:
        self.cleaner, self.options, self.plan = cleaner, options, plan
        self.tally = Tally()
        self.ledger: list[tuple[int, bytes]] = []  # number of the record, its lines
        self.samples: list[Sample] = []

    def clean(self, number: int, document: str, text: str, url: str | None) -> Result:
        """Cleans one document. Raises ValueError where a pattern runs out of its budget."""
        try:
            result = self.cleaner.clean(text, url, document)
        except PatternTimeout as error:
            raise ValueError(str(error)) from None
        self.tally.add(document, (host_of(url) if url else "") or result.pack, result)
        if self.options.ledger:
            self.ledger.append((number, written(self.plan.key, number, document, result.edits)))
        if self.options.samples:
            rank = hashlib.blake2b(document.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
            self.samples.append(Sample(rank, document, text, result))
            self.samples.sort(key=lambda sample: sample.rank)
            del self.samples[self.options.samples :]
        return result


def passed(task: Task, fields: Fields) -> tuple[bytes, ...]:
    """Records as they were, as pieces of the output that are not compressed yet; a file of its own is written."""
    plan = task.plans[0]
    if task.chunk is None:
        with open(plan.source, "rb") as file:
            data = compression.reader(file, compression.of(plan.source)).read()
        _put(plan.output, compression.pack(data, compression.of(plan.output)))
        return ()

    def as_it_is(_number: int, _document: str, text: str, _url: str | None) -> Result:
        return Result(text, (), "", "", ())

    parts = formats.kind(plan.form).work(task.chunk, plan.name, fields._replace(reject=False), as_it_is).parts
    return tuple(parts)
