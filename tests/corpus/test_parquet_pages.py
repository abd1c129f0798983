"""How far a row group can be read, and in what steps: no step is larger than was said, and no ordinary file is left."""

import io
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.corpus import parquet_pages
from cleaner.corpus.formats.parquet import _columns, _decompressed
from cleaner.corpus.parquet_footer import read_footer
from cleaner.corpus.parquet_pages import Limit, _Windows, limit_of
from tests.helpers.parquet import LIST, PLAIN, TEXT, Chunk, levels, page, plain, runs, same, thrift, zstd
from tests.helpers.parquet import file as by_hand

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ROWS = 64  # of a step, at most

strings = st.one_of(st.none(), st.sampled_from(["", "a", "xyz" * 40]), st.integers(0, 3000).map(lambda n: "é" * n))
numbers = st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1))
COLUMNS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (pa.string(), strings),
    (pa.int32(), numbers),
    (pa.binary(5), st.one_of(st.none(), st.binary(min_size=5, max_size=5))),
    (pa.list_(pa.string()), st.one_of(st.none(), st.lists(strings, max_size=5))),
    (pa.list_(pa.list_(pa.int32())), st.lists(st.lists(numbers, max_size=40), max_size=9)),
    (pa.struct([("a", pa.string()), ("b", pa.int32())]), st.fixed_dictionaries({"a": strings, "b": numbers})),
    (pa.map_(pa.string(), pa.int32()), st.lists(st.tuples(st.sampled_from(["a", "b" * 90]), numbers), max_size=4)),
]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file with one row group and any columns, written in any way."""
    rows = draw(st.integers(1, 150))
    table = {}
    for n in range(draw(st.integers(1, 3))):
        kind, values = draw(st.sampled_from(COLUMNS))
        some = draw(st.lists(values, min_size=1, max_size=8))
        picks = draw(st.lists(st.sampled_from(range(len(some))), min_size=rows, max_size=rows))
        table[f"c{n}"] = pa.array([some[pick] for pick in picks], kind)
    options: dict[str, Any] = {
        "compression": draw(st.sampled_from(["none", "snappy", "zstd", "gzip"])),
        "data_page_version": draw(st.sampled_from(["1.0", "2.0"])),
        "data_page_size": draw(st.sampled_from([1, 1000, 1 << 20])),
        "write_batch_size": draw(st.sampled_from([1, 10, 1000])),
        "dictionary_pagesize_limit": draw(st.sampled_from([1, 1000, 1 << 20])),
        "use_dictionary": draw(st.booleans()),
    }
    if not options["use_dictionary"]:
        encoding = draw(st.sampled_from(["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]))
        options["column_encoding"] = {name: encoding for name, column in table.items() if column.type == pa.string()}
    out = io.BytesIO()
    pq.write_table(pa.table(table), out, **options)
    return out.getvalue()


def limit(data: bytes, max_bytes: int, rows: int = ROWS) -> Limit:
    """How the only row group of a file can be read."""
    raw = io.BytesIO(data)
    columns = _columns(pq.ParquetFile(raw))
    return limit_of(raw, read_footer(raw).group(0), columns, rows, max_bytes, _decompressed)


@settings(max_examples=200, deadline=None)
@given(files(), st.sampled_from([0, 1000, 1 << 26]), st.integers(500, 100_000))
def test_no_step_has_more_bytes_than_it_may(data: bytes, known: int, max_bytes: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet_pages, "KNOWN_BYTES", known)
        for name, size in (("VALUE_BYTES", 9), ("LIST_BYTES", 5), ("STRUCT_BYTES", 1)):  # what Arrow needs
            patch.setattr(parquet_pages, name, size)
        found = limit(data, max_bytes)
    batches = pq.ParquetFile(io.BytesIO(data)).iter_batches(found.rows)
    done = 0
    for batch in batches:
        if not found.allows(done, 1 << 40):
            break
        assert batch.nbytes <= max_bytes
        done += batch.num_rows


@settings(max_examples=150, deadline=None)
@given(files(), st.sampled_from([0, 1 << 26]))
def test_an_ordinary_file_is_read_to_its_end_in_the_largest_steps(data: bytes, known: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet_pages, "KNOWN_BYTES", known)
        assert limit(data, 1 << 27) == Limit(ROWS)


def written(values: list[Any], kind: Any = None, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"c": pa.array(values, kind)}), out, write_batch_size=10, data_page_size=1, **options)
    return out.getvalue()


def test_steps_are_as_large_as_their_rows_allow() -> None:
    for dictionary in (False, True):
        data = written(["x" * 1000] * 200, use_dictionary=dictionary)
        assert limit(data, 200_000) == Limit(64)
        assert limit(data, 60_000) == Limit(16)
        assert limit(data, 15_000).rows in (1, 4)


@pytest.mark.parametrize("encoding", ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY", "dictionary"])
@pytest.mark.parametrize("nested", [False, True])
def test_long_strings_are_read_in_small_steps(encoding: str, nested: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their pages are: each string by itself, only what differs from the one before, or each different one."""
    monkeypatch.setattr(parquet_pages, "KNOWN_BYTES", 0)
    values = [f"{n % 9}{'x' * 1000}" if encoding == "PLAIN" else f"{'x' * 1000}{n % 9}" for n in range(300)]
    data = written(
        [[value] * 10 for value in values] if nested else values,
        use_dictionary=encoding == "dictionary",
        column_encoding=None if encoding == "dictionary" else {"c.list.element" if nested else "c": encoding},
    )
    found = limit(data, 200_000)
    assert found.stop is None
    assert found.rows in ((4, 16) if nested else (16, 64))
    batches = list(pq.ParquetFile(io.BytesIO(data)).iter_batches(found.rows))
    assert max(batch.nbytes for batch in batches) <= 200_000
    if not nested:
        assert limit(data, 20_000).rows in (1, 4, 16)
    assert limit(data, 1000).stop == 0


