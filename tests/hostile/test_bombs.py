"""Parquet files of a few hundred bytes that expand to gigabytes: they are read as far as the limits, in little memory."""

import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.formats import parquet
from tests.helpers.batch import ends
from tests.helpers.parquet import (
    BY_DICTIONARY,
    DELTA_LENGTH,
    DELTA_STRING,
    LIST,
    PLAIN,
    TEXT,
    Chunk,
    Long,
    Raw,
    differences,
    file,
    levels,
    many_zeros,
    page,
    plain,
    repeated,
    runs,
    same,
    thrift,
    with_footer,
    zstd,
)
from tests.helpers.shell import Shell, put
from tests.helpers.shell import shell as shell  # a fixture

pytest.importorskip("pyarrow.parquet")
pytest.importorskip("resource")

MILLION = 10**6
BILLION = 10**9
CLEAN = "The council met on Monday and agreed on a new budget.\n"
DUMP = f"Share this\n\n{CLEAN}"


def a_text_that_all_rows_share() -> bytes:
    return file([TEXT], MILLION, [same("text", b"x" * MILLION, MILLION, "zstd")])


def texts_that_begin_with_the_one_before() -> bytes:
    rows, size = 20_000, MILLION
    shared, rest = differences(0, [size] + [0] * (rows - 2)), differences(size, [-size] + [0] * (rows - 2))
    pages = page(rows, DELTA_STRING, shared + rest + b"x" * size, "zstd")
    return file([TEXT], rows, [Chunk(["text"], 6, rows, pages, codec="zstd")])


def more_lengths_than_values() -> bytes:
    return file([TEXT], 2000, [Chunk(["text"], 6, 2000, page(2000, DELTA_LENGTH, many_zeros(BILLION)))])


def more_lengths_of_rests_than_values() -> bytes:
    data = many_zeros(2000) + many_zeros(BILLION)
    return file([TEXT], 2000, [Chunk(["text"], 6, 2000, page(2000, DELTA_STRING, data))])


def a_billion_lengths() -> bytes:
    pages = page(BILLION, DELTA_LENGTH, many_zeros(BILLION))
    return file([TEXT], BILLION, [Chunk(["text"], 6, BILLION, pages)])


def missing_values_of_a_fixed_size() -> bytes:
    pages = page(MILLION, PLAIN, levels(runs((MILLION, 0))))
    fixed = {1: 7, 2: MILLION, 3: 1, 4: "b"}
    return file([TEXT, fixed], MILLION, [same("text", b"x", MILLION), Chunk(["b"], 7, MILLION, pages)])


def a_list_of_a_billion() -> bytes:
    pages = page(BILLION, PLAIN, levels(runs((1, 0), (BILLION - 1, 1))) + levels(runs((BILLION, 2), width=2)))
    return file([TEXT, *LIST], 1, [same("text", b"x", 1), Chunk(["l", "list", "element"], 1, BILLION, pages)])


def lists_of_a_hundred_thousand() -> bytes:
    rows, size = 2000, 100_000
    starts = runs((1, 0), (size - 1, 1)) * rows
    pages = page(rows * size, PLAIN, levels(starts) + levels(runs((rows * size, 2), width=2)))
    return file([TEXT, *LIST], rows, [same("text", b"x", rows), Chunk(["l", "list", "element"], 1, rows * size, pages)])


def lists_of_a_fixed_size_that_are_missing() -> bytes:
    import pyarrow as pa

    rows = 2000
    pages = page(rows, PLAIN, levels(runs((rows, 0))) + levels(runs((rows, 0), width=2)))
    schema = pa.schema([pa.field("text", pa.string()), pa.field("l", pa.list_(pa.int32(), MILLION))])
    chunks = [same("text", b"x", rows), Chunk(["l", "list", "element"], 1, rows, pages)]
    return file([TEXT, *LIST], rows, chunks, schema.serialize().to_pybytes())


def a_page_of_two_gigabytes() -> bytes:
    pages = page(1, PLAIN, b"x", "zstd", size=2 * BILLION)
    return file([TEXT], 1, [Chunk(["text"], 6, 1, pages, codec="zstd")])


def a_page_with_one_text() -> bytes:
    return file([TEXT], 1, [Chunk(["text"], 6, 1, page(1, PLAIN, plain(b"x" * 60 * MILLION), "zstd"), 0, "zstd")])


def a_dictionary_of_a_billion() -> bytes:
    dictionary = thrift({1: 2, 2: 4, 3: 4, 7: {1: BILLION, 2: PLAIN}}) + plain(b"")
    pages = dictionary + page(1, BY_DICTIONARY, b"\1" + runs((1, 0)))
    return file([TEXT], 1, [Chunk(["text"], 6, 1, pages, len(dictionary))])


