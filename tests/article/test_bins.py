"""The features, their bins and their weights agree with each other."""

import pytest

from cleaner.article.bin_names import HEADLINE, LINE, PLACE
from cleaner.article.bins import HeadlineBins, LineBins, PlaceBins
from cleaner.article.weights import HeadlineWeights, LineWeights, PlaceWeights
from tests.helpers.strategies import shipped_body


@pytest.mark.parametrize(
    ("names", "bins", "weights"),
    [
        (LINE, LineBins, LineWeights),
        (PLACE, PlaceBins, PlaceWeights),
        (HEADLINE, HeadlineBins, HeadlineWeights),
    ],
)
def test_bins_weights_and_names_have_the_same_features(
    names: dict[str, tuple[str, ...]], bins: type[LineBins], weights: type[LineWeights]
) -> None:
    assert tuple(names) == bins._fields == weights._fields


def test_the_shipped_weights_are_as_many_as_the_bins() -> None:
    body = shipped_body()
    assert body.fault() == ""
    wrong = body._replace(place=body.place._replace(above=(1.0,)))
    assert "'place' needs 9 weights for 'above'" in wrong.fault()
