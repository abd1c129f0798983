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
    # Folders are read in a loop, because an archive can hold more nested ones than Python can call functions.
    open_folders: list[_Folder] = []
    # A folder to read next: its path, the prefix of the names of its files, and its path without links.
    below: tuple[str, str, str] | None = (folder, "", os.path.realpath(folder))
    while below is not None or open_folders:
        if below is not None:
            path, prefix, real = below
            below = None
            try:
                open_folders.append(_read_folder(path, prefix, real))
            except OSError as error:
                yield WalkedFile(path, prefix, f"{path}: the folder cannot be read: {error.strerror}")
            continue
        entry = next(open_folders[-1].entries, None)
        if entry is None:
            open_folders.pop()
            continue
        name = f"{open_folders[-1].prefix}{entry.name}"
        if entry.name.startswith(".") or any(fnmatch.fnmatch(name, glob) for glob in exclude):
            continue
        try:
            if entry.is_dir():
                # Asking for the path of each folder anew would take cubic time in the depth.
                link = entry.is_symlink()
                real = os.path.realpath(entry.path) if link else os.path.join(open_folders[-1].real, entry.name)
                if real not in skipped and all(real != opened.real for opened in open_folders):
                    below = (entry.path, f"{name}/", real)
            elif entry.is_file() and (not include or any(fnmatch.fnmatch(name, glob) for glob in include)):
                yield WalkedFile(entry.path, name, "")
        except OSError as error:
            yield WalkedFile(entry.path, name, f"{entry.path}: cannot be read: {error.strerror}")


class _Folder(NamedTuple):
    """A folder whose files are being walked."""

    entries: Iterator[os.DirEntry[str]]  # those that are left
    prefix: str  # of the names of its files
    real: str  # its path without links


def _read_folder(path: str, prefix: str, real: str) -> _Folder:
    """The entries of a folder, sorted by name. Raises OSError."""
    with os.scandir(path) as scan:
        entries = sorted(scan, key=lambda entry: entry.name)
    return _Folder(iter(entries), prefix, real)
