"""The forms in which documents come: one a file, or many records in one. One form, one module, found by looking here.

The module `jsonl` holds the class `Jsonl`. A form says which files are its own (`suffixes`), cuts a
file into chunks of records that can be sent to another process (`chunks`), and cleans a chunk to the
bytes that stand in its place in the output (`work`). Nothing of a chunk but these bytes, its sum and
its ledger crosses back.
"""

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import IO, Any, NamedTuple, Protocol

from cleaner.lines.errors import CleanerError
from cleaner.lines.text import Result

CHUNK = 1 << 20  # bytes of records that are cleaned together


class Fields(NamedTuple):
    """Which fields of a record are meant, and what becomes of records that cannot be cleaned."""

    text: str = "text"
    id: str = "id"
    url: str = "url"  # the page's URL or host, by which its outlet's pack is found
    out: str | None = None  # where the clean text goes; None: where the raw one was
    provenance: str | None = None  # a field for the pack, the reason and what was removed; None: none is made
    reject: bool = False  # records that cannot be cleaned are left out; else they pass through as they are


class Chunk(NamedTuple):
    """Some records on their way to a worker."""

    start: int  # the first record's number, from 1
    records: int
    data: Any  # what `work` of the same form takes
    size: int  # how far the file has been read, in bytes of it, beyond the chunk before


class Reject(NamedTuple):
    """A record that could not be cleaned."""

    place: str  # file:line, or file and row
    number: int  # of the record, from 1
    message: str
    record: str  # as it stood


def text_of(data: bytes) -> str:
    """Bytes as text; those that are none become half characters, from which they can be had again.

    >>> text_of(b"a\\xff").encode("utf-8", "surrogateescape")
    b'a\\xff'
    """
    return data.decode("utf-8", "surrogateescape")


class FormatError(CleanerError):
    """A file that cannot be read on: cut short, spoilt, or of another form. The message names the place."""


class ChunkResult(NamedTuple):
    """What has become of a chunk."""

    parts: list[bytes]  # of the output, not compressed
    rejects: list[Reject]  # the records that failed
    raw: dict[int, dict[str, Any]] = {}  # noqa: RUF012 - record -> what its raw bytes had that edits do not tell


# number of the record, document, text, URL or host -> the result
Clean = Callable[[int, str, str, str | None], Result]
# number of the record -> what its raw bytes had that edits do not tell
Raw = Callable[[int], dict[str, Any]]


class Format(Protocol):
    """What every class in this folder can do, as methods of the class."""

    suffixes: tuple[str, ...]  # of file names, without that of a compression
    compressed: tuple[str, ...]  # the compressions that its files may have

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk]:
        """A file as chunks of records. Raises Bad where it cannot be read on."""

    @staticmethod
    def work(chunk: Chunk, name: str, fields: Fields, clean: Clean) -> ChunkResult:
        """The clean records of a chunk."""

    @staticmethod
    def restore(chunk: Chunk, name: str, fields: Fields, undo: Clean, raw: Raw) -> ChunkResult:
        """The raw records of a chunk of clean ones. `undo` takes a clean text back; it is asked once a record."""

    @staticmethod
    def split(chunk: Chunk) -> list[Chunk]:
        """A chunk as chunks of one record each."""

    @staticmethod
    def joined(parts: list[bytes]) -> tuple[bytes, ...]:
        """The parts of such chunks as those of the chunk that they were."""

    @staticmethod
    def shown(chunk: Chunk) -> str:
        """A chunk of one record as the rejects show it; bytes that are no text as half characters."""


@cache
def kind(name: str) -> Any:
    """The class of a form by its name."""
    return getattr(import_module(f"{__name__}.{name}"), name.capitalize())


@cache
def kinds() -> tuple[str, ...]:
    """The names of all forms.

    >>> kinds()
    ('jsonl', 'parquet', 'txt', 'wet')
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def of(path: str) -> str | None:
    """The form that a file's name tells, or None.

    >>> of("a/corpus.jsonl.zst"), of("page.txt"), of("CC-MAIN-1.warc.wet.gz"), of("notes.md")
    ('jsonl', 'txt', 'wet', None)
    """
    lower = path.lower()
    for name in kinds():
        form = kind(name)
        if any(lower.endswith(end + more) for end in form.suffixes for more in ("", *form.compressed)):
            return name
    return None
