"""Fit the weights of the selector `body` to samples, by logistic regression."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cleaner.article.bin_names import HEADLINE, LINE, PLACE
from cleaner.article.bins import Bins
from cleaner.article.headline import candidates
from cleaner.article.model import prose, read, scores
from cleaner.article.place_features import place_features
from cleaner.article.segment import best_stretch
from cleaner.article.weights import HeadlineWeights, LineWeights, PlaceWeights, Weights
from cleaner.filters.body import BodySelector
from training.samples import Sample

_LINE_STRENGTH, _HEADLINE_STRENGTH = 0.05, 0.1  # inverse of the regularisation
_MOST_TOKENS = 100  # a paragraph counts for no more

Names = Mapping[str, Sequence[str]]  # the bins of each feature


class Rows(NamedTuple):
    """What a model is fitted to."""

    bins: list[Bins]
    truth: list[bool]
    weights: list[float]  # how much each row counts


def train(samples: Sequence[Sample], body: BodySelector) -> BodySelector:
    """Return the selector with new weights. Those of the headline stay as they are if no title is known."""
    own: list[list[Bins]] = [[line.bins for line in sample.page.lines] for sample in samples]
    (alone,) = fit(line_rows(samples, own), [LINE], _LINE_STRENGTH)
    body = body._replace(alone=LineWeights(**alone))
    around = [place_features(sample.page, prose(read(sample.page, body.model))) for sample in samples]
    both: list[list[Bins]] = [
        [(*line, *place) for line, place in zip(lines, places, strict=True)]
        for lines, places in zip(own, around, strict=True)
    ]
    line, place = fit(line_rows(samples, both), [LINE, PLACE], _LINE_STRENGTH)
    body = body._replace(line=LineWeights(**line), place=PlaceWeights(**place))
    rows = headline_rows(samples, body)
    if len(set(rows.truth)) < 2:
        return body
    (head,) = fit(rows, [HEADLINE], _HEADLINE_STRENGTH)
    return body._replace(head=HeadlineWeights(**head))


def fit(rows: Rows, groups: Sequence[Names], strength: float) -> list[dict[str, Weights]]:
    """Return the weights of each group of features. The intercept is part of the first feature's weights."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    features = [(group, name, len(bins)) for group, names in enumerate(groups) for name, bins in names.items()]
    sizes = [size for _, _, size in features]
    first = np.cumsum([0, *sizes])[:-1]  # the column of each feature's first bin
    columns = np.array(rows.bins) + first
    count, width = columns.shape
    matrix = csr_matrix(
        (np.ones(count * width), columns.ravel(), np.arange(0, count * width + 1, width)), (count, sum(sizes))
    )
    weights = np.array(rows.weights)
    model = LogisticRegression(C=strength, max_iter=300)
    model.fit(matrix, np.array(rows.truth), sample_weight=weights * len(weights) / weights.sum())
    out: list[dict[str, Weights]] = [{} for _ in groups]
    for number, (group, name, size) in enumerate(features):
        shift = float(model.intercept_[0]) if number == 0 else 0.0
        own = model.coef_[0][first[number] : first[number] + size]
        out[group][name] = tuple(round(float(weight) + shift, 2) for weight in own)
    return out


def line_rows(samples: Sequence[Sample], bins: Sequence[Sequence[Bins]]) -> Rows:
    """Return the lines that the packs have left, as rows.

    A line counts by its tokens. Each document counts the same, and a corpus by the root of its size.
    """
    rows = Rows([], [], [])
    sizes = Counter(sample.corpus for sample in samples)
    for sample, values in zip(samples, bins, strict=True):
        counts = [min(line.tokens, _MOST_TOKENS) ** 0.7 for line in sample.page.lines]
        share = sizes[sample.corpus] ** -0.5 / (sum(counts) or 1)
        for value, truth, removal, count in zip(values, sample.labels, sample.page.removals, counts, strict=True):
            if truth is not None and not removal:
                rows.bins.append(value)
                rows.truth.append(truth)
                rows.weights.append(count * share)
    return rows


def headline_rows(samples: Sequence[Sample], body: BodySelector) -> Rows:
    """Return the lines that could be the headline, as rows, of all samples whose title is known."""
    rows = Rows([], [], [])
    sizes = Counter(sample.corpus for sample in samples if sample.titles)
    model = body.model
    for sample in samples:
        if sample.titles:
            likely, odds, _ = scores(read(sample.page, model), model)
            stretch = best_stretch(sample.page, odds, model.bias)
            for n, bins in candidates(sample.page, likely, stretch):
                rows.bins.append(bins)
                rows.truth.append(n in sample.titles)
                rows.weights.append(sizes[sample.corpus] ** -0.5)
    return rows
