"""Kill a batch and its workers at random moments, start-up included, resume it until it is done, and compare.

Run it by itself for many kills: `python -m tests.hostile.chaos 200`, or with `pytest --chaos 200`.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cleaner.corpus.compression import compress
from tests.helpers.batch import decompressed, json_lines, raw_texts, write_folder

RUN_SECONDS = 300  # a run that takes longer hangs
STARTING_SECONDS = 0.4  # about what a process takes until it does its first work
WORKER_SHARE = 0.6  # of the kills
MEAN_SECONDS = 0.3  # before a worker is killed
SMALL = """\
import sys
from cleaner.corpus import formats, tasks
formats.CHUNK_BYTES, tasks.GROUP_FILES = 20_000, 4
from cleaner.corpus.formats import parquet
parquet.CHUNK_ROWS = 8
from cleaner.__main__ import main
main()
"""
SIDES = ("ledger.jsonl.zst", "rejects.jsonl")


class Score(NamedTuple):
    """What happened to the batches of one format."""

    batches: int = 0  # ended, with the bytes of an uninterrupted one
    runs: int = 0
    main_kills: int = 0
    worker_kills: int = 0
    starting_kills: int = 0  # of both, those within STARTING_SECONDS

    @property
    def kills(self) -> int:
        """All kills."""
        return self.main_kills + self.worker_kills

    def __add__(self, other: "Score") -> "Score":  # type: ignore[override]
        return Score(*(mine + its for mine, its in zip(self, other, strict=True)))


def txt(folder: Path, texts: list[str]) -> str:
    """Write a folder of text files, one of which is no text. Return its name."""
    write_folder(str(folder / "raw"), texts)
    (folder / "raw/0/bad.txt").write_bytes(b"\xff\xff")
    return "raw"


def jsonl(folder: Path, texts: list[str]) -> str:
    """Write JSON lines with a broken one in the middle."""
    (folder / "in.jsonl").write_bytes(json_lines(texts) + b"{broken\n" + json_lines(texts))
    return "in.jsonl"


def zst(folder: Path, texts: list[str]) -> str:
    """Write compressed JSON lines in several frames."""
    (folder / "in.jsonl.zst").write_bytes(compress(json_lines(texts), ".zst") + compress(b"[]\n", ".zst") * 2)
    return "in.jsonl.zst"


def parquet(folder: Path, texts: list[str]) -> str:
    """Write a Parquet file of several row groups, with a row without a text."""
    import pyarrow as pa
    import pyarrow.parquet

    table = pa.table({"id": [f"d{n}" for n in range(len(texts) + 1)], "text": [*texts, None]})
    pyarrow.parquet.write_table(table, folder / "in.parquet", row_group_size=20)
    return "in.parquet"


FORMATS: dict[str, Callable[[Path, list[str]], str]] = {"txt": txt, "jsonl": jsonl, "zst": zst, "parquet": parquet}


class Batch:
    """A batch in a folder of its own, and what an uninterrupted run makes of it."""

    def __init__(self, folder: Path, kind: str, repeats: int) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        self._source = FORMATS[kind](folder, raw_texts() * repeats)
        code = self.start("0").wait(RUN_SECONDS)
        assert code in (0, 1, 3), code
        self._code, self._expected = code, self._results()
        assert self._expected

    def start(self, seed: str) -> "subprocess.Popen[bytes]":
        """Start a run, or resume it."""
        target = "out" if self._source == "raw" else f"out/{self._source}"
        args = ["batch", self._source, target, "--ledger", SIDES[0], "--rejects", SIDES[1], "--report", "report.json"]
        log = open(self._folder / "log", "ab")  # noqa: SIM115 - the process needs it
        with log:
            return subprocess.Popen(
                [sys.executable, "-c", SMALL, *args, "--jobs", "2"],
                cwd=self._folder,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            )

    def chaos(self, rng: random.Random, kills: int) -> Score:
        """Kill processes of the batch so often, resume it until it is done, and compare. Raises AssertionError."""
        self._clear()
        score = Score()
        while True:
            run = self.start(str(rng.randrange(1000)))
            score += Score(runs=1)
            while score.kills < kills and run.poll() is None:
                if rng.random() < WORKER_SHARE:
                    score += kill_worker(rng, run)
                else:
                    score += kill_main(rng, run)
            code = run.wait(RUN_SECONDS)
            if code != -signal.SIGKILL or (self._folder / "report.json").exists():  # killed when it was done
                break
        log = (self._folder / "log").read_text()
        assert code in (self._code, -signal.SIGKILL), f"exit code {code}\n{log}"
        assert "Traceback" not in log, log
        results = self._results()
        assert results.keys() == self._expected.keys()
        for name, data in results.items():
            assert data == self._expected[name], f"{name} differs after {score}\n{log}"
        return score + Score(batches=1)

    def _clear(self) -> None:
        for name in ("out", *SIDES, *(f".{side}.part" for side in SIDES), "report.json", "log"):
            path = self._folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _results(self) -> dict[str, bytes]:
        """The bytes of the outputs, the ledger, the rejects and the sums."""
        files = {path for path in (self._folder / "out").rglob("*") if path.is_file()}
        results = {path.name: path.read_bytes() for path in files if path.name != ".cleaner-manifest.jsonl"}
        results |= {side: (self._folder / side).read_bytes() for side in SIDES}
        results["lines of the ledger"] = decompressed(str(self._folder / SIDES[0]), ".zst")
        report = json.loads((self._folder / "report.json").read_bytes())
        return results | {"report": json.dumps(report, sort_keys=True).encode()}


def kill_worker(rng: random.Random, run: "subprocess.Popen[bytes]") -> Score:
    """Wait for a worker, then kill one at a random moment."""
    while not children(run.pid) and run.poll() is None:
        time.sleep(0.01)
    time.sleep(rng.expovariate(1 / MEAN_SECONDS))
    if not (workers := children(run.pid)):
        return Score()
    pid, age = rng.choice(workers)
    os.kill(pid, signal.SIGKILL)
    return Score(worker_kills=1, starting_kills=int(age < STARTING_SECONDS))


def kill_main(rng: random.Random, run: "subprocess.Popen[bytes]") -> Score:
    """Kill the main process at a random moment, its start-up included."""
    begun = time.monotonic()
    time.sleep(rng.expovariate(1 / (rng.choice([0.5, 2, 4]) * MEAN_SECONDS)))
    if run.poll() is not None:
        return Score()
    run.kill()
    run.wait()
    return Score(main_kills=1, starting_kills=int(time.monotonic() - begun < STARTING_SECONDS))


def children(pid: int) -> list[tuple[int, float]]:
    """The children of a process, each with its age in seconds."""
    found = []
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(facts[1]) == pid and facts[0] != "Z":
            found.append((int(path.parent.name), now - int(facts[19]) / os.sysconf("SC_CLK_TCK")))
    return found


def run(
    folder: Path, kinds: list[str], kills: int, seed: int, repeats: int = 4, per_batch: int = 6
) -> dict[str, Score]:
    """Survive so many kills of each format, a few in each batch."""
    scores: dict[str, Score] = {}
    for kind in kinds:
        rng = random.Random(f"{seed} {kind}")
        batch = Batch(folder / kind, kind, repeats)
        scores[kind] = Score()
        while scores[kind].kills < kills:
            scores[kind] += batch.chaos(rng, min(per_batch, kills - scores[kind].kills))
    return scores


def table(scores: dict[str, Score]) -> str:
    """The figures by format."""
    total = Score()
    lines = [f"{'':10}{'batches':>9}{'runs':>7}{'kills':>7}{'of main':>9}{'of workers':>12}{'starting':>10}"]
    for kind, score in scores.items():
        total += score
        lines.append(_row(kind, score))
    return "\n".join([*lines, _row("all", total)])


def _row(name: str, score: Score) -> str:
    return (
        f"{name:10}{score.batches:9}{score.runs:7}{score.kills:7}{score.main_kills:9}{score.worker_kills:12}"
        f"{score.starting_kills:10}"
    )


if __name__ == "__main__":
    import tempfile

    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    counts = Counter(list(FORMATS)[n % len(FORMATS)] for n in range(asked))
    with tempfile.TemporaryDirectory() as place:
        all_scores: dict[str, Score] = {}
        for format_name, number in counts.items():
            all_scores |= run(Path(place), [format_name], number, seed=int(time.time()))
            print(table(all_scores), flush=True)  # noqa: T201
