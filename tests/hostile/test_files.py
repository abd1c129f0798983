"""Ids, URLs, file names and pack names that look like paths, and hidden files with forged content: nothing is written
outside the destination, and a fault in a hidden file means that the work is done anew."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.tally import Tally, plain
from tests.helpers.batch import ends, json_lines, read_jsonl, wet
from tests.helpers.shell import Shell

TEXT = "Share this\n\nThe council met on Monday and agreed on a new budget.\n"

# Names as they come in ids, in URLs and in names of packs.
NAMES = {
    "a path upwards": "../../victim",
    "a path from the root": "/tmp/victim",
    "a path of Windows": "..\\..\\victim",
    "a drive of Windows": "C:\\victim",
    "a share of Windows": "\\\\host\\victim",
    "a home": "~/victim",
    "a URL of a file": "file:///tmp/victim",
    "dots": "..",
    "a dot": ".",
    "nothing": "",
    "a space": " ",
    "NUL": "a\0b",
    "a line feed": "a\nb",
    "an escape sequence": "\x1b]0;victim\x07",
    "a direction override": "a\u202etxt.exe",
    "half a character": "\ud800",
    "a reserved name of Windows": "CON",
    "another with a suffix": "nul.txt",
    "an option": "--ledger=victim",
    "standard output": "-",
    "a glob": "*?[a]",
    "a shell command": "$(touch victim); `touch victim`",
    "four thousand bytes": "x" * 4000,
    "four thousand bytes of a deep path": "../x" * 1000,
    "a hidden work file": ".cleaner-manifest.jsonl",
    "characters of three bytes": "中" * 1400,
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    """Commands in a folder that is deep enough for a path upwards to end in the test's own folder."""
    (tmp_path / "deep/er/work").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep/er/work")
    return Shell(capfdbinary, monkeypatch)


def tree() -> set[str]:
    """All files and folders of the test."""
    return {os.path.relpath(path, "../../..") for path in Path("../../..").rglob("*")}


def records(name: str) -> dict[str, Any]:
    return {"id": name, "url": f"https://{name}/{name}", "file": name, "path": name, "text": TEXT}


def write_jsonl(name: str) -> str:
    Path("in.jsonl").write_text(f"{json.dumps(records(name))}\n{json.dumps(records('b') | {'url': name})}\n[\n")
    return "in.jsonl"


def write_parquet(name: str) -> str:
    pq = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    valid = name.encode("utf-8", "replace").decode()
    pq.write_table(pa.table({key: [value, value] for key, value in records(valid).items()}), "in.parquet")
    return "in.parquet"


def write_wet(name: str) -> str:
    data = wet([TEXT, TEXT])
    valid = name.encode("utf-8", "replace").replace(b"\n", b"%0A")
    Path("in.wet").write_bytes(data.replace(b"https://example.org/0", valid).replace(b"https://example.org/1", b"b"))
    return "in.wet"


FORMATS: dict[str, Callable[[str], str]] = {"jsonl": write_jsonl, "parquet": write_parquet, "wet": write_wet}


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_ids_and_urls_choose_no_file(here: Shell, name: str, write: Callable[[str], str]) -> None:
    source = write(name)
    target = f"out/{source}"
    before = tree()
    extra = ("--ledger", "out/l.jsonl", "--rejects", "out/r.jsonl", "--report", "out/r.json", "--html", "out/r.html")
    ran = here("batch", source, target, *extra)
    assert ran.code in (0, 3), ran.err
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err
    names = {f"deep/er/work/out{name}" for name in ("", f"/{source}", "/l.jsonl", "/r.jsonl", "/r.json", "/r.html")}
    assert tree() - before == names | {"deep/er/work/out/.cleaner-manifest.jsonl"}
    before = tree()
    ran = here("restore", target, "out/l.jsonl", f"again/{source}")
    assert ran.code in (0, 3), ran.err
    assert tree() - before <= {"deep/er/work/again", f"deep/er/work/again/{source}"}


