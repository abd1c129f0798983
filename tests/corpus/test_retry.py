"""A document on which a worker dies is lost alone."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from cleaner.corpus.compression import compress
from cleaner.corpus.formats import Chunk, Fields
from cleaner.corpus.formats.jsonl import Jsonl
from cleaner.corpus.plan import BatchOptions, plan_batch
from cleaner.corpus.pool import Lost
from cleaner.corpus.retry import DIED, Retry
from cleaner.corpus.tasks import FileEnd, FileGroup, RecordChunk, Task
from cleaner.corpus.worker import Answer, UnreadFile
from tests.helpers import ROOT
from tests.helpers.batch import (
    Run,
    clean_texts,
    cleaner,
    decompressed,
    ends,
    json_lines,
    raw_texts,
    read_folder,
    texts_in,
    write_folder,
)

HOOK = """\
import os
from cleaner.engine.clean import Cleaner
old = Cleaner.clean
def clean(self, text, *more):
    if 'DIE' in text: os._exit(9)
    return old(self, text, *more)
Cleaner.clean = clean
"""


def test_a_worker_that_dies_loses_one_document_and_the_batch_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook in the workers kills the interpreter on one text."""
    hook = tmp_path / "site/sitecustomize.py"
    hook.parent.mkdir()
    hook.write_text(HOOK)
    monkeypatch.setenv("PYTHONPATH", f"{hook.parent}{os.pathsep}{ROOT}")
    texts = [*raw_texts()[:2], "DIE\n", raw_texts()[2]]
    write_folder("raw", texts)
    Path("raw/3.jsonl").write_bytes(json_lines(texts))
    ran = run("raw", "out", "--jobs", "2")
    ends(ran, 3, "2/00002.txt: the worker died on this document", "3.jsonl:3: the worker died on this document")
    assert read_folder("out") == [*clean_texts()[:2], "DIE\n", clean_texts()[2]]
    assert texts_in(Path("out/3.jsonl").read_bytes()) == read_folder("out")


def lose_all(_start: object, _given: object, tasks: Iterable[Task], _processes: int) -> list[tuple[Task, Lost]]:
    """A pool whose workers all die."""
    return [(task, Lost()) for task in tasks]


@pytest.mark.parametrize("reject", [False, True], ids=["passed through", "left out"])
def test_a_lost_file_passes_through_or_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reject: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cleaner.corpus.retry.ordered_map", lose_all)
    write_folder("raw", ["x\n"])
    jobs = plan_batch(["raw"], "out").jobs
    retry = Retry(cleaner(), BatchOptions(fields=Fields(reject=reject), ledger="l.zst"))
    (answer,) = retry(FileGroup(jobs))
    assert isinstance(answer, Answer)
    assert answer.tally.failures == [f"0/00000.txt: {DIED}"]
    assert Path("out/0/00000.txt").exists() is not reject
    if reject:  # the line is compressed, as the rest of the ledger
        Path("l.zst").write_bytes(answer.ledger)
        assert b"left_out" in decompressed("l.zst", ".zst")


def refuse(*_: object) -> str:
    raise OverflowError("a value is too large")


@pytest.mark.parametrize("reject", [False, True], ids=["passed through", "left out"])
def test_a_record_that_cannot_be_shown_is_rejected_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reject: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cleaner.corpus.retry.ordered_map", lose_all)
    monkeypatch.setattr(Jsonl, "reject_text", refuse)
    Path("in.jsonl").write_bytes(data := json_lines(["x", "y"]))
    (job,) = plan_batch(["in.jsonl"], "out.jsonl").jobs
    chunk = Chunk(1, 2, data.splitlines(keepends=True), len(data))
    (answer,) = Retry(cleaner(), BatchOptions(fields=Fields(reject=reject)))(RecordChunk(job, chunk))
    assert isinstance(answer, Answer)
    assert [(lost.number, lost.message, lost.record) for lost in answer.rejects] == [(1, DIED, ""), (2, DIED, "")]
    assert b"".join(answer.pieces) == (b"" if reject else data)


def test_a_record_that_cannot_be_written_unchanged_is_left_out_and_the_ledger_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cleaner.corpus.retry.ordered_map", lose_all)
    monkeypatch.setattr(Jsonl, "work", refuse)
    Path("in.jsonl").write_bytes(data := json_lines(["x"]))
    (job,) = plan_batch(["in.jsonl"], "out.jsonl").jobs
    (answer,) = Retry(cleaner(), BatchOptions(ledger="l.jsonl"))(RecordChunk(job, Chunk(1, 1, [data], len(data))))
    assert isinstance(answer, Answer)
    (failure,) = answer.tally.failures
    assert failure == f"in.jsonl:1: {DIED}; left out, because it cannot be written unchanged: a value is too large"
    assert json.loads(answer.ledger)["left_out"] in failure
    assert not any(answer.pieces)


def test_a_damaged_file_on_which_a_worker_dies_is_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cleaner.corpus.retry.ordered_map", lose_all)
    Path("a.txt.gz").write_bytes(compress(b"x" * 100, ".gz")[:-9])
    (answer,) = Retry(cleaner(), BatchOptions())(FileGroup(plan_batch(["a.txt.gz"], "out/").jobs))
    assert isinstance(answer, UnreadFile)
    assert answer.message.startswith(f"a.txt.gz: {DIED}; it cannot be written unchanged either: ")


def test_the_lost_end_of_a_file_is_only_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_bytes(b"")
    (job,) = plan_batch(["in.jsonl"], "out.jsonl").jobs
    assert Retry(cleaner(), BatchOptions())(FileEnd(job)) == []
    assert not Path("out.jsonl").exists()
