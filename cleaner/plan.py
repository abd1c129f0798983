"""What a batch has to do: which files are its input, and which output each becomes."""

import fnmatch
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner import formats
from cleaner.formats import Bad, Fields

STREAM = "-"  # standard input or output


class Plan(NamedTuple):
    """One input and the output that it becomes."""

    source: str  # a path, or "-"
    output: str  # a path, or "-"
    name: str  # the input's path below the folder that was named; what it is called in messages
    form: str
    key: str  # the output's path below the folder of outputs, or its name: what the ledger calls it


class Options(NamedTuple):
    """All that the outputs of a batch depend on beside the inputs, and what is asked for beside them."""

    rules: tuple[str, ...] = ()
    pack: str | None = None
    fields: Fields = Fields()
    jobs: int = 0  # processes; 0: as many as there are cores, or one for little work
    force: bool = False  # clean again what is done
    ledger: str | None = None
    rejects: str | None = None
    samples: int = 0  # documents of which the raw text and its edits are kept for the report


def plans(
    inputs: Sequence[str],
    output: str,
    form: str | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Iterator[Plan]:
    """The files of a batch with their outputs, in order. Raises Bad for what cannot be meant, before any file."""
    for one in inputs:
        if one != STREAM and output != STREAM and os.path.realpath(one) == os.path.realpath(output):
            raise Bad(f"{one} is the input and the output; a batch never writes over its dumps")
        if one != STREAM and not os.path.exists(one):
            raise Bad(f"{one}: there is no such file or folder")
        if one == STREAM and form is None:
            raise Bad("standard input has no name to tell its form; say --format jsonl")
    folder = len(inputs) > 1 or os.path.isdir(inputs[0]) or os.path.isdir(output) or output.endswith(os.sep)
    if folder and output == STREAM:
        raise Bad("several files cannot go to standard output; name a folder")
    if folder and os.path.isfile(output):
        raise Bad(f"{output} is a file; several files go into a folder")
    taken: dict[str, str] = {}
    for one in inputs:
        for path, name in (
            _walk(one, output, include, exclude) if os.path.isdir(one) else [(one, os.path.basename(one))]
        ):
            kind = form or formats.of(path) or ("txt" if include or not os.path.isdir(one) else None)
            if kind is None:
                continue
            target = os.path.join(output, name) if folder else output
            if target != STREAM and not folder and (formats.of(target) or "txt") != kind:
                raise Bad(f"{target}: the output is of another form than {path}, which is {kind}")
            if target in taken:
                raise Bad(f"{path} and {taken[target]} would both become {target}")
            if len(inputs) > 1:
                taken[target] = path
            key = name if folder else os.path.basename(output)
            yield Plan(path, target, name if os.path.isdir(one) else path, kind, key)


def _walk(folder: str, output: str, include: Sequence[str], exclude: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files below a folder, in order; hidden ones, the output's own and loops of links are passed by."""
    own = os.path.realpath(output)

    def walk(path: str, below: str, open_folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        with os.scandir(path) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            name = f"{below}{entry.name}"
            if entry.name.startswith(".") or any(fnmatch.fnmatch(name, glob) for glob in exclude):
                continue
            if entry.is_dir():
                real = os.path.realpath(entry.path)
                if real != own and real not in open_folders:
                    yield from walk(entry.path, f"{name}/", (*open_folders, real))
            elif entry.is_file() and (not include or any(fnmatch.fnmatch(name, glob) for glob in include)):
                yield entry.path, name

    yield from walk(folder, "", (os.path.realpath(folder),))
