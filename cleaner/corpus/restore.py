"""Clean documents and their ledger back to the raw ones; their texts come out byte for byte."""

import os
from collections.abc import Iterator
from itertools import chain
from typing import Any

from cleaner.corpus import compression, formats
from cleaner.corpus.files import Growing
from cleaner.corpus.formats import Fields, FormatError
from cleaner.corpus.ledger import Ledger, LedgerEntry
from cleaner.corpus.plan import Job
from cleaner.lines.text import Result, undo


def restore(plans: list[Job], ledger: str, text_field: str = "text", id_field: str = "id") -> list[str]:
    """Writes the raw documents of clean files, whose plans name where each goes; returns what failed.

    Raises Bad for a ledger that is none or belongs to other files, OSError, and compression.Missing.
    """
    failed: list[str] = []
    told = Ledger(ledger)
    # in the order of the ledger, which is that of the batch's arguments; those that it does not name come first
    order = {name: n for n, name in enumerate(told.names)}
    alone = len(plans) == 1 and plans[0].name == plans[0].source  # it may have got another name since
    for plan in sorted(plans, key=lambda plan: order.get(plan.name, order.get(plan.source, -1))):
        entries = told.entries(*([] if alone else [plan.name, plan.source]))
        failed += _file(plan, entries, Fields(text_field, id_field))
    if (rest := told.rest()) is not None:
        raise FormatError(f"{ledger}: it speaks of {rest}, which is not there")
    return failed


def _file(plan: Job, entries: Iterator[LedgerEntry], fields: Fields) -> list[str]:
    waiting = next(entries, None)
    seen = False  # whether it was asked for
    shift = 0  # records of the raw file that are not in the clean one
    failed: list[str] = []

    def entry(number: int) -> LedgerEntry | None:
        """What the ledger says of a record of the clean file, if anything."""
        nonlocal waiting, seen, shift
        while waiting is not None:
            if waiting.left_out and waiting.record <= number + shift:
                shift += 1
            elif not seen or waiting.record >= number + shift:
                break
            waiting, seen = next(entries, None), False
        if waiting is None or waiting.record != number + shift:
            return None
        seen = True
        return waiting

    def raw_again(number: int, document: str, text: str, _url: str | None) -> Result:
        told = entry(number)
        try:
            return Result(undo(text, told.edits) if told else text, (), "", "", ())
        except ValueError as error:
            failed.append(f"{document}: {error}")
            raise

    def told_of(number: int) -> dict[str, Any]:
        told = entry(number)
        return told.raw if told else {}

    form = formats.kind(plan.form)
    os.makedirs(os.path.dirname(plan.output) or ".", exist_ok=True)
    growing = Growing(plan.output)
    kind = compression.of(plan.output) if plan.form != "parquet" else ""
    try:
        with open(plan.source, "rb") as raw:
            out = growing.open()
            sink = form.sink(out, plan.source) if plan.form == "parquet" else None
            for chunk in form.chunks(compression.reader(raw, compression.of(plan.source)), plan.name, fields):
                # records that cannot be read were passed through by the batch, and are so again
                for data in form.restore(chunk, plan.name, fields, raw_again, told_of).parts:
                    (sink or out).write(data if sink else compression.pack(data, kind))
            if sink:
                sink.close()
        left = next(
            (entry for entry in chain([waiting] if waiting and not seen else [], entries) if not entry.left_out), None
        )
        if left is not None:
            raise FormatError(f"{plan.source}: the ledger speaks of record {left.record}, which is not there")
        growing.place()
    except BaseException:
        growing.drop()
        raise
    return failed
