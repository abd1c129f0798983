"""Fit a net to samples, with torch.

The forward pass here and the one in `cleaner.article.net` are the same function: here of many pages at once, with
gradients, there of one page, in whole numbers. The weights have the same names and shapes in both.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from cleaner.article.net import (
    EPSILON,
    FEATURE,
    LIMIT,
    POOLED,
    REACHES,
    SCALED,
    STATE,
    WEIGHT,
    Net,
)
from cleaner.article.odds import PAGE_KINDS
from training.corpus import UNKNOWN
from training.samples import Floats, Sample

_INSIDE: Final = 48  # numbers for each unit inside the net
_ROWS: Final = 2048  # units of a batch, with the gaps
_GAP: Final = max(REACHES) + 1  # empty rows between two pages, so that no layer sees from one into the other

_RATE: Final = 0.003  # of learning, at its highest
_WARM_UP: Final = 40  # steps until it is reached; then it falls along a cosine
_DECAY: Final = 0.05  # of weights, not of biases
_BETAS: Final = (0.9, 0.99)
_STEEPEST: Final = 1.0  # norm of the gradient
_FEATURES_DROPPED, _INSIDE_DROPPED = 0.1, 0.2  # shares of the numbers that a step does not see

_SOFT_F1, _HEADLINE, _KIND = 0.3, 0.1, 0.03  # what these losses count for, beside the cross entropy of the units
_IS_HEADLINE: Final = 11.0  # how much more the headline counts than another unit of its page
_HEADLINE_UNITS: Final = 50  # units for each headline that make the loss of headlines about as large as the others
_MOST_TOKENS: Final = 150  # a longer unit counts for no more
_POWER: Final = 0.8  # of the tokens, by which a unit counts
_BALANCE: Final = (
    0.15  # share of the other units' weight that is added to the article's, so that short articles do not explode
)
_NO_HEADLINE: Final = tuple(
    map(PAGE_KINDS.index, ("listing", "product", "collection", "service"))
)  # their titles are slogans

# How many parts of 1 the biases are counted in: those of what they are added to.
_BIAS_PARTS: Final = {"enter_bias": FEATURE * WEIGHT, "look_bias": SCALED * WEIGHT} | dict.fromkeys(
    ("article_bias", "headline_bias", "kind_bias"), STATE * WEIGHT
)

Weights = dict[str, Tensor]  # by the fields of Net, without `mean` and `deviation`


class Scale(NamedTuple):
    """The mean and the standard deviation of each feature in the samples."""

    mean: Floats  # (F,)
    deviation: Floats  # (F,)


class Batch(NamedTuple):
    """Several pages at once, N rows with the gaps between them, P pages, F features."""

    features: Tensor  # (N, F) in standard deviations
    shown: Tensor  # (N, 1) 1 for a unit, 0 in gaps
    page: Tensor  # (N,) the page of each row; P in gaps
    pages: int  # P
    share: Tensor  # (N,) what a unit counts for in its page as a whole; the sum of a page is 1
    article: Tensor  # (N,) 1 for units of the article
    weight: Tensor  # (N,) what a unit counts for in the loss
    headline: Tensor  # (N,) 1 for headlines
    headline_weight: Tensor  # (N,)
    kind: Tensor  # (P,) the place in PAGE_KINDS, or UNKNOWN


class Said(NamedTuple):
    """What a net says about a batch, in log odds."""

    article: Tensor  # (N,)
    headline: Tensor  # (N,)
    kinds: Tensor  # (P, K)


def fit(samples: Sequence[Sample], seed: int, passes: int) -> Net:
    """Return a net that was fitted to the samples in some passes. The same seed gives the same net."""
    torch.set_num_threads(1)  # the matrices are small: more threads wait for each other
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    scale, counts = scale_of(samples), unit_weights(samples)
    weights = beginning(samples[0].table.shape[1])
    groups = [
        {"params": [w for name, w in weights.items() if not name.endswith("_bias")], "weight_decay": _DECAY},
        {"params": [w for name, w in weights.items() if name.endswith("_bias")], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=_RATE, betas=_BETAS)
    steps = passes * sum(1 for _ in batches(samples, range(len(samples))))
    step = 0
    for _ in range(passes):
        for numbers in batches(samples, random.permutation(len(samples)).tolist()):
            batch = batch_of([samples[n] for n in numbers], [counts[n] for n in numbers], scale)
            for group in optimizer.param_groups:
                group["lr"] = _rate(step, steps)
            optimizer.zero_grad()
            torch.autograd.backward(loss(forward(weights, batch, is_fitting=True), batch))
            torch.nn.utils.clip_grad_norm_(weights.values(), _STEEPEST)
            optimizer.step()
            step += 1
    return net_of(weights, scale)


def _rate(step: int, steps: int) -> float:
    return _RATE * min(1.0, (step + 1) / _WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))) + 1e-6


# ------------------------------------------------------------------ the net


def beginning(features: int, inside: int = _INSIDE) -> Weights:
    """Return random weights from which fitting begins. The layers hardly change what they get at first."""
    layers, kinds = len(REACHES), len(PAGE_KINDS)

    def normal(deviation: float, *shape: int) -> Tensor:
        return torch.randn(shape) * deviation

    def uniform(inputs: int, *shape: int) -> Tensor:
        return (torch.rand(shape) * 2 - 1) / math.sqrt(inputs)

    weights = {
        "enter": uniform(features, features, inside),
        "enter_bias": uniform(features, inside),
        "look": normal(1.4 / math.sqrt(3 * inside), layers, 3 * inside, inside),
        "look_bias": torch.zeros(layers, inside),
        "leave": normal(0.3 / math.sqrt(inside), layers, inside, inside),
        "page": normal(0.3 / math.sqrt(inside), inside, inside),
        "article": uniform(inside, inside),
        "article_bias": uniform(inside),
        "headline": uniform(inside, inside),
        "headline_bias": uniform(inside),
        "kind": uniform(inside, inside, kinds),
        "kind_bias": uniform(inside, kinds),
    }
    return {name: weight.requires_grad_() for name, weight in weights.items()}


def forward(weights: Weights, batch: Batch, is_fitting: bool = False) -> Said:
    """Return what a net says about a batch. While it is fitted, a share of the numbers is left out at random."""
    features = functional.dropout(batch.features, _FEATURES_DROPPED, training=is_fitting)
    state = torch.relu(features @ weights["enter"] + weights["enter_bias"]) * batch.shown
    whole = state.new_zeros(batch.pages, state.shape[1])
    layers = zip(REACHES, *(weights[name].unbind(0) for name in ("look", "look_bias", "leave")), strict=True)
    for layer, (reach, look, look_bias, leave) in enumerate(layers):
        scaled = state * torch.rsqrt((state * state).mean(1, keepdim=True) + EPSILON)
        seen = torch.cat((_shifted(scaled, reach), scaled, _shifted(scaled, -reach)), 1)
        added = functional.dropout(torch.relu(seen @ look + look_bias), _INSIDE_DROPPED, training=is_fitting)
        state = (state + added @ leave) * batch.shown
        if layer == POOLED:
            with_gaps = state.new_zeros(batch.pages + 1, state.shape[1])
            with_gaps = with_gaps.index_add(0, batch.page, state * batch.share[:, None])
            state = (state + (with_gaps @ weights["page"])[batch.page]) * batch.shown
            whole = with_gaps[:-1]
    return Said(
        state @ weights["article"] + weights["article_bias"],
        state @ weights["headline"] + weights["headline_bias"],
        whole @ weights["kind"] + weights["kind_bias"],
    )


def _shifted(state: Tensor, by: int) -> Tensor:
    """The rows of other units: those `by` rows above, and zeros where the batch ends."""
    by_above = min(abs(by), len(state))
    zeros = state.new_zeros(by_above, state.shape[1])
    return torch.cat((zeros, state[: len(state) - by_above]) if by > 0 else (state[by_above:], zeros))


def net_of(weights: Weights, scale: Scale) -> Net:
    """Return the net that `cleaner.article.net` reads: its weights are whole numbers."""
    arrays = {
        name: _whole(weight.detach().numpy(), _BIAS_PARTS[name], np.dtype("<i4"))
        if name in _BIAS_PARTS
        else _whole(weight.detach().numpy(), WEIGHT, np.dtype("<i2"))
        for name, weight in weights.items()
    }
    return Net(mean=scale.mean, scale=(FEATURE / scale.deviation).astype(np.float32), **arrays)


def _whole(weights: Floats, parts: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Weights in parts of 1. Those that are too large for their type are cut off."""
    limits = np.iinfo(dtype)
    whole: NDArray[Any] = np.clip(np.rint(weights * float(parts)), limits.min, limits.max).astype(dtype)
    return whole


