"""The journal says how far an interrupted output has come, and nothing if it belongs to something else."""

from pathlib import Path

import pytest

from cleaner.corpus.files import hidden_path
from cleaner.corpus.journal import Journal, OutputOrigin, Progress, journal_path, read_progress
from cleaner.corpus.tally import Tally

ORIGIN = OutputOrigin("settings", "input", ("ledger.jsonl",))


def write_journal(output: str, size: int = 20) -> None:
    """A journal of two chunks, and an output of so many bytes."""
    tally = Tally()
    tally.documents = 3
    journal = Journal(output, ORIGIN, Progress(Tally()))
    journal.add(tally, 3, 10, {"ledger.jsonl": 5})
    journal.add(tally, 6, 20, {"ledger.jsonl": 9})
    journal.close()
    Path(hidden_path(output, ".part")).write_bytes(b"x" * size)


def test_progress_is_that_of_the_last_step(tmp_path: Path) -> None:
    output = str(tmp_path / "out.jsonl")
    write_journal(output)
    progress = read_progress(output, ORIGIN)
    assert progress[1:4] == (6, 20, {"ledger.jsonl": 9})
    assert progress.tally.documents == 6


def test_a_step_that_is_cut_short_does_not_count_and_is_overwritten(tmp_path: Path) -> None:
    output = str(tmp_path / "out.jsonl")
    write_journal(output)
    with open(journal_path(output), "ab") as file:
        file.write(b'{"records": 9')
    progress = read_progress(output, ORIGIN)
    assert progress.records == 6
    journal = Journal(output, ORIGIN, progress)
    journal.add(Tally(), 8, 20, {})
    journal.close()
    assert read_progress(output, ORIGIN).records == 8


@pytest.mark.parametrize(
    "other", [ORIGIN._replace(settings_hash="x"), ORIGIN._replace(input_hash="x"), ORIGIN._replace(sides=())]
)
def test_a_journal_of_another_origin_is_ignored(tmp_path: Path, other: OutputOrigin) -> None:
    output = str(tmp_path / "out.jsonl")
    write_journal(output)
    assert read_progress(output, other).records == 0


def test_a_journal_whose_output_is_too_short_is_ignored(tmp_path: Path) -> None:
    output = str(tmp_path / "out.jsonl")
    write_journal(output, size=19)
    assert read_progress(output, ORIGIN).records == 0


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\xff\n", ORIGIN.line() + b'{"records": 1}\n'])
def test_a_damaged_journal_is_ignored(tmp_path: Path, content: bytes) -> None:
    output = str(tmp_path / "out.jsonl")
    write_journal(output)
    Path(journal_path(output)).write_bytes(content)
    assert read_progress(output, ORIGIN).records == 0
