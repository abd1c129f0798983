"""What earlier runs of a batch have done: finished outputs, and the progress of interrupted ones."""

import contextlib
import os
from collections.abc import Iterable

from cleaner import __version__
from cleaner.corpus.journal import OutputOrigin, Progress, read_progress
from cleaner.corpus.manifest import Manifest, hash_file, hash_parts
from cleaner.corpus.plan import BatchOptions, Job
from cleaner.corpus.tally import Tally
from cleaner.packs.layers import layers, sources


def settings_hash(options: BatchOptions) -> str:
    """A hash of all that the outputs depend on besides the inputs: program version, packs and options."""
    packs = [part for source in sources(layers(options.rules)) for part in (source.name.encode(), source.data)]
    asked = repr((__version__, options.pack, options.fields, options.format_name, options.keep)).encode()
    return hash_parts(asked, *packs)


class Finished:
    """The finished and interrupted outputs of earlier runs with the same settings.

    After `ignore`, and with `--force`, there are none.
    """

    def __init__(self, options: BatchOptions, sides: tuple[str, ...]) -> None:
        self._settings_hash = settings_hash(options)
        self._sides = sides  # an output is finished only if the ledger and the rejects have its part
        self._ignored = options.force
        self._manifests: dict[str, Manifest] = {}  # by folder
        self._hashes: dict[str, str] = {}  # inputs of records -> their hashes

    def ignore(self) -> None:
        """Clean everything again."""
        self._ignored = True

    def tally(self, job: Job) -> Tally | None:
        """The tally of a finished output; None if the job is to be done. Raises OSError for a manifest."""
        if job.piped or self._ignored:
            return None
        manifest = self._manifest(job)
        if not manifest.knows(job.output):
            return None
        with contextlib.suppress(OSError):
            return manifest.tally(job.output, self._settings_hash, self._input_hash(job), self._sides)
        return None

    def origin(self, job: Job) -> OutputOrigin:
        """What an output is made from. Raises OSError if the input cannot be read."""
        return OutputOrigin(self._settings_hash, self._input_hash(job), self._sides)

    def progress(self, job: Job) -> Progress:
        """How far an interrupted output has come. Raises OSError if the input cannot be read."""
        if not job.resumable or self._ignored:
            return Progress(Tally())
        return read_progress(job.output, self.origin(job))

    def marks(self, jobs: Iterable[Job]) -> dict[str, int]:
        """How far the ledger and the rejects have come with these jobs, in bytes. Raises OSError for a manifest."""
        sizes: list[dict[str, int]] = []
        for job in jobs:
            if os.path.dirname(job.output) not in self._manifests:
                sizes.append(self._manifest(job).marks(self._settings_hash))
            if job.resumable:
                with contextlib.suppress(OSError):
                    sizes.append(self.progress(job).sides)
        return {path: max((size.get(path, 0) for size in sizes), default=0) for path in self._sides}

    def add(self, job: Job, input_hash: str, tally: Tally, sides: dict[str, int]) -> str:
        """Record a finished output. Return a message if that fails, else an empty string."""
        manifest = self._manifest(job)
        try:
            manifest.add(job.output, self._settings_hash, input_hash, tally, sides)
        except OSError as error:
            output = os.path.basename(job.output)
            return f"{manifest.path}: not written: {error.strerror or error}; the next run will clean {output} again"
        return ""

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
