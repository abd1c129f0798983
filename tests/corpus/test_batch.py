"""Batches from end to end: order, the same bytes for any number of processes, and runs that are interrupted or killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.corpus.batch import run as run_batch
from cleaner.corpus.plan import BatchOptions, plan_batch
from cleaner.corpus.summary import BatchProgress
from cleaner.engine.clean import Cleaner
from cleaner.lines.text import Result
from tests.helpers.batch import (
    Run,
    clean_texts,
    decompressed,
    ends,
    json_lines,
    raw_texts,
    read_folder,
    texts_in,
    visible,
    write_folder,
)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_is_mirrored(run: Run, jobs: str) -> None:
    write_folder("raw", raw_texts())
    Path("raw/notes.md").write_text("not a dump")
    Path("raw/.hidden.txt").write_text("not a dump")
    ends(run("raw", "out", "--jobs", jobs), 0, "documents")
    assert read_folder("out") == clean_texts()
    assert visible("out") == ["0", "1", "2"]
    assert {name for name in os.listdir("out/0") if name.startswith(".")} == {".cleaner-manifest.jsonl"}


def test_the_bytes_are_the_same_for_any_number_of_processes(run: Run, small_chunks: None) -> None:
    Path("in.jsonl").write_bytes(json_lines(raw_texts() * 4))
    for jobs in ("1", "2", "3"):
        os.mkdir(jobs)
        extra = ("--ledger", f"{jobs}/ledger.zst", "--report", f"{jobs}/report.json")
        ends(run("in.jsonl", f"{jobs}/out.jsonl.gz", "--jobs", jobs, *extra), 0)
    for name in ("{}/out.jsonl.gz", "{}/ledger.zst", "{}/report.json"):
        assert len({Path(name.format(jobs)).read_bytes() for jobs in "123"}) == 1, name


def test_empty_and_very_long_documents_pass(run: Run) -> None:
    Path("in.jsonl").write_bytes(b'{"text": ""}\n' * 2_000 + json_lines(["word " * 500_000]))
    ends(run("in.jsonl", "out.jsonl", "-q"), 0)
    assert Path("out.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


@pytest.mark.parametrize("keep", ["", "caption"])
def test_parts_of_articles_are_kept_in_a_batch_too(run: Run, keep: str) -> None:
    text = "Ảnh: Trần Văn Bình\nÔng nói rằng hội đồng sẽ họp lại vào thứ Hai tới.\n"
    Path("a.txt").write_text(text, encoding="utf-8")
    ends(run("a.txt", "out.txt", "--keep", keep), 0)
    assert ("Ảnh" in Path("out.txt").read_text(encoding="utf-8")) is bool(keep)


def test_ids_with_slashes_and_dots_write_nothing_outside_the_output(run: Run) -> None:
    given = b'{"id": "../../etc/x", "text": "Advertisement\\na\\n"}\n{"id": "a/b\\u0000c", "text": "b\\n"}\n'
    Path("in.jsonl").write_bytes(given)
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 0)
    assert visible() == ["in.jsonl", "l.jsonl", "out.jsonl"]
    assert json.loads(Path("l.jsonl").read_text().splitlines()[0])["document"] == "../../etc/x"


# ------------------------------------------------------------------ interrupted runs


def inputs_of(kind: str) -> tuple[str, str]:
    """Write dumps as a folder or as JSON lines. Return the input and the output."""
    texts = raw_texts()
    if kind == "folder":
        write_folder("raw", texts)
        return "raw", "out"
    Path("in.jsonl").write_bytes(json_lines(texts) + b"{broken\n" + json_lines(texts))
    return "in.jsonl", "out/out.jsonl.gz"


def written(folder: str) -> dict[str, bytes]:
    """All files of an output folder but the manifests, which have times in them."""
    files = (path for path in Path(folder).rglob("*") if path.is_file() and path.name != ".cleaner-manifest.jsonl")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def sides() -> Iterator[bytes]:
    yield decompressed("ledger.jsonl.zst", ".zst")
    yield decompressed("rejects.jsonl.gz", ".gz")


OPTIONS = BatchOptions(ledger="ledger.jsonl.zst", rejects="rejects.jsonl.gz", processes=1)


@pytest.mark.parametrize("kind", ["folder", "jsonl"])
def test_a_batch_that_is_interrupted_after_each_task_ends_like_one_that_was_not(
    run: Run, small_chunks: None, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    source, target = inputs_of(kind)
    plan = plan_batch([source], target)
    whole = run_batch(plan, OPTIONS)
    files, lines = written("out"), list(sides())
    for name in ("out", "ledger.jsonl.zst", "rejects.jsonl.gz"):
        os.rename(name, f"whole-{name}")
    cleaned: list[str] = []
    clean = Cleaner.clean

    def count(self: Cleaner, text: str, *args: str) -> Result:
        cleaned.append(text)
        return clean(self, text, *args)

    def interrupt(_: BatchProgress) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Cleaner, "clean", count)
    runs = 0
    while (stopped := run_batch(plan, OPTIONS, interrupt)).stopped:
        runs += 1
        assert not os.path.exists("ledger.jsonl.zst")
    assert runs > 3
    assert len(cleaned) == whole.tally.documents  # no document was cleaned twice
    assert vars(stopped.tally).keys() == vars(whole.tally).keys()
    assert (stopped.tally.documents, stopped.tally.rules) == (whole.tally.documents, whole.tally.rules)
    assert written("out") == files
    assert list(sides()) == lines


KILL = """
import os, sys
from cleaner.corpus import formats, tasks
from cleaner.corpus.batch import run
from cleaner.corpus.plan import BatchOptions, plan_batch
formats.CHUNK_BYTES, tasks.GROUP_FILES = 20_000, 4
source, target, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
def watch(_):
    global steps
    steps -= 1
    if not steps:
        os._exit(9)
