"""Text files: each file is one document."""

from collections.abc import Callable, Iterator
from typing import IO

from cleaner.corpus.compression import read_errors
from cleaner.corpus.encoding import CONVERT_IT, DecodeError, codec, decode, encoding_details, recorded_codec
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
    Reject,
    Transform,
    lossless_text,
)


class Txt(Format[bytes]):
    """The whole file is the document's text, and the file's name is the document's."""

    suffixes = (".txt",)
    compressions = (".gz", ".zst")
    whole = True

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk[bytes]]:
        """The file as one chunk."""
        try:
            data = raw.read(MAX_RECORD_BYTES + 1)
        except read_errors() as error:
            raise FormatError(f"{name}: the compressed file cannot be read: {error}") from None
        if len(data) > MAX_RECORD_BYTES:
            raise FormatError(f"{name}: the file cannot be read: {TOO_LARGE}")
        yield Chunk(1, 1, data, len(data))

    @staticmethod
    def records(chunk: Chunk[bytes], name: str, fields: Fields) -> Iterator[Record | Reject]:
        """The text. A file that does not decode is a reject."""
        try:
            yield Record(1, name, decode(chunk.data, name=name, way_out=CONVERT_IT), None)
        except DecodeError as error:
            yield _reject(chunk, name, str(error).removeprefix(f"{name}: "))

    @staticmethod
    def work(chunk: Chunk[bytes], name: str, fields: Fields, clean: Transform) -> ChunkResult:
        """The clean text in UTF-8."""
        (record,) = Txt.records(chunk, name, fields)
        if isinstance(record, Record):
            try:
                clean_text = clean(record).text.encode("utf-8")
            except ValueError as error:
                record = _reject(chunk, name, str(error).removeprefix(f"{name}: "))
            else:
                details = encoding_details(codec(chunk.data))
                return ChunkResult([clean_text], [], {1: details} if details else {})
        return ChunkResult([] if fields.reject else [chunk.data], [record])

    @staticmethod
    def restore(
        chunk: Chunk[bytes], name: str, fields: Fields, undo: Transform, raw: Callable[[int], RawDetails]
    ) -> ChunkResult:
        """The raw text in the encoding that it had. A file that is no text is raw already, and stays as it is."""
        details = raw(1)
        used = recorded_codec(details["encoding"], details["mark"]) if details else codec(chunk.data)
        written = used if details.get("kept") else codec(chunk.data)
        try:
            text = written.decode(chunk.data)
        except ValueError:
            if details:
                raise
            return ChunkResult([chunk.data], [_reject(chunk, name, f"it is not {written.name}")])
        return ChunkResult([used.encode(undo(Record(1, name, text, None)).text)], [])

    @staticmethod
    def split(chunk: Chunk[bytes]) -> list[Chunk[bytes]]:
        """The chunk itself: it has only one record."""
        return [chunk]

    @staticmethod
    def reject_text(chunk: Chunk[bytes]) -> str:
        """The text."""
        return lossless_text(chunk.data)


def _reject(chunk: Chunk[bytes], name: str, message: str) -> Reject:
    return Reject(name, 1, message, lossless_text(chunk.data))
