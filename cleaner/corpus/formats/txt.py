"""Text files, one document each."""

from collections.abc import Iterator
from typing import IO

from cleaner.corpus.compression import faults
from cleaner.corpus.files import CONVERTED, Codec, DecodeError, codec, decode
from cleaner.corpus.formats import Chunk, ChunkResult, Clean, Fields, FormatError, Raw, Reject, text_of


class Txt:
    """A whole file is one document; its name is the document's."""

    suffixes = (".txt",)
    compressed = (".gz", ".zst")

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk]:
        """The file as the one chunk that it is."""
        try:
            data = raw.read()
        except faults() as error:
            raise FormatError(f"{name}: the compressed file cannot be read: {error}") from None
        yield Chunk(1, 1, data, len(data))

    @staticmethod
    def work(chunk: Chunk, name: str, fields: Fields, clean: Clean) -> ChunkResult:
        """The clean text. Bytes that are no text fail, or go through as they are."""
        try:
            text = decode(chunk.data, name=name, way=CONVERTED)
            was = codec(chunk.data)
            raw = {} if was == Codec("utf-8") else {1: {"encoding": was.name, "mark": was.mark.hex()}}
            return ChunkResult([clean(1, name, text, None).text.encode("utf-8")], [], raw)
        except (DecodeError, ValueError) as error:
            message = str(error).removeprefix(f"{name}: ")
            return ChunkResult([] if fields.reject else [chunk.data], [Reject(name, 1, message, text_of(chunk.data))])

    @staticmethod
    def restore(chunk: Chunk, name: str, fields: Fields, undo: Clean, raw: Raw) -> ChunkResult:
        """The raw text, in the encoding that it had; clean texts are in UTF-8."""
        made = Txt.work(chunk, name, fields, undo)
        if (told := raw(1)) and not made.rejects:
            coded = Codec(told["encoding"], bytes.fromhex(told["mark"]))
            return ChunkResult([coded.encode(part.decode("utf-8")) for part in made.parts], [])
        return made

    @staticmethod
    def split(chunk: Chunk) -> list[Chunk]:
        """The document that it is."""
        return [chunk]

    @staticmethod
    def joined(parts: list[bytes]) -> tuple[bytes, ...]:
        """The document that it is."""
        return tuple(parts)

    @staticmethod
    def shown(chunk: Chunk) -> str:
        """The text."""
        return text_of(chunk.data)
