"""Parquet files: one column of texts among others."""

import io
import json
from collections.abc import Iterator
from typing import IO, Any

from cleaner.corpus.compression import MissingExtra
from cleaner.corpus.formats import Chunk, ChunkResult, Clean, Fields, FormatError, Raw, Reject
from cleaner.corpus.formats.jsonl import provenance

ROWS = 2000  # rows that are cleaned together


class Parquet:
    """The text column is cleaned; all other columns, the schema's metadata, row groups and compression stay.

    A file is read by record batches, never whole.
    """

    suffixes = (".parquet",)
    compressed = ()

    @staticmethod
    def chunks(raw: IO[bytes], name: str, fields: Fields) -> Iterator[Chunk]:
        """The rows of a file, never those of two row groups together."""
        pa = arrow()
        try:
            file = pa.parquet.ParquetFile(raw)
            schema = file.schema_arrow
        except (pa.ArrowException, OSError) as error:
            raise FormatError(f"{name}: this is no Parquet file, or it is spoilt: {error}") from None
        if schema.names.count(fields.text) > 1:
            raise FormatError(
                f"{name}: {schema.names.count(fields.text)} columns are called {fields.text!r}; it has to be one"
            )
        if fields.text not in schema.names:
            raise FormatError(f"{name}: there is no column {fields.text!r}; there are {', '.join(schema.names)}")
        kind = schema.field(fields.text).type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
            raise FormatError(f"{name}: the column {fields.text!r} is no text but {kind}")
        start = 1
        for group in range(file.num_row_groups):
            try:
                for batch in file.iter_batches(ROWS, row_groups=[group]):
                    yield Chunk(start, batch.num_rows, (group, _bytes(batch)), batch.nbytes)
                    start += batch.num_rows
            except (pa.ArrowException, OSError) as error:
                raise FormatError(f"{name}: row {start}: cannot be read: {error}") from None

    @staticmethod
    def work(chunk: Chunk, name: str, fields: Fields, clean: Clean) -> ChunkResult:
        """The rows with their texts cleaned; those without a text fail, or go through as they are."""
        pa = arrow()
        group, data = chunk.data
        batch = pa.ipc.open_stream(data).read_next_batch()
        columns = {
            field: batch.column(field).to_pylist()
            for field in (fields.id, fields.url)
            if batch.schema.names.count(field) == 1 and _plain(batch.schema.field(field).type)
        }
        texts: list[str | None] = []
        accounts: list[str | None] = []
        keep: list[bool] = []
        failed = [False] * batch.num_rows  # their texts stay as they are, even if they are none
        rejects: list[Reject] = []
        for row, value in enumerate(batch.column(fields.text)):
            number = chunk.start + row
            try:
                text = value.as_py()
                if text is None:
                    raise ValueError("the text is missing")
                found = columns[fields.id][row] if fields.id in columns else None
                document = str(found) if isinstance(found, str | int) else f"{name}:{number}"
                url = columns[fields.url][row] if fields.url in columns else None
                result = clean(number, document, text, url if isinstance(url, str) else None)
            except ValueError as error:
                rejects.append(Reject(f"{name}:{number}", number, _said(error), _row(batch, row)))
                texts.append(None)
                failed[row] = True
                accounts.append(None)
                keep.append(not fields.reject)
                continue
            texts.append(result.text)
            accounts.append(json.dumps(provenance(result), ensure_ascii=False) if fields.provenance else None)
            keep.append(True)
        old = batch.column(fields.text)
        clean_texts = pa.array(texts, old.type)
        if any(failed) and not fields.out:
            clean_texts = pa.concat_arrays(
                [(old if bad else clean_texts).slice(row, 1) for row, bad in enumerate(failed)]
            )
        batch = _with(batch, fields.out or fields.text, clean_texts)
        if fields.provenance:
            batch = _with(batch, fields.provenance, pa.array(accounts, pa.string()))
        if not all(keep):
            batch = batch.filter(pa.array(keep))
        return ChunkResult([group.to_bytes(4, "big") + _bytes(batch)], rejects)

    @staticmethod
    def restore(chunk: Chunk, name: str, fields: Fields, undo: Clean, raw: Raw) -> ChunkResult:
        """The rows with their raw texts. A column that was added stays."""
        return Parquet.work(chunk, name, fields, undo)

    @staticmethod
    def split(chunk: Chunk) -> list[Chunk]:
        """Each row by itself."""
        group, data = chunk.data
        batch = arrow().ipc.open_stream(data).read_next_batch()
        return [Chunk(chunk.start + n, 1, (group, _bytes(batch.slice(n, 1))), 0) for n in range(batch.num_rows)]

    @staticmethod
    def joined(parts: list[bytes]) -> tuple[bytes, ...]:
        """The parts are batches of the same row group, which are put together when that is written."""
        return tuple(parts)

    @staticmethod
    def shown(chunk: Chunk) -> str:
        """The row."""
        return _row(arrow().ipc.open_stream(chunk.data[1]).read_next_batch(), 0)

    @staticmethod
    def sink(out: IO[bytes], source: str) -> "Sink":
        """What writes the output."""
        return Sink(out, source)


