"""WET files: conversion records are cleaned, all records stay records, and raw ones come back byte for byte."""

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from cleaner.corpus.compression import reader
from cleaner.corpus.formats import Fields, FormatError, RawDetails, Record
from cleaner.corpus.formats import wet as module
from cleaner.corpus.formats.wet import Wet, WetRecord
from cleaner.lines.text import Edit, Result
from tests.helpers.batch import Run, clean_texts, raw_texts, wet
from tests.helpers.batch import ends as ends_

pytest.importorskip("warcio")


@pytest.mark.parametrize("end", ["", ".gz"])
def test_records_are_cleaned_and_stay_records(run: Run, end: str) -> None:
    from warcio.archiveiterator import ArchiveIterator

    Path(f"in.warc.wet{end}").write_bytes(wet(raw_texts(), bool(end)))
    ends_(run(f"in.warc.wet{end}", f"out.warc.wet{end}"), 0)
    with open(f"out.warc.wet{end}", "rb") as file:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read().decode())
            for r in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo"] + ["conversion"] * len(raw_texts())
    assert [text for _, _, text in records[1:]] == clean_texts()
    assert records[3][1] == "https://example.org/2"


def test_records_are_restored_with_their_digests(run: Run, restore: Run) -> None:
    text = raw_texts()[0].encode()
    bodies = [b"software: x\r\n", text, b"Nothing to do.\n", b"\xff\xfe", text]
    data = b"".join(
        b"WARC/1.0\r\nWARC-Type: %b\r\nWARC-Target-URI: https://x.vn/%d\r\nWARC-Block-Digest: sha1:ABC\r\n"
        b"Content-Type: text/plain\r\nwarc-payload-digest: sha1:DEF\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
        % (b"conversion" if n else b"warcinfo", n, len(body), body)
        for n, body in enumerate(bodies)
    )
    Path("in.wet").write_bytes(data)
    ends_(run("in.wet", "out.wet", "--ledger", "l.jsonl", "--jobs", "1"), 3)
    assert Path("out.wet").read_bytes().count(b"sha1:ABC") == 3
    ends_(restore("out.wet", "l.jsonl", "again.wet"), 0)
    assert Path("again.wet").read_bytes() == data


