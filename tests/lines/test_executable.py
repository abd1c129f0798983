"""Other programs are found in the folders of PATH, and never in the working directory."""

import os
from pathlib import Path

import pytest

from cleaner.lines import executable as module
from cleaner.lines.executable import executable


def program(path: str) -> str:
    """Make a program. Return its path."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("#!/bin/sh\n")
    Path(path).chmod(0o755)
    return str(Path(path).absolute())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A working directory in which a stranger has left programs."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in ("git", "git.exe", "bin/git"):
        program(name)
    return str(tmp_path)


@pytest.mark.parametrize("before", ["", ".", "bin", "./bin", '"."'])
def test_a_program_of_the_working_directory_is_not_found(
    here: str, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([before, f"{here}/usr", before]))
    assert executable("git") is None
    own = program("../usr/git")
    assert executable("git") == os.path.normpath(own)


def test_windows_adds_an_ending_and_quotes_folders(here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_endings", lambda: ["", ".COM", ".exe"])
    monkeypatch.setenv("PATH", os.pathsep.join([".", f'"{here}/Program Files"']))
    assert executable("git") is None
    program("../Program Files/git.exe")
    assert executable("git") == f"{here}/Program Files/git.exe"


def test_a_program_that_is_named_by_its_path_is_taken_as_it_is(here: str) -> None:
    assert executable("bin/git") == "bin/git"
    assert executable(f"{here}/none") is None
    os.chmod("bin/git", 0o644)
    assert executable("bin/git") is None or os.name == "nt"


def test_a_folder_is_no_program(here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", here)
    Path("../git").mkdir()
    assert executable("git") is None
