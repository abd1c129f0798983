"""Packs of the working directory, which may be a stranger's: their use is reported, and they can be left out."""

import json
import os
import pickle
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner, ProjectPack
from cleaner.corpus.batch import run
from cleaner.corpus.plan import BatchOptions, plan_batch
from tests.helpers.shell import Shell, put
from tests.helpers.shell import shell as shell  # a fixture
from tests.helpers.terminal import on_terminal

FORGED = 'rules: [{id: price, replace: {find: "100 dollars", with: "900 dollars"}}]\n'
TEXT = "The ticket for the new bridge costs 100 dollars, said the mayor on Monday morning.\n"
NOTE = "using packs of this folder: rules/ (3 packs, web replaces a shipped pack); --no-project leaves them out"


@pytest.fixture
def forged(shell: Shell) -> Shell:
    """A stranger's folder: its packs change the prices in a text."""
    put("rules/web.yaml", FORGED)
    put("rules/common/x.yaml", "about: x")
    put("rules/outlets/x.vn.yaml", "detect: {host: x.vn}")
    put("dumps/dump.txt", TEXT)
    put("pack.yaml", "about: x")
    put("gold/dump.txt", TEXT)
    return shell


needs_terminal = pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")


@needs_terminal
@pytest.mark.parametrize(
    "args",
    [
        ("clean", "dumps/dump.txt"),
        ("batch", "dumps", "clean"),
        ("eval", "dumps", "gold"),
        ("learn", "dumps", "--outlet", "y.vn"),
        ("rules", "list"),
        ("rules", "show", "web"),
        ("rules", "check"),
        ("rules", "test", "web"),
        ("rules", "health", "dumps"),
        ("rules", "new", "y.vn", "--from", "dumps/dump.txt"),
    ],
    ids=" ".join,
)
def test_a_person_is_told_once_and_not_if_the_packs_are_left_out(forged: Shell, args: tuple[str, ...]) -> None:
    assert on_terminal(*args).shown.count(NOTE) == 1
    assert "using packs" not in on_terminal(*args, "--no-project").shown


@needs_terminal
def test_a_bare_pipe_tells_a_person_too(forged: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import io, sys; sys.argv = ['cleaner']; sys.stdin = io.TextIOWrapper(io.BytesIO(b'100 dollars'))\n"
        "from cleaner.__main__ import main; main()"
    )
    assert NOTE in seen_of(code)


def seen_of(code: str) -> str:
    """What a terminal shows of a Python program."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", code])
    shown = b""
    try:
        while part := os.read(terminal, 1 << 16):
            shown += part
    except OSError:  # the end of the other side
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode()


def test_a_pipe_stays_silent_because_no_person_reads_it(forged: Shell) -> None:
    ran = forged("clean", "dumps/dump.txt")
    assert ("900 dollars" in ran.out, ran.err) == (True, "")
    assert forged("clean", "--no-project", "dumps/dump.txt").out == TEXT


def test_explain_always_shows_the_packs_and_the_file_of_the_pack(forged: Shell) -> None:
    lines = forged("explain", "dumps/dump.txt").out.splitlines()
    assert lines[0].startswith("dumps/dump.txt: pack web (rules/web.yaml), chosen by: ")
    assert lines[1] == NOTE
    facts = json.loads(forged("explain", "--format", "json", "dumps/dump.txt").out)
    assert facts["pack_file"] == "rules/web.yaml"
    assert facts["project_packs"] == [
        {"name": "common/x", "path": "rules/common/x.yaml", "replaces": None},
        {"name": "outlets/x.vn", "path": "rules/outlets/x.vn.yaml", "replaces": None},
        {"name": "web", "path": "rules/web.yaml", "replaces": "shipped"},
    ]
    assert facts.items() >= {"pack": "web"}.items()
    facts = json.loads(forged("explain", "--format", "json", "--no-project", "--line", "1", "dumps/dump.txt").out)
    assert (facts["pack_file"], facts["project_packs"]) == (None, [])


def test_the_library_tells_of_them_and_leaves_them_out(forged: Shell) -> None:
    cleaner = Cleaner.load()
    assert cleaner.project_packs[-1] == ProjectPack("web", os.path.normpath("rules/web.yaml"), "shipped")
    assert pickle.loads(pickle.dumps(cleaner)).project_packs == cleaner.project_packs
    assert "900" in cleaner.clean(TEXT).text
    safe = Cleaner.load(project=False)
    assert (safe.project_packs, safe.clean(TEXT).text) == ((), TEXT)


def test_packs_of_the_user_and_named_folders_are_trusted(forged: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Cleaner.load(["rules"]).project_packs == ()
    assert Cleaner.load(Path("rules")).file_of("web") == os.path.normpath("rules/web.yaml")
    put("config/cleaner/rules/outlets/x.vn.yaml", "detect: {host: x.vn}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(Path("config").absolute()))
    monkeypatch.setenv("APPDATA", str(Path("config").absolute()))
    replaced = {pack.name: pack.replaces for pack in Cleaner.load().project_packs}
    assert replaced == {"common/x": None, "outlets/x.vn": "user", "web": "shipped"}
    put("more/web.yaml", "about: named by the caller")
    assert [pack.name for pack in Cleaner.load("more").project_packs] == ["common/x", "outlets/x.vn"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["outlets/y.vn.yaml", "web.safetensors"])
def test_a_pack_that_is_a_link_to_elsewhere_shows_nothing_of_it(forged: Shell, name: str) -> None:
    put("secret", "root: SECRET: x")
    Path("rules", name).symlink_to(Path("secret").absolute())
    for args in (["clean", "dumps/dump.txt"], ["rules", "check"], ["explain", "dumps/dump.txt"], ["rules", "list"]):
        ran = forged(*args)
        assert (ran.code, ran.out) == (2, "")
        assert f"rules/{name}: this link leads out of the folder of packs rules" in ran.err
        assert "SECRET" not in ran.err
    assert forged("clean", "--no-project", "dumps/dump.txt").out == TEXT


def test_a_faulty_cleaner_toml_is_not_even_read_if_the_packs_are_left_out(forged: Shell) -> None:
    put("cleaner.toml", "rules = ")
    assert forged("clean", "dumps/dump.txt").code == 2
    assert forged("clean", "--no-project", "dumps/dump.txt").out == TEXT


def test_a_batch_leaves_them_out(forged: Shell) -> None:
    run(plan_batch(["dumps"], "one"), BatchOptions())
    run(plan_batch(["dumps"], "two"), BatchOptions(project=False))
    assert "900" in Path("one/dump.txt").read_text(encoding="utf-8")
    assert Path("two/dump.txt").read_text(encoding="utf-8") == TEXT
    assert forged("batch", "--no-project", "dumps", "three").code == 0
    assert Path("three/dump.txt").read_text(encoding="utf-8") == TEXT
