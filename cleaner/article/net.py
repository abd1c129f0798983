"""The net that judges the units of a page, and its weights.

The net reads the features of all units at once. Seven layers look at each unit together with others 1, 2, 4, 8 and 16
units above and below it, and one of them at the page as a whole. For each unit the net gives the log odds that it is
part of the article, and that it is the headline; for the page it gives how likely each kind of page is.

The layers are dilated convolutions with residual connections (Yu and Koltun, "Multi-scale context aggregation by
dilated convolutions", ICLR 2016). The weights are trained by `python -m training`.
"""

import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.article.around import Floats
from cleaner.article.chars import CLASSES, PLANE, Tables
from cleaner.lines.errors import CleanerError

Array = NDArray[np.float32]

PAGE_KINDS: Final = ("article", "documentation", "forum", "listing", "product", "collection", "service", "recipe")
REACHES: Final = (1, 2, 4, 8, 16, 2, 1)  # units: how far each layer looks
POOLED: Final = 3  # after this layer the net looks at the page as a whole
LIMIT: Final = 4.0  # standard deviations: features further from their mean count as this far
POOL_TOKENS: Final = 60  # a longer unit counts as this long for the page as a whole
POOL_LEAST: Final = 0.1  # tokens: what an empty or removed unit counts for

EPSILON: Final = 1e-3  # keeps the scale of an empty state finite


class WeightsError(CleanerError, ValueError):
    """A file of weights that does not fit this version of the net."""


