"""Read the compact protocol of Thrift, in which a Parquet file describes itself.

It is stricter than the readers of libraries: where two of them could understand a value differently, it is damage. So a
size that is read here is the size that a library will believe.
"""

from collections.abc import Iterator

from cleaner.lines.errors import CleanerError

# The kinds of values
TRUE, FALSE, I8, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)

MAX_DEPTH = 64  # of structs and lists inside each other, as in the libraries
ITEM_BYTES = 32  # memory that a library needs for a field or an item of a list, beside its own bytes
STRUCT_BYTES = 700  # and for a struct in a list: three bytes of a file can be a column
_BITS = {I16: 16, I32: 32, I64: 64}
_FIXED = {I8: 1, DOUBLE: 8}  # bytes of values that are no varints
_MAX_VARINT_BITS = 70


class ThriftError(CleanerError):
    """The data cannot be read, or two readers could read it differently."""


class ThriftReader:
    """Reads values one after the other. Raises ThriftError, and IndexError at the end of the data."""

    def __init__(self, data: bytes | memoryview, at: int = 0, max_memory: int = 1 << 30) -> None:
        self._data = data
        self.at = at  # where the next value begins
        self._memory = max_memory  # bytes that a library may need for the values that are still to be read

    def fields(self) -> Iterator[tuple[int, int]]:
        """The number and the kind of each field of a struct. The value has to be read before the next field."""
        number, seen = 0, set()
        while kind := self._byte():
            step, kind = kind >> 4, kind & 0x0F
            number = number + step if step else self.signed()
            if not 1 <= kind <= STRUCT or number in seen or not 0 <= number < 1 << 15:
                raise ThriftError("a field is repeated, or is none")
            seen.add(number)
            self._need(ITEM_BYTES)
            yield number, kind

    def number(self, kind: int, wanted: int) -> int:
        """The number in a field that has to be of the kind `wanted`."""
        value = self.signed() if kind == wanted else 0
        if kind != wanted or not -1 << (_BITS[kind] - 1) <= value < 1 << (_BITS[kind] - 1):
            raise ThriftError("a number is of another kind, or out of its range")
        return value

    def flag(self, kind: int) -> bool:
        """The truth value in a field."""
        if kind not in (TRUE, FALSE):
            raise ThriftError("a truth value is of another kind")
        return kind == TRUE

    def string(self, kind: int) -> bytes:
        """The bytes in a field."""
        if kind != BINARY:
            raise ThriftError("a string is of another kind")
        return self.take(self.varint())

    def items(self, kind: int) -> tuple[int, int]:
        """The kind and the number of the items of a list, which have to be read next."""
        if kind not in (LIST, SET):
            raise ThriftError("a list is of another kind")
        head = self._byte()
        kind, count = head & 0x0F, head >> 4
        if count == 0x0F:
            count = self.varint()
        self._need(count * (STRUCT_BYTES if kind == STRUCT else ITEM_BYTES))
        return kind, count

    def structs(self, kind: int) -> Iterator[int]:
        """The places of the structs of a list. Each has to be read before the next."""
        item, count = self.items(kind)
        if item != STRUCT and count:
            raise ThriftError("a list is of another kind")
        for _ in range(count):
            yield self.at

    def skip(self, kind: int, depth: int = 0) -> None:
        """Pass over a value."""
        if depth > MAX_DEPTH:
            raise ThriftError("values are nested too deeply")
        if kind in _BITS:
            while self._byte() & 0x80:
                pass
        elif kind == BINARY:
            self.take(self.varint())
        elif kind == STRUCT:
            self._skip_struct(depth + 1)
        elif kind in (LIST, SET):
            item, count = self.items(kind)
            for _ in range(count):
                self.skip(I8 if item in (TRUE, FALSE) else item, depth + 1)
        elif kind in _FIXED:
            self.take(_FIXED[kind])
        elif kind not in (TRUE, FALSE):
            raise ThriftError("a value is of no kind that Parquet has")

    def _skip_struct(self, depth: int) -> None:
        """Pass over the fields of a struct. Most of a file's description is passed over, so this is fast."""
        data, at = self._data, self.at
        while head := data[at]:
            at += 1
            if head < 0x10:  # the number of the field is not the step from the last one
                while data[at] & 0x80:
                    at += 1
                at += 1
            kind = head & 0x0F
            if kind in _BITS:
                while data[at] & 0x80:
                    at += 1
                at += 1
            elif kind not in (TRUE, FALSE):
                self.at = at
                self.skip(kind, depth)
                at = self.at
            self._memory -= ITEM_BYTES
        self.at = at + 1
        self._need(0)

    def varint(self) -> int:
        """A number that is not negative, in as many bytes as it takes."""
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift >= _MAX_VARINT_BITS:
                raise ThriftError("a number is too long")
        return value | byte << shift

    def signed(self) -> int:
        """A number whose lowest bit is its sign ("zigzag")."""
        number = self.varint()
        return number >> 1 ^ -(number & 1)

    def _byte(self) -> int:
        byte = self._data[self.at]
        self.at += 1
        return byte

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size > len(self._data) - self.at:
            raise IndexError
        self.at += size
        return bytes(self._data[self.at - size : self.at])

    def _need(self, memory: int) -> None:
        self._memory -= memory
        if self._memory < 0:
            raise ThriftError("it needs too much memory")
