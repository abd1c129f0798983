"""WET files: the text extracts of Common Crawl, one conversion record per page."""

import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, NamedTuple

from cleaner.corpus.compression import MissingExtra
from cleaner.corpus.formats import (
    MAX_RECORD_BYTES,
    TOO_LARGE,
    Chunk,
    ChunkResult,
    Fields,
    Format,
    FormatError,
    RawDetails,
    Record,
    RecordSizeError,
    Reject,
    Transform,
    chunks_of,
    lossless_bytes,
    lossless_text,
    record_fault,
)

END = b"\r\n\r\n"  # what follows a body
MAX_HEAD_BYTES = 1 << 20  # with the empty lines before it
_DIGEST = re.compile(r"[^\s:]+-digest", re.IGNORECASE)  # the name of a header
_LINE = re.compile(r"[^\r\n]*")


class WetRecord(NamedTuple):
    """A record of any type."""

    protocol: str  # the first line of the record, such as WARC/1.0
    headers: list[tuple[str, str]]  # as the library understands them
    body: bytes
    head: bytes  # as it is in the file: the first line, the headers and an empty line
    end: bytes  # as it is in the file, after the body

    @property
    def size(self) -> int:
        """The bytes of all."""
        return len(self.head) + len(self.body) + len(self.end)


class Wet(Format[list[WetRecord]]):
    """The text of conversion records is cleaned, their target URI chooses the pack. All other records stay."""

    suffixes = (".warc.wet", ".wet")
    compressions = (".gz",)
    resumable = True

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk[list[WetRecord]]]:
        """The records of a file."""
        _warcio()  # MissingExtra is raised here, because every error below means a damaged file
        message = "{}: record {}: cannot be read: {}".format
        return chunks_of(
            _records(raw),
            lambda record: record.size,
            (Exception,),
            lambda number, error: message(name, number, error),
        )

    @staticmethod
    def records(chunk: Chunk[list[WetRecord]], name: str, fields: Fields) -> Iterator[Record | Reject]:
        """The texts of conversion records."""
        for number, record in enumerate(chunk.data, chunk.start):
            if _is_page(record):
                try:
                    page = _page(record, number, name)
                except ValueError as error:
                    yield _reject(record, number, name, error)
                else:
                    yield page

    @staticmethod
    def work(chunk: Chunk[list[WetRecord]], name: str, fields: Fields, clean: Transform) -> ChunkResult:
        """The records with clean texts, their lengths updated, and without the digests of texts that changed."""
        out: list[bytes] = []  # one piece per record, because each is a member of its own in a compressed file
        rejects: list[Reject] = []
        raw: dict[int, RawDetails] = {}
        for number, record in enumerate(chunk.data, chunk.start):
            body = record.body
            if _is_page(record):
                try:
                    body = clean(_page(record, number, name)).text.encode("utf-8")
                except ValueError as error:
                    rejects.append(_reject(record, number, name, error))
                    if fields.reject:
                        continue
            if details := _raw_details(record, changed=body != record.body):
                raw[number] = details
            out.append(_clean_head(record, body) + body + END)
        return ChunkResult(out, rejects, raw)

    @staticmethod
    def restore(
        chunk: Chunk[list[WetRecord]], name: str, fields: Fields, undo: Transform, raw: Callable[[int], RawDetails]
    ) -> ChunkResult:
        """The records with their raw texts and the digests of these."""
        out: list[bytes] = []
        rejects: list[Reject] = []
        for number, record in enumerate(chunk.data, chunk.start):
            details = raw(number)
            try:
                clean = Record(number, f"{name}:{number}", record.body.decode("utf-8"), None)
                body = undo(clean).text.encode("utf-8")
            except ValueError as error:  # it is not UTF-8, and passed through the batch
                rejects.append(_reject(record, number, name, error))
                body = record.body
            out.append(_raw_head(record, body, details) + body + _raw_end(details))
        return ChunkResult(out, rejects)

    @staticmethod
    def split(chunk: Chunk[list[WetRecord]]) -> list[Chunk[list[WetRecord]]]:
        """Each record by itself."""
        return [Chunk(chunk.start + n, 1, [record], 0) for n, record in enumerate(chunk.data)]

    @staticmethod
    def reject_text(chunk: Chunk[list[WetRecord]]) -> str:
        """The text of the record."""
        return lossless_text(chunk.data[0].body)


