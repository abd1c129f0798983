"""The ledger and the rejects are whole: when one file is cleaned again, or all are, they have every line once."""

from pathlib import Path

import pytest

from cleaner.corpus.batch import run as run_batch
from cleaner.corpus.plan import BatchOptions, plan_batch
from cleaner.corpus.summary import BatchProgress
from tests.helpers.batch import Run, ends, json_lines, raw_texts, write_folder


@pytest.mark.parametrize("more", [[], ["--force"]], ids=["a changed input", "--force"])
def test_a_ledger_has_every_edit_once_after_a_second_run(run: Run, more: list[str]) -> None:
    write_folder("raw", raw_texts()[:4])
    Path("raw/bad.jsonl").write_bytes(json_lines(raw_texts()[:1]) + b"{broken\n")
    args = ("raw", "out", "--ledger", "l.jsonl", "--rejects", "r.jsonl")
    ends(run(*args), 3)
    ledger, rejects = Path("l.jsonl").read_bytes(), Path("r.jsonl").read_bytes()
    if not more:
        text = Path("raw/0/00000.txt").read_text(encoding="utf-8")
        Path("raw/0/00000.txt").write_text(f"{text}\n", encoding="utf-8")
        ends(run(*args), 3)
        Path("raw/0/00000.txt").write_text(text, encoding="utf-8")
    ends(run(*args, *more), 3)
    assert (Path("l.jsonl").read_bytes(), Path("r.jsonl").read_bytes()) == (ledger, rejects)


def test_an_unchanged_batch_leaves_the_ledger_alone(run: Run) -> None:
    write_folder("raw", raw_texts()[:4])
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
    before = Path("l.jsonl").stat().st_mtime_ns
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0, "files already done  4")
    assert Path("l.jsonl").stat().st_mtime_ns == before


def test_a_ledger_in_a_new_folder_is_written(run: Run) -> None:
    write_folder("raw", raw_texts()[:1])
    ends(run("raw", "out", "--ledger", "new/folder/l.jsonl"), 0)
    assert Path("new/folder/l.jsonl").read_bytes()


@pytest.mark.parametrize("second", ["other", "out"], ids=["of another folder", "with other folders beside"])
def test_an_interrupted_batch_does_not_continue_the_ledger_of_another(
    run: Run, small_chunks: None, second: str
) -> None:
    """Both were interrupted, and their ledgers have the same name, so the second one's has replaced the first one's."""

    def interrupt(progress: BatchProgress) -> None:
        if progress.documents >= documents:
            raise KeyboardInterrupt

    texts = raw_texts()
    write_folder("raw", texts[:12])
    write_folder("more", texts[12:24] * 4)
    options = BatchOptions(ledger="l.jsonl", processes=1)
    run_batch(plan_batch(["raw"], "whole"), options)
    ledger = Path("l.jsonl").read_bytes()
    Path("l.jsonl").unlink()
    documents = 4
    assert run_batch(plan_batch(["raw"], "out"), options, interrupt).stopped
    first = Path(".l.jsonl.part").stat().st_size
    documents = 12
    source = "more" if second == "other" else "more/1"
    assert run_batch(plan_batch([source], second if second == "other" else "out/1"), options, interrupt).stopped
    assert Path(".l.jsonl.part").stat().st_size > first
    run_batch(plan_batch(["raw"], "out"), options)
    assert Path("l.jsonl").read_bytes() == ledger
