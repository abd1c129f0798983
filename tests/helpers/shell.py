"""The command line in this process, on a few small packs in place of the shipped ones: quick enough for tables."""

from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner.cli.app import app

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
    """A fresh folder, in which commands are run."""

    def __init__(self, capture: pytest.CaptureFixture[bytes]) -> None:
        self._capture = capture

    def __call__(self, *args: str) -> Ran:
        self._capture.readouterr()
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
    return Shell(capfdbinary)


def put(path: str, text: str | bytes) -> None:
    """Writes a file, with the folders that it needs."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode() if isinstance(text, str) else text)


def ends(ran: Ran, code: int, *said: str) -> None:
    """The exit code, and what standard error has to say; nothing where nothing is named."""
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    for part in said:
        assert part in ran.err
    if not said:
        assert ran.err == ""