def fits(name: str) -> bool:
    """Whether a file can be called so, and is no hidden one, which a batch leaves out."""
    return not name.startswith(".") and not {"/", "\0"} & set(name) and 0 < len(name.encode("utf-8", "replace")) < 250


@pytest.mark.parametrize("name", [name for name in NAMES.values() if fits(name)])
def test_file_names_stay_below_the_destination(here: Shell, name: str) -> None:
    folder = Path("raw", name)
    try:
        folder.mkdir(parents=True)
        Path(folder, f"{name}.txt").write_text(TEXT)
        Path(folder, f"{name}.jsonl").write_text(json.dumps({"text": TEXT}) + "\n")
    except (OSError, UnicodeEncodeError):
        pytest.skip("the file system does not allow this name")
    before = tree()
    ran = here("batch", "raw", "out", "--ledger", "l.jsonl")
    ends(ran, 0)
    ends(here("restore", "out", "l.jsonl", "again"), 0)
    places = tuple(f"deep/er/work/{place}" for place in ("out", "again", "l.jsonl"))
    assert all(path.startswith(places) for path in tree() - before)
    for suffix in (".txt", ".jsonl"):
        assert Path("again", name, name + suffix).read_bytes() == Path("raw", name, name + suffix).read_bytes()


def test_a_name_of_the_longest_length_has_hidden_files_too(here: Shell) -> None:
    Path("raw").mkdir()
    Path("raw", "x" * 251 + ".txt").write_text(TEXT)
    Path("raw", "中" * 82 + ".jsonl").write_text(json.dumps({"text": TEXT}) + "\n")
    ends(here("batch", "raw", "out", "--ledger", "l" * 255), 0)
    assert sorted(os.listdir("out"))[1:] == sorted(os.listdir("raw"))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_pack_name_that_looks_like_a_path_is_refused(here: Shell, name: str) -> None:
    Path("a.txt").write_text(TEXT)
    Path("../../../victim.yaml").write_text("about: x\n")
    before = tree()
    ran = here("batch", "a.txt", "out.txt", f"--pack={name}")
    assert ran.code == 2, ran.err
    assert "Traceback" not in ran.err
    assert tree() == before


# ------------------------------------------------------------------ hidden files with forged content


def entry(**other: Any) -> dict[str, Any]:
    """A line of a manifest with other values."""
    line = {"output": "a.txt", "input": "x", "job": "x", "size": 1, "time": 1, "inode": 1, "sides": {}}
    return line | {"tally": plain(Tally())} | other


FORGED: list[Any] = [
    [],
    None,
    "x",
    {"ended": True},
    {"ended": "x"},
    {"output": "a.txt"},
    entry(output=3),
    entry(output="../../victim"),
    entry(input=None),
    entry(job=[]),
    entry(size=-1),
    entry(size="1"),
    entry(size=None, time=None),
    entry(time=1e9),
    entry(inode="1"),
    entry(inode=-1),
    entry(inode=None),
    entry(sides=[]),
    entry(sides={"l.jsonl": "x"}),
    entry(sides={"l.jsonl": 1}),
    entry(sides={"l.jsonl": [-1, "x"]}),
    entry(sides={"l.jsonl": [10**30, "x"]}),
    entry(sides={"l.jsonl": [1, 1]}),
    entry(tally=None),
    entry(tally={}),
    entry(tally=plain(Tally()) | {"documents": "many"}),
]