# ------------------------------------------------------------------ reading


def _records(raw: IO[bytes]) -> Iterator[WetRecord]:
    """All records of a file.

    Raises EOFError for a record that is shorter than it says, FormatError for a compressed file that is cut short,
    RecordSizeError, and errors of the library.
    """
    archive = _warcio().archiveiterator.ArchiveIterator(_Input(raw), no_record_parse=True)
    lines = _KeptLines(archive.reader)
    records = iter(archive)
    last: WetRecord | None = None  # it lacks its end, which is read with the next record
    while True:
        record: WetRecord | None = None
        failure: Exception | None = None
        try:
            if (read := next(records, None)) is not None:
                record = _record(read)
        except Exception as error:
            failure = error
        end, head = lines.take(after_body=last is not None)
        if last is not None:
            yield last._replace(end=end)
        if failure is not None:
            raise failure
        if record is None:
            return
        if lines.at_end_of_file:
            raise EOFError("its head is cut short")
        last = record._replace(head=head)


class _Input:
    """A file as the library reads it. What it raises is raised after the bytes before it, which are not lost.

    The library takes an EOFError, of a compressed file that is cut short, for the end of the file.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._size = 0  # bytes that were read
        self._failure: Exception | None = None

    def read(self, size: int) -> bytes:
        """Read so many bytes, or all that are left. Raises FormatError instead of EOFError."""
        pieces: list[bytes] = []
        while size > 0 and self._failure is None:
            try:
                piece: bytes = self._raw.read1(size)  # type: ignore[attr-defined]
            except EOFError:
                self._failure = FormatError("the compressed file is cut short")
            except Exception as error:
                self._failure = error
            else:
                if not piece:
                    break
                pieces.append(piece)
                size -= len(piece)
        if self._failure is not None and not pieces:
            raise self._failure
        data = b"".join(pieces)
        self._size += len(data)
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._size


class _KeptLines:
    """The lines that the library reads: the heads, and what is between records, but no bodies."""

    def __init__(self, reader: Any) -> None:
        self._readline = reader.readline
        self._lines: list[bytes] = []
        self._left = MAX_HEAD_BYTES
        self.at_end_of_file = False  # whether the last line was none
        reader.readline = self.readline

    def readline(self) -> bytes:
        """Read a line and keep it. Raises RecordSizeError."""
        line: bytes = self._readline(self._left)
        # The library returns a part of a line of 200,000 bytes, because it counts what it has read several times.
        while line and not line.endswith(b"\n") and (more := self._readline(self._left - len(line))):
            line += more
        self.at_end_of_file = not line
        self._lines.append(line)
        self._left -= len(line) or 1
        if self._left <= 0:
            raise RecordSizeError(f"its head has more than {MAX_HEAD_BYTES:,} bytes")
        return line

    def take(self, after_body: bool) -> tuple[bytes, bytes]:
        """Take the lines away: those that end a record, that is, one and all empty ones, and the head of the next."""
        size = int(after_body)
        while after_body and size < len(self._lines) and not self._lines[size].strip():
            size += 1
        end, head = b"".join(self._lines[:size]), b"".join(self._lines[size:])
        self._lines.clear()
        self._left = MAX_HEAD_BYTES
        return end, head


def _record(read: Any) -> WetRecord:
    """A record with its body, but without its head and its end. Raises EOFError and RecordSizeError."""
    body = read.raw_stream.read(MAX_RECORD_BYTES + 1)
    if len(body) > MAX_RECORD_BYTES:
        raise RecordSizeError(TOO_LARGE)
    length = read.rec_headers.get_header("Content-Length")
    if length is not None and len(body) != int(length):
        raise EOFError(f"only {len(body)} of {length} bytes are there")
    return WetRecord(read.rec_headers.protocol, read.rec_headers.headers, body, b"", b"")


def _header(record: WetRecord, name: str) -> str | None:
    """The value of the first header of a name."""
    return next((value for key, value in record.headers if key.lower() == name.lower()), None)


# ------------------------------------------------------------------ cleaning


def _is_page(record: WetRecord) -> bool:
    """Whether a record holds the text of a page."""
    return _header(record, "WARC-Type") == "conversion"


def _page(record: WetRecord, number: int, name: str) -> Record:
    """The text of a page. Raises ValueError if it is not UTF-8."""
    url = _header(record, "WARC-Target-URI")
    document = url or _header(record, "WARC-Record-ID") or f"{name}:{number}"
    return Record(number, document, record.body.decode("utf-8"), url)


def _reject(record: WetRecord, number: int, name: str, error: ValueError) -> Reject:
    return Reject(f"{name}:{number}", number, record_fault(error), lossless_text(record.body))


def _clean_head(record: WetRecord, body: bytes) -> bytes:
    """The head of a record for a clean body: plain lines, the right length, and no digests if the body has changed."""
    headers = record.headers
    if body != record.body:
        headers = [header for header in headers if not _is_digest(header[0])]
    return _head(record.protocol, headers, len(body))


def _head(protocol: str, headers: Iterable[tuple[str, str]], length: int) -> bytes:
    """A head as it is written. The length takes the place of the first one, or comes last."""
    lines = [protocol]
    sized = False
    for key, value in headers:
        if key.lower() != "content-length":
            lines.append(f"{key}: {value.lstrip()}")  # a folded value may begin with spaces
        elif not sized:
            lines.append(f"{key}: {length}")
            sized = True
    if not sized:
        lines.append(f"Content-Length: {length}")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("utf-8")


def _is_digest(key: str) -> bool:
    return key.lower().endswith("-digest")


# ------------------------------------------------------------------ restoring


def _raw_details(record: WetRecord, changed: bool) -> RawDetails:
    """What the clean record lacks: its digests, or its whole head if that is not as it would be written."""
    details: RawDetails = {}
    if _head(record.protocol, record.headers, len(record.body)) != record.head:
        details["head"] = lossless_text(record.head)
    elif changed and (digests := [(at, *pair) for at, pair in enumerate(record.headers) if _is_digest(pair[0])]):
        details["headers"] = digests
    if record.end != END:
        details["end"] = lossless_text(record.end)
    return details


def _raw_head(record: WetRecord, body: bytes, details: RawDetails) -> bytes:
    """The head of a raw record. Raises ValueError for details that no batch has written: they may be forged."""
    if "head" in details:
        head = lossless_bytes(details["head"])
        try:
            raw = list(_records(io.BytesIO(head + body)))
        except Exception as error:  # the library raises errors of any type, as for a damaged file
            raise ValueError(f"the head of the raw record is none: {error}") from None
        if len(raw) != 1 or raw[0].head != head or _clean_head(raw[0], record.body) != record.head:
            raise ValueError("the head of the raw record does not fit the clean one")
        return head
    headers = list(record.headers)
    for at, key, value in details.get("headers", ()):
        if not _DIGEST.fullmatch(key) or not _LINE.fullmatch(value):
            raise ValueError("a header that was removed is no digest")
        headers.insert(at, (key, value))
    return _head(record.protocol, headers, len(body))


def _raw_end(details: RawDetails) -> bytes:
    """What follows the body of a raw record. Raises ValueError for what would be a record of its own."""
    if "end" not in details:
        return END
    end = lossless_bytes(details["end"])
    first, _, more = end.partition(b"\n")
    if more.strip() or first.upper().lstrip().startswith(b"WARC/"):
        raise ValueError("a record does not end like one")
    return end


def _warcio() -> Any:
    """The library that reads WARC files. Raises MissingExtra."""
    try:
        import warcio.archiveiterator
    except ImportError:
        raise MissingExtra("WET files need an extra: pip install 'article-cleaner[warc]'") from None
    # It prints headers as they are, and could so steer a terminal.
    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    return warcio
