"""The progress of a batch on standard error."""

import pytest

from cleaner.cli.progress import Pace, show_progress
from cleaner.corpus.summary import BatchProgress

MB = 1_000_000
PACES = {
    "nothing is done": ((0, 0), 100 * MB, 0, "0%, 0 documents"),
    "too early for a rate": ((500, 30 * MB), 100 * MB, 4, "30%, 500 documents"),
    "a rate": ((500, 30 * MB), 100 * MB, 10, "30%, 500 documents, 50 documents/s, 23 s left"),
    "a slow one": ((5, 30 * MB), 100 * MB, 10, "30%, 5 documents, 0.5 documents/s, 23 s left"),
    "too little done": ((500, MB // 2), 100 * MB, 10, "0%, 500 documents, 50 documents/s"),
    "no size": ((500, 30 * MB), 0, 10, "500 documents, 50 documents/s"),
    "all is done": ((500, 100 * MB), 100 * MB, 10, "100%, 500 documents, 50 documents/s, 0 s left"),
    "more than all, because a file has grown": (
        (9, 120 * MB),
        100 * MB,
        9,
        "100%, 9 documents, 1.0 documents/s, 0 s left",
    ),
    "a long way": ((500, 2 * MB), 100 * MB, 600, "2%, 500 documents, 0.8 documents/s, 8 h 10 min left"),
}


@pytest.mark.parametrize(("done", "total", "seconds", "shown"), PACES.values(), ids=PACES)
def test_how_far_a_batch_is(done: tuple[int, int], total: int, seconds: int, shown: str) -> None:
    assert str(Pace(BatchProgress(*done, 0), total, seconds)) == shown


def test_what_earlier_runs_have_done_does_not_count_as_fast() -> None:
    progress = BatchProgress(1000, 60 * MB, 3, documents_before=900, size_before=50 * MB)
    assert str(Pace(progress, 100 * MB, 10)) == "60%, 1,000 documents, 10 documents/s, 40 s left"
    nothing_new = progress._replace(documents=900, size=50 * MB)
    assert str(Pace(nothing_new, 100 * MB, 10)) == "50%, 900 documents"


def test_without_a_terminal_progress_is_a_line_a_minute_and_one_at_the_end(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 31))
    monkeypatch.setattr("cleaner.cli.progress.time.monotonic", lambda: next(clock))
    with show_progress(200 * MB, quiet=False) as watch:
        for n in range(1, 6):
            watch(BatchProgress(1000 * n, 10 * MB * n, 0))
    assert capfd.readouterr().err.splitlines() == [
        "cleaner: 10%, 2,000 documents, 32 documents/s, 9 min 18 s left",
        "cleaner: 20%, 4,000 documents, 32 documents/s, 8 min 16 s left",
        "cleaner: 5,000 documents in 3 min 6 s, 27 documents/s",
    ]


@pytest.mark.parametrize("quiet", [False, True])
def test_a_short_batch_shows_no_progress_without_a_terminal(capfd: pytest.CaptureFixture[str], quiet: bool) -> None:
    with show_progress(0, quiet) as watch:
        watch(BatchProgress(1, 1, 0))
    assert capfd.readouterr().err == ""
