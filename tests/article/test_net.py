"""The net: its odds are those of a plain loop, and its files are refused if they are damaged."""

import json
import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import weights
from cleaner.article.net import (
    NET_TYPES,
    POOLED,
    REACHES,
    Model,
    Net,
    odds,
    packed,
    unpacked,
)
from cleaner.article.odds import PAGE_KINDS, Said, odds_of
from cleaner.article.weights import WeightsError
from cleaner.lines.errors import CleanerError
from tests.helpers.pages import small_model, small_net

NAMES = ("the unit itself: a", "its place: b", "the rules: c", "its words: d", "repetition: e")
DATA = packed(small_model(NAMES, nets=2))
(LENGTH,) = struct.unpack_from("<Q", DATA)


def plain_said(net: Net, table: np.ndarray, share: list[int]) -> Said:
    """What a net says about each unit, one unit and one number after the other."""
    own: Any = Net(*(weights.tolist() for weights in net))
    count, inside = len(table), len(own.enter_bias)
    rows, numbers = range(count), range(inside)

    def product(row: list[int], weights: list[list[int]], of: int) -> int:
        return sum(x * row_weights[of] for x, row_weights in zip(row, weights, strict=True))

    known = [
        [min(256, max(-256, round((x - m) * s))) for x, m, s in zip(row, own.mean, own.scale, strict=True)]
        for row in table.tolist()
    ]
    state = [[max(0, product(row, own.enter, h) + own.enter_bias[h]) // 128 for h in numbers] for row in known]
    whole = [0] * inside
    for layer, reach in enumerate(REACHES):
        scaled = []
        for row in state:
            squares = sum(x * x for x in row) + 1048 * inside
            scaled.append([round(x * (256 / math.sqrt(squares / inside))) for x in row])
        nothing = [0] * inside
        after = []
        for n in rows:
            above = scaled[n - reach] if n >= reach else nothing
            below = scaled[n + reach] if n + reach < count else nothing
            seen = [*above, *scaled[n], *below]
            deep = [max(0, product(seen, own.look[layer], h) + own.look_bias[layer][h]) // 512 for h in numbers]
            deep = [min(x, 16384) for x in deep]
            after.append([state[n][h] + product(deep, own.leave[layer], h) // 2048 for h in numbers])
        state = after
        if layer == POOLED:
            whole = [sum(share[n] * state[n][h] for n in rows) // sum(share) for h in numbers]
            whole = [min(16384, max(-16384, x)) for x in whole]
            state = [[row[h] + product(whole, own.page, h) // 2048 for h in numbers] for row in state]
    return Said(
        [sum(x * w for x, w in zip(row, own.article, strict=True)) + own.article_bias for row in state],
        [sum(x * w for x, w in zip(row, own.headline, strict=True)) + own.headline_bias for row in state],
        [product(whole, own.kind, k) + own.kind_bias[k] for k in range(len(PAGE_KINDS))],
    )


@given(st.integers(1, 40), st.integers(0, 99))
def test_the_odds_are_those_of_a_plain_loop(count: int, seed: int) -> None:
    net, lot = small_net(len(NAMES), seed=seed), np.random.default_rng(seed)
    table, share = lot.integers(-6, 7, (count, len(NAMES))), lot.integers(1, 600, count)
    assert odds((net,), table, share) == odds_of([plain_said(net, table, share.tolist())])


def test_the_odds_of_several_nets_are_averaged() -> None:
    nets = small_model(NAMES, nets=3).nets
    table, share = np.ones((4, len(NAMES)), np.int32), np.full(4, 9)
    alone = [odds((net,), table, share) for net in nets]
    together = odds(nets, table, share)
    for field in ("article", "headline"):
        mean = np.mean([getattr(one, field) for one in alone], axis=0)
        assert getattr(together, field) == pytest.approx(mean, abs=0.002)
    assert sum(together.kinds) == pytest.approx(1, abs=0.01)


def test_the_bytes_of_a_model_give_the_same_model() -> None:
    model = small_model(NAMES, nets=2)
    kept = unpacked(packed(model))
    assert kept.features == model.features
    assert len(kept.nets) == 2
    pairs = [(kept.tables, model.tables), *zip(kept.nets, model.nets, strict=True)]
    assert all((a == b).all() for one, other in pairs for a, b in zip(one, other, strict=True))
    assert packed(kept) == packed(model)


# ------------------------------------------------------------------ damaged and forged files


def refuses(data: bytes) -> str:
    """The message for bytes that are refused, or "" if they are weights."""
    try:
        model = unpacked(data)
    except WeightsError as error:
        return str(error)
    finally:
        unpacked.cache_clear()
        weights.read.cache_clear()
    assert isinstance(model, Model)
    return ""


def forged(*path: str, value: Any) -> bytes:
    """The file with another value in its header."""
    header = json.loads(DATA[8 : 8 + LENGTH])
    place = header
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    head = json.dumps(header).encode()
    return struct.pack("<Q", len(head)) + head + DATA[8 + LENGTH :]


def with_net(**own: Any) -> bytes:
    model = small_model(NAMES)
    changed = {name: np.asarray(values, NET_TYPES[name]) for name, values in own.items()}
    return packed(model._replace(nets=(model.nets[0]._replace(**changed),)))


@given(st.integers(0, len(DATA) - 1))
def test_a_truncated_file_is_refused(length: int) -> None:
    assert refuses(DATA[:length])


@given(st.lists(st.tuples(st.integers(0, 7 + LENGTH), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_header_gives_weights_or_their_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for at, value in changes:
        data[at] = value
    refuses(bytes(data))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert refuses(data)
    assert refuses(struct.pack("<Q", len(data)) + data)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(10**30)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
KEYS = ["dtype", "shape", "data_offsets"]


@given(st.sampled_from(["nets.0.enter", "nets.1.article_bias", "tables.classes"]), st.sampled_from(KEYS), json_values)
def test_a_forged_header_gives_weights_or_their_error(name: str, key: str, value: Any) -> None:
    refuses(forged(name, key, value=value))


@given(json_values)
def test_a_header_of_another_form_is_refused(value: Any) -> None:
    head = json.dumps(value).encode()
    assert refuses(struct.pack("<Q", len(head)) + head)
    assert refuses(forged("__metadata__", value=[value]))


REFUSED = {
    "nothing": (b"", "these are no weights of a net"),
    "a page": (b"<html>" * 9, "these are no weights of a net"),
    "brackets": (struct.pack("<Q", 200_000) + b"[" * 200_000, "these are no weights of a net"),
    "a huge shape": (forged("nets.0.mean", "shape", value=[10**30]), "these are no weights of a net"),
    "a length of another number": (struct.pack("<Q", 2**64 - 1) + DATA[8:], "these are no weights of a net"),
    "another type": (forged("nets.0.mean", "dtype", value="F64"), "these are no weights of a net"),
    "no nets": (packed(small_model(NAMES, nets=0)), "it has no nets"),
    "a net too few": (forged("nets.0.mean", value=None), "these are no weights of a net"),
    "no tables": (forged("tables.lowered", value=None), "these are no weights of a net"),
    "no names": (forged("__metadata__", value=None), "these are no weights of a net"),
    "names of other features": (forged("__metadata__", "features", value="a\nb"), "needs 5 features, but 2 are named"),
    "bytes of two arrays": (forged("nets.0.headline", "data_offsets", value=[0, 6]), "an array begins at 0"),
    "bytes of none": (DATA + b"\0" * 8, "are used"),
    "many nets": (packed(small_model(NAMES, nets=5)), "5 nets, more than 4"),
    "a wrong shape": (with_net(article=[1, 2]), "'article' has the shape (2,), but (3,) is needed"),
    "a layer too few": (with_net(look_bias=np.zeros((6, 3))), "'look_bias' has the shape (6, 3), but (7, 3)"),
    "not a number": (with_net(mean=[1, 1, np.nan, 1, 1]), "numbers that are out of range"),
    "infinite": (with_net(scale=[1, 1, np.inf, 1, 1]), "numbers that are out of range"),
    "large weights": (with_net(enter_bias=[2**31 - 1] * 3), "the weights of 'enter' are too large"),
    "wide numbers": (forged("nets.0.enter_bias", "dtype", value="F32"), "other types of numbers"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_net_is_refused_with_a_reason(data: bytes, message: str) -> None:
    assert message in refuses(data)


def test_a_table_of_characters_of_unknown_classes_is_refused() -> None:
    model = small_model(NAMES)
    wrong = model.tables._replace(classes=np.full_like(model.tables.classes, 200))
    assert "out of range" in refuses(packed(model._replace(tables=wrong)))
    halves = model.tables._replace(lowered=np.zeros(0x10000, np.int16))
    assert "no tables of characters" in refuses(packed(model._replace(tables=halves)))


def test_the_error_is_one_of_the_cleaner() -> None:
    assert issubclass(WeightsError, CleanerError)
    assert issubclass(WeightsError, ValueError)
