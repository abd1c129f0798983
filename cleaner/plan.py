"""What a batch has to do: which files are its input, and which output each becomes."""

import fnmatch
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner import formats
from cleaner.files import special
from cleaner.formats import Bad, Fields
from cleaner.text import Part

STREAM = "-"  # standard input or output


class Plan(NamedTuple):
    """One input and the output that it becomes."""

    source: str  # a path, or "-"
    output: str  # a path, or "-"
    name: str  # the input's path below the folder that was named; what it is called in messages
    form: str
    key: str  # the output's path below the folder of outputs, or its name: what the ledger calls it
    flows: bool = False  # a pipe or a device is its input or its output: it can be neither read nor written twice
    fault: str = ""  # why it cannot be read; then nothing is made of it


class Options(NamedTuple):
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
) -> list[Plan]:
    """The files of a batch with their outputs, in order. Raises Bad for what cannot be meant, before any file."""
    for one in inputs:
        if one != STREAM and output != STREAM and os.path.realpath(one) == os.path.realpath(output):
            raise Bad(f"{one} is the input and the output; a batch never writes over its dumps")
        if one != STREAM and not os.path.lexists(one):
            raise Bad(f"{one}: there is no such file or folder")
        if one == STREAM and form is None:
            raise Bad("standard input has no name to tell its form; say --format jsonl")
    folder = _is_folder(inputs, output, form)
    if folder and output == STREAM:
        raise Bad("several files cannot go to standard output; name a folder")
    if folder and os.path.isfile(output):
        raise Bad(f"{output} is a file; several files go into a folder")
    if folder and STREAM in inputs:
        raise Bad(f"standard input has no name that its output could get in {output}; name a file")
    todo: list[Plan] = []
    for one in inputs:
        within = os.path.isdir(one)
        for path, name, fault in (
            walk(one, (output,), include, exclude) if within else [(one, os.path.basename(one), "")]
        ):
            kind = form or formats.of(path) or ("txt" if include or not within else None)
            if fault:
                todo.append(Plan(path, output, name, kind or "", name, fault=fault))
            elif kind is not None:
                target = os.path.join(output, name) if folder else output
                flows = any(at == STREAM or special(at) for at in (path, target))
                key = name if folder else os.path.basename(output)
                todo.append(Plan(path, target, name if within else path, kind, key, flows))
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


def _refuse(plan: Plan, form: str | None) -> None:
    """Refuses an output that cannot be written as its input is. Raises Bad."""
    if plan.form == "parquet" and STREAM in (plan.source, plan.output):
        raise Bad("a Parquet file is not read from its beginning to its end, so it cannot be a pipe; name a file")
    called = formats.of(plan.output) or (None if form or plan.form == "txt" else "txt")
    same = form is not None and formats.of(plan.source) == called  # both names tell something else, and it was said
    if plan.output != STREAM and called not in (None, plan.form) and not same:
        raise Bad(
            f"{plan.output}: the output is of another form than {plan.source}, which is {plan.form}; "
            "give it a name of that form, or say --format"
        )


def _refuse_writing_over(todo: Sequence[Plan]) -> None:
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
            raise Bad(
                f"{plan.output} is an input of this batch, which never writes over its dumps; name another folder"
            )
        if place in taken:
            raise Bad(f"{plan.source} and {taken[place]} would both become {plan.output}")
        taken[place] = plan.source


def walk(
    folder: str, without: Sequence[str] = (), include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """The files below a folder, in order: each path, its path below the folder, and why it cannot be read, or "".

    Hidden ones, those in the folders `without` and loops of links are passed by.
    """
    others = {os.path.realpath(other) for other in without}

    def below_it(path: str, below: str, open_folders: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield path, below, f"{path}: the folder cannot be read: {error.strerror}"
            return
        for entry in entries:
            name = f"{below}{entry.name}"
            if entry.name.startswith(".") or any(fnmatch.fnmatch(name, glob) for glob in exclude):
                continue
            try:
                if entry.is_dir():
                    real = os.path.realpath(entry.path)
                    if real not in others and real not in open_folders:
                        yield from below_it(entry.path, f"{name}/", (*open_folders, real))
                elif entry.is_file() and (not include or any(fnmatch.fnmatch(name, glob) for glob in include)):
                    yield entry.path, name, ""
            except OSError as error:
                yield entry.path, name, f"{entry.path}: cannot be read: {error.strerror}"

    yield from below_it(folder, "", (os.path.realpath(folder),))
