"""The net that judges the units of a page, and its weights.

The net reads the features of all units at once. Seven layers look at each unit together with others 1, 2, 4, 8 and 16
units above and below it, and one of them at the page as a whole. For each unit the net gives the log odds that it is
part of the article, and that it is the headline; for the page it gives how likely each kind of page is.

The layers are dilated convolutions with residual connections (Yu and Koltun, "Multi-scale context aggregation by
dilated convolutions", ICLR 2016). The weights are trained by `python -m training`.

All numbers inside the net are whole: its weights, and what it computes from them. Sums of whole numbers do not depend
on the order in which a processor adds them, so a page is judged alike everywhere, and by the compiled kernel too.
"""

import math
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.article.around import Floats, Ints
from cleaner.article.chars import CLASSES, PLANE, Tables
from cleaner.article.odds import PAGE_KINDS, PARTS, Odds, Said, odds_of
from cleaner.article.weights import Numbers, WeightsError, WeightsFile, read, written

Weights = NDArray[np.int16]
Biases = NDArray[np.int32]

REACHES: Final = (1, 2, 4, 8, 16, 2, 1)  # units: how far each layer looks
POOLED: Final = 3  # after this layer the net looks at the page as a whole
LIMIT: Final = 4  # standard deviations: features further from their mean count as this far
EPSILON: Final = 1e-3  # keeps the scale of an empty state finite

# How many parts of 1 the numbers inside the net are counted in. They are powers of two.
FEATURE: Final = 64  # of a standard deviation
WEIGHT: Final = 2048
STATE: Final = 1024
SCALED: Final = 256
assert STATE * WEIGHT == PARTS
MOST_ADDED: Final = 16 * STATE  # by a layer, before its weights; and of the page as a whole
_WIDEST: Final = 256  # numbers for each unit inside the net
_LARGEST: Final = 2**31  # sums must stay below it, so that the kernel can use numbers of 32 bits


class Net(NamedTuple):
    """The weights of a net. F features, H numbers for each unit inside the net, K kinds of pages, L layers."""

    mean: NDArray[np.float32]  # (F,) of the features in training
    scale: NDArray[np.float32]  # (F,) FEATURE by the standard deviation
    enter: Weights  # (F, H)
    enter_bias: Biases  # (H,) in parts of 1 / FEATURE / WEIGHT
    look: Weights  # (L, 3 H, H) above, here and below
    look_bias: Biases  # (L, H) in parts of 1 / SCALED / WEIGHT
    leave: Weights  # (L, H, H)
    page: Weights  # (H, H) from the page as a whole to its units
    article: Weights  # (H,)
    article_bias: Biases  # (), like the next ones in parts of 1 / STATE / WEIGHT
    headline: Weights  # (H,)
    headline_bias: Biases  # ()
    kind: Weights  # (H, K)
    kind_bias: Biases  # (K,)

    def fault(self) -> str:
        """What is wrong with the weights, or ""."""
        features, inside = self.enter.shape if self.enter.ndim == 2 else (0, 0)
        for name, shape in shapes(features, inside).items():
            if (own := getattr(self, name).shape) != shape:
                return f"{name!r} has the shape {own}, but {shape} is needed"
        if not 0 < inside <= _WIDEST:
            return f"the net has {inside} numbers for each unit; it may have up to {_WIDEST}"
        most_scaled = math.isqrt(inside) * SCALED + SCALED
        for name, most, bias in (
            ("enter", LIMIT * FEATURE, self.enter_bias),
            ("look", most_scaled, self.look_bias),
            ("leave", MOST_ADDED, np.zeros(1, np.int32)),
            ("page", MOST_ADDED, np.zeros(1, np.int32)),
        ):
            sums = np.abs(getattr(self, name).astype(np.int64)).sum(-2) * most + np.abs(bias.astype(np.int64))
            if sums.size and sums.max() >= _LARGEST:
                return f"the weights of {name!r} are too large"
        return ""


