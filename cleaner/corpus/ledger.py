"""The ledger: every edit of every document as a line of JSON, from which the raw documents can be restored.

A line names the output file, the number of the record, the document, and the edit. A record that is left out of
the output has a line that says so, because the records below it have other numbers in the output than in the input.

If packs of the working directory were in use, the first line lists them: `{"packs": [...]}`. It concerns no file.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cleaner.corpus import compression
from cleaner.corpus.files import open_regular
from cleaner.corpus.formats import MAX_RECORD_BYTES, FormatError, RawDetails, Reject
from cleaner.lines.text import Edit
from cleaner.packs.layers import ProjectPack

MAX_LINE_BYTES = 4 * MAX_RECORD_BYTES  # JSON may be longer than what it quotes; a device has no line end at all


def edit_lines(file: str, record: int, document: str, edits: Iterable[Edit]) -> bytes:
    """The ledger lines of one document. `file` is the key of the output, `record` the number in it, from 1.

    >>> json.loads(edit_lines("a.txt", 1, "raw/a.txt", [Edit(3, "web:x", "Menu", None)]))["before"]
    'Menu'
    """
    return b"".join(
        json_line({"file": file, "record": record, "document": document, **edit._asdict()}) for edit in edits
    )


def left_out_line(file: str, reject: Reject) -> bytes:
    """The ledger line of a record that is left out of the output."""
    return json_line({"file": file, "record": reject.number, "left_out": reject.message})


def raw_line(file: str, record: int, details: RawDetails) -> bytes:
    """The ledger line for what a record's raw bytes had that its edits do not record."""
    return json_line({"file": file, "record": record, "raw": details})


def head_line(packs: Sequence[ProjectPack]) -> bytes:
    """The first line of a ledger: the packs of the working directory that were in use. Nothing if there were none."""
    return json_line({"packs": [pack._asdict() for pack in packs]}) if packs else b""


def json_line(value: dict[str, Any]) -> bytes:
    """A value as a line of JSON. A lone surrogate, which UTF-8 cannot encode, is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode("ascii") + b"\n"


class LedgerEntry(NamedTuple):
    """What the ledger says about one record."""

    record: int  # number in the raw file, from 1
    edits: tuple[Edit, ...]
    left_out: bool
    raw: RawDetails = {}  # noqa: RUF012


READ_ERRORS: tuple[type[Exception], ...] = (
    *compression.read_errors(),
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
)


def _checked(line: Any) -> dict[str, Any]:
    """A line of a ledger. Raises ValueError, KeyError or TypeError for a value that is none."""
    fits = isinstance(line["file"], str) and _is_number(line["record"])
    if "rule" in line:
        after = line["after"]
        fits = fits and _is_number(line["line"]) and isinstance(line["rule"], str) and isinstance(line["before"], str)
        fits = fits and (after is None or isinstance(after, str))
    if not (fits and isinstance(line.get("raw", {}), dict)):
        raise ValueError("a value has the wrong type")
    checked: dict[str, Any] = line
    return checked


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 1


class Ledger:
    """A ledger that is read in step with the files it describes, in its own order.

    Raises FormatError for a file that is not a ledger.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.files: dict[str, bool] = {}  # files in order -> whether any record of the file is in the output
        last: tuple[object, ...] = ()
        for line in self._lines():
            self.files[line["file"]] = self.files.get(line["file"], False) or "left_out" not in line
            if "document" in line:
                this = (line["file"], line["record"], line["document"])
                if last and this != last and this[:2] == last[:2]:
                    both = f"{this[0]} has the texts of both {last[2]} and {this[2]}"
                    raise FormatError(f"{path}: {both}, so it cannot be restored; clean them again with --output-dir")
                last = this
        self._by_file = groupby(self._lines(), key=lambda line: line["file"])
        self._next = next(self._by_file, None)

    def _lines(self) -> Iterator[dict[str, Any]]:
        number = 0
        try:
            with open_regular(self._path) as raw:
                data = compression.reader(raw, compression.of(self._path))
                while text := data.readline(MAX_LINE_BYTES):
                    number += 1
                    if len(text) == MAX_LINE_BYTES:
                        raise ValueError(f"it has {MAX_LINE_BYTES:,} bytes or more")
                    line = json.loads(text)
                    if number > 1 or "packs" not in line:
                        yield _checked(line)
        except READ_ERRORS as error:
            raise FormatError(f"{self._path}: line {number}: not a ledger: {error}") from None

    def entries(self, *names: str) -> Iterator[LedgerEntry]:
        """The entries of the file with one of these names; none if another file comes next.

        Without names, the entries of the file that comes next.
        """
        while self._next is not None and names and self._next[0] not in names and not self.files[self._next[0]]:
            self._next = next(self._by_file, None)  # that file was left out completely
        if self._next is None or (names and self._next[0] not in names):
            return
        for record, group in groupby(self._next[1], key=lambda line: line["record"]):
            lines = list(group)
            edits = tuple(Edit(x["line"], x["rule"], x["before"], x["after"]) for x in lines if "rule" in x)
            raw: RawDetails = next((x["raw"] for x in lines if "raw" in x), {})
            yield LedgerEntry(record, edits, "left_out" in lines[0], raw)
        self._next = next(self._by_file, None)