def test_a_file_that_is_cut_short_is_reported(run: Run) -> None:
    data = wet(raw_texts())
    Path("in.warc.wet").write_bytes(data[: len(data) // 2])
    ends_(run("in.warc.wet", "out.warc.wet"), 3, "in.warc.wet: record ", " bytes are there")


def test_a_compressed_file_that_is_cut_short_anywhere_is_a_fault_and_keeps_the_records_before() -> None:
    data = wet(["The council met.\n" * 30, "Menu\n"], packed=True)
    starts = [at for at in range(len(data)) if data.startswith(b"\x1f\x8b\x08\x00", at)]
    assert len(starts) == 3  # members
    for size in set(range(len(data))).difference(starts):
        whole = sum(start < size for start in starts) - 1  # members before the cut
        chunks = Wet.chunks(reader(io.BytesIO(data[:size]), ".gz"), "x.wet.gz", Fields())
        seen: list[WetRecord] = []
        with pytest.raises(FormatError, match=r"x\.wet\.gz: record \d: cannot be read: "):
            seen.extend(record for chunk in chunks for record in chunk.data)
        assert len(seen) >= whole


def test_a_compressed_file_that_is_cut_short_is_not_done(run: Run) -> None:
    data = wet(raw_texts()[:3], packed=True)
    for name, size in (("tail", len(data) - 20), ("head", 5)):
        Path(f"{name}.wet.gz").write_bytes(data[:size])
        ends_(run(f"{name}.wet.gz", "out/"), 3, f"{name}.wet.gz: record ", "the compressed file is cut short")


def test_a_head_that_is_cut_short_is_a_fault() -> None:
    whole = head(b"X: y", b"Content-Length: 1")
    for size in range(1, len(whole)):
        with pytest.raises(FormatError, match=r"x\.wet: record 2: cannot be read: "):
            list(Wet.chunks(io.BytesIO(CLEAN + whole[:size]), "x.wet", Fields()))


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_a_file_that_comes_in_small_pieces_is_read_whole(size: int) -> None:
    class Slow(io.BytesIO):
        def read1(self, most: int | None = -1, /) -> bytes:
            return super().read1(size)

    data = wet(["One.\n", "Two.\n"])
    chunks = [list(Wet.chunks(raw, "x.wet", Fields())) for raw in (Slow(data), io.BytesIO(data))]
    assert chunks[0] == chunks[1]


def test_a_very_long_header_stays_whole(run: Run, restore: Run) -> None:
    url = b"https://x.vn/" + b"a" * 300_000
    data = head(b"WARC-Target-URI: " + url, b"Content-Length: %d" % len(BODY)) + BODY + b"\r\n\r\n"
    Path("in.wet").write_bytes(data)
    ends_(run("in.wet", "out.wet", "--ledger", "l.jsonl"), 0)
    assert url in Path("out.wet").read_bytes()
    ends_(restore("out.wet", "l.jsonl", "again.wet"), 0)
    assert Path("again.wet").read_bytes() == data


# ------------------------------------------------------------------ odd heads

BODY = b"Menu\nThe council met on Monday.\n"


def first_line_removed(record: Record) -> Result:
    first, feed, rest = record.text.partition("\n")
    return Result(rest, (Edit(1, "web:x", first + feed, None),), "web", "", ())


def cleaned(data: bytes, clean: Callable[[Record], Result] = first_line_removed) -> tuple[bytes, dict[str, RawDetails]]:
    """The clean file, and the details of its raw records as a ledger holds them."""
    out = b""
    raw: dict[int, RawDetails] = {}
    for chunk in Wet.chunks(io.BytesIO(data), "x.wet", Fields()):
        pieces, _, details = Wet.work(chunk, "x.wet", Fields(), clean)
        out += b"".join(pieces)
        raw |= details
    return out, json.loads(json.dumps(raw))


def restored(clean: bytes, raw: dict[str, RawDetails], texts: dict[int, str]) -> bytes:
    out = b""
    for chunk in Wet.chunks(io.BytesIO(clean), "x.wet", Fields()):
        result = Wet.restore(
            chunk,
            "x.wet",
            Fields(),
            lambda record: Result.untouched(texts.get(record.number, record.text)),
            lambda number: raw.get(str(number), {}),
        )
        out += b"".join(result.pieces)
    return out


def head(*lines: bytes) -> bytes:
    return b"".join(line + b"\r\n" for line in (b"WARC/1.0", b"WARC-Type: conversion", *lines, b""))


ODD_LINES = [
    b"WARC-Block-Digest: sha1:ABC",
    b"warc-payload-digest:  sha1:DEF",
    b"-digest: x",
    b"X: y",
    b"x:y",
    b"X:",
    b"X:   ",
    b":",
    b": value without a name",
    b"a line without a colon",
    b" folded: or first",
    b"\tfolded",
    b"X: y ",
    b"X : y",
    b"X: caf\xe9",
    "X: café".encode(),
    b"\xff: \xfe",
    b"X: a\rb",
    b"X: \x85a\x1c",
    b"X: \xc2\xa0a",
    b"X: a\x00b",
    b"WARC-Target-URI: <https://x.vn/1>",
    b"WARC-Target-URI: https://x.vn/a b\x1b[31m",
    b"WARC-Type: conversion",
    b"warc-type: response",
    b"Content-Type: text/plain",
]
LENGTHS = [b"Content-Length: %d", b"content-length:%d", b"Content-Length: 000%d", b"CONTENT-LENGTH : +%d "]
lines_of_heads = st.lists(st.sampled_from(ODD_LINES) | st.sampled_from(LENGTHS), max_size=8)
first_lines = st.sampled_from([b"WARC/1.0", b"warc/1.0", b"WARC/1.1", b"WARC/0.18 x"])
line_ends = st.sampled_from([b"\r\n", b"\n"])
ends = st.sampled_from([b"\r\n\r\n", b"\n", b"\r\n", b"\n\n\n", b" \r\n\r\n\t\n", b"rest\r\n\r\n"])


@given(
    st.lists(st.tuples(first_lines, lines_of_heads, st.sampled_from(LENGTHS), line_ends, ends), min_size=1, max_size=3),
    st.sampled_from([BODY, b"", b"x", b"\n", b"\xff\n"]),
    st.sampled_from([b"\r\n\r\n", b"", b"\r\n", b"\n", b"rest"]),
)
@example([(b"WARC/1.0", [b"WARC-Type: conversion"], b"Content-Length: 000%d", b"\r\n", b"\r\n\r\n")], BODY, b"")
def test_raw_records_come_back_byte_for_byte_whatever_their_heads(
    records: list[tuple[bytes, list[bytes], bytes, bytes, bytes]], body: bytes, last: bytes
) -> None:
    data = b""
    for n, (first, lines, length, line_end, end) in enumerate(records, 1):
        rows = [row % len(body) if b"%" in row else row for row in [*lines, length]]
        data += b"".join(row + line_end for row in [first, *rows, b""]) + body + (end if n < len(records) else last)
    try:
        clean, raw = cleaned(data)
    except FormatError:  # such as for a length that is folded
        reject()
    texts = {n: body.decode() for n in range(1, len(records) + 1)} if body.isascii() else {}
    assert restored(clean, raw, texts) == data
    again, _ = cleaned(clean, lambda record: Result.untouched(record.text))
    assert again == clean


def test_a_record_without_a_length_is_the_rest_of_the_file(run: Run, restore: Run) -> None:
    data = wet(raw_texts()[:1]) + head(b"X: y") + raw_texts()[1].encode()
    Path("in.wet").write_bytes(data)
    ends_(run("in.wet", "out.wet", "--ledger", "l.jsonl"), 0)
    ends_(restore("out.wet", "l.jsonl", "again.wet"), 0)
    assert Path("again.wet").read_bytes() == data


def test_an_ordinary_record_takes_no_room_in_the_ledger() -> None:
    ordinary = head(b"X: y", b"Content-Length: %d" % len(BODY)) + BODY + b"\r\n\r\n"
    assert cleaned(ordinary * 2)[1] == {}
    digests = head(b"X: y", b"X-Digest: z", b"Content-Length: %d" % len(BODY)) + BODY + b"\r\n\r\n"
    assert cleaned(digests)[1] == {"1": {"headers": [[2, "X-Digest", "z"]]}}


CLEAN = head(b"X: y", b"Content-Length: 1") + b"x\r\n\r\n"
FORGED: dict[str, RawDetails] = {
    "another header": {"headers": [[1, "X-Evil", "1"]]},
    "a header in the name of a digest": {"headers": [[1, "X-Evil: 1\r\nX-Digest", "1"]]},
    "a header before a digest": {"headers": [[1, "X-Evil: a-digest", "1"]]},
    "a folded header": {"headers": [[1, " -digest", "1"]]},
    "a header in a value": {"headers": [[1, "X-Digest", "1\r\nX-Evil: 1"]]},
    "a header behind a line feed": {"headers": [[1, "X-Digest", "1\nX-Evil: 1"]]},
    "a place that is none": {"headers": [["1", "X-Digest", "1"]]},
    "a value that is none": {"headers": [[1, "X-Digest", 1]]},
    "no list": {"headers": 3},
    "a head with another header": {"head": head(b"X: y", b"X-Evil: 1", b"Content-Length: 1").decode()},
    "a head with another value": {"head": head(b"X: z", b"Content-Length: 1").decode()},
    "a head with a record before it": {"head": CLEAN.decode() + head(b"X: y", b"Content-Length: 1").decode()},
    "a head with a text": {"head": head(b"X: y", b"Content-Length: 4").decode() + "evil"},
    "a head with another length": {"head": head(b"X: y", b"Content-Length: 9").decode()},
    "a head of a batch that removed digests": {"head": head(b"X: y", b"X-Digest: 1", b"Content-Length: 1").decode()},
    "a head that is none": {"head": "x"},
    "a head that is no text": {"head": 3},
    "a record after the end": {"end": "\r\n\r\n" + CLEAN.decode()},
    "a record instead of the end": {"end": "WARC/1.0\r\nX: y"},
    "an end that is no text": {"end": 3},
}


@pytest.mark.parametrize("details", FORGED.values(), ids=FORGED)
def test_a_forged_ledger_inserts_no_header_and_no_record(run: Run, restore: Run, details: RawDetails) -> None:
    Path("clean.wet").write_bytes(CLEAN)
    Path("l.jsonl").write_text(json.dumps({"file": "clean.wet", "record": 1, "raw": details}) + "\n")
    ends_(restore("clean.wet", "l.jsonl", "raw.wet"), 3, "not restored, because the ledger does not fit")
    assert not Path("raw.wet").exists()


def test_a_header_cannot_steer_the_terminal(run: Run) -> None:
    Path("in.wet").write_bytes(
        head(b"WARC-Target-URI: https://x.vn/a b\x1b]0;x\x07", b"Content-Length: 1") + b"x\r\n\r\n"
    )
    ran = run("in.wet", "out.wet", "--jobs", "1")
    ends_(ran, 0)
    assert "\x1b" not in ran.err
    assert not logging.getLogger("warcio.recordloader").isEnabledFor(logging.WARNING)


def test_a_head_or_a_gap_without_end_is_where_reading_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_HEAD_BYTES", 1000)
    monkeypatch.setattr(module, "MAX_RECORD_BYTES", 1000)
    for broken in (
        head(*[b"X: y"] * 300),
        head(b"X: " + b"y" * 2000),
        b"\n" * 2000,
        head(b"Content-Length: 2000") + b"x" * 2000,
    ):
        chunks = Wet.chunks(io.BytesIO(CLEAN + broken), "x.wet", Fields())
        assert next(chunks).data[0].body == b"x"
        with pytest.raises(FormatError, match=r"x.wet: record 2: cannot be read: it"):
            next(chunks)