def many_columns_with_large_pages() -> bytes:
    count, size = 50, 20 * MILLION
    data = zstd(plain(b"x") + bytes(size))
    pages = thrift({1: 0, 2: size + 5, 3: len(data), 5: {1: 1, 2: PLAIN, 3: 3, 4: 3}}) + data
    fields = [{1: 6, 3: 0, 4: f"c{n}", 6: 0} for n in range(count)]
    chunks = [Chunk([f"c{n}"], 6, 1, pages, codec="zstd") for n in range(count)]
    return file([TEXT, *fields], 1, [same("text", b"x", 1), *chunks])


def a_billion_rows() -> bytes:
    return file([TEXT], BILLION, [same("text", b"", BILLION)])


def a_billion_rows_without_a_text() -> bytes:
    pages = page(BILLION, PLAIN, levels(runs((BILLION, 0))))
    return file([TEXT | {3: 1}], BILLION, [Chunk(["text"], 6, BILLION, pages)])


def columns_of_three_bytes() -> bytes:
    columns = repeated(900_000, thrift({2: Long(0)}))
    group = thrift({1: columns, 2: Long(0), 3: Long(0)})
    return with_footer(b"PAR1", thrift({1: 2, 2: [{4: "s", 5: 1}, TEXT], 3: Long(0), 4: Raw(9, b"\x2c" + group * 2)}))


def fields_that_share_fields() -> bytes:
    """A tree of 18 levels in which both branches of a field are the same: the library makes half a million fields."""
    import pyarrow as pa

    def tree(depth: int) -> pa.DataType:
        return pa.struct([("a", tree(depth - 1)), ("b", pa.int8())]) if depth else pa.int8()

    schema = pa.schema([pa.field("text", tree(18))], metadata={"": "x" * 200_000})
    data = bytearray(schema.serialize().to_pybytes())

    def number(at: int) -> int:
        return int(struct.unpack_from("<I", data, at)[0])

    def slot(table: int, n: int) -> int:
        index = table - struct.unpack_from("<i", data, table)[0]
        return int(table + struct.unpack_from("<H", data, index + 4 + 2 * n)[0])

    root = 8 + number(8)
    fields = slot(root, 2) + number(slot(root, 2))
    fields = slot(fields, 1) + number(slot(fields, 1))
    field = fields + 4 + number(fields + 4)
    while number(branches := slot(field, 5) + number(slot(field, 5))) == 2:
        field = branches + 4 + number(branches + 4)
        struct.pack_into("<I", data, branches + 8, field - (branches + 8))
    return file([TEXT], 1, [same("text", b"x", 1)], bytes(data))


EXPANDS = "the file expands to more than 1,000 times its size"
LARGE = "can have more than 16,777,216 bytes"
PAGES = "more than 67,108,864 bytes"
BOMBS: dict[Callable[[], bytes], str] = {
    a_text_that_all_rows_share: EXPANDS,
    texts_that_begin_with_the_one_before: EXPANDS,
    more_lengths_than_values: "other lengths than values",
    more_lengths_of_rests_than_values: "other lengths than values",
    a_billion_lengths: PAGES,
    missing_values_of_a_fixed_size: EXPANDS,
    a_list_of_a_billion: LARGE,
    lists_of_a_hundred_thousand: EXPANDS,
    lists_of_a_fixed_size_that_are_missing: "row 1: cannot be read",
    a_page_of_two_gigabytes: PAGES,
    a_page_with_one_text: LARGE,
    a_dictionary_of_a_billion: "fewer values than it says",
    many_columns_with_large_pages: PAGES,
    a_billion_rows: EXPANDS,
    a_billion_rows_without_a_text: EXPANDS,
    columns_of_three_bytes: "needs too much memory",
    fields_that_share_fields: "many fields share",
}

# Reads all rows of a file with small limits, or with those of the program. Prints how far it came, why not further, and
# the memory that it took more than a file of one row.
READ = """\
import io, json, resource, sys
import pyarrow as pa, pyarrow.parquet as pq
from cleaner.corpus import parquet_footer, parquet_pages
from cleaner.corpus.formats import Fields, FormatError, parquet
if sys.argv[2] == "small":
    parquet.FREE_BYTES, parquet.MAX_ROW_BYTES, parquet.ROW_BYTES = 1 << 26, 1 << 24, 1000
    parquet_pages.MAX_PAGE_BYTES, parquet_pages.KNOWN_BYTES = 1 << 26, 1 << 22
    parquet_footer.MAX_FOOTER_MEMORY = 1 << 27
def read(file):
    rows, fault = 0, ""
    try:
        for chunk in parquet.Parquet.chunks(file, "bomb", Fields()):
            rows += sum(1 for _ in parquet.Parquet.records(chunk, "bomb", Fields()))
    except FormatError as error:
        fault = str(error)
    return rows, fault
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
first = io.BytesIO()
pq.write_table(pa.table({"text": ["x"]}), first, compression="zstd")
assert read(first) == (1, "")
before = peak()
with open(sys.argv[1], "rb") as file:
    rows, fault = read(file)
print(json.dumps([rows, fault, peak() - before]))
"""


