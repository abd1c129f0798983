"""Parquet files keep everything but the texts."""

import os
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.formats import Fields, Record
from cleaner.corpus.formats.parquet import Parquet
from tests.helpers.batch import Run, clean_texts, ends, raw_texts, read_jsonl, visible

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def test_columns_metadata_row_groups_and_compression_stay(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.formats.parquet.CHUNK_ROWS", 7)
    texts = raw_texts() * 2
    table = pa.table(
        {"n": range(len(texts)), "text": pa.array(texts, pa.large_string()), "tags": [["a", None]] * len(texts)}
    ).replace_schema_metadata({"made by": "a test"})
    compression = {"n": "snappy", "text": "zstd", "tags.list.element": "gzip"}
    pq.write_table(table, "in.parquet", row_group_size=20, compression=compression)
    given = pq.read_table("in.parquet")
    before = pq.ParquetFile("in.parquet").metadata
    for jobs in ("1", "2"):
        ends(run("in.parquet", f"{jobs}.parquet", "--jobs", jobs), 0)
        out = pq.ParquetFile(f"{jobs}.parquet")
        cleaned = out.read()
        assert cleaned.column("text").to_pylist() == clean_texts() * 2
        assert cleaned.schema.equals(given.schema, check_metadata=True)
        assert cleaned.drop(["text"]).equals(given.drop(["text"]))
        assert out.metadata.num_row_groups == before.num_row_groups
        for group in range(before.num_row_groups):
            assert out.metadata.row_group(group).num_rows == before.row_group(group).num_rows
            kinds = [before.row_group(group).column(n).compression for n in range(3)]
            assert [out.metadata.row_group(group).column(n).compression for n in range(3)] == kinds


def test_a_row_that_is_not_text_passes_through_and_is_rejected_whole(run: Run) -> None:
    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\3\0\0\0\6\0\0\0"), pa.py_buffer(b"a\xffbxyz")]
    )
    os.mkdir("in")
    pq.write_table(pa.table({"text": bad, "id": pa.array([1, 2], pa.timestamp("ns")), "n": [7, 8]}), "in/a.parquet")
    pq.write_table(pa.Table.from_arrays([pa.array(["x"])] * 2, names=["text", "text"]), "in/b.parquet")
    pq.write_table(pa.table({"text": raw_texts()[:2]}), "in/c.parquet")
    ends(run("in", "out"), 3, "a.parquet:1: byte 1 of the text is not UTF-8", "2 columns are named 'text'")
    column = pq.read_table("out/a.parquet").column("text")
    assert [value.as_buffer().to_pybytes() for value in column] == [b"a\xffb", b"xyz"]
    assert pq.read_table("out/c.parquet").column("text").to_pylist() == clean_texts()[:2]
    ends(run("in/a.parquet", "b.parquet", "--rejects", "r.jsonl"), 3)
    (reject,) = read_jsonl("r.jsonl")
    assert '"n": 7' in reject["record"]
    assert pq.read_table("b.parquet").column("n").to_pylist() == [8]


