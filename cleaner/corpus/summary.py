"""How far a batch is while it runs, and how it ended."""

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.corpus.tally import Tally, plain
from cleaner.lines.text import Result
from cleaner.packs.layers import ProjectPack


class BatchProgress(NamedTuple):
    """How far a batch is."""

    documents: int
    size: int  # bytes of input that are done
    skipped: int  # files that were finished before this run
    documents_before: int = 0  # of `documents`, those that an earlier run has cleaned
    size_before: int = 0  # of `size`, the bytes that an earlier run has cleaned


class Sample(NamedTuple):
    """A document before and after cleaning, for the report."""

    rank: str  # a hash of the document's name; the lowest ranks are chosen, whatever the number of processes
    document: str
    raw: str
    result: Result


def first_samples(samples: Iterable[Sample], number: int) -> list[Sample]:
    """The samples with the lowest ranks. Only ranks can be compared: two documents may have one name and one text."""
    return sorted(samples, key=lambda sample: sample.rank)[:number]


class BatchSummary(NamedTuple):
    """How a batch ended."""

    tally: Tally
    skipped: int  # files that an earlier batch had finished
    samples: tuple[Sample, ...]
    unread: tuple[str, ...]  # messages: inputs not read to their end, outputs not written
    stopped: tuple[str, ...] = ()  # inputs that were being cleaned when the batch was interrupted
    resumed: int = 0  # files that this batch had finished before it was interrupted
    project_packs: tuple[ProjectPack, ...] = ()  # packs of the working directory that were in use


class Totals:
    """The sums of a batch while it runs."""

    def __init__(self, max_samples: int, unread: Iterable[str]) -> None:
        self._max_samples = max_samples
        self._samples: list[Sample] = []
        self._tally = Tally()
        self.unread = list(unread)
        self.skipped = 0  # files that an earlier batch has finished
        self.resumed = 0  # files that this batch had finished before it was interrupted
        self.size = 0  # bytes of input that are done
        self._documents_before = 0  # cleaned by an earlier run
        self._size_before = 0  # bytes of input that an earlier run has cleaned

    def add_earlier(self, tally: Tally | None, size: int = 0) -> None:
        """Add what an earlier run has done: a part of the batch, and bytes of input."""
        if tally is not None:
            self.add(tally)
            self._documents_before += tally.documents
        self.size += size
        self._size_before += size

    def add(self, tally: Tally, samples: Iterable[Sample] = ()) -> None:
        """Add a part of the batch."""
        self._tally.merge(tally)
        if samples:
            self._samples = first_samples([*self._samples, *samples], self._max_samples)

    def progress(self) -> BatchProgress:
        """How far the batch is."""
        skipped = self.skipped + self.resumed
        return BatchProgress(self._tally.documents, self.size, skipped, self._documents_before, self._size_before)

    def summary(self, stopped: tuple[str, ...], project_packs: tuple[ProjectPack, ...] = ()) -> BatchSummary:
        """How the batch ended."""
        samples, unread = tuple(self._samples), tuple(self.unread)
        return BatchSummary(self._tally, self.skipped, samples, unread, stopped, self.resumed, project_packs)


def report_data(summary: BatchSummary) -> dict[str, object]:
    """The sums of a batch as plain data, for `--report`. `removed` is a fraction, each `percent` a percentage.

    They are the same whether the batch was interrupted and resumed or not: `skipped_files` counts only the files that
    an earlier batch had finished.
    """
    tally = summary.tally
    outliers = {name: outlet.outliers() for name, outlet in sorted(tally.outlets.items())}
    return {
        **plain(tally),
        "removed": round(tally.removed_share, 4),
        "skipped_files": summary.skipped,
        "unread": list(summary.unread),
        "outliers": {name: [share._asdict() for share in shares] for name, shares in outliers.items() if shares},
        "stopped": list(summary.stopped),
        "project_packs": [pack._asdict() for pack in summary.project_packs],
    }
