"""Where pack files are looked for, and which of two packs with the same name wins."""

import os
from pathlib import Path

import pytest

from cleaner.lines.errors import PackError
from cleaner.packs.layers import SettingsError, layers, shipped, sources
from cleaner.packs.library import Library
from tests.helpers.deep import nested


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


ELSEWHERE = {
    "the whole disk": ("/", None),
    "a folder above": ("..", None),
    "a folder beside": ("../beside", None),
    "a folder above and back": ("packs/../../beside", None),
    "a link": ("packs", "../beside"),
    "a link to the whole disk": ("packs", "/"),
    "a folder behind a link": ("packs/beside", ".."),
    "a link to itself": ("packs", "packs"),
}


@pytest.mark.parametrize(("named", "target"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_project_cannot_name_packs_outside_of_its_folder(
    empty: Path, monkeypatch: pytest.MonkeyPatch, named: str, target: str | None
) -> None:
    put(empty / "beside/web.yaml", "about: x")
    (empty / "here").mkdir()
    monkeypatch.chdir("here")
    if target:
        os.symlink(target, "packs")
    put(Path("cleaner.toml"), f'rules = "{named}"')
    with pytest.raises(
        SettingsError, match=r"must be a folder inside of the working directory.*--rules|must name a folder"
    ):
        layers()
    assert layers(["../beside"], with_project=False) == [shipped(), "../beside"]


def test_a_folder_called_rules_that_leads_elsewhere_is_refused(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(empty / "beside/web.yaml", "about: x")
    (empty / "here").mkdir()
    monkeypatch.chdir("here")
    os.symlink("../beside", "rules")
    with pytest.raises(SettingsError, match=r"^./rules must be a folder inside of the working directory"):
        layers()


@pytest.mark.parametrize("named", [".", "./packs", "packs/", "link"])
def test_a_project_can_name_any_folder_of_its_own(empty: Path, named: str) -> None:
    put(empty / "packs/web.yaml", "about: x")
    os.symlink("packs", "link")
    put(empty / "cleaner.toml", f'rules = "{named}"')
    assert layers() == [shipped(), named]


def test_a_folder_with_too_many_files_of_any_kind_is_a_fault(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.packs.layers.MOST_ENTRIES", 10)
    for n in range(4):
        put(empty / f"more/{n}/a.txt", "x")
    assert sources(["more"]) == []
    with pytest.raises(PackError, match="more than 10 files and folders"):
        sources(["more", "more"])


def test_folders_may_be_nested_deeper_than_functions(empty: Path) -> None:
    with nested("more") as deep:
        Path(deep, "a.yaml").write_text("about: x")
        assert [source.path for source in sources(["more"])] == [f"{deep}/a.yaml"]


def test_hidden_files_other_files_and_linked_folders_are_skipped(empty: Path) -> None:
    put(empty / "more/a.yaml", "about: x")
    put(empty / "more/.hidden.yaml", "about: x")
    put(empty / "more/notes.txt", "x")
    os.symlink(empty / "more", empty / "more/loop")
    assert [source.name for source in sources(["more"])] == ["a"]
