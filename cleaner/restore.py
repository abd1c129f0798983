"""Clean documents and their ledger back to the raw ones, byte for byte."""

import os

from cleaner import compression, formats
from cleaner.formats import Bad, Fields
from cleaner.ledger import Ledger
from cleaner.outputs import part_of
from cleaner.plan import Plan
from cleaner.text import Result, undo


def restore(plans: list[Plan], ledger: str, text_field: str = "text", id_field: str = "id") -> list[str]:
    """Writes the raw documents of clean files, whose plans name where each goes; returns what failed.

    Raises Bad for a ledger that is none or belongs to other files, OSError, and compression.Missing.
    """
    failed: list[str] = []
    with open(ledger, "rb") as raw:
        told = Ledger(ledger, compression.reader(raw, compression.of(ledger)))
        for plan in plans:
            failed += _file(plan, told, Fields(text_field, id_field))
        if told.rest() is not None:
            raise Bad(f"{ledger}: it speaks of {told.rest()}, which is not there or not in its order")
    return failed


def _file(plan: Plan, ledger: Ledger, fields: Fields) -> list[str]:
    # a file that is restored by itself may have got another name since
    entries = ledger.entries(*([] if plan.name == plan.source else [plan.name, plan.source]))
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