# ------------------------------------------------------------------ the loss


def loss(said: Said, batch: Batch) -> Tensor:
    """Return the loss: cross entropy of the units, soft F1 of the pages, and cross entropy of headlines and kinds."""
    weight, truth = batch.weight, batch.article
    entropy = functional.binary_cross_entropy_with_logits(said.article, truth, weight, reduction="sum")
    total = entropy / (weight.sum() + 1e-6) + _SOFT_F1 * _soft_f1_lost(said, batch)
    headline_weight = batch.headline_weight * (1 + (_IS_HEADLINE - 1) * batch.headline)
    headlines = functional.binary_cross_entropy_with_logits(
        said.headline, batch.headline, headline_weight, reduction="sum"
    )
    total = total + _HEADLINE * headlines / (batch.headline_weight.sum() / _HEADLINE_UNITS + 1)
    if bool((batch.kind != UNKNOWN).any()):
        total = total + _KIND * functional.cross_entropy(said.kinds, batch.kind, ignore_index=UNKNOWN)
    return total


def _soft_f1_lost(said: Said, batch: Batch) -> Tensor:
    """One minus the mean of the pages' F1, with likelihoods instead of decisions. The F1 is what a reader sees."""

    def by_page(values: Tensor) -> Tensor:
        return values.new_zeros(batch.pages + 1).index_add(0, batch.page, values)[:-1]

    likely = torch.sigmoid(said.article)
    right = by_page(batch.weight * likely * batch.article)
    chosen, wanted = by_page(batch.weight * likely), by_page(batch.weight * batch.article)
    has_article = wanted > 0
    lost = (1 - 2 * right / (chosen + wanted + 1e-6)) * has_article
    return lost.sum() / has_article.sum().clamp(min=1)