def shapes(features: int, inside: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the weights of a net, given the number of features and of numbers for each unit."""
    layers, kinds = len(REACHES), len(PAGE_KINDS)
    return {
        "mean": (features,),
        "scale": (features,),
        "enter": (features, inside),
        "enter_bias": (inside,),
        "look": (layers, 3 * inside, inside),
        "look_bias": (layers, inside),
        "leave": (layers, inside, inside),
        "page": (inside, inside),
        "article": (inside,),
        "article_bias": (),
        "headline": (inside,),
        "headline_bias": (),
        "kind": (inside, kinds),
        "kind_bias": (kinds,),
    }


class Model(NamedTuple):
    """What a page is judged with."""

    tables: Tables
    nets: tuple[Net, ...]  # their log odds are averaged
    features: tuple[str, ...]  # names of the features, in order


def odds(nets: tuple[Net, ...], table: NDArray[Any], share: Ints) -> Odds:
    """Return what the nets say about a page, given its features and what each unit counts for in the page."""
    return odds_of([_said(net, table, share) for net in nets])


def _said(net: Net, table: NDArray[Any], share: Ints) -> Said:
    known = np.clip(np.rint((table - net.mean.astype(np.float64)) * net.scale), -LIMIT * FEATURE, LIMIT * FEATURE)
    state = np.maximum(_product(known, net.enter) + net.enter_bias, 0) // (FEATURE * WEIGHT // STATE)
    for layer in range(POOLED + 1):
        state = _looked(net, layer, state)
    whole = (share[:, None] * state).sum(0) // share.sum()
    whole = np.clip(whole, -MOST_ADDED, MOST_ADDED)
    state = state + _product(whole, net.page) // WEIGHT
    for layer in range(POOLED + 1, len(REACHES)):
        state = _looked(net, layer, state)
    return Said(
        (_product(state, net.article) + net.article_bias).tolist(),
        (_product(state, net.headline) + net.headline_bias).tolist(),
        (_product(whole, net.kind) + net.kind_bias).tolist(),
    )


def _product(numbers: NDArray[np.generic], weights: Weights) -> Ints:
    """A product of matrices of whole numbers. In numbers of 64 bits with a point it is exact, and much faster."""
    product: Ints = (numbers.astype(np.float64) @ weights.astype(np.float64)).astype(np.int64)
    return product


def _looked(net: Net, layer: int, state: Ints) -> Ints:
    """The state after a layer has looked at each unit and at those above and below it."""
    reach, inside = REACHES[layer], state.shape[1]
    squares = (state * state).sum(1, keepdims=True) + int(EPSILON * STATE * STATE) * inside
    scaled = np.rint(state * (SCALED / np.sqrt(squares / inside)))
    seen = np.concatenate((_shifted(scaled, reach), scaled, _shifted(scaled, -reach)), axis=1)
    added = np.maximum(_product(seen, net.look[layer]) + net.look_bias[layer], 0) // (SCALED * WEIGHT // STATE)
    return state + _product(np.minimum(added, MOST_ADDED), net.leave[layer]) // WEIGHT


def _shifted(state: Floats, by: int) -> Floats:
    """The rows of other units: those `by` units above, and zeros where the page ends."""
    moved = np.zeros_like(state)
    if by > 0:
        moved[by:] = state[:-by]
    else:
        moved[:by] = state[-by:]
    return moved


# ------------------------------------------------------------------ files

_TYPES: Final[dict[str, np.dtype[Any]]] = {
    name: np.dtype(code) for name, code in {"F32": "<f4", "I16": "<i2", "I32": "<i4", "U8": "u1", "U16": "<u2"}.items()
}
_NAMES: Final = {dtype: name for name, dtype in _TYPES.items()}
NET_TYPES: Final = {  # of the weights of a net
    name: _TYPES["F32"] if name in ("mean", "scale") else _TYPES["I32" if name.endswith("_bias") else "I16"]
    for name in Net._fields
}


def packed(model: Model) -> bytes:
    """Return a model as the bytes of a .safetensors file."""
    arrays: dict[str, NDArray[np.generic]] = {f"tables.{name}": table for name, table in model.tables._asdict().items()}
    for number, net in enumerate(model.nets):
        arrays |= {f"nets.{number}.{name}": weights for name, weights in net._asdict().items()}
    numbers = {name: Numbers(_NAMES[array.dtype], array.shape, array.tobytes()) for name, array in arrays.items()}
    return written(WeightsFile(numbers, model.features))


@lru_cache(maxsize=4)
def unpacked(data: bytes) -> Model:
    """Return the model in the bytes of a .safetensors file. Raises WeightsError."""
    file = read(data)
    arrays = {name: np.frombuffer(own.data, _TYPES[own.type]).reshape(own.shape) for name, own in file.arrays.items()}
    try:
        tables = Tables(arrays["tables.classes"], arrays["tables.lowered"])
        nets = tuple(Net(*(arrays[f"nets.{n}.{name}"] for name in Net._fields)) for n in range(file.nets))
    except KeyError as missing:
        raise WeightsError(f"these are no weights of a net: {missing} is missing") from None
    types = [np.dtype("u1"), np.dtype("<u2")]
    if not nets or any(table.shape != (PLANE,) for table in tables) or [table.dtype for table in tables] != types:
        raise WeightsError("these are no weights of a net: it has no nets or no tables of characters")
    for net in nets:
        if [array.dtype for array in net] != list(NET_TYPES.values()):
            raise WeightsError("the weights have other types of numbers than this version of the net")
        if fault := net.fault():
            raise WeightsError(fault)
        if len(net.mean) != len(file.features):
            raise WeightsError(f"a net needs {len(net.mean)} features, but {len(file.features)} are named")
    is_finite = all(np.isfinite(array).all() for net in nets for array in (net.mean, net.scale))
    if int(tables.classes.max()) >= len(CLASSES) or not is_finite:
        raise WeightsError("the weights have numbers that are out of range")
    return Model(tables, nets, file.features)
