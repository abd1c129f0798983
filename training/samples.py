"""Read a corpus: dumps in `raw`, their articles in `gold`, and which lines of each dump are the article."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner import Cleaner, Result
from cleaner.article.line_features import line_features
from cleaner.article.page import Page, page_of
from cleaner.engine.pipeline import TIDY
from cleaner.filters.body import BodySelector
from cleaner.lines.text import cut

_RUN = 4  # words: lines and articles are compared by runs of this many
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\W_]+")
_TITLE_WORDS = 3  # a title of fewer words has to be equal
_TITLE_SHARE = 0.6  # of the longer title's words that the shorter one has to have


class Sample(NamedTuple):
    """A dump, what the packs have left of it, and which of its lines are the article."""

    corpus: str
    site: str
    page: Page
    labels: list[bool | None]  # for each line of the page; None: counts for neither side, like a second headline
    titles: frozenset[int]  # the lines that are the headline


class Facts(NamedTuple):
    """What a manifest says about a document."""

    title: str = ""
    site: str = ""


def samples(folder: Path, cleaner: Cleaner, body: BodySelector) -> Iterator[Sample]:
    """Yield the documents of a corpus that have an article."""
    facts = manifest(folder)
    for raw in sorted((folder / "raw").glob("*.txt")):
        gold = folder / "gold" / raw.name
        if not gold.exists():
            continue
        dump, reference = raw.read_text("utf-8"), gold.read_text("utf-8")
        page = read_page(dump, cleaner.clean(dump), body)
        title, site = facts.get(raw.stem, Facts())
        yield Sample(
            str(folder),
            site or raw.stem,
            page,
            list(labels(page.texts, reference, title)),
            frozenset(n for n, text in enumerate(page.texts) if is_title(text, title)),
        )


def read_page(dump: str, result: Result, body: BodySelector) -> Page:
    """Return the page of a dump that packs have cleaned."""
    texts, _ = cut(dump)
    removals = {
        edit.line - 1: body.removal(edit.rule) for edit in result.edits if edit.after is None and edit.rule != TIDY
    }
    function_words = body.function_words()
    return page_of(texts, [line_features(text, function_words) for text in texts], removals)


def manifest(folder: Path) -> dict[str, Facts]:
    """Return the facts about each document, by its id, from a manifest in the folder or above it."""
    for path in (folder / "manifest.jsonl", folder.parent / "manifest.jsonl"):
        if path.exists():
            rows = map(json.loads, filter(str.strip, cut(path.read_text("utf-8"))[0]))
            return {str(row["id"]): Facts(row.get("title") or "", row.get("site") or "") for row in rows}
    return {}


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text; in scripts without spaces, its characters."""
    return tuple(_TOKEN.findall(text.casefold()))


def labels(texts: Sequence[str], reference: str, title: str) -> Iterator[bool | None]:
    """For each line, yield whether it is part of the article: half of its runs of four words are in the reference.

    Each run of the reference counts once, so that a second copy of a line is not part of the article.
    """
    left = _runs(tokens(reference))
    short_lines = {tokens(line) for line in cut(reference)[0]}
    known: set[str] = set()  # texts of lines that are part of the article
    for text in texts:
        words = tokens(text)
        runs = _runs(words)
        if runs:
            common = runs & left
            inside = common.total() * 2 >= runs.total()
            if inside:
                left -= common
        else:
            inside = words in short_lines
        if inside:
            yield None if text in known and not runs else True
            known.add(text)
        else:
            yield None if text in known or is_title(text, title) else False


def _runs(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1))


def is_title(text: str, title: str) -> bool:
    """Whether a line is the title, or the title and the name of the site.

    >>> is_title("Mill wheel turns again - Post", "Mill wheel turns again")
    True
    """
    words, title_words = set(tokens(text)), set(tokens(title))
    if len(words) < _TITLE_WORDS or len(title_words) < _TITLE_WORDS:
        return words == title_words != set()
    small, large = sorted((words, title_words), key=len)
    return small <= large and len(small) > _TITLE_SHARE * len(large)
