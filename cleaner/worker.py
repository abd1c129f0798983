"""What one process does of a batch: it cleans files or chunks of records, and gives back bytes and sums."""

import contextlib
import hashlib
import io
import os
from typing import Any, NamedTuple

from cleaner import compression, formats
from cleaner.clean import Cleaner
from cleaner.detect import host_of
from cleaner.fault import PatternTimeout
from cleaner.formats import Bad, Chunk, Fields, Reject
from cleaner.ledger import left_out, written
from cleaner.manifest import hash_of
from cleaner.outputs import part_of
from cleaner.plan import STREAM, Options, Plan
from cleaner.tally import Tally
from cleaner.text import Result


class Sample(NamedTuple):
    """A document as it was and what became of it."""

    rank: str  # a hash by which the sample is drawn; the same for any number of jobs
    document: str
    raw: str
    result: Result


class Task(NamedTuple):
    """What is sent to a worker: a group of files, a chunk of records, or the end of a file of records."""

    plans: tuple[Plan, ...]
    chunk: Chunk | None = None
    error: str = ""  # at the end of a file: why it could not be read to its end
    size: int = 0  # bytes of input


class Answer(NamedTuple):
    """What a worker makes of one file or chunk."""

    plan: Plan
    data: bytes = b""
    tally: Tally | None = None
    ledger: bytes = b""
    rejects: tuple[Reject, ...] = ()
    samples: tuple[Sample, ...] = ()
    hashed: str = ""  # of the input, for a file of its own
    error: str = ""  # why there is no output


_worker: dict[str, Any] = {}


def start(cleaner: Cleaner, options: Options) -> None:
    """Gives the process what it cleans with."""
    _worker["cleaner"], _worker["options"] = cleaner, options


def work(task: Task) -> list[Answer]:
    """Cleans a group of files, or a chunk of records. Runs in any process."""
    if task.chunk is not None:
        return [_records(task.plans[0], task.chunk)]
    return [_file(plan) for plan in task.plans] if not task.error and task.plans and whole(task.plans[0]) else []


def whole(plan: Plan) -> bool:
    """Whether a file is one document, which a worker reads and writes by itself."""
    return plan.form == "txt" and STREAM not in (plan.source, plan.output)


def _records(plan: Plan, chunk: Chunk) -> Answer:
    options: Options = _worker["options"]
    count = _Count(_worker["cleaner"], options, plan)
    parts, rejects = formats.kind(plan.form).work(chunk, plan.name, options.fields, count.clean)
    for reject in rejects:
        count.tally.fail(f"{reject.place}: {reject.message}")
        if options.fields.reject:
            count.ledger.append((reject.number, left_out(plan.key, reject)))
    kind = compression.of(plan.output) if plan.form != "parquet" else ""
    data = b"".join(compression.pack(part, kind) for part in parts if part)
    lines = b"".join(line for _, line in sorted(count.ledger)) if options.ledger else b""
    packed = compression.pack(lines, compression.of(options.ledger or "")) if lines else b""
    return Answer(plan, data, count.tally, packed, tuple(rejects), tuple(count.samples))


def _file(plan: Plan) -> Answer:
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
        if not (answer.rejects and _worker["options"].fields.reject):
            _put(plan.output, answer.data)
        return answer._replace(data=b"", hashed=hash_of(data))
    except (OSError, Bad, compression.Missing) as error:
        why = f"{plan.name}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        return Answer(plan, error=why)


def _put(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    temporary = part_of(path)
    try:
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


class _Count:
    """A cleaning function that adds up, writes down and keeps."""

    def __init__(self, cleaner: Cleaner, options: Options, plan: Plan) -> None:
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


def passed(task: Task) -> bytes:
    """Records as they were, as bytes of the output."""
    plan = task.plans[0]
    if task.chunk is None:
        with open(plan.source, "rb") as file:
            _put(plan.output, file.read())
        return b""

    def as_it_is(_number: int, _document: str, text: str, _url: str | None) -> Result:
        return Result(text, (), "", "", ())

    parts, _ = formats.kind(plan.form).work(task.chunk, plan.name, Fields(), as_it_is)
    kind = compression.of(plan.output) if plan.form != "parquet" else ""
    return b"".join(compression.pack(part, kind) for part in parts)
