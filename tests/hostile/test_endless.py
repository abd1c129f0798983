"""Devices and pipes where a file is expected, and files that expand without end: an error, no hang, bounded memory."""

import io
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.corpus.compression import Compression, compress, reader
from cleaner.corpus.formats import AnyFormat, Fields, FormatError, jsonl, txt, wet
from tests.helpers.batch import json_lines, read_jsonl
from tests.helpers.shell import Shell, put
from tests.helpers.shell import shell as shell  # a fixture

DUMP = "Share this\n\nThe council met on Monday and agreed on a new budget.\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="devices and pipes have other names there")


def a_device(place: str) -> None:
    Path(place).symlink_to("/dev/zero")


def a_pipe(place: str) -> None:
    os.mkfifo(place)


def a_sparse_file(place: str) -> None:
    with open(place, "wb") as file:
        file.truncate(1 << 36)


COMMANDS = {
    "a ledger": ["restore", "clean.txt", "odd", "raw.txt"],
    "a compressed ledger": ["restore", "clean.txt", "odd.gz", "raw.txt"],
    "a page manifest": ["eval", "dumps", "dumps", "--manifest", "odd"],
    "a floor": ["eval", "dumps", "dumps", "--floor", "odd"],
    "a history": ["rules", "health", "dumps", "--history", "odd"],
    "a pack to check": ["rules", "check", "odd.yaml"],
    "a pack to update": ["learn", "dumps", "--update", "odd.yaml"],
}


@pytest.mark.parametrize("plant", [a_device, a_pipe, a_sparse_file], ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
def test_what_never_ends_is_not_read(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, plant: Callable[[str], None], args: list[str]
) -> None:
    monkeypatch.setattr("cleaner.corpus.ledger.MAX_LINE_BYTES", 1 << 20)
    put("clean.txt", DUMP)
    put("dumps/a.raw.txt", DUMP)
    put("dumps/a.txt", DUMP)
    for name in ("odd", "odd.gz", "odd.yaml"):
        plant(name)
    ran = shell(*args)
    assert ran.code in (2, 3), ran.err
    assert "odd" in ran.err
    assert "Traceback" not in ran.err
    assert not Path("raw.txt").exists()


def test_what_is_no_file_in_a_folder_of_packs_is_skipped(shell: Shell) -> None:
    put("rules/web.yaml", "about: x")
    os.mkfifo("rules/a.yaml")
    Path("rules/b.yaml").symlink_to("/dev/zero")
    Path("rules/c.yaml").mkdir()
    ran = shell("rules", "list")
    assert ran.code == 0
    assert "a.yaml" not in ran.out


def test_a_device_as_a_dump_is_an_error(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.cli.options.MAX_RECORD_BYTES", 1 << 20)
    ran = shell("clean", "/dev/zero")
    assert (ran.code, ran.err) == (3, "cleaner: /dev/zero: it has more than 268,435,456 bytes\n")


# ------------------------------------------------------------------ files that expand


LIMIT = 1 << 20  # bytes of a record
LEEWAY = 24 << 20  # bytes that are decompressed at once, and buffers
FORMATS: dict[str, AnyFormat] = {"a.txt": txt.Txt, "a.jsonl": jsonl.Jsonl, "a.warc.wet": wet.Wet}


def bomb(compression: Compression, start: bytes) -> bytes:
    """A few kilobytes that expand to 256 MB in one line."""
    if compression == ".gz":
        return compress(start, ".gz") + compress(b"x" * (16 << 20), ".gz") * 16
    pytest.importorskip("zstandard")
    return compress(start, ".zst") + compress(b"x" * (64 << 20), ".zst") * 4


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_expands_without_end_is_read_as_far_as_the_limit(
    monkeypatch: pytest.MonkeyPatch, name: str, suffix: Compression
) -> None:
    if name == "a.warc.wet":
        pytest.importorskip("warcio")
    for module in (txt, jsonl, wet):
        monkeypatch.setattr(module, "MAX_RECORD_BYTES", LIMIT)
    head = f"WARC/1.0\r\nContent-Length: {1 << 28}\r\n\r\n" if name == "a.warc.wet" else ""
    data = bomb(suffix, head.encode())
    assert len(data) < 300_000
    tracemalloc.start()
    with pytest.raises(FormatError, match=r"a\..*: it has more than"):
        list(FORMATS[name].chunks(reader(io.BytesIO(data), suffix), name, Fields()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(data) + 3 * LIMIT + LEEWAY


def test_the_records_before_one_that_is_too_large_are_cleaned(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_RECORD_BYTES", LIMIT)
    put("in.jsonl", json_lines([DUMP, "x" * (2 << 20), DUMP]))
    ran = shell("batch", "in.jsonl", "out.jsonl")
    assert ran.code == 3
    assert "in.jsonl: line 2: the file cannot be read further: it has more than 268,435,456 bytes" in ran.err
    assert [record["id"] for record in read_jsonl("out.jsonl")] == ["d0"]
