"""The formats of input files: one document per file, or many records in one file. One module per format.

The module `jsonl` holds the class `Jsonl`. To add a format, add such a module; no other module knows the formats by
name. A format says which files it owns (`suffixes`), cuts a file into chunks of records that can be sent to another
process (`chunks`), reads the documents of a chunk (`records`), and cleans a chunk into the bytes that take its place in
the output (`work`).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import IO, Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar, cast

from cleaner.lines.errors import CleanerError
from cleaner.lines.text import Result

CHUNK_BYTES = 1 << 20  # records are cleaned in chunks of about this size
# A few bytes of a compressed file can be a record of 100 GB. A text of 20 million characters never has so many bytes,
# even if each is written as escapes of JSON.
MAX_RECORD_BYTES = 1 << 28
TOO_LARGE = f"it has more than {MAX_RECORD_BYTES:,} bytes"
DEFAULT_FORMAT = "txt"  # of a file whose name implies none, if the user named the file itself


class FormatError(CleanerError):
    """A file cannot be read, or not to its end: damaged, cut short, or of another format. The message says where."""


class RecordSizeError(CleanerError):
    """A record is too large to be read: an archive in one record, or an attack."""


class Fields(NamedTuple):
    """The fields of a record that a batch reads and writes, and what happens to records that fail."""

    text: str = "text"
    id: str = "id"
    url: str = "url"  # URL or host of the page, by which the pack is chosen
    title: str = "title"  # title of the page, which helps to find the headline
    out: str | None = None  # field for the clean text; None: replace the raw text
    provenance: str | None = None  # field for the pack, the reason and the removed lines; None: no such field
    reject: bool = False  # leave records that fail out of the output; else they pass through unchanged


Data = TypeVar("Data")  # what a chunk of a format carries; it has to be picklable
Item = TypeVar("Item")


class Chunk(NamedTuple, Generic[Data]):
    """Some consecutive records of a file, on their way to a worker."""

    start: int  # number of the first record, from 1
    records: int
    data: Data
    size: int  # bytes of the file since the chunk before


class Record(NamedTuple):
    """A document of a file, as a format reads it."""

    number: int  # within the file, from 1
    document: str  # the id of the document, or its place if it has none
    text: str
    url: str | None  # URL or host of the page
    title: str | None = None  # of the page


class Reject(NamedTuple):
    """A record that could not be read or cleaned."""

    place: str  # file, or file:number
    number: int  # within the file, from 1
    message: str
    record: str  # the record itself, see `lossless_text`


RawDetails = dict[str, Any]  # what a record's raw bytes had that edits do not record; JSON with keys of the format


class ChunkResult(NamedTuple):
    """The output of a chunk."""

    pieces: list[bytes]  # of the output file, not compressed
    rejects: list[Reject]
    raw: dict[int, RawDetails] = {}  # noqa: RUF012 - number of the record -> its details, for the ledger


Transform = Callable[[Record], Result]  # cleans or restores a text. Raises ValueError if it cannot.


class Sink(Protocol):
    """Assembles the pieces of an output file whose format does not allow to concatenate them."""

    def write(self, piece: bytes) -> None:
        """Add a piece, as `work` returned it."""

    def close(self) -> None:
        """Write what is left. The file itself stays open."""


class Format(Protocol[Data]):
    """The interface of a format. The classes in this folder inherit from it and are never instantiated."""

    suffixes: ClassVar[tuple[str, ...]]  # of file names, without that of a compression
    compressions: ClassVar[tuple[str, ...]]  # suffixes; (): the format has its own compression
    whole: ClassVar[bool] = False  # a file is one document, so a worker reads and writes the file itself
    resumable: ClassVar[bool] = False  # an interrupted output can be resumed after any chunk
    pipeable: ClassVar[bool] = True  # a file is read and written from beginning to end, so it can be a pipe

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk[Data]]:
        """Cut a file into chunks. Raises FormatError where it cannot be read further, and MissingExtra."""
        raise NotImplementedError

    @staticmethod
    def records(chunk: Chunk[Data], name: str, fields: Fields) -> Iterator[Record | Reject]:
        """Yield the documents of a chunk, in order. One that cannot be read is a reject."""
        raise NotImplementedError

    @staticmethod
    def work(chunk: Chunk[Data], name: str, fields: Fields, clean: Transform) -> ChunkResult:
        """Clean the records of a chunk. A record for which `clean` raises ValueError becomes a reject."""
        raise NotImplementedError

    @staticmethod
    def restore(
        chunk: Chunk[Data], name: str, fields: Fields, undo: Transform, raw: Callable[[int], RawDetails]
    ) -> ChunkResult:
        """Rebuild the raw records of a chunk of clean ones.

        `undo` turns a clean text into the raw one; `raw` returns the details that `work` reported for a record.
        Both are called in the order of the records.
        """
        raise NotImplementedError

    @staticmethod
    def split(chunk: Chunk[Data]) -> list[Chunk[Data]]:
        """Cut a chunk into chunks of one record each."""
        raise NotImplementedError

    @staticmethod
    def join(pieces: list[bytes]) -> tuple[bytes, ...]:
        """Join the pieces of such chunks into those of the whole chunk."""
        return tuple(pieces)

    @staticmethod
    def reject_text(chunk: Chunk[Data]) -> str:
        """The record of a chunk of one, as rejects hold it."""
        raise NotImplementedError

    @staticmethod
    def sink(out: IO[bytes], source: str) -> Sink | None:
        """What assembles the output of the input file `source`; None: the pieces are concatenated."""
        return None


AnyFormat = type[Format[Any]]


def record_fault(error: ValueError) -> str:
    """Return what is wrong with the text of a record, as the rejects and the summary say it."""
    return f"byte {error.start} of the text is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


@cache
def lookup(name: str) -> AnyFormat:
    """The format with this name.

    >>> lookup("jsonl").suffixes
    ('.jsonl', '.ndjson')
    """
    return cast("AnyFormat", getattr(import_module(f"{__name__}.{name}"), name.capitalize()))


def name_of(file_format: AnyFormat) -> str:
    """The name of a format, by which `lookup` finds it."""
    return file_format.__name__.lower()


@cache
def names() -> tuple[str, ...]:
    """The names of all formats: the modules of this folder.

    >>> names()
    ('jsonl', 'parquet', 'txt', 'wet')
    """
    import pkgutil  # a bare pipe with compiled packs does without

    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def suffixes() -> tuple[str, ...]:
    """The suffixes of all formats, without those that end in another one.

    >>> suffixes()
    ('.jsonl', '.ndjson', '.parquet', '.txt', '.wet')
    """
    every = {suffix for name in names() for suffix in lookup(name).suffixes}
    return tuple(sorted(suffix for suffix in every if not any(suffix.endswith(other) for other in every - {suffix})))


def of(path: str) -> AnyFormat | None:
    """The format that a file's name implies, if any.

    >>> of("a/corpus.jsonl.zst"), of("notes.md")
    (<class 'cleaner.corpus.formats.jsonl.Jsonl'>, None)
    """
    lower = path.lower()
    for file_format in map(lookup, names()):
        packed = ("", *file_format.compressions)
        if lower.endswith(tuple(end + suffix for end in file_format.suffixes for suffix in packed)):
            return file_format
    return None


# ------------------------------------------------------------------ what several formats share


def chunks_of(
    records: Iterable[Item],
    size: Callable[[Item], int],
    errors: tuple[type[Exception], ...],
    message: Callable[[int, Exception], str],
) -> Iterator[Chunk[list[Item]]]:
    """Records in chunks of about CHUNK_BYTES.

    If reading a record raises one of `errors`, those before it still come, and then FormatError with
    `message(number of the record, error)`.
    """
    start, chunk_size, failure = 1, 0, ""
    chunk: list[Item] = []
    try:
        for record in records:
            chunk.append(record)
            chunk_size += size(record)
            if chunk_size >= CHUNK_BYTES:
                yield Chunk(start, len(chunk), chunk, chunk_size)
                start, chunk, chunk_size = start + len(chunk), [], 0
    except errors as error:
        failure = message(start + len(chunk), error)
    if chunk:
        yield Chunk(start, len(chunk), chunk, chunk_size)
    if failure:
        raise FormatError(failure)


def known_string(value: object) -> str | None:
    """Return a URL or title as a record has it; None for a value of another type, which counts as unknown.

    >>> known_string("https://example.vn/a"), known_string(7), known_string(None)
    ('https://example.vn/a', None, None)
    """
    return value if isinstance(value, str) else None


def lossless_text(data: bytes) -> str:
    """Bytes as text from which they can be recovered: bytes that are not UTF-8 become lone surrogates.

    >>> lossless_text(b"a\\xff").encode("utf-8", "surrogateescape")
    b'a\\xff'
    """
    return data.decode("utf-8", "surrogateescape")


def lossless_bytes(text: str) -> bytes:
    """The bytes of a `lossless_text`."""
    return text.encode("utf-8", "surrogateescape")


def unchanged(record: Record) -> Result:
    """The transform that leaves every text as it is."""
    return Result.untouched(record.text)


def provenance(result: Result) -> dict[str, Any]:
    """How a clean text came about, for a field of its record."""
    return {
        "pack": result.pack,
        "reason": result.reason,
        "flags": list(map(str, result.flags)),
        "removed": sorted({edit.line for edit in result.edits if edit.after is None}),
    }
