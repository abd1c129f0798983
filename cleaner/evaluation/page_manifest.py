"""The page manifest: JSON lines with the language, outlet, URL and title of the pages to score."""

import json
import os
from typing import Any, NamedTuple

from cleaner.corpus.encoding import DecodeError, decode
from cleaner.corpus.files import read_regular
from cleaner.lines.errors import CleanerError
from cleaner.lines.host import outlet_of
from cleaner.lines.text import cut
from cleaner.lines.words import counted

FILE_NAME = "manifest.jsonl"  # of the manifest that is used if the caller names none
SUFFIX = ".txt"  # of dumps and references
MAX_BYTES = 100_000_000  # of a page manifest
MAX_LINE_CHARS = 100_000  # of one of its lines
MAX_FAULTS = 1_000  # lines that are named; the others are counted


class ManifestError(CleanerError):
    """A page manifest that cannot be read."""


class ManifestEntry(NamedTuple):
    """What a page manifest says about one page."""

    outlet: str | None = None
    language: str | None = None
    host: str | None = None  # host or URL of the page, by which its pack is chosen
    title: str | None = None


class PageManifest(NamedTuple):
    """A page manifest as it was read."""

    entries: dict[str, ManifestEntry]  # page id: its path below the folder of dumps, without ".txt"
    faults: tuple[str, ...] = ()  # messages about lines that were skipped

    def entry(self, name: str) -> ManifestEntry:
        """What is known about a page, given its path below the folder of dumps."""
        return self.entries.get(page_id(name), ManifestEntry())


def page_id(name: str) -> str:
    """The id of a page, from its path below the folder of dumps.

    >>> page_id("./vi/page.txt")
    'vi/page'
    """
    return name.removeprefix("./").removesuffix(SUFFIX)


def default_path(raw: str) -> str | None:
    """The page manifest in a folder of dumps or next to it, or None if there is none."""
    folders = [raw, os.path.dirname(os.path.abspath(raw))] if os.path.isdir(raw) else [os.path.dirname(raw) or "."]
    paths = (os.path.join(folder, FILE_NAME) for folder in folders)
    return next(filter(os.path.isfile, paths), None)


def read_manifest(path: str) -> PageManifest:
    """Read a page manifest. Faulty lines become messages. Raises ManifestError if the file cannot be read."""
    try:
        text = decode(read_regular(path, MAX_BYTES), name=path).removeprefix("\ufeff")
    except DecodeError as error:
        raise ManifestError(str(error)) from None
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None
    entries: dict[str, ManifestEntry] = {}
    faults: list[str] = []
    unnamed = 0  # faulty lines beyond MAX_FAULTS
    for number, line in enumerate(cut(text)[0], 1):
        if not line.strip():
            continue
        try:
            page, entry = _entry(line)
            if page in entries:
                raise ValueError(f"second entry for {page}")
            entries[page] = entry
        except (ValueError, RecursionError) as error:
            unnamed += len(faults) == MAX_FAULTS
            faults += [f"{path}:{number}: {error}"][: MAX_FAULTS - len(faults)]
    if unnamed:
        faults.append(f"{path}: {counted(unnamed, 'more faulty line')}")
    return PageManifest(entries, tuple(faults))


def _entry(line: str) -> tuple[str, ManifestEntry]:
    """The page id and the entry of one line. Raises ValueError."""
    if len(line) > MAX_LINE_CHARS:
        raise ValueError(f"a line of {len(line):,} characters; at most {MAX_LINE_CHARS:,} are allowed")
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    if not isinstance(record.get("id"), str) or not record["id"]:
        raise ValueError("no id; it is the path of the page, as a string")
    host = _string(record, "url", "host")
    outlet = _string(record, "outlet", "site") or (outlet_of(host) or None if host else None)
    entry = ManifestEntry(outlet, _string(record, "language", "lang"), host, _string(record, "title"))
    return page_id(record["id"]), entry


def _string(record: dict[str, Any], *keys: str) -> str | None:
    """The first value that is not empty. Raises ValueError for a value that is not a string."""
    for key in keys:
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{key} is not a string")
        if value:
            return value
    return None
