"""JSON lines, one record a line, plain or as `.gz` or `.zst`."""

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import IO, Any, NamedTuple

from cleaner.corpus.compression import faults
from cleaner.corpus.formats import CHUNK, Chunk, ChunkResult, Clean, Fields, FormatError, Raw, Reject, text_of
from cleaner.lines.text import Result

BLOCK = 1 << 16  # bytes that are read at once
# A number of more digits than Python makes one of stays the text that it is: it only has to be passed over.
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 1000 else digits)
_SPACE = re.compile(r"[ \t\n\r]*")


class Value(NamedTuple):
    """A field of a record and where its value stands in the line."""

    value: Any
    start: int
    stop: int


class Jsonl:
    """JSON lines. Only the text's value is written anew; every other byte of a record stays as it was."""

    suffixes = (".jsonl", ".ndjson")
    compressed = (".gz", ".zst")

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk]:
        """The lines of a file, about a megabyte of them together."""
        start = number = 1
        some: list[bytes] = []
        size = 0
        fault = ""
        try:
            for number, line in enumerate(_lines(raw), 1):
                some.append(line)
                size += len(line)
                if size >= CHUNK:
                    yield Chunk(start, len(some), some, size)
                    start, some, size = number + 1, [], 0
        except faults() as error:
            fault = f"{name}: line {start + len(some)}: the compressed file cannot be read on: {error}"
        if some:
            yield Chunk(start, len(some), some, size)
        if fault:
            raise FormatError(fault)

    @staticmethod
    def work(chunk: Chunk, name: str, fields: Fields, clean: Clean) -> ChunkResult:
        """The lines with their texts cleaned. A line that fails goes to the rejects, or through as it is."""
        out: list[bytes] = []
        rejects: list[Reject] = []
        raw: dict[int, dict[str, Any]] = {}
        for number, line in enumerate(chunk.data, chunk.start):
            if not line.strip():
                out.append(line)
                continue
            try:
                new, old = _line(line, number, f"{name}:{number}", fields, clean)
                out.append(new)
                if old:
                    raw[number] = {"fields": old} | ({"in": fields.out} if fields.out else {})
            except ValueError as error:
                rejects.append(Reject(f"{name}:{number}", number, str(error), text_of(line)))
                if not fields.reject:
                    out.append(line)
        return ChunkResult([b"".join(out)], rejects, raw)

    @staticmethod
    def restore(chunk: Chunk, name: str, fields: Fields, undo: Clean, raw: Raw) -> ChunkResult:
        """The lines with their raw texts, spelt as they were, and without the fields that were added."""
        out: list[bytes] = []
        rejects: list[Reject] = []
        for number, line in enumerate(chunk.data, chunk.start):
            told = raw(number)
            try:
                out.append(_raw_line(line, number, f"{name}:{number}", fields, undo, told) if line.strip() else line)
            except ValueError as error:
                rejects.append(Reject(f"{name}:{number}", number, str(error), text_of(line)))
                out.append(line)
        return ChunkResult([b"".join(out)], rejects)

    @staticmethod
    def split(chunk: Chunk) -> list[Chunk]:
        """Each line by itself."""
        return [Chunk(chunk.start + n, 1, [line], 0) for n, line in enumerate(chunk.data)]

    @staticmethod
    def joined(parts: list[bytes]) -> tuple[bytes, ...]:
        """The lines together."""
        return (b"".join(parts),)

    @staticmethod
    def shown(chunk: Chunk) -> str:
        """The line."""
        return text_of(chunk.data[0])


