"""The journal says how far an interrupted output has come, and nothing if it belongs to something else."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.journal import Journal, OutputOrigin, Progress, WorkFiles, read_progress
from cleaner.corpus.marks import Mark
from cleaner.corpus.tally import Tally, plain

ORIGIN = OutputOrigin("settings", "input", ("ledger.jsonl",))


def step(**other: Any) -> dict[str, Any]:
    """A step after the second one, with other values."""
    return {"records": 9, "size": 20, "sides": {"ledger.jsonl": [9, "x"]}, "tally": plain(Tally()), **other}


def write_journal(folder: Path, size: int = 20) -> WorkFiles:
    """A journal of two chunks, and an output of so many bytes."""
    files = WorkFiles(str(folder / ".out.jsonl.part"), str(folder / ".out.jsonl.journal"))
    Path(files.part).write_bytes(b"x" * size)
    tally = Tally()
    tally.documents = 3
    journal = Journal(files, ORIGIN, Progress(Tally()))
    journal.add(tally, 3, 10, {"ledger.jsonl": Mark(5, "w")})
    journal.add(tally, 6, 20, {"ledger.jsonl": Mark(9, "x")})
    journal.close()
    return files


def test_progress_is_that_of_the_last_step(tmp_path: Path) -> None:
    progress = read_progress(write_journal(tmp_path), ORIGIN)
    assert progress[1:4] == (6, 20, {"ledger.jsonl": Mark(9, "x")})
    assert progress.tally.documents == 6


def test_a_step_that_is_cut_short_does_not_count_and_is_overwritten(tmp_path: Path) -> None:
    files = write_journal(tmp_path)
    with open(files.journal, "ab") as file:
        file.write(b'{"records": 9')
    progress = read_progress(files, ORIGIN)
    assert progress.records == 6
    journal = Journal(files, ORIGIN, progress)
    journal.add(Tally(), 8, 20, {})
    journal.close()
    assert read_progress(files, ORIGIN).records == 8


@pytest.mark.parametrize(
    "other", [ORIGIN._replace(settings_hash="x"), ORIGIN._replace(input_hash="x"), ORIGIN._replace(sides=())]
)
def test_a_journal_of_another_origin_is_ignored(tmp_path: Path, other: OutputOrigin) -> None:
    assert read_progress(write_journal(tmp_path), other).records == 0


def test_a_journal_whose_output_is_too_short_is_ignored(tmp_path: Path) -> None:
    assert read_progress(write_journal(tmp_path, size=19), ORIGIN).records == 0


def copy(files: WorkFiles) -> None:
    """A copy has another inode number, as everything that comes out of an archive or a clone has."""
    shutil.copy(files.part, f"{files.part}2")
    os.replace(f"{files.part}2", files.part)


def link(path: str) -> None:
    os.rename(path, f"{path}2")
    os.symlink(f"{path}2", path)


PLANTED: dict[str, Callable[[WorkFiles], None]] = {
    "with an output from elsewhere": copy,
    "that is a link": lambda files: link(files.journal),
    "of an output that is a link": lambda files: link(files.part),
    "with a second name": lambda files: os.link(files.journal, f"{files.journal}2"),
    "of an output with a second name": lambda files: os.link(files.part, f"{files.part}2"),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
def test_a_planted_journal_is_ignored(tmp_path: Path, plant: Callable[[WorkFiles], None]) -> None:
    files = write_journal(tmp_path)
    plant(files)
    assert read_progress(files, ORIGIN).records == 0


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\xff\n", b"[" * 100_000 + b"\n"])
def test_a_journal_without_its_head_is_ignored(tmp_path: Path, content: bytes) -> None:
    files = write_journal(tmp_path)
    Path(files.journal).write_bytes(content)
    assert read_progress(files, ORIGIN).records == 0


FORGED: list[Any] = [
    {"records": 1},
    [],
    None,
    step(records=6),
    step(records=-1),
    step(records=True),
    step(records=1e3),
    step(size=5),
    step(size=10**30),
    step(size="20"),
    step(sides=[]),
    step(sides={"ledger.jsonl": 9}),
    step(sides={"ledger.jsonl": [-1, "x"]}),
    step(sides={"ledger.jsonl": ["9", "x"]}),
    step(sides={"ledger.jsonl": [9, 9]}),
    step(sides={"ledger.jsonl": [9]}),
    step(tally={}),
    step(tally=plain(Tally()) | {"documents": "3"}),
    step(tally=plain(Tally()) | {"documents": -3}),
    step(tally=plain(Tally()) | {"rules": {"a": "b"}}),
    step(tally=plain(Tally()) | {"rules": []}),
    step(tally=plain(Tally()) | {"failures": [1]}),
    step(tally=plain(Tally()) | {"flagged": [["a"]]}),
    step(tally=plain(Tally()) | {"outlets": {"a": {}}}),
]


@pytest.mark.parametrize("forged", FORGED, ids=[json.dumps(forged)[:60] for forged in FORGED])
def test_a_journal_with_a_step_that_no_run_has_written_is_ignored(tmp_path: Path, forged: Any) -> None:
    files = write_journal(tmp_path)
    with open(files.journal, "ab") as file:
        file.write(json.dumps(forged).encode() + b"\n")
    assert read_progress(files, ORIGIN).records == 0


def test_the_numbers_of_forged_steps_are_right_but_for_one_fault(tmp_path: Path) -> None:
    files = write_journal(tmp_path)
    with open(files.journal, "ab") as file:
        file.write(json.dumps(step()).encode() + b"\n")
    assert read_progress(files, ORIGIN).records == 9
