"""Other tools on the same texts: each for the work that it does, where it is installed."""

import html
import importlib
from collections.abc import Callable, Iterator, Sequence
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
        DEFAULT: lambda: _cleaned(default, texts),
        ALONE: lambda: _cleaned(packs, texts),
    }
    for name, peer, bar in (
        ("jusText, a paragraph a line", _justext(texts), 20),
        ("trafilatura, a paragraph a line", _trafilatura(texts), 15),
        ("the C4 line filter of datatrove", _c4(texts), None),
    ):
        if peer is None:
            yield Row(f"{DEFAULT} / {name} (throughput)", None, bar=bar, smaller_is_better=False)
        else:
            contestants[name] = peer
            bars[name] = bar
    times = race(contestants, 1 if quick else 3, cpu)
    for name in contestants:
        yield Row(name, megabytes / times.median(name), "MB/s")
    yield Row(f"{DEFAULT} / {ALONE} (time)", times.ratio(DEFAULT, ALONE), bar=2.5)
    for name, limit in bars.items():
        value = times.ratio(name, DEFAULT)
        yield Row(f"{DEFAULT} / {name} (throughput)", value, bar=limit, smaller_is_better=False)


def _cleaned(cleaner: Cleaner, texts: Sequence[str]) -> None:
    for text in texts:
        cleaner.clean(text)


def _justext(texts: Sequence[str]) -> Callable[[], object] | None:
    try:
        justext: Any = importlib.import_module("justext")
    except ImportError:
        return None
    pages = _pages(texts)
    stop = frozenset(justext.get_stoplist("English")) | frozenset(justext.get_stoplist("Vietnamese"))
    return lambda: [justext.justext(page, stop) for page in pages]


def _pages(texts: Sequence[str]) -> list[str]:
    """The texts as pages with a paragraph for each line: what is left to extractors where the tags are gone."""
    return ["".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip()) for text in texts]


def _trafilatura(texts: Sequence[str]) -> Callable[[], object] | None:
    try:
        trafilatura: Any = importlib.import_module("trafilatura")
    except ImportError:
        return None
    pages = [f"<html><body><article>{page}</article></body></html>" for page in _pages(texts)]
    return lambda: [trafilatura.extract(page) for page in pages]


def _c4(texts: Sequence[str]) -> Callable[[], object] | None:
    try:
        filters: Any = importlib.import_module("datatrove.pipeline.filters")
        data: Any = importlib.import_module("datatrove.data")
        c4 = filters.C4QualityFilter()
        documents = [data.Document(text=text, id=str(n)) for n, text in enumerate(texts)]
        c4.filter(documents[0])
    except Exception:
        return None
    return lambda: [c4.filter(data.Document(text=one.text, id=one.id)) for one in documents]
