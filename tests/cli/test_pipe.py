"""`cleaner < dump.txt`: no command and no option."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli.pipe import pipe
from tests.helpers.project import CLEAN, DUMP
from tests.helpers.shell import Shell, ends, process


def test_a_bare_pipe_cleans(project: Shell) -> None:
    ran = process(given=DUMP.encode())
    ends(ran, 0)
    assert ran.out == CLEAN


def test_empty_input_gives_empty_output(project: Shell) -> None:
    for ran in (process(), project("clean"), project("clean", "-")):
        ends(ran, 0)
        assert ran.out == ""


@pytest.mark.parametrize(
    ("given", "message"),
    [(b"ab\xffc", "standard input: byte 2 (0xff) is not utf-8"), (b"\x7fELF\0\0", "NUL")],
)
def test_input_that_is_not_text_is_refused_with_its_place(
    project: Shell,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    given: bytes,
    message: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
    assert pipe() == 3
    out, err = capfdbinary.readouterr()
    assert (out, message in err.decode()) == (b"", True)
    ran = project("clean", given=given)
    ends(ran, 3, message)
    assert ran.out == ""


def test_the_cache_serves_parallel_runs_and_a_home_that_cannot_be_written(project: Shell, tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.write_text("")
    for cache, processes in ((str(tmp_path / "new"), 2), (str(shut), 1)):
        env = {**os.environ, "XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache}
        crowd = [
            subprocess.Popen(
                [sys.executable, "-m", "cleaner"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, env=env,
            )
            for _ in range(processes)
        ]  # fmt: skip
        for member in crowd:
            out, errors = member.communicate(DUMP.encode(), timeout=120)
            assert (out.decode(), errors, member.returncode) == (CLEAN, b"", 0)