class Sink:
    """Writes chunks as row groups like those of the file that they came from."""

    def __init__(self, out: IO[bytes], source: str) -> None:
        pa = arrow()
        self._out = out
        self._file = pa.parquet.ParquetFile(source)
        self._writer: Any = None
        self._group = -1
        self._batches: list[Any] = []

    def write(self, data: bytes) -> None:
        """One chunk, as `Parquet.work` has made it."""
        pa = arrow()
        group = int.from_bytes(data[:4], "big")
        batch = pa.ipc.open_stream(data[4:]).read_next_batch()
        if self._writer is None:
            self._writer = pa.parquet.ParquetWriter(self._out, batch.schema, compression=self._compression())
        if group != self._group:
            self._flush()
        self._group = group
        self._batches.append(batch)

    def close(self) -> None:
        """The last row group and the file's end."""
        pa = arrow()
        if self._writer is None:
            self._writer = pa.parquet.ParquetWriter(self._out, self._file.schema_arrow, compression=self._compression())
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._batches:
            table = arrow().Table.from_batches(self._batches)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
            self._batches = []

    def _compression(self) -> Any:
        """The compression of each column, by its path."""
        metadata = self._file.metadata
        if not metadata.num_row_groups:
            return "snappy"
        group = metadata.row_group(0)
        columns = [group.column(n) for n in range(group.num_columns)]
        found = {column.path_in_schema: column.compression for column in columns}
        kinds = {"NONE" if kind == "UNCOMPRESSED" else kind for kind in found.values()}
        if len(kinds) == 1:
            return kinds.pop()
        return {path: "NONE" if kind == "UNCOMPRESSED" else kind for path, kind in found.items()}


def arrow() -> Any:
    """The library that reads and writes Parquet. Raises Missing."""
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra("for Parquet files install the extra: pip install 'cleaner[parquet]'") from None
    return pyarrow


def _bytes(batch: Any) -> bytes:
    buffer = io.BytesIO()
    with arrow().ipc.new_stream(buffer, batch.schema) as stream:
        stream.write_batch(batch)
    return buffer.getvalue()


def _plain(kind: Any) -> bool:
    """Whether a column holds texts or whole numbers, of which a document's name or address can be made."""
    types = arrow().types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind))


def _said(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} of the text is not UTF-8"
    return str(error)


def _row(batch: Any, row: int) -> str:
    """A row as JSON; values that JSON has no form for are spelt out."""
    out: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            out[name] = column[row].as_py()
        except ValueError:
            out[name] = str(column[row].as_buffer().to_pybytes()) if hasattr(column[row], "as_buffer") else None
    return json.dumps(out, ensure_ascii=False, default=str)


def _with(batch: Any, name: str, column: Any) -> Any:
    """The batch with a column put in its place, or behind the others."""
    at = batch.schema.get_field_index(name)
    if at < 0:
        return batch.append_column(arrow().field(name, column.type), column)
    return batch.set_column(at, batch.schema.field(name).with_type(column.type), column)
