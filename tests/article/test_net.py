"""The net: its odds are those of a plain loop, and its files are refused if they are damaged."""

import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.net import (
    LIMIT,
    PAGE_KINDS,
    POOL_LEAST,
    POOL_TOKENS,
    POOLED,
    REACHES,
    Model,
    Net,
    Odds,
    WeightsError,
    odds,
    packed,
    unpacked,
)
from cleaner.lines.errors import CleanerError
from tests.helpers.pages import small_model, small_net

NAMES = ("the unit itself: a", "its place: b", "the rules: c", "its words: d", "repetition: e")
DATA = packed(small_model(NAMES, nets=2))
(LENGTH,) = struct.unpack_from("<Q", DATA)


def plain_odds(
    net: Net, table: np.ndarray, tokens: list[float], left: list[bool]
) -> tuple[list[float], list[float], Any]:
    """What a net says about each unit, one unit and one number after the other."""
    count, inside = len(table), len(net.enter_bias)
    rows, numbers = range(count), range(inside)
    known = [
        [min(LIMIT, max(-LIMIT, (x - m) / d)) for x, m, d in zip(row, net.mean, net.deviation, strict=True)]
        for row in table
    ]
    state = [
        [max(0.0, sum(k * w for k, w in zip(row, net.enter[:, h], strict=True)) + net.enter_bias[h]) for h in numbers]
        for row in known
    ]
    share = [min(t, POOL_TOKENS) * is_left + POOL_LEAST for t, is_left in zip(tokens, left, strict=True)]
    share = [one / sum(share) for one in share]
    whole = [0.0] * inside
    for layer, reach in enumerate(REACHES):
        scaled = [[x / (sum(y * y for y in row) / inside + 1e-3) ** 0.5 for x in row] for row in state]
        nothing = [0.0] * inside
        after = []
        for n in rows:
            above = scaled[n - reach] if n >= reach else nothing
            below = scaled[n + reach] if n + reach < count else nothing
            seen = [*above, *scaled[n], *below]
            look = net.look[layer]
            deep = [
                max(0.0, sum(x * look[k][h] for k, x in enumerate(seen)) + net.look_bias[layer][h]) for h in numbers
            ]
            after.append([state[n][h] + sum(deep[k] * net.leave[layer][k][h] for k in numbers) for h in numbers])
        state = after
        if layer == POOLED:
            whole = [sum(share[n] * state[n][h] for n in rows) for h in numbers]
            state = [[row[h] + sum(whole[k] * net.page[k][h] for k in numbers) for h in numbers] for row in state]
    article = [sum(x * w for x, w in zip(row, net.article, strict=True)) + net.article_bias for row in state]
    headline = [sum(x * w for x, w in zip(row, net.headline, strict=True)) + net.headline_bias for row in state]
    kinds = [sum(whole[h] * net.kind[h][k] for h in numbers) + net.kind_bias[k] for k in range(len(PAGE_KINDS))]
    likely = np.exp(np.array(kinds, float) - max(kinds))
    return article, headline, likely / likely.sum()


@given(st.integers(1, 40), st.integers(0, 99))
def test_the_odds_are_those_of_a_plain_loop(count: int, seed: int) -> None:
    net, lot = small_net(len(NAMES), seed=seed), np.random.default_rng(seed)
    table = lot.normal(0, 3, (count, len(NAMES))).astype(np.float32)
    tokens, left = lot.integers(1, 100, count).astype(float), lot.random(count) < 0.7
    article, headline, kinds = plain_odds(net, table, tokens.tolist(), left.tolist())
    said = odds((net,), table, tokens, left)
    assert said.article == pytest.approx(np.array(article, float), abs=0.01)
    assert said.headline == pytest.approx(np.array(headline, float), abs=0.01)
    assert said.kinds == pytest.approx(kinds, abs=0.01)


def test_the_odds_of_several_nets_are_averaged() -> None:
    nets = small_model(NAMES, nets=3).nets
    table, tokens, left = np.ones((4, len(NAMES)), np.float32), np.full(4, 9.0), np.ones(4, np.bool_)
    alone = [odds((net,), table, tokens, left) for net in nets]
    together = odds(nets, table, tokens, left)
    for field in Odds._fields:
        mean = np.mean([getattr(one, field) for one in alone], axis=0)
        assert getattr(together, field) == pytest.approx(mean, abs=0.002)
    assert together.kinds.sum() == pytest.approx(1, abs=0.01)


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


def with_net(**weights: Any) -> bytes:
    model = small_model(NAMES)
    changed = {name: np.asarray(values, np.float32) for name, values in weights.items()}
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
    "a wrong shape": (with_net(article=[1.0, 2.0]), "'article' has the shape (2,), but (3,) is needed"),
    "a layer too few": (with_net(look_bias=np.zeros((6, 3))), "'look_bias' has the shape (6, 3), but (7, 3)"),
    "not a number": (with_net(article=[1.0, np.nan, 2.0]), "numbers that are out of range"),
    "infinite": (with_net(article_bias=np.inf), "numbers that are out of range"),
    "no deviation": (with_net(deviation=[1, 1, 0, 1, 1]), "numbers that are out of range"),
    "a negative deviation": (with_net(deviation=[1, 1, -1, 1, 1]), "numbers that are out of range"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_net_is_refused_with_a_reason(data: bytes, message: str) -> None:
    assert message in refuses(data)


def test_a_table_of_characters_of_unknown_classes_is_refused() -> None:
    model = small_model(NAMES)
    wrong = model.tables._replace(classes=np.full_like(model.tables.classes, 200))
    assert "out of range" in refuses(packed(model._replace(tables=wrong)))
    halves = model.tables._replace(lowered=np.zeros(0x10000, np.float16))
    assert "no tables of characters" in refuses(packed(model._replace(tables=halves)))


def test_the_error_is_one_of_the_cleaner() -> None:
    assert issubclass(WeightsError, CleanerError)
    assert issubclass(WeightsError, ValueError)
