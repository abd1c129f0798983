"""A format is one module: no other module knows a format by name, and a new one needs nothing but its module."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleaner
from cleaner.corpus import formats
from cleaner.corpus.formats import CHUNK_BYTES, AnyFormat, Fields, Record, Reject, unchanged
from cleaner.corpus.formats.jsonl import Jsonl
from cleaner.corpus.formats.parquet import Parquet
from cleaner.corpus.formats.txt import Txt
from cleaner.corpus.formats.wet import Wet
from cleaner.lines.text import Result
from tests.helpers.batch import Run, ends, read_jsonl

# mypy checks here that each format has the methods of the protocol, with their types
FORMATS: dict[str, AnyFormat] = {"jsonl": Jsonl, "parquet": Parquet, "txt": Txt, "wet": Wet}

PARAGRAPHS = '''
from cleaner.corpus.formats import Chunk, ChunkResult, Format, Record, Reject, chunks_of, lossless_text


class Paragraphs(Format):
    """Each line is a document whose lines are separated by bars."""

    suffixes = (".par",)
    compressions = (".gz",)
    resumable = True

    @staticmethod
    def chunks(raw, name, fields):
        return chunks_of(raw, len, (), str)

    @staticmethod
    def records(chunk, name, fields):
        for number, line in enumerate(chunk.data, chunk.start):
            try:
                yield Record(number, f"{name}:{number}", line.decode().rstrip("\\n").replace("|", "\\n"), None)
            except ValueError as error:
                yield Reject(f"{name}:{number}", number, str(error), lossless_text(line))

    @staticmethod
    def work(chunk, name, fields, clean):
        pieces, rejects = [], []
        for number, line in enumerate(chunk.data, chunk.start):
            try:
                text = line.decode().rstrip("\\n").replace("|", "\\n")
                pieces.append(clean(Record(number, f"{name}:{number}", text, None)).text.replace("\\n", "|").encode())
                pieces.append(b"\\n")
            except ValueError as error:
                rejects.append(Reject(f"{name}:{number}", number, str(error), lossless_text(line)))
        return ChunkResult(pieces, rejects)

    @staticmethod
    def restore(chunk, name, fields, undo, raw):
        return Paragraphs.work(chunk, name, fields, undo)

    @staticmethod
    def split(chunk):
        return [Chunk(chunk.start + n, 1, [line], 0) for n, line in enumerate(chunk.data)]

    @staticmethod
    def reject_text(chunk):
        return lossless_text(chunk.data[0])
'''


def test_the_type_checker_sees_every_format() -> None:
    assert {name: formats.lookup(name) for name in formats.names()} == FORMATS, "add the new format to FORMATS"


@pytest.fixture
def paragraphs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A format that exists only in this test: its module lies in a second folder of the package `formats`."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "paragraphs.py").write_text(PARAGRAPHS)
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(folder)])
    formats.names.cache_clear()
    yield
    monkeypatch.undo()
    formats.names.cache_clear()
    formats.lookup.cache_clear()


def test_a_new_format_needs_nothing_but_its_module(run: Run, restore: Run, paragraphs: None) -> None:
    raw = b"Advertisement|One.|\nTwo.\n\xff\nAdvertisement|Three.\n"
    Path("in.par").write_bytes(raw)
    ends(run("in.par", "out.par", "--ledger", "l.jsonl", "--rejects", "r.jsonl"), 3, "in.par:3: ")
    assert Path("out.par").read_bytes() == b"One.|\nTwo.\nThree.\n"
    assert [reject["number"] for reject in read_jsonl("r.jsonl")] == [3]
    ends(restore("out.par", "l.jsonl", "again.par"), 0)
    assert Path("again.par").read_bytes() == raw.replace(b"\xff\n", b"")
    ends(run("in.par", "-", "--format", "csv"), 2, "jsonl, paragraphs, parquet, txt or wet")
    piped = run("-", "-", "-q", "--format", "paragraphs", "--jobs", "1", given=b"Advertisement|x\n")
    assert piped.out == "x\n"


def test_no_other_module_knows_a_format_by_name() -> None:
    root = Path(cleaner.__file__).parent
    known = {*formats.names(), *(name.capitalize() for name in formats.names())}
    named = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in sorted(root.rglob("*.py"))
        if path.parent.name != "formats"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and node.value in known) or (isinstance(node, ast.Name) and node.id in known)
    ]
    assert named == []


@pytest.mark.parametrize("name", formats.names())
def test_splitting_a_chunk_and_joining_the_pieces_gives_the_same_pieces(name: str, tmp_path: Path) -> None:
    data = {
        "txt": b"x\n",
        "jsonl": b'{"text": "a"}\n\n{"text": "b"}\n',
        "wet": b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n\r\nx\n\r\n\r\n" * 2,
    }
    if name not in data:
        pytest.skip("its pieces are joined by its sink")
    pytest.importorskip("warcio")
    file_format = formats.lookup(name)
    (chunk,) = file_format.chunks(io.BytesIO(data[name]), "in", Fields())
    pieces = [
        piece for part in file_format.split(chunk) for piece in file_format.work(part, "in", Fields(), unchanged).pieces
    ]
    assert file_format.join(pieces) == tuple(file_format.work(chunk, "in", Fields(), unchanged).pieces)
    assert b"".join(pieces) == data[name]


BAD_AND_GOOD = {
    "txt": b"\xffx\n",
    "jsonl": b'{"text": "a", "id": 7, "url": "a.vn"}\n\n{"text": 1}\n{"text": "b"}\n',
    "wet": b"".join(
        b"WARC/1.0\r\nWARC-Type: %b\r\nContent-Length: 2\r\n\r\n%b\r\n\r\n" % part
        for part in ((b"warcinfo", b"x\n"), (b"conversion", b"y\n"), (b"conversion", b"\xff\n"))
    ),
}


@pytest.mark.parametrize("name", formats.names())
def test_the_documents_of_a_chunk_are_those_that_are_cleaned(name: str) -> None:
    data = BAD_AND_GOOD[name] if name in BAD_AND_GOOD else _parquet([None, "a", "b"])
    pytest.importorskip("warcio")
    file_format = formats.lookup(name)
    (chunk,) = file_format.chunks(io.BytesIO(data), "in", Fields())
    cleaned: list[Record] = []

    def clean(record: Record) -> Result:
        cleaned.append(record)
        return unchanged(record)

    rejects = file_format.work(chunk, "in", Fields(), clean).rejects
    records = list(file_format.records(chunk, "in", Fields()))
    assert [record for record in records if isinstance(record, Record)] == cleaned
    assert [record for record in records if isinstance(record, Reject)] == rejects
    assert len(rejects) == 1


def _parquet(texts: list[str | None]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    parquet.write_table(pa.table({"text": pa.array(texts, pa.string())}), out)
    return out.getvalue()


def test_records_are_cut_into_chunks_and_an_error_comes_after_those_before_it() -> None:
    def records() -> Iterator[int]:
        yield from [CHUNK_BYTES // 2] * 5
        raise OSError("no more")

    chunks = formats.chunks_of(records(), int, (OSError,), "record {}: {}".format)
    first = [next(chunks), next(chunks), next(chunks)]
    assert [(chunk.start, chunk.records) for chunk in first] == [(1, 2), (3, 2), (5, 1)]
    with pytest.raises(formats.FormatError, match="record 6: no more"):
        next(chunks)
