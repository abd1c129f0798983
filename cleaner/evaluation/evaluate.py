"""Dumps, their references and what is known of them: read, cleaned where that is wanted, and scored."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cleaner.corpus.files import DecodeError, decode
from cleaner.corpus.walk import walk
from cleaner.engine.clean import Cleaner
from cleaner.evaluation.floor import ALL
from cleaner.evaluation.score import Marks, ScoreSummary, marks, summary
from cleaner.lines.errors import CleanerError, PatternTimeout
from cleaner.lines.host import outlet_of
from cleaner.lines.text import Flag, cut

MANIFEST = "manifest.jsonl"
SUFFIX = ".txt"
SHOWN = 3  # lines of a document that are kept to be shown, of those that are gone and of those that are left


class ManifestEntry(NamedTuple):
    """What a manifest says of a page."""

    outlet: str | None = None
    language: str | None = None
    host: str | None = None  # the page's host or URL, by which its pack is chosen
    title: str | None = None


class Pair(NamedTuple):
    """One document: where its dump, its reference and its text lie."""

    name: str  # the path below the folders
    raw: str
    gold: str
    pred: str | None = None  # None: the dump is cleaned
    entry: ManifestEntry = ManifestEntry()


class Pairs(NamedTuple):
    """What is there to score, and what has no partner."""

    found: tuple[Pair, ...]
    alone: tuple[str, ...]  # messages: a dump without a reference, or the other way round


class Scored(NamedTuple):
    """A document and its marks."""

    page: Pair
    marks: Marks
    pack: str | None  # that cleaned it here; None: the text was there already
    flags: tuple[Flag, ...]
    missed: tuple[tuple[int, str], ...]  # the first lines of the article that are gone, with their numbers
    extra: tuple[tuple[int, str], ...]  # the first lines that are left in

    @property
    def faultless(self) -> bool:
        """Whether the text is as near to its reference as can be."""
        return self.marks.shingles.score().f1 == 1 and not self.marks.missed and not self.marks.extra


class FailedPair(NamedTuple):
    """A document that could not be read or cleaned, and why."""

    message: str


class EvaluationError(CleanerError):
    """Folders or a manifest with which nothing can be done; the message says why."""


def manifest_beside(raw: str) -> str | None:
    """The manifest in a folder of dumps or beside it, if there is one."""
    folder = raw if os.path.isdir(raw) else os.path.dirname(raw) or "."
    places = (folder, os.path.dirname(os.path.abspath(raw))) if os.path.isdir(raw) else (folder,)
    return next((path for place in places if os.path.isfile(path := os.path.join(place, MANIFEST))), None)


def known_of(path: str) -> tuple[dict[str, ManifestEntry], list[str]]:
    """What a manifest says, by the id of each page, and what is wrong with lines of it. Raises Wrong.

    An id is the page's path below the folder of dumps, with or without `.txt`.
    """
    try:
        with open(path, "rb") as file:
            text = decode(file.read(), name=path).removeprefix("\ufeff")
    except DecodeError as error:
        raise EvaluationError(str(error)) from None
    except OSError as error:
        raise EvaluationError(f"{path}: {error.strerror}") from None
    entries: dict[str, ManifestEntry] = {}
    faults: list[str] = []
    for number, line in enumerate(cut(text)[0], 1):
        if not line.strip():
            continue
        try:
            name, entry = _entry(line)
            if name in entries:
                raise ValueError(f"there is an entry for {name} above")
            entries[name] = entry
        except (ValueError, RecursionError) as error:
            faults.append(f"{path}:{number}: {error}")
    return entries, faults


def _entry(line: str) -> tuple[str, ManifestEntry]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise ValueError(f"no JSON: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("no JSON object")
    if not isinstance(record.get("id"), str) or not record["id"]:
        raise ValueError("no id, which is the page's path as a string")

    def field(*names: str) -> str | None:
        for name in names:
            value = record.get(name)
            if value is not None and not isinstance(value, str):
                raise ValueError(f"{name} is no string")
            if value:
                return value
        return None

    host = field("url", "host")
    outlet = field("outlet", "site") or (outlet_of(host) or None if host else None)
    name = record["id"].removeprefix("./").removesuffix(SUFFIX)
    return name, ManifestEntry(outlet, field("language", "lang"), host, field("title"))


def pages(raw: str, gold: str, pred: str | None, entries: dict[str, ManifestEntry]) -> Pairs:
    """The documents of two or three folders, or files, that belong together. Raises Wrong and OSError."""
    given = [path for path in (raw, gold, pred) if path is not None]
    for path in given:
        if not os.path.exists(path):
            raise EvaluationError(f"{path}: there is no such file or folder")
    if not any(map(os.path.isdir, given)):
        name = os.path.basename(raw)
        return Pairs((Pair(name, raw, gold, pred, entries.get(name.removesuffix(SUFFIX), ManifestEntry())),), ())
    if not all(map(os.path.isdir, given)):
        raise EvaluationError(f"{', '.join(given)}: these have to be all folders, or all files")
    dumps, references = (
        {name: path for path, name, fault in walk(folder, given) if not fault and name.endswith(SUFFIX)}
        for folder in (raw, gold)
    )
    found = [
        Pair(
            name,
            path,
            references[name],
            None if pred is None else os.path.join(pred, name),
            entries.get(name.removesuffix(SUFFIX), ManifestEntry()),
        )
        for name, path in dumps.items()
        if name in references
    ]
    alone = [f"{path}: it has no reference in {gold}" for name, path in dumps.items() if name not in references]
    alone += [f"{path}: it has no dump in {raw}" for name, path in references.items() if name not in dumps]
    return Pairs(tuple(found), tuple(alone))


def scored(todo: Iterable[Pair], cleaner: Cleaner | None, encoding: str | None) -> Iterator[Scored | FailedPair]:
    """Each document with its marks. A text that is not there counts as blank, after its FailedPair."""
    for page in todo:
        try:
            raw, gold = _text(page.raw, encoding), _text(page.gold, encoding)
            pack: str | None = None
            flags: tuple[Flag, ...] = ()
            if page.pred is None:
                assert cleaner is not None
                result = cleaner.clean(raw, page.entry.host, page.raw)
                text, pack, flags = result.text, result.pack, result.flags
            elif os.path.exists(page.pred):
                text = _text(page.pred, encoding)
            else:
                text = ""
                yield FailedPair(f"{page.pred}: there is no such text; it counts as blank")
        except (DecodeError, PatternTimeout) as error:
            yield FailedPair(str(error))
            continue
        except OSError as error:
            yield FailedPair(f"{error.filename}: {error.strerror}")
            continue
        found = marks(raw, gold, text, page.entry.title)
        lines = cut(raw)[0]
        missed, extra = (_first(lines, numbers) for numbers in (found.missed, found.extra))
        yield Scored(page, found, pack, flags, missed, extra)


def _text(path: str, encoding: str | None) -> str:
    with open(path, "rb") as file:
        return decode(file.read(), encoding, path)


def _first(lines: list[str], numbers: Sequence[int]) -> tuple[tuple[int, str], ...]:
    return tuple((number, lines[number - 1]) for number in numbers[:SHOWN])


def groups_of(documents: Sequence[Scored]) -> dict[str, ScoreSummary]:
    """The figures of all documents, of each language, and of each outlet, those with most documents first."""
    parts: dict[str, list[Marks]] = {}
    for kind in ("language", "outlet"):
        named: dict[str, list[Marks]] = {}
        for one in documents:
            if name := getattr(one.page.entry, kind):
                named.setdefault(f"{kind} {name}", []).append(one.marks)
        parts |= sorted(named.items(), key=lambda item: (-len(item[1]), item[0]))
    return {ALL: summary(one.marks for one in documents)} | {name: summary(part) for name, part in parts.items()}


def worst_first(documents: Iterable[Scored]) -> list[Scored]:
    """The documents by the F1 of their shingles, then of their lines, then by name."""
    return sorted(documents, key=lambda one: (one.marks.shingles.score().f1, one.marks.lines.score().f1, one.page.name))
