"""What earlier runs of a batch have done: finished outputs, and the progress of interrupted ones."""

import contextlib
import os
from collections.abc import Iterable

from cleaner import __version__
from cleaner.corpus.journal import OutputOrigin, Progress, read_progress
from cleaner.corpus.manifest import Manifest, hash_file, hash_parts
from cleaner.corpus.marks import Hasher, Mark, Marks
from cleaner.corpus.outputs import work_files
from cleaner.corpus.plan import BatchOptions, Job
from cleaner.corpus.tally import Tally
from cleaner.packs.layers import layers, sources


def settings_hash(options: BatchOptions) -> str:
    """A hash of all that the outputs depend on besides the inputs: program version, packs and options."""
    files = sources(layers(options.rules, options.project))
    names = [source.name.encode("utf-8", "surrogateescape") for source in files]
    packs = [part for name, source in zip(names, files, strict=True) for part in (name, source.data, source.weights)]
    asked = repr((__version__, options.pack, options.fields, options.format_name, options.keep)).encode()
    return hash_parts(asked, *packs)


class Finished:
    """The finished and interrupted outputs of earlier runs with the same settings.

    After `give_up`, and with `--force`, there are none.
    """

    def __init__(self, options: BatchOptions, sides: tuple[str, ...]) -> None:
        self._settings_hash = settings_hash(options)
        self._sides = sides  # an output is finished only if the ledger and the rejects have its part
        self._ignored = options.force
        self._resuming = False
        self._manifests: dict[str, Manifest] = {}  # by folder
        self._latest: Manifest | None = None  # the one that was written last
        self._unrecorded = False  # whether the ledger has lines of a file that could not be recorded as finished
        self._hashes: dict[str, str] = {}  # inputs of records -> their hashes

    def resume(self) -> None:
        """Clean again what an earlier batch has finished: the hidden ledger of an interrupted one lacks its lines."""
        self._resuming = True

    def tally(self, job: Job) -> Tally | None:
        """The tally of a finished output; None if the job is to be done. Raises OSError for a manifest."""
        if job.piped or self._ignored:
            return None
        manifest = self._manifest(job)
        if not manifest.knows(job.output) or (self._resuming and not manifest.interrupted(job.output)):
            return None
        with contextlib.suppress(OSError):
            return manifest.tally(job.output, self._settings_hash, self._input_hash(job), self._sides)
        return None

    def interrupted(self, job: Job) -> bool:
        """Whether a finished output belongs to a batch that was interrupted, which this run resumes."""
        return self._manifest(job).interrupted(job.output)

    def origin(self, job: Job) -> OutputOrigin:
        """What an output is made from. Raises OSError if the input cannot be read."""
        return OutputOrigin(self._settings_hash, self._input_hash(job), self._sides)

    def progress(self, job: Job) -> Progress:
        """How far an interrupted output has come. Raises OSError if the input cannot be read."""
        if not job.resumable or self._ignored:
            return Progress(Tally())
        return read_progress(work_files(job), self.origin(job))

    def marks(self, jobs: Iterable[Job], journals: bool = True) -> dict[str, set[Mark]]:
        """All places that an interrupted batch has recorded in the ledger and the rejects; empty if there are none.

        Without `journals`, only with the files that it has finished.
        """
        recorded: list[Marks] = []
        folders: set[str] = set()
        for job in jobs:
            if (folder := os.path.dirname(job.output)) not in folders:
                folders.add(folder)
                recorded += self._manifest(job).marks(self._settings_hash)
            if job.resumable and journals:
                with contextlib.suppress(OSError):
                    recorded.append(self.progress(job).sides)
        start = Hasher().mark
        return {path: {marks.get(path, start) for marks in recorded} for path in self._sides} if any(recorded) else {}

    def belong_to(self, jobs: Iterable[Job]) -> bool:
        """Whether the hidden ledger and rejects hold only lines of outputs that are still finished.

        If an input has changed since the batch was interrupted, its old lines would stay beside the new ones.
        """
        for job in jobs:
            if job.piped:  # nobody knows whether it has lines there
                return False
            manifest = self._manifest(job)
            recorded = manifest.interrupted(job.output) and manifest.sides(job.output, self._settings_hash)
            if recorded and self.tally(job) is None:
                return False
        return True

    def owns(self, side: str, jobs: Iterable[Job]) -> bool:
        """Whether a ledger or rejects that exist were written together with one of these outputs."""
        return any(_is_in(side, self._manifest(job).sides(job.output)) for job in jobs if not job.piped)

    def other_output(self, side: str, jobs: Iterable[Job]) -> str | None:
        """An output that exists, has its lines in a ledger or rejects, and is in the folder of one of these outputs."""
        outputs = {job.output for job in jobs}
        for folder in dict.fromkeys(map(os.path.dirname, outputs)):
            manifest = self._manifests.get(folder) or Manifest(folder)
            for name in manifest.outputs():
                path = os.path.join(folder, name)
                if path not in outputs and _is_in(side, manifest.sides(name)) and os.path.lexists(path):
                    return path
        return None

    def add(self, job: Job, input_hash: str, tally: Tally, sides: Marks) -> str:
        """Record a finished output. Return a message if that fails for the first time in its folder, else ""."""
        manifest = self._manifest(job)
        if self._latest is not None and self._latest is not manifest:
            self._latest.release()
        self._latest = manifest
        try:
            manifest.add(job.output, self._settings_hash, input_hash, tally, {} if self._unrecorded else sides)
        except OSError as error:
            self._unrecorded = True
            return f"{manifest.path}: not written: {error.strerror or error}; the next run will clean this folder again"
        return ""

    def give_up(self, jobs: Iterable[Job]) -> None:
        """Clean everything again, and let no later run resume the interrupted batch: its ledger is gone."""
        self._ignored = True
        for job in jobs:
            self._manifest(job)
            if job.resumable:
                with contextlib.suppress(OSError):
                    os.unlink(work_files(job).journal)
        self.end()

    def end(self) -> None:
        """Record that the batch has ended. If that fails, the next run takes it for interrupted, which does no harm."""
        for manifest in self._manifests.values():
            with contextlib.suppress(OSError):
                manifest.end()
            manifest.release()

    def close(self) -> None:
        """Close the manifests."""
        with contextlib.ExitStack() as stack:
            for manifest in self._manifests.values():
                stack.callback(manifest.close)

    def _manifest(self, job: Job) -> Manifest:
        """The manifest of the folder of an output."""
        folder = os.path.dirname(job.output)
        if folder not in self._manifests:
            self._manifests[folder] = Manifest(folder)
        return self._manifests[folder]

    def _input_hash(self, job: Job) -> str:
        """The hash of an input. Hashes of whole files are not kept, because there may be millions. Raises OSError."""
        if job.whole:
            return hash_file(job.source)
        if job.source not in self._hashes:
            self._hashes[job.source] = "" if job.piped else hash_file(job.source)
        return self._hashes[job.source]


def _is_in(side: str, sides: Iterable[str]) -> bool:
    real = os.path.realpath(side)
    return any(side == path or os.path.realpath(path) == real for path in sides)
