"""Fixtures of all tests of reports."""

import pytest

from cleaner.corpus.batch import run
from cleaner.corpus.plan import BatchOptions, plan_batch
from cleaner.corpus.summary import BatchSummary
from tests.helpers import SAMPLES


@pytest.fixture(scope="session")
def sample_batch(tmp_path_factory: pytest.TempPathFactory) -> BatchSummary:
    """The sample dumps as a batch."""
    plan = plan_batch([str(SAMPLES)], str(tmp_path_factory.mktemp("out")), include=["*.raw.txt"])
    return run(plan, BatchOptions(samples=100, processes=1))
