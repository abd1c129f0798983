"""Parquet files: one column holds the texts."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from cleaner.corpus.compression import MissingExtra
from cleaner.corpus.formats import (
    Chunk,
    ChunkResult,
    Fields,
    Format,
    FormatError,
    RawDetails,
    Record,
    RecordSizeError,
    Reject,
    Sink,
    Transform,
    known_string,
    provenance,
    record_fault,
)
from cleaner.corpus.parquet_footer import Footer, read_footer
from cleaner.corpus.parquet_pages import Column, limit_of
from cleaner.corpus.thrift import ThriftError
from cleaner.lines.text import Result

CHUNK_ROWS = 2000  # rows that are cleaned together
MAX_CHUNK_BYTES = 1 << 24  # of rows that are cleaned together, if they are more than one
# A row with a text of 20 million characters never has so many bytes, unless other columns are larger than the text. As
# JSON in a reject, a row takes up to 25 times its bytes.
MAX_ROW_BYTES = 1 << 27
MAX_GROUP_BYTES = 1 << 30  # of rows that are written as one row group
# A few hundred bytes of a file can be a billion rows with the same text. Reading ends where the rows have so many times
# the bytes of the file, and more than FREE_BYTES. No page of the web is compressed so well.
MAX_EXPANSION = 1000
FREE_BYTES = 1 << 30
ROW_BYTES = 100  # that a row counts beside its values
MAX_NAMED_COLUMNS = 20  # columns that a message names
_BUFFER_BYTES = 1 << 16  # of a column that is read
_ALL_BUFFERS_BYTES = 1 << 26
_PIECE_BYTES = 1 << 10  # memory for a column of a piece of the output, beside its values
_CODECS = {1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd", 7: "lz4_raw"}  # by the number in the file
_GROUP_BYTES = 4  # bytes before each piece of an output, which hold the number of its row group


class RowBatch(NamedTuple):
    """Some rows of one row group."""

    group: int  # number of the row group, from 0
    rows: bytes  # an Arrow stream with one record batch


class Parquet(Format[RowBatch]):
    """The text column is cleaned; other columns, metadata, row groups and compression stay.

    A file is read by record batches, never whole, and no batch is decoded before its size is known. A row group of more
    than MAX_GROUP_BYTES becomes several. A file needs random access, so it cannot be a pipe, and its end is an index of
    all row groups, so an interrupted output cannot be resumed.
    """

    suffixes = (".parquet",)
    compressions = ()
    pipeable = False

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk[RowBatch]]:
        """The rows of a file, never rows of two row groups in one chunk."""
        source = _Source(raw, name)
        _check_text_column(source.schema, name, fields.text)
        start = 1
        for group in range(source.groups):
            for batch in source.batches(group, start):
                for part in _parts(batch):
                    yield Chunk(start, part.num_rows, RowBatch(group, _to_bytes(part)), part.nbytes)
                    start += part.num_rows

    @staticmethod
    def records(chunk: Chunk[RowBatch], name: str, fields: Fields) -> Iterator[Record | Reject]:
        """The texts of the rows. A row without a text is a reject."""
        return _Records(_from_bytes(chunk.data.rows), chunk.start, name, fields).all()

    @staticmethod
    def work(chunk: Chunk[RowBatch], name: str, fields: Fields, clean: Transform) -> ChunkResult:
        """The rows with their texts cleaned."""
        batch = _from_bytes(chunk.data.rows)
        records = _Records(batch, chunk.start, name, fields)
        results: list[Result | None] = []  # None: the row failed
        rejects: list[Reject] = []
        for row, record in enumerate(records.all()):
            if isinstance(record, Record):
                try:
                    results.append(clean(record))
                    continue
                except ValueError as error:
                    record = records.reject(row, error)
            results.append(None)
            rejects.append(record)
        group = chunk.data.group.to_bytes(_GROUP_BYTES, "big")
        return ChunkResult([group + _to_bytes(_with_results(batch, results, fields))], rejects)

    @staticmethod
    def restore(
        chunk: Chunk[RowBatch], name: str, fields: Fields, undo: Transform, raw: Callable[[int], RawDetails]
    ) -> ChunkResult:
        """The rows with their raw texts. Columns that the batch added stay."""
        return Parquet.work(chunk, name, fields, undo)

    @staticmethod
    def split(chunk: Chunk[RowBatch]) -> list[Chunk[RowBatch]]:
        """Each row by itself."""
        group, rows = chunk.data
        batch = _from_bytes(rows)
        return [
            Chunk(chunk.start + row, 1, RowBatch(group, _to_bytes(batch.slice(row, 1))), 0)
            for row in range(batch.num_rows)
        ]

    @staticmethod
    def reject_text(chunk: Chunk[RowBatch]) -> str:
        """The row as JSON."""
        return _row_json(_from_bytes(chunk.data.rows), 0)

    @staticmethod
    def sink(out: IO[bytes], source: str) -> Sink:
        """What writes the row groups and the index of the file."""
        return _RowGroups(out, source)


class _Source:
    """A file that is read in batches of rows. What a batch takes is known before it is decoded."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        """Read what is in the file. Raises FormatError and MissingExtra."""
        self._raw, self._name = raw, name
        self._footer, self._file = _opened(raw, name)
        try:
            self.schema = self._file.schema_arrow
            self._columns = _columns(self._file)
        except _errors() as error:
            raise _not_parquet(name, error) from None
        self.groups: int = self._file.num_row_groups
        self._left = FREE_BYTES + MAX_EXPANSION * raw.seek(0, 2)  # bytes of rows that may still be read

    def batches(self, number: int, start: int) -> Iterator[Any]:
        """The rows of a row group, from row `start` of the file on. Raises FormatError where they cannot be read."""
        done = 0  # rows
        try:
            group = self._footer.group(number)
            limit = limit_of(self._raw, group, self._columns, CHUNK_ROWS, MAX_ROW_BYTES, _decompressed)
            batches = self._file.iter_batches(limit.rows, row_groups=[number])
            while limit.allows(done, group.rows):
                batch = next(batches, None)
                if batch is None:
                    return
                if start == 1 and not done:
                    _compression_of(self._file)  # names of columns may be damaged, which reading rows does not notice
                self._count(batch)
                done += batch.num_rows
                self._raw.seek(group.place(done))  # the progress of a batch is the place in its input
                yield batch
            raise RecordSizeError(limit.fault)
        except _errors() as error:
            raise FormatError(f"{self._name}: row {start + done}: cannot be read: {error}") from None

    def _count(self, batch: Any) -> None:
        self._left -= batch.nbytes + ROW_BYTES * batch.num_rows
        if self._left < 0:
            raise RecordSizeError(f"the file expands to more than {MAX_EXPANSION:,} times its size")


def _opened(raw: IO[bytes], name: str) -> tuple[Footer, Any]:
    """The footer of a file, and the file. Raises FormatError and MissingExtra."""
    parquet = _pyarrow().parquet
    try:
        footer = read_footer(raw)
        buffer_size = min(_BUFFER_BYTES, _ALL_BUFFERS_BYTES // max(footer.columns, 1))
        # Without these options, the library reads all columns of a row group at once.
        return footer, parquet.ParquetFile(raw, pre_buffer=False, buffer_size=buffer_size)
    except _errors() as error:
        raise _not_parquet(name, error) from None


def _not_parquet(name: str, error: Exception) -> FormatError:
    return FormatError(f"{name}: not a Parquet file, or damaged: {error}")


def _errors() -> tuple[type[Exception], ...]:
    """What reading a damaged file can raise."""
    return _pyarrow().ArrowException, OSError, UnicodeDecodeError, ThriftError, RecordSizeError


def _columns(file: Any) -> list[Column]:
    """The columns of a file: the leaves in the tree of its fields."""
    schema = file.schema_arrow
    padding = max((_padding(kind) for kind in schema.types), default=1)
    whole = any(map(_has_dictionary, schema.types))
    leaves = [file.schema.column(n) for n in range(file.metadata.num_columns)]
    return [
        Column(
            leaf.path,
            leaf.physical_type,
            max(leaf.length, 0) if leaf.physical_type == "FIXED_LEN_BYTE_ARRAY" else 0,
            leaf.max_repetition_level,
            leaf.max_definition_level,
            max(leaf.path.count(".") - 2 * leaf.max_repetition_level, 0),  # a list is a field in a field
            padding if padding > 1 else 0,
            whole,
        )
        for leaf in leaves
    ]


def _padding(kind: Any) -> int:
    """How many values of one column a list in a type has in memory even if it is missing, because of its fixed size."""
    if isinstance(kind, _pyarrow().BaseExtensionType):
        return _padding(kind.storage_type)
    size = kind.list_size if _pyarrow().types.is_fixed_size_list(kind) else 1
    return max(size, 1) * max(map(_padding, _inner(kind)), default=1)


def _has_dictionary(kind: Any) -> bool:
    return bool(_pyarrow().types.is_dictionary(kind)) or any(map(_has_dictionary, _inner(kind)))


def _inner(kind: Any) -> list[Any]:
    """The types inside a type."""
    return [kind.field(n).type for n in range(kind.num_fields)]


def _decompressed(codec: int, data: memoryview, size: int) -> memoryview | None:
    """Data of a page, decompressed; None if the library cannot do that by itself. Raises ThriftError."""
    pa = _pyarrow()
    name = _CODECS.get(codec)
    if name is None or not pa.Codec.is_available(name):
        return None
    try:
        return memoryview(pa.Codec(name).decompress(data, size))
    except (pa.ArrowException, OSError) as error:
        raise ThriftError(f"a page cannot be decompressed: {error}") from None


def _parts(batch: Any) -> list[Any]:
    """A batch in parts of at most MAX_CHUNK_BYTES, or of one row.

    A dictionary is in every part, so a batch that is mostly a dictionary stays as it is.
    """
    if batch.nbytes <= MAX_CHUNK_BYTES or batch.num_rows < 2:
        return [batch]
    half = batch.num_rows // 2
    halves = [batch.slice(0, half), batch.slice(half)]
    if sum(part.nbytes for part in halves) > 1.5 * batch.nbytes:
        return [batch]
    return [part for part_of_half in map(_parts, halves) for part in part_of_half]


class _RowGroups:
    """Writes pieces as row groups like those of the input file."""

    def __init__(self, out: IO[bytes], source: str) -> None:
        """Read what is in the input file. Raises FormatError and OSError."""
        self._out = out
        with open(source, "rb") as raw:
            footer, self._source = _opened(raw, source)
        self._piece_bytes = _PIECE_BYTES * footer.columns
        self._writer: Any = None
        self._group = -1
        self._batches: list[Any] = []  # of the current row group
        self._size = 0  # bytes of them

    def write(self, piece: bytes) -> None:
        """Add a piece, as `Parquet.work` returned it."""
        group = int.from_bytes(piece[:_GROUP_BYTES], "big")
        batch = _from_bytes(piece[_GROUP_BYTES:])
        if self._writer is None:
            self._open(batch.schema)
        if group != self._group or self._size > MAX_GROUP_BYTES:
            self._flush()
        self._group = group
        self._batches.append(batch)
        self._size += len(piece) + self._piece_bytes

    def close(self) -> None:
        """Write the last row group and the index."""
        if self._writer is None:
            self._open(self._source.schema_arrow)
        self._flush()
        self._writer.close()

    def _open(self, schema: Any) -> None:
        self._writer = _pyarrow().parquet.ParquetWriter(self._out, schema, compression=_compression_of(self._source))

    def _flush(self) -> None:
        if self._batches:
            table = _pyarrow().Table.from_batches(self._batches)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
            self._batches, self._size = [], 0


def _compression_of(file: Any) -> Any:
    """The compression of a file: one name, or a dict of names by column path. Raises UnicodeDecodeError.

    Rows have to be read before: for other damage of columns the library aborts the process here, and raises an error
    there.
    """
    if not file.metadata.num_row_groups:
        return "snappy"
    group = file.metadata.row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    by_path = {
        column.path_in_schema: "NONE" if column.compression == "UNCOMPRESSED" else column.compression
        for column in columns
    }
    distinct = set(by_path.values())
    return distinct.pop() if len(distinct) == 1 else by_path


class _Records:
    """The rows of a batch as records."""

    def __init__(self, batch: Any, start: int, name: str, fields: Fields) -> None:
        self._batch = batch
        self._texts = batch.column(fields.text)
        self._ids, self._urls = _column(batch, fields.id), _column(batch, fields.url)
        self._titles = _column(batch, fields.title)
        self._start, self._name = start, name

    def all(self) -> Iterator[Record | Reject]:
        """The records of all rows."""
        for row in range(self._batch.num_rows):
            try:
                record = self._record(row)
            except ValueError as error:
                yield self.reject(row, error)
            else:
                yield record

    def reject(self, row: int, error: ValueError) -> Reject:
        """The reject for a row that could not be read or cleaned."""
        number = self._start + row
        return Reject(f"{self._name}:{number}", number, record_fault(error), _row_json(self._batch, row))

    def _record(self, row: int) -> Record:
        """The record in a row. Raises ValueError if it has no text."""
        text = self._texts[row].as_py()
        if text is None:
            raise ValueError("the text is missing")
        number = self._start + row
        name, url, title = self._ids[row], self._urls[row], self._titles[row]
        document = str(name) if isinstance(name, str | int) else f"{self._name}:{number}"
        return Record(number, document, text, known_string(url), known_string(title))


def _check_text_column(schema: Any, name: str, column: str) -> None:
    """Raise FormatError unless exactly one column has this name and holds strings."""
    types = _pyarrow().types
    if schema.names.count(column) > 1:
        count = schema.names.count(column)
        raise FormatError(f"{name}: {count} columns are named {column!r}; the text column has to be unique")
    if column not in schema.names:
        raise FormatError(f"{name}: there is no column {column!r}; the columns are {_listed(schema.names)}")
    kind = schema.field(column).type
    if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
        raise FormatError(f"{name}: the column {column!r} holds {kind}, not strings")


def _listed(names: Sequence[str]) -> str:
    """The first names of columns, and the number of the others."""
    more = [f"{len(names) - MAX_NAMED_COLUMNS:,} more"] if len(names) > MAX_NAMED_COLUMNS else []
    return ", ".join([f"{name:.100}" for name in names[:MAX_NAMED_COLUMNS]] + more)


def _column(batch: Any, name: str) -> Sequence[Any]:
    """The values of a column of ids, URLs or titles.

    If there is no such column of strings or integers, None for each row.
    """
    types = _pyarrow().types
    if batch.schema.names.count(name) == 1:
        kind = batch.schema.field(name).type
        if types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind):
            return [_python_value(value) for value in batch.column(name)]
    return [None] * int(batch.num_rows)


def _python_value(value: Any) -> Any:
    """An Arrow value as one of Python; None for a string that is not UTF-8."""
    try:
        return value.as_py()
    except UnicodeDecodeError:
        return None


def _with_results(batch: Any, results: Sequence[Result | None], fields: Fields) -> Any:
    """A batch with its clean texts and their provenance; rows that failed keep their text or are left out."""
    pa = _pyarrow()
    raw = batch.column(fields.text)
    clean = pa.array([result.text if result else None for result in results], raw.type)
    if None in results and not fields.out:
        # A text that is not UTF-8 cannot pass through Python as a string, so it is copied as it is.
        clean = pa.concat_arrays([(clean if result else raw).slice(row, 1) for row, result in enumerate(results)])
    batch = _with_column(batch, fields.out or fields.text, clean)
    if fields.provenance:
        accounts = [json.dumps(provenance(result), ensure_ascii=False) if result else None for result in results]
        batch = _with_column(batch, fields.provenance, pa.array(accounts, pa.string()))
    if None in results and fields.reject:
        batch = batch.filter(pa.array([result is not None for result in results]))
    return batch


def _with_column(batch: Any, name: str, column: Any) -> Any:
    """A batch with a column replaced, or added after the others."""
    at = batch.schema.get_field_index(name)
    if at < 0:
        return batch.append_column(_pyarrow().field(name, column.type), column)
    return batch.set_column(at, batch.schema.field(name).with_type(column.type), column)


def _row_json(batch: Any, row: int) -> str:
    """A row as JSON. A value that Python cannot hold becomes its bytes or its number; other values become strings."""
    values: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            value = column[row].as_py()
            json.dumps(value, default=str)
        except Exception:  # a text may be no UTF-8, a date beyond all years, a list too deep
            value = _spelled(column[row])
        values[name] = value
    return json.dumps(values, ensure_ascii=False, default=str)


def _spelled(value: Any) -> Any:
    """The bytes of a value as Python spells them, or the number of a date, a time or a duration; None for others."""
    if hasattr(value, "as_buffer"):
        return str(value.as_buffer().to_pybytes())
    number = getattr(value, "value", None)
    return number if isinstance(number, int) else None


def _to_bytes(batch: Any) -> bytes:
    buffer = _pyarrow().BufferOutputStream()
    with _pyarrow().ipc.new_stream(buffer, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(buffer.getvalue())


def _from_bytes(rows: bytes) -> Any:
    return _pyarrow().ipc.open_stream(rows).read_next_batch()


def _pyarrow() -> Any:
    """The library that reads and writes Parquet. Raises MissingExtra."""
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra("Parquet files need an extra: pip install 'article-cleaner[parquet]'") from None
    return pyarrow