run(plan_batch([source], target), BatchOptions(ledger="ledger.jsonl.zst", rejects="rejects.jsonl.gz", processes=1), watch)
"""


@pytest.mark.parametrize("kind", ["folder", "jsonl"])
def test_a_batch_that_is_killed_again_and_again_ends_like_one_that_was_not(
    run: Run, small_chunks: None, kind: str
) -> None:
    source, target = inputs_of(kind)
    run_batch(plan_batch([source], target), OPTIONS)
    files, lines = written("out"), list(sides())
    for name in ("out", "ledger.jsonl.zst", "rejects.jsonl.gz"):
        os.rename(name, f"whole-{name}")
    for steps in (2, 1, 2):
        done = subprocess.run([sys.executable, "-c", KILL, source, target, str(steps)], check=False)
        assert done.returncode == 9
        # A kill can hit in the middle of a write.
        for path in [*Path().glob(".*.part"), *Path("out").rglob(".*.part")]:
            with path.open("ab") as file:
                file.write(b"half a line")
        for path in [*Path("out").rglob(".*.journal"), *Path("out").rglob(".cleaner-manifest.jsonl")]:
            with path.open("ab") as file:
                file.write(b'{"records": 1')
    run_batch(plan_batch([source], target), OPTIONS)
    assert written("out") == files
    assert list(sides()) == lines
    assert [name for name in os.listdir() if name.endswith((".part", ".journal"))] == []


def test_an_interrupted_batch_names_its_inputs_and_ends_with_130(
    run: Run, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    Path("in.jsonl").write_bytes(json_lines(raw_texts() * 2))
    monkeypatch.setattr("cleaner.corpus.summary.Totals.progress", interrupt)
    ends(run("in.jsonl", "out.jsonl", "-q"), 130, "interrupted at in.jsonl; run the same command again to resume")


def test_a_truncated_input_whose_chunks_are_all_written_is_still_finished(run: Run, small_chunks: None) -> None:
    from cleaner.corpus.compression import compress

    data = compress(json_lines(raw_texts() * 3), ".gz")
    Path("in.jsonl.gz").write_bytes(data[: len(data) // 2])
    plan, options = plan_batch(["in.jsonl.gz"], "out.jsonl"), BatchOptions(processes=1)

    def stop_at_the_end(progress: BatchProgress) -> None:
        if progress.size >= os.path.getsize("in.jsonl.gz"):
            raise KeyboardInterrupt

    run_batch(plan, options)
    whole = Path("out.jsonl").read_bytes()
    Path("out.jsonl").unlink()
    assert run_batch(plan, options, stop_at_the_end).stopped
    assert not Path("out.jsonl").exists()
    assert "line" in run_batch(plan, options).unread[0]
    assert texts_in(Path("out.jsonl").read_bytes()) == texts_in(whole)
