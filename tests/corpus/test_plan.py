"""Which outputs a batch plans, and which plans it refuses before anything is written."""

import os
from pathlib import Path

import pytest

from tests.helpers.batch import (
    Run,
    clean_texts,
    ends,
    json_lines,
    raw_texts,
    read_folder,
    texts_in,
    visible,
    write_folder,
)


@pytest.mark.parametrize(
    "args", [("a/0/00000.txt", "a/0"), ("a/c.jsonl", "a/"), ("b/sub", "b"), ("c/src", "c/dst"), ("a", "link")]
)
def test_a_batch_that_would_overwrite_a_dump_is_refused(run: Run, args: tuple[str, str]) -> None:
    texts = raw_texts()[:1]
    write_folder("a", texts)
    Path("a/c.jsonl").write_bytes(json_lines(texts))
    write_folder("b/sub", texts)
    write_folder("b/sub/sub", texts)
    write_folder("c/src", texts)
    os.mkdir("c/dst")
    os.symlink("../src/0", "c/dst/0")
    os.symlink("a", "link")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    ends(run(*args), 2, "never overwrites its dumps")
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_the_format_is_one_of_the_settings(run: Run) -> None:
    os.mkdir("in")
    Path("in/x.jsonl").write_bytes(json_lines(raw_texts()[:1]))
    ends(run("in", "out", "--format", "txt"), 1, "looks like JSON lines")
    ends(run("in", "out"), 0)
    assert texts_in(Path("out/x.jsonl").read_bytes()) == clean_texts()[:1]


def test_a_parquet_file_cannot_be_a_pipe(run: Run) -> None:
    pytest.importorskip("pyarrow")
    ends(run("-", "out.parquet", "--format", "parquet"), 2, "cannot be a pipe; name a file")
    ends(run("in.parquet", "-"), 2)


def test_usual_names_of_files_and_folders_are_planned_as_meant(run: Run) -> None:
    Path("in.json").write_bytes(json_lines(raw_texts()[:1]))
    Path("c.jsonl").write_bytes(json_lines(raw_texts()[:1]))
    long = "n" * 247 + ".txt"
    Path(long).write_text(raw_texts()[0], encoding="utf-8")
    ends(run("in.json", "out.json", "--format", "jsonl"), 0)
    ends(run("c.jsonl", "newdir", "--ledger", "elsewhere/new/l.jsonl"), 0)
    assert texts_in(Path("newdir/c.jsonl").read_bytes()) == clean_texts()[:1]
    assert Path("elsewhere/new/l.jsonl").exists()
    ends(run(long, "newdir"), 0)
    given = json_lines(raw_texts()[:1])
    ends(run("-", "newdir/", "--format", "jsonl", given=given), 2, "standard input has no file name")


def test_globs_choose_files_and_make_text_files_of_unknown_ones(run: Run) -> None:
    for name in ("raw/a.txt", "raw/b.log", "raw/c.md", "raw/old/d.log"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("Advertisement\nx\n")
    ends(run("raw", "out", "--include", "*.txt", "--include", "*.log", "--exclude", "old"), 0)
    assert visible("out") == ["a.txt", "b.log"]
    assert Path("out/b.log").read_text() == "x\n"


@pytest.mark.parametrize("order", [(2, 0, 1), (0, 1, 2)])
def test_several_files_go_into_a_folder(run: Run, order: tuple[int, ...]) -> None:
    write_folder("raw", raw_texts()[:3])
    ends(run(*(f"raw/{n}/{n:05}.txt" for n in order), "out"), 0)
    assert read_folder("out") == clean_texts()[:3]
