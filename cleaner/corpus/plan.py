"""Plan a batch: which files are its input, and which output each becomes. Refuses plans that would lose a dump."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.corpus import compression, formats
from cleaner.corpus.compression import Compression
from cleaner.corpus.files import is_device
from cleaner.corpus.formats import AnyFormat, Fields
from cleaner.corpus.inputs import STDIO, InputFile, PathError, UnreadableInput, check_exists, find_inputs
from cleaner.lines.text import Part


class Job(NamedTuple):
    """One input file and its output."""

    source: str  # a path, or "-"
    output: str  # a path, or "-"
    name: str  # what messages call the input: its path below the input folder, or its path as given
    key: str  # what the ledger calls the output: its path below the output folder, or its file name
    format: AnyFormat
    piped: bool = False  # the input or the output is a pipe or a device, which cannot be read or written twice
    folder: str = ""  # the folder that was named for the outputs; "": the output itself was named

    @property
    def whole(self) -> bool:
        """Whether the file is one document, which a worker reads and writes by itself."""
        return self.format.whole and not self.piped

    @property
    def resumable(self) -> bool:
        """Whether an interrupted output can be resumed in the middle."""
        return self.format.resumable and not self.piped

    @property
    def output_compression(self) -> Compression:
        """How the pieces of the output are compressed."""
        return compression.of(self.output) if self.format.compressions else ""


class BatchPlan(NamedTuple):
    """The jobs of a batch, in order."""

    jobs: tuple[Job, ...]
    unreadable: tuple[str, ...] = ()  # messages about files and folders that cannot be read


class BatchOptions(NamedTuple):
    """How to clean a batch, and what to write besides the outputs."""

    rules: tuple[str, ...] = ()  # folders of packs
    pack: str | None = None  # None: chosen per document
    fields: Fields = Fields()
    processes: int = 0  # 0: one per core, or one for a small batch
    force: bool = False  # clean finished files again
    ledger: str | None = None  # path
    rejects: str | None = None  # path
    samples: int = 0  # documents of which the raw text and the edits are kept for the report
    format_name: str | None = None  # of all inputs; None: as their names imply
    keep: tuple[Part, ...] = ()  # parts of articles that are kept in addition to the text
    project: bool = True  # whether the packs of the working directory are used


def plan_batch(
    inputs: Sequence[str],
    output: str,
    format_name: str | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> BatchPlan:
    """The jobs that turn the inputs into outputs. Raises PathError, before anything is read or written."""
    chosen = formats.lookup(format_name) if format_name else None
    for source in inputs:
        _check_input(source, output, chosen)
    into_folder = _into_folder(inputs, output, chosen)
    if into_folder:
        _check_folder(inputs, output)
    jobs: list[Job] = []
    unreadable: list[UnreadableInput] = []
    for source in inputs:
        for file in find_inputs(source, chosen, (output,), include, exclude):
            if isinstance(file, UnreadableInput):
                unreadable.append(file)
            else:
                jobs.append(_job(file, output, into_folder))
                _check_output(jobs[-1], chosen)
    _check_overwriting(jobs, [job.source for job in jobs] + [file.path for file in unreadable])
    return BatchPlan(tuple(jobs), tuple(file.message for file in unreadable))


def _job(file: InputFile, output: str, into_folder: bool) -> Job:
    target = os.path.join(output, file.key) if into_folder else output
    key = file.key if into_folder else os.path.basename(output)
    # A device below the folder of outputs was not named by anybody, so it is replaced as a file is.
    piped = any(path == STDIO or is_device(path) for path in ((file.path,) if into_folder else (file.path, target)))
    return Job(file.path, target, file.name, key, file.format, piped, output if into_folder else "")


def _into_folder(inputs: Sequence[str], output: str, chosen: AnyFormat | None) -> bool:
    """Whether the outputs go into a folder; else there is one output, the file that was named."""
    if len(inputs) > 1 or os.path.isdir(inputs[0]) or os.path.isdir(output) or output.endswith(("/", os.sep)):
        return True
    if chosen is not None or output == STDIO or os.path.lexists(output):
        return False
    # A file of records becomes a file with a suffix of its format. A name without a suffix means a new folder.
    implied = formats.of(inputs[0])
    return implied is not None and not implied.whole and not os.path.splitext(output)[1]


def _check_input(source: str, output: str, chosen: AnyFormat | None) -> None:
    if source != STDIO and output != STDIO and os.path.realpath(source) == os.path.realpath(output):
        raise PathError(f"{source} is both the input and the output; a batch never overwrites its dumps")
    check_exists(source)
    if source == STDIO and chosen is None:
        raise PathError("standard input has no file name that implies a format; use --format, such as --format jsonl")


def _check_folder(inputs: Sequence[str], output: str) -> None:
    """Check a folder of outputs."""
    if output == STDIO:
        raise PathError("several files cannot go to standard output; name a folder")
    if os.path.isfile(output):
        raise PathError(f"{output} is a file, but several outputs need a folder")
    if STDIO in inputs:
        raise PathError(f"standard input has no file name for its output in {output}; name an output file")


def _check_output(job: Job, chosen: AnyFormat | None) -> None:
    """Check that the output can be written in the format of the input."""
    name = formats.name_of(job.format)
    if not job.format.pipeable and STDIO in (job.source, job.output):
        raise PathError(f"a {name} file needs random access, so it cannot be a pipe; name a file")
    if job.output == STDIO:
        return
    implied = formats.of(job.output)
    if implied is None:  # any name will do for a text file, and for a format that was named
        fits = chosen is not None or job.format.whole
    else:  # the user may call the files of a named format as they like, if they do so consistently
        fits = implied == job.format or (chosen is not None and formats.of(job.source) == implied)
    if not fits:
        raise PathError(
            f"{job.output}: its name implies another format than that of {job.source}, which is {name}; "
            "use a suffix of that format, or --format"
        )


def _check_overwriting(jobs: Sequence[Job], sources: Sequence[str]) -> None:
    """Check that no output replaces an input or another output.

    Links are followed, because the folders of a tree can be links to one another.
    """
    folders: dict[str, str] = {}  # path -> real path

    def real(path: str) -> str:
        folder, name = os.path.split(path)
        if os.path.islink(path):
            return os.path.realpath(path)
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        return os.path.join(folders[folder], name)

    dumps = {real(source) for source in sources if source != STDIO}
    taken: dict[str, str] = {}  # real path of an output -> its input
    for job in jobs:
        if job.piped:
            continue
        place = real(job.output)
        if place in dumps:
            raise PathError(
                f"{job.output} is an input of this batch, and a batch never overwrites its dumps; name another folder"
            )
        if place in taken:
            raise PathError(f"{job.source} and {taken[place]} would both be written to {job.output}")
        taken[place] = job.source
