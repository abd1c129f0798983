"""Explain a judgement: the score of each line, and the features that contributed most to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.article.bin_names import HEADLINE, LINE, PLACE
from cleaner.article.bins import Bins
from cleaner.article.headline import candidates
from cleaner.article.judge import Judgement
from cleaner.article.model import Model
from cleaner.article.page import Page
from cleaner.article.page_kind import PageKind
from cleaner.article.weights import Weights, score
from cleaner.lines.text import Part

_SHOWN = 3  # features

Table = tuple[Sequence[str], Weights]  # the names and the weights of a feature's bins


class Reason(NamedTuple):
    """How a line was scored."""

    line: int
    score: float
    why: str


def reasons(
    page: Page, model: Model, judgement: Judgement, article: set[int], parts: Mapping[int, Part], seems: PageKind
) -> Iterator[Reason]:
    """Yield the score of each line that no rule removed. `article` are the lines of the article that stay."""
    prose, odds, places = judgement.scores
    headlines = {line: (score(model.head, bins), bins) for line, bins in candidates(page, prose, judgement.stretch)}
    closest = max((n for n in headlines if not page.removals[n]), key=lambda n: headlines[n][0], default=None)
    headline_tables = _tables(
        {name: [f"{name}: {value}" for value in values] for name, values in HEADLINE.items()}, model.head
    )
    tables = [*_tables(LINE, model.line), *_tables(PLACE, model.place)]
    for n in range(len(page.indexes)):
        if n == judgement.headline:
            total, bins = headlines[n]
            yield Reason(n, total, f"the headline, score {total:+.1f}: {_strongest(headline_tables, bins)}")
        elif not page.removals[n]:
            fate = _fate(n, judgement, article, seems)
            if n == closest and judgement.headline is None:
                fate += f"; as a headline it scores {headlines[n][0]:+.1f}, and {model.headline:+.1f} is needed"
            if n in parts:
                fate = f"a {parts[n]}, {'kept' if n in article else 'not kept'}"
            why = _strongest(tables, (*page.lines[n].bins, *places[n]))
            yield Reason(n, odds[n], f"{fate}, score {odds[n]:+.1f}: {why}")


def _fate(n: int, judgement: Judgement, article: set[int], seems: PageKind) -> str:
    if n in article:
        return "the article"
    if n in seems.kept:
        return f"kept, because the page looks like {seems.like}" if seems.like else "kept, because no article was found"
    return "repeated elsewhere in the article" if n in judgement.repeated else "outside the article"


def _tables(names: Mapping[str, Sequence[str]], weights: Sequence[Weights]) -> list[Table]:
    return [*zip(names.values(), weights, strict=True)]


def _strongest(tables: Sequence[Table], bins: Bins) -> str:
    """The bins whose weights differ most from the mean weight of their feature."""
    parts = [
        (weights[at] - sum(weights) / len(weights), names[at])
        for at, (names, weights) in zip(bins, tables, strict=True)
    ]
    parts.sort(key=lambda part: -abs(part[0]))
    return "; ".join(f"{weight:+.1f} {name}" for weight, name in parts[:_SHOWN])
