"""The compact protocol of Thrift: what is written is read, and nothing else is believed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.thrift import BINARY, I32, I64, LIST, STRUCT, ThriftError, ThriftReader
from tests.helpers.parquet import Long, Raw, repeated, signed, thrift, varint

NUMBERS = st.integers(-(2**31), 2**31 - 1)
LEAVES = st.one_of(NUMBERS, st.builds(Long, st.integers(-(2**63), 2**63 - 1)), st.booleans(), st.binary(max_size=300))
FIELDS = st.integers(1, 40)
STRUCTS = st.recursive(
    st.dictionaries(FIELDS, LEAVES, max_size=5),
    lambda inner: st.dictionaries(FIELDS, st.one_of(LEAVES, inner, st.lists(inner, max_size=20)), max_size=5),
    max_leaves=20,
)


@given(STRUCTS)
def test_any_struct_can_be_passed_over(fields: dict[int, Any]) -> None:
    data = thrift(fields)
    reader = ThriftReader(data + b"more")
    reader.skip(STRUCT)
    assert reader.at == len(data)
    seen = []
    reader = ThriftReader(data)
    for number, kind in reader.fields():
        seen.append(number)
        reader.skip(kind)
    assert seen == sorted(fields)
    assert reader.at == len(data)


@given(STRUCTS, st.data())
def test_a_struct_that_is_cut_short_has_no_end(fields: dict[int, Any], data: st.DataObject) -> None:
    whole = thrift(fields)
    with pytest.raises(IndexError):
        ThriftReader(whole[: data.draw(st.integers(0, len(whole) - 1))]).skip(STRUCT)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reader = ThriftReader(data)
    try:
        reader.skip(STRUCT)
    except (ThriftError, IndexError):
        return
    assert reader.at <= len(data)


def numbers(data: bytes) -> dict[int, int]:
    """The fields of a struct of numbers."""
    reader = ThriftReader(data)
    return {number: reader.number(kind, I32) for number, kind in reader.fields()}


@given(st.dictionaries(FIELDS, NUMBERS))
def test_numbers_are_read(fields: dict[int, int]) -> None:
    assert numbers(thrift(dict(fields))) == fields


REFUSED = {
    "a field that is there twice": b"\x15\2" + b"\5\2\2" + b"\0",
    "a field below zero": b"\5" + signed(-1) + b"\2\0",
    "a kind that is none": b"\x1d\0\0",
    "an end with a step": b"\x10",
    "a number of more than 32 bits": b"\x15" + varint(2**33) + b"\0",
    "a number without an end": b"\x15" + b"\x80" * 11 + b"\0",
    "a number of another kind": thrift({1: Long(1)}),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_could_be_read_in_two_ways_is_refused(data: bytes) -> None:
    with pytest.raises(ThriftError):
        numbers(data)


def test_a_number_of_64_bits_has_no_more() -> None:
    for value in (-(2**63), 2**63 - 1):
        assert ThriftReader(signed(value)).number(I64, I64) == value
    with pytest.raises(ThriftError):
        ThriftReader(signed(2**63)).number(I64, I64)


EXPANDING = {
    "a list of structs": thrift({1: repeated(1000, b"\0")}),
    "a list of strings": thrift({1: repeated(100_000, b"\0", BINARY)}),
    "a list that is said to be long": thrift({1: Raw(LIST, b"\xf5" + varint(2**60))}),
    "fields": thrift(dict.fromkeys(range(1, 30_000), True)),
}


@pytest.mark.parametrize("data", EXPANDING.values(), ids=EXPANDING)
def test_what_would_need_too_much_memory_is_refused(data: bytes) -> None:
    with pytest.raises(ThriftError, match="too much memory"):
        ThriftReader(data, max_memory=500_000).skip(STRUCT)


def test_structs_are_nested_as_deeply_as_libraries_read_them() -> None:
    with pytest.raises(ThriftError, match="too deeply"):
        ThriftReader(b"\x1c" * 100_000).skip(STRUCT)
    ThriftReader(b"\x1c" * 50 + b"\0" * 51).skip(STRUCT)
