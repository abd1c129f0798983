"""Samples: the features of a page's units, and what the net is to say about them."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner import Cleaner
from cleaner.article.blocks import blocks
from cleaner.article.chars import Tables, tables
from cleaner.article.features import features
from cleaner.article.odds import pool_shares
from cleaner.article.page import LEFT, page_of, removal_of
from cleaner.engine.pipeline import TIDY
from cleaner.lines.text import cut
from training.corpus import UNKNOWN, Document, fold_of
from training.labels import is_title, labels, tokens
from training.packs import load
from training.variants import Row, variant

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Labels = NDArray[np.int8]

_RULES: Final = Path(__file__).parent / "rules"  # a pack that does everything that `web` does, except for `body`
_CHUNK: Final = 16  # documents that a process gets at once
_LONGEST: Final = 400  # characters: a longer unit is no headline


class Sample(NamedTuple):
    """A page or a variant of one. U units, F features."""

    corpus: str
    type: str  # of the page, as the manifest has it
    fold: int  # of its site
    is_variant: bool
    kind: int  # its place in PAGE_KINDS, or UNKNOWN
    table: Floats  # (U, F) the features
    tokens: Floats  # (U,)
    share: NDArray[np.int64]  # (U,) what each unit counts for in the page as a whole
    left: Bools  # (U,) whether no rule removed the unit
    running: Bools  # (U,) whether it is running text
    joined: Bools  # (U,) whether it is in one block with the unit above
    article: Labels  # (U,) 1: part of the article, 0: not, UNKNOWN: counts for neither side
    headline: Labels  # (U,) 1: the headline, 0: not, UNKNOWN: too long to be one


class Reader(NamedTuple):
    """What documents are read with."""

    cleaner: Cleaner  # of the rules that act before the net
    tables: Tables
    folds: Mapping[str, int]  # of the sites
    variants: int  # of each page


def read_samples(documents: Sequence[Document], folds: Mapping[str, int], variants: int, jobs: int) -> list[Sample]:
    """Return the samples of all documents, in order, each page followed by its variants. Read in `jobs` processes."""
    if jobs == 1:
        reader = _reader(folds, variants)
        return [sample for document in documents for sample in samples(document, reader)]
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(folds, variants)) as pool:
        return [sample for own in pool.map(_read, documents, chunksize=_CHUNK) for sample in own]


_readers: list[Reader] = []  # of a process of the pool


def _begin(folds: Mapping[str, int], variants: int) -> None:
    _readers.append(_reader(folds, variants))


def _read(document: Document) -> list[Sample]:
    return list(samples(document, _readers[0]))


def _reader(folds: Mapping[str, int], variants: int) -> Reader:
    return Reader(load("packs-alone", [_RULES]), tables(), folds, variants)


def samples(document: Document, reader: Reader) -> Iterator[Sample]:
    """Yield the sample of a document and those of its variants. A page without units has none."""
    raw, _ = cut(document.dump)
    rows = labelled(document, raw, reader.cleaner)
    fold = fold_of(document.site, reader.folds)
    page = sample(document, rows, raw, reader.tables, fold)
    if page is None:
        return
    yield page.sample
    for number in range(reader.variants):
        seed = zlib.crc32(document.dump.encode("utf-8", "surrogatepass")) + number
        changed = variant(rows, Random(seed), page.is_broken)  # noqa: S311 - no secret
        other = sample(document, changed, [row.text for row in changed], reader.tables, fold)
        if other is not None:
            yield other.sample._replace(is_variant=True)


def labelled(document: Document, raw: Sequence[str], cleaner: Cleaner) -> list[Row]:
    """Return the lines of a dump with their labels and what the rules did to them."""
    removals: dict[int, int] = {}
    changed: dict[int, str] = {}
    for edit in cleaner.clean(document.dump).edits:
        if edit.rule == TIDY:
            continue
        if edit.after is None:
            removals[edit.line - 1] = removal_of(edit.rule)
        else:
            changed[edit.line - 1] = edit.after.rstrip("\r\n")
    truth = labels(raw, document.reference, document.title)
    return [Row(changed.get(n, text), truth[n], removals.get(n, LEFT)) for n, text in enumerate(raw)]


class Labelled(NamedTuple):
    """The sample of a page, and whether its paragraphs are broken into lines of one width."""

    sample: Sample
    is_broken: bool


def sample(document: Document, rows: Sequence[Row], raw: Sequence[str], of_chars: Tables, fold: int) -> Labelled | None:
    """Return the sample of a page, or None if it has no units. `raw` are the lines before any rule changed them."""
    removals = {n: row.removal for n, row in enumerate(rows) if row.removal != LEFT}
    page = page_of([row.text for row in rows], raw, removals)
    if not page.units:
        return None
    shown = features(page, of_chars)
    facts = shown.reading.facts()
    headline = headlines(page.texts, document.title)
    article = np.array([_label([rows[line] for line in unit.lines]) for unit in page.units], np.int8)
    article[headline == 1] = UNKNOWN  # the headline has log odds of its own
    made = Sample(
        document.corpus,
        document.type,
        fold,
        False,
        document.kind,
        np.ascontiguousarray(shown.table(), np.float32),
        shown.reading.tokens.astype(np.float32),
        np.array(pool_shares(facts.tokens, facts.left)),
        shown.reading.left,
        shown.reading.running,
        np.array(blocks(page, facts).joined),
        article,
        headline,
    )
    return Labelled(made, any(len(unit.lines) > 1 for unit in page.units))


def _label(rows: Sequence[Row]) -> int:
    """What most characters of a unit's lines say."""
    inside, outside = (sum(len(row.text) for row in rows if row.label is label) for label in (True, False))
    return UNKNOWN if inside == outside == 0 else int(inside >= outside)


def headlines(texts: Sequence[str], title: str) -> Labels:
    """Return for each unit whether it is the headline, given the title of the page.

    These are the units with the words of the title. If there are none, the title has the name of the site too.

    >>> headlines(["Post", "Mill wheel turns again", "It rained."], "Mill wheel turns again - Post").tolist()
    [0, 1, 0]
    """
    out = np.array([UNKNOWN if len(text) > _LONGEST else 0 for text in texts], np.int8)
    words = tokens(title)
    if words:
        may = np.flatnonzero(out == 0).tolist()
        out[[n for n in may if tokens(texts[n]) == words] or [n for n in may if is_title(texts[n], title)]] = 1
    return out
