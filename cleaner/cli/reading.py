"""Documents read by a command that makes nothing of them but a report."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import typer

from cleaner.cli.options import STDIN, usage
from cleaner.cli.stdio import FAILED, say
from cleaner.corpus.documents import Dump, UnreadDocument, documents
from cleaner.corpus.formats import Fields, FormatError
from cleaner.corpus.tally import SHOWN
from cleaner.lines.errors import PatternTimeout

TOLD = 10  # messages that are said one by one


class Read(NamedTuple):
    """How the reading went."""

    unread: list[str]  # why documents could not be read, the first of them; a corpus can hold millions
    failed: int  # all of them


def read(sources: Sequence[str], fields: Fields, take: Callable[[Dump], object]) -> Read:
    """Gives each document away, and says which could not be read. Ends the run where there is none."""
    if STDIN in sources:
        usage("standard input is not read here; name files or folders")
    unread: list[str] = []
    failed = taken = 0
    try:
        for one in documents(sources, fields):
            message = one.message if isinstance(one, UnreadDocument) else ""
            if not isinstance(one, UnreadDocument):
                taken += 1
                try:
                    take(one)
                except PatternTimeout as error:
                    taken -= 1
                    message = str(error)
            if message:
                failed += 1
                unread += [message][: SHOWN - len(unread)]
    except FormatError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{error.filename}: {error.strerror}")
    for message in unread[:TOLD]:
        say(message)
    if failed > TOLD:
        say(f"and {failed - TOLD:,} more that could not be read")
    if not taken:
        if failed:
            raise typer.Exit(FAILED)
        usage(f"{', '.join(sources)}: there are no dumps here: no .txt, .jsonl, .parquet or .wet file")
    return Read(unread, failed)
