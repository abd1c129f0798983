"""Parquet files: one column holds the texts."""

import io
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
    Reject,
    Sink,
    Transform,
    known_string,
    provenance,
    record_fault,
)
from cleaner.lines.text import Result

CHUNK_ROWS = 2000  # rows that are cleaned together
MAX_NAMED_COLUMNS = 20  # columns that a message names
_GROUP_BYTES = 4  # bytes before each piece of an output, which hold the number of its row group


class RowBatch(NamedTuple):
    """Some rows of one row group."""

    group: int  # number of the row group, from 0
    rows: bytes  # an Arrow stream with one record batch


class Parquet(Format[RowBatch]):
    """The text column is cleaned; other columns, metadata, row groups and compression stay.

    A file is read by record batches, never whole. It needs random access, so it cannot be a pipe, and its end
    is an index of all row groups, so an interrupted output cannot be resumed.
    """

    suffixes = (".parquet",)
    compressions = ()
    pipeable = False

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk[RowBatch]]:
        """The rows of a file, never rows of two row groups in one chunk."""
        pa = _pyarrow()
        try:
            file = pa.parquet.ParquetFile(raw)
            schema = file.schema_arrow
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise FormatError(f"{name}: not a Parquet file, or damaged: {error}") from None
        _check_text_column(schema, name, fields.text)
        start = 1
        for group in range(file.num_row_groups):
            try:
                for batch in file.iter_batches(CHUNK_ROWS, row_groups=[group]):
                    if start == 1:
                        _compression_of(file)  # names of columns may be damaged, which reading rows does not notice
                    yield Chunk(start, batch.num_rows, RowBatch(group, _to_bytes(batch)), batch.nbytes)
                    start += batch.num_rows
            except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
                raise FormatError(f"{name}: row {start}: cannot be read: {error}") from None

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


class _RowGroups:
    """Writes pieces as row groups like those of the input file."""

    def __init__(self, out: IO[bytes], source: str) -> None:
        self._out = out
        self._source = _pyarrow().parquet.ParquetFile(source)
        self._writer: Any = None
        self._group = -1
        self._batches: list[Any] = []  # of the current row group

    def write(self, piece: bytes) -> None:
        """Add a piece, as `Parquet.work` returned it."""
        group = int.from_bytes(piece[:_GROUP_BYTES], "big")
        batch = _from_bytes(piece[_GROUP_BYTES:])
        if self._writer is None:
            self._open(batch.schema)
        if group != self._group:
            self._flush()
        self._group = group
        self._batches.append(batch)

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
            self._batches = []


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
    """A row as JSON. A value that is not valid becomes the spelling of its bytes; other values become strings."""
    values: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values[name] = column[row].as_py()
        except ValueError:
            values[name] = str(column[row].as_buffer().to_pybytes()) if hasattr(column[row], "as_buffer") else None
    return json.dumps(values, ensure_ascii=False, default=str)


def _to_bytes(batch: Any) -> bytes:
    buffer = io.BytesIO()
    with _pyarrow().ipc.new_stream(buffer, batch.schema) as stream:
        stream.write_batch(batch)
    return buffer.getvalue()


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
