"""The ledger: every edit of every document as a line of JSON, and the way back from it.

A line names the output file, the record in it, the document, and the edit. A record that is not in the
output has a line of its own, so that those below it can be counted.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from cleaner.corpus import compression
from cleaner.corpus.formats import FormatError, Reject
from cleaner.lines.text import Edit


def written(file: str, record: int, document: str, edits: Iterable[Edit]) -> bytes:
    """The lines for one document. `file` is what the output is called, `record` its number there, from 1.

    >>> json.loads(written("a.txt", 1, "raw/a.txt", [Edit(3, "web:x", "Menu", None)]))["before"]
    'Menu'
    """
    return b"".join(
        json_line({"file": file, "record": record, "document": document, **edit._asdict()}) for edit in edits
    )


def left_out(file: str, reject: Reject) -> bytes:
    """The line for a record that is not in the output."""
    return json_line({"file": file, "record": reject.number, "left_out": reject.message})


def as_raw(file: str, record: int, told: dict[str, Any]) -> bytes:
    """The line for what a record's raw bytes had that its edits do not tell."""
    return json_line({"file": file, "record": record, "raw": told})


def json_line(value: dict[str, Any]) -> bytes:
    """A value as a line of JSON; half a surrogate pair, which UTF-8 cannot write, is spelt out."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode("ascii") + b"\n"


class LedgerEntry(NamedTuple):
    """What the ledger says of one record of a file."""

    record: int  # its number in the raw file, from 1
    edits: tuple[Edit, ...]
    left_out: bool
    raw: dict[str, Any] = {}  # noqa: RUF012 - what its raw bytes had that the edits do not tell


READ_FAULTS: tuple[type[Exception], ...] = (*compression.faults(), ValueError, KeyError, TypeError)


class Ledger:
    """The ledger of a run, read along with the files, in the same order. Raises Bad for a file that is none."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.names: dict[str, bool] = {}  # the files that it names, in order -> whether a record of it is there
        for line in self._lines():
            self.names[line["file"]] = self.names.get(line["file"], False) or "left_out" not in line
        self._files = groupby(self._lines(), key=lambda line: line["file"])
        self._next = next(self._files, None)

    def _lines(self) -> Iterator[dict[str, Any]]:
        number = 0
        try:
            with open(self._path, "rb") as raw:
                for number, line in enumerate(compression.reader(raw, compression.of(self._path)), 1):  # noqa: B007
                    found = json.loads(line)
                    found["file"], found["record"]
                    yield found
        except READ_FAULTS as error:
            raise FormatError(f"{self._path}: line {number}: this is no ledger: {error}") from None

    def entries(self, *names: str) -> Iterator[LedgerEntry]:
        """What it says of the file that goes by one of these names; nothing if that does not come next.

        Without a name, what it says of the file that comes next.
        """
        while self._next is not None and names and self._next[0] not in names and not self.names[self._next[0]]:
            self._next = next(self._files, None)  # all of that file was left out
        if self._next is None or (names and self._next[0] not in names):
            return
        for record, lines in groupby(self._next[1], key=lambda line: line["record"]):
            some = list(lines)
            edits = tuple(Edit(x["line"], x["rule"], x["before"], x["after"]) for x in some if "rule" in x)
            raw: dict[str, Any] = next((x["raw"] for x in some if "raw" in x), {})
            yield LedgerEntry(record, edits, "left_out" in some[0], raw)
        self._next = next(self._files, None)

    def rest(self) -> str | None:
        """The next file of which a record has to be there, if it speaks of one."""
        while self._next is not None and not self.names[self._next[0]]:
            self._next = next(self._files, None)
        return self._next[0] if self._next else None
