"""How far a batch is while it runs, and how it ended."""

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.corpus.tally import Tally, plain
from cleaner.lines.text import Result


class BatchProgress(NamedTuple):
    """How far a batch is."""

    documents: int
    size: int  # bytes of input that are done
    skipped: int  # files that an earlier run had finished


class Sample(NamedTuple):
    """A document before and after cleaning, for the report."""

    rank: str  # a hash of the document's name; the lowest ranks are chosen, whatever the number of processes
    document: str
    raw: str
    result: Result


class BatchSummary(NamedTuple):
    """How a batch ended."""

    tally: Tally
    skipped: int  # files that an earlier run had finished
    samples: tuple[Sample, ...]
    unread: tuple[str, ...]  # messages: inputs not read to their end, outputs not written
    stopped: tuple[str, ...] = ()  # inputs that were being cleaned when the batch was interrupted


class Totals:
    """The sums of a batch while it runs."""

    def __init__(self, max_samples: int, unread: Iterable[str]) -> None:
        self._max_samples = max_samples
        self._samples: list[Sample] = []
        self._tally = Tally()
        self.unread = list(unread)
        self.skipped = 0  # files
        self.size = 0  # bytes of input that are done

    def add(self, tally: Tally, samples: Iterable[Sample] = ()) -> None:
        """Add a part of the batch."""
        self._tally.merge(tally)
        if samples:
            self._samples = sorted([*self._samples, *samples])[: self._max_samples]

    def progress(self) -> BatchProgress:
        """How far the batch is."""
        return BatchProgress(self._tally.documents, self.size, self.skipped)

    def summary(self, stopped: tuple[str, ...]) -> BatchSummary:
        """How the batch ended."""
        return BatchSummary(self._tally, self.skipped, tuple(self._samples), tuple(self.unread), stopped)


def report_data(summary: BatchSummary) -> dict[str, object]:
    """The sums of a batch as plain data, for `--report`. `removed` is a fraction, each `percent` a percentage."""
    tally = summary.tally
    outliers = {name: outlet.outliers() for name, outlet in sorted(tally.outlets.items())}
    return {
        **plain(tally),
        "removed": round(tally.removed_share, 4),
        "skipped_files": summary.skipped,
        "unread": list(summary.unread),
        "outliers": {name: [share._asdict() for share in shares] for name, shares in outliers.items() if shares},
        "stopped": list(summary.stopped),
    }
