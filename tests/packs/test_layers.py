"""Where pack files are looked for, and which of two packs with the same name wins."""

import os
from pathlib import Path

import pytest

from cleaner.packs.layers import layers, shipped, sources
from cleaner.packs.library import Library


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_of_two_packs_with_the_same_name_the_one_in_the_later_layer_wins(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(empty / "config"))
    monkeypatch.setenv("APPDATA", str(empty / "config"))
    put(empty / "config/cleaner/rules/outlets/a.vn.yaml", "about: user's")
    put(empty / "rules/outlets/a.vn.yaml", "about: project's")
    put(empty / "more/outlets/a.vn.yaml", "about: named")
    names = [(source.path, source.layer) for source in sources(layers()[1:])]
    assert names == [(os.path.join("rules", "outlets", "a.vn.yaml"), 1)]
    abouts = [Library.read(folders).packs["outlets/a.vn"].about for folders in (layers()[1:2], layers()[1:], ["more"])]
    assert abouts == ["user's", "project's", "named"]
    assert layers(["more"]) == [shipped(), str(empty / "config" / "cleaner" / "rules"), "rules", "more"]


@pytest.mark.parametrize("inside", ["semgrep.yaml", "js/rule.yaml", "readme.md"])
def test_a_folder_called_rules_of_another_program_is_skipped(empty: Path, inside: str) -> None:
    put(empty / "rules" / inside, "x: [")
    assert layers() == [shipped()]


def test_cleaner_toml_names_the_folder_of_the_project(empty: Path) -> None:
    put(empty / "packs/outlets/a.vn.yaml", "about: x")
    put(empty / "cleaner.toml", 'rules = "packs"\n')
    assert layers() == [shipped(), "packs"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules = 1", "'rules' must name a folder, but 1 is not one"),
        ('rules = "no"', "'rules' must name a folder, but 'no' is not one"),
        ("rules =", "invalid TOML"),
        ('rulez = "no"', "unknown key 'rulez'; did you mean 'rules'?"),
        ("rules = " + "[" * 4000, "invalid TOML"),
        ("rules = " + "9" * 4080, "invalid TOML|must name a folder"),
        ("a." * 20_000 + "b = 1", "is larger than 4,096 bytes"),
    ],
)
def test_a_fault_in_cleaner_toml_is_reported(empty: Path, text: str, message: str) -> None:
    put(empty / "cleaner.toml", text)
    with pytest.raises(OSError, match=message):
        layers()


def test_hidden_files_other_files_and_linked_folders_are_skipped(empty: Path) -> None:
    put(empty / "more/a.yaml", "about: x")
    put(empty / "more/.hidden.yaml", "about: x")
    put(empty / "more/notes.txt", "x")
    os.symlink(empty / "more", empty / "more/loop")
    assert [source.name for source in sources(["more"])] == ["a"]
