"""Read the documents of a command that writes a report and no texts."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import typer

from cleaner.cli.options import usage
from cleaner.cli.stdio import FAILED, MESSAGES, STDIN, say
from cleaner.corpus import formats
from cleaner.corpus.documents import RawDocument, UnreadDocument, documents
from cleaner.corpus.formats import Fields
from cleaner.corpus.inputs import PathError
from cleaner.corpus.tally import MAX_LISTED_DOCUMENTS
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.words import alternatives


class Failures(NamedTuple):
    """The documents that could not be read or cleaned."""

    messages: tuple[str, ...]  # about the first of them: a corpus can have millions
    number: int  # all of them


def read_documents(sources: Sequence[str], fields: Fields, use: Callable[[RawDocument], object]) -> Failures:
    """Call `use` with every document, and print a message for each of the first failures.

    End the run if no document could be used. `use` may raise PatternTimeout.
    """
    if STDIN in sources:
        usage("this command does not read standard input; name files or folders")
    messages: list[str] = []
    failed = used = 0
    try:
        for document in documents(sources, fields):
            message = document.message if isinstance(document, UnreadDocument) else _use(document, use)
            if message is None:
                used += 1
            else:
                failed += 1
                messages += [message][: MAX_LISTED_DOCUMENTS - len(messages)]
    except PathError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{error.filename}: {error.strerror}")
    for message in messages[:MESSAGES]:
        say(message)
    if failed > MESSAGES:
        say(f"and {failed - MESSAGES:,} more that could not be read")
    if not used:
        if failed:
            raise typer.Exit(FAILED)
        usage(f"{', '.join(sources)}: no dumps here: no {alternatives(formats.suffixes())} file")
    return Failures(tuple(messages), failed)


def _use(document: RawDocument, use: Callable[[RawDocument], object]) -> str | None:
    """Call `use` with a document. Return why it failed, or None."""
    try:
        use(document)
    except PatternTimeout as error:
        return str(error)
    return None
