"""Bytes are decoded, or refused with the place of the first fault."""

import gzip
import json

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from cleaner.corpus.encoding import DecodeError, codec, decode, encoding_details, recorded_codec


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "cp1258", "ascii"]))
def test_any_bytes_are_decoded_or_refused_with_the_place(data: bytes, encoding: str | None) -> None:
    try:
        text = decode(data, encoding, "x.txt")
    except DecodeError as error:
        text = str(error)
        assert text.startswith(("x.txt: byte ", "x.txt: looks like "))
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xb5\xb5\xb5\xb5\n", "a PDF file"),
        (b"%PDF-1.7\n\0", "a PDF file"),
        (gzip.compress(b"x", mtime=0), "a file compressed with gzip"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "a file compressed with zstd"),
        (b"PK\x03\x04\x14\x00\x00\x00", "a zip archive"),
    ],
)
@pytest.mark.parametrize("encoding", [None, "ascii"])
def test_a_binary_file_is_named_in_place_of_its_first_byte(data: bytes, kind: str, encoding: str | None) -> None:
    if encoding and data.isascii():  # then it decodes, and its text is flagged
        return
    with pytest.raises(DecodeError, match=f"x.bin: looks like {kind}.*; (?!name it)"):
        decode(data, encoding, "x.bin")


@given(st.text(), st.sampled_from(["utf-8", "cp1258", "utf-16", "gb18030", "koi8-u"]), st.booleans())
def test_an_encoding_comes_back_from_what_the_ledger_says_of_it(text: str, name: str, kept: bool) -> None:
    try:
        data = text.encode(name)
    except UnicodeEncodeError:
        reject()
    used = codec(data, name)
    details = json.loads(json.dumps(encoding_details(used, kept)))
    assert bool(details) == (name != "utf-8")
    if details:
        assert details.get("kept", False) is kept
        assert recorded_codec(details["encoding"], details["mark"]) == used
    assert used.encode(used.decode(data)) == data


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("punycode", ""),
        ("PunyCode", ""),
        ("idna", ""),
        ("unicode_escape", ""),
        ("raw-unicode-escape", ""),
        ("punycode", "fffe"),
        ("utf-16-le", "4d5a"),
        ("utf-8", "7f454c46"),
        ("klingon", ""),
        ("utf-16-le", "x"),
    ],
)
def test_an_encoding_that_no_run_writes_is_refused(name: str, mark: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        recorded_codec(name, mark)
