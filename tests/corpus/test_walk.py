"""Folders are walked in order, without loops, and folders that cannot be read are reported."""

import os
from pathlib import Path

import pytest

from cleaner.corpus.walk import WalkedFile, walk
from tests.helpers.batch import Run, clean_texts, ends, raw_texts, read_folder, write_folder
from tests.helpers.deep import nested


def test_files_come_in_the_order_of_their_names_in_each_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/.x.txt", ".git/y.txt", "c/skipped/q.txt", "c/q.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    root = str(tmp_path)
    names = [file.name for file in walk(root, skip=[f"{root}/c/skipped"])]
    assert names == ["a/z.txt", "b.txt", "c/q.txt"]
    assert [file.name for file in walk(root, include=["*.txt"], exclude=["c", "*z*"])] == ["b.txt"]
    assert list(walk(root, exclude=["[ac]"])) == [WalkedFile(f"{root}/b.txt", "b.txt", "")]


def test_a_loop_of_links_ends(run: Run) -> None:
    write_folder("raw", raw_texts()[:2])
    os.symlink("..", "raw/0/up")
    os.symlink(os.path.abspath("raw"), "raw/1/again")
    os.symlink("nowhere", "raw/dead.txt")
    for _ in range(2):
        ends(run("raw", "raw/out", "-q"), 0)
    assert read_folder("raw/out/0") == clean_texts()[:1]
    assert not Path("raw/out/out").exists()


def test_a_file_that_cannot_be_read_is_reported_and_the_rest_is_done(run: Run) -> None:
    write_folder("raw", raw_texts()[:2])
    os.symlink("loop.txt", "raw/loop.txt")
    ends(run("raw", "out"), 3, "raw/loop.txt: cannot be read")
    assert read_folder("out") == clean_texts()[:2]


def test_folders_may_be_nested_deeper_than_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with nested("root") as deep:
        Path(deep, "a.txt").write_text("x")
        assert [file.path for file in walk("root")] == [f"{deep}/a.txt"]


def test_a_batch_of_folders_that_are_nested_deep(run: Run, restore: Run) -> None:
    with nested("raw") as deep, nested("out", new=False), nested("again", new=False) as again:
        Path(deep, "a.txt").write_text(
            "Share this\n\nThe council met on Monday and agreed on a new budget for the year.\n"
        )
        ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
        ends(run("raw", "out", "--ledger", "l.jsonl"), 0, "files already done  1")
        ends(restore("out", "l.jsonl", "again"), 0)
        assert Path(again, "a.txt").read_bytes() == Path(deep, "a.txt").read_bytes()
