"""Standard input and output of the real process: closed pipes, full disks, locales, colour."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.project import CLEAN, DUMP
from tests.helpers.shell import Ran, Shell, ends, process, put


@pytest.mark.parametrize("locale", ["C", "POSIX", "vi_VN.TCVN"])
def test_output_is_utf_8_whatever_the_locale(project: Shell, locale: str) -> None:
    env = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for args in ((), ("clean", "dump.txt")):
        assert process(*args, given=DUMP.encode(), env=env).out == CLEAN
    assert "BÁO THỬ ĐIỆN" in process("explain", "dump.txt", env=env).out


@pytest.mark.parametrize("args", [[], ["clean", "big.txt"], ["explain", "big.txt"], ["rules", "schema"], ["--help"]])
def test_a_reader_that_closes_the_pipe_is_no_error(project: Shell, args: list[str]) -> None:
    put("big.txt", "".join(f"Chiếc thuyền số {n} qua sông lúc trời vừa sáng.\n" for n in range(5_000)))
    with open("big.txt", "rb") as big:
        process = subprocess.Popen(
            [sys.executable, "-m", "cleaner", *args], stdin=big, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        assert b"Traceback" not in told
        assert b"pipe" not in told
        process.stderr.close()
        assert process.wait(60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("args", [[], ["clean"], ["explain"], ["rules", "list"], ["--version"]])
def test_a_full_disk_is_reported(project: Shell, args: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", *args], input=DUMP.encode(), stdout=full, stderr=subprocess.PIPE,
            check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert b"standard output: No space left" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed differently there")
@pytest.mark.parametrize("args", ["", "clean dump.txt", "explain dump.txt", "rules list", "--version"])
def test_a_closed_standard_output_is_reported(project: Shell, args: str) -> None:
    command = f"{sys.executable} -m cleaner {args} < dump.txt >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    ends(Ran(done.returncode, "", done.stderr.decode()), 3, "standard output: it is closed")


def test_a_dump_that_is_also_standard_output_is_refused(project: Shell) -> None:
    with open("dump.txt", "ab") as same:
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", "clean", "dump.txt"], stdout=same, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


@pytest.mark.parametrize("args", [[], ["clean"], ["clean", "-o", "dump.txt"], ["clean", "--ledger", "dump.txt"]])
def test_a_dump_on_standard_input_that_is_also_the_output_is_refused(project: Shell, args: list[str]) -> None:
    with open("dump.txt", "rb") as same, open("dump.txt", "ab") as again:
        stdout = again if "dump.txt" not in args else subprocess.PIPE
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", *args], stdin=same, stdout=stdout, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, b"--in-place" in done.stderr) == (2, True)
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


def test_there_is_no_colour_in_a_pipe(project: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "")
    monkeypatch.setenv("TERM", "xterm-256color")
    for args in (("explain", "dump.txt"), ("rules", "list"), ("--help",), ("rules", "test", "web")):
        assert "\x1b" not in project(*args).out
    assert "\x1b" not in process("explain", "dump.txt").out


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed differently there")
def test_messages_go_nowhere_if_standard_error_is_closed(project: Shell) -> None:
    command = f"{sys.executable} -m cleaner < page.html 2>&-"
    put("page.html", "<!doctype html><html><body><p>x</p></body></html>\n")
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (1, Path("page.html").read_bytes())
