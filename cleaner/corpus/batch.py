"""Many documents, in order, on all cores, never more than a few chunks in memory; it can be stopped and goes on."""

import contextlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from cleaner import __version__
from cleaner.corpus import compression, formats
from cleaner.corpus.formats import Chunk, FormatError, Reject
from cleaner.corpus.ledger import json_line, left_out
from cleaner.corpus.manifest import Manifest, digest
from cleaner.corpus.outputs import Progress, Side, Stream, digest_of, keeps, part_of, resumable
from cleaner.corpus.plan import STREAM, BatchOptions, Job
from cleaner.corpus.pool import Lost, ordered
from cleaner.corpus.tally import Tally
from cleaner.corpus.worker import Answer, Sample, Task, packed, passed, start, whole, work
from cleaner.engine.clean import Cleaner
from cleaner.packs.layers import layers, sources

GROUP = 64  # small files that are cleaned together
LOST = "the worker died on this document"
NAMED = 10  # documents that are named where a run was stopped
SMALL = 8 << 20  # bytes below which further processes cost more than they bring


class Step(NamedTuple):
    """How far a batch is, for whoever watches it."""

    documents: int
    size: int  # bytes of input that are done
    skipped: int  # files that were done before


class BatchSummary(NamedTuple):
    """How a batch ended."""

    tally: Tally
    skipped: int  # files that stood as an earlier run had made them
    samples: tuple[Sample, ...]
    unread: tuple[str, ...]  # inputs that could not be read to their end, outputs that could not be written
    stopped: tuple[str, ...] = ()  # what was under way when the run was stopped


def run(todo: Iterable[Job], options: BatchOptions, watch: Callable[[Step], None] = lambda _: None) -> BatchSummary:
    """Cleans a batch. Outputs appear whole; what an earlier run has done is left as it stands.

    Raises PackError for faulty packs, OSError where an output folder cannot be made, compression.Missing
    where the library of an extra is wanted.
    """
    cleaner = Cleaner.load(options.rules, options.pack, options.keep)
    return _Run(cleaner, options, watch).run(list(todo))


