"""JSON lines: each line is a record, and one of its fields is the text."""

import json
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

from cleaner.corpus.compression import read_errors
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
    known_string,
    lossless_text,
    provenance,
)
from cleaner.corpus.json_fields import JsonField, parse_fields, spell, with_values

BLOCK_BYTES = 1 << 16  # bytes that are read at once

FieldSpellings = dict[str, str | None]  # JSON of the raw values of fields that a batch wrote; None: a new field


class ParsedLine(NamedTuple):
    """A line as it was read."""

    text: str
    values: dict[str, JsonField]
    record: Record


class CleanLine(NamedTuple):
    """A line with its text cleaned."""

    line: bytes
    spellings: FieldSpellings  # of the fields whose raw bytes the edits alone do not restore


class Jsonl(Format[list[bytes]]):
    """Only the value of the text field is rewritten; every other byte of a record stays as it is."""

    suffixes = (".jsonl", ".ndjson")
    compressions = (".gz", ".zst")
    resumable = True

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk[list[bytes]]]:
        """The lines of a file."""
        message = "{}: line {}: the file cannot be read further: {}".format
        errors = (*read_errors(), RecordSizeError)
        return chunks_of(_lines(raw), len, errors, lambda number, error: message(name, number, error))

    @staticmethod
    def records(chunk: Chunk[list[bytes]], name: str, fields: Fields) -> Iterator[Record | Reject]:
        """The texts of the lines that are not blank."""
        for number, line in enumerate(chunk.data, chunk.start):
            if line.strip():
                try:
                    parsed = _parsed(line, number, name, fields)
                except ValueError as error:
                    yield _reject(line, number, name, error)
                else:
                    yield parsed.record

    @staticmethod
    def work(chunk: Chunk[list[bytes]], name: str, fields: Fields, clean: Transform) -> ChunkResult:
        """The lines with their texts cleaned. Blank lines stay."""
        out: list[bytes] = []
        rejects: list[Reject] = []
        raw: dict[int, RawDetails] = {}
        for number, line in enumerate(chunk.data, chunk.start):
            if not line.strip():
                out.append(line)
                continue
            try:
                cleaned = _clean_line(line, _parsed(line, number, name, fields), fields, clean)
                out.append(cleaned.line)
                if cleaned.spellings:
                    raw[number] = {"fields": cleaned.spellings} | ({"in": fields.out} if fields.out else {})
            except ValueError as error:
                rejects.append(_reject(line, number, name, error))
                if not fields.reject:
                    out.append(line)
        return ChunkResult([b"".join(out)], rejects, raw)

    @staticmethod
    def restore(
        chunk: Chunk[list[bytes]], name: str, fields: Fields, undo: Transform, raw: Callable[[int], RawDetails]
    ) -> ChunkResult:
        """The lines with their raw texts, spelled as they were, and without the fields that the batch added."""
        out: list[bytes] = []
        rejects: list[Reject] = []
        for number, line in enumerate(chunk.data, chunk.start):
            details = raw(number)
            try:
                # A blank line is no record, so it has no details.
                blank = not line.strip() and not details
                out.append(line if blank else _raw_line(line, number, f"{name}:{number}", fields, undo, details))
            except ValueError as error:
                if details:  # the batch could read the record
                    raise _misfit(f"{name}:{number}", str(error)) from None
                rejects.append(_reject(line, number, name, error))
                out.append(line)
        return ChunkResult([b"".join(out)], rejects)

    @staticmethod
    def split(chunk: Chunk[list[bytes]]) -> list[Chunk[list[bytes]]]:
        """Each line by itself."""
        return [Chunk(chunk.start + n, 1, [line], 0) for n, line in enumerate(chunk.data)]

    @staticmethod
    def join(pieces: list[bytes]) -> tuple[bytes, ...]:
        """All lines as one piece, so that they are compressed together."""
        return (b"".join(pieces),)

    @staticmethod
    def reject_text(chunk: Chunk[list[bytes]]) -> str:
        """The line."""
        return lossless_text(chunk.data[0])