@pytest.mark.parametrize("forged", FORGED, ids=[json.dumps(line)[:60] for line in FORGED])
def test_a_forged_manifest_means_that_the_work_is_done_anew(here: Shell, forged: Any) -> None:
    """Each line is as right as it can be: it has the hashes and the state of the real one."""
    Path("a.txt").write_text(TEXT)
    ends(here("batch", "a.txt", "out/", "--ledger", "l.jsonl"), 0)
    clean, ledger = Path("out/a.txt").read_bytes(), Path("l.jsonl").read_bytes()
    manifest = Path("out/.cleaner-manifest.jsonl")
    head, line = manifest.read_bytes().splitlines(keepends=True)[:2]
    real = json.loads(line)
    if isinstance(forged, dict) and forged.keys() == real.keys():
        forged = {key: real[key] if value == entry()[key] else value for key, value in forged.items()}
    manifest.write_bytes(head + json.dumps(forged).encode() + b"\n" + b"[" * 100_000 + b"\n\xff\n")
    Path("out/a.txt").write_bytes(b"?" * len(clean))
    before = tree()
    ran = here("batch", "a.txt", "out/", "--ledger", "l.jsonl", "--force")
    ends(ran, 0)
    assert (Path("out/a.txt").read_bytes(), Path("l.jsonl").read_bytes()) == (clean, ledger)
    manifest.write_bytes(head + json.dumps(forged).encode() + b"\n")
    Path("l.jsonl").unlink()
    ran = here("batch", "a.txt", "out/", "--ledger", "l.jsonl")
    assert ran.code in (0, 3)
    assert "Traceback" not in ran.err
    assert (Path("out/a.txt").read_bytes(), Path("l.jsonl").read_bytes()) == (clean, ledger)
    assert tree() == before


def through_an_archive(old: str, new: str) -> None:
    with tarfile.open("x.tar", "w") as archive:
        archive.add(old, new)
    with tarfile.open("x.tar") as archive:
        archive.extractall(".", filter="data")


