"""A batch that is killed at random moments and resumed gives the bytes of one that was not.

`pytest --chaos N tests/hostile/test_chaos.py` kills N times in all.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile import chaos

FEW_KILLS = 3  # of each format in an ordinary test run


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
@pytest.mark.parametrize("kind", chaos.FORMATS)
def test_a_batch_survives_kills_at_random_moments(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    asked = request.config.getoption("--chaos")
    kills = -(-asked // len(chaos.FORMATS)) if asked else FEW_KILLS
    seed = int(time.time())
    try:
        scores = chaos.run(tmp_path, [kind], kills, seed, repeats=4 if asked else 1)
    except AssertionError:
        print(f"seed {seed}", file=sys.stderr)  # noqa: T201
        raise
    score = scores[kind]
    killed = f"{score.kills} kills ({score.main_kills} of the main process, {score.worker_kills} of workers"
    record_property(
        "chaos", f"{kind}: {score.batches} batches in {score.runs} runs, {killed}, {score.starting_kills} at start-up)"
    )