def _lines(raw: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file. If reading fails in the middle, the lines before come first. Raises RecordSizeError.

    `readlines` would lose those lines. Joining the blocks of a line only once keeps a very long line fast.
    """
    unfinished: list[bytes] = []  # blocks of the current line
    size = 0  # bytes of them
    while block := raw.read1(BLOCK_BYTES):  # type: ignore[attr-defined]
        first, *rest = block.split(b"\n")
        unfinished.append(first)
        size += len(first)
        if size > MAX_RECORD_BYTES:
            raise RecordSizeError(TOO_LARGE)
        for part in rest:
            yield b"".join(unfinished) + b"\n"
            unfinished, size = [part], len(part)
    if last := b"".join(unfinished):
        yield last


def _parsed(line: bytes, number: int, name: str, fields: Fields) -> ParsedLine:
    """Read one record of a file. Raises ValueError with what is wrong with it."""
    text = _text(line)
    values = parse_fields(text)
    if fields.text not in values:
        raise ValueError(f"the record has no field {fields.text!r}")
    raw = values[fields.text]
    if not isinstance(raw.value, str):
        raise ValueError(f"the field {fields.text!r} is not a string: {json.dumps(raw.value)[:40]}")
    url = values[fields.url].value if fields.url in values else None
    title = values[fields.title].value if fields.title in values else None
    own_id = values[fields.id].value if fields.id in values else None
    document = str(own_id) if isinstance(own_id, str | int) else f"{name}:{number}"
    record = Record(number, document, raw.value, known_string(url), known_string(title))
    return ParsedLine(text, values, record)


def _reject(line: bytes, number: int, name: str, error: ValueError) -> Reject:
    return Reject(f"{name}:{number}", number, str(error), lossless_text(line))


def _clean_line(line: bytes, parsed: ParsedLine, fields: Fields, clean: Transform) -> CleanLine:
    """Clean one record. Raises ValueError if it cannot be cleaned."""
    text, values, record = parsed
    result = clean(record)
    new: dict[str, Any] = {}
    if result.text != record.text or fields.out:
        new[fields.out or fields.text] = result.text
    if fields.provenance:
        new[fields.provenance] = provenance(result)
    if not new:
        return CleanLine(line, {})
    changed = with_values(text, values, new)
    old = {field: text[values[field].start : values[field].stop] if field in values else None for field in new}
    if not fields.out and old.get(fields.text) == spell(record.text, changed.isascii()):
        del old[fields.text]  # the usual spelling, which restoring the text gives anyway
    return CleanLine(changed.encode("utf-8"), old)


def _raw_line(line: bytes, number: int, place: str, fields: Fields, undo: Transform, details: RawDetails) -> bytes:
    """Restore one record. Raises ValueError for a line that is no record, and for one that the ledger does not fit."""
    old: FieldSpellings = details.get("fields", {})
    text = _text(line)
    values = parse_fields(text)
    spellings = dict(old)
    for field, spelling in old.items():
        if spelling is not None and not _is_value(spelling):
            raise _misfit(place, "a raw value is not JSON")
        if spelling is not None and field not in values:
            raise _misfit(place, f"the field {field!r} is missing")
    # If the clean text went into a field of its own, the raw text is still in the text field.
    name = details.get("in", fields.text)
    clean = values[name].value if name in values else None
    if isinstance(clean, str):
        raw = undo(Record(number, place, clean, None)).text
        if name not in old:
            if raw != clean:
                spellings[name] = spell(raw, text.isascii())
        elif "in" not in details and json.loads(old[name] or "null") != raw:
            raise _misfit(place, f"the field {name!r} has another text")
    elif details:
        raise _misfit(place, f"the field {name!r} has no text; --text-field names the field with the clean text")
    for name in sorted(spellings.keys() & values.keys(), key=lambda name: -values[name].start):
        spelling, start, stop = spellings[name], values[name].start, values[name].stop
        if spelling is None:  # the batch added the field, after the one before it
            start, spelling = max((field.stop for field in values.values() if field.stop < start), default=start), ""
        text = text[:start] + spelling + text[stop:]
    return text.encode("utf-8")


def _misfit(place: str, why: str) -> FormatError:
    return FormatError(f"{place}: not restored, because the ledger does not fit: {why}")


def _is_value(spelling: str) -> bool:
    """Whether a text is the JSON of one value, on one line. A forged ledger may hold the start of another record."""
    try:
        (field,) = parse_fields(f'{{"x":{spelling}}}').values()
    except ValueError:
        return False
    return "\n" not in spelling and field.start == len('{"x":') and field.stop == field.start + len(spelling)


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None
