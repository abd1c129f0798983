"""The cache of compiled packs on disk: they are kept between runs as plain data.

Parsing the shipped packs takes ten times as long as cleaning a page. A cache file holds the bytes of the pack files
and a checksum of the code that it was made from, and is used only if they are still the same. It contains no code.

Somebody else may have planted the folder or the file. Both are used only if they belong to this user, nobody else can
write to them, and no link leads to them. Whatever is wrong with them, everything works as before, only slower.
"""

import contextlib
import marshal
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from cleaner.packs.frozen import Plain, freeze_program, thaw_program
from cleaner.packs.layers import Source
from cleaner.packs.program import Program

MOST_BYTES = 100_000_000  # of a cache file; the shipped packs take about 4,000,000

_COMPILER_ROOMS = ("lines", "article", "filters", "packs")  # their code decides what a compiled pack holds
_CHECKSUM_BYTES = 4
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Origin(NamedTuple):
    """What a program was made from. A kept program is used only if its origin is the same."""

    python: str  # the version of the interpreter
    code: int  # a checksum of the source files of the compiler
    pack: str  # the only pack, or ""
    files: tuple[tuple[Plain, ...], ...]  # the pack files, as in Source


def folder() -> str:
    """Return the folder of the cache: `$XDG_CACHE_HOME/cleaner`, by default `~/.cache/cleaner`."""
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return os.path.join(base or os.path.join(os.path.expanduser("~"), ".cache"), "cleaner")


def program(files: Sequence[Source], pack: str | None, build: Callable[[], Program]) -> Program:
    """Return the program of some pack files: the kept one if it was made from the same bytes, else a new one."""
    name = f"{zlib.crc32(repr((pack, [f.path for f in files])).encode()):08x}.packs"
    origin = Origin(sys.version, _compiler(), pack or "", tuple(map(tuple, files)))
    with contextlib.suppress(Exception):  # whatever is wrong with the file, the program is made anew
        if (plain := _read(name, origin)) is not None:
            return thaw_program(plain, {file.name: file.weights for file in files if file.weights}, build)
    new = build()
    with contextlib.suppress(OSError, ValueError):
        _write(name, origin, new)
    return new


def _compiler() -> int:
    """A checksum of the source files that decide what a compiled pack holds, with their paths."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    checksum = 0
    for room in _COMPILER_ROOMS:
        for path in sorted(_source_files(os.path.join(package, room))):
            with open(path, "rb", buffering=0) as file:
                code = file.read()
            checksum = zlib.crc32(f"{path[len(package) :]} {len(code)} ".encode() + code, checksum)
    return checksum


def _source_files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.path
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _source_files(entry.path)


# ------------------------------------------------------------------ files


class _Folder:
    """The cache folder, opened so that nobody can put another in its place. Raises OSError if it is not ours."""

    def __init__(self) -> None:
        self._path = folder()
        self._descriptor: int | None = None  # None on systems that cannot open folders

    def __enter__(self) -> "_Folder":
        if os.open in os.supports_dir_fd:
            self._descriptor = os.open(self._path, _READ | os.O_DIRECTORY)
            try:
                _check_owner(os.fstat(self._descriptor))
            except OSError:
                os.close(self._descriptor)
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def open(self, name: str, flags: int) -> int:
        return os.open(self._place(name), flags, 0o600, dir_fd=self._descriptor)

    def replace(self, name: str, by: str) -> None:
        os.replace(self._place(by), self._place(name), src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def unlink(self, name: str) -> None:
        os.unlink(self._place(name), dir_fd=self._descriptor)

    def _place(self, name: str) -> str:
        return name if self._descriptor is not None else os.path.join(self._path, name)


def _check_owner(status: os.stat_result) -> None:
    """Raise OSError for a folder or file of another user, or one that others can write to."""
    is_ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & _WRITABLE_BY_OTHERS)
    if not is_ours:
        raise PermissionError("the cache belongs to another user, or others can write to it")


def _read(name: str, origin: Origin) -> Any:
    """The program in a file of the cache, as plain data; None if it is of another origin.

    Raises an exception if the file is damaged.
    """
    with _Folder() as cache, open(cache.open(name, _READ), "rb") as file:
        status = os.fstat(file.fileno())
        _check_owner(status)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size > MOST_BYTES:
            return None
        checksum, data = int.from_bytes(file.read(_CHECKSUM_BYTES), "big"), file.read()
    if zlib.crc32(data) != checksum:
        return None
    kept_origin, kept = marshal.loads(data)  # noqa: S302 - the file is ours, and only we can write to it
    return kept if kept_origin == origin else None


def _write(name: str, origin: Origin, program: Program) -> None:
    data = marshal.dumps((tuple(origin), freeze_program(program)))
    if len(data) > MOST_BYTES:
        return
    os.makedirs(folder(), mode=0o700, exist_ok=True)
    temporary = f"{name}.{os.getpid()}.tmp"
    with _Folder() as cache:
        try:
            with open(cache.open(temporary, _CREATE), "wb") as file:
                file.write(zlib.crc32(data).to_bytes(_CHECKSUM_BYTES, "big") + data)
            cache.replace(name, temporary)
        finally:
            with contextlib.suppress(OSError):
                cache.unlink(temporary)
