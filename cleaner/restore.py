"""Clean documents and their ledger back to the raw ones, byte for byte."""

import json
import os
from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any, NamedTuple

from cleaner import compression, formats
from cleaner.formats import Bad, Fields
from cleaner.outputs import part_of
from cleaner.plan import Plan
from cleaner.text import Edit, Result, undo


class Entry(NamedTuple):
    """What the ledger says of one record of a file."""

    record: int  # its number in the raw file, from 1
    edits: tuple[Edit, ...]
    left_out: bool


READ_FAULTS: tuple[type[Exception], ...] = (*compression.faults(), ValueError, KeyError, TypeError)


class _Ledger:
    """The ledger of a run, read along with the files, in the same order."""

    def __init__(self, path: str, raw: IO[bytes]) -> None:
        self._path = path
        self._files = groupby(self._lines(raw), key=lambda line: line["file"])
        self._next = next(self._files, None)

    def _lines(self, raw: IO[bytes]) -> Iterator[dict[str, Any]]:
        number = 0
        try:
            for number, line in enumerate(raw, 1):  # noqa: B007 - the number is told below
                found = json.loads(line)
                found["file"], found["record"]
                yield found
        except READ_FAULTS as error:
            raise Bad(f"{self._path}: line {number}: this is no ledger of a batch: {error}") from None

    def entries(self, file: str) -> Iterator[Entry]:
        """What it says of one file; nothing if it does not come next."""
        if self._next is None or self._next[0] != file:
            return
        for record, lines in groupby(self._next[1], key=lambda line: line["record"]):
            some = list(lines)
            edits = tuple(Edit(x["line"], x["rule"], x["before"], x["after"]) for x in some if "left_out" not in x)
            yield Entry(record, edits, not edits)
        self._next = next(self._files, None)

    def rest(self) -> str | None:
        """The next file that it speaks of, if there is one."""
        return self._next[0] if self._next else None


def restore(plans: list[Plan], ledger: str, text_field: str = "text", id_field: str = "id") -> list[str]:
    """Writes the raw documents of clean files, whose plans name where each goes; returns what failed.

    Raises Bad for a ledger that is none or belongs to other files, OSError, and compression.Missing.
    """
    failed: list[str] = []
    with open(ledger, "rb") as raw:
        told = _Ledger(ledger, compression.reader(raw, compression.of(ledger)))
        for plan in plans:
            failed += _file(plan, told, Fields(text_field, id_field))
        if told.rest() is not None:
            raise Bad(f"{ledger}: it speaks of {told.rest()}, which is not there or not in its order")
    return failed


def _file(plan: Plan, ledger: _Ledger, fields: Fields) -> list[str]:
    entries = ledger.entries(plan.name if plan.name != plan.source else os.path.basename(plan.source))
    waiting = next(entries, None)
    shift = 0  # records of the raw file that are not in the clean one
    failed: list[str] = []

    def raw_again(number: int, _document: str, text: str, _url: str | None) -> Result:
        nonlocal waiting, shift
        while waiting is not None and waiting.left_out and waiting.record == number + shift:
            shift += 1
            waiting = next(entries, None)
        if waiting is None or waiting.record != number + shift:
            return Result(text, (), "", "", ())
        edits = waiting.edits
        waiting = next(entries, None)
        return Result(undo(text, edits), (), "", "", ())

    form = formats.kind(plan.form)
    os.makedirs(os.path.dirname(plan.output) or ".", exist_ok=True)
    part = part_of(plan.output)
    kind = compression.of(plan.output) if plan.form != "parquet" else ""
    with open(plan.source, "rb") as raw, open(part, "wb") as out:
        sink = form.sink(out, plan.source) if plan.form == "parquet" else None
        for chunk in form.chunks(compression.reader(raw, compression.of(plan.source)), plan.name, fields):
            parts, rejects = form.work(chunk, plan.name, fields, raw_again)
            failed += [f"{reject.place}: {reject.message}" for reject in rejects]
            for data in parts:
                (sink or out).write(data if sink else compression.pack(data, kind))
        if sink:
            sink.close()
    entries_left = [entry for entry in ([waiting] if waiting else []) + list(entries) if not entry.left_out]
    if entries_left:
        raise Bad(f"{plan.source}: the ledger speaks of record {entries_left[0].record}, which is not there")
    os.replace(part, plan.output)
    return failed
