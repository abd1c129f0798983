"""Pages that were never seen before: lines that are mostly new, nothing remembered. What a crawl of many sites costs.

The group `peers` has the same tools on a crawl of few outlets, whose lines repeat.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks import corpus, stages
from benchmarks.peers import ALONE, DEFAULT, PACKS_ALONE, cleaned, justext, trafilatura
from benchmarks.report import Row
from benchmarks.timing import cpu, race
from cleaner import Cleaner

FOLDER = "CLEANER_BENCHMARK_PAGES"  # names a folder of dumps, which are taken instead of generated pages
_JUSTEXT, _TRAFILATURA = "jusText, a paragraph a line", "trafilatura, a paragraph a line"


def rows(quick: bool) -> Iterator[Row]:
    """All rows of the group. Every round has pages of its own, so that no cleaner remembers a line."""
    rounds = 1 if quick else 3
    count = 4 if quick else 80
    folder = os.environ.get(FOLDER)
    texts = from_folder(Path(folder), count * (rounds + 1)) if folder else corpus.pages(count * (rounds + 1))
    packs, default = Cleaner.load([PACKS_ALONE], "packs-alone"), Cleaner.load()
    parts = [texts[n :: rounds + 1] for n in range(rounds + 1)]
    contestants: dict[str, Callable[[], object]] = {
        DEFAULT: _each(partial(cleaned, default), parts),
        ALONE: _each(partial(cleaned, packs), parts),
    }
    bars = {_JUSTEXT: justext, _TRAFILATURA: trafilatura}
    for name, peer in bars.items():
        if (run := peer()) is None:
            yield Row(f"{DEFAULT} / {name} (throughput)", None, bar=5, goal=20, smaller_is_better=False)
        else:
            contestants[name] = _each(run, parts)
    times = race(contestants, rounds, cpu)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6 / len(parts)
    for name in contestants:
        yield Row(name, megabytes / times.median(name), "MB/s")
    yield Row(f"{DEFAULT} / {ALONE} (time)", times.ratio(DEFAULT, ALONE), bar=2, goal=1.5)
    for name in bars.keys() & contestants.keys():
        value = times.ratio(name, DEFAULT)
        yield Row(f"{DEFAULT} / {name} (throughput)", value, bar=5, goal=20, smaller_is_better=False)
    facts = corpus.facts(texts)
    yield Row("a page", facts.bytes / len(texts) / 1000, "kB")
    yield Row("lines a page", facts.lines / len(texts), "lines")
    yield Row("short lines that differ, of all lines", 100 * facts.distinct / facts.lines, "%")
    yield from stages.rows_of(parts[0])


def from_folder(folder: Path, count: int) -> list[str]:
    """Dumps of a folder, spread over all of it."""
    paths = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    step = max(1, len(paths) // count)
    return [path.read_text("utf-8", "replace") for path in paths[::step][:count]]


def _each(run: Callable[[Sequence[str]], object], parts: Sequence[Sequence[str]]) -> Callable[[], object]:
    """A run that takes the next part at each call."""
    waiting = iter(parts)
    return lambda: run(next(waiting))
