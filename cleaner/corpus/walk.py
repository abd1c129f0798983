"""What a batch has to do: which files are its input, and which output each becomes."""

import fnmatch
import os
from collections.abc import Iterator, Sequence


def walk(
    folder: str, without: Sequence[str] = (), include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """The files below a folder, in order: each path, its path below the folder, and why it cannot be read, or "".

    Hidden ones, those in the folders `without` and loops of links are passed by.
    """
    others = {os.path.realpath(other) for other in without}

    def below_it(path: str, below: str, open_folders: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield path, below, f"{path}: the folder cannot be read: {error.strerror}"
            return
        for entry in entries:
            name = f"{below}{entry.name}"
            if entry.name.startswith(".") or any(fnmatch.fnmatch(name, glob) for glob in exclude):
                continue
            try:
                if entry.is_dir():
                    real = os.path.realpath(entry.path)
                    if real not in others and real not in open_folders:
                        yield from below_it(entry.path, f"{name}/", (*open_folders, real))
                elif entry.is_file() and (not include or any(fnmatch.fnmatch(name, glob) for glob in include)):
                    yield entry.path, name, ""
            except OSError as error:
                yield entry.path, name, f"{entry.path}: cannot be read: {error.strerror}"

    yield from below_it(folder, "", (os.path.realpath(folder),))
