"""Retry tasks on which a worker died or failed, so that only the document at fault is lost."""

import errno
from collections.abc import Iterable

from cleaner.corpus import compression
from cleaner.corpus.formats import MAX_RECORD_BYTES, TOO_LARGE, Reject, unchanged
from cleaner.corpus.ledger import left_out_line
from cleaner.corpus.outputs import delete_output, write_output
from cleaner.corpus.plan import BatchOptions, Job
from cleaner.corpus.pool import Lost, ordered_map
from cleaner.corpus.summary import first_samples
from cleaner.corpus.tally import Tally
from cleaner.corpus.tasks import FileEnd, FileGroup, RecordChunk, Task
from cleaner.corpus.worker import Answer, Answers, UnreadFile, Worker, compressed
from cleaner.engine.clean import Cleaner

DIED = "the worker died on this document"
ATTEMPTS = 3  # workers that have to die on one document: a single death may have had another cause
PROCESSES = 2  # a single process would be this one, which has to survive


class Retry:
    """Cleans lost tasks again: all of a chunk first, then each document by itself."""

    def __init__(self, cleaner: Cleaner, options: BatchOptions) -> None:
        self._cleaner, self._options = cleaner, options

    def __call__(self, task: Task) -> Answers:
        """The answers for a lost task. A document that is lost again counts as failed."""
        if isinstance(task, FileGroup):
            return self._one_by_one(FileGroup((job,)) for job in task.jobs)
        if isinstance(task, FileEnd):
            return []
        ((_, answers),) = ordered_map(Worker, (self._cleaner, self._options), [task], PROCESSES)
        if not isinstance(answers, Lost):
            return answers
        return [self._record_by_record(task)]

    def _one_by_one(self, tasks: Iterable[FileGroup | RecordChunk]) -> Answers:
        """The answers for tasks of one document each."""
        answers: Answers = []
        for task, output in ordered_map(Worker, (self._cleaner, self._options), tasks, PROCESSES):
            answers += self._again(task) if output == Lost() else self._answers(task, output)
        return answers

    def _again(self, task: FileGroup | RecordChunk) -> Answers:
        """The answers for a task on which a worker has died, from as many other workers as it takes."""
        output: Answers | Lost = Lost()
        for _ in range(ATTEMPTS - 1):
            ((_, output),) = ordered_map(Worker, (self._cleaner, self._options), [task], PROCESSES)
            if output != Lost():
                break
        return self._answers(task, output)

    def _answers(self, task: FileGroup | RecordChunk, output: Answers | Lost) -> Answers:
        return output if not isinstance(output, Lost) else [self._failed(task, output.reason or DIED)]

    def _record_by_record(self, task: RecordChunk) -> Answer:
        """The answer for a chunk, joined from those for its records."""
        job, options = task.job, self._options
        records = [RecordChunk(job, record, partial=True) for record in job.format.split(task.chunk)]
        answers = [answer for answer in self._one_by_one(records) if isinstance(answer, Answer)]
        tally = Tally()
        for answer in answers:
            tally.merge(answer.tally)
        joined = Answer(
            job,
            tally,
            pieces=job.format.join([piece for answer in answers for piece in answer.pieces]),
            ledger=b"".join(answer.ledger for answer in answers),
            rejects=tuple(reject for answer in answers for reject in answer.rejects),
            samples=tuple(first_samples((s for answer in answers for s in answer.samples), options.samples)),
        )
        return compressed(joined, options)

    def _failed(self, task: FileGroup | RecordChunk, message: str) -> Answer | UnreadFile:
        """The answer for a document that cannot be cleaned: it is left out, or passes through unchanged."""
        options = self._options
        (job,) = task.jobs
        reject = _reject(task, message)
        tally = Tally()
        try:
            if not options.fields.reject:
                pieces = self._passed_through(task)
                tally.fail(f"{reject.place}: {message}")
                return Answer(job, tally, pieces=pieces, rejects=(reject,))
            if isinstance(task, FileGroup):
                delete_output(job)
        except OSError as error:
            return UnreadFile(f"{job.name}: {error.strerror or error}")
        except Exception as error:  # what a worker has failed on may fail here too
            if isinstance(task, FileGroup):
                return UnreadFile(f"{reject.place}: {message}; it cannot be written unchanged either: {error}")
            reject = reject._replace(message=f"{message}; left out, because it cannot be written unchanged: {error}")
        tally.fail(f"{reject.place}: {reject.message}")
        answer = Answer(job, tally, ledger=left_out_line(job.key, reject) if options.ledger else b"", rejects=(reject,))
        return answer if isinstance(task, RecordChunk) else compressed(answer, options)

    def _passed_through(self, task: FileGroup | RecordChunk) -> tuple[bytes, ...]:
        """Records as they were, as pieces that are not compressed yet. A whole file is copied to its output."""
        if isinstance(task, RecordChunk):
            fields = self._options.fields._replace(reject=False)
            return tuple(task.job.format.work(task.chunk, task.job.name, fields, unchanged).pieces)
        (job,) = task.jobs
        write_output(job, compression.compress(_content(job), job.output_compression))
        return ()


def _reject(task: FileGroup | RecordChunk, message: str) -> Reject:
    """The reject for a document. If the record itself cannot be shown, it is empty: the batch has to go on."""
    (job,) = task.jobs
    if isinstance(task, FileGroup):
        return Reject(job.name, 1, message, "")
    number = task.chunk.start
    try:
        record = job.format.reject_text(task.chunk)
    except Exception:  # this process has to survive what a worker has failed on
        record = ""
    return Reject(f"{job.name}:{number}", number, message, record)


def _content(job: Job) -> bytes:
    """The decompressed bytes of an input. Raises OSError."""
    with open(job.source, "rb") as raw:
        content = compression.reader(raw, compression.of(job.source)).read(MAX_RECORD_BYTES + 1)
    if len(content) > MAX_RECORD_BYTES:
        raise OSError(errno.EFBIG, TOO_LARGE)
    return content
