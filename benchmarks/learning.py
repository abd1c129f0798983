"""Learning outlets' packs: how time and memory grow with the number of dumps."""

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus
from benchmarks.batches import PEAK
from benchmarks.process import command, place
from benchmarks.report import Row

COUNTS = (25_000, 50_000, 100_000)
HOSTS = 60
LIMIT = 1_000  # MB


def rows(quick: bool) -> Iterator[Row]:
    """All rows of the group."""
    counts = tuple(count // 500 for count in COUNTS) if quick else COUNTS
    with place() as here:
        seconds: dict[int, float] = {}
        for count in counts:
            write(here.folder / "in.jsonl", count)
            words = [*command(), "learn", "in.jsonl", "--outlet", "example.vn", "-o", f"{count}.yaml"]
            seconds[count], peak = _measured(words, here.folder)
            yield Row(f"one outlet, {count:,} dumps", seconds[count], "s")
        yield Row(f"memory of learning one outlet from {counts[-1]:,} dumps", peak, "MB", bar=LIMIT)
        for less, more in itertools.pairwise(counts):
            yield Row(f"{more:,} dumps / {less:,} dumps (time)", seconds[more] / seconds[less], bar=2.3)
        words = [*command(), "learn", "in.jsonl", "--by", "host", "-o", "packs"]
        taken, peak = _measured(words, here.folder)
        yield Row(f"{HOSTS} outlets by host, {counts[-1]:,} dumps", taken, "s")
        yield Row(f"memory of learning {HOSTS} outlets from {counts[-1]:,} dumps", peak, "MB", bar=LIMIT)


def write(path: Path, count: int) -> None:
    """A file with `count` records. Paragraphs start with different words, so that no dump is a copy of another."""
    texts = corpus.documents(4)
    with open(path, "w", encoding="utf-8") as file:
        for n in range(count):
            turn, at = divmod(n, len(texts))
            mark = "".join(chr(97 + int(digit, 16)) for digit in f"{turn:x}").capitalize()
            lines = (f"{mark} {line}" if len(line) > corpus.PARAGRAPH else line for line in texts[at].split("\n"))
            record = {"text": "\n".join(lines), "url": f"https://news{n % HOSTS}.example/{n}"}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _measured(words: list[str], folder: Path) -> tuple[float, float]:
    """How many seconds a command takes, and the most memory that it holds, in MB."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", PEAK, *words], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024
