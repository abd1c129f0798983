"""Ledgers that would be lost, that are of other files, or that are forged: dumps stay, and only dumps are restored."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.batch import run as run_batch
from cleaner.corpus.compression import compress
from cleaner.corpus.plan import BatchOptions, plan_batch
from cleaner.corpus.summary import BatchProgress
from tests.helpers.batch import ends, json_lines, raw_texts, read_folder, read_jsonl, wet, write_folder
from tests.helpers.shell import Ran, Shell, put

DUMP = "Share this\n\nThe council met on Monday and agreed on a new budget.\n\nShare this\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    """Commands in a fresh folder with two dumps."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(DUMP)
    return Shell(capfdbinary, monkeypatch)


# ------------------------------------------------------------------ ledgers that would be lost


@pytest.mark.parametrize("name", ["l.jsonl", "l.jsonl.gz", "l.jsonl.zst"])
def test_a_second_run_in_place_does_not_replace_the_ledger_of_the_first(here: Shell, name: str) -> None:
    ends(here("clean", "-i", "--ledger", name, "a.txt"), 0)
    clean, ledger = Path("a.txt").read_bytes(), Path(name).read_bytes()
    for again in ("a.txt", "b.txt"):
        ends(here("clean", "-i", "--ledger", name, again), 2, f"{name} has the edits of an earlier run", "another file")
    assert (Path("a.txt").read_bytes(), Path("b.txt").read_text()) == (clean, DUMP)
    assert Path(name).read_bytes() == ledger
    ends(here("restore", "a.txt", name, "again.txt"), 0)
    assert Path("again.txt").read_text() == DUMP


def test_a_run_in_place_may_use_an_empty_ledger_or_a_device(here: Shell) -> None:
    Path("l.jsonl").write_text("")
    ends(here("clean", "-i", "--ledger", "l.jsonl", "a.txt"), 0)
    ends(here("clean", "-i", "--ledger", os.devnull, "b.txt"), 0)
    assert Path("l.jsonl").read_bytes()


def test_the_ledger_of_a_run_in_place_that_was_killed_is_not_lost(here: Shell) -> None:
    """Its hidden part has the edits of all dumps that were overwritten before."""
    ends(here("clean", "-i", "--ledger", "l.jsonl", "a.txt"), 0)
    os.rename("l.jsonl", ".l.jsonl.part")
    ends(here("clean", "-i", "--ledger", "l.jsonl", "b.txt"), 2, ".l.jsonl.part has the edits of a run that was killed")
    assert Path("b.txt").read_text() == DUMP
    os.rename(".l.jsonl.part", "kept.jsonl")
    ends(here("clean", "-i", "--ledger", "l.jsonl", "b.txt"), 0)
    ends(here("restore", "a.txt", "kept.jsonl", "again.txt"), 0)
    assert Path("again.txt").read_text() == DUMP


def test_a_run_that_keeps_the_dumps_replaces_its_ledger(here: Shell) -> None:
    for name in ("a.txt", "b.txt"):
        ends(here("clean", "-o", "out.txt", "--ledger", "l.jsonl", name), 0)
    assert {line["document"] for line in read_jsonl("l.jsonl")} == {"b.txt"}


OTHER_BATCHES = {
    "another folder": ["b", "out-b"],
    "another folder with files of the same names": ["copy", "out-b"],
    "another folder into the same one": ["b", "out-a"],
    "records": ["in.jsonl", "out.jsonl"],
    "a pipe": ["in.jsonl", "-"],
}


@pytest.mark.parametrize("args", OTHER_BATCHES.values(), ids=OTHER_BATCHES)
def test_a_batch_does_not_replace_the_ledger_of_another_one(here: Shell, args: list[str]) -> None:
    for name in ("a", "b"):
        Path(name).mkdir()
        os.rename(f"{name}.txt", f"{name}/{name}.txt")
    shutil.copytree("a", "copy")
    Path("in.jsonl").write_bytes(json_lines([DUMP]))
    ends(here("batch", "a", "out-a", "--ledger", "l.jsonl"), 0)
    ledger, files = Path("l.jsonl").read_bytes(), sorted(Path().rglob("*"))
    ran = here("batch", *args, "--ledger", "l.jsonl")
    ends(ran, 2, "l.jsonl exists and is not the ledger of this batch", "--force")
    assert (Path("l.jsonl").read_bytes(), sorted(Path().rglob("*"))) == (ledger, files)
    ends(here("batch", *args, "--ledger", "l.jsonl", "--force"), 0)
    assert Path("l.jsonl").read_bytes() != ledger or "copy" in args


