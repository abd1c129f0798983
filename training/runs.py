"""Train models in several processes: of all samples, or once for each fold without its sites."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from typing import Final, NamedTuple

from cleaner.article.chars import tables
from cleaner.article.features import feature_names
from cleaner.article.net import Model, Net, packed, unpacked
from training.corpus import FOLDS
from training.samples import Sample
from training.score import Decision, Score, score

_NONE_LEFT_OUT: Final = -1  # instead of a fold


class Plan(NamedTuple):
    """How models are trained."""

    seeds: int  # nets of a model, each fitted from a seed of its own
    passes: int  # over the samples
    jobs: int  # processes


class Fold(NamedTuple):
    """The model that was trained without the sites of a fold, and how well it does on them."""

    number: int
    weights: bytes  # the contents of an .safetensors file
    scores: list[Score]


def train(samples: Sequence[Sample], plan: Plan) -> bytes:
    """Return the weights of a model of all samples, as the contents of an .safetensors file."""
    ((_, weights),) = _models(samples, plan, [_NONE_LEFT_OUT])
    return weights


def cross_validate(samples: Sequence[Sample], plan: Plan, decision: Decision) -> Iterator[Fold]:
    """Yield a model for each fold, trained without its sites.

    A fold that has no samples, or all of them, is skipped.
    """
    present = {sample.fold for sample in samples}
    folds = [fold for fold in range(FOLDS) if fold in present and len(present) > 1]
    for fold, weights in _models(samples, plan, folds):
        nets = unpacked(weights).nets  # with the precision that the file has
        pages = (sample for sample in samples if sample.fold == fold and not sample.is_variant)
        scores = (score(nets, page, decision) for page in pages)
        yield Fold(fold, weights, [own for own in scores if own is not None])


def _models(samples: Sequence[Sample], plan: Plan, left_out: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """For each fold that is left out, yield it and the weights of a model. Nets are fitted side by side."""
    folds = [fold for fold in left_out for _ in range(plan.seeds)]
    seeds = [*range(plan.seeds)] * len(left_out)
    with ProcessPoolExecutor(plan.jobs, initializer=_begin, initargs=(samples,)) as pool:
        nets = pool.map(_fit, folds, seeds, repeat(plan.passes))
        for fold in left_out:
            yield fold, packed(Model(tables(), tuple(next(nets) for _ in range(plan.seeds)), feature_names(tables())))


_samples: list[Sample] = []  # of a process of the pool, which gets them once


def _begin(samples: Sequence[Sample]) -> None:
    _samples.extend(samples)


def _fit(left_out: int, seed: int, passes: int) -> Net:
    from training.fit import fit  # imported here, because a person without torch gets a message before this

    return fit([sample for sample in _samples if sample.fold != left_out], seed, passes)
