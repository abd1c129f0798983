"""The footer of a Parquet file: it says what the library says, and it is refused where the library would need too much."""

import contextlib
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.corpus import parquet_footer
from cleaner.corpus.parquet_footer import Footer, read_footer
from cleaner.corpus.thrift import ThriftError
from tests.helpers.parquet import TEXT, Long, same, thrift, with_footer
from tests.helpers.parquet import file as by_hand

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TABLE = pa.table(
    {"text": ["a", "b", "c"] * 10, "n": range(30), "l": [[1, 2], None, []] * 10, "s": [{"a": 1, "b": {"c": "x"}}] * 30}
)
CODECS = {"UNCOMPRESSED": 0, "SNAPPY": 1, "GZIP": 2, "BROTLI": 4, "ZSTD": 6}


def written(**options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(TABLE, out, **options)
    return out.getvalue()


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli", "zstd"])
@pytest.mark.parametrize("rows", [7, 100])
@pytest.mark.parametrize("dictionary", [False, True])
def test_columns_are_where_the_library_finds_them(codec: str, rows: int, dictionary: bool) -> None:
    data = written(compression=codec, row_group_size=rows, use_dictionary=dictionary)
    footer, known = read_footer(io.BytesIO(data)), pq.ParquetFile(io.BytesIO(data)).metadata
    assert footer.columns == known.num_columns == 5
    for number in range(known.num_row_groups):
        group, expected = footer.group(number), known.row_group(number)
        assert group.rows == expected.num_rows
        for n, column in enumerate(group.columns):
            about = expected.column(n)
            assert (column.codec, column.values, column.size) == (
                CODECS[about.compression],
                about.num_values,
                about.total_compressed_size,
            )
            assert column.start == (about.dictionary_page_offset or about.data_page_offset)
        assert group.place(0) == group.columns[0].start
        assert group.place(group.rows) == group.columns[-1].start + group.columns[-1].size


def groups(footer: Footer, number: int) -> None:
    for n in range(min(number, footer.groups)):
        footer.group(n)


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_footer_is_read_or_refused(data: st.DataObject) -> None:
    footer = bytearray(written(row_group_size=20)[-1400:])
    for _ in range(data.draw(st.integers(1, 3))):
        footer[data.draw(st.integers(0, len(footer) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ThriftError):
        groups(read_footer(io.BytesIO(bytes(footer))), 2)


@pytest.mark.parametrize("size", [0, 3, 4, 8, 11, 12])
def test_what_is_too_short_for_a_file_is_refused(size: int) -> None:
    with pytest.raises(ThriftError):
        read_footer(io.BytesIO((b"PAR1" + b"\xff\0\0\0" + b"PAR1")[-size:] if size else b""))


def test_too_many_columns_or_too_deep_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = [{4: "a", 5: 1}] * 101
    with pytest.raises(ThriftError, match="nested more than 100 deep"):
        read_footer(io.BytesIO(with_footer(b"PAR1", thrift({2: [*deep, TEXT], 3: Long(0), 4: []}))))
    read_footer(io.BytesIO(with_footer(b"PAR1", thrift({2: [*deep[:99], TEXT], 3: Long(0), 4: []}))))
    monkeypatch.setattr(parquet_footer, "MAX_COLUMNS", 3)
    wide = with_footer(b"PAR1", thrift({2: [{4: "s", 5: 4}, *[TEXT] * 4], 3: Long(0), 4: []}))
    with pytest.raises(ThriftError, match="more than 3 columns"):
        read_footer(io.BytesIO(wide))


def test_a_column_outside_of_the_file_is_refused() -> None:
    data = by_hand([TEXT], 1, [same("text", b"x", 1)])
    footer = read_footer(io.BytesIO(data))
    (column,) = footer.group(0).columns
    assert column.start == 4
    with pytest.raises(ThriftError, match="outside of the file"):
        Footer(data[data.index(b"\x15\4\x19") : -8], column.start + column.size - 1).group(0)


def test_an_encrypted_column_is_refused() -> None:
    """The library ends the process if it is asked where such a column is."""
    columns = [{2: Long(0), 8: {1: {}}}]
    data = with_footer(b"PAR1", thrift({2: [{4: "s", 5: 1}, TEXT], 3: Long(0), 4: [{1: columns, 2: Long(0)}]}))
    with pytest.raises(ThriftError, match="encrypted"):
        read_footer(io.BytesIO(data)).group(0)
