"""Check the Arrow schema in a Parquet file, before a library reads it.

It is a flat buffer, in which parts are found by their offsets. So many fields can share a part, and a few bytes become
a tree without end: a library copies the part for each of them.
"""

import base64
import binascii
from typing import NamedTuple

from cleaner.corpus.thrift import ThriftError

SMALL_BYTES = 1 << 14  # a smaller schema expands to some megabytes at most
MAX_BYTES = 1 << 24
MAX_SHARING = 3  # times the size of the schema; an honest one has each of its parts once, and needs 1.4
_FIELD_BYTES = 48  # about as many as a field has, or a pair of strings
EXPANDS = "its Arrow schema has parts that many fields share, so it expands"
_CONTINUATION = b"\xff\xff\xff\xff"
_TYPES_WITH_LISTS = (10, 14)  # a timestamp has the name of its zone, a union has the numbers of its types


class Table(NamedTuple):
    """A table of a flat buffer: values with numbers."""

    data: bytes
    at: int

    def slot(self, number: int) -> int:
        """The place of a value; 0 if the table lacks it."""
        index = self.at - int.from_bytes(self.data[self.at : self.at + 4], "little", signed=True)
        entry = 4 + 2 * number
        if index < 0 or entry + 2 > _number(self.data, index, 2):
            return 0
        offset = _number(self.data, index + entry, 2)
        return self.at + offset if offset else 0

    def table(self, number: int) -> "Table | None":
        """The table in a slot."""
        at = self.slot(number)
        return Table(self.data, _target(self.data, at)) if at else None

    def tables(self, number: int, most: int) -> "list[Table]":
        """The tables of the list in a slot. Raises ThriftError for more than `most`."""
        count = self.length(number)
        if count > most:
            raise ThriftError(EXPANDS)
        start = _target(self.data, self.slot(number)) + 4 if count else 0
        return [Table(self.data, _target(self.data, place)) for place in range(start, start + 4 * count, 4)]

    def length(self, number: int) -> int:
        """The length of the string or the list in a slot."""
        at = self.slot(number)
        return _number(self.data, _target(self.data, at), 4) if at else 0


def check_schema(encoded: bytes) -> None:
    """Raise ThriftError for a schema that is too large, or whose fields share so much that it would expand."""
    if len(encoded) <= SMALL_BYTES:
        return
    if len(encoded) > MAX_BYTES:
        raise ThriftError(f"its Arrow schema has more than {MAX_BYTES:,} bytes")
    try:
        data = base64.b64decode(encoded, validate=True)
        _check(data[8:] if data.startswith(_CONTINUATION) else data[4:])
    except (binascii.Error, IndexError):
        raise ThriftError("its Arrow schema is damaged") from None


def _check(message: bytes) -> None:
    """Walk through all fields, as a library does. Raises IndexError and ThriftError."""
    left = MAX_SHARING * len(message)
    root = Table(message, _target(message, 0))
    most = left // _FIELD_BYTES
    pairs, fields = root.tables(4, most), []
    if (schema := root.table(2)) is not None:
        pairs += schema.tables(2, most)
        fields = schema.tables(1, most)
    while fields or pairs:
        if pairs:
            pair = pairs.pop()
            left -= _FIELD_BYTES + pair.length(0) + pair.length(1)
        else:
            field = fields.pop()
            left -= _FIELD_BYTES + field.length(0) + _type_length(field)
            most = left // _FIELD_BYTES - len(fields)
            pairs = field.tables(6, most)
            fields += field.tables(5, most)
        if left < 0:
            raise ThriftError(EXPANDS)


def _type_length(field: Table) -> int:
    """The length of the list or the string that the type of a field has."""
    kind, details = field.slot(2), field.table(3)
    return details.length(1) if kind and details is not None and field.data[kind] in _TYPES_WITH_LISTS else 0


def _target(data: bytes, at: int) -> int:
    """Where the offset at a place leads. Raises IndexError."""
    return at + _number(data, at, 4)


def _number(data: bytes, at: int, size: int) -> int:
    """A number at a place. Raises IndexError."""
    if not 0 <= at <= len(data) - size:
        raise IndexError
    return int.from_bytes(data[at : at + size], "little")