def read(path: Path, limits: str) -> tuple[int, str, int]:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), limits], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    rows, fault, peak = json.loads(done.stdout)
    return rows, fault, peak


@pytest.mark.parametrize(("bomb", "fault"), BOMBS.items(), ids=[bomb.__name__ for bomb in BOMBS])
def test_a_file_that_expands_is_read_as_far_as_the_limits(
    tmp_path: Path, bomb: Callable[[], bytes], fault: str
) -> None:
    (tmp_path / "bomb.parquet").write_bytes(bomb())
    _, found, peak = read(tmp_path / "bomb.parquet", "small")
    assert fault in found
    assert peak < 200_000_000


def test_with_the_limits_of_the_program_too(tmp_path: Path) -> None:
    data = a_text_that_all_rows_share()
    assert len(data) < 300
    (tmp_path / "bomb.parquet").write_bytes(data)
    rows, fault, peak = read(tmp_path / "bomb.parquet", "")
    assert rows >= 900
    assert fault == f"bomb: row {rows + 1}: cannot be read: {EXPANDS}"
    assert peak < 700_000_000


# ------------------------------------------------------------------ commands


@pytest.fixture
def small(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Commands with small limits."""
    monkeypatch.setattr(parquet, "FREE_BYTES", 1 << 16)
    monkeypatch.setattr(parquet, "MAX_ROW_BYTES", 1 << 20)
    monkeypatch.setattr(parquet, "CHUNK_ROWS", 10)
    return shell


def texts(path: str) -> list[str]:
    column = pytest.importorskip("pyarrow.parquet").read_table(path).column("text")
    return [str(text) for text in column.to_pylist()]


def test_the_rows_before_the_limit_are_cleaned(small: Shell) -> None:
    Path("in.parquet").write_bytes(file([TEXT], BILLION, [same("text", DUMP.encode(), BILLION)]))
    ends(small("batch", "in.parquet", "out.parquet", "--ledger", "l.jsonl"), 3, f"cannot be read: {EXPANDS}")
    assert 100 < len(texts("out.parquet")) < 10_000
    assert set(texts("out.parquet")) == {CLEAN}
    ends(small("restore", "out.parquet", "l.jsonl", "again.parquet"), 0)
    assert texts("again.parquet") == [DUMP] * len(texts("out.parquet"))


@pytest.mark.parametrize(
    "command",
    [["rules", "health", "in"], ["learn", "in", "--outlet", "a.vn"], ["rules", "diff", "shipped", "shipped", "in"]],
    ids=" ".join,
)
def test_every_command_that_reads_dumps_says_where_it_stopped(small: Shell, command: list[str]) -> None:
    put("in/a.parquet", file([TEXT], BILLION, [same("text", DUMP.encode(), BILLION)]))
    ran = small(*command)
    assert "Traceback" not in ran.err
    assert EXPANDS in ran.err


def test_a_file_that_cannot_be_read_has_no_output(small: Shell) -> None:
    Path("in.parquet").write_bytes(a_list_of_a_billion())
    Path("clean.parquet").write_bytes(columns_of_three_bytes())
    put("l.jsonl", "")
    ends(small("batch", "in.parquet", "out.parquet"), 3, "in.parquet: row 1: cannot be read: column 'l.list.element'")
    ends(small("restore", "in.parquet", "l.jsonl", "out.parquet"), 3, "in.parquet: row 1: cannot be read")
    ends(
        small("restore", "clean.parquet", "l.jsonl", "out.parquet"), 3, "clean.parquet: not a Parquet file, or damaged"
    )
    assert not Path("out.parquet").exists()


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_the_rows_before_a_row_that_is_too_large_are_read(small: Shell, version: str, compression: str) -> None:
    """The pages of such a row are left alone. The rows before them come, in whole steps of rows."""
    write_with_a_large_text(use_dictionary=False, data_page_version=version, compression=compression)
    fault = "in.parquet: row 151: cannot be read: column 'text': a value or a row can have more than 1,048,576 bytes"
    ends(small("batch", "in.parquet", "out.parquet"), 3, fault)
    assert texts("out.parquet") == [f"{n}\n" for n in range(150)]


def test_a_value_of_a_dictionary_that_is_too_large_can_be_in_any_row(small: Shell) -> None:
    write_with_a_large_text(use_dictionary=True)
    ends(small("batch", "in.parquet", "out.parquet"), 3, "in.parquet: row 1: cannot be read: column 'text'")


def write_with_a_large_text(**options: Any) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    given = [f"{n}\n" for n in range(200)]
    given[150] = "x" * (2 << 20)
    pq.write_table(pa.table({"text": given}), "in.parquet", data_page_size=10, write_batch_size=10, **options)
