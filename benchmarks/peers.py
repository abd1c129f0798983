"""Other tools on a crawl of few outlets, whose lines repeat: each for the work that it does, where it is installed."""

import html
import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.report import Row
from benchmarks.timing import cpu, race
from cleaner import Cleaner

DEFAULT = "the default job: all packs, then the article"
ALONE = "packs alone"
PACKS_ALONE = Path(__file__).parents[1] / "training/rules"


def rows(quick: bool) -> Iterator[Row]:
    """All rows of the group. The peers are slow, so they get few documents; the cleaner gets the same ones."""
    texts = corpus.documents(0.2 if quick else 2)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    bars: dict[str, float | None] = {}
    packs, default = Cleaner.load([PACKS_ALONE], "packs-alone"), Cleaner.load()
    contestants: dict[str, Callable[[], object]] = {
        DEFAULT: lambda: cleaned(default, texts),
        ALONE: lambda: cleaned(packs, texts),
    }
    for name, peer, bar in (
        ("jusText, a paragraph a line", justext(), 20),
        ("trafilatura, a paragraph a line", trafilatura(), 15),
        ("the C4 line filter of datatrove", _c4(), None),
    ):
        if peer is None:
            yield Row(f"{DEFAULT} / {name} (throughput)", None, bar=bar, smaller_is_better=False)
        else:
            contestants[name] = partial(peer, texts)
            bars[name] = bar
    times = race(contestants, 1 if quick else 3, cpu)
    for name in contestants:
        yield Row(name, megabytes / times.median(name), "MB/s")
    yield Row(f"{DEFAULT} / {ALONE} (time)", times.ratio(DEFAULT, ALONE), bar=2.5)
    for name, limit in bars.items():
        value = times.ratio(name, DEFAULT)
        yield Row(f"{DEFAULT} / {name} (throughput)", value, bar=limit, smaller_is_better=False)


def cleaned(cleaner: Cleaner, texts: Sequence[str]) -> None:
    """Clean all texts."""
    for text in texts:
        cleaner.clean(text)


Peer = Callable[[Sequence[str]], object]


def justext() -> Peer | None:
    """Return jusText as a function of texts, or None where it is not installed."""
    try:
        library: Any = importlib.import_module("justext")
    except ImportError:
        return None
    stop = frozenset(library.get_stoplist("English")) | frozenset(library.get_stoplist("Vietnamese"))
    return lambda texts: [library.justext(page, stop) for page in _pages(texts)]


def _pages(texts: Sequence[str]) -> list[str]:
    """The texts as pages with a paragraph for each line: what is left to extractors where the tags are gone."""
    return ["".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip()) for text in texts]


def trafilatura() -> Peer | None:
    """Return trafilatura as a function of texts, or None where it is not installed."""
    try:
        library: Any = importlib.import_module("trafilatura")
    except ImportError:
        return None
    return lambda texts: [
        library.extract(f"<html><body><article>{page}</article></body></html>") for page in _pages(texts)
    ]


def _c4() -> Peer | None:
    try:
        filters: Any = importlib.import_module("datatrove.pipeline.filters")
        data: Any = importlib.import_module("datatrove.data")
        c4 = filters.C4QualityFilter()
        c4.filter(data.Document(text="A line.", id="0"))
    except Exception:
        return None
    return lambda texts: [c4.filter(data.Document(text=text, id=str(n))) for n, text in enumerate(texts)]
