"""Clean many documents, in order, on all cores, with a few chunks in memory. An interrupted batch can be resumed."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cleaner.corpus.files import has_content
from cleaner.corpus.finished import Finished
from cleaner.corpus.formats import Chunk, FormatError
from cleaner.corpus.inputs import STDIO, PathError
from cleaner.corpus.ledger import head_line
from cleaner.corpus.marks import Marks
from cleaner.corpus.outputs import RecordOutput
from cleaner.corpus.plan import BatchOptions, BatchPlan, Job
from cleaner.corpus.pool import Lost, ordered_map
from cleaner.corpus.retry import Retry
from cleaner.corpus.sides import Sides
from cleaner.corpus.summary import BatchProgress, BatchSummary, Totals
from cleaner.corpus.tally import Tally
from cleaner.corpus.tasks import FileEnd, RecordChunk, Task, tasks_of
from cleaner.corpus.worker import Answer, Answers, UnreadFile, Worker
from cleaner.engine.clean import Cleaner

MAX_NAMED_INPUTS = 10  # inputs that are named if a batch is interrupted
SMALL_BATCH_BYTES = 8 << 20  # a batch below this size is done sooner by one process


def run(
    plan: BatchPlan,
    options: BatchOptions,
    watch: Callable[[BatchProgress], None] = lambda _: None,
    report: Callable[[BatchSummary], None] = lambda _: None,
) -> BatchSummary:
    """Clean a batch. Skip what an earlier run with the same settings has finished.

    `watch` is called after each task. `report` is called at the end, before the batch counts as ended: if the process
    dies while it writes reports, the next run writes the same ones.

    Raises PackError for faulty packs, PackReadError for packs that cannot be read, PathError for a ledger that would
    replace that of another batch, OSError if a folder, the ledger or the rejects cannot be written, MissingExtra if a
    format or a compression needs an optional library, and WorkerStartError if no worker process can be started.
    """
    cleaner = Cleaner.load(options.rules, options.pack, options.keep, options.project)
    return _Run(cleaner, options, plan).run(watch, report)


class _Run:
    """One run of a batch: the loop that takes the answers of workers, in order, and writes what is in them."""

    def __init__(self, cleaner: Cleaner, options: BatchOptions, plan: BatchPlan) -> None:
        self._cleaner, self._options, self._jobs = cleaner, options, plan.jobs
        self._totals = Totals(options.samples, plan.unreadable)
        self._sides = Sides(options.ledger, options.rejects, head_line(cleaner.project_packs))
        self._finished = Finished(options, self._sides.paths)
        self._outputs = _RecordOutputs(self._finished, self._totals)
        self._under_way: deque[Task] = deque()  # sent to workers, or done and waiting for their turn

    def run(self, watch: Callable[[BatchProgress], None], report: Callable[[BatchSummary], None]) -> BatchSummary:
        """Clean all jobs, or as many as are done before Ctrl-C."""
        stopped: tuple[str, ...] = ()
        with contextlib.ExitStack() as stack:
            stack.callback(self._sides.close)
            stack.callback(self._finished.close)
            stack.callback(self._outputs.interrupt)
            _open_sides(self._sides, self._finished, self._jobs, self._options)
            processes = self._options.processes or _process_count(self._jobs)
            answers = ordered_map(Worker, (self._cleaner, self._options), self._tasks(), processes)
            stack.callback(answers.close)
            try:
                self._receive_all(answers, watch)
                self._sides.commit()
            except KeyboardInterrupt:
                stopped = _interrupted_inputs(self._under_way, self._outputs.current)
            summary = self._totals.summary(stopped, self._cleaner.project_packs)
            report(summary)
            if not stopped:
                self._finished.end()
        return summary

    def _tasks(self) -> Iterator[Task]:
        for task in tasks_of(self._jobs, self._finished, self._options.fields, self._totals):
            self._under_way.append(task)
            yield task

    def _receive_all(
        self, answers: Iterable[tuple[Task, Answers | Lost]], watch: Callable[[BatchProgress], None]
    ) -> None:
        retry = Retry(self._cleaner, self._options)
        for task, output in answers:
            for answer in retry(task) if isinstance(output, Lost) else output:
                self._receive(answer, task)
            if isinstance(task, FileEnd):
                self._end_file(task)
            self._under_way.popleft()
            self._totals.size += task.size
            watch(self._totals.progress())

    def _receive(self, answer: Answer | UnreadFile, task: Task) -> None:
        """Write what is in an answer."""
        if isinstance(answer, UnreadFile):
            self._totals.unread.append(answer.message)
            return
        self._totals.add(answer.tally, answer.samples)
        if isinstance(task, RecordChunk):
            if not self._outputs.failed(answer.job):
                self._sides.write(answer.ledger, answer.rejects)
                if not self._outputs.write(answer, task.chunk, self._sides.marks()):
                    self._sides.rollback()
        else:
            self._sides.write(answer.ledger, answer.rejects)
            self._record_finished(answer.job, answer.input_hash, answer.tally)

    def _end_file(self, end: FileEnd) -> None:
        """Complete the output of a file of records."""
        if end.error:
            self._totals.unread.append(end.error)
        output = self._outputs.finish(end)
        if output is None:
            self._sides.rollback()
        elif not end.job.piped:
            # Without a hash of its input, the output is never taken for finished, but its ledger is known to be ours.
            self._record_finished(end.job, "" if end.error else output.input_hash, output.tally)

    def _record_finished(self, job: Job, input_hash: str, tally: Tally) -> None:
        self._sides.checkpoint()
        if message := self._finished.add(job, input_hash, tally, self._sides.marks()):
            self._totals.unread.append(message)


def _check_ledger(options: BatchOptions, finished: Finished, jobs: Sequence[Job]) -> None:
    """Raise PathError if replacing the ledger would lose edits of other outputs, which could never be restored."""
    ledger = options.ledger
    if ledger is None or options.force or not has_content(ledger):
        return
    if not finished.owns(ledger, jobs):
        raise PathError(f"{ledger} exists and is not the ledger of this batch; name another file, or use --force")
    if (other := finished.other_output(ledger, jobs)) is not None:
        what = f"{ledger} has the edits of {other}, which this batch does not write"
        raise PathError(f"{what}; name another file, delete {other}, or use --force")


def _open_sides(sides: Sides, finished: Finished, jobs: Sequence[Job], options: BatchOptions) -> None:
    """Open the ledger and the rejects: append after the finished part, or start empty.

    Raises PathError and OSError; then nothing has changed.

    If these files are complete and something has to be cleaned again, everything is cleaned again, because the new
    lines belong between the old ones. So it is if an input has changed since the batch was interrupted.
    """
    if not sides.paths:
        return
    if not options.force:
        marks = finished.marks(jobs)
        if marks and sides.resumable(marks) and finished.belong_to(jobs):
            sides.resume(marks, finished.marks(jobs, journals=False))
            finished.resume()
            return
        if sides.complete() and all(finished.tally(job) is not None for job in jobs):
            return
    _check_ledger(options, finished, jobs)
    sides.start()
    finished.give_up(jobs)


def _interrupted_inputs(under_way: Iterable[Task], output: RecordOutput | None) -> tuple[str, ...]:
    """The names of the inputs that were being cleaned, the first of them, and the number of the others."""
    names = list(dict.fromkeys(job.name for task in under_way for job in task.jobs))
    if output and output.job.name not in names:
        names.insert(0, output.job.name)
    more = [f"{len(names) - MAX_NAMED_INPUTS} more"] if len(names) > MAX_NAMED_INPUTS else []
    return tuple(names[:MAX_NAMED_INPUTS] + more) or ("the very beginning",)


class _RecordOutputs:
    """The outputs of records, of which at most one is open, because jobs are done in order.

    An output that cannot be written is reported, and the batch goes on with the next one.
    """

    def __init__(self, finished: Finished, totals: Totals) -> None:
        self._finished, self._totals = finished, totals
        self.current: RecordOutput | None = None
        self._failed: set[str] = set()  # paths

    def failed(self, job: Job) -> bool:
        """Whether an output cannot be written."""
        return job.output in self._failed

    def write(self, answer: Answer, chunk: Chunk[Any], sides: Marks) -> bool:
        """Write a chunk. Return whether that succeeded. Raises BrokenPipeError if standard output is closed."""
        try:
            self._opened(answer.job).write(answer.pieces, answer.tally, chunk, sides)
        except BrokenPipeError:
            raise
        except (OSError, FormatError) as error:
            self._fail(answer.job, error)
            return False
        return True

    def finish(self, end: FileEnd) -> RecordOutput | None:
        """Complete an output. Return None if it could not be written, or if nothing of its input could be read."""
        if self.failed(end.job) or (end.error and not self._has_records(end.job)):
            return None
        try:
            output = self._opened(end.job)
            output.finish()
        except (OSError, FormatError) as error:
            self._fail(end.job, error)
            return None
        self.current = None
        return output

    def interrupt(self) -> None:
        """Close the current output and keep it for the next run, if that can resume it."""
        if self.current:
            self.current.interrupt()

    def _opened(self, job: Job) -> RecordOutput:
        if self.current is None:
            self.current = RecordOutput(job, self._finished.origin(job), self._finished.progress(job))
            self._totals.add_earlier(self.current.tally)
        return self.current

    def _has_records(self, job: Job) -> bool:
        """Whether this run or an interrupted one has written records of an output."""
        if self.current:
            return True
        with contextlib.suppress(OSError):
            return self._finished.progress(job).records > 0
        return False

    def _fail(self, job: Job, error: Exception) -> None:
        self._totals.unread.append(f"{job.output}: not written: {getattr(error, 'strerror', None) or error}")
        self._failed.add(job.output)
        self.interrupt()
        self.current = None


def _process_count(jobs: Iterable[Job]) -> int:
    """One process for a small batch, else one per core."""
    size = 0
    for job in jobs:
        with contextlib.suppress(OSError):
            size += SMALL_BATCH_BYTES if job.source == STDIO else os.path.getsize(job.source)
        if size >= SMALL_BATCH_BYTES:
            return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1
