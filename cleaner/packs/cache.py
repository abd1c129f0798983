"""The cache of compiled packs on disk: they are kept between runs as plain data.

Parsing the shipped packs takes ten times as long as cleaning a page. A cache file holds the bytes of the pack files
that it was made from and is used only if they are still the same. It contains no code. If no cache can be written,
everything works as before, only slower.
"""

import contextlib
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias, TypeVar, overload

from cleaner.lines.linetest import LineTest
from cleaner.lines.pattern import trust
from cleaner.lines.prefilter import Index
from cleaner.packs.layers import Source
from cleaner.packs.program import Program

T = TypeVar("T")
# What marshal can store. A record is stored as a list of its class's name and the fields that differ from its defaults.
Plain: TypeAlias = (
    "bool | int | float | str | bytes | frozenset[str] | frozenset[int] | "
    "tuple[Plain, ...] | list[Plain] | dict[str, Plain] | None"
)

_COMPILER_ROOMS = ("lines", "article", "filters", "packs")  # their code decides what a compiled pack holds
_CHECKSUM_BYTES = 4


class Origin(NamedTuple):
    """What a program was made from. A kept program is used only if its origin is the same."""

    python: str  # the version of the interpreter
    code: tuple[tuple[str, int, int], ...]  # each source file of the compiler: path, bytes, time of the last change
    pack: str  # the only pack, or ""
    files: tuple[tuple[Plain, ...], ...]  # the pack files, as in Source


def folder() -> str:
    """Return the folder of the cache: `$XDG_CACHE_HOME/cleaner`, by default `~/.cache/cleaner`."""
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return os.path.join(base or os.path.join(os.path.expanduser("~"), ".cache"), "cleaner")


def program(files: Sequence[Source], pack: str | None, build: Callable[[], Program]) -> Program:
    """Return the program of some pack files: the kept one if it was made from the same bytes, else a new one."""
    path = os.path.join(folder(), f"{zlib.crc32(repr((pack, [f.path for f in files])).encode()):08x}.packs")
    origin = Origin(sys.version, _compiler(), pack or "", tuple(map(tuple, files)))
    if (kept := _read(path, origin)) is not None:
        return kept
    new = build()
    with contextlib.suppress(OSError, ValueError):
        _write(path, origin, new)
    return new


def _compiler() -> tuple[tuple[str, int, int], ...]:
    """The source files that decide what a compiled pack holds, with their sizes and times."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files = [file for room in _COMPILER_ROOMS for file in _source_files(os.path.join(package, room))]
    return tuple(sorted((file.path[len(package) :], *_size_and_time(file)) for file in files))


def _source_files(folder: str) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _source_files(entry.path)


def _size_and_time(file: "os.DirEntry[str]") -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


# ------------------------------------------------------------------ files


def _read(path: str, origin: Origin) -> Program | None:
    """The program in a file of the cache, if the file is intact and of the same origin."""
    try:
        with open(path, "rb") as file:
            checksum, data = int.from_bytes(file.read(_CHECKSUM_BYTES), "big"), file.read()
        if zlib.crc32(data) != checksum:
            return None
        kept_origin, kept = marshal.loads(data)  # noqa: S302 - written by this program, in the user's own folder
        return _thaw_program(kept) if kept_origin == origin else None
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: str, origin: Origin, program: Program) -> None:
    data = marshal.dumps((tuple(origin), _freeze_program(program)))
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(zlib.crc32(data).to_bytes(_CHECKSUM_BYTES, "big") + data)
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


# ------------------------------------------------------------------ plain data


def _freeze_program(program: Program) -> dict[str, Any]:
    plain = program._asdict()
    plain["rules"] = tuple(marshal.dumps(freeze(rule)) for rule in program.rules)
    plain["tests"] = tuple(marshal.dumps(freeze(test)) for test in program.tests)
    short, long = program.indexes
    plain["indexes"] = (tuple(short), tuple(long))
    return plain


def _thaw_program(plain: dict[str, Any]) -> Program:
    plain["rules"] = ThawedSequence(plain["rules"])
    plain["tests"] = ThawedSequence(plain["tests"])
    short, long = plain["indexes"]
    plain["indexes"] = (Index(*short), Index(*long))
    trust(plain["unwatched"])
    return Program(**plain)


def freeze(value: Any) -> Plain:
    """Return a value of the types of packs as plain data.

    >>> freeze(LineTest(text=("Menu",)))
    ['cleaner.lines.linetest:LineTest', {'text': ('Menu',)}]
    """
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        cls: Any = type(value)
        defaults = cls._field_defaults
        given = {
            name: freeze(field)
            for name, field in zip(cls._fields, value, strict=True)
            if name not in defaults or field != defaults[name]
        }
        return [f"{cls.__module__}:{cls.__name__}", given]
    plain: Plain = tuple(map(freeze, value)) if isinstance(value, tuple) else value
    return plain


_NESTED = frozenset((list, tuple))


def thaw(value: Any) -> Any:
    """Return the value that `freeze` was given."""
    if isinstance(value, tuple):  # most tuples hold only numbers or words, and need no copy
        return value if _NESTED.isdisjoint(map(type, value)) else tuple(map(thaw, value))
    if isinstance(value, list):
        name, fields = value
        record = _type(name)(**{field: thaw(part) for field, part in fields.items()})
        # answers to a test are remembered by its identity, and many rules have equal tests
        return _TESTS.setdefault(record, record) if isinstance(record, LineTest) else record
    return value


_TESTS: dict[LineTest, LineTest] = {}


@cache
def _type(name: str) -> Any:
    module, _, cls = name.partition(":")
    if not module.startswith("cleaner."):
        raise ValueError(f"not a type of this program: {name}")
    return getattr(import_module(module), cls)


class ThawedSequence(Sequence[T]):
    """A sequence of frozen values, each of which is thawed on first access."""

    def __init__(self, frozen: tuple[bytes, ...]) -> None:
        self._frozen = frozen
        self._thawed: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._frozen)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        if at not in self._thawed:
            self._thawed[at] = thaw(marshal.loads(self._frozen[at]))  # noqa: S302 - see _read
        return self._thawed[at]

    def __iter__(self) -> Iterator[T]:
        return (self[n] for n in range(len(self)))
