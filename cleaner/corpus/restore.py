"""Restore raw documents from clean ones and their ledger, byte for byte."""

from collections.abc import Iterator
from typing import IO

from cleaner.corpus import compression
from cleaner.corpus.files import AtomicFile
from cleaner.corpus.formats import Fields, FormatError, RawDetails, Record
from cleaner.corpus.ledger import Ledger, LedgerEntry
from cleaner.corpus.outputs import make_folder_of
from cleaner.corpus.plan import BatchPlan, Job
from cleaner.lines.text import Result, undo


def restore(plan: BatchPlan, ledger: str, text_field: str = "text", id_field: str = "id") -> list[str]:
    """Write the raw documents of clean files to the outputs of a plan. Return messages about documents that failed.

    Raises FormatError for a ledger that is none or belongs to other files, OSError and MissingExtra.
    """
    failed = list(plan.unreadable)
    entries = Ledger(ledger)
    # The ledger has the files in the order of the batch's arguments. Files that it does not name come first.
    order = {name: n for n, name in enumerate(entries.files)}
    # The single file of a ledger may have been renamed.
    renamed = len(plan.jobs) == 1 and plan.jobs[0].name == plan.jobs[0].source
    for job in sorted(plan.jobs, key=lambda job: order.get(job.name, order.get(job.source, -1))):
        names = () if renamed else (job.name, job.source)
        failed += _restore_file(job, _Cursor(entries.entries(*names)), Fields(text_field, id_field))
    if (missing := entries.unread_file()) is not None:
        raise FormatError(f"{ledger}: the ledger names {missing}, which is missing")
    return failed


class _Cursor:
    """The ledger entries of one file, read in step with the records of the clean file.

    Records that were left out of the clean file have entries, so an entry's number can be higher than that of its
    record in the clean file.
    """

    def __init__(self, entries: Iterator[LedgerEntry]) -> None:
        self._entries = entries
        self._next = next(entries, None)
        self._used = False  # whether the next entry was returned
        self._left_out = 0  # records of the raw file so far that the clean file lacks

    def at(self, number: int) -> LedgerEntry | None:
        """The entry of a record of the clean file, if it has one. Numbers may repeat, but never decrease."""
        while self._next is not None:
            if self._next.left_out and self._next.record <= number + self._left_out:
                self._left_out += 1
            elif not self._used or self._next.record >= number + self._left_out:
                break
            self._advance()
        if self._next is None or self._next.record != number + self._left_out:
            return None
        self._used = True
        return self._next

    def unused(self) -> LedgerEntry | None:
        """The first entry, of those that are left, whose record should have been in the clean file."""
        if self._used:
            self._advance()
        while self._next is not None and self._next.left_out:
            self._advance()
        return self._next

    def _advance(self) -> None:
        self._next, self._used = next(self._entries, None), False


def _restore_file(job: Job, cursor: _Cursor, fields: Fields) -> list[str]:
    """Write one raw file. Return messages about documents whose entries do not fit."""
    make_folder_of(job.output)
    output = AtomicFile(job.output)
    try:
        with open(job.source, "rb") as clean:
            failed = _restore_records(job, cursor, fields, clean, output.open())
        if (entry := cursor.unused()) is not None:
            raise FormatError(f"{job.source}: the ledger has record {entry.record}, which is missing")
        output.commit()
    except BaseException:
        output.discard()
        raise
    return failed


def _restore_records(job: Job, cursor: _Cursor, fields: Fields, clean: IO[bytes], raw: IO[bytes]) -> list[str]:
    failed: list[str] = []

    def undo_edits(record: Record) -> Result:
        entry = cursor.at(record.number)
        try:
            return Result(undo(record.text, entry.edits) if entry else record.text, (), "", "", ())
        except ValueError as error:
            failed.append(f"{record.document}: {error}")
            raise

    def raw_details(number: int) -> RawDetails:
        entry = cursor.at(number)
        return entry.raw if entry else {}

    sink = job.format.sink(raw, job.source)
    data = compression.reader(clean, compression.of(job.source))
    for chunk in job.format.chunks(data, job.name, fields):
        # The rejects are ignored: the batch passed these records through, so they are raw already.
        for piece in job.format.restore(chunk, job.name, fields, undo_edits, raw_details).pieces:
            if sink:
                sink.write(piece)
            else:
                raw.write(compression.compress(piece, job.output_compression))
    if sink:
        sink.close()
    return failed