def delete(*paths: str) -> None:
    for path in paths:
        os.unlink(path)


SAME_BATCHES: dict[str, Callable[[], object]] = {
    "nothing has changed": lambda: None,
    "a dump has changed": lambda: Path("raw/a.txt").write_text(f"{DUMP}New.\n"),
    "a dump is new": lambda: Path("raw/c.txt").write_text(DUMP),
    "a dump is gone, and its clean text": lambda: delete("raw/b.txt", "out/b.txt"),
    "a clean text is gone": lambda: Path("out/a.txt").unlink(),
    "it is named in another way": lambda: os.rename("raw", "raw2"),
}


@pytest.mark.parametrize("change", SAME_BATCHES.values(), ids=SAME_BATCHES)
def test_a_batch_replaces_its_own_ledger(here: Shell, change: Callable[[], object]) -> None:
    Path("raw").mkdir()
    for name in ("a.txt", "b.txt"):
        os.rename(name, f"raw/{name}")
    Path("raw/z.jsonl.gz").write_bytes(compress(json_lines([DUMP] * 50), ".gz")[:-20])  # is never finished
    ends(here("batch", "raw", "out", "--ledger", "l.jsonl"), 3)
    change()
    raw = "raw" if os.path.exists("raw") else "raw2"
    ends(here("batch", raw, "out", "--ledger", "./l.jsonl"), 3)
    ends(here("restore", "out", "l.jsonl", "again"), 0)
    for name in os.listdir(raw):
        if name.endswith(".txt"):
            assert Path("again", name).read_bytes() == Path(raw, name).read_bytes()


def test_a_batch_of_fewer_dumps_does_not_lose_the_edits_of_the_others(here: Shell) -> None:
    Path("raw").mkdir()
    for name in ("a.txt", "b.txt"):
        os.rename(name, f"raw/{name}")
    ends(here("batch", "raw", "out", "--ledger", "l.jsonl"), 0)
    ledger = Path("l.jsonl").read_bytes()
    ends(here("batch", "raw", "out", "--ledger", "l.jsonl", "--include", "a.txt"), 0)  # there is nothing to do
    assert Path("l.jsonl").read_bytes() == ledger
    Path("raw/a.txt").write_text("New.\n")
    ran = here("batch", "raw", "out", "--ledger", "l.jsonl", "--include", "a.txt")
    ends(ran, 2, "l.jsonl has the edits of out/b.txt, which this batch does not write")
    assert Path("l.jsonl").read_bytes() == ledger
    ends(here("batch", "raw", "out", "--ledger", "l.jsonl"), 0)


# ------------------------------------------------------------------ interrupted batches


def interrupt_after(tasks: int) -> Callable[[BatchProgress], None]:
    def watch(_: BatchProgress) -> None:
        nonlocal tasks
        tasks -= 1
        if not tasks:
            raise KeyboardInterrupt

    return watch


def changed_input() -> None:
    Path("raw/a.jsonl").write_bytes(json_lines([DUMP]))


def changed_pack() -> None:
    Path("rules/outlets").mkdir(parents=True)
    Path("rules/outlets/x.vn.yaml").write_text("about: a paper\ndetect: {host: [x.vn]}\n")


CHANGES: dict[str, Callable[[], object]] = {"an input": changed_input, "a pack": changed_pack, "nothing": lambda: None}


