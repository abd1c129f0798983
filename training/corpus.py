"""Read corpora: folders with dumps in `raw` and their articles in `gold`, and what a manifest says about them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.article.odds import PAGE_KINDS
from cleaner.lines.errors import CleanerError
from cleaner.lines.text import cut

FOLDS: Final = 5  # parts of the sites, for cross-validation
UNKNOWN: Final = (
    -1
)  # the kind of a page that the manifest does not give, and the label of a unit that counts for nobody

_ARTICLES = ("", "article", "news", "blog")  # the types that are articles; a page without a type is one


class CorpusError(CleanerError):
    """A corpus, a manifest or a split that cannot be used."""


class Document(NamedTuple):
    """A dump, its article, and what the manifest says about it."""

    corpus: str  # the folder, as the command line names it
    site: str
    type: str  # of the page, "" if it is not known
    title: str  # "" if it is not known
    dump: str
    reference: str  # the article

    @property
    def kind(self) -> int:
        """The place of the page's kind in PAGE_KINDS, or UNKNOWN."""
        if self.type in _ARTICLES:
            return PAGE_KINDS.index("article")
        return PAGE_KINDS.index(self.type) if self.type in PAGE_KINDS else UNKNOWN


class Facts(NamedTuple):
    """What a manifest says about a document."""

    site: str = ""
    type: str = ""
    title: str = ""


def read_corpora(folders: Iterable[Path]) -> list[Document]:
    """Return the documents of all corpora that have an article, the same dump only once. Raises CorpusError."""
    documents: dict[str, Document] = {}
    for folder in folders:
        for document in read_corpus(folder):
            documents.setdefault(document.dump, document)
    return list(documents.values())


def read_corpus(folder: Path) -> Iterator[Document]:
    """Yield the documents of a corpus that have an article, by file name. Raises CorpusError."""
    facts = manifest(folder)
    for raw in sorted((folder / "raw").glob("*.txt")):
        gold = folder / "gold" / raw.name
        if gold.exists():
            known = facts.get(raw.stem, Facts())
            yield Document(str(folder), known.site or raw.stem, known.type, known.title, _text(raw), _text(gold))


def manifest(folder: Path) -> dict[str, Facts]:
    """Return the facts about each document by its id, from a manifest in the folder or above it. Raises CorpusError."""
    for path in (folder / "manifest.jsonl", folder.absolute().parent / "manifest.jsonl"):
        if path.exists():
            lines = cut(_text(path))[0]
            rows = [_row(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
            return dict(rows)
    return {}


def _row(line: str, place: str) -> tuple[str, Facts]:
    """The id and the facts of a line of a manifest."""
    row = _json(line, place)
    if not isinstance(row, dict) or "id" not in row:
        raise CorpusError(f"{place}: this is no object with the key 'id'")
    return str(row["id"]), Facts(*(str(row.get(key) or "") for key in Facts._fields))


def read_split(path: Path) -> dict[str, int]:
    """Return the fold of each site, from the key `folds` of a JSON file. Raises CorpusError."""
    split = _json(_text(path), str(path))
    folds = split.get("folds") if isinstance(split, dict) else None
    if not isinstance(folds, dict):
        raise CorpusError(f"{path}: the key 'folds' must have an object with the fold of each site")
    for site, fold in folds.items():
        if type(fold) is not int or not 0 <= fold < FOLDS:
            raise CorpusError(
                f"{path}: the fold of {site!r} is {fold!r}, but it must be a number from 0 to {FOLDS - 1}"
            )
    return folds


def fold_of(site: str, folds: Mapping[str, int]) -> int:
    """Return the fold of a site; of a site without one, a fold that depends on nothing but its name.

    >>> fold_of("post.example", {"post.example": 3}), fold_of("post.example", {})
    (3, 2)
    """
    return folds.get(site, int(hashlib.md5(site.encode("utf-8", "surrogatepass")).hexdigest(), 16) % FOLDS)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 at byte {error.start}") from error


def _json(text: str, place: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{place}: not JSON: {error}") from error