def unit_weights(samples: Sequence[Sample]) -> list[Floats]:
    """Return for each sample what its units count for in the loss; the mean of all units is 1.

    A unit counts by its tokens, one that a rule removed for nothing. The articles of all pages count about the same,
    however long they are, and a group of pages, one type in one corpus, by the root of its size.
    """
    sizes = Counter((sample.corpus, sample.type) for sample in samples)
    all_weights: list[Floats] = []
    for sample in samples:
        counts = np.minimum(sample.tokens + 1, _MOST_TOKENS) ** _POWER * ((sample.article != UNKNOWN) & sample.left)
        inside = float(counts[sample.article == 1].sum())
        share = sizes[sample.corpus, sample.type] ** -0.5 / (inside + _BALANCE * float(counts.sum()) + 1e-6)
        all_weights.append((counts * share).astype(np.float32))
    mean = sum(float(weights.sum()) for weights in all_weights) / sum(map(len, all_weights))
    return [(weights / (mean or 1)).astype(np.float32) for weights in all_weights]


# ------------------------------------------------------------------ batches


def scale_of(samples: Sequence[Sample]) -> Scale:
    """Return the mean and the standard deviation of each feature over all units."""
    count = sum(len(sample.table) for sample in samples)
    mean = sum(sample.table.sum(0, dtype=np.float64) for sample in samples) / count
    variance = sum(((sample.table - mean) ** 2).sum(0) for sample in samples) / count
    return Scale(mean.astype(np.float32), (np.sqrt(variance) + 1e-3).astype(np.float32))


def batches(samples: Sequence[Sample], order: Iterable[int]) -> Iterator[list[int]]:
    """Yield the numbers of the samples of each batch."""
    chosen: list[int] = []
    rows = 0
    for n in order:
        chosen.append(n)
        rows += len(samples[n].table) + _GAP
        if rows >= _ROWS:
            yield chosen
            chosen, rows = [], 0
    if chosen:
        yield chosen


def batch_of(samples: Sequence[Sample], weights: Sequence[Floats], scale: Scale) -> Batch:
    """Return some pages as one batch, each followed by a gap."""
    rows = sum(len(sample.table) + _GAP for sample in samples)
    features = np.zeros((rows, len(scale.mean)), np.float32)
    page = np.full(rows, len(samples))
    shown, share, article, weight, headline, headline_weight = np.zeros((6, rows), np.float32)
    start = 0
    for number, (sample, own) in enumerate(zip(samples, weights, strict=True)):
        here = slice(start, start + len(sample.table))
        features[here] = np.clip((sample.table - scale.mean) / scale.deviation, -LIMIT, LIMIT)
        page[here] = number
        shown[here] = 1
        share[here] = sample.share / sample.share.sum()
        article[here] = sample.article == 1
        weight[here] = own
        headline[here] = sample.headline == 1
        headline_weight[here] = bool((sample.headline == 1).any()) and sample.kind not in _NO_HEADLINE
        start = here.stop + _GAP
    tensor = torch.from_numpy
    return Batch(
        tensor(features),
        tensor(shown[:, None]),
        tensor(page),
        len(samples),
        tensor(share),
        tensor(article),
        tensor(weight),
        tensor(headline),
        tensor(headline_weight),
        torch.tensor([sample.kind for sample in samples]),
    )
