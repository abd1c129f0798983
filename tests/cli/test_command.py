"""The real command, in a fresh folder: what it writes, where, and how it ends."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import cleaner

# The packs of a project lie in its folder `rules`; this one is found by its fingerprints.
PROJECT = """\
about: a paper for tests
detect: {line: [{starts: BÁO THỬ -}, {text: BÁO THỬ ĐIỆN TỬ}]}
rules:
  - id: tail
    drop: {region: {from: {text: BÁO THỬ ĐIỆN TỬ}}}
  - id: dateline
    replace: {find: "BÁO THỬ - "}
    where: {line: {starts: BÁO THỬ -}}
"""
DUMP = "Báo thử - Hội đồng đã họp vào thứ Hai và thông qua ngân sách năm sau.\nBÁO THỬ ĐIỆN TỬ\nTin khác\n"
CLEAN = "Hội đồng đã họp vào thứ Hai và thông qua ngân sách năm sau.\n"
PACK = """\
about: a pack for tests
detect: {host: a.vn, line: {text: A ONLINE}}
rules:
  - id: menu
    drop: {line: {text: Menu}}
    hits: Menu
    misses: Menu của quán
  - id: tail
    drop: {region: {from: {text: Related}}}
    hits: ["Related\\nx"]
"""
Done = subprocess.CompletedProcess[bytes]
Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*args: str, given: bytes = b"", **more: object) -> Done:
        command = [sys.executable, "-m", "cleaner", *args]
        return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120, **more)  # type: ignore[call-overload, no-any-return]

    Path("dump.txt").write_text(DUMP, encoding="utf-8")
    put("more/outlets/a.vn.yaml", PACK)
    put("rules/outlets/thu.vn.yaml", PROJECT)
    return run


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def ends(done: Done, code: int, *said: str) -> None:
    """The exit code, and what standard error has to say; nothing where nothing is named."""
    errors = done.stderr.decode()
    assert done.returncode == code, errors
    for part in said:
        assert part in errors
    if not said:
        assert errors == ""


# ------------------------------------------------------------------ the filter


def test_a_bare_pipe_cleans(run: Run) -> None:
    done = run(given=DUMP.encode())
    ends(done, 0)
    assert done.stdout.decode() == CLEAN


def test_empty_input_gives_empty_output(run: Run) -> None:
    for args in ((), ("clean",), ("clean", "-")):
        done = run(*args)
        ends(done, 0)
        assert done.stdout == b""


@pytest.mark.parametrize("args", [(), ("clean",)])
def test_input_that_is_no_text_is_refused_with_its_place(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args, given=b"ab\xffc")
    ends(done, 3, "standard input: byte 2 (0xff) is not utf-8")
    assert done.stdout == b""
    ends(run(*args, given=b"\x7fELF\0\0"), 3, "NUL")


@pytest.mark.parametrize("locale", ["C", "POSIX", "vi_VN.TCVN"])
def test_bytes_come_out_whatever_the_locale(run: Run, locale: str) -> None:
    env = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for args in ((), ("clean", "dump.txt")):
        assert run(*args, given=DUMP.encode(), env=env).stdout.decode() == CLEAN
    assert "BÁO THỬ ĐIỆN" in run("explain", "dump.txt", env=env).stdout.decode()


@pytest.mark.parametrize("args", [[], ["clean", "big.txt"], ["explain", "big.txt"], ["rules", "schema"], ["--help"]])
def test_a_closed_pipe_is_no_error(run: Run, args: list[str]) -> None:
    Path("big.txt").write_text(
        "".join(f"Chiếc thuyền số {n} qua sông lúc trời vừa sáng.\n" for n in range(20_000)), encoding="utf-8"
    )
    with open("big.txt", "rb") as big:
        process = subprocess.Popen(
            [sys.executable, "-m", "cleaner", *args], stdin=big, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(60) == 0


def test_a_document_that_would_lose_all_its_prose_comes_back_and_the_exit_code_says_so(run: Run) -> None:
    text = "Related\nThe council met on Monday and agreed on a new budget for the year.\n"
    done = run("clean", "--rules", "more", "--pack", "outlets/a.vn", given=text.encode())
    ends(done, 1, "standard input: unchanged: no running text would have been left; outlets/a.vn:tail took most")
    assert done.stdout.decode() == text


def test_the_cache_serves_parallel_runs_and_a_home_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.write_text("")
    for cache in (str(tmp_path / "new"), str(shut)):
        env = {**os.environ, "XDG_CACHE_HOME": cache}
        crowd = [
            subprocess.Popen(
                [sys.executable, "-m", "cleaner"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, env=env,
            )
            for _ in range(4)
        ]  # fmt: skip
        for process in crowd:
            out, errors = process.communicate(DUMP.encode(), timeout=120)
            assert (out.decode(), errors, process.returncode) == (CLEAN, b"", 0)


# ------------------------------------------------------------------ clean


def test_files_go_to_standard_output_one_after_the_other(run: Run) -> None:
    done = run("clean", "dump.txt", "-", given=b"x\n")
    ends(done, 0)
    assert done.stdout.decode() == CLEAN + "x\n"


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_done(run: Run) -> None:
    Path("bad.txt").write_bytes(b"\xe1\xba")
    done = run("clean", "no.txt", "bad.txt", ".", "dump.txt")
    ends(done, 3, "no.txt: No such file", "bad.txt: byte 0 (0xe1) is not utf-8", ".: Is a directory")
    assert done.stdout.decode() == CLEAN


def test_in_place_keeps_mode_and_link_and_backs_up(run: Run) -> None:
    os.chmod("dump.txt", 0o640)
    os.symlink("dump.txt", "link.txt")
    Path("same.txt").write_text(CLEAN, encoding="utf-8")
    before = os.stat("same.txt")
    ends(run("clean", "-i", "--backup", ".raw", "link.txt", "same.txt"), 0)
    assert os.path.islink("link.txt")
    assert Path("dump.txt").read_text(encoding="utf-8") == CLEAN
    assert Path("dump.txt.raw").read_text(encoding="utf-8") == DUMP
    assert stat.S_IMODE(os.stat("dump.txt").st_mode) == 0o640
    assert os.stat("same.txt").st_mtime_ns == before.st_mtime_ns
    assert sorted(os.listdir()) == ["dump.txt", "dump.txt.raw", "link.txt", "more", "rules", "same.txt"]


def test_output_goes_to_a_file(run: Run) -> None:
    ends(run("clean", "dump.txt", "-o", "out.txt"), 0)
    assert Path("out.txt").read_text(encoding="utf-8") == CLEAN


def test_an_output_that_cannot_be_written_is_named(run: Run) -> None:
    ends(run("clean", "dump.txt", "-o", "no/out.txt"), 3, "no/out.txt: not written: No such file")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_is_told(run: Run) -> None:
    with open("/dev/full", "wb") as full:
        for args in ([], ["clean"], ["explain"], ["rules", "list"], ["--version"]):
            done = subprocess.run(
                [sys.executable, "-m", "cleaner", *args], input=DUMP.encode(), stdout=full, stderr=subprocess.PIPE,
                check=False,
            )  # fmt: skip
            assert done.returncode == 3
            assert b"standard output: No space left" in done.stderr


def test_check_writes_nothing_and_its_exit_code_tells(run: Run) -> None:
    done = run("clean", "--check", "dump.txt")
    ends(done, 1, "dump.txt: would change, 3 edits")
    assert done.stdout == b""
    ends(run("clean", "--check", given=CLEAN.encode()), 0)


def test_diff_shows_what_would_change(run: Run) -> None:
    done = run("clean", "--diff", "dump.txt")
    ends(done, 0)
    assert done.stdout.decode().splitlines() == [
        "--- dump.txt", "+++ dump.txt (clean)", "@@ -1,3 +1 @@", "-" + DUMP.split("\n")[0], "-BÁO THỬ ĐIỆN TỬ", "-Tin khác",
        "+" + CLEAN.rstrip("\n"),
    ]  # fmt: skip


def test_the_ledger_brings_the_dump_back(run: Run) -> None:
    ends(run("clean", "-i", "dump.txt", "--ledger", "ledger.jsonl"), 0)
    records = [json.loads(line) for line in Path("ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {(record["file"], record["record"], record["document"]) for record in records} == {
        ("dump.txt", 1, "dump.txt")
    }
    assert records[-1]["rule"] == "outlets/thu.vn:dateline"
    ends(run("restore", "dump.txt", "ledger.jsonl", "again.txt"), 0)
    assert Path("again.txt").read_text(encoding="utf-8") == DUMP


def test_dumps_of_several_folders_come_back_from_one_ledger(run: Run) -> None:
    for name in ("d/a.txt", "d/e/b.txt", "d/e/same.txt"):
        put(name, CLEAN if "same" in name else DUMP + name)
    ends(run("clean", "-i", "d/a.txt", "d/e/b.txt", "d/e/same.txt", "--ledger", "l.jsonl.gz"), 0)
    assert Path("d/e/b.txt").read_text(encoding="utf-8") == CLEAN
    ends(run("restore", "d", "l.jsonl.gz", "again"), 0)
    assert Path("again/e/b.txt").read_text(encoding="utf-8") == DUMP + "d/e/b.txt"
    assert Path("again/e/same.txt").read_text(encoding="utf-8") == CLEAN


def test_no_dump_is_touched_whose_edits_cannot_be_written_down(run: Run) -> None:
    put("file", "")
    ends(
        run("clean", "-i", "dump.txt", "--ledger", "file/l.jsonl"),
        3,
        "file/l.jsonl: not written",
        "no dump was touched",
    )
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


def test_the_ledger_speaks_only_of_what_was_written(run: Run) -> None:
    put("kept.txt", DUMP)
    put("kept.txt.raw", "an older dump")
    done = run("clean", "-i", "--backup", ".raw", "--ledger", "l.jsonl", "kept.txt", "dump.txt")
    ends(done, 3, "kept.txt: not written: there is a backup already, ", "kept.txt.raw; take it away")
    assert Path("kept.txt.raw").read_text(encoding="utf-8") == "an older dump"
    assert Path("kept.txt").read_text(encoding="utf-8") == DUMP
    told = {json.loads(line)["file"] for line in Path("l.jsonl").read_text(encoding="utf-8").splitlines()}
    assert told == {"dump.txt"}
    assert Path("dump.txt").read_text(encoding="utf-8") == CLEAN


def test_encodings_are_named_or_marked(run: Run) -> None:
    Path("named.txt").write_bytes(CLEAN.encode("utf-16-le"))
    Path("marked.txt").write_bytes(b"\xff\xfe" + CLEAN.encode("utf-16-le"))
    assert run("clean", "--encoding", "utf-16-le", "named.txt").stdout.decode() == CLEAN
    assert run("clean", "marked.txt").stdout.decode() == CLEAN
    ends(run("clean", "--encoding", "unicode_escape", given=b"a\\ud800"), 3, "character 1 is half of one")
    for name in ("klingon", "hex", "rot13", "undefined"):
        ends(run("clean", "--encoding", name, "named.txt"), 2, f"{name}: there is no such encoding")
    assert run("clean", given="\ufeffTin mới\n".encode()).stdout == "\ufeffTin mới\n".encode()


@pytest.mark.parametrize(
    ("codec", "mark"),
    [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf"), ("cp1258", b"")],
)
def test_in_place_a_dump_keeps_its_encoding(run: Run, codec: str, mark: bytes) -> None:
    text = DUMP if codec != "cp1258" else "Menu\nA gar\xe7on.\n"
    Path("coded.txt").write_bytes(mark + text.encode(codec))
    named = () if mark else ("--encoding", codec)
    ends(run("clean", "-i", *named, "--rules", "more", *(() if mark else ("--pack", "outlets/a.vn")), "coded.txt"), 0)
    assert Path("coded.txt").read_bytes() == mark + (CLEAN if mark else "A gar\xe7on.\n").encode(codec)


def test_what_the_encoding_of_a_dump_cannot_write_leaves_the_dump_as_it_is(run: Run) -> None:
    put("put/outlets/p.vn.yaml", "rules: [{replace: {find: x, with: 字}}]")
    Path("coded.txt").write_bytes(b"x")
    done = run("clean", "-i", "--encoding", "latin-1", "--rules", "put", "--pack", "outlets/p.vn", "coded.txt")
    ends(done, 3, "coded.txt: not written: latin-1 has no '字', which a rule put there")
    assert Path("coded.txt").read_bytes() == b"x"


WRONG = [
    (("clean", "--check", "-o", "x", "dump.txt"), "write nothing"),
    (("clean", "--diff", "--ledger", "x", "dump.txt"), "write nothing"),
    (("dump.txt",), "dump.txt is no command but a file; say: cleaner clean dump.txt"),
    (("clean", "-i"), "--in-place needs files"),
    (("clean", "-i", "-o", "x", "dump.txt"), "two places"),
    (("clean", "-i", "--check", "dump.txt"), "write nothing"),
    (("clean", "--backup", ".x", "dump.txt"), "goes with --in-place"),
    (("clean", "-i", "--backup", "/../x", "dump.txt"), "no folder"),
    (("clean", "-i", "--backup", ".txt", "dump", "dump.txt"), "by the backup of another"),
    (("clean", "-", "-"), "read once"),
    (("clean", "dump.txt", "-o", "./dump.txt"), "dump.txt is the dump and the --output file"),
    (("clean", "dump.txt", "--ledger", "more/../dump.txt"), "dump.txt is the dump and the --ledger file"),
    (("clean", "dump.txt", "-o", "x", "--ledger", "x"), "name the same file"),
    (("clean", "--pack", "outlets/th.vn", "dump.txt"), "did you mean 'outlets/thu.vn'"),
    (("clean", "--rules", "nowhere", "dump.txt"), "nowhere: there is no such folder of packs"),
    (("explain", "--line", "9", "dump.txt"), "dump.txt has 3 lines"),
    (("explain", "--line", "0", "dump.txt"), "greater than or equal to 1"),
    (("explain", "--format", "xml"), "xml"),
    (("rules", "show", "nothing"), "there is no pack 'nothing'"),
    (("rules", "test", "nothing"), "there is no pack 'nothing'"),
    (("rules", "check", "no.yaml"), "no.yaml: No such file"),
    (("rules", "check", "dump.txt"), "ends in .yaml"),
    (("clean", "--nonsense"), "No such option"),
    (("klean",), "No such command"),
]


@pytest.mark.parametrize(("args", "said"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_a_wrong_call_ends_with_2_and_writes_nothing(run: Run, args: tuple[str, ...], said: str) -> None:
    done = run(*args, given=b"x")
    ends(done, 2, said)
    assert done.stdout == b""
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


def test_a_dump_that_is_standard_output_too_is_refused(run: Run) -> None:
    with open("dump.txt", "ab") as same:
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", "clean", "dump.txt"], stdout=same, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


def test_a_dump_on_standard_input_that_is_the_output_too_is_refused(run: Run) -> None:
    for args in ([], ["clean"], ["clean", "-o", "dump.txt"], ["clean", "--ledger", "dump.txt"]):
        with open("dump.txt", "rb") as same, open("dump.txt", "ab") as again:
            to = again if "-" not in "".join(args) else subprocess.PIPE
            done = subprocess.run(
                [sys.executable, "-m", "cleaner", *args], stdin=same, stdout=to, stderr=subprocess.PIPE, check=False
            )
        assert (done.returncode, b"--in-place" in done.stderr) == (2, True)
        assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed otherwise there")
@pytest.mark.parametrize("args", ["", "clean dump.txt", "explain dump.txt", "rules list", "--version"])
def test_a_closed_standard_output_is_told(run: Run, args: str) -> None:
    command = f"{sys.executable} -m cleaner {args} < dump.txt >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    ends(done, 3, "standard output: it is closed")
    assert b"Traceback" not in done.stderr


def test_a_faulty_pack_stops_everything_with_all_its_faults(run: Run) -> None:
    put("bad/outlets/b.vn.yaml", "extends: [wep]\nrules: [{drop: {line: {txt: x}}}, {drop: {line: {regex: '('}}}]")
    for args in (("clean", "--rules", "bad", "-i", "dump.txt"), ("rules", "test", "--rules", "bad")):
        done = run(*args)
        ends(
            done, 2, "bad/outlets/b.vn.yaml:1:11: extends 'wep'", "b.vn.yaml:2:24: unknown key 'txt'", "b.vn.yaml:2:57:"
        )
        assert done.stdout == b""
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


def test_exactly_the_named_pack_runs_and_rules_is_the_topmost_layer(run: Run) -> None:
    text = "Menu\nBáo thử - x\nRelated\ny\n"
    assert (
        run("clean", "--rules", "more", "--pack", "outlets/a.vn", given=text.encode()).stdout.decode()
        == "Báo thử - x\n"
    )
    put("more/outlets/thu.vn.yaml", "detect: {host: k.vn}")
    done = run("clean", "--rules", "more", "--pack", "outlets/thu.vn", given=text.encode())
    assert done.stdout.decode() == text


def test_the_host_chooses_the_pack(run: Run) -> None:
    done = run("clean", "--rules", "more", "--host", "https://www.a.vn/x", given=b"Menu\nx\n")
    assert done.stdout == b"x\n"


@pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")
def test_ctrl_c_leaves_no_half_written_file(run: Run) -> None:
    for n in range(400):
        Path(f"{n}.txt").write_text(DUMP * 20, encoding="utf-8")
    names = [f"{n}.txt" for n in range(400)]
    process = subprocess.Popen([sys.executable, "-m", "cleaner", "clean", "-i", *names], stderr=subprocess.DEVNULL)
    while process.poll() is None and Path("20.txt").stat().st_size == len((DUMP * 20).encode()):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    process.wait(60)
    sizes = {Path(name).stat().st_size for name in names}
    assert len(sizes) <= 2
    assert not [name for name in os.listdir() if name.startswith(".cleaner")]


# ------------------------------------------------------------------ explain


def test_explain_tells_every_line_and_why_this_pack(run: Run) -> None:
    done = run("explain", "dump.txt")
    ends(done, 0)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "dump.txt: pack outlets/thu.vn, chosen by: fingerprint on line 1, 2"
    assert lines[1].startswith("1 ~ :dateline │ Báo thử - ")
    assert lines[2].split("│")[1] == " " + CLEAN.rstrip("\n")
    assert lines[3].startswith("2 - :tail")


def test_explain_as_json(run: Run) -> None:
    facts = json.loads(run("explain", "--format", "json", "dump.txt").stdout)
    assert [line["fate"] for line in facts["lines"]] == ["edited", "dropped", "dropped"]
    assert facts["lines"][0]["after"] == CLEAN.rstrip("\n")
    assert facts["lines"][1]["rules"] == ["outlets/thu.vn:tail"]


def test_explain_one_line_tells_what_came_near_and_why_it_did_not_act(run: Run) -> None:
    args = ("explain", "--rules", "more", "--pack", "outlets/a.vn", "--line", "2")
    told = run(*args, given=b"x\nRelatid\n").stdout.decode()
    assert "kept: no rule touched it" in told
    assert 'outlets/a.vn:tail: text: it is not "Related"' in told
    near = json.loads(run(*args, "--format", "json", given=b"x\nRelatid\n").stdout)["near"]
    assert near == [{"rule": "outlets/a.vn:tail", "why": 'text: it is not "Related"'}]


def test_escape_sequences_of_a_dump_are_shown_not_sent(run: Run) -> None:
    done = run("explain", given=b"\x1b]0;title\x07x\n")
    assert b"\x1b" not in done.stdout
    assert "␛]0;title␇x" in done.stdout.decode()


def test_no_colour_when_piped(run: Run) -> None:
    env = {**os.environ, "FORCE_COLOR": "", "TERM": "xterm-256color"}
    for args in (("explain", "dump.txt"), ("rules", "list"), ("--help",), ("rules", "test", "web")):
        assert b"\x1b" not in run(*args, env=env).stdout


# ------------------------------------------------------------------ rules


def test_list_and_show(run: Run) -> None:
    assert "outlets/a.vn" in run("rules", "list", "--rules", "more").stdout.decode()
    told = run("rules", "show", "--rules", "more", "outlets/a.vn").stdout.decode()
    for part in (
        "a pack for tests",
        "detected by host: a.vn",
        "detected by a line: text A ONLINE",
        "outlets/a.vn:tail",
    ):
        assert part in told


def test_check_of_one_file_tells_only_its_faults(run: Run) -> None:
    put("bad.yaml", "rules: [{drop: {line: {txt: x}}}]")
    put("worse.yaml", "x")
    done = run("rules", "check", "bad.yaml")
    ends(done, 2, "bad.yaml:1:24: unknown key 'txt' in the line test; did you mean 'text'?")
    assert b"worse" not in done.stderr
    done = run("rules", "check", "more/outlets/a.vn.yaml", "more")
    ends(done, 0)
    assert done.stdout == b"1 pack, no faults\n"
    put("more/outlets/child.vn.yaml", "extends: outlets/a.vn")  # what stands beside it is found
    ends(run("rules", "check", "more/outlets/child.vn.yaml"), 0)


def test_test_runs_examples_and_fails_what_does_not_hold(run: Run) -> None:
    args = ("rules", "test", "--rules", "more", "outlets/a.vn")
    done = run(*args)
    ends(done, 0)
    assert "1 pack, 2 rules, 3 examples, 0 failed" in done.stdout.decode()
    put("more/outlets/a.vn.yaml", PACK.replace("hits: Menu", "hits: Menus"))
    done = run(*args)
    ends(done, 1)
    assert "does not act on its hit 'Menus'" in done.stdout.decode()
    assert "no example of its own triggers it" in done.stdout.decode()
    put("more/outlets/a.vn.yaml", PACK.replace("misses: Menu của quán", "misses: MENU"))
    assert "acts on its miss 'MENU'" in run(*args).stdout.decode()


def test_an_example_counts_for_its_own_rule_only(run: Run) -> None:
    # `menu` would take the hit of `tail` as well, but that proves nothing about `menu`
    text = PACK.replace("    hits: Menu\n", "").replace("text: Menu", "text: [Menu, Related]")
    put("more/outlets/a.vn.yaml", text)
    done = run("rules", "test", "--rules", "more", "outlets/a.vn")
    ends(done, 1)
    assert "outlets/a.vn:menu: no example of its own triggers it" in done.stdout.decode()


def test_a_whole_document_test_that_fails_shows_the_difference(run: Run) -> None:
    put("more/outlets/a.vn.yaml", PACK + 'tests:\n  - {name: page, raw: "Menu\\nx\\n", clean: "y\\n"}\n')
    done = run("rules", "test", "--rules", "more", "outlets/a.vn")
    ends(done, 1)
    assert "test 'page' comes out otherwise" in done.stdout.decode()
    assert "    -y\n    +x" in done.stdout.decode()


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("rules", "schema").stdout)["title"] == "A pack of cleaner rules"


# ------------------------------------------------------------------ help


def test_version(run: Run) -> None:
    assert run("--version").stdout.decode() == f"cleaner {cleaner.__version__}\n"


COMMANDS = [
    ("clean",),
    ("explain",),
    ("eval",),
    ("rules", "list"),
    ("rules", "show"),
    ("rules", "check"),
    ("rules", "test"),
    ("rules", "schema"),
    ("rules", "health"),
    ("rules", "diff"),
    ("rules", "new"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=map(" ".join, COMMANDS))
def test_the_help_of_every_command_shows_an_example(run: Run, command: tuple[str, ...]) -> None:
    told = run(*command, "--help").stdout.decode()
    assert f"cleaner {' '.join(command)}" in " ".join(told.partition("Example")[2].split())


def test_completion_can_be_installed(run: Run) -> None:
    env = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    assert "cleaner" in run("--show-completion", "bash", env=env).stdout.decode()
