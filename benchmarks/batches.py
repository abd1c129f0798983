"""Folders and corpora: each form against the same texts, one worker against two, and how much memory it takes."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks import corpus
from benchmarks.process import Place, command, place
from benchmarks.report import Row
from benchmarks.timing import race, wall

ROUND_TRIP = """
import sys, orjson
with open(sys.argv[1], "rb") as file, open(sys.argv[2], "wb") as out:
    for line in file:
        out.write(orjson.dumps(orjson.loads(line)) + b"\\n")
"""

PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def rows(quick: bool) -> Iterator[Row]:
    """All rows of the group."""
    size = 1 if quick else 40
    texts = corpus.documents(size)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    with place() as here:
        yield from _forms(here, texts, megabytes, 1 if quick else 5)
    for megabytes in () if quick else (100, 1000):
        with place() as here:
            yield Row(f"memory of a batch of {megabytes} MB in JSON lines, one worker", _peak(here, megabytes), "MB")


def _forms(here: Place, texts: Sequence[str], megabytes: float, rounds: int) -> Iterator[Row]:
    for n, text in enumerate(texts):
        here.write(f"folder/{n % 50}/{n}.txt", text)
    lines = "".join(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n" for n, text in enumerate(texts))
    here.write("in.jsonl", lines)
    contestants: dict[str, Callable[[], None]] = {
        "a folder of text files, 1 worker": _call(here, "folder", "out", "1"),
        "JSON lines, 1 worker": _call(here, "in.jsonl", "out.jsonl", "1"),
        "JSON lines, 2 workers": _call(here, "in.jsonl", "out.jsonl", "2"),
        "start of a batch": _call(here, here.write("one.jsonl", '{"text": ""}\n'), "one-out.jsonl", "1"),
    }
    if _there("zstandard"):
        import zstandard

        (here.folder / "in.jsonl.zst").write_bytes(zstandard.ZstdCompressor(3).compress(lines.encode()))
        contestants["JSON lines .zst, 1 worker"] = _call(here, "in.jsonl.zst", "out.jsonl.zst", "1")
    if _there("pyarrow"):
        pa: Any = importlib.import_module("pyarrow")
        pq: Any = importlib.import_module("pyarrow.parquet")
        table = pa.table({"id": range(len(texts)), "text": list(texts)})
        pq.write_table(table, here.folder / "in.parquet", compression="zstd", row_group_size=10_000)
        contestants["Parquet (zstd), 1 worker"] = _call(here, "in.parquet", "out.parquet", "1")
    if _there("orjson"):
        words = [sys.executable, "-c", ROUND_TRIP, "in.jsonl", "copy.jsonl"]
        contestants["orjson round trip alone"] = here.run(words)
    times = race(contestants, rounds, wall)
    start = times.median("start of a batch")
    for name in contestants:
        if name == "start of a batch":
            yield Row(name, start * 1e3, "ms")
        else:
            yield Row(name, megabytes / max(times.median(name) - start * ("orjson" not in name), 1e-6), "MB/s")
    if "orjson round trip alone" in contestants:
        value = times.ratio("JSON lines, 1 worker", "orjson round trip alone")
        yield Row("JSON lines in and out / an orjson round trip alone (time)", value, bar=3, goal=1.8)
    else:
        yield Row("JSON lines in and out / an orjson round trip alone (time)", None, bar=3, goal=1.8)
    value = times.ratio("JSON lines, 1 worker", "JSON lines, 2 workers")
    yield Row("two workers / one (throughput)", value, bar=1.6, goal=1.9, smaller_is_better=False)


def _call(here: Place, source: str, output: str, jobs: str) -> Callable[[], None]:
    return here.run([*command(), "batch", source, output, "--jobs", jobs, "--force", "-q"])


def _there(library: str) -> bool:
    try:
        importlib.import_module(library)
    except ImportError:
        return False
    return True


def _peak(here: Place, megabytes: int) -> float:
    """The most memory that a batch of this size holds, in MB."""
    part = corpus.documents(20)
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in part).encode()
    with open(here.folder / "in.jsonl", "wb") as file:
        while file.tell() < megabytes * 1e6:
            file.write(lines)
    words = [*command(), "batch", "in.jsonl", "out.jsonl", "--jobs", "1", "-q"]
    # asked by a small process: a child's peak counts what its parent held when it was forked
    done = subprocess.run([sys.executable, "-c", PEAK, *words], cwd=here.folder, check=True, capture_output=True)
    return int(done.stdout) / 1024