class Net(NamedTuple):
    """The weights of a net. F features, H numbers for each unit inside the net, K kinds of pages, L layers."""

    mean: Array  # (F,) of the features in training
    deviation: Array  # (F,)
    enter: Array  # (F, H)
    enter_bias: Array  # (H,)
    look: Array  # (L, 3 H, H) above, here and below
    look_bias: Array  # (L, H)
    leave: Array  # (L, H, H)
    page: Array  # (H, H) from the page as a whole to its units
    article: Array  # (H,)
    article_bias: Array  # ()
    headline: Array  # (H,)
    headline_bias: Array  # ()
    kind: Array  # (H, K)
    kind_bias: Array  # (K,)

    def fault(self) -> str:
        """What is wrong with the shapes of the weights, or ""."""
        features, inside = self.enter.shape if self.enter.ndim == 2 else (0, 0)
        layers, kinds = len(REACHES), len(PAGE_KINDS)
        shapes = {
            "mean": (features,),
            "deviation": (features,),
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
        for name, shape in shapes.items():
            weights: Array = getattr(self, name)
            if weights.shape != shape:
                return f"{name!r} has the shape {weights.shape}, but {shape} is needed"
        return ""


class Model(NamedTuple):
    """What a page is judged with."""

    tables: Tables
    nets: tuple[Net, ...]  # their log odds are averaged
    features: tuple[str, ...]  # names of the features, in order


class Odds(NamedTuple):
    """What the net says about a page."""

    article: Floats  # for each unit the log odds that it is part of the article
    headline: Floats  # that it is the headline
    kinds: Floats  # for each of PAGE_KINDS how likely the page is of this kind


def odds(nets: tuple[Net, ...], table: NDArray[np.float32], tokens: Floats, left: NDArray[np.bool_]) -> Odds:
    """Return what the nets say about a page, given its features and the tokens of its units."""
    share = np.minimum(tokens, POOL_TOKENS) * left + POOL_LEAST
    share = (share / share.sum()).astype(np.float32)
    said = [_odds(net, table, share) for net in nets]
    return Odds(*(_mean(values) for values in zip(*said, strict=True)))


def _mean(values: Sequence[Array]) -> Floats:
    """The mean of what several nets say, rounded, because the last digits depend on the processor."""
    mean: Floats = np.stack(values).mean(axis=0, dtype=np.float64).round(3)
    return mean


def _odds(net: Net, table: NDArray[np.float32], share: Array) -> tuple[Array, Array, Array]:
    known = np.clip((table - net.mean) / net.deviation, -LIMIT, LIMIT)
    state: Array = np.maximum(known @ net.enter + net.enter_bias, np.float32(0))
    for layer in range(POOLED + 1):
        state = _looked(net, layer, state)
    whole: Array = share @ state
    state += whole @ net.page
    for layer in range(POOLED + 1, len(REACHES)):
        state = _looked(net, layer, state)
    kind: Array = whole @ net.kind + net.kind_bias
    kinds = np.exp(kind - kind.max())
    return state @ net.article + net.article_bias, state @ net.headline + net.headline_bias, kinds / kinds.sum()


def _looked(net: Net, layer: int, state: Array) -> Array:
    """The state after a layer has looked at each unit and at those above and below it."""
    reach = REACHES[layer]
    scaled = state / np.sqrt((state * state).mean(1, keepdims=True) + np.float32(EPSILON))
    seen = np.concatenate((_shifted(scaled, reach), scaled, _shifted(scaled, -reach)), axis=1)
    after: Array = state + np.maximum(seen @ net.look[layer] + net.look_bias[layer], 0) @ net.leave[layer]
    return after


def _shifted(state: Array, by: int) -> Array:
    """The rows of other units: those `by` units above, and zeros where the page ends."""
    moved = np.zeros_like(state)
    if by > 0:
        moved[by:] = state[:-by]
    else:
        moved[:by] = state[-by:]
    return moved


# ------------------------------------------------------------------ files

_HEAD = struct.Struct("<Q")  # the length of the header
_TYPES: Final[dict[str, np.dtype[Any]]] = {"F16": np.dtype("<f2"), "U8": np.dtype("u1"), "U16": np.dtype("<u2")}
_NAMES: Final = {dtype: name for name, dtype in _TYPES.items()}


def packed(model: Model) -> bytes:
    """Return a model as the bytes of a .safetensors file (huggingface.co/docs/safetensors)."""
    import json  # a bare pipe of one line does without

    arrays: dict[str, NDArray[np.generic]] = {f"tables.{name}": table for name, table in model.tables._asdict().items()}
    for number, net in enumerate(model.nets):
        arrays |= {f"nets.{number}.{name}": weights.astype("<f2") for name, weights in net._asdict().items()}
    header: dict[str, object] = {"__metadata__": {"features": "\n".join(model.features)}}
    pieces: list[bytes] = []
    start = 0
    for name, array in arrays.items():
        pieces.append(array.tobytes())
        stop = start + len(pieces[-1])
        header[name] = {"dtype": _NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [start, stop]}
        start = stop
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    return b"".join((_HEAD.pack(len(head)), head, *pieces))


@lru_cache(maxsize=4)
def unpacked(data: bytes) -> Model:
    """Return the model in the bytes of a .safetensors file. Raises WeightsError."""
    try:
        arrays, names = _arrays(data)
        tables = Tables(arrays["tables.classes"], arrays["tables.lowered"])
        count = sum(name.endswith(".article_bias") for name in arrays)
        nets = tuple(
            Net(*(arrays[f"nets.{number}.{name}"].astype(np.float32) for name in Net._fields))
            for number in range(count)
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, RecursionError, struct.error) as error:
        raise WeightsError(f"these are no weights of a net: {error!r:.200}") from None
    types = [np.dtype("u1"), np.dtype("<u2")]
    if not nets or any(table.shape != (PLANE,) for table in tables) or [table.dtype for table in tables] != types:
        raise WeightsError("these are no weights of a net: it has no nets or no tables of characters")
    for net in nets:
        if fault := net.fault():
            raise WeightsError(fault)
        if len(net.mean) != len(names):
            raise WeightsError(f"a net needs {len(net.mean)} features, but {len(names)} are named")
    is_finite = all(np.isfinite(array).all() for net in nets for array in net)
    if int(tables.classes.max()) >= len(CLASSES) or not is_finite or any((net.deviation <= 0).any() for net in nets):
        raise WeightsError("the weights have numbers that are out of range")
    return Model(tables, nets, names)


def _arrays(data: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The arrays of a file by name, and the names of the features. Raises various errors for a damaged file."""
    import json  # a bare pipe of one line does without

    (length,) = _HEAD.unpack_from(data)
    header = json.loads(data[_HEAD.size : _HEAD.size + length])
    body = memoryview(data)[_HEAD.size + length :]
    names = tuple(header.pop("__metadata__")["features"].split("\n"))
    arrays: dict[str, NDArray[Any]] = {}
    for name, entry in header.items():
        start, stop = entry["data_offsets"]
        arrays[name] = np.frombuffer(body[start:stop], _TYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays, names
