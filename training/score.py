"""How well nets find the articles of pages that they were not fitted to."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np

from cleaner.article.net import Net, odds
from cleaner.article.odds import Odds
from cleaner.article.segment import Costs, Evidence, segments
from training.corpus import UNKNOWN
from training.samples import Bools, Sample

_MUCH: Final = 0.05  # of the article's tokens: a page that loses more is counted


class Decision(NamedTuple):
    """What turns log odds into an article, as the pack `body` has it."""

    costs: Costs
    headline: float  # log odds that a headline needs


class Score(NamedTuple):
    """How well the nets did on a page."""

    corpus: str
    precision: float | None  # share of the kept tokens that are the article's; None if nothing is kept
    recall: float  # share of the article's tokens that are kept
    headline: bool | None  # whether the headline was found; None if it is not known


class Figures(NamedTuple):
    """How well the nets did on several pages: means over the pages."""

    pages: int
    precision: float
    recall: float
    losing: float  # share of the pages that lose more than 5 % of the article's tokens
    headline: float | None  # share of the pages with a known headline on which it was found

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(nets: tuple[Net, ...], sample: Sample, decision: Decision) -> Score | None:
    """Return how well nets do on a page, or None if the page has no article.

    Units that count for neither side are not counted. What a rule removed is not kept.
    """
    inside, outside = sample.article == 1, sample.article == 0
    wanted = float(sample.tokens[inside].sum())
    if not wanted:
        return None
    said = odds(nets, sample.table, sample.share)
    kept = _kept(sample, said, decision.costs)
    right, wrong = float(sample.tokens[kept & inside].sum()), float(sample.tokens[kept & outside].sum())
    precision = right / (right + wrong) if right + wrong else None
    return Score(sample.corpus, precision, right / wanted, _finds_headline(sample, said, decision.headline))


def _kept(sample: Sample, said: Odds, costs: Costs) -> Bools:
    evidence = [
        Evidence(float(odd), int(tokens), bool(running), bool(left), bool(joined))
        for odd, tokens, running, left, joined in zip(
            said.article, sample.tokens, sample.running, sample.left, sample.joined, strict=True
        )
    ]
    return np.array(segments(evidence, costs)) & sample.left


def _finds_headline(sample: Sample, said: Odds, least: float) -> bool | None:
    """Whether the likeliest headline is one."""
    if not (sample.headline == 1).any():
        return None
    chances = np.where(sample.left & (sample.headline != UNKNOWN), np.array(said.headline), -np.inf)
    best = int(chances.argmax())
    return bool(chances[best] >= least and sample.headline[best] == 1)


def figures(scores: Sequence[Score]) -> Figures:
    """Return the means of the scores of at least one page.

    >>> figures([Score("a", 0.5, 1.0, True), Score("a", None, 0.0, None)])
    Figures(pages=2, precision=0.5, recall=0.5, losing=0.5, headline=1.0)
    """
    precisions = [score.precision for score in scores if score.precision is not None]
    found = [score.headline for score in scores if score.headline is not None]
    return Figures(
        len(scores),
        sum(precisions) / len(precisions) if precisions else 0.0,
        sum(score.recall for score in scores) / len(scores),
        sum(score.recall < 1 - _MUCH for score in scores) / len(scores),
        sum(found) / len(found) if found else None,
    )


def table(scores: Sequence[Score]) -> str:
    """Return the figures of each corpus and of all pages as a table."""
    ordered = sorted(scores, key=lambda score: score.corpus)
    rows = [(corpus, figures(list(own))) for corpus, own in groupby(ordered, lambda score: score.corpus)]
    if len(rows) > 1:
        rows.append(("all", figures(scores)))
    width = max(len("corpus"), *(len(name) for name, _ in rows))
    head = f"{'corpus':{width}}  pages  precision  recall    F1  lose > 5 %  headline"
    return "\n".join([head, *(_row(name, own, width) for name, own in rows)])


def _row(name: str, own: Figures, width: int) -> str:
    headline = "-" if own.headline is None else f"{own.headline:.3f}"
    return (
        f"{name:{width}}  {own.pages:5}  {own.precision:9.3f}  {own.recall:6.3f}  {own.f1:.3f}  {own.losing:10.1%}"
        f"  {headline:>8}"
    )