def test_strings_that_grow_are_read_in_small_steps() -> None:
    """In the file, each is ten bytes and all of the one before."""
    values = ["x" * 10 * n for n in range(300)]
    out = io.BytesIO()
    pq.write_table(pa.table({"c": values}), out, use_dictionary=False, column_encoding={"c": "DELTA_BYTE_ARRAY"})
    assert limit(out.getvalue(), 60_000) == Limit(16)
    assert max(batch.nbytes for batch in pq.ParquetFile(out).iter_batches(16)) <= 60_000


SPANS = st.lists(st.tuples(st.booleans(), st.integers(1, 40), st.integers(0, 9), st.integers(0, 99)), min_size=1)


@given(SPANS, st.integers(1, 30))
def test_the_most_expensive_step_is_found(spans: list[tuple[bool, int, int, int]], size: int) -> None:
    """Spans of rows, which begin at the last row of the one before or after it."""
    windows, expected, stop = _Windows([size]), Counter[int](), 0
    for again, rows, each, cap in spans:
        first = stop - again if stop else 0
        stop = first + rows
        windows.add(first, stop, each, cap)
        for window, overlap in Counter(row // size for row in range(first, stop)).items():
            expected[window] += min(overlap * each, cap)
    assert windows.most == [max(expected.values())]


def test_reading_stops_before_the_page_that_is_too_large() -> None:
    values = ["x"] * 200
    values[77] = "x" * 100_000
    found = limit(written(values, use_dictionary=False), 50_000)
    assert (found.rows, found.stop) == (64, 70)
    assert "column 'c': a value or a row can have more than 50,000 bytes" in found.fault
    assert [found.allows(row, 200) for row in (0, 64)] == [True, False]


@pytest.mark.parametrize("long", [[1] * 10_000, ["x" * 500_000], ["x" * 5000] * 100])
@pytest.mark.parametrize("dictionary", [False, True])
def test_a_list_that_is_too_long_stops_the_reading_at_its_row(
    long: list[Any], dictionary: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_pages, "KNOWN_BYTES", 0)
    values = [long[:1] if isinstance(long[0], int) else ["y"]] * 200
    values[77] = long
    data = written(values, use_dictionary=dictionary)
    found = limit(data, 400_000)
    assert found.stop is not None
    assert (0 if dictionary else 69) <= found.stop <= 77
    assert "more than 400,000 bytes" in found.fault
    if not dictionary:
        assert limit(data, 5_000_000) == Limit(64)


def test_long_lists_after_each_other_are_read_in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pages, "KNOWN_BYTES", 0)
    data = written([[1] * 1000] * 100)
    assert limit(data, 1_000_000) == Limit(4)
    assert limit(data, 400_000) == Limit(1)


