"""Other tools on the same texts: each for the work that it does, where it is installed."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks import corpus
from benchmarks.report import Row
from benchmarks.timing import cpu, race
from cleaner import Cleaner


def rows(quick: bool) -> Iterator[Row]:
    """All rows of the group. The peers are slow, so they get few documents; the cleaner gets the same ones."""
    texts = corpus.documents(0.2 if quick else 2)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    contestants: dict[str, Callable[[], object]] = {"cleaner, all packs": lambda: _cleaned(Cleaner.load(), texts)}
    for name, peer in (
        ("jusText, a paragraph a line", _justext(texts)),
        ("the C4 line filter of datatrove", _c4(texts)),
    ):
        if peer is None:
            yield Row(f"cleaner, all packs / {name} (throughput)", None, smaller_is_better=False)
        else:
            contestants[name] = peer
    times = race(contestants, 1 if quick else 3, cpu)
    for name in contestants:
        yield Row(name, megabytes / times.median(name), "MB/s")
        if name != "cleaner, all packs":
            value = times.ratio(name, "cleaner, all packs")
            yield Row(f"cleaner, all packs / {name} (throughput)", value, smaller_is_better=False)


def _cleaned(cleaner: Cleaner, texts: Sequence[str]) -> None:
    for text in texts:
        cleaner.clean(text)


def _justext(texts: Sequence[str]) -> Callable[[], object] | None:
    try:
        justext: Any = importlib.import_module("justext")
    except ImportError:
        return None
    import html

    pages = ["".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip()) for text in texts]
    stop = frozenset(justext.get_stoplist("English")) | frozenset(justext.get_stoplist("Vietnamese"))
    return lambda: [justext.justext(page, stop) for page in pages]


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
