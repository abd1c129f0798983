"""Fixtures of all tests of batches."""

import pytest

from tests.helpers.batch import restore as restore
from tests.helpers.batch import run as run


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks so small that a few documents are several chunks."""
    monkeypatch.setattr("cleaner.corpus.formats.CHUNK_BYTES", 20_000)
    monkeypatch.setattr("cleaner.corpus.tasks.GROUP_FILES", 4)
