"""Pair dumps with their references by their paths."""

import os
from typing import NamedTuple

from cleaner.corpus.walk import walk
from cleaner.evaluation.page_manifest import SUFFIX, ManifestEntry, PageManifest
from cleaner.lines.errors import CleanerError


class PairingError(CleanerError):
    """Paths that cannot be paired."""


class Pair(NamedTuple):
    """The files of one document, and what is known about its page."""

    name: str  # path below the folders
    raw: str  # path of the dump
    gold: str  # path of the reference
    pred: str | None = None  # path of the text to score; None: clean the dump
    entry: ManifestEntry = ManifestEntry()


class Pairs(NamedTuple):
    """The documents to score, and the files that are left over."""

    complete: tuple[Pair, ...]
    unpaired: tuple[str, ...] = ()  # messages about dumps without a reference and references without a dump


def pairs(raw: str, gold: str, pred: str | None, manifest: PageManifest) -> Pairs:
    """The documents of two or three folders, or of two or three files.

    `raw` holds the dumps, `gold` the references, and `pred` the texts to score, if they are not to be made from the
    dumps. Raises PairingError for a missing path or a mix of folders and files, and OSError.
    """
    given = [path for path in (raw, gold, pred) if path is not None]
    for path in given:
        if not os.path.exists(path):
            raise PairingError(f"{path}: there is no such file or folder")
    folders = [os.path.isdir(path) for path in given]
    if not any(folders):
        name = os.path.basename(raw)
        return Pairs((Pair(name, raw, gold, pred, manifest.entry(name)),))
    if not all(folders):
        raise PairingError(f"{', '.join(given)}: name only folders or only files")
    dumps, references = (
        {name: path for path, name, fault in walk(folder, given) if not fault and name.endswith(SUFFIX)}
        for folder in (raw, gold)
    )
    complete = [
        Pair(name, path, references[name], None if pred is None else os.path.join(pred, name), manifest.entry(name))
        for name, path in dumps.items()
        if name in references
    ]
    unpaired = [f"{path}: no reference in {gold}" for name, path in dumps.items() if name not in references]
    unpaired += [f"{path}: no dump in {raw}" for name, path in references.items() if name not in dumps]
    return Pairs(tuple(complete), tuple(unpaired))
