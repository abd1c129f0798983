"""Compiled packs, kept between runs as plain data.

Parsing the shipped packs takes ten times as long as cleaning a page. What is kept holds the very
bytes of the pack files that it was made from, and is used only if they are still the same; nothing
in it is code. Where no cache can be written, everything works as well, only slower.
"""

import contextlib
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, overload

from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Index
from cleaner.lines.pattern import trust
from cleaner.packs.layers import Source
from cleaner.packs.program import Program

_COMPILERS = ("lines", "article", "filters", "packs")  # the rooms whose code decides what a compiled pack holds


def folder() -> str:
    """Where compiled packs are kept: `$XDG_CACHE_HOME/cleaner`, by default `~/.cache/cleaner`."""
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return os.path.join(base or os.path.join(os.path.expanduser("~"), ".cache"), "cleaner")


def program(files: Sequence[Source], pack: str | None, build: Callable[[], Program]) -> Program:
    """The program of some pack files: the kept one if it was made from the same bytes, else a new one, kept."""
    path = os.path.join(folder(), f"{zlib.crc32(repr((pack, [f.path for f in files])).encode()):08x}.packs")
    made_from = (_stamp(), pack or "", tuple(map(tuple, files)))
    if (kept := _read(path, made_from)) is not None:
        return kept
    new = build()
    with contextlib.suppress(OSError, ValueError):
        _write(path, (made_from, _freeze_program(new)))
    return new


def _stamp() -> tuple[Any, ...]:
    """What the kept form depends on beside the packs: the interpreter, and the code that made it."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    code = []
    for room in _COMPILERS:
        with os.scandir(os.path.join(package, room)) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    code.append((room, entry.name, stat.st_size, stat.st_mtime_ns))
    return (sys.version, tuple(sorted(code)))


def _read(path: str, made_from: tuple[Any, ...]) -> Program | None:
    try:
        with open(path, "rb") as file:
            checksum, data = int.from_bytes(file.read(4), "big"), file.read()
        if zlib.crc32(data) != checksum:
            return None
        kept_from, kept = marshal.loads(data)  # noqa: S302 - written by this program, in the user's own folder
        return _thaw_program(kept) if kept_from == made_from else None
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: str, value: Any) -> None:
    data = marshal.dumps(value)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(zlib.crc32(data).to_bytes(4, "big") + data)
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _freeze_program(program: Program) -> dict[str, Any]:
    plain = program._asdict()
    plain["rules"] = tuple(marshal.dumps(freeze(rule)) for rule in program.rules)
    plain["tests"] = tuple(marshal.dumps(freeze(test)) for test in program.tests)
    plain["indexes"] = tuple(map(tuple, program.indexes))
    return plain


def _thaw_program(plain: dict[str, Any]) -> Program:
    plain["rules"] = Thawing(plain["rules"])
    plain["tests"] = Thawing(plain["tests"])
    short, long = plain["indexes"]
    plain["indexes"] = (Index(*short), Index(*long))
    trust(plain["calm"])
    return Program(**plain)


def freeze(value: Any) -> Any:
    """A value of packs' types as plain data: a record becomes a list of its class and the fields that are set."""
    if isinstance(value, tuple):
        if not hasattr(value, "_fields"):
            return tuple(map(freeze, value))
        cls: Any = type(value)
        defaults = cls._field_defaults
        given = {
            name: freeze(field)
            for name, field in zip(cls._fields, value, strict=True)
            if name not in defaults or field != defaults[name]
        }
        return [f"{cls.__module__}:{cls.__name__}", given]
    return value


_NESTED = frozenset((list, tuple))


def thaw(value: Any) -> Any:
    """The value that `freeze` was given."""
    if isinstance(value, tuple):  # weights by the hundred and words by the dozen are as they were
        return value if _NESTED.isdisjoint(map(type, value)) else tuple(map(thaw, value))
    if isinstance(value, list):
        made = _type(value[0])(**{field: thaw(part) for field, part in value[1].items()})
        # what a line answers to a test is remembered by the test's identity, and many rules ask the same
        return _TESTS.setdefault(made, made) if isinstance(made, LineTest) else made
    return value


_TESTS: dict[LineTest, LineTest] = {}


@cache
def _type(name: str) -> Any:
    module, _, cls = name.partition(":")
    if not module.startswith("cleaner."):
        raise ValueError(f"no type of ours: {name}")
    return getattr(import_module(module), cls)


class Thawing(Sequence[Any]):
    """A sequence whose items are read and built when they are first asked for."""

    def __init__(self, frozen: tuple[bytes, ...]) -> None:
        self._frozen = frozen
        self._built: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._frozen)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        if at not in self._built:
            self._built[at] = thaw(marshal.loads(self._frozen[at]))  # noqa: S302 - see _read
        return self._built[at]

    def __iter__(self) -> Iterator[Any]:
        return (self[n] for n in range(len(self)))
