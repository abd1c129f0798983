"""Run commands of `cleaner` in a test: in this process, with a few small packs in place of the shipped ones, or in one
of their own."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cleaner.lines.document import Document

WEB = """\
about: any page
rules:
  - id: share
    drop: {line: {text: [Share this, Print this]}}
    hits: [Share this]
  - id: tail
    why: other stories
    drop: {region: {from: {text: Most read}}}
    hits: ["Most read\\nx"]
"""
OUTLET = """\
about: a paper
extends: [web]
detect: {host: [a.vn], line: [{text: A ONLINE PAPER}]}
rules:
  - id: masthead
    drop: {region: {through: {text: A ONLINE PAPER}}}
    hits: ["Menu\\nA ONLINE PAPER"]
"""
PROSE = "The bridge number {n} over the river was opened on Monday, after {n} years of work on it."


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Shell:
    """Runs commands in this process, in a fresh folder. A run takes milliseconds, so it is good for tables."""

    def __init__(self, capture: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._monkeypatch = monkeypatch

    def __call__(self, *args: str, given: bytes = b"") -> Ran:
        """Run `cleaner` with these arguments. `given` is what it reads on standard input."""
        from cleaner.cli.app import app  # imported here, so that collecting tests costs nothing

        self._capture.readouterr()
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            app(list(args), prog_name="cleaner")
        out, err = self._capture.readouterr()
        code = end.value.code
        return Ran(code if isinstance(code, int) else 0, out.decode(), err.decode())


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    """Commands in a fresh folder, with `web` and `outlets/a.vn` as the only packs."""
    monkeypatch.chdir(tmp_path)
    put("shipped/web.yaml", WEB)
    put("shipped/outlets/a.vn.yaml", OUTLET)
    here = str(tmp_path / "shipped")
    monkeypatch.setattr("cleaner.packs.layers.shipped", lambda: here)
    monkeypatch.setattr("cleaner.health.diff.shipped", lambda: here)
    return Shell(capfdbinary, monkeypatch)


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles with which documents are cleaned in this process; "" for one without a title."""
    seen: list[str] = []

    class Recorded(Document):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            seen.append(self.title)

    monkeypatch.setattr("cleaner.engine.clean.Document", Recorded)
    return seen


def process(*args: str, given: bytes = b"", **options: Any) -> Ran:
    """Run `cleaner` in a process of its own, with the shipped packs. It takes about half a second."""
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", *args], input=given, capture_output=True, check=False, timeout=120, **options
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def put(path: str, text: str | bytes) -> None:
    """Write a file, and make the folders that it needs."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode() if isinstance(text, str) else text)


def ends(ran: Ran, code: int, *messages: str) -> None:
    """Check the exit code, and that standard error has all these messages, or is empty if none is given."""
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    for message in messages:
        assert message in ran.err
    if not messages:
        assert ran.err == ""
