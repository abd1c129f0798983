"""The documents of files, whatever their form."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.corpus import compression, formats
from cleaner.corpus.formats import Fields, FormatError
from cleaner.corpus.plan import plans
from cleaner.lines.text import Result


class Dump(NamedTuple):
    """A document as it was found."""

    name: str  # its file, or its file and number
    text: str
    url: str | None  # of its page, or the host; None where the file does not say


class UnreadDocument(NamedTuple):
    """A document or a file that could not be read, and why."""

    message: str


def documents(inputs: Sequence[str], fields: Fields) -> Iterator[Dump | UnreadDocument]:
    """All documents of some files and folders, in the order of their names. Raises Bad for what is not there.

    Of several inputs the names are the whole paths, because two folders may have files of the same names.
    """
    nowhere = os.path.join(os.devnull, "")
    # each input by itself: two folders may have files of the same names
    found_in = [plan for one in inputs for plan in plans([one], nowhere)]
    for plan in sorted(found_in, key=lambda plan: plan.source):
        if plan.fault:
            yield UnreadDocument(plan.fault)
            continue
        form = formats.kind(plan.form)
        called = plan.source if len(inputs) > 1 else plan.name
        found: list[Dump] = []

        def note(_: int, name: str, text: str, url: str | None, found: list[Dump] = found) -> Result:
            found.append(Dump(name, text, url))
            return Result(text, (), "", "", ())

        try:
            with open(plan.source, "rb") as raw, compression.reader(raw, compression.of(plan.source)) as file:
                for chunk in form.chunks(file, called, fields):
                    rejects: Iterable[formats.Reject] = form.work(chunk, called, fields, note).rejects
                    yield from found
                    found.clear()
                    yield from (UnreadDocument(f"{reject.place}: {reject.message}") for reject in rejects)
        except (FormatError, compression.MissingExtra) as error:
            yield UnreadDocument(str(error))
        except OSError as error:
            yield UnreadDocument(f"{plan.source}: {error.strerror or error}")
