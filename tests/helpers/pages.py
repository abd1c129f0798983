"""Invented pages of unknown outlets, for tests of the article finder, and judgements with odds of the test's choice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from cleaner.article import chars
from cleaner.article.facts import Facts
from cleaner.article.features import Features, features
from cleaner.article.judge import Hints, Judgement, Thresholds, judge
from cleaner.article.net import FEATURE, NET_TYPES, WEIGHT, Model, Net, shapes
from cleaner.article.odds import PAGE_KINDS, Odds
from cleaner.article.page import Page, page_of
from cleaner.article.reading import Reading, read
from cleaner.article.segment import Costs

HEADLINE = "Mill wheel turns again after eleven years"
SENTENCES = [
    "The water came over the sluice at noon, and the old wheel needed a push before it moved.",
    "Since the flood the mill had stood still, and grass had grown between the paddles for eleven years.",
    "A carpenter took the wheel apart in the spring, numbered every board with chalk, and put it together again.",
    "Whoever brings grain takes flour home, said the miller, and leaves every tenth sack here.",
    "The stones were cut in the quarry above the village, which has been closed for as long as anybody can remember.",
    "On Saturdays the mill is open to visitors, who are asked to leave their dogs outside because of the cats.",
]
MENU = "".join(f"  • {word} {n}\n" for n in range(12) for word in ("Boats", "Ropes", "Sails"))
TEASERS = "".join(f"  • {word} {n} | Baker looks for help\n" for n in range(7) for word in ("Mill", "Inn", "Quay"))

COSTS = Costs(bias=0.0, text=0.0, switch=3.0, together=2.0)
THRESHOLDS = Thresholds(COSTS, 0.0, inner=0.0, headline=0.0, doubt=0.0)


def mill_page(*middle: str) -> str:
    """A page with a menu, an article with some lines in its middle, and teasers."""
    article = [HEADLINE, *SENTENCES[:3], *middle, *SENTENCES[3:]]
    return f"{MENU}\n{paragraphs(article)}\n{TEASERS}"


def paragraphs(texts: Iterable[str]) -> str:
    """Lines with a blank line below each."""
    return "".join(f"{text}\n\n" for text in texts)


def page_of_lines(texts: Sequence[str], removals: Mapping[int, int] | None = None) -> Page:
    """The lines as a page of which rules have removed nothing, or some lines."""
    return page_of(texts, texts, removals or {})


@cache
def tables() -> chars.Tables:
    """The classes of characters by this Python."""
    return chars.tables()


def read_lines(texts: Sequence[str]) -> Reading:
    """What is read of a page of these lines."""
    return read(page_of_lines(texts), tables())


def facts_of(page: Page) -> Facts:
    """What is known about the units of a page."""
    return read(page, tables()).facts()


def shown_of(page: Page) -> Features:
    """The features of a page."""
    return features(page, tables())


def judged(
    page: Page,
    odds: Sequence[float],
    headline: Mapping[int, float] | None = None,
    thresholds: Thresholds = THRESHOLDS,
    title: str = "",
    named: Collection[int] = (),
    parts: Collection[int] = (),
) -> Judgement:
    """The judgement of a page whose units have these odds. Units that `headline` does not have are unlikely headlines."""
    said = said_of(page, odds, headline)
    return judge(page, facts_of(page), said, thresholds, Hints(parts.__contains__, title, named))


def said_of(page: Page, odds: Sequence[float], headline: Mapping[int, float] | None = None) -> Odds:
    """Odds of the units of an article."""
    as_headline = [(headline or {}).get(n, -9.0) for n in range(len(page.units))]
    return Odds(list(odds), as_headline, [1.0, *[0.0] * (len(PAGE_KINDS) - 1)])


def small_net(features: int, inside: int = 3, seed: int = 1) -> Net:
    """A net of a few numbers that are drawn by lot."""
    lot = np.random.default_rng(seed)

    def drawn(name: str, shape: tuple[int, ...]) -> np.ndarray:
        numbers = lot.normal(0, 0.4, shape)
        if name == "scale":
            numbers = FEATURE / np.abs(numbers).clip(0.125)
        elif name.endswith("_bias"):
            numbers *= 2**18
        elif name != "mean":
            numbers *= WEIGHT
        return numbers.astype(NET_TYPES[name])

    return Net(**{name: drawn(name, shape) for name, shape in shapes(features, inside).items()})


def small_model(names: Sequence[str], nets: int = 1, inside: int = 3) -> Model:
    """A model of small nets for features of these names."""
    return Model(tables(), tuple(small_net(len(names), inside, seed) for seed in range(nets)), tuple(names))
