"""Walk a folder: the files below it, in a fixed order, hidden files and loops of links left out."""

import fnmatch
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class WalkedFile(NamedTuple):
    """A file below a folder, or a file or folder that could not be read."""

    path: str
    name: str  # its path below the folder, with "/" between the parts
    error: str  # why it could not be read; "" if it could


def walk(
    folder: str, skip: Sequence[str] = (), include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[WalkedFile]:
    """The files below a folder, sorted by name within each folder.

    Hidden files, the folders in `skip` and loops of links are left out. `include` and `exclude` are globs for
    the paths below the folder; `exclude` also applies to folders.
    """
    skipped = {os.path.realpath(other) for other in skip}

    def files_below(path: str, prefix: str, open_folders: tuple[str, ...]) -> Iterator[WalkedFile]:
        try:
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            yield WalkedFile(path, prefix, f"{path}: the folder cannot be read: {error.strerror}")
            return
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.name.startswith(".") or any(fnmatch.fnmatch(name, glob) for glob in exclude):
                continue
            try:
                if entry.is_dir():
                    real = os.path.realpath(entry.path)
                    if real not in skipped and real not in open_folders:
                        yield from files_below(entry.path, f"{name}/", (*open_folders, real))
                elif entry.is_file() and (not include or any(fnmatch.fnmatch(name, glob) for glob in include)):
                    yield WalkedFile(entry.path, name, "")
            except OSError as error:
                yield WalkedFile(entry.path, name, f"{entry.path}: cannot be read: {error.strerror}")

    yield from files_below(folder, "", (os.path.realpath(folder),))