def test_all_steps_before_the_first_row_that_cannot_be_read_are_allowed() -> None:
    assert [Limit(10).allows(row, 95) for row in (0, 90)] == [True, True]
    assert [Limit(10, 30).allows(row, 95) for row in (0, 20, 21, 30)] == [True, True, False, False]
    assert [Limit(10, 95).allows(row, 95) for row in (85, 90)] == [True, True]


def test_the_library_looks_no_further_than_the_rows_that_are_allowed() -> None:
    """The next page expands to 200 MB."""
    size = 200_000_000
    packed = zstd(bytes(size))
    large = thrift({1: 0, 2: size, 3: len(packed), 5: {1: 10, 2: PLAIN, 3: 3, 4: 3}}) + packed
    flat = page(10, PLAIN, plain(*[b"x"] * 10), "zstd") + large
    lists = page(10, PLAIN, levels(runs((10, 0))) + levels(runs((10, 2), width=2)) + b"abcd" * 10, "zstd") + large
    texts = [Chunk(["text"], 6, 20, flat, codec="zstd"), same("text", b"x", 20)]
    for data in (
        by_hand([TEXT], 20, texts[:1]),
        by_hand([TEXT, *LIST], 20, [texts[1], Chunk(["l", "list", "element"], 1, 20, lists, codec="zstd")]),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parquet_pages, "MAX_PAGE_BYTES", 1 << 20)
            patch.setattr(parquet_pages, "KNOWN_BYTES", 0)
            found = limit(data, 1 << 27, rows=3)
        assert found.stop in (9, 10)
        before = pa.default_memory_pool().max_memory()
        batches = pq.ParquetFile(io.BytesIO(data), pre_buffer=False).iter_batches(1)
        assert sum(next(batches).num_rows for _ in range(found.stop)) == found.stop
        assert pa.default_memory_pool().max_memory() < before + size // 2


def test_large_pages_of_many_columns_are_too_much_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pages, "MAX_PAGE_BYTES", 50_000)
    out = io.BytesIO()
    pq.write_table(pa.table({f"c{n}": ["x" * 10_000] for n in range(8)}), out, use_dictionary=False, compression="none")
    assert "the pages of its row group have more than 50,000 bytes" in limit(out.getvalue(), 1 << 27).fault


FAULTY = {
    "a row group without columns": by_hand([TEXT], 1, []),
    "a page that is cut short": by_hand([TEXT], 1, [Chunk(["text"], 6, 1, b"\x15\0\x15")]),
    "a page without its details": by_hand([TEXT], 1, [Chunk(["text"], 6, 1, b"\x15\0\x15\2\x15\2\0x")]),
    "a page of less than no bytes": by_hand([TEXT], 1, [Chunk(["text"], 6, 1, page(1, PLAIN, b"", size=-1))]),
    "a page of less than no values": by_hand([TEXT], 1, [Chunk(["text"], 6, 1, page(-1, PLAIN, b""))]),
    "lists with levels that are cut short": by_hand(
        [TEXT, *LIST], 1, [same("text", b"x", 1), Chunk(["l", "list", "element"], 1, 9, page(9, PLAIN, b"\t\0\0\0"))]
    ),
    "lists with fewer levels than values": by_hand(
        [TEXT, *LIST],
        1,
        [same("text", b"x", 1), Chunk(["l", "list", "element"], 1, 9, page(9, PLAIN, levels(runs((1, 0)))))],
    ),
}


@pytest.mark.parametrize("data", FAULTY.values(), ids=FAULTY)
def test_a_faulty_page_is_not_read(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pages, "KNOWN_BYTES", 0)
    found = limit(data, 1 << 27)
    assert found.stop == 0
    assert found.fault


def test_pages_before_a_faulty_one_are_read() -> None:
    pages = page(50, PLAIN, plain(*[b"x"] * 50)) + page(-1, PLAIN, b"")
    found = limit(by_hand([TEXT], 100, [Chunk(["text"], 6, 100, pages)]), 1 << 27)
    assert (found.rows, found.stop) == (64, 50)


def test_what_comes_after_the_last_value_does_not_matter() -> None:
    """The library does not read on either."""
    pages = page(50, PLAIN, plain(*[b"x"] * 50)) + b"\xff" * 100
    assert limit(by_hand([TEXT], 50, [Chunk(["text"], 6, 50, pages)]), 1 << 27) == Limit(64)