COPIES: dict[str, Callable[[str, str], object]] = {
    "as an archive does": through_an_archive,
    "as cp -a does": shutil.copytree,  # keeps times
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_folder_of_outputs_that_was_copied_counts_as_not_done(
    here: Shell, name: str, copy: Callable[[str, str], object]
) -> None:
    """Somebody else may have packed it, with other texts in it and a manifest that fits them."""
    Path("raw").mkdir()
    Path("raw", name).write_bytes(json_lines([TEXT]) if name == "a.jsonl" else TEXT.encode())
    ends(here("batch", "raw", "out"), 0)
    clean = Path("out", name).read_bytes()
    ends(here("batch", "raw", "out"), 0, "files already done  1")
    copy("out", "poisoned")
    status = Path("poisoned", name).stat()
    Path("poisoned", name).write_bytes(clean.replace(b"council", b"COUNCIL"))
    os.utime("poisoned/" + name, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.rename("out", "mine")
    copy("poisoned", "out")
    ran = here("batch", "raw", "out")
    ends(ran, 0)
    assert "already done" not in ran.err
    assert Path("out", name).read_bytes() == clean
    ends(here("batch", "raw", "out"), 0, "files already done  1")
    os.rename("mine", "moved")  # a folder that was moved is still the same
    ends(here("batch", "raw", "moved"), 0, "files already done  1")


def test_an_output_with_the_inode_of_another_is_cleaned_again(here: Shell) -> None:
    """The manifest is ours, but its output was replaced by one of the same size and time."""
    Path("a.txt").write_text(TEXT)
    ends(here("batch", "a.txt", "out/"), 0)
    clean = Path("out/a.txt").read_bytes()
    shutil.copy2("out/a.txt", "copy")
    os.replace("copy", "out/a.txt")
    status = Path("out/a.txt").stat()
    Path("out/a.txt").write_bytes(clean.upper())
    os.utime("out/a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    ends(here("batch", "a.txt", "out/"), 0)
    assert Path("out/a.txt").read_bytes() == clean


def test_a_manifest_or_a_journal_without_an_end_of_line_takes_no_memory(here: Shell) -> None:
    """Sparse files of 64 GB, which an archive holds in a few bytes."""
    Path("in.jsonl").write_bytes(json_lines([TEXT]))
    Path("out").mkdir()
    Path("out/.in.jsonl.part").write_bytes(b"x")
    for name in (".cleaner-manifest.jsonl", ".in.jsonl.journal"):
        with open(f"out/{name}", "wb") as file:
            file.truncate(1 << 36)
    ends(here("batch", "in.jsonl", "out/"), 0)
    assert Path("out/.cleaner-manifest.jsonl").stat().st_size < 10_000
    ends(here("batch", "in.jsonl", "out/"), 0, "files already done  1")


def test_a_journal_from_elsewhere_is_not_believed(here: Shell) -> None:
    """An archive can hold a half-done output with its journal. Nobody knows what was cleaned there."""
    from cleaner.corpus.batch import run
    from cleaner.corpus.plan import BatchOptions, plan_batch

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    Path("in.jsonl").write_bytes(json_lines([TEXT] * 3))
    assert run(plan_batch(["in.jsonl"], "out.jsonl"), BatchOptions(processes=1), interrupt).stopped
    part = Path(".out.jsonl.part")
    assert part.read_bytes()
    for change in (False, True):
        if change:
            shutil.copy2(part, "copy")  # as unpacking an archive or cloning a repository does
            os.replace("copy", part)
        part.write_bytes(part.read_bytes().replace(b"council", b"COUNCIL"))
        shutil.copy2(part, "saved")
        saved = part.stat()
        summary = run(plan_batch(["in.jsonl"], "out.jsonl"), BatchOptions(processes=1))
        assert summary.tally.documents == 3
        if change:
            assert b"COUNCIL" not in Path("out.jsonl").read_bytes()
        else:  # the same file, changed by its owner: it is the owner's
            assert saved.st_ino
            Path("out.jsonl").unlink()
            Path(".cleaner-manifest.jsonl").unlink()
            assert run(plan_batch(["in.jsonl"], "out.jsonl"), BatchOptions(processes=1), interrupt).stopped


def test_rejects_hold_records_and_choose_no_file(here: Shell) -> None:
    Path("in.jsonl").write_bytes(b'{"id": "../../victim"}\n')
    ends(here("batch", "in.jsonl", "out.jsonl", "--rejects", "r.jsonl"), 3)
    assert read_jsonl("r.jsonl")[0]["place"] == "in.jsonl:1"


def test_a_text_that_is_too_long_is_a_reject_that_says_so(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.worker.MAX_TEXT_CHARACTERS", 1000)
    Path("in.jsonl").write_bytes(json_lines([TEXT, TEXT * 100, TEXT]))
    Path("a.txt").write_text(TEXT * 100)
    ends(here("batch", "in.jsonl", "out.jsonl"), 3, "in.jsonl:2: the text has 6,600 characters", "at most 1,000")
    assert Path("out.jsonl").read_bytes().splitlines()[1] == Path("in.jsonl").read_bytes().splitlines()[1]
    ends(here("batch", "in.jsonl", "out.jsonl", "--rejects", "r.jsonl"), 3)
    assert len(Path("out.jsonl").read_bytes().splitlines()) == 2
    assert json.loads(read_jsonl("r.jsonl")[0]["record"])["text"] == TEXT * 100
    ends(here("batch", "a.txt", "out.txt"), 3, "a.txt: the text has 6,600 characters")
    assert Path("out.txt").read_text() == TEXT * 100


def test_a_planted_manifest_does_not_leave_out_a_document_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that says that there is no output, as of a rejected document, and a tally that says that all is well."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.txt").write_text("The council met on Monday and agreed on a new budget.\n")
    command = [sys.executable, "-m", "cleaner", "batch", "in", "out", "-q"]
    subprocess.run(command, check=True)
    manifest = Path("out/.cleaner-manifest.jsonl")
    manifest.write_text(re.sub(r'"(size|time)": \d+', r'"\1": null', manifest.read_text()))
    Path("out/a.txt").unlink()
    subprocess.run(command, check=True)
    assert Path("out/a.txt").exists()
