"""What a second run skips, and what it does again."""

import json
from pathlib import Path

import pytest

from cleaner.corpus.finished import settings_hash
from cleaner.corpus.plan import BatchOptions
from cleaner.packs.layers import Source
from tests.helpers.batch import Run, clean_texts, ends, json_lines, raw_texts, read_folder, texts_in, write_folder


def test_a_second_run_skips_what_is_done_and_does_what_has_changed(run: Run) -> None:
    write_folder("raw", raw_texts()[:6])
    ends(run("raw", "out"), 0)
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    Path("raw/0/00003.txt").write_text("Advertisement\nNew.\n")
    Path("out/1/00001.txt").unlink()
    Path("out/2/00002.txt").write_text("changed")
    ends(run("raw", "out"), 0, "files already done")
    after = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    changed = {path.name for path in after if before.get(path) != after[path]}
    assert changed == {"00001.txt", "00002.txt", "00003.txt"}
    assert read_folder("out") == [*clean_texts()[:3], "New.\n", *clean_texts()[4:6]]
    ends(run("raw", "out", "--force"), 0)
    assert all(path.stat().st_mtime_ns != after[path] for path in after)


def test_after_a_change_of_packs_everything_is_done_again(run: Run) -> None:
    Path("in.jsonl").write_bytes(json_lines(["Menu\nx\n"]))
    pack = Path("more/outlets/a.vn.yaml")
    pack.parent.mkdir(parents=True)
    for text, left in (("Menu", "x\n"), ("x", "Menu\n")):
        pack.write_text(f"rules: [{{drop: {{line: {{text: {text}}}}}}}]")
        ends(run("--rules", "more", "--pack", "outlets/a.vn", "in.jsonl", "out.jsonl"), 0)
        assert texts_in(Path("out.jsonl").read_bytes()) == [left]


def test_after_a_change_of_weights_everything_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def hashed(weights: bytes) -> str:
        source = Source("web", "rules/web.yaml", b"about: x", weights=weights)
        monkeypatch.setattr("cleaner.corpus.finished.sources", lambda _: [source])
        return settings_hash(BatchOptions())

    assert hashed(b"x") == hashed(b"x")
    assert len({hashed(b""), hashed(b"x"), hashed(b"y")}) == 3


def test_the_report_of_a_second_run_is_that_of_the_first(run: Run) -> None:
    write_folder("raw", raw_texts())
    ends(run("raw", "out", "--report", "1.json"), 0)
    ends(run("raw", "out", "--report", "2.json"), 0)
    first, second = (json.loads(Path(name).read_text(encoding="utf-8")) for name in ("1.json", "2.json"))
    assert second.pop("skipped_files") == len(raw_texts())
    assert first.pop("skipped_files") == 0
    assert first == second
    assert first["documents"] == len(raw_texts())
    assert first["words_out"] < first["words_in"]


def test_a_rejected_dump_loses_its_old_output_and_counts_as_done(run: Run) -> None:
    write_folder("raw", raw_texts()[:2])
    ends(run("raw", "out"), 0)
    Path("raw/0/00000.txt").write_bytes(b"\xff")
    for _ in range(2):
        ends(run("raw", "out", "--rejects", "r.jsonl"), 3, "00000.txt: byte 0")
        assert read_folder("out") == clean_texts()[1:2]
    ends(run("raw", "out", "--rejects", "r.jsonl"), 3, "files already done  2")
