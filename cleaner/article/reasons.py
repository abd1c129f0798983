"""Explain a judgement: for each unit its block, its score, and which group of features moved it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from cleaner.article.blocks import BLOCK_KINDS
from cleaner.article.features import GROUPS, features
from cleaner.article.judge import Judgement
from cleaner.article.net import odds, unpacked
from cleaner.article.odds import Odds, pool_shares
from cleaner.article.page import Page
from cleaner.article.page_kind import PageKind
from cleaner.lines.text import Part

_SHOWN = 3  # groups


class Reason(NamedTuple):
    """How a unit was scored."""

    unit: int
    score: float  # log odds that it is part of the article
    why: str


def reasons(
    page: Page,
    weights: bytes,
    said: Odds,
    judgement: Judgement,
    article: set[int],
    parts: Mapping[int, Part],
    seems: PageKind,
) -> Iterator[Reason]:
    """Yield the score of each unit that no rule removed. `article` are the units of the article that stay."""
    moved = _moved(page, weights, said)
    for n in page.left():
        score = said.article[n]
        fate = _fate(n, judgement, article, seems)
        if n in parts:
            fate = f"a {parts[n]}, {'kept' if n in article else 'not kept'}"
        if n == judgement.headline:
            fate = f"the headline, {said.headline[n]:+.1f} as the headline"
        block = BLOCK_KINDS[judgement.blocks.kinds[n]]
        groups = sorted(zip(GROUPS, moved[:, n], strict=True), key=lambda group: -abs(group[1]))
        why = "; ".join(f"{by:+.1f} {group}" for group, by in groups[:_SHOWN])
        yield Reason(n, score, f"{fate}, {block}, score {score:+.1f}: {why}")


def _fate(n: int, judgement: Judgement, article: set[int], seems: PageKind) -> str:
    if judgement.clean:
        return "kept, because the page shows no sign of boilerplate"
    if n in article:
        return "the article"
    if n in seems.kept:
        return f"kept, because the page looks like {seems.like}" if seems.like else "kept, because no article was found"
    return "repeated elsewhere in the article" if n in judgement.repeated else "outside the article"


def _moved(page: Page, weights: bytes, said: Odds) -> np.ndarray:
    """For each group of features and each unit, by how much the group moves the log odds.

    It is the difference that appears if the group's features have their mean value on the whole page.
    """
    model = unpacked(weights)
    shown = features(page, model.tables)
    facts = shown.reading.facts()
    table, share = shown.table(), np.array(pool_shares(facts.tokens, facts.left))
    moved = []
    for group in GROUPS:
        columns = np.array([name.startswith(f"{group}: ") for name in model.features])
        without = odds(model.nets, np.where(columns, model.nets[0].mean, table), share)
        moved.append(np.array(said.article) - np.array(without.article))
    return np.array(moved)
