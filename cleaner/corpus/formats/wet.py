"""WET files: the text extracts of Common Crawl, one conversion record a page."""

from collections.abc import Iterator
from typing import IO, Any

from cleaner.corpus.compression import MissingExtra
from cleaner.corpus.formats import CHUNK, Chunk, ChunkResult, Clean, Fields, FormatError, Raw, Reject, text_of


class Wet:
    """Conversion records have their text cleaned; the page's address chooses the pack. All other records stay."""

    suffixes = (".warc.wet", ".wet")
    compressed = (".gz",)

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk]:
        """The records of a file, about a megabyte of them together. Raises Bad, or Missing without the extra."""
        warcio = _warcio()
        start, size = 1, 0
        some: list[tuple[str, list[tuple[str, str]], bytes]] = []
        try:
            for record in warcio.archiveiterator.ArchiveIterator(raw, no_record_parse=True):
                body = record.raw_stream.read()
                length = record.rec_headers.get_header("Content-Length")
                if length is not None and len(body) != int(length):
                    raise EOFError(f"{len(body)} of {length} bytes are there")
                some.append((record.rec_headers.protocol, record.rec_headers.headers, body))
                size += len(body)
                if size >= CHUNK:
                    yield Chunk(start, len(some), some, size)
                    start, some, size = start + len(some), [], 0
        except Exception as error:  # whatever the reader makes of a spoilt file
            if some:
                yield Chunk(start, len(some), some, size)
            raise FormatError(f"{name}: record {start + len(some)}: cannot be read: {error}") from None
        if some:
            yield Chunk(start, len(some), some, size)

    @staticmethod
    def work(chunk: Chunk, name: str, fields: Fields, clean: Clean) -> ChunkResult:
        """The records, each with its length told anew."""
        warcio = _warcio()
        out: list[bytes] = []  # each record by itself, because each is a member of a compressed file
        rejects: list[Reject] = []
        raw: dict[int, dict[str, Any]] = {}
        for number, (protocol, headers, old) in enumerate(chunk.data, chunk.start):
            body = old
            head = warcio.statusandheaders.StatusAndHeaders("", list(headers), protocol)
            if head.get_header("WARC-Type") == "conversion":
                address = head.get_header("WARC-Target-URI")
                document = address or head.get_header("WARC-Record-ID") or f"{name}:{number}"
                try:
                    body = clean(number, document, old.decode("utf-8"), address).text.encode("utf-8")
                except ValueError as error:
                    message = str(error)
                    if isinstance(error, UnicodeDecodeError):
                        message = f"byte {error.start} of the text is not UTF-8"
                    rejects.append(Reject(f"{name}:{number}", number, message, text_of(old)))
                    if fields.reject:
                        continue
            digests = [(at, *pair) for at, pair in enumerate(head.headers) if pair[0].lower().endswith("-digest")]
            if body != old and digests:  # those of the old text would be untrue
                raw[number] = {"headers": digests}
                head.headers = [(key, value) for key, value in head.headers if not key.lower().endswith("-digest")]
            out.append(_record(head, body))
        return ChunkResult(out, rejects, raw)

    @staticmethod
    def restore(chunk: Chunk, name: str, fields: Fields, undo: Clean, raw: Raw) -> ChunkResult:
        """The records with their raw texts and the digests of these."""
        warcio = _warcio()
        out: list[bytes] = []
        rejects: list[Reject] = []
        for number, (protocol, headers, body) in enumerate(chunk.data, chunk.start):
            told = raw(number)
            try:
                text = undo(number, f"{name}:{number}", body.decode("utf-8"), None).text.encode("utf-8")
            except ValueError as error:
                rejects.append(Reject(f"{name}:{number}", number, str(error), text_of(body)))
                told, text = {}, body
            head = warcio.statusandheaders.StatusAndHeaders("", list(headers), protocol)
            for at, key, value in told.get("headers", ()):
                head.headers.insert(at, (key, value))
            out.append(_record(head, text))
        return ChunkResult(out, rejects)

    @staticmethod
    def split(chunk: Chunk) -> list[Chunk]:
        """Each record by itself."""
        return [Chunk(chunk.start + n, 1, [record], 0) for n, record in enumerate(chunk.data)]

    @staticmethod
    def joined(parts: list[bytes]) -> tuple[bytes, ...]:
        """Each record is a member by itself anyway."""
        return tuple(parts)

    @staticmethod
    def shown(chunk: Chunk) -> str:
        """The record's text."""
        return text_of(chunk.data[0][2])


def _record(head: Any, body: bytes) -> bytes:
    """A record with its length told anew."""
    head.replace_header("Content-Length", str(len(body)))
    return bytes(head.to_bytes(encoding="utf-8")) + body + b"\r\n\r\n"


def _warcio() -> Any:
    try:
        import warcio.archiveiterator
        import warcio.statusandheaders
    except ImportError:
        raise MissingExtra("for WET files install the extra: pip install 'cleaner[warc]'") from None
    return warcio
