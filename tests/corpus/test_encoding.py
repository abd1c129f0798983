"""Bytes are decoded, or refused with the place of the first fault."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.encoding import DecodeError, decode


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "cp1258", "ascii"]))
def test_any_bytes_are_decoded_or_refused_with_the_place(data: bytes, encoding: str | None) -> None:
    try:
        text = decode(data, encoding, "x.txt")
    except DecodeError as error:
        text = str(error)
        assert text.startswith("x.txt: byte ")
    assert isinstance(text, str)