BEYOND = {
    "a date": pa.array([2**30], pa.date32()),
    "a date of milliseconds": pa.array([2**50 // 86_400_000 * 86_400_000], pa.int64()).view(pa.date64()),
    "a time": pa.array([2**50], pa.timestamp("s")),
    "a time of a place": pa.array([2**50], pa.timestamp("s", "Asia/Ho_Chi_Minh")),
    "a duration": pa.array([2**62], pa.duration("s")),
    "a list of dates": pa.array([[2**30]], pa.list_(pa.int32())).cast(pa.list_(pa.date32())),
}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("column", BEYOND.values(), ids=BEYOND)
def test_a_row_with_a_value_that_python_cannot_hold_is_rejected_alone(run: Run, column: Any, jobs: str) -> None:
    os.mkdir("in")
    rows = pa.table({"text": ["One.\n", None, "Two.\n"], "x": pa.concat_arrays([column] * 3), "n": [1, 2, 3]})
    pq.write_table(rows, "in/a.parquet", store_schema=True)
    pq.write_table(pa.table({"text": ["Last.\n"]}), "in/b.parquet")
    ran = run("in", "out", "--jobs", jobs, "--rejects", "r.jsonl")
    ends(ran, 3, "a.parquet:2: the text is missing")
    assert "Traceback" not in ran.err
    assert pq.read_table("out/a.parquet").column("text").to_pylist() == ["One.\n", "Two.\n"]
    assert pq.read_table("out/b.parquet").column("text").to_pylist() == ["Last.\n"]
    (reject,) = read_jsonl("r.jsonl")
    assert '"n": 2' in reject["record"]


def test_a_damaged_file_is_reported_and_the_rest_is_done(run: Run) -> None:
    os.mkdir("raw")
    Path("raw/a.parquet").write_bytes(b"PAR1" + b"x" * 100)
    pq.write_table(pa.table({"body": ["x"]}), "raw/b.parquet")
    pq.write_table(pa.table({"text": [1]}), "raw/c.parquet")
    pq.write_table(pa.table({"text": ["Advertisement\nx\n", None]}), "raw/d.parquet")
    ran = run("raw", "out")
    ends(ran, 3, "a.parquet: not a Parquet file", "b.parquet: there is no column 'text'; the columns are body")
    ends(ran, 3, "c.parquet: the column 'text' holds int64, not strings", "d.parquet:2: the text is missing")
    assert visible("out") == ["d.parquet"]
    assert pq.read_table("out/d.parquet").column("text").to_pylist() == ["x\n", None]


def test_clean_texts_and_provenance_can_have_columns_of_their_own(run: Run) -> None:
    pq.write_table(pa.table({"text": ["Advertisement\nx\n", None], "url": ["a.vn", "b.vn"]}), "in.parquet")
    ends(run("in.parquet", "out.parquet", "--out-field", "clean", "--provenance-field", "how"), 3)
    table = pq.read_table("out.parquet")
    assert table.column_names == ["text", "url", "clean", "how"]
    assert table.column("clean").to_pylist() == ["x\n", None]
    assert '"removed": [1]' in table.column("how").to_pylist()[0]


def test_ids_and_urls_that_are_not_text_count_as_missing(run: Run) -> None:
    odd = pa.array([b"\xff", b"ok"]).view(pa.string())
    pq.write_table(pa.table({"text": raw_texts()[:2], "id": odd, "url": odd}), "in.parquet")
    ends(run("in.parquet", "out.parquet", "--ledger", "l.jsonl"), 0)
    assert pq.read_table("out.parquet").column("text").to_pylist() == clean_texts()[:2]
    assert {line["document"] for line in read_jsonl("l.jsonl")} == {"in.parquet:1", "ok"}


def test_columns_whose_names_are_damaged_are_a_fault_of_the_file(run: Run) -> None:
    pq.write_table(pa.table({"text": raw_texts()[:2], "other": [[1], [2]]}), "a.parquet")
    data = Path("a.parquet").read_bytes()
    for n, name in enumerate((b"other", b"element", b"list")):
        Path(f"in/{n}.parquet").parent.mkdir(exist_ok=True)
        Path(f"in/{n}.parquet").write_bytes(data.replace(name, b"\xff" + name[1:]))
    ran = run("in", "out")
    ends(ran, 3, "0.parquet: not a Parquet file, or damaged", "1.parquet: ", "2.parquet: ")
    assert "Traceback" not in ran.err


def test_a_message_names_only_the_first_columns(run: Run) -> None:
    pq.write_table(pa.table({f"{n}{'x' * 1000}": ["x"] for n in range(1000)}), "in.parquet")
    ran = run("in.parquet", "out.parquet")
    ends(ran, 3, "there is no column 'text'", "980 more")
    assert len(ran.err) < 5000


@pytest.mark.parametrize(
    ("column", "titles"),
    [
        (pa.array(["Bridge opens", None]), ["Bridge opens", None]),
        (pa.array(["Bridge opens", ""], pa.large_string()), ["Bridge opens", ""]),
        (pa.array([b"\xff", b"ok"]).view(pa.string()), [None, "ok"]),
        (pa.array([7, 8]), [None, None]),
        (pa.array([["Bridge opens"], None]), [None, None]),
        (None, [None, None]),
    ],
)
def test_a_title_that_is_not_text_counts_as_missing(column: Any, titles: list[str | None], tmp_path: Path) -> None:
    columns = {"text": ["x", "y"]} | ({} if column is None else {"title": column})
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    with open(tmp_path / "in.parquet", "rb") as file:
        (chunk,) = Parquet.chunks(file, "in", Fields())
        records = list(Parquet.records(chunk, "in", Fields()))
    assert [record.title for record in records if isinstance(record, Record)] == titles


# ------------------------------------------------------------------ large files


def chunks(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return list(Parquet.chunks(file, "in", Fields()))


def test_a_row_group_that_is_too_large_is_written_as_several(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.formats.parquet.MAX_GROUP_BYTES", 20_000)
    monkeypatch.setattr("cleaner.corpus.formats.parquet.CHUNK_ROWS", 4)
    rows = pa.table({"text": ["One.\n" * 500] * 100, "n": range(100)})
    pq.write_table(rows, "in.parquet", row_group_size=60)
    ends(run("in.parquet", "out.parquet"), 0)
    out = pq.ParquetFile("out.parquet")
    assert out.read().equals(pq.read_table("in.parquet"))
    sizes = [out.metadata.row_group(n).num_rows for n in range(out.metadata.num_row_groups)]
    assert sizes == [8] * 7 + [4] + [8] * 5


def test_large_rows_are_cleaned_in_small_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.formats.parquet.MAX_CHUNK_BYTES", 10_000)
    texts = ["x" * (100 if n != 30 else 50_000) for n in range(200)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "in.parquet", row_group_size=150)
    found = chunks(tmp_path / "in.parquet")
    assert [chunk.start for chunk in found] == [1 + sum(c.records for c in found[:n]) for n in range(len(found))]
    read = [(chunk.data.group, record) for chunk in found for record in Parquet.records(chunk, "in", Fields())]
    assert [(group, record.number, getattr(record, "text", None)) for group, record in read] == [
        (int(n >= 150), n + 1, text) for n, text in enumerate(texts)
    ]
    assert all(chunk.size <= 10_000 or chunk.records == 1 for chunk in found)
    assert max(chunk.records for chunk in found) > 20


def test_a_dictionary_is_not_repeated_for_a_few_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.formats.parquet.MAX_CHUNK_BYTES", 10_000)
    hosts = pa.array([f"host{n}" * 20 for n in range(500)]).dictionary_encode()
    pq.write_table(pa.table({"text": ["x"] * 500, "host": hosts}), tmp_path / "in.parquet")
    assert [chunk.records for chunk in chunks(tmp_path / "in.parquet")] == [500]


def test_the_place_in_the_file_shows_how_far_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.formats.parquet.CHUNK_ROWS", 10)
    texts = [f"{n}" * 100 for n in range(200)]
    table = pa.table({"a": texts, "text": texts, "n": range(200), "l": [[n] for n in range(200)]})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=100, compression="none", use_dictionary=False)
    size = (tmp_path / "in.parquet").stat().st_size
    with (tmp_path / "in.parquet").open("rb") as file:
        places = [file.tell() / size for _ in Parquet.chunks(file, "in", Fields())]
    assert places == sorted(set(places))
    assert all(abs(place - (n + 1) / 20) < 0.2 for n, place in enumerate(places))


def test_rows_before_a_damaged_page_are_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.formats.parquet.CHUNK_ROWS", 10)
    texts = [f"Line {n}.\n" for n in range(100)]
    options = {"data_page_size": 1, "write_batch_size": 10, "compression": "none", "use_dictionary": False}
    pq.write_table(pa.table({"text": texts}), "in.parquet", write_statistics=False, **options)
    data = Path("in.parquet").read_bytes()
    place = data.index(b"Line 50.")
    Path("in.parquet").write_bytes(data[: place - 30] + b"\xff" * 20 + data[place - 10 :])
    ends(run("in.parquet", "out.parquet"), 3, "in.parquet: row 51: cannot be read: ")
    assert pq.read_table("out.parquet").column("text").to_pylist() == texts[:50]
