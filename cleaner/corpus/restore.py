"""Restore raw documents from clean ones and their ledger, byte for byte."""

import os
from collections.abc import Iterator
from typing import IO

from cleaner.corpus import compression
from cleaner.corpus.formats import Fields, FormatError, RawDetails, Record, record_fault
from cleaner.corpus.ledger import Ledger, LedgerEntry
from cleaner.corpus.outputs import output_file
from cleaner.corpus.plan import BatchPlan, Job
from cleaner.lines.errors import CleanerError
from cleaner.lines.text import Result, undo


def restore(plan: BatchPlan, ledger: str, text_field: str = "text", id_field: str = "id") -> list[str]:
    """Write the raw documents of clean files to the outputs of a plan. Return messages about files that failed.

    A file is written only if every edit of the ledger fits, so that what is written is the dump. Raises FormatError for
    a ledger that is none, OSError if it cannot be read, and MissingExtra.
    """
    failed = list(plan.unreadable)
    entries = Ledger(ledger)
    # The ledger has the files in the order of the batch's arguments. Files that it does not name come first.
    order = {name: n for n, name in enumerate(entries.files)}
    names = {job.source: _names_in(entries, job, len(plan.jobs)) for job in plan.jobs}
    missing = [name for name, written in entries.files.items() if written]
    found = {name for known in names.values() for name in known}
    if missing and found.isdisjoint(missing):
        return [*failed, f"{ledger}: nothing restored, because the ledger is of other files, such as {missing[0]}"]
    for job in sorted(plan.jobs, key=lambda job: order.get(job.name, order.get(job.source, -1))):
        cursor = _Cursor(entries.entries(*names[job.source]))
        try:
            _restore_file(job, cursor, Fields(text_field, id_field))
        except (_MismatchError, FormatError) as error:
            failed.append(str(error))
        except OSError as error:
            failed.append(f"{job.output}: not written: {error.strerror or error}")
        cursor.skip()
    if lost := [name for name in missing if name not in found]:
        more = f", and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        failed.append(f"{ledger}: the ledger names {lost[0]}, which is missing{more}")
    return failed


class _MismatchError(CleanerError):
    """The ledger has something that does not fit a clean file, so it is the ledger of another one."""

    def __init__(self, job: Job, reason: str) -> None:
        super().__init__(f"{job.source}: not restored, because the ledger does not fit: {reason}")


def _names_in(ledger: Ledger, job: Job, jobs: int) -> tuple[str, ...]:
    """What the ledger may call a file. The single file of a ledger may have been renamed."""
    names = (job.name, job.source)
    if jobs == 1 and len(ledger.files) == 1 and job.name == job.source:
        return tuple(ledger.files)
    return (*names, os.path.basename(job.source)) if job.name == job.source else names


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

    def skip(self) -> None:
        """Read all that is left."""
        while self._next is not None:
            self._advance()

    def _advance(self) -> None:
        self._next, self._used = next(self._entries, None), False


def _restore_file(job: Job, cursor: _Cursor, fields: Fields) -> None:
    """Write one raw file. Raises _MismatchError if the entries do not fit, FormatError and OSError."""
    output = output_file(job)
    try:
        with open(job.source, "rb") as clean:
            _restore_records(job, cursor, fields, clean, output.open())
        if (entry := cursor.unused()) is not None:
            raise _MismatchError(job, f"it has record {entry.record}, which is missing")
        output.commit()
    except BaseException:
        output.discard()
        raise


def _restore_records(job: Job, cursor: _Cursor, fields: Fields, clean: IO[bytes], raw: IO[bytes]) -> None:
    edited: set[int] = set()  # numbers of records of the chunk that have edits
    undone: set[int] = set()  # numbers of those whose edits were undone

    def undo_edits(record: Record) -> Result:
        entry = cursor.at(record.number)
        undone.add(record.number)
        try:
            return Result.untouched(undo(record.text, entry.edits) if entry else record.text)
        except ValueError as error:
            raise _MismatchError(job, f"{record.document}: {error}") from None

    def raw_details(number: int) -> RawDetails:
        entry = cursor.at(number)
        if entry and entry.edits:
            edited.add(number)
        return entry.raw if entry else {}

    sink = job.format.sink(raw, job.source)
    data = compression.reader(clean, compression.of(job.source))
    for chunk in job.format.chunks(data, job.name, fields):
        edited.clear()
        undone.clear()
        try:
            result = job.format.restore(chunk, job.name, fields, undo_edits, raw_details)
        except ValueError as error:  # a damaged file, or the details of a forged ledger
            raise _MismatchError(job, f"record {chunk.start} or one below: {record_fault(error)}") from None
        except (LookupError, TypeError, AttributeError) as error:
            raise _MismatchError(job, f"record {chunk.start} or one below: {error}") from None
        # A record that is not JSON, or not text, passed through the batch. It is raw already, and has no edits.
        if left := sorted(edited - undone):
            faults = {reject.number: f": {reject.message}" for reject in result.rejects}
            fault = faults.get(left[0], "")
            raise _MismatchError(job, f"record {left[0]} has edits, but no text that was cleaned{fault}")
        for piece in result.pieces:
            if sink:
                sink.write(piece)
            else:
                raw.write(compression.compress(piece, job.output_compression))
    if sink:
        sink.close()
