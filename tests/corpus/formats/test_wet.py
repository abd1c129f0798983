"""WET files: conversion records are cleaned, all records stay records, and digests come back."""

from pathlib import Path

import pytest

from tests.helpers.batch import Run, clean_texts, ends, raw_texts, wet

pytest.importorskip("warcio")


@pytest.mark.parametrize("end", ["", ".gz"])
def test_records_are_cleaned_and_stay_records(run: Run, end: str) -> None:
    from warcio.archiveiterator import ArchiveIterator

    Path(f"in.warc.wet{end}").write_bytes(wet(raw_texts(), bool(end)))
    ends(run(f"in.warc.wet{end}", f"out.warc.wet{end}"), 0)
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
    ends(run("in.wet", "out.wet", "--ledger", "l.jsonl", "--jobs", "1"), 3)
    assert Path("out.wet").read_bytes().count(b"sha1:ABC") == 3
    ends(restore("out.wet", "l.jsonl", "again.wet"), 0)
    assert Path("again.wet").read_bytes() == data


def test_a_file_that_is_cut_short_is_reported(run: Run) -> None:
    data = wet(raw_texts())
    Path("in.warc.wet").write_bytes(data[: len(data) // 2])
    ends(run("in.warc.wet", "out.warc.wet"), 3, "in.warc.wet: record ", " bytes are there")
