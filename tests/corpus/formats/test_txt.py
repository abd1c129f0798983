"""Text files: encodings, and bytes that are not text."""

import os
from pathlib import Path

from tests.helpers.batch import Run, ends, raw_texts, read_jsonl, write_folder


def test_a_file_that_does_not_decode_is_reported_and_passes_through_or_is_left_out(run: Run) -> None:
    write_folder("raw", ["Advertisement\nOne.\n", "Two.\n"])
    Path("raw/0/00003.txt").write_bytes(b"a\xffb")
    ends(run("raw", "out"), 3, "0/00003.txt: byte 1 (0xff) is not utf-8")
    assert Path("out/0/00003.txt").read_bytes() == b"a\xffb"
    ends(run("raw", "left", "--on-error", "reject"), 3)
    assert not Path("left/0/00003.txt").exists()


def test_a_rejected_file_can_be_recovered_from_the_rejects(run: Run) -> None:
    record = b"\xff" + b"x" * 5000 + "ữ".encode()
    os.mkdir("in")
    Path("in/a.txt").write_bytes(record)
    ends(run("in", "out", "--rejects", "r.jsonl"), 3)
    (reject,) = read_jsonl("r.jsonl")
    assert reject["record"].encode("utf-8", "surrogateescape") == record


def test_a_dump_in_another_encoding_is_restored_in_it(run: Run, restore: Run) -> None:
    os.mkdir("raw")
    encodings = [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf")]
    for n, (codec, mark) in enumerate(encodings):
        Path(f"raw/{n}.txt").write_bytes(mark + raw_texts()[n].encode(codec))
        Path(f"raw/{n}-clean.txt").write_bytes(mark + "Không có gì.\n".encode(codec))
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
    ends(restore("out", "l.jsonl", "again"), 0)
    again = [path.read_bytes() for path in sorted(Path("again").iterdir())]
    assert again == [path.read_bytes() for path in sorted(Path("raw").iterdir())]
