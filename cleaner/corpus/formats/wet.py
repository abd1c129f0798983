"""WET files: the text extracts of Common Crawl, one conversion record per page."""

from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

from cleaner.corpus.compression import MissingExtra
from cleaner.corpus.formats import (
    Chunk,
    ChunkResult,
    Fields,
    Format,
    RawDetails,
    Record,
    Reject,
    Transform,
    chunks_of,
    lossless_text,
    record_fault,
)


class WetRecord(NamedTuple):
    """A record of any type."""

    protocol: str  # the first line of the record, such as WARC/1.0
    headers: list[tuple[str, str]]
    body: bytes


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
            lambda record: len(record.body),
            (Exception,),
            lambda number, error: message(name, number, error),
        )

    @staticmethod
    def work(chunk: Chunk[list[WetRecord]], name: str, fields: Fields, clean: Transform) -> ChunkResult:
        """The records with clean texts, their lengths updated, and without the digests of texts that changed."""
        out: list[bytes] = []  # one piece per record, because each is a member of its own in a compressed file
        rejects: list[Reject] = []
        raw: dict[int, RawDetails] = {}
        for number, record in enumerate(chunk.data, chunk.start):
            head, body = _head(record), record.body
            if head.get_header("WARC-Type") == "conversion":
                try:
                    body = _clean_body(record.body, head, number, name, clean)
                except ValueError as error:
                    rejects.append(Reject(f"{name}:{number}", number, record_fault(error), lossless_text(record.body)))
                    if fields.reject:
                        continue
            if body != record.body and (digests := _remove_digests(head)):
                raw[number] = {"headers": digests}
            out.append(_bytes(head, body))
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
            except ValueError as error:
                rejects.append(Reject(f"{name}:{number}", number, str(error), lossless_text(record.body)))
                details, body = {}, record.body
            head = _head(record)
            for at, key, value in details.get("headers", ()):
                head.headers.insert(at, (key, value))
            out.append(_bytes(head, body))
        return ChunkResult(out, rejects)

    @staticmethod
    def split(chunk: Chunk[list[WetRecord]]) -> list[Chunk[list[WetRecord]]]:
        """Each record by itself."""
        return [Chunk(chunk.start + n, 1, [record], 0) for n, record in enumerate(chunk.data)]

    @staticmethod
    def reject_text(chunk: Chunk[list[WetRecord]]) -> str:
        """The text of the record."""
        return lossless_text(chunk.data[0].body)


def _records(raw: IO[bytes]) -> Iterator[WetRecord]:
    """All records of a file. Raises EOFError for a record that is shorter than it says, and errors of the library."""
    for record in _warcio().archiveiterator.ArchiveIterator(raw, no_record_parse=True):
        body = record.raw_stream.read()
        length = record.rec_headers.get_header("Content-Length")
        if length is not None and len(body) != int(length):
            raise EOFError(f"only {len(body)} of {length} bytes are there")
        yield WetRecord(record.rec_headers.protocol, record.rec_headers.headers, body)


def _clean_body(body: bytes, head: Any, number: int, name: str, clean: Transform) -> bytes:
    """The clean text of a conversion record. Raises ValueError."""
    url = head.get_header("WARC-Target-URI")
    document = url or head.get_header("WARC-Record-ID") or f"{name}:{number}"
    return clean(Record(number, document, body.decode("utf-8"), url)).text.encode("utf-8")


def _head(record: WetRecord) -> Any:
    """The headers of a record, which can be changed without changing the record."""
    return _warcio().statusandheaders.StatusAndHeaders("", list(record.headers), record.protocol)


def _remove_digests(head: Any) -> list[tuple[int, str, str]]:
    """Remove the digest headers. Return the place, key and value of each, as the ledger keeps them."""
    digests = [(at, *pair) for at, pair in enumerate(head.headers) if pair[0].lower().endswith("-digest")]
    head.headers = [(key, value) for key, value in head.headers if not key.lower().endswith("-digest")]
    return digests


def _bytes(head: Any, body: bytes) -> bytes:
    """A record with its Content-Length updated."""
    head.replace_header("Content-Length", str(len(body)))
    return bytes(head.to_bytes(encoding="utf-8")) + body + b"\r\n\r\n"


def _warcio() -> Any:
    """The library that reads WARC files. Raises MissingExtra."""
    try:
        import warcio.archiveiterator
        import warcio.statusandheaders
    except ImportError:
        raise MissingExtra("WET files need an extra: pip install 'article-cleaner[warc]'") from None
    return warcio
