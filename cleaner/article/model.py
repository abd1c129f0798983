"""The article model: trained weights and thresholds, and the scores that they give to the lines of a page."""

from math import exp
from typing import NamedTuple

from cleaner.article.bins import PlaceBins
from cleaner.article.page import Page
from cleaner.article.place_features import place_features
from cleaner.article.weights import HeadlineWeights, LineWeights, PlaceWeights, score


class Model(NamedTuple):
    """Trained weights and thresholds. Each is an option of the selector `body`, which says what it means."""

    alone: LineWeights
    line: LineWeights
    place: PlaceWeights
    head: HeadlineWeights
    bias: float
    inner: float
    listed: float
    edge: float
    headline: float
    clear: float
    small: int
    spare: float


class Reading(NamedTuple):
    """A page, with the scores that its lines get by themselves."""

    page: Page
    alone: list[float]  # log odds that each line is prose
    line: list[float]  # what each line by itself adds to the log odds that it is part of the article


def read(page: Page, model: Model) -> Reading:
    """Score the lines of a page by themselves. A `reader.Reader` does the same and remembers lines."""
    return Reading(
        page,
        [score(model.alone, line.bins) for line in page.lines],
        [score(model.line, line.bins) for line in page.lines],
    )


def prose(reading: Reading) -> list[float]:
    """Return how likely each line is prose, from 0 to 1; 0 if a rule removed it."""
    return [
        0.0 if removal else 1 / (1 + exp(-odds))
        for odds, removal in zip(reading.alone, reading.page.removals, strict=True)
    ]


class Scores(NamedTuple):
    """How likely each line of a page is part of the article."""

    prose: list[float]  # how likely it is prose, from 0 to 1
    odds: list[float]  # log odds that it is part of the article
    places: list[PlaceBins]


def scores(reading: Reading, model: Model) -> Scores:
    """Score the lines of a page by themselves and by what is around them."""
    likely = prose(reading)
    places = place_features(reading.page, likely)
    odds = [own + score(model.place, place) for own, place in zip(reading.line, places, strict=True)]
    return Scores(likely, odds, places)
