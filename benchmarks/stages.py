"""What each stage of cleaning a page costs, so that a change shows where it acts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from types import ModuleType
from typing import Any
from unittest.mock import patch

from benchmarks.report import Row
from benchmarks.timing import cpu
from cleaner import Cleaner
from cleaner.article import finder
from cleaner.engine import clean, pipeline

# Stages in order: where a function is called, its name, and what it does. Those below another are parts of it.
STAGES: tuple[tuple[ModuleType, str, str], ...] = (
    (clean, "cut", "split into lines"),
    (clean, "Document", "match: which line passes which test"),
    (clean, "run", "run the rules, with the article"),
    (finder, "page_of", "units of the page"),
    (finder, "scored", "features and net"),
    (finder, "judge", "judge: segments, blocks, headline"),
    (finder, "without_parts", "bylines, dates and captions"),
    (pipeline, "_assembled", "write"),
)


def rows_of(texts: Sequence[str]) -> Iterator[Row]:
    """The share of each stage in the time of cleaning some pages, in percent."""
    cleaner = Cleaner.load()
    spent = dict.fromkeys((what for _, _, what in STAGES), 0.0)
    with ExitStack() as stack:
        for module, name, what in STAGES:
            stack.enter_context(patch.object(module, name, _watched(getattr(module, name), what, spent)))
        start = cpu()
        for text in texts:
            cleaner.clean(text)
        whole = cpu() - start
    for what, seconds in spent.items():
        yield Row(f"stage: {what}", 100 * seconds / whole, "%")


def _watched(function: Callable[..., Any], what: str, spent: dict[str, float]) -> Callable[..., Any]:
    def watched(*args: Any, **options: Any) -> Any:
        start = cpu()
        try:
            return function(*args, **options)
        finally:
            spent[what] += cpu() - start

    return watched
