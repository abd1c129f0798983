"""The Arrow schema in a Parquet file: honest ones pass, whatever is in them; those that share their parts do not."""

import base64
import contextlib
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus import arrow_schema
from cleaner.corpus.arrow_schema import check_schema
from cleaner.corpus.thrift import ThriftError

pa = pytest.importorskip("pyarrow")

SCHEMAS = {
    "numbers": pa.schema([(f"c{n}", pa.int8()) for n in range(300)]),
    "fields without a name": pa.schema([("", pa.null())] * 500),
    "lists": pa.schema([(f"c{n}", pa.list_(pa.large_string())) for n in range(300)]),
    "structs": pa.schema([(f"c{n}", pa.struct([("a", pa.struct([("b", pa.int8())]))])) for n in range(300)]),
    "times of a zone": pa.schema([(f"c{n}", pa.timestamp("us", "Asia/Ho_Chi_Minh")) for n in range(300)]),
    "unions": pa.schema([(f"c{n}", pa.dense_union([pa.field("a", pa.int8())])) for n in range(300)]),
    "categories": pa.schema([(f"c{n}", pa.dictionary(pa.int8(), pa.string())) for n in range(300)]),
    "metadata": pa.schema([("a", pa.int8())], metadata={"pandas": "x" * 30_000}),
    "metadata of fields": pa.schema([pa.field("a", pa.int8(), metadata={"": ""})] * 300, metadata={"a": ""}),
}


def encoded(schema: Any) -> bytes:
    return base64.b64encode(schema.serialize().to_pybytes())


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_an_honest_schema_passes(schema: Any) -> None:
    data = encoded(schema)
    assert len(data) > arrow_schema.SMALL_BYTES
    check_schema(data)
    message = schema.serialize().to_pybytes()
    check_schema(base64.b64encode(message[4:]))  # as it was written before 2019


def test_fields_that_share_a_name_are_refused() -> None:
    """The list of fields names one field again and again. For each of them, a library copies the name."""
    data = bytearray(pa.schema([("x" * 20_000, pa.int8())] + [("y", pa.int8())] * 3000).serialize().to_pybytes())
    place = data.index(struct.pack("<I", 3001))
    first = place + 4 + struct.unpack_from("<I", data, place + 4)[0]
    for n in range(3001):
        at = place + 4 + 4 * n
        struct.pack_into("<I", data, at, (first - at) % 2**32)
    with pytest.raises(ThriftError, match="many fields share"):
        check_schema(base64.b64encode(bytes(data)))


def test_a_schema_is_not_larger_than_any_honest_one() -> None:
    with pytest.raises(ThriftError, match="more than 16,777,216 bytes"):
        check_schema(b"A" * (1 << 24) + b"AAAA")


@given(st.data())
def test_a_damaged_schema_is_read_or_refused(data: st.DataObject) -> None:
    message = bytearray(SCHEMAS["structs"].serialize().to_pybytes())
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    size = data.draw(st.integers(len(message) // 2, len(message)))
    with contextlib.suppress(ThriftError):
        check_schema(base64.b64encode(bytes(message[:size])))


def test_what_is_no_base64_is_refused() -> None:
    with pytest.raises(ThriftError, match="damaged"):
        check_schema(b"=" * (arrow_schema.SMALL_BYTES + 4))
