"""What a batch has to do: which files are its input, and which output each becomes."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.corpus import formats
from cleaner.corpus.files import special
from cleaner.corpus.formats import Fields, FormatError
from cleaner.corpus.walk import walk
from cleaner.lines.text import Part

STREAM = "-"  # standard input or output


class Job(NamedTuple):
    """One input and the output that it becomes."""

    source: str  # a path, or "-"
    output: str  # a path, or "-"
    name: str  # the input's path below the folder that was named; what it is called in messages
    form: str
    key: str  # the output's path below the folder of outputs, or its name: what the ledger calls it
    flows: bool = False  # a pipe or a device is its input or its output: it can be neither read nor written twice
    fault: str = ""  # why it cannot be read; then nothing is made of it


class BatchOptions(NamedTuple):
    """All that the outputs of a batch depend on beside the inputs, and what is asked for beside them."""

    rules: tuple[str, ...] = ()
    pack: str | None = None
    fields: Fields = Fields()
    jobs: int = 0  # processes; 0: as many as there are cores, or one for little work
    force: bool = False  # clean again what is done
    ledger: str | None = None
    rejects: str | None = None
    samples: int = 0  # documents of which the raw text and its edits are kept for the report
    form: str | None = None  # of all inputs; None: as their names tell
    keep: tuple[Part, ...] = ()  # what stays beside the text


def plans(
    inputs: Sequence[str],
    output: str,
    form: str | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> list[Job]:
    """The files of a batch with their outputs, in order. Raises Bad for what cannot be meant, before any file."""
    for one in inputs:
        if one != STREAM and output != STREAM and os.path.realpath(one) == os.path.realpath(output):
            raise FormatError(f"{one} is the input and the output; a batch never writes over its dumps")
        if one != STREAM and not os.path.lexists(one):
            raise FormatError(f"{one}: there is no such file or folder")
        if one == STREAM and form is None:
            raise FormatError("standard input has no name to tell its form; say --format jsonl")
    folder = _is_folder(inputs, output, form)
    if folder and output == STREAM:
        raise FormatError("several files cannot go to standard output; name a folder")
    if folder and os.path.isfile(output):
        raise FormatError(f"{output} is a file; several files go into a folder")
    if folder and STREAM in inputs:
        raise FormatError(f"standard input has no name that its output could get in {output}; name a file")
    todo: list[Job] = []
    for one in inputs:
        within = os.path.isdir(one)
        for path, name, fault in (
            walk(one, (output,), include, exclude) if within else [(one, os.path.basename(one), "")]
        ):
            kind = form or formats.of(path) or ("txt" if include or not within else None)
            if fault:
                todo.append(Job(path, output, name, kind or "", name, fault=fault))
            elif kind is not None:
                target = os.path.join(output, name) if folder else output
                flows = any(at == STREAM or special(at) for at in (path, target))
                key = name if folder else os.path.basename(output)
                todo.append(Job(path, target, name if within else path, kind, key, flows))
                _refuse(todo[-1], form)
    _refuse_writing_over(todo)
    return todo


def _is_folder(inputs: Sequence[str], output: str, form: str | None) -> bool:
    """Whether the outputs go into a folder, or the one output is the file that was named."""
    if len(inputs) > 1 or os.path.isdir(inputs[0]) or os.path.isdir(output) or output.endswith(("/", os.sep)):
        return True
    # A corpus goes into a file that is called like one; a name without an end is that of a folder to be made.
    corpus = form is None and formats.of(inputs[0]) not in (None, "txt")
    return corpus and output != STREAM and not os.path.splitext(output)[1] and not os.path.lexists(output)


def _refuse(plan: Job, form: str | None) -> None:
    """Refuses an output that cannot be written as its input is. Raises Bad."""
    if plan.form == "parquet" and STREAM in (plan.source, plan.output):
        raise FormatError(
            "a Parquet file is not read from its beginning to its end, so it cannot be a pipe; name a file"
        )
    called = formats.of(plan.output) or (None if form or plan.form == "txt" else "txt")
    same = form is not None and formats.of(plan.source) == called  # both names tell something else, and it was said
    if plan.output != STREAM and called not in (None, plan.form) and not same:
        raise FormatError(
            f"{plan.output}: the output is of another form than {plan.source}, which is {plan.form}; "
            "give it a name of that form, or say --format"
        )


def _refuse_writing_over(todo: Sequence[Job]) -> None:
    """Refuses a batch that would write over one of its inputs, or two outputs into one file. Raises Bad.

    Links are looked through, for the folders of a tree can be links to one another.
    """
    folders: dict[str, str] = {}

    def real(path: str) -> str:
        folder, name = os.path.split(path)
        if os.path.islink(path):
            return os.path.realpath(path)
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        return os.path.join(folders[folder], name)

    sources = {real(plan.source) for plan in todo if plan.source != STREAM}
    taken: dict[str, str] = {}
    for plan in todo:
        if plan.flows or plan.fault:
            continue
        place = real(plan.output)
        if place in sources:
            raise FormatError(
                f"{plan.output} is an input of this batch, which never writes over its dumps; name another folder"
            )
        if place in taken:
            raise FormatError(f"{plan.source} and {taken[place]} would both become {plan.output}")
        taken[place] = plan.source
