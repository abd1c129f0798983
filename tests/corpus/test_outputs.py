"""Outputs appear whole: links and devices, full disks, outputs that cannot be written, and other runs."""

import errno
import os
import sys
from pathlib import Path

import pytest

from cleaner.corpus.files import AtomicFile
from tests.helpers.batch import (
    Run,
    clean_texts,
    ends,
    json_lines,
    raw_texts,
    read_folder,
    read_jsonl,
    texts_in,
    visible,
    write_folder,
)


def test_links_stay_what_they_are(run: Run) -> None:
    Path("in.jsonl").write_bytes(json_lines(raw_texts()[:2]))
    os.symlink("target.jsonl", "link.jsonl")
    os.symlink("led.jsonl", "ledger.jsonl")
    ends(run("in.jsonl", "link.jsonl", "--ledger", "ledger.jsonl"), 0)
    assert os.path.islink("link.jsonl")
    assert os.path.islink("ledger.jsonl")
    assert texts_in(Path("target.jsonl").read_bytes()) == clean_texts()[:2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev/null")
def test_a_device_stays_what_it_is(run: Run) -> None:
    Path("in.jsonl").write_bytes(json_lines(raw_texts()[:2]))
    ends(run("in.jsonl", "/dev/null", "--format", "jsonl"), 0)
    assert not os.path.isfile("/dev/null")


def test_an_output_that_cannot_be_written_is_reported_and_the_rest_is_done(run: Run) -> None:
    os.makedirs("in/sub")
    os.mkdir("out")
    Path("out/sub").write_text("in the way")
    for name in ("in/a.jsonl", "in/sub/b.jsonl", "in/z.jsonl"):
        Path(name).write_bytes(json_lines(raw_texts()[:2]))
    ends(run("in", "out"), 3, "out/sub/b.jsonl: not written")
    assert texts_in(Path("out/z.jsonl").read_bytes()) == clean_texts()[:2]
    assert not [name for name in os.listdir("out") if name.endswith((".part", ".journal"))]


def test_a_second_run_on_the_same_output_is_refused(run: Run) -> None:
    fcntl = pytest.importorskip("fcntl")
    Path("in.jsonl").write_bytes(json_lines(raw_texts()[:2]))
    with open(".out.jsonl.part", "wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        ends(run("in.jsonl", "out.jsonl"), 3, "another run is writing this file")
    ends(run("in.jsonl", "out.jsonl"), 0)


def test_a_full_disk_leaves_no_half_file_and_no_wrong_manifest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder("raw", raw_texts()[:2])
    write = AtomicFile.write

    def fill(self: AtomicFile, data: bytes) -> None:
        write(self, data[:100])
        if self.path.endswith("00000.txt"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(AtomicFile, "write", fill)
        ends(run("raw", "out"), 3, "0/00000.txt: No space left")
    assert visible("out/0") == []
    manifest = Path("out/0/.cleaner-manifest.jsonl")
    assert not manifest.exists() or "00000.txt" not in manifest.read_text()
    ends(run("raw", "out", "--force"), 0)
    assert read_folder("out") == clean_texts()[:2]


def test_a_second_run_leaves_the_file_that_another_one_is_writing(run: Run) -> None:
    fcntl = pytest.importorskip("fcntl")
    write_folder("raw", raw_texts()[:1])
    os.makedirs("out/0")
    with open("out/0/.00000.txt.part", "wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        ends(run("raw", "out"), 3, "0/00000.txt: another run is writing this file")
        assert os.path.exists("out/0/.00000.txt.part")


def test_an_output_that_fails_leaves_no_line_in_the_ledger(run: Run) -> None:
    """Otherwise the ledger would name a file that is not there, and nothing could be restored."""
    os.mkdir("in")
    for name in "abc":
        Path(f"in/{name}.jsonl").write_bytes(json_lines(raw_texts()[:2]))
    os.makedirs("out/b.jsonl/in the way")
    ends(run("in", "out", "--ledger", "l.jsonl"), 3, "out/b.jsonl: not written")
    assert {line["file"] for line in read_jsonl("l.jsonl")} == {"a.jsonl", "c.jsonl"}