@pytest.mark.parametrize("before", [False, True], ids=["the first run", "a second run"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("tasks", [1, 2, 3, 4, 5])
def test_the_ledger_of_an_interrupted_batch_is_right_whatever_changes(
    here: Shell, change: Callable[[], object], tasks: int, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No old lines beside new ones, and no lines missing of files that only an earlier run has finished."""
    monkeypatch.setattr("cleaner.corpus.formats.CHUNK_BYTES", 200)
    Path("raw").mkdir()
    for name in ("a", "b", "c"):
        Path(f"raw/{name}.jsonl").write_bytes(json_lines([f"{DUMP}{name}\n"] * 3))
    plan, options = plan_batch(["raw"], "out"), BatchOptions(ledger="l.jsonl", processes=1)
    if before:
        run_batch(plan, options)
        Path("raw/a.jsonl").write_bytes(json_lines([f"{DUMP}new\n"] * 3))
    assert run_batch(plan, options, interrupt_after(tasks)).stopped
    change()
    assert not run_batch(plan, options).stopped
    resumed = Path("l.jsonl").read_bytes()
    run_batch(plan, options._replace(force=True))
    assert resumed == Path("l.jsonl").read_bytes()
    ends(here("restore", "out", "l.jsonl", "again"), 0)
    assert {p.name: p.read_bytes() for p in Path("again").iterdir()} == {
        p.name: p.read_bytes() for p in Path("raw").iterdir()
    }


def test_the_report_of_a_resumed_batch_is_that_of_an_uninterrupted_one(here: Shell) -> None:
    write_folder("raw", raw_texts()[:6])
    Path("raw/9.jsonl").write_bytes(json_lines(raw_texts()))
    plan = plan_batch(["raw"], "out")
    for _ in range(2):
        assert run_batch(plan, BatchOptions(processes=1), interrupt_after(1)).stopped
    ran = here("batch", "raw", "out", "--report", "resumed.json")
    ends(ran, 0, "files already done")
    ends(here("batch", "raw", "again", "--report", "whole.json"), 0)
    assert json.loads(Path("resumed.json").read_text()) == json.loads(Path("whole.json").read_text())
    ends(here("batch", "raw", "out", "--report", "second.json"), 0)
    assert json.loads(Path("second.json").read_text())["skipped_files"] == 7


# ------------------------------------------------------------------ ledgers that do not fit


def edit(**other: Any) -> dict[str, Any]:
    """A line of a ledger for the clean text "a\\n", with other values."""
    line = {"file": "c.txt", "record": 1, "document": "c.txt", "line": 1, "rule": "x:y", "before": "b\n", "after": None}
    return line | other


MISFITS: dict[str, tuple[list[Any], str]] = {
    "another text": ([edit(after="z\n")], "belong to another text"),
    "lines that are not there": ([edit(line=9)], "below the last line"),
    "a line number beyond all files": ([edit(line=10**18)], "below the last line"),
    "a record that is not there": ([edit(record=2)], "it has record 2, which is missing"),
    "another file": ([edit(file="d.txt"), edit(file="e.txt")], "the ledger is of other files, such as d.txt"),
    "a path outside": ([edit(file="../c.txt"), edit(file="/etc/passwd")], "the ledger is of other files"),
    "an unknown encoding": ([{"file": "c.txt", "record": 1, "raw": {"encoding": "x", "mark": ""}}], "does not fit"),
    "an encoding that is none": ([{"file": "c.txt", "record": 1, "raw": {"encoding": "hex", "mark": ""}}], "not fit"),
    "details of a wrong type": ([{"file": "c.txt", "record": 1, "raw": {"encoding": 1, "mark": 2}}], "does not fit"),
    "a slow encoding": ([{"file": "c.txt", "record": 1, "raw": {"encoding": "punycode", "mark": ""}}], "does not fit"),
    "a mark that is none": ([{"file": "c.txt", "record": 1, "raw": {"encoding": "utf-8", "mark": "4d5a"}}], "not fit"),
    "details without a mark": ([{"file": "c.txt", "record": 1, "raw": {"encoding": "utf-8"}}], "does not fit"),
}


@pytest.mark.parametrize("folder", [False, True], ids=["a file", "a folder"])
@pytest.mark.parametrize(("lines", "message"), MISFITS.values(), ids=MISFITS)
def test_a_ledger_that_does_not_fit_restores_nothing(here: Shell, lines: list[Any], message: str, folder: bool) -> None:
    Path("clean").mkdir()
    Path("clean/c.txt").write_text("a\n")
    Path("l.jsonl").write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    ran = here("restore", "clean", "l.jsonl", "raw") if folder else here("restore", "clean/c.txt", "l.jsonl", "raw.txt")
    ends(ran, 3, message)
    assert "Traceback" not in ran.err
    written = [path for name in ("raw", "raw.txt") for path in (Path(name), *Path(name).rglob("*")) if path.is_file()]
    assert written == []


def damaged(data: bytes) -> dict[str, bytes]:
    """A clean file with its first record, or its whole text, damaged in several ways."""
    _, _, rest = data.partition(b"\n")
    return {
        "not UTF-8": data.replace(b"council", b"counc\xff\xfe", 1),
        "not JSON": b"garbage\n" + rest,
        "a line that is empty": b"\n" + rest,
        "another record": b'{"a": 1}\n' + rest,
        "no text": b'{"id": "d0", "text": null, "n": 1.10, "how": 1, "clean": 2}\n' + rest,
    }


ARTICLE = "The council met on Monday and agreed on a new budget for the coming year.\n"
RECORDS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "edits": (lambda: json_lines([DUMP, ARTICLE]), ()),
    "edits and another spelling": (lambda: json_lines([DUMP, ARTICLE]).replace(b"The", b"\\u0054he"), ()),
    "provenance": (lambda: json_lines([DUMP, ARTICLE]), ("--provenance-field", "how")),
    "provenance without edits": (lambda: json_lines([ARTICLE, DUMP]), ("--provenance-field", "how")),
    "a field of its own": (lambda: json_lines([DUMP, ARTICLE]), ("--out-field", "clean")),
}
KINDS_OF_DAMAGE = tuple(damaged(b""))


@pytest.mark.parametrize("kind", KINDS_OF_DAMAGE)
@pytest.mark.parametrize(("records", "options"), RECORDS.values(), ids=RECORDS)
def test_no_damaged_json_lines_are_restored(
    here: Shell, records: Callable[[], bytes], options: tuple[str, ...], kind: str
) -> None:
    """Whatever else the ledger says of a record, its clean text has to be there."""
    Path("in.jsonl").write_bytes(records())
    ends(here("batch", "in.jsonl", "out.jsonl", "--ledger", "l.jsonl", *options), 0)
    clean = Path("out.jsonl").read_bytes()
    broken = damaged(clean)[kind]
    assert broken != clean
    Path("out.jsonl").write_bytes(broken)
    ran = here("restore", "out.jsonl", "l.jsonl", "again.jsonl")
    ends(ran, 3, "not restored, because the ledger does not fit")
    assert not Path("again.jsonl").exists()


def test_a_text_that_the_ledger_has_in_its_own_spelling_has_to_be_the_clean_one(here: Shell) -> None:
    Path("in.jsonl").write_bytes(json_lines([DUMP]).replace(b"The", b"\\u0054he"))
    ends(here("batch", "in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 0)
    clean = Path("out.jsonl").read_bytes()
    Path("out.jsonl").write_bytes(clean.replace(b"new budget", b"old budget"))
    ends(here("restore", "out.jsonl", "l.jsonl", "again.jsonl"), 3, "out.jsonl:1: ", "'text' has another text")
    Path("out.jsonl").write_bytes(clean)
    ends(here("restore", "out.jsonl", "l.jsonl", "again.jsonl"), 0)
    assert Path("again.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


@pytest.mark.parametrize("text", [DUMP, ARTICLE], ids=["edits", "no edits"])
def test_no_damaged_text_of_another_encoding_is_restored(here: Shell, text: str) -> None:
    put("raw/a.txt", b"\xff\xfe" + text.encode("utf-16-le"))
    ends(here("batch", "raw", "out", "--ledger", "l.jsonl"), 0)
    Path("out/a.txt").write_bytes(Path("out/a.txt").read_bytes().replace(b"council", b"counc\xff\xfe"))
    ends(here("restore", "out", "l.jsonl", "again"), 3, "out/a.txt: not restored, because the ledger does not fit")
    assert not Path("again/a.txt").exists()


def test_no_damaged_records_of_wet_files_are_restored(here: Shell) -> None:
    """The record has a digest in the ledger, and not only edits."""
    raw = wet([DUMP, ARTICLE])
    assert b"-Digest: " in raw
    Path("in.wet").write_bytes(raw)
    ends(here("batch", "in.wet", "out.wet", "--ledger", "l.jsonl"), 0)
    clean = Path("out.wet").read_bytes()
    Path("out.wet").write_bytes(clean.replace(b"council", b"counc\xff\xfe", 1))
    ends(here("restore", "out.wet", "l.jsonl", "again.wet"), 3, "not restored", "record 2 has edits, but no text")
    assert not Path("again.wet").exists()
    Path("out.wet").write_bytes(clean)
    ends(here("restore", "out.wet", "l.jsonl", "again.wet"), 0)
    assert Path("again.wet").read_bytes() == raw


def test_no_rows_without_their_text_are_restored(here: Shell) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    pq.write_table(pa.table({"text": [DUMP, ARTICLE, DUMP]}), "in.parquet")
    ends(here("batch", "in.parquet", "out.parquet", "--ledger", "l.jsonl"), 0)
    texts = pq.read_table("out.parquet").column("text").to_pylist()
    for n in (0, 2):
        pq.write_table(pa.table({"text": [*texts[:n], None, *texts[n + 1 :]]}), "out.parquet")
        ends(here("restore", "out.parquet", "l.jsonl", "again.parquet"), 3, f"record {n + 1}, which is missing")
        assert not Path("again.parquet").exists()


def test_a_text_that_passed_through_keeps_its_encoding(here: Shell) -> None:
    """The ledger does not know a dump that could not be cleaned, so its output is the dump."""
    put("raw/a.txt", dump := b"\xff\xfe" + DUMP.encode("utf-16-le"))
    put("out/a.txt", dump)
    put("l.jsonl", "")
    ends(here("restore", "out", "l.jsonl", "again"), 0)
    assert Path("again/a.txt").read_bytes() == dump


def test_the_ledger_of_one_text_of_two_dumps_is_refused(here: Shell) -> None:
    """Both dumps are record 1 of o.txt, so their edits cannot be told apart."""
    lines = [
        {"file": "o.txt", "record": 1, "document": name, "line": 1, "rule": "x:y", "before": "b\n", "after": None}
        for name in ("a.txt", "b.txt")
    ]
    Path("l.jsonl").write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    Path("o.txt").write_text("a\nb\n")
    ran = here("restore", "o.txt", "l.jsonl", "raw.txt")
    ends(ran, 2, "o.txt has the texts of both a.txt and b.txt, so it cannot be restored", "with --output-dir")
    assert not Path("raw.txt").exists()


def test_the_first_misfit_is_named_and_the_other_files_are_restored(here: Shell) -> None:
    Path("raw").mkdir()
    for name in "abc":
        Path(f"raw/{name}.jsonl").write_bytes(json_lines([f"{DUMP}{n}\n" for n in range(4)]))
    ends(here("batch", "raw", "out", "--ledger", "l.jsonl"), 0)
    lines = Path("out/b.jsonl").read_bytes().splitlines(keepends=True)
    Path("out/b.jsonl").write_bytes(b"".join(lines[:2]))
    ends(here("restore", "out", "l.jsonl", "again"), 3, "out/b.jsonl: not restored", "record 3, which is missing")
    assert sorted(os.listdir("again")) == ["a.jsonl", "c.jsonl"]
    assert Path("again/c.jsonl").read_bytes() == Path("raw/c.jsonl").read_bytes()


def test_a_text_field_that_is_not_there_is_a_misfit(here: Shell) -> None:
    Path("in.jsonl").write_bytes(json_lines([DUMP]))
    ends(here("batch", "in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 0)
    ran = here("restore", "out.jsonl", "l.jsonl", "again.jsonl", "--text-field", "body")
    ends(ran, 3, "record 1 has edits, but no text that was cleaned")
    assert not Path("again.jsonl").exists()


FORGED: list[Any] = [
    [],
    None,
    3,
    "x",
    {},
    {"file": "c.txt"},
    {"packs": [], "file": "c.txt"},
    edit(file=None),
    edit(record="1"),
    edit(record=0),
    edit(record=True),
    edit(line="1"),
    edit(line=0),
    edit(line=1.5),
    edit(before=None),
    edit(before=3),
    edit(after=3),
    edit(rule=None),
    edit(raw=[]),
]


@pytest.mark.parametrize("forged", FORGED, ids=[json.dumps(line)[:60] for line in FORGED])
def test_what_is_no_ledger_is_refused_with_its_line(here: Shell, forged: Any) -> None:
    Path("l.jsonl").write_bytes(json.dumps(edit()).encode() + b"\n" + json.dumps(forged).encode() + b"\n")
    Path("c.txt").write_text("a\n")
    ran = here("restore", "c.txt", "l.jsonl", "raw.txt")
    ends(ran, 2, "l.jsonl: line 2: not a ledger")
    assert not Path("raw.txt").exists()


@pytest.mark.parametrize("content", [b"\xff\n", b"{\n", b"[" * 100_000 + b"\n", b"\0" * 100])
def test_bytes_that_are_no_ledger_are_refused(here: Shell, content: bytes) -> None:
    Path("l.jsonl").write_bytes(content)
    ends(here("restore", "a.txt", "l.jsonl", "raw.txt"), 2, "l.jsonl: line", "not a ledger")


# ------------------------------------------------------------------ packs of the working directory


def project(shell: Shell, *args: str) -> Ran:
    """Run a command in a folder whose packs were written by somebody."""
    Path("rules/outlets").mkdir(parents=True, exist_ok=True)
    Path("rules/outlets/x.vn.yaml").write_text("about: a paper\ndetect: {host: [x.vn]}\n")
    return shell(*args)


@pytest.mark.parametrize("name", ["l.jsonl", "l.jsonl.zst"])
def test_the_ledger_begins_with_the_packs_of_the_working_directory(here: Shell, name: str) -> None:
    from tests.helpers.batch import decompressed

    write_folder("raw", raw_texts()[:3])
    ends(project(here, "batch", "raw", "out", "--ledger", name, "--report", "r.json"), 0, "using packs of this folder")
    first = json.loads(decompressed(name, ".zst" if name.endswith("zst") else "").splitlines()[0])
    assert [pack["name"] for pack in first["packs"]] == ["outlets/x.vn"]
    assert json.loads(Path("r.json").read_text())["project_packs"] == first["packs"]
    ends(here("restore", "out", name, "again"), 0)
    assert read_folder("again") == raw_texts()[:3]


def test_without_them_the_ledger_begins_with_an_edit(here: Shell) -> None:
    write_folder("raw", raw_texts()[:3])
    ran = project(here, "batch", "raw", "out", "--ledger", "l.jsonl", "--report", "r.json", "--no-project")
    ends(ran, 0)
    assert "using packs" not in ran.err
    assert "rule" in read_jsonl("l.jsonl")[0]
    assert json.loads(Path("r.json").read_text())["project_packs"] == []


def test_the_ledger_of_clean_names_them_too(here: Shell) -> None:
    ends(project(here, "clean", "-i", "a.txt", "--ledger", "l.jsonl"), 0)
    assert list(read_jsonl("l.jsonl")[0]) == ["packs"]
    ends(here("restore", "a.txt", "l.jsonl", "again.txt"), 0)
    assert Path("again.txt").read_text() == DUMP


def test_an_interrupted_batch_has_them_in_its_ledger_once(here: Shell) -> None:
    project(here, "rules", "list")
    write_folder("raw", raw_texts()[:3])
    Path("raw/9.jsonl").write_bytes(json_lines(raw_texts()[:3]))
    plan, options = plan_batch(["raw"], "out"), BatchOptions(ledger="l.jsonl", processes=1)
    for _ in range(3):
        run_batch(plan, options, interrupt_after(1))
    run_batch(plan, options)
    resumed = read_jsonl("l.jsonl")
    assert ["packs" in line for line in resumed].count(True) == 1
    run_batch(plan, options._replace(force=True))
    assert read_jsonl("l.jsonl") == resumed
