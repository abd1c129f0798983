"""Compressed files: members of one file, files that are cut short, and small files that expand enormously."""

import gzip
import io
import random
import sys
from pathlib import Path

import pytest

from cleaner.corpus.compression import Compression, compress, reader
from tests.helpers.batch import Run, clean_texts, decompressed, ends, json_lines, raw_texts, texts_in


def test_members_of_a_gz_file_are_one_file_to_any_reader() -> None:
    assert gzip.decompress(compress(b"a", ".gz") + compress(b"b", ".gz")) == b"ab"


@pytest.mark.parametrize("compression", ["", ".gz", ".zst"])
def test_compressed_pieces_are_read_as_one_file(compression: Compression) -> None:
    data = b"".join(compress(piece, compression) for piece in (b"a\n", b"", b"b" * 100_000))
    assert reader(io.BytesIO(data), compression).read() == b"a\n" + b"b" * 100_000


@pytest.mark.parametrize("end", [".gz", ".zst"])
def test_a_file_that_is_cut_short_is_reported_and_cleaned_as_far_as_it_goes(run: Run, end: Compression) -> None:
    dice = random.Random(1)
    noise = "".join(dice.choices("abcdefghij ", k=600_000))
    whole = compress(json_lines([*raw_texts(), noise, *raw_texts()]), end)
    Path(f"in.jsonl{end}").write_bytes(whole[: len(whole) // 2])
    ends(run(f"in.jsonl{end}", f"out.jsonl{end}"), 3, f"in.jsonl{end}: line ")
    texts = texts_in(decompressed(f"out.jsonl{end}", end))
    assert texts
    assert set(texts) <= {*clean_texts(), noise}
    Path(f"in.jsonl{end}").write_bytes(whole)  # the file is repaired, and the next run cleans it again
    ends(run(f"in.jsonl{end}", f"out.jsonl{end}"), 0)
    assert len(texts_in(decompressed(f"out.jsonl{end}", end))) == 2 * len(raw_texts()) + 1


def test_a_small_file_that_expands_enormously_needs_little_memory(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    zstandard = pytest.importorskip("zstandard")
    bomb = tmp_path / "bomb.jsonl.zst"
    bomb.write_bytes(zstandard.ZstdCompressor().compress(b'{"text":"a"}\n' * 4_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with bomb.open("rb") as raw:
        stream = reader(raw, ".zst")
        size = sum(len(block) for block in iter(lambda: stream.read(1 << 16), b""))
    assert size == 52_000_000
    unit = 1 if sys.platform == "darwin" else 1024  # bytes of ru_maxrss: macOS counts bytes, others KiB
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < 46_000_000
