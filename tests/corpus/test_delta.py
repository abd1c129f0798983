"""Lengths that a page holds as their differences: the greatest of them, and where they end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.delta import longest
from cleaner.corpus.thrift import ThriftError
from tests.helpers.parquet import differences, many_zeros, signed, varint

LENGTHS = st.lists(st.one_of(st.integers(0, 40), st.integers(0, 2**31 - 1)), min_size=1, max_size=400)


def encoded(lengths: list[int]) -> bytes:
    return differences(lengths[0], [after - before for before, after in pairwise(lengths)])


@given(LENGTHS, st.binary(max_size=4))
def test_the_greatest_length_is_found(lengths: list[int], after: bytes) -> None:
    data = encoded(lengths)
    assert longest(b"ab" + data + after, 2, len(lengths)) == (max(lengths), 2 + len(data))


@given(LENGTHS, st.data())
def test_lengths_that_are_cut_short_or_too_many_are_refused(lengths: list[int], data: st.DataObject) -> None:
    whole = encoded(lengths)
    with pytest.raises(ThriftError):
        longest(whole, 0, len(lengths) - 1)
    with pytest.raises((ThriftError, IndexError)):
        longest(whole[: data.draw(st.integers(0, 3))], 0, len(lengths))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        greatest, _ = longest(data, 0, 1000)
    except (ThriftError, IndexError):
        return
    assert 0 <= greatest < 2**31


REFUSED = {
    "a block without parts": varint(128) + varint(0) + varint(2) + signed(0),
    "a part of another size": varint(100) + varint(4) + varint(2) + signed(0),
    "a length below zero": differences(5, [-6]),
    "a length that is too large": differences(2**31 - 1, [1]),
    "a first length below zero": differences(-1, [1]),
    "differences of too many bits": varint(128) + varint(1) + varint(2) + signed(0) + signed(0) + b"\x21" + bytes(1000),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_no_writer_writes_is_refused(data: bytes) -> None:
    with pytest.raises(ThriftError):
        longest(data, 0, 100)


def test_a_billion_equal_lengths_take_no_time() -> None:
    assert longest(many_zeros(10**9), 0, 10**9)[0] == 0
    ramp = varint(2**30) + varint(1) + varint(2**30) + signed(0) + signed(1) + b"\0"
    assert longest(ramp, 0, 2**30)[0] == 2**30 - 1
