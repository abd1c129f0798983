"""The manifest records finished outputs and stays small."""

from pathlib import Path

import pytest

from cleaner.corpus.manifest import NAME, Manifest
from cleaner.corpus.marks import Mark
from cleaner.corpus.tally import Tally
from tests.helpers.batch import Run, ends, raw_texts, write_folder


def test_the_manifest_does_not_grow_with_the_runs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.manifest.MAX_OUTDATED_LINES", 10)
    write_folder("raw", raw_texts()[:6])
    for _ in range(8):
        ends(run("raw", "out", "--force"), 0)
    assert len(Path("out/0", NAME).read_bytes().splitlines()) <= 16
    ends(run("raw", "out"), 0, "files already done  6")


def test_a_line_that_is_cut_short_does_not_count(tmp_path: Path) -> None:
    output = tmp_path / "a.txt"
    output.write_text("x")
    manifest = Manifest(str(tmp_path))
    manifest.add(str(output), "settings", "input", Tally(), {})
    manifest.close()
    with open(manifest.path, "ab") as file:
        file.write(b'{"output": "b.txt", "inp')
    manifest = Manifest(str(tmp_path))
    assert (manifest.knows(str(output)), manifest.knows("b.txt")) == (True, False)
    manifest.add(str(tmp_path / "c.txt"), "settings", "input", Tally(), {})
    manifest.close()
    again = Manifest(str(tmp_path))
    assert again.knows("c.txt")
    assert again.tally(str(output), "settings", "input") is not None
    assert again.tally(str(output), "other settings", "input") is None
    assert again.tally(str(output), "settings", "other input") is None
    assert again.tally(str(output), "settings", "input", sides=["ledger"]) is None
    output.write_text("changed")
    assert again.tally(str(output), "settings", "input") is None


def test_a_batch_may_have_more_folders_than_a_process_can_have_files_open(run: Run) -> None:
    resource = pytest.importorskip("resource")
    for n in range(80):
        Path(f"raw/{n}").mkdir(parents=True)
        Path(f"raw/{n}/a.txt").write_text("The council met on Monday.\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (60, hard))
    try:
        ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
        ends(run("raw", "out", "--ledger", "l.jsonl"), 0, "files already done  80")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_an_interrupted_batch_has_finished_is_known_until_the_batch_ends(tmp_path: Path) -> None:
    first, second = str(tmp_path / "a.txt"), str(tmp_path / "b.txt")
    manifest = Manifest(str(tmp_path))
    manifest.add(first, "settings", "input", Tally(), {"l.jsonl": Mark(5, "v")})
    manifest.end()
    manifest.release()
    manifest.add(second, "settings", "input", Tally(), {"l.jsonl": Mark(9, "w")})
    manifest.close()
    again = Manifest(str(tmp_path))
    assert (again.interrupted(first), again.interrupted(second)) == (False, True)
    assert again.marks("settings") == [{"l.jsonl": Mark(9, "w")}]
    assert again.marks("other settings") == []
    again.end()
    again.close()
    assert Manifest(str(tmp_path)).marks("settings") == []
