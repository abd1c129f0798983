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

from tests.helpers.pages import HEADLINE, mill_page
from tests.helpers.project import CLEAN, DUMP
from tests.helpers.shell import Shell, ends, process, put
from tests.helpers.terminal import on_terminal


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def test_files_go_to_standard_output_one_after_the_other(project: Shell) -> None:
    ran = project("clean", "dump.txt", "-", given=b"x\n")
    ends(ran, 0)
    assert ran.out == CLEAN + "\nx\n"


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
    head, *records = [json.loads(line) for line in read("ledger.jsonl").splitlines()]
    assert [pack["name"] for pack in head["packs"]] == ["outlets/thu.vn"]  # a pack of the working directory
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
    ends(ran, 3, "/dev/full: not written: No space left")
    assert read("dump.txt") == DUMP


def test_the_ledger_has_only_edits_that_were_written(project: Shell) -> None:
    put("kept.txt", DUMP)
    put("kept.txt.raw", "an older dump")
    ran = project("clean", "-i", "--backup", ".raw", "--ledger", "l.jsonl", "kept.txt", "dump.txt")
    ends(ran, 3, "kept.txt: not written: ", "backup", "kept.txt.raw")
    assert read("kept.txt.raw") == "an older dump"
    assert read("kept.txt") == DUMP
    assert {json.loads(line)["file"] for line in read("l.jsonl").splitlines()[1:]} == {"dump.txt"}
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


@pytest.mark.parametrize("place", [("-i",), ("-o", "new/coded.txt"), ("--output-dir", "new")], ids=" ".join)
@pytest.mark.parametrize("text", [DUMP, "A gar\xe7on.\n"], ids=["with edits", "without edits"])
@pytest.mark.parametrize(
    ("codec", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-be", b""), ("cp1258", b"")]
)
def test_a_dump_in_another_encoding_comes_back_from_the_ledger(
    project: Shell, codec: str, mark: bytes, text: str, place: tuple[str, ...]
) -> None:
    if codec == "cp1258":
        text = text.replace(DUMP, "Menu\nA gar\xe7on.\n")
    pack = ("--pack", "outlets/a.vn") if text.startswith("Menu") else ()
    dump = mark + text.encode(codec)
    put("coded.txt", dump)
    put("new/other", "")
    named = () if mark else ("--encoding", codec)
    ends(project("clean", *place, *named, "--rules", "more", *pack, "coded.txt", "--ledger", "l.jsonl"), 0)
    clean = "coded.txt" if place == ("-i",) else "new/coded.txt"
    ends(project("restore", clean, "l.jsonl", "again.txt"), 0)
    assert Path("again.txt").read_bytes() == dump


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
    (
        ("dump.txt", "bad.txt", "-o", "x", "--ledger", "l"),
        "--ledger with several dumps needs --output-dir or --in-place",
    ),
    (("dump.txt", "-", "--ledger", "l"), "--ledger with several dumps needs --output-dir or --in-place"),
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


# ------------------------------------------------------------------ several texts, folders, JSON, messages


def test_a_blank_line_separates_texts(project: Shell) -> None:
    for name, text in (("a.txt", "a"), ("empty.txt", ""), ("b.txt", "b\n"), ("c.txt", "c\r\n"), ("d.txt", "d")):
        put(name, text)
    names = ("empty.txt", "a.txt", "empty.txt", "b.txt", "c.txt", "d.txt")
    joined = "a\n\nb\n\nc\r\n\nd"
    assert project("clean", *names).out == joined
    ends(project("clean", *names, "-o", "all.txt"), 0)
    assert Path("all.txt").read_bytes().decode() == joined


def test_each_text_goes_to_a_folder_under_the_name_of_its_dump(project: Shell) -> None:
    put("d/other.txt", "x\n")
    ends(project("clean", "dump.txt", "d/other.txt", "--output-dir", "out/new", "--ledger", "l.jsonl"), 0)
    assert sorted(os.listdir("out/new")) == ["dump.txt", "other.txt"]
    assert (read("out/new/dump.txt"), read("out/new/other.txt")) == (CLEAN, "x\n")
    assert read("dump.txt") == DUMP
    ends(project("restore", "out/new", "l.jsonl", "again"), 0)
    assert read("again/dump.txt") == DUMP
    assert read("again/other.txt") == "x\n"


INTO_FOLDER = [
    (("dump.txt", "d/dump.txt"), "dump.txt and d/dump.txt would both be written to out/dump.txt"),
    (("dump.txt", "dump.txt"), "would both be written to out/dump.txt"),
    (("d/..",), "d/..: it is a folder"),
    (("d/",), "d/: it is a folder"),
    (("-",), "--output-dir needs files, not standard input"),
    (("out/own.txt",), "out/own.txt is also a dump; to overwrite a dump use --in-place"),
    (("dump.txt", "-o", "x"), "--output-dir and --output exclude each other"),
    (("dump.txt", "-i"), "--output-dir and --in-place exclude each other"),
    (("dump.txt", "--check"), "--check and --diff write nothing"),
    (("dump.txt", "--format", "json"), "--format json goes to standard output"),
    (("link.txt",), "out/link.txt is a link"),
    (("dump.txt", "--ledger", "out/dump.txt"), "out/dump.txt is also the --ledger file"),
    (("dump.txt", "--output-dir", "file"), "--output-dir file: it is a file"),
]


@pytest.mark.parametrize(("args", "message"), INTO_FOLDER, ids=[" ".join(args) for args, _ in INTO_FOLDER])
def test_a_folder_that_cannot_hold_the_texts_is_refused(project: Shell, args: tuple[str, ...], message: str) -> None:
    put("d/dump.txt", "x")
    put("out/own.txt", "own")
    put("link.txt", "x")
    put("file", "x")
    put("victim", "precious")
    os.symlink(os.path.abspath("victim"), "out/link.txt")
    ends(project("clean", "--output-dir", "out", *args), 2, message)
    assert sorted(os.listdir("out")) == ["link.txt", "own.txt"]
    assert (read("victim"), read("out/own.txt")) == ("precious", "own")


def test_json_has_one_line_per_document(project: Shell) -> None:
    put("page.txt", mill_page().replace(HEADLINE, f"{HEADLINE}\n\nBy Oda Fenn\n\n3 May 2026"))
    put("empty.txt", "")
    ran = project("clean", "--format", "json", "dump.txt", "empty.txt")
    ends(ran, 0)
    dump, empty = map(json.loads, ran.out.splitlines())
    assert dump == {
        "name": "dump.txt", "headline": None, "text": CLEAN, "byline": None, "date": None, "flags": [],
        "removed": pytest.approx(0.36, abs=0.02), "pack": "outlets/thu.vn", "reason": "fingerprint on line 1, 2",
        "project_packs": [{"name": "outlets/thu.vn", "path": "rules/outlets/thu.vn.yaml", "replaces": None}],
    }  # fmt: skip
    assert (empty["text"], empty["removed"]) == ("", 0.0)
    page = json.loads(process("clean", "--format", "json", "--no-project", "page.txt").out)
    assert (page["headline"], page["byline"], page["date"]) == (HEADLINE, "By Oda Fenn", "3 May 2026")
    assert page["project_packs"] == []
    ran = project("clean", "--format", "json", "-", "-o", "out.jsonl", given=b"<html><p>Menu</p></html>")
    ends(ran, 1, "standard input: looks like HTML")
    (flag,) = json.loads(read("out.jsonl"))["flags"]
    assert (flag["kind"], flag["text"].partition(";")[0]) == ("input", "looks like HTML")
    ends(project("clean", "--format", "json", "-i", "dump.txt"), 2, "--format json goes to")


@pytest.mark.parametrize("args", [("clean",), ()])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("<!doctype html><p>x</p>", "looks like HTML; convert it to text first, for example with w3m -dump"),
        ('{"text": "x"}', "looks like JSON lines; clean it with: cleaner batch - - --format jsonl"),
        ("id,text\n1,x\n", "looks like CSV; convert it to JSON lines first"),
    ],
)
def test_input_that_is_no_text_of_a_page_is_reported(
    project: Shell, args: tuple[str, ...], given: str, message: str
) -> None:
    ran = project(*args, given=given.encode()) if args else process(given=given.encode())
    ends(ran, 1, f"standard input: {message}")
    assert ran.out == given


