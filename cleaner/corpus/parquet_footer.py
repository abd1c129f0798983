"""Read the footer of a Parquet file: where its columns are. A footer that would need too much memory is damage.

The library reads it too. But it believes every size, it needs 700 bytes for a column of three, and it ends the process
for columns that it cannot decode, if it is asked where they are.
"""

from collections.abc import Iterator
from typing import IO, NamedTuple

from cleaner.corpus.arrow_schema import check_schema
from cleaner.corpus.thrift import I32, I64, STRUCT, ThriftError, ThriftReader

MAX_FOOTER_BYTES = 1 << 26
MAX_FOOTER_MEMORY = 1 << 29  # bytes that the library may need for a footer, beside its strings
MAX_SCHEMA_DEPTH = 100  # fields inside each other; older versions of the library crash at some thousands
MAX_COLUMNS = 10_000  # each needs some buffers while it is read
_MAGIC = b"PAR1"
_ARROW_SCHEMA = b"ARROW:schema"


class ColumnChunk(NamedTuple):
    """A column of a row group."""

    codec: int  # number of its compression
    values: int
    start: int  # place of its first page in the file
    size: int  # bytes of its pages, with their headers


class RowGroup(NamedTuple):
    """A row group with its columns."""

    rows: int
    columns: list[ColumnChunk]

    def place(self, row: int) -> int:
        """About where a row is in the file."""
        start = min((column.start for column in self.columns), default=0)
        end = max((column.start + column.size for column in self.columns), default=0)
        return start + (end - start) * min(row, self.rows) // max(self.rows, 1)


class Footer:
    """The footer of a file."""

    def __init__(self, data: bytes, file_size: int) -> None:
        """Read it. Raises ThriftError."""
        self._data, self._file_size = data, file_size
        self._groups: list[int] = []  # places
        self.columns = 0
        try:
            self._read(ThriftReader(data, max_memory=MAX_FOOTER_MEMORY))
        except IndexError:
            raise ThriftError("its footer is cut short") from None

    @property
    def groups(self) -> int:
        """The number of row groups."""
        return len(self._groups)

    def group(self, number: int) -> RowGroup:
        """A row group, from 0. Raises ThriftError."""
        reader = ThriftReader(self._data, self._groups[number])
        rows, columns = 0, []
        for field, kind in reader.fields():
            if field == 1:
                columns = [self._column(reader) for _ in reader.structs(kind)]
            elif field == 3:
                rows = reader.number(kind, I64)
            else:
                reader.skip(kind)
        return RowGroup(rows, columns)

    def _read(self, reader: ThriftReader) -> None:
        for field, kind in reader.fields():
            if field == 2:
                self.columns = _count_columns(_children(reader) for _ in reader.structs(kind))
            elif field == 4:
                for place in reader.structs(kind):
                    self._groups.append(place)
                    reader.skip(STRUCT)
            elif field == 5:
                for _ in reader.structs(kind):
                    _check_pair(reader)
            else:
                reader.skip(kind)

    def _column(self, reader: ThriftReader) -> ColumnChunk:
        column: ColumnChunk | None = None
        for field, kind in reader.fields():
            if field == 3 and kind == STRUCT:
                column = _column_chunk(reader)
            elif field in (8, 9):
                raise ThriftError("a column is encrypted")
            else:
                reader.skip(kind)
        if column is None or not 0 <= column.start <= column.start + column.size <= self._file_size:
            raise ThriftError("a column is outside of the file")
        return column


def read_footer(raw: IO[bytes]) -> Footer:
    """The footer of a file. Raises ThriftError if it is damaged or would need too much memory."""
    size = raw.seek(0, 2)
    raw.seek(max(size - 8, 0))
    tail = raw.read(8)
    if tail[4:] != _MAGIC:
        raise ThriftError("it does not end like one")
    length = int.from_bytes(tail[:4], "little")
    if length > MAX_FOOTER_BYTES:
        raise ThriftError(f"its footer has more than {MAX_FOOTER_BYTES:,} bytes")
    if length > size - 8:
        raise ThriftError("its footer is cut short")
    raw.seek(size - 8 - length)
    return Footer(raw.read(length), size)


def _children(reader: ThriftReader) -> int:
    """The number of fields inside a field of the schema, which comes next."""
    children = 0
    for field, kind in reader.fields():
        if field == 5:
            children = reader.number(kind, I32)
        else:
            reader.skip(kind)
    return children


def _count_columns(children: Iterator[int]) -> int:
    """The number of columns of a schema, which has each field before those inside it.

    Raises ThriftError for too many of them, or too deep ones.
    """
    left: list[int] = []  # fields that are to come, inside each field that is not complete
    columns = 0
    for inside in children:
        while left and not left[-1]:
            left.pop()
        if left:
            left[-1] -= 1
        left.append(max(inside, 0))
        columns += not inside
        if len(left) > MAX_SCHEMA_DEPTH:
            raise ThriftError(f"its fields are nested more than {MAX_SCHEMA_DEPTH} deep")
        if columns > MAX_COLUMNS:
            raise ThriftError(f"it has more than {MAX_COLUMNS:,} columns")
    return columns


def _check_pair(reader: ThriftReader) -> None:
    """Check a key and its value, which come next."""
    pair = {field: reader.string(kind) for field, kind in reader.fields()}
    if pair.get(1) == _ARROW_SCHEMA:
        check_schema(pair.get(2, b""))


def _column_chunk(reader: ThriftReader) -> ColumnChunk:
    """A column, whose description comes next."""
    kinds = {4: I32, 5: I64, 7: I64, 9: I64, 11: I64}
    found: dict[int, int] = {}
    for field, kind in reader.fields():
        if field in kinds:
            found[field] = reader.number(kind, kinds[field])
        else:
            reader.skip(kind)
    try:
        codec, values, size, start = (found[field] for field in (4, 5, 7, 9))
    except KeyError:
        raise ThriftError("a column is not described") from None
    # As the library does it: a dictionary that is said to be behind the first page is not believed.
    dictionary = found.get(11, 0)
    return ColumnChunk(codec, values, dictionary if 0 < dictionary < start else start, size)