def _lines(raw: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; where it breaks off, those before the break come first.

    `readlines` would lose them, and gluing blocks together is slow where one line is very long.
    """
    waiting: list[bytes] = []
    while block := raw.read1(BLOCK):  # type: ignore[attr-defined]
        first, *rest = block.split(b"\n")
        waiting.append(first)
        for part in rest:
            yield b"".join(waiting) + b"\n"
            waiting = [part]
    if last := b"".join(waiting):
        yield last


def _line(line: bytes, number: int, place: str, fields: Fields, clean: Clean) -> tuple[bytes, dict[str, str | None]]:
    """One record, cleaned, and how its fields were spelt where that could not be told; None for those that are new.

    Raises ValueError with what is wrong with it.
    """
    text = _text(line)
    record = _fields(text)
    if fields.text not in record:
        raise ValueError(f"the record has no field {fields.text!r}")
    raw = record[fields.text]
    if not isinstance(raw.value, str):
        raise ValueError(f"the field {fields.text!r} is no text: {json.dumps(raw.value)[:40]}")
    url = record[fields.url].value if fields.url in record else None
    name = record[fields.id].value if fields.id in record else None
    document = str(name) if isinstance(name, str | int) else place
    result = clean(number, document, raw.value, url if isinstance(url, str) else None)
    new: dict[str, Any] = {}
    if result.text != raw.value or fields.out:
        new[fields.out or fields.text] = result.text
    if fields.provenance:
        new[fields.provenance] = provenance(result)
    if not new:
        return line, {}
    made = _spliced(text, record, new)
    old = {name: text[record[name].start : record[name].stop] if name in record else None for name in new}
    if not fields.out and old.get(fields.text) == _spelt(raw.value, made.isascii()):
        del old[fields.text]  # as is usual
    return made.encode("utf-8"), old


def _raw_line(line: bytes, number: int, place: str, fields: Fields, undo: Clean, told: dict[str, Any]) -> bytes:
    """One record as it was. Raises ValueError for a text that the ledger does not fit."""
    old: dict[str, str | None] = told.get("fields", {})
    text = _text(line)
    record = _fields(text)
    spelt = dict(old)
    # where the clean text went into another field, the raw one still stands in its own
    if fields.text in record and fields.text not in old and "in" not in told:
        clean = record[fields.text].value
        if isinstance(clean, str) and (again := undo(number, place, clean, None).text) != clean:
            spelt[fields.text] = _spelt(again, text.isascii())
    for name in sorted(spelt.keys() & record.keys(), key=lambda name: -record[name].start):
        value, start, stop = spelt[name], record[name].start, record[name].stop
        if value is None:  # it was put behind the field before it
            start, value = max((field.stop for field in record.values() if field.stop < start), default=start), ""
        text = text[:start] + value + text[stop:]
    return text.encode("utf-8")


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None


def provenance(result: Result) -> dict[str, Any]:
    """How a text came about, for a field of its own."""
    return {
        "pack": result.pack,
        "reason": result.reason,
        "flags": list(map(str, result.flags)),
        "removed": sorted({edit.line for edit in result.edits if edit.after is None}),
    }


def _fields(text: str) -> dict[str, Value]:
    """The fields of a line's object, each with its place. Raises ValueError with the column of a fault."""
    out: dict[str, Value] = {}
    try:
        at = _skip(text, text.startswith("\ufeff"))  # a file's first line may begin with a byte order mark
        if text[at : at + 1] != "{":
            raise ValueError("the line is no JSON object")
        at = _skip(text, at + 1)
        while text[at : at + 1] != "}":
            if text[at : at + 1] != '"':
                raise json.JSONDecodeError("a field's name in quotes is wanted", text, at)
            name, at = scanstring(text, at + 1)
            at = _skip(text, at)
            if text[at : at + 1] != ":":
                raise json.JSONDecodeError("a colon is wanted", text, at)
            start = _skip(text, at + 1)
            value, stop = _DECODER.raw_decode(text, start)
            out[name] = Value(value, start, stop)
            at = _skip(text, stop)
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
                if text[at : at + 1] == "}":
                    raise json.JSONDecodeError("a field is wanted after the comma", text, at)
            elif text[at : at + 1] != "}":
                raise json.JSONDecodeError("a comma or the object's end is wanted", text, at)
        at = _skip(text, at + 1)
        if at < len(text):
            raise json.JSONDecodeError("something stands behind the object", text, at)
    except json.JSONDecodeError as error:
        raise ValueError(f"column {error.pos + 1}: this is not JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError("the record is nested too deeply") from None
    return out


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _spliced(text: str, record: dict[str, Value], new: dict[str, Any]) -> str:
    """The line with some values put in, each in its field's place or behind the last field."""
    ascii_only = text.isascii()  # a line that spells other letters as \\u… goes on doing so
    for name in sorted(new, key=lambda n: -record[n].start if n in record else -len(text)):
        value = _spelt(new[name], ascii_only)
        if name in record:
            text = text[: record[name].start] + value + text[record[name].stop :]
        else:
            end = max(field.stop for field in record.values())
            text = f"{text[:end]}, {json.dumps(name, ensure_ascii=ascii_only)}: {value}{text[end:]}"
    return text


def _spelt(value: Any, ascii_only: bool) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=ascii_only or _lone(value))


def _lone(value: Any) -> bool:
    """Whether a text has half a surrogate pair, which UTF-8 cannot write."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