def test_quiet_prints_no_messages_but_errors(project: Shell) -> None:
    ends(project("clean", "-q", given=b"<html>"), 1)
    ends(project("clean", "-q", "--check", "dump.txt"), 1)
    ends(project("clean", "-q", "no.txt"), 3, "no.txt: No such file")


needs_terminal = pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")


@needs_terminal
def test_a_diff_has_colour_on_a_terminal_unless_its_user_wants_none(project: Shell) -> None:
    args = ("clean", "--diff", "dump.txt", "-q")
    shown = on_terminal(*args).shown.splitlines()
    assert shown[0] == "\x1b[1m--- dump.txt\x1b[0m"
    assert shown[2] == "\x1b[36m@@ -1,3 +1 @@\x1b[0m"
    assert shown[4] == "\x1b[31m-BÁO THỬ ĐIỆN TỬ\x1b[0m"
    assert shown[6] == f"\x1b[32m+{CLEAN.rstrip()}\x1b[0m"
    for plain in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in on_terminal(*args, environment=plain).shown
    assert "\x1b" not in project(*args).out


@needs_terminal
@pytest.mark.parametrize("args", [("clean",), ("clean", "-"), ("explain",)])
def test_a_person_is_told_how_to_end_what_is_typed(project: Shell, args: tuple[str, ...]) -> None:
    seen = on_terminal(*args, "--no-project", typed=b"hello there\n")
    assert seen.code == 0
    assert "cleaner: reading from the terminal; end with Ctrl-D on a new line" in seen.shown
    assert seen.shown.count("hello there") == 2  # typed and printed


def test_the_title_is_given_to_the_cleaner(project: Shell, titles: list[str]) -> None:
    ends(project("clean", "--title", "Bridge opens", "dump.txt"), 0)
    ends(project("clean", "dump.txt"), 0)
    assert titles == ["Bridge opens", ""]
