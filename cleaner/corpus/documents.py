"""Read the documents of files and folders, whatever their format."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.corpus import compression
from cleaner.corpus.formats import Fields, FormatError, Record, Reject
from cleaner.corpus.inputs import STDIO, InputFile, PathError, UnreadableInput, check_exists, find_inputs


class RawDocument(NamedTuple):
    """A document as it was found."""

    name: str  # its id, or file:number, or its file
    text: str
    url: str | None  # URL or host of the page; None if the file does not say
    title: str | None = None  # of the page; None if the file does not say


class UnreadDocument(NamedTuple):
    """A document or a file that could not be read."""

    message: str


def documents(sources: Sequence[str], fields: Fields) -> Iterator[RawDocument | UnreadDocument]:
    """All documents of files and folders, in the order of their paths. Raises PathError for an input that is missing.

    If there are several sources, documents are called by whole paths, because two folders may have files of
    the same names.
    """
    files: list[InputFile | UnreadableInput] = []
    for source in sources:
        if source == STDIO:
            raise PathError("standard input has no file name that implies a format; name files or folders")
        check_exists(source)
        files += find_inputs(source)
    for file in sorted(files, key=lambda file: file.path):
        if isinstance(file, UnreadableInput):
            yield UnreadDocument(file.message)
        else:
            yield from _documents(file, file.path if len(sources) > 1 else file.name, fields)


def _documents(file: InputFile, name: str, fields: Fields) -> Iterator[RawDocument | UnreadDocument]:
    """The documents of one file."""
    try:
        with open(file.path, "rb") as raw, compression.reader(raw, compression.of(file.path)) as data:
            for chunk in file.format.chunks(data, name, fields):
                yield from map(_document, file.format.records(chunk, name, fields))
    except (FormatError, compression.MissingExtra) as error:
        yield UnreadDocument(str(error))
    except OSError as error:
        yield UnreadDocument(f"{file.path}: {error.strerror or error}")


def _document(record: Record | Reject) -> RawDocument | UnreadDocument:
    if isinstance(record, Reject):
        return UnreadDocument(f"{record.place}: {record.message}")
    return RawDocument(record.document, record.text, record.url, record.title)
