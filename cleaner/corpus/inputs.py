"""Find the input files of a command: files that were named, and the files below folders, each with its format."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.corpus import formats
from cleaner.corpus.formats import AnyFormat
from cleaner.corpus.walk import walk
from cleaner.lines.errors import CleanerError

STDIO = "-"  # standard input as an input, standard output as an output


class PathError(CleanerError):
    """Inputs or outputs that a command cannot use. The message says why, and what to do instead."""


class InputFile(NamedTuple):
    """A file to read."""

    path: str  # or "-"
    name: str  # what messages call it: its path below the folder that was named, or its path as given
    key: str  # its path below the folder that was named, or its file name
    format: AnyFormat


class UnreadableInput(NamedTuple):
    """A file or folder that cannot be read."""

    path: str
    message: str


def find_inputs(
    source: str,
    chosen: AnyFormat | None = None,
    skip: Sequence[str] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Iterator[InputFile | UnreadableInput]:
    """The input files of one argument of a command, in order.

    The format is the chosen one, or the one that the file's name implies. Below a folder, other files are left out
    unless a glob includes them. `skip`, `include` and `exclude` are those of `walk`.
    """
    default = formats.lookup(formats.DEFAULT_FORMAT)
    if not os.path.isdir(source):
        yield InputFile(source, source, os.path.basename(source), chosen or formats.of(source) or default)
        return
    for path, name, error in walk(source, skip, include, exclude):
        file_format = chosen or formats.of(path) or (default if include else None)
        if error:
            yield UnreadableInput(path, error)
        elif file_format is not None:
            yield InputFile(path, name, name, file_format)


def check_exists(source: str) -> None:
    """Raise PathError if an input is neither standard input nor an existing file or folder."""
    if source != STDIO and not os.path.lexists(source):
        raise PathError(f"{source}: there is no such file or folder")
