"""`cleaner clean`: what it writes, where, and how it ends."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.project import CLEAN, DUMP
from tests.helpers.shell import Shell, ends, put


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def test_files_go_to_standard_output_one_after_the_other(project: Shell) -> None:
    ran = project("clean", "dump.txt", "-", given=b"x\n")
    ends(ran, 0)
    assert ran.out == CLEAN + "x\n"


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_cleaned(project: Shell) -> None:
    put("bad.txt", b"\xe1\xba")
    ran = project("clean", "no.txt", "bad.txt", ".", "dump.txt")
    ends(ran, 3, "no.txt: No such file", "bad.txt: byte 0 (0xe1) is not utf-8", ".: Is a directory")
    assert ran.out == CLEAN


def test_a_document_that_would_lose_its_whole_article_is_left_unchanged_with_exit_code_1(project: Shell) -> None:
    text = "Related\nThe council met on Monday and agreed on a new budget for the year.\n"
    ran = project("clean", "--rules", "more", "--pack", "outlets/a.vn", given=text.encode())
    ends(ran, 1, "standard input: unchanged: no running text would have been left; outlets/a.vn:tail ")
    assert ran.out == text


def test_only_the_named_pack_runs_and_the_extra_rules_override_all_others(project: Shell) -> None:
    text = "Menu\nBáo thử - x\nRelated\ny\n"
    ran = project("clean", "--rules", "more", "--pack", "outlets/a.vn", given=text.encode())
    assert ran.out == "Báo thử - x\n"
    put("more/outlets/thu.vn.yaml", "detect: {host: k.vn}")
    assert project("clean", "--rules", "more", "--pack", "outlets/thu.vn", given=text.encode()).out == text


def test_the_host_chooses_the_pack(project: Shell) -> None:
    assert project("clean", "--rules", "more", "--host", "https://www.a.vn/x", given=b"Menu\nx\n").out == "x\n"


# ------------------------------------------------------------------ outputs


def test_in_place_keeps_mode_and_link_and_makes_a_backup(project: Shell) -> None:
    os.chmod("dump.txt", 0o640)
    mode = stat.S_IMODE(os.stat("dump.txt").st_mode)  # Windows has fewer modes
    os.symlink("dump.txt", "link.txt")
    put("same.txt", CLEAN)
    before = os.stat("same.txt")
    files = set(os.listdir())
    ends(project("clean", "-i", "--backup", ".raw", "link.txt", "same.txt"), 0)
    assert os.path.islink("link.txt")
    assert read("dump.txt") == CLEAN
    assert read("dump.txt.raw") == DUMP
    assert stat.S_IMODE(os.stat("dump.txt").st_mode) == mode
    assert os.stat("same.txt").st_mtime_ns == before.st_mtime_ns
    assert set(os.listdir()) == {*files, "dump.txt.raw"}


def test_output_goes_to_a_file(project: Shell) -> None:
    ends(project("clean", "dump.txt", "-o", "out.txt"), 0)
    assert read("out.txt") == CLEAN


def test_an_output_that_cannot_be_written_is_named(project: Shell) -> None:
    ends(project("clean", "dump.txt", "-o", "no/out.txt"), 3, "no/out.txt: not written: No such file")


def test_check_writes_nothing_and_exits_with_1_if_a_dump_would_change(project: Shell) -> None:
    ran = project("clean", "--check", "dump.txt")
    ends(ran, 1, "dump.txt: would change (3 edits)")
    assert ran.out == ""
    ends(project("clean", "--check", given=CLEAN.encode()), 0)


def test_diff_shows_what_would_change(project: Shell) -> None:
    ran = project("clean", "--diff", "dump.txt")
    ends(ran, 0)
    assert ran.out.splitlines() == [
        "--- dump.txt", "+++ dump.txt (clean)", "@@ -1,3 +1 @@", "-" + DUMP.split("\n")[0], "-BÁO THỬ ĐIỆN TỬ", "-Tin khác",
        "+" + CLEAN.rstrip("\n"),
    ]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="signals work differently there")
def test_ctrl_c_leaves_no_half_written_file(project: Shell) -> None:
    names = [f"{n}.txt" for n in range(400)]
    for name in names:
        put(name, DUMP * 20)
    process = subprocess.Popen([sys.executable, "-m", "cleaner", "clean", "-i", *names], stderr=subprocess.DEVNULL)
    while process.poll() is None and Path("20.txt").stat().st_size == len((DUMP * 20).encode()):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    process.wait(60)
    sizes = {Path(name).stat().st_size for name in names}
    assert len(sizes) <= 2
    assert not [name for name in os.listdir() if name.startswith(".cleaner")]


# ------------------------------------------------------------------ the ledger


def test_the_ledger_restores_the_dump(project: Shell) -> None:
    ends(project("clean", "-i", "dump.txt", "--ledger", "ledger.jsonl"), 0)
    records = [json.loads(line) for line in read("ledger.jsonl").splitlines()]
    assert {(record["file"], record["record"], record["document"]) for record in records} == {
        ("dump.txt", 1, "dump.txt")
    }
    assert records[-1]["rule"] == "outlets/thu.vn:dateline"
    ends(project("restore", "dump.txt", "ledger.jsonl", "again.txt"), 0)
    assert read("again.txt") == DUMP


def test_one_ledger_restores_dumps_of_several_folders(project: Shell) -> None:
    for name in ("d/a.txt", "d/e/b.txt", "d/e/same.txt"):
        put(name, CLEAN if "same" in name else DUMP + name)
    ends(project("clean", "-i", "d/a.txt", "d/e/b.txt", "d/e/same.txt", "--ledger", "l.jsonl.gz"), 0)
    assert read("d/e/b.txt") == CLEAN
    ends(project("restore", "d", "l.jsonl.gz", "again"), 0)
    assert read("again/e/b.txt") == DUMP + "d/e/b.txt"
    assert read("again/e/same.txt") == CLEAN


def test_no_dump_is_changed_if_its_edits_cannot_be_recorded(project: Shell) -> None:
    put("file", "")
    ran = project("clean", "-i", "dump.txt", "--ledger", "file/l.jsonl")
    ends(ran, 3, "file/l.jsonl: not written", "no dump was changed")
    assert read("dump.txt") == DUMP


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_no_dump_is_changed_once_the_ledger_is_full(project: Shell) -> None:
    ran = project("clean", "-i", "dump.txt", "--ledger", "/dev/full")
    ends(ran, 3, "/dev/full: not written: No space left", "dump.txt: not written, because its edits could not be")
    assert read("dump.txt") == DUMP


def test_the_ledger_has_only_edits_that_were_written(project: Shell) -> None:
    put("kept.txt", DUMP)
    put("kept.txt.raw", "an older dump")
    ran = project("clean", "-i", "--backup", ".raw", "--ledger", "l.jsonl", "kept.txt", "dump.txt")
    ends(ran, 3, "kept.txt: not written: ", "backup", "kept.txt.raw")
    assert read("kept.txt.raw") == "an older dump"
    assert read("kept.txt") == DUMP
    assert {json.loads(line)["file"] for line in read("l.jsonl").splitlines()} == {"dump.txt"}
    assert read("dump.txt") == CLEAN


# ------------------------------------------------------------------ encodings


def test_an_encoding_is_named_or_marked(project: Shell) -> None:
    put("named.txt", CLEAN.encode("utf-16-le"))
    put("marked.txt", b"\xff\xfe" + CLEAN.encode("utf-16-le"))
    assert project("clean", "--encoding", "utf-16-le", "named.txt").out == CLEAN
    assert project("clean", "marked.txt").out == CLEAN
    ends(project("clean", "--encoding", "unicode_escape", given=b"a\\ud800"), 3, "character 1 is ")
    for name in ("klingon", "hex", "rot13", "undefined"):
        ends(project("clean", "--encoding", name, "named.txt"), 2, f"{name}: there is no such encoding")
    assert project("clean", given="\ufeffTin mới\n".encode()).out == "\ufeffTin mới\n"


@pytest.mark.parametrize(
    ("codec", "mark"),
    [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf"), ("cp1258", b"")],
)
def test_in_place_a_dump_keeps_its_encoding(project: Shell, codec: str, mark: bytes) -> None:
    text = DUMP if codec != "cp1258" else "Menu\nA gar\xe7on.\n"
    put("coded.txt", mark + text.encode(codec))
    named = () if mark else ("--encoding", codec)
    pack = () if mark else ("--pack", "outlets/a.vn")
    ends(project("clean", "-i", *named, "--rules", "more", *pack, "coded.txt"), 0)
    assert Path("coded.txt").read_bytes() == mark + (CLEAN if mark else "A gar\xe7on.\n").encode(codec)


def test_a_text_that_the_encoding_of_its_dump_cannot_hold_is_not_written(project: Shell) -> None:
    put("put/outlets/p.vn.yaml", "rules: [{replace: {find: x, with: 字}}]")
    put("coded.txt", b"x")
    ran = project("clean", "-i", "--encoding", "latin-1", "--rules", "put", "--pack", "outlets/p.vn", "coded.txt")
    ends(ran, 3, "coded.txt: not written: latin-1 has no character '字', which a rule inserted")
    assert Path("coded.txt").read_bytes() == b"x"


# ------------------------------------------------------------------ wrong calls

WRONG = [
    (("--check", "-o", "x", "dump.txt"), "write nothing"),
    (("--diff", "--ledger", "x", "dump.txt"), "write nothing"),
    (("-i", "--check", "dump.txt"), "write nothing"),
    (("-i",), "--in-place needs files"),
    (("-i", "-o", "x", "dump.txt"), "--in-place and --output exclude each other"),
    (("--backup", ".x", "dump.txt"), "--backup needs --in-place"),
    (("-i", "--backup", "/../x", "dump.txt"), "a suffix cannot contain a folder"),
    (("-i", "--backup", ".txt", "dump", "dump.txt"), "would overwrite another dump"),
    (("-", "-"), "standard input can be read only once"),
    (("dump.txt", "-o", "./dump.txt"), "dump.txt is both a dump and the --output file"),
    (("dump.txt", "--ledger", "more/../dump.txt"), "dump.txt is both a dump and the --ledger file"),
    (("dump.txt", "-o", "x", "--ledger", "x"), "name the same file"),
    (("--pack", "outlets/th.vn", "dump.txt"), "did you mean 'outlets/thu.vn'"),
    (("--rules", "nowhere", "dump.txt"), "nowhere: "),
    (("--keep", "dates", "dump.txt"), "--keep dates: the parts are byline, date, caption; did you mean 'date'?"),
    (("--nonsense",), "No such option"),
]


@pytest.mark.parametrize(("args", "message"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_a_wrong_call_ends_with_2_and_writes_nothing(project: Shell, args: tuple[str, ...], message: str) -> None:
    ran = project("clean", *args, given=b"x")
    ends(ran, 2, message)
    assert ran.out == ""
    assert read("dump.txt") == DUMP


@pytest.mark.parametrize("args", [("clean", "--rules", "bad", "-i", "dump.txt"), ("rules", "test", "--rules", "bad")])
def test_a_faulty_pack_ends_the_run_with_all_its_faults(project: Shell, args: tuple[str, ...]) -> None:
    put("bad/outlets/b.vn.yaml", "extends: [wep]\nrules: [{drop: {line: {txt: x}}}, {drop: {line: {regex: '('}}}]")
    ran = project(*args)
    ends(ran, 2, "bad/outlets/b.vn.yaml:1:11: extends 'wep'", "b.vn.yaml:2:24: unknown key 'txt'", "b.vn.yaml:2:57:")
    assert ran.out == ""
    assert read("dump.txt") == DUMP
