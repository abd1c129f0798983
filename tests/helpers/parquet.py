"""Write Parquet files by hand, with any sizes and numbers in them, and none that a library would check."""

import base64
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

Value = Any  # of a Thrift struct: a number, a `Long`, a truth value, a string, a list, a dict of fields or a `Raw`

CODECS = {"none": 0, "zstd": 6}
PLAIN, DELTA_LENGTH, DELTA_STRING, BY_DICTIONARY = 0, 6, 7, 8


class Long(NamedTuple):
    """A number of 64 bits."""

    value: int


class Raw(NamedTuple):
    """A value of any kind, as it is written."""

    kind: int
    data: bytes


class Chunk(NamedTuple):
    """A column of a row group."""

    path: list[str]
    kind: int  # physical type: 1 for numbers of 32 bits, 6 for strings, 7 for strings of one size
    values: int
    pages: bytes
    dictionary: int = 0  # bytes of the page of the dictionary, which comes first
    codec: str = "none"


# ------------------------------------------------------------------ Thrift


def varint(number: int) -> bytes:
    """A number that is not negative."""
    data = bytearray()
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*data, number])


def signed(number: int) -> bytes:
    """A number with a sign."""
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def thrift(fields: dict[int, Value]) -> bytes:
    """A struct."""
    out, last = b"", 0
    for number, value in sorted(fields.items()):
        kind, data = _value(value)
        step = number - last
        out += (bytes([step << 4 | kind]) if step < 16 else bytes([kind]) + signed(number)) + data
        last = number
    return out + b"\0"


def repeated(count: int, item: bytes, kind: int = 12) -> Raw:
    """A list of the same value, so many times."""
    return Raw(9, bytes([0xF0 | kind]) + varint(count) + item * count)


def _value(value: Value) -> tuple[int, bytes]:
    if isinstance(value, Raw):
        return value
    if isinstance(value, bool):
        return (1 if value else 2), b""
    if isinstance(value, int):
        return 5, signed(value)
    if isinstance(value, Long):
        return 6, signed(value.value)
    if isinstance(value, str | bytes):
        data = value.encode() if isinstance(value, str) else value
        return 8, varint(len(data)) + data
    if isinstance(value, dict):
        return 12, thrift(value)
    items = [_value(item) for item in value]
    kind = items[0][0] if items else 12
    return 9, bytes([0xF0 | kind]) + varint(len(items)) + b"".join(data for _, data in items)


# ------------------------------------------------------------------ pages


def zstd(data: bytes) -> bytes:
    """Data, compressed."""
    return bytes(pytest.importorskip("pyarrow").Codec("zstd").compress(data, asbytes=True))


def plain(*strings: bytes) -> bytes:
    """Strings with their lengths before them."""
    return b"".join(struct.pack("<I", len(string)) + string for string in strings)


def runs(*runs: tuple[int, int], width: int = 1) -> bytes:
    """Runs of numbers of so many bits: how often, and which."""
    return b"".join(varint(count << 1) + number.to_bytes((width + 7) // 8, "little") for count, number in runs)


def levels(data: bytes) -> bytes:
    """Levels before the values of a page."""
    return struct.pack("<I", len(data)) + data


def page(values: int, encoding: int, data: bytes, codec: str = "none", size: int | None = None) -> bytes:
    """A page of values that says that it has `size` bytes."""
    packed = zstd(data) if codec == "zstd" else data
    head = {1: 0, 2: len(data) if size is None else size, 3: len(packed), 5: {1: values, 2: encoding, 3: 3, 4: 3}}
    return thrift(head) + packed


def dictionary_page(values: int, data: bytes, codec: str = "none") -> bytes:
    """A page of the values of a dictionary."""
    packed = zstd(data) if codec == "zstd" else data
    return thrift({1: 2, 2: len(data), 3: len(packed), 7: {1: values, 2: PLAIN}}) + packed


def same(path: str, text: bytes, rows: int, codec: str = "none") -> Chunk:
    """A column in which all rows have the same string."""
    dictionary = dictionary_page(1, plain(text), codec)
    return Chunk(
        [path], 6, rows, dictionary + page(rows, BY_DICTIONARY, b"\1" + runs((rows, 0)), codec), len(dictionary), codec
    )


def differences(first: int, steps: Sequence[int]) -> bytes:
    """Numbers, each as its difference from the one before."""
    out = varint(128) + varint(4) + varint(len(steps) + 1) + signed(first)
    for start in range(0, len(steps), 128):
        block = steps[start : start + 128]
        least = min(block)
        parts = [block[at : at + 32] for at in range(0, 128, 32)]
        widths = [max(((step - least).bit_length() for step in part), default=0) for part in parts]
        out += signed(least) + bytes(widths)
        for part, width in zip(parts, widths, strict=True):
            packed = sum(step - least << n * width for n, step in enumerate(part))
            out += packed.to_bytes(4 * width, "little") if part else b""
    return out


def many_zeros(count: int) -> bytes:
    """So many zeros, each as its difference from the one before, in a few bytes."""
    return varint((count // 128 + 1) * 128) + varint(1) + varint(count) + signed(0) + signed(0) + b"\0"


# ------------------------------------------------------------------ files


TEXT: dict[int, Value] = {1: 6, 3: 0, 4: "text", 6: 0}  # the column of texts, in a schema
# A column of lists of numbers, which are optional, as the lists are.
LIST: list[dict[int, Value]] = [{3: 1, 4: "l", 5: 1, 6: 3}, {3: 2, 4: "list", 5: 1}, {1: 1, 3: 1, 4: "element"}]


def file(
    schema: Sequence[dict[int, Value]], rows: int, chunks: Sequence[Chunk], arrow_schema: bytes | None = None
) -> bytes:
    """A file with one row group. The schema lacks its root."""
    data, columns = b"PAR1", []
    for chunk in chunks:
        start, data = len(data), data + chunk.pages
        size = Long(len(chunk.pages))
        about: dict[int, Value] = {1: chunk.kind, 2: [0, 3, 8], 3: chunk.path, 4: CODECS[chunk.codec]}
        about |= {5: Long(chunk.values), 6: size, 7: size, 9: Long(start + chunk.dictionary)}
        if chunk.dictionary:
            about[11] = Long(start)
        columns.append({2: Long(start), 3: about})
    inner = [field for field in schema if 5 in field]
    root = {4: "schema", 5: len(schema) - sum(field[5] for field in inner)}
    about = {1: 2, 2: [root, *schema], 3: Long(rows), 4: [{1: columns, 2: Long(len(data)), 3: Long(rows)}]}
    if arrow_schema is not None:
        about[5] = [{1: "ARROW:schema", 2: base64.b64encode(arrow_schema)}]
    return with_footer(data, thrift(about))


def with_footer(data: bytes, footer: bytes) -> bytes:
    """A file of pages and a footer."""
    return data + footer + struct.pack("<I", len(footer)) + b"PAR1"
