"""Raw documents come back from clean ones and their ledger, whatever was left out, renamed or reordered."""

import os
from pathlib import Path

import pytest

from cleaner.corpus.compression import compress, of
from cleaner.corpus.documents import RawDocument, documents
from cleaner.corpus.formats import Fields
from tests.helpers.batch import Run, clean_texts, ends, json_lines, raw_texts, read_folder, texts_in, wet, write_folder


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.zst", "corpus.parquet", "corpus.warc.wet.gz"])
def test_a_corpus_comes_back_from_its_ledger(run: Run, restore: Run, name: str) -> None:
    texts = raw_texts()
    if name.endswith("parquet"):
        pq = pytest.importorskip("pyarrow.parquet")
        import pyarrow as pa

        pq.write_table(pa.table({"text": texts}), name)
    else:
        Path(name).write_bytes(wet(texts, True) if "wet" in name else compress(json_lines(texts), of(name)))
    ends(run(name, f"clean.{name}", "--ledger", "ledger.jsonl.gz"), 0)
    ends(restore(f"clean.{name}", "ledger.jsonl.gz", f"again.{name}"), 0)
    again = [document.text for document in documents([f"again.{name}"], Fields()) if isinstance(document, RawDocument)]
    assert again == texts


def test_a_folder_comes_back_byte_for_byte(run: Run, restore: Run) -> None:
    write_folder("raw", [*raw_texts(), "a\r\n\r\n\rb", "", "\n\n\n", "Advertisement"])
    ends(run("raw", "out", "--ledger", "ledger.jsonl.zst"), 0)
    ends(restore("out", "ledger.jsonl.zst", "again"), 0)
    assert read_folder("again") == read_folder("raw")


def test_records_that_were_left_out_do_not_shift_the_others(run: Run, restore: Run) -> None:
    good = json_lines(raw_texts()[:2]).splitlines(keepends=True)
    Path("in.jsonl").write_bytes(b"".join([good[0], b"{broken\n", b"\n", b'{"id": 3}\n', good[1], b"[]\n"]))
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl", "--on-error", "reject"), 3)
    ends(restore("out.jsonl", "l.jsonl", "again.jsonl"), 0)
    assert texts_in(Path("again.jsonl").read_bytes().replace(b"\n\n", b"\n")) == raw_texts()[:2]


def test_a_ledger_of_another_run_is_refused(run: Run, restore: Run) -> None:
    write_folder("raw", raw_texts()[:3])
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
    Path("out/0/00000.txt").write_text("something else\n")
    ends(restore("out", "l.jsonl", "again"), 3, "0/00000.txt: ", "another text")
    assert not Path("again/0/00000.txt").exists()
    assert Path("again/1/00001.txt").read_bytes() == raw_texts()[1].encode()
    Path("no.jsonl").write_text('{"x": 1}\n')
    ends(restore("out", "no.jsonl", "again"), 2, "no.jsonl: line 1: not a ledger")


def test_a_ledger_with_records_or_files_that_are_missing_is_refused(run: Run, restore: Run) -> None:
    Path("in.jsonl").write_bytes(json_lines(raw_texts()[:3]))
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 0)
    Path("out.jsonl").write_bytes(b"".join(Path("out.jsonl").read_bytes().splitlines(keepends=True)[:2]))
    ends(restore("out.jsonl", "l.jsonl", "again.jsonl"), 3, "out.jsonl: not restored", "record 3, which is missing")
    assert not Path("again.jsonl").exists()
    write_folder("raw", raw_texts()[:2])
    ends(run("raw", "out", "--ledger", "folder.jsonl"), 0)
    Path("out/1/00001.txt").unlink()
    Path("out/1/x.txt").write_text("x")
    ends(restore("out", "folder.jsonl", "again"), 3, "the ledger names 1/00001.txt, which is missing")
    assert Path("again/0/00000.txt").read_bytes() == raw_texts()[0].encode()


def test_files_come_back_in_whatever_order_they_were_named(run: Run, restore: Run) -> None:
    write_folder("raw", raw_texts()[:3])
    names = ["raw/2/00002.txt", "raw/0/00000.txt", "raw/1/00001.txt"]
    ends(run(*names, "out", "--ledger", "l.jsonl"), 0)
    ends(restore("out", "l.jsonl", "again"), 0)
    assert read_folder("again") == raw_texts()[:3]


def test_files_that_were_left_out_do_not_stop_the_others(run: Run, restore: Run) -> None:
    write_folder("raw", raw_texts()[:3])
    Path("raw/1/00001.txt").write_bytes(b"\xff\xfe\xfa")
    ends(run("raw", "out", "--ledger", "l.jsonl", "--rejects", "r.jsonl"), 3)
    ends(restore("out", "l.jsonl", "again"), 0)
    assert read_folder("again") == [raw_texts()[0], raw_texts()[2]]


def test_records_that_passed_through_come_back_and_a_file_may_be_renamed(run: Run, restore: Run) -> None:
    Path("in.jsonl").write_bytes(json_lines(raw_texts()[:1]) + b"{broken\n" + json_lines(raw_texts()[1:2]))
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 3)
    os.rename("out.jsonl", "renamed.data")
    ends(restore("renamed.data", "l.jsonl", "again.data", "--format", "jsonl"), 0)
    assert Path("again.data").read_bytes() == Path("in.jsonl").read_bytes()


def test_a_file_that_cannot_be_read_is_reported_and_the_others_come_back(run: Run, restore: Run) -> None:
    write_folder("raw", raw_texts()[:2])
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
    os.symlink("loop.txt", "out/loop.txt")
    ends(restore("out", "l.jsonl", "again"), 3, "out/loop.txt: cannot be read")
    assert read_folder("again") == raw_texts()[:2]
    assert read_folder("out/0") == clean_texts()[:1]
