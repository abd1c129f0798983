"""A page manifest may be anything, because it is found beside the dumps: a device, a huge file, a long line."""

import os
from pathlib import Path

import pytest

from cleaner.evaluation import page_manifest
from cleaner.evaluation.page_manifest import ManifestError, read_manifest


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "manifest.jsonl")


def test_only_a_regular_file_is_read(path: str) -> None:
    os.symlink("/dev/zero", path)
    with pytest.raises(ManifestError, match="it is not a regular file"):
        read_manifest(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(path: str) -> None:
    os.mkfifo(path)
    with pytest.raises(ManifestError, match="it is not a regular file"):
        read_manifest(path)


def test_a_sparse_file_that_claims_terabytes_is_refused(path: str) -> None:
    with open(path, "wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ManifestError, match="it is larger than 100,000,000 bytes"):
        read_manifest(path)


def test_a_long_line_is_a_fault_and_the_others_are_used(path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"id": "' + "x" * 100_000 + '"}\n{"id": "page"}\n')
    read = read_manifest(path)
    assert list(read.entries) == ["page"]
    assert read.faults == (f"{path}:1: a line of 100,010 characters; at most 100,000 are allowed",)


def test_of_many_faulty_lines_the_first_are_named(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_manifest, "MAX_FAULTS", 2)
    with open(path, "w", encoding="utf-8") as file:
        file.write("x\n" * 3)
    faults = read_manifest(path).faults
    assert [fault.removeprefix(path)[:3] for fault in faults] == [":1:", ":2:", ": 1"]
    assert faults[-1] == f"{path}: 1 more faulty line"
