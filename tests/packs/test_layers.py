"""Where pack files are looked for, and which of two packs with the same name wins."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.lines.errors import PackError
from cleaner.packs.layers import PackReadError, SettingsError, layers, shipped, source, sources, unused_weights
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


# ------------------------------------------------------------------ links

LINKED = ["x.yaml", "outlets/x.yaml", "x.safetensors", "outlets/x.safetensors"]


@pytest.mark.parametrize("name", LINKED)
@pytest.mark.parametrize("absolute", [True, False])
def test_a_link_that_leads_out_of_its_folder_is_refused_and_nothing_of_its_target_is_shown(
    empty: Path, name: str, absolute: bool
) -> None:
    put(empty / "secret", "SECRET")
    put(empty / "rules" / name.replace(".safetensors", ".yaml"), "about: x")
    link = empty / "rules" / name
    link.unlink(missing_ok=True)
    link.symlink_to(empty / "secret" if absolute else os.path.relpath(empty / "secret", link.parent))
    with pytest.raises(PackReadError) as caught:
        sources(["rules"])
    message = "this link leads out of the folder of packs rules; replace it by a copy of the file"
    assert str(caught.value) == f"{os.path.join('rules', *name.split('/'))}: {message}"


def test_a_folder_whose_name_starts_with_that_of_the_packs_is_outside_of_it(empty: Path) -> None:
    put(empty / "rules-of-others/x.yaml", "about: x")
    (empty / "rules").mkdir()
    (empty / "rules/x.yaml").symlink_to("../rules-of-others/x.yaml")
    with pytest.raises(PackReadError, match="leads out of the folder"):
        sources(["rules"])


@pytest.mark.parametrize("folder", ["rules", "linked"])
def test_a_link_inside_of_a_folder_is_followed_and_the_folder_may_be_a_link(empty: Path, folder: str) -> None:
    put(empty / "rules/outlets/a.vn.yaml", "about: x")
    put(empty / "rules/net.safetensors", "net")
    (empty / "rules/outlets/b.vn.yaml").symlink_to("a.vn.yaml")
    (empty / "rules/outlets/b.vn.safetensors").symlink_to("../net.safetensors")
    (empty / "linked").symlink_to("rules")
    one, other = sources([folder])
    assert (one.name, other.name) == ("outlets/a.vn", "outlets/b.vn")
    assert (one.data, one.weights, other.data, other.weights) == (b"about: x", b"", b"about: x", b"net")
    assert source(f"{folder}/outlets/b.vn.yaml").weights == b"net"


def test_the_shipped_packs_may_be_links_that_an_installer_made(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(empty / "store/web.yaml", "about: x")
    (empty / "installed").mkdir()
    (empty / "installed/web.yaml").symlink_to("../store/web.yaml")
    monkeypatch.setattr("cleaner.packs.layers.shipped", lambda: "installed")
    assert [source.name for source in sources(["installed"])] == ["web"]


def test_a_pack_that_is_named_by_itself_has_no_weights_from_elsewhere(empty: Path) -> None:
    put(empty / "secret", "SECRET")
    put(empty / "rules/x.yaml", "about: x")
    (empty / "rules/x.safetensors").symlink_to("../secret")
    for path in ("rules/x.yaml", str(empty / "rules/x.yaml")):
        with pytest.raises(PackReadError, match=r"x\.safetensors: this link leads out of the folder of packs"):
            source(path)


# ------------------------------------------------------------------ weights


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


KINDS = [
    (a_folder, "this is a folder, not a file"),
    (a_pipe, "this is a pipe or a device, not a file"),
    (a_link_to_nothing, "No such file or directory"),
]


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
@pytest.mark.parametrize(("make", "message"), KINDS)
def test_weights_that_are_no_file_are_a_fault_that_says_what_they_are(
    empty: Path, make: Callable[[Path], None], message: str
) -> None:
    put(empty / "rules/body.yaml", "about: x")
    make(empty / "rules/body.safetensors")
    for read in (lambda: sources(["rules"]), lambda: source("rules/body.yaml")):
        with pytest.raises(PackReadError) as caught:
            read()
        assert str(caught.value) == f"rules/body.safetensors: {message}"


def test_a_pack_that_is_named_and_is_a_folder_is_called_one(empty: Path) -> None:
    (empty / "x.yaml").mkdir()
    with pytest.raises(PackReadError, match=r"^x\.yaml: this is a folder, not a file$"):
        source("x.yaml")


def test_weights_without_a_pack_are_found(empty: Path) -> None:
    for name in ("a.yaml", "a.safetensors", "b.safetensors", "outlets/a.safetensors", ".c.safetensors"):
        put(empty / "rules" / name, "about: x")
    lone = [os.path.join("rules", "b.safetensors"), os.path.join("rules", "outlets", "a.safetensors")]
    assert unused_weights("rules") == lone
    assert unused_weights(shipped()) == []