class _Run:
    """One run of a batch: what is open, and the sums so far."""

    def __init__(self, cleaner: Cleaner, options: BatchOptions, watch: Callable[[Step], None]) -> None:
        self.cleaner, self.options, self.watch = cleaner, options, watch
        packs = [part for source in sources(layers(options.rules)) for part in (source.name.encode(), source.data)]
        asked = repr((__version__, options.pack, options.fields, options.form, options.keep)).encode()
        self.job = digest(asked, *packs)
        self.tally = Tally()
        self.samples: list[Sample] = []
        self.unread: list[str] = []
        self.skipped = 0
        self.size = 0
        self.anew = False  # nothing of an earlier run is taken over
        self.manifests: dict[str, Manifest] = {}
        self.sides: dict[str, Side] = {}
        self.stream: Stream | None = None
        self.failed: set[str] = set()  # outputs that could not be written on
        self.waiting: deque[Task] = deque()  # what is under way
        self.hashes: dict[str, str] = {}  # of inputs that were looked at

    def run(self, todo: list[Job]) -> BatchSummary:
        self.unread += [plan.fault for plan in todo if plan.fault]
        todo = [plan for plan in todo if not plan.fault]
        jobs = self.options.jobs or self._jobs(todo)
        stopped: tuple[str, ...] = ()
        with contextlib.ExitStack() as stack:
            stack.callback(self._close)
            self._open_sides(todo)
            tasks = ordered(work, self._noted(self._tasks(todo)), jobs, start, (self.cleaner, self.options))
            stack.callback(tasks.close)
            try:
                for task, made in tasks:
                    for answer in self._lost(task) if isinstance(made, Lost) else made:
                        self._take(answer, task.chunk)
                    if not task.chunk and not whole(task.plans[0]):
                        self._end(task)
                    self.waiting.popleft()
                    self.size += task.size
                    self.watch(Step(self.tally.documents, self.size, self.skipped))
                for side in self.sides.values():
                    side.close(done=True)
                self.sides.clear()
            except KeyboardInterrupt:
                stopped = self._under_way()
        return BatchSummary(self.tally, self.skipped, tuple(self.samples), tuple(self.unread), stopped)

    def _close(self) -> None:
        """Lets go of all that is open; what is not whole waits for the next run."""
        with contextlib.ExitStack() as stack:
            for side in self.sides.values():
                stack.callback(side.close, done=False)
            for manifest in self.manifests.values():
                stack.callback(manifest.close)
            if self.stream:
                stack.callback(self.stream.leave)

    def _noted(self, tasks: Iterator[Task]) -> Iterator[Task]:
        for task in tasks:
            self.waiting.append(task)
            yield task

    def _under_way(self) -> tuple[str, ...]:
        """The documents, or files of records, that had been begun and were not done."""
        names = list(dict.fromkeys(plan.name for task in self.waiting for plan in task.plans))
        if self.stream and self.stream.plan.name not in names:
            names.insert(0, self.stream.plan.name)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        return tuple(names[:NAMED] + more) or ("the very beginning",)

    def _jobs(self, todo: list[Job]) -> int:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        size = 0
        for plan in todo:
            with contextlib.suppress(OSError):
                size += SMALL if plan.source == STREAM else os.path.getsize(plan.source)
            if size >= SMALL:
                return cores
        return 1

    # -------------------------------------------------------------- what is sent to workers

    def _tasks(self, todo: list[Job]) -> Iterator[Task]:
        group: list[Job] = []
        size = 0
        for plan in todo:
            if self._done(plan):
                continue
            if whole(plan):
                group.append(plan)
                with contextlib.suppress(OSError):
                    size += os.path.getsize(plan.source)
                if len(group) >= GROUP or size >= formats.CHUNK:
                    yield Task(tuple(group), size=size)
                    group, size = [], 0
                continue
            if group:
                yield Task(tuple(group), size=size)
                group, size = [], 0
            yield from self._stream_tasks(plan)
        if group:
            yield Task(tuple(group), size=size)

    def _stream_tasks(self, plan: Job) -> Iterator[Task]:
        error = ""
        before = 0
        try:
            with _opened(plan.source) as raw:
                skip = 0
                if keeps(plan) and not self._afresh:
                    skip = self._progress(plan).records
                for chunk in formats.kind(plan.form).chunks(
                    compression.reader(raw, compression.of(plan.source)), plan.name, self.options.fields
                ):
                    at = raw.tell() if not plan.flows else before + chunk.size
                    if chunk.start + chunk.records - 1 > skip:
                        yield Task((plan,), chunk, size=at - before)
                    else:
                        self.size += at - before
                    before = at
        except FormatError as bad:
            error = str(bad)
        except OSError as fault:
            error = f"{plan.name}: {fault.strerror or fault}"
        yield Task((plan,), error=error)

    def _done(self, plan: Job) -> bool:
        """Whether an output stands as this very job makes it; then its sums are taken over."""
        if plan.flows or self._afresh:
            return False
        output, manifest = self._entry(plan)
        if not manifest.knows(output):
            return False
        try:
            tally = manifest.holds(output, plan.output, self.job, self._hash(plan), self.side_names())
        except OSError:
            return False
        if tally is None:
            return False
        self.tally.merge(tally)
        self.skipped += 1
        with contextlib.suppress(OSError):
            self.size += os.path.getsize(plan.source)
        return True

    @property
    def _afresh(self) -> bool:
        """Whether nothing of an earlier run is looked at."""
        return self.anew or self.options.force

    def _hash(self, plan: Job) -> str:
        """The hash of an input, made once; of many small files none is kept. Raises OSError."""
        if whole(plan):
            return digest_of(plan)
        if plan.source not in self.hashes:
            self.hashes[plan.source] = "" if plan.flows else digest_of(plan)
        return self.hashes[plan.source]

    def _progress(self, plan: Job) -> Progress:
        """What an earlier run has left of an output. Raises OSError."""
        return resumable(plan, self.job, self._hash(plan), self.side_names())

    def _entry(self, plan: Job) -> tuple[str, Manifest]:
        folder, name = os.path.split(plan.output)
        if folder not in self.manifests:
            self.manifests[folder] = Manifest(folder)
        return name, self.manifests[folder]

    # -------------------------------------------------------------- what comes back

    def _take(self, answer: Answer, chunk: Chunk | None) -> None:
        if answer.error:
            self.unread.append(answer.error)
            return
        self.tally.merge(answer.tally or Tally())
        if answer.samples:
            self.samples = sorted([*self.samples, *answer.samples])[: self.options.samples]
        if self.options.ledger and answer.ledger:
            self.sides[self.options.ledger].write(answer.ledger)
        if self.options.rejects and answer.rejects:
            lines = b"".join(json_line(reject._asdict()) for reject in answer.rejects)
            self.sides[self.options.rejects].write(compression.pack(lines, compression.of(self.options.rejects)))
        marks = {path: side.size for path, side in self.sides.items()}
        if whole(answer.plan):
            self._write_down(answer.plan, answer.hashed, answer.tally or Tally(), marks)
        elif chunk is not None and answer.plan.output not in self.failed:
            try:
                self._opened_stream(answer.plan).write(answer.data, answer.tally or Tally(), chunk, marks)
            except BrokenPipeError:
                raise
            except (OSError, FormatError) as error:
                self._fail(answer.plan, error)

    def _write_down(self, plan: Job, hashed: str, tally: Tally, marks: dict[str, int]) -> None:
        """Puts a finished output into the manifest."""
        output, manifest = self._entry(plan)
        try:
            manifest.add(output, plan.output, self.job, hashed, tally, marks)
        except OSError as error:
            self.unread.append(
                f"{manifest.path}: not written: {error.strerror or error}; the next run does {output} again"
            )

    def _fail(self, plan: Job, error: Exception) -> None:
        """An output cannot be written on: it is named, and the rest of the batch goes on."""
        self.unread.append(f"{plan.output}: not written: {getattr(error, 'strerror', None) or error}")
        self.failed.add(plan.output)
        if self.stream:
            self.stream.leave()
        self.stream = None

    def _opened_stream(self, plan: Job) -> "Stream":
        if self.stream is None:
            self.stream = Stream(plan, self.job, self._hash(plan), self.side_names(), self._afresh)
            self.tally.merge(self.stream.tally)
        return self.stream

    def _end(self, task: Task) -> None:
        plan = task.plans[0]
        if task.error:
            self.unread.append(task.error)
        if plan.output in self.failed or (task.error and self.stream is None):
            return  # nothing of it could be read or written, so nothing is made of it
        try:
            stream = self._opened_stream(plan)
            stream.finish()
        except (OSError, FormatError) as error:
            self._fail(plan, error)
            return
        if not task.error and not plan.flows:
            self._write_down(plan, stream.hashed, stream.tally, {p: s.size for p, s in self.sides.items()})
        self.stream = None

    def _lost(self, task: Task) -> list[Answer]:
        """A worker has died or failed: all is tried again, then each document by itself, and the bad one is named."""
        if task.chunk is None:
            return self._singly([Task((plan,)) for plan in task.plans])
        (again,) = [made for _, made in ordered(work, [task], 2, start, (self.cleaner, self.options))]
        if not isinstance(again, Lost):
            return again
        form = formats.kind(task.plans[0].form)
        found = self._singly([Task(task.plans, one, plain=True) for one in form.split(task.chunk)])
        tally = Tally()
        for answer in found:
            tally.merge(answer.tally or Tally())
        start(self.cleaner, self.options)  # this process packs what the workers have made
        joined = Answer(
            task.plans[0],
            form.joined([part for answer in found for part in answer.data]),
            tally,
            b"".join(answer.ledger for answer in found),
            tuple(reject for answer in found for reject in answer.rejects),
            tuple(sorted(sample for answer in found for sample in answer.samples)[: self.options.samples]),
        )
        return [packed(joined)]

    def _singly(self, tasks: list[Task]) -> list[Answer]:
        """Documents one by one; one on which a worker dies or fails again has failed."""
        found: list[Answer] = []
        for task, made in ordered(work, tasks, 2, start, (self.cleaner, self.options)):
            found += made if not isinstance(made, Lost) else [self._failed(task, made.why or LOST)]
        return found

    def _failed(self, task: Task, message: str) -> Answer:
        """The answer for a document that cannot be cleaned."""
        plan, number = task.plans[0], task.chunk.start if task.chunk else 1
        place = f"{plan.name}:{number}" if task.chunk else plan.name
        reject = Reject(place, number, message, formats.kind(plan.form).shown(task.chunk) if task.chunk else "")
        tally = Tally()
        tally.fail(f"{place}: {message}")
        leave = self.options.fields.reject
        ledger = left_out(plan.key, reject) if leave and self.options.ledger else b""
        return Answer(plan, () if leave else passed(task, self.options.fields), tally, ledger, (reject,))

    # -------------------------------------------------------------- ledger and rejects

    def side_names(self) -> tuple[str, ...]:
        return tuple(path for path in (self.options.ledger, self.options.rejects) if path)

    def _open_sides(self, todo: list[Job]) -> None:
        """Opens what is written beside the outputs. Such a file is whole or not there.

        If an earlier run was stopped, its beginning goes on. If it was finished and something has to be
        cleaned again, everything is, because the new edits belong between the old ones.
        """
        names = self.side_names()
        marks = dict.fromkeys(names, 0)
        for plan in todo if names else ():
            folder = os.path.dirname(plan.output)
            found = [] if folder in self.manifests else [self._entry(plan)[1].marks(self.job)]
            if keeps(plan):
                with contextlib.suppress(OSError):
                    found.append(self._progress(plan).sides)
            for more in found:
                marks.update({path: max(marks[path], more.get(path, 0)) for path in names})
        parts = [part_of(path) for path in names]
        going_on = all(
            os.path.exists(part) and os.path.getsize(part) >= marks[path]
            for part, path in zip(parts, names, strict=True)
        )
        finished = all(os.path.exists(path) for path in names) and not any(map(os.path.exists, parts))
        if names and not going_on:
            self.anew = not (finished and all(map(self._stands, todo)))
            if not self.anew:
                return  # nothing will be cleaned, so nothing will be written
            marks = dict.fromkeys(names, 0)
        for path in names:
            self.sides[path] = Side(path, marks[path])

    def _stands(self, plan: Job) -> bool:
        with contextlib.suppress(OSError):
            output, manifest = self._entry(plan)
            return manifest.holds(output, plan.output, self.job, self._hash(plan), self.side_names()) is not None
        return False


def _opened(path: str) -> Any:
    return contextlib.nullcontext(sys.stdin.buffer) if path == STREAM else open(path, "rb")
