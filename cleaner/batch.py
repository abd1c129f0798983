"""Many documents, in order, on all cores, never more than a few chunks in memory; it can be stopped and goes on."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from cleaner import __version__, compression, formats
from cleaner.clean import Cleaner
from cleaner.formats import Bad, Chunk, Reject
from cleaner.ledger import json_line, left_out
from cleaner.manifest import Manifest, digest
from cleaner.outputs import Side, Stream, digest_of, keeps, part_of, resumable
from cleaner.packs import layers, sources
from cleaner.plan import STREAM, Options, Plan
from cleaner.pool import Lost, ordered
from cleaner.tally import Tally
from cleaner.worker import Answer, Sample, Task, passed, start, whole, work

GROUP = 64  # small files that are cleaned together
LOST = "the worker died on this document"
SMALL = 8 << 20  # bytes below which further processes cost more than they bring


class Step(NamedTuple):
    """How far a batch is, for whoever watches it."""

    documents: int
    size: int  # bytes of input that are done
    skipped: int  # files that were done before


class Summary(NamedTuple):
    """How a batch ended."""

    tally: Tally
    skipped: int  # files that stood as an earlier run had made them
    samples: tuple[Sample, ...]
    unread: tuple[str, ...]  # inputs that could not be read to their end, outputs that could not be written
    stopped: tuple[str, ...] = ()  # what was under way when the run was stopped


def run(todo: Iterable[Plan], options: Options, watch: Callable[[Step], None] = lambda _: None) -> Summary:
    """Cleans a batch. Outputs appear whole; what an earlier run has done is left as it stands.

    Raises PackError for faulty packs, OSError where an output folder cannot be made, compression.Missing
    where the library of an extra is wanted.
    """
    cleaner = Cleaner.load(options.rules, options.pack)
    return _Run(cleaner, options, watch).run(list(todo))


class _Run:
    """One run of a batch: what is open, and the sums so far."""

    def __init__(self, cleaner: Cleaner, options: Options, watch: Callable[[Step], None]) -> None:
        self.cleaner, self.options, self.watch = cleaner, options, watch
        packs = [part for source in sources(layers(options.rules)) for part in (source.name.encode(), source.data)]
        asked = repr((__version__, options.pack, options.fields)).encode()
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

    def run(self, todo: list[Plan]) -> Summary:
        jobs = self.options.jobs or self._jobs(todo)
        self._open_sides(todo)
        stopped: tuple[str, ...] = ()
        tasks = ordered(work, self._tasks(todo), jobs, start, (self.cleaner, self.options))
        try:
            for task, made in tasks:
                for answer in self._lost(task) if isinstance(made, Lost) else made:
                    self._take(answer, task.chunk)
                if not task.chunk and not whole(task.plans[0]):
                    self._end(task)
                self.size += task.size
                self.watch(Step(self.tally.documents, self.size, self.skipped))
        except KeyboardInterrupt:
            stopped = (self.stream.plan.name,) if self.stream else ("the files that were under way",)
        finally:
            tasks.close()  # type: ignore[attr-defined]
            if self.stream:
                self.stream.leave()
            for manifest in self.manifests.values():
                manifest.close()
            for side in self.sides.values():
                side.close(done=not stopped and sys.exc_info()[0] is None)
        return Summary(self.tally, self.skipped, tuple(self.samples), tuple(self.unread), stopped)

    def _jobs(self, todo: list[Plan]) -> int:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        size = 0
        for plan in todo:
            with contextlib.suppress(OSError):
                size += SMALL if plan.source == STREAM else os.path.getsize(plan.source)
            if size >= SMALL:
                return cores
        return 1

    # -------------------------------------------------------------- what is sent to workers

    def _tasks(self, todo: list[Plan]) -> Iterator[Task]:
        group: list[Plan] = []
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

    def _stream_tasks(self, plan: Plan) -> Iterator[Task]:
        error = ""
        before = 0
        try:
            with _opened(plan.source) as raw:
                skip = 0
                if keeps(plan) and not (self.anew or self.options.force):
                    skip = resumable(plan, self.job, digest_of(plan), self.side_names()).records
                for chunk in formats.kind(plan.form).chunks(
                    compression.reader(raw, compression.of(plan.source)), plan.name, self.options.fields
                ):
                    at = raw.tell() if plan.source != STREAM else before + chunk.size
                    if chunk.start + chunk.records - 1 > skip:
                        yield Task((plan,), chunk, size=at - before)
                    else:
                        self.size += at - before
                    before = at
        except Bad as bad:
            error = str(bad)
        except OSError as fault:
            error = f"{plan.name}: {fault.strerror or fault}"
        yield Task((plan,), error=error)

    def _done(self, plan: Plan) -> bool:
        """Whether an output stands as this very job makes it; then its sums are taken over."""
        if STREAM in (plan.source, plan.output) or self.options.force or self.anew:
            return False
        output, manifest = self._entry(plan)
        if not manifest.knows(output):
            return False
        try:
            tally = manifest.holds(output, plan.output, self.job, digest_of(plan), self.side_names())
        except OSError:
            return False
        if tally is None:
            return False
        self.tally.merge(tally)
        self.skipped += 1
        with contextlib.suppress(OSError):
            self.size += os.path.getsize(plan.source)
        return True

    def _entry(self, plan: Plan) -> tuple[str, Manifest]:
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
            output, manifest = self._entry(answer.plan)
            with contextlib.suppress(FileNotFoundError):  # a rejected file has no output
                manifest.add(output, answer.plan.output, self.job, answer.hashed, answer.tally or Tally(), marks)
            return
        if chunk is not None:
            self._opened_stream(answer.plan).write(answer.data, answer.tally or Tally(), chunk, marks)

    def _opened_stream(self, plan: Plan) -> "Stream":
        if self.stream is None:
            hashed = digest_of(plan) if plan.source != STREAM else ""
            self.stream = Stream(plan, self.job, hashed, self.side_names(), self.anew or self.options.force)
            self.tally.merge(self.stream.tally)
        return self.stream

    def _end(self, task: Task) -> None:
        plan = task.plans[0]
        if task.error and self.stream is None:  # nothing of it could be read, so nothing is made of it
            self.unread.append(task.error)
            return
        try:
            stream = self._opened_stream(plan)
            stream.finish()
        except (OSError, Bad) as error:
            self.unread.append(task.error or f"{plan.output}: not written: {getattr(error, 'strerror', None) or error}")
            if self.stream:
                self.stream.leave()
            self.stream = None
            return
        if task.error:
            self.unread.append(task.error)
        elif STREAM not in (plan.source, plan.output):
            output, manifest = self._entry(plan)
            manifest.add(
                output, plan.output, self.job, stream.hashed, stream.tally, {p: s.size for p, s in self.sides.items()}
            )
        self.stream = None

    def _lost(self, task: Task) -> list[Answer]:
        """A worker has died: each document of its task is tried by itself, and the one that kills again is named."""
        found = []
        if task.chunk is None:
            single = [Task((plan,)) for plan in task.plans]
        else:
            form = formats.kind(task.plans[0].form)
            single = [Task(task.plans, chunk) for chunk in form.split(task.chunk)]
        for one, made in ordered(work, single, 2, start, (self.cleaner, self.options)):
            if not isinstance(made, Lost):
                found += made
                continue
            plan, number = one.plans[0], one.chunk.start if one.chunk else 1
            reject = Reject(f"{plan.name}:{number}" if one.chunk else plan.name, number, LOST, "")
            tally = Tally()
            tally.fail(f"{reject.place}: {LOST}")
            leave = self.options.fields.reject
            ledger = left_out(plan.key, reject) if leave and self.options.ledger else b""
            found.append(Answer(plan, b"" if leave else passed(one), tally, ledger, (reject,)))
        return found

    # -------------------------------------------------------------- ledger and rejects

    def side_names(self) -> tuple[str, ...]:
        return tuple(path for path in (self.options.ledger, self.options.rejects) if path)

    def _open_sides(self, todo: list[Plan]) -> None:
        """Opens what is written beside the outputs. Such a file is whole or not there.

        If an earlier run was stopped, its beginning goes on. If it was finished and something has to be
        cleaned again, everything is, because the new edits belong between the old ones.
        """
        names = self.side_names()
        marks = dict.fromkeys(names, 0)
        for plan in todo if names else ():
            _, manifest = self._entry(plan)
            found = [manifest.marks(self.job)]
            if keeps(plan):
                with contextlib.suppress(OSError):
                    found.append(resumable(plan, self.job, digest_of(plan), names).sides)
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

    def _stands(self, plan: Plan) -> bool:
        with contextlib.suppress(OSError):
            output, manifest = self._entry(plan)
            return manifest.holds(output, plan.output, self.job, digest_of(plan), self.side_names()) is not None
        return False


def _opened(path: str) -> Any:
    return contextlib.nullcontext(sys.stdin.buffer) if path == STREAM else open(path, "rb")
