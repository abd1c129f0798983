"""The summary of a batch as tables, and its progress."""

import pytest

from cleaner.corpus.summary import BatchProgress, BatchSummary
from cleaner.corpus.tally import Tally
from cleaner.report.batch import summary_table
from cleaner.report.console import printed
from cleaner.report.progress import show_progress
from tests.helpers.html import summary_with


def lines_of(summary: BatchSummary) -> list[str]:
    """The lines of the summary, without repeated spaces."""
    return [" ".join(line.split()) for line in printed(summary_table(summary)).decode().splitlines()]


def test_sums_rules_outlets_and_problems_are_shown() -> None:
    lines = lines_of(summary_with("x"))
    assert lines[:2] == ["documents 9", "files already done 2"]
    assert "failed 2" in lines  # one document, one file
    assert "o x 9 1 % d x (100 %)" in lines
    assert lines[lines.index("left unchanged (safety stop):") + 1] == "d x: unchanged: x"
    assert lines[lines.index("failed:") + 1] == "f x"


def test_long_lists_are_cut() -> None:
    tally = Tally()
    for n in range(25):
        tally.fail(f"{n}: broken")
    lines = lines_of(BatchSummary(tally, 0, (), ()))
    assert lines[-2:] == ["9: broken", "and 15 more"]


def test_control_characters_of_names_are_shown_and_not_obeyed() -> None:
    assert "\x1b" not in printed(summary_table(summary_with("\x1b[31m"))).decode()


def test_without_a_terminal_progress_is_a_line_now_and_then(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 6))
    monkeypatch.setattr("cleaner.report.progress.time.monotonic", lambda: next(clock))
    with show_progress(200_000_000, quiet=False) as watch:
        for n in range(1, 5):
            watch(BatchProgress(1000 * n, 10_000_000 * n, 0))
    assert capfd.readouterr().err.splitlines() == [
        "cleaner: 10%, 2,000 documents, 1.7 MB/s, 108 s left",
        "cleaner: 20%, 4,000 documents, 1.7 MB/s, 96 s left",
    ]
    with show_progress(0, quiet=True) as watch:
        watch(BatchProgress(1, 1, 0))
    assert capfd.readouterr().err == ""
