"""`cleaner rules diff`: what a change of rules does to documents, and where the two sides come from."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.corpus.documents import Dump
from cleaner.health.diff import Change, Difference
from cleaner.health.revision import RevisionError, read
from tests.helpers.packs import library
from tests.helpers.shell import OUTLET, PROSE, WEB, Shell, ends, put
from tests.helpers.shell import shell as shell  # a fixture

TEXT = f"Menu\nBridge opens\n{PROSE.format(n=7)}\nShare this\nBy Ann\n"
NONE = "{id: none, drop: {line: {text: Nothing}}}"
MENU = "{id: menu, drop: {line: {text: Menu}}}"
NAV = "{id: nav, drop: {line: {text: [Menu, Share this]}}}"
KEEP = "{id: keep, keep: {line: {text: Menu}}}"
BY = "{id: by, replace: {find: 'By '}, where: {line: {starts: 'By '}}}"
ANN = "{id: ann, replace: {find: Ann, with: Bob}, where: {line: {contains: Ann}}}"
TO = "{id: to, replace: {regex: Ann, with: Eve}, where: {line: {contains: Ann}}}"
FROM = "{id: by, replace: {find: 'By ', with: 'From '}, where: {line: {starts: 'By '}}}"
SIDES = {
    "the same": ([MENU], [MENU], []),
    "a rule that never acts": ([], [NONE], []),
    "another order": ([MENU, BY], [BY, MENU], []),
    "another rule takes the same line": ([MENU], [NAV.replace(", Share this", "")], []),
    "a line is protected that no rule took": ([], [KEEP], []),
    "a line more": ([], [MENU], [(1, "-", "web:menu", "Menu", None)]),
    "a line less": ([MENU], [], [(1, "+", "web:menu", None, "Menu")]),
    "one of two": ([NAV], [MENU], [(4, "+", "web:nav", None, "Share this")]),
    "a line is protected now": ([MENU], [KEEP, MENU], [(1, "+", "web:menu", None, "Menu")]),
    "a line is rewritten now": ([], [BY], [(5, "~", "web:by", "By Ann", "Ann")]),
    "and no longer": ([BY], [], [(5, "~", "web:by", "Ann", "By Ann")]),
    "by one of two rules that rewrite it": ([BY, ANN], [ANN], [(5, "~", "web:by", "Bob", "By Bob")]),
    "by the first of two rules that rewrite it": ([ANN], [BY, ANN], [(5, "~", "web:by", "By Bob", "Bob")]),
    "by two rules in another order": ([TO, ANN], [ANN, TO], [(5, "~", "web:ann", "By Eve", "By Bob")]),
    "in other words": ([BY], [FROM], [(5, "~", "web:by", "Ann", "From Ann")]),
}


def packs(rules: list[str]) -> str:
    return "about: any\n" + ("rules:\n" + "".join(f"  - {rule}\n" for rule in rules) if rules else "")


def compared(old: list[str], new: list[str], *texts: str) -> tuple[Difference, list[Change | None]]:
    found = Difference(library(web=packs(old)), library(web=packs(new)))
    return found, [found.add(Dump(f"{n}.txt", text, None)) for n, text in enumerate(texts)]


@pytest.mark.parametrize(("old", "new", "lines"), SIDES.values(), ids=SIDES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_that_come_out_otherwise(old: list[str], new: list[str], lines: list[object], end: str) -> None:
    found, (change,) = compared(old, new, TEXT.replace("\n", end))
    assert [tuple(line) for line in change.lines] == lines if change else lines == []
    assert found.changed == bool(lines)


def test_the_sums_are_those_of_all_documents() -> None:
    found, _ = compared([BY], [NAV], TEXT, "Menu\nBridge opens\n", "Nothing here\n")
    assert (found.documents, found.changed) == (3, 2)
    assert (found.lines, found.words) == ({"-": 3, "~": 1}, {"-": 4, "~": 1})
    assert {rule: tuple(effect) for rule, effect in found.effects().items()} == {
        "web:nav": (3, 0, 0, 2),
        "web:by": (0, 0, 1, 1),
    }
    assert list(found.effects()) == ["web:nav", "web:by"]
    assert [change.document for change in found.first()] == ["0.txt", "1.txt"]


def test_blank_lines_alone_are_a_change_without_lines() -> None:
    top = "{id: top, keep: {region: {from: {text: Menu}, before: {starts: Bridge}, most: 5}}}"
    through = "{id: top, keep: {region: {from: {text: Menu}, through: {starts: Bridge}, most: 5}}}"
    _, (change,) = compared([top], [through], "Menu\n\n\nBridge opens\n")
    assert change is not None
    assert change.lines == ()


def test_a_guard_that_trips_is_told() -> None:
    _, (change,) = compared([MENU], ["{id: all, drop: {region: {from: {text: Menu}}}}"], TEXT)
    assert change is not None
    assert change.flags == (
        "now: it came back unchanged: no running text would have been left; web:all took most of it",
    )
    assert [line.sign for line in change.lines] == ["+"]


def test_documents_that_are_another_packs_now_are_counted() -> None:
    outlet = "extends: [web]\ndetect: {line: {text: Menu}}\n" + packs([NAV]).partition("\n")[2]
    old, new = library(web="about: any"), library(web="about: any", outlets__a=outlet)
    found = Difference(old, new)
    found.add(Dump("1", TEXT, None))
    found.add(Dump("2", "x", None))
    assert found.packs == {("web", "outlets/a"): 1}


def test_only_so_many_changes_are_held_as_are_shown() -> None:
    found = Difference(library(web=packs([])), library(web=packs([NAV])), most=2)
    for n in range(300):
        found.add(Dump(f"{n:03}", "Menu\n" * (n % 7 + 1) + "x", None))
    assert len(found.changes) <= 104
    assert [(change.document, change.words) for change in found.first(2)] == [("006", 7), ("013", 7)]
    assert found.changed == 300


# ------------------------------------------------------------------ revisions


def git(*args: str) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.vn", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *args], env=env, check=True, capture_output=True)


@pytest.fixture
def history(shell: Shell) -> Shell:
    """A repository whose packs have changed once, and once more in the working tree."""
    git("init", "-q")
    put("rules/outlets/a.vn.yaml", OUTLET)
    put("rules/.hidden/x.yaml", "ruls: 1")
    put("rules/notes.md", "no pack")
    put("deep/er/web.yaml", WEB)
    put("dumps/1.txt", f"A ONLINE PAPER\n{TEXT}By Ann\n")
    put("dumps/2.txt", "Nothing of it\n")
    git("add", ".")
    git("commit", "-qm", "one")
    put("rules/outlets/a.vn.yaml", f"{OUTLET}  - {BY}\n")
    git("commit", "-qam", "two")
    put("rules/outlets/a.vn.yaml", f"{OUTLET}  - {BY}\n  - {{id: lead, drop: {{line: {{text: Bridge opens}}}}}}\n")
    return shell


def test_a_revision_is_read_as_it_was(history: Shell) -> None:
    (old,) = read("HEAD~1", "rules")
    assert (old.name, old.path, old.data) == ("outlets/a.vn", "HEAD~1:rules/outlets/a.vn.yaml", OUTLET.encode())
    assert [source.name for source in read("main:deep", "rules")] == ["er/web"]
    assert [source.path for source in read("main:deep/er/", "rules")] == ["main:deep/er/web.yaml"]
    os.chdir("deep")
    assert [source.path for source in read("main", "er")] == ["main:er/web.yaml"]
    assert read("HEAD~1:rules", "er") == [old]
    for wrong in ("main:er", "main", "mian", ":rules", "-x", "HEAD~9"):
        with pytest.raises(RevisionError):
            read(wrong, "rules")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_followed_in_a_revision_as_in_a_folder(history: Shell) -> None:
    Path("rules/outlets/b.vn.yaml").symlink_to("../../deep/er/web.yaml")
    git("add", ".")
    git("commit", "-qm", "a link")
    found = {source.name: source.data for source in read("HEAD", "rules")}
    assert found["outlets/b.vn"] == WEB.encode()
    assert {source.name: source.data for source in read("HEAD:rules", "x")} == found
    Path("rules/outlets/b.vn.yaml").unlink()
    Path("rules/outlets/b.vn.yaml").symlink_to("/nowhere/web.yaml")
    git("commit", "-qam", "a link to elsewhere")
    with pytest.raises(RevisionError, match="is a link to something that the revision does not have"):
        read("HEAD", "rules")


def test_a_change_is_told_between_revisions_and_folders(history: Shell) -> None:
    ran = history("rules", "diff", "HEAD~1", "HEAD", "dumps")
    ends(ran, 0)
    assert ran.out.splitlines()[:2] == [
        "2 documents, of which 1 comes out otherwise (50.0%)",
        "2 lines rewritten (4 words)",
    ]
    assert ["outlets/a.vn:by", "-", "-", "2", "1"] in [line.split() for line in ran.out.splitlines()]
    assert ran.out.endswith("--show N shows the lines of so many documents\n")
    shown = history("rules", "diff", "HEAD", "rules", "dumps", "--show", "5").out
    assert shown.endswith("\n1.txt: pack outlets/a.vn\n3 - :lead │ Bridge opens\n")
    assert "0 come out otherwise\n" in history("rules", "diff", "HEAD", "HEAD:rules", "dumps").out


def test_only_a_folder_with_the_default_pack_stands_alone(history: Shell) -> None:
    put("alone/web.yaml", "about: any")
    ran = history("rules", "diff", "HEAD", "alone", "dumps", "--format", "json")
    facts = json.loads(ran.out)
    assert facts["packs"] == [{"old": "outlets/a.vn", "new": "web", "documents": 1}]
    assert [rule["rule"] for rule in facts["rules"]] == ["outlets/a.vn:by", "outlets/a.vn:masthead", "web:share"]


def test_json_has_all_changes(history: Shell) -> None:
    ran = history("rules", "diff", "HEAD", "rules", "dumps", "--format", "json")
    ends(ran, 0)
    assert json.loads(ran.out) == {
        "old": "HEAD",
        "new": "rules",
        "documents": 2,
        "changed": 1,
        "lines": {"removed": 1, "kept": 0, "rewritten": 0},
        "words": {"removed": 2, "kept": 0, "rewritten": 0},
        "packs": [],
        "rules": [{"rule": "outlets/a.vn:lead", "removed": 1, "kept": 0, "rewritten": 0, "documents": 1}],
        "changes": [
            {
                "document": "1.txt",
                "pack": {"old": "outlets/a.vn", "new": "outlets/a.vn"},
                "flags": [],
                "lines": [
                    {"number": 3, "sign": "-", "rule": "outlets/a.vn:lead", "before": "Bridge opens", "after": None}
                ],
            }
        ],
        "failed": 0,
        "unread": [],
    }
    assert (
        json.loads(history("rules", "diff", "HEAD", "rules", "dumps", "--format", "json", "--show", "0").out)["changes"]
        == []
    )


def test_a_change_ends_the_run_with_1_only_where_that_is_wanted(history: Shell) -> None:
    ends(history("rules", "diff", "HEAD", "rules", "dumps", "--fail-on-change"), 1)
    ends(history("rules", "diff", "rules", "rules", "dumps", "--fail-on-change"), 0)


BAD = {
    "an unknown revision": (["mian", "rules", "dumps"], 2, "mian: there is no folder and no git revision 'mian' here"),
    "a revision without the folder": (["main:nope", "rules", "dumps"], 2, "revision 'main' has no folder 'nope'"),
    "a file of a revision": (["main:rules/notes.md", "rules", "dumps"], 2, "has no folder 'rules/notes.md'"),
    "a folder without packs": (["empty", "rules", "dumps"], 2, "empty: there are no packs here"),
    "a folder above the packs": (["deep", "rules", "dumps"], 2, "the packs are those in er there; name that folder"),
    "a folder inside the packs": (["rules/outlets", "rules", "dumps"], 2, "is one part of a folder of packs"),
    "a file": (["rules/notes.md", "rules", "dumps"], 2, "is a file; name the folder of packs"),
    "faulty packs": (["rules", "faulty", "dumps"], 2, "faulty/b.yaml:1:1: unknown key 'ruls'"),
    "a pack that one side lacks": (
        ["rules", "deep/er", "dumps", "--pack", "outlets/a.vn"],
        2,
        "--pack outlets/a.vn: deep/er has no pack of this name",
    ),
    "no dumps": (["main", "rules", "empty"], 2, "empty: there are no dumps here"),
    "no such dump": (["main", "rules", "nowhere"], 2, "nowhere: there is no such file or folder"),
    "standard input": (["main", "rules", "-"], 2, "standard input is not read here"),
    "one that cannot be read": (["main", "rules", "bad.txt", "dumps"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
    "nothing that can be read": (["main", "rules", "bad.txt"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
}


@pytest.mark.parametrize(("args", "code", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_told(history: Shell, args: list[str], code: int, said: str) -> None:
    Path("empty").mkdir()
    put("bad.txt", b"\xe1\xba")
    put("faulty/b.yaml", "ruls: []")
    ends(history("rules", "diff", *args), code, said)


def test_where_there_is_no_repository_or_no_git_that_is_said(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    put("dumps/1.txt", TEXT)
    ends(shell("rules", "diff", "HEAD", "shipped", "dumps"), 2, "HEAD: there is no such folder", "not a git repository")
    monkeypatch.setenv("PATH", "")
    ends(shell("rules", "diff", "HEAD", "shipped", "dumps"), 2, "there is no such folder, and no git to look for")


def test_the_real_command_lays_a_folder_on_the_shipped_packs(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text(f"about: {name}", encoding="utf-8")
    (tmp_path / "new/web.yaml").write_text("about: any", encoding="utf-8")
    (tmp_path / "1.txt").write_text(f"{PROSE.format(n=1)}\nAdvertisement\n", encoding="utf-8")
    command = [sys.executable, "-m", "cleaner", "rules", "diff", "old", "new", "1.txt", "--show", "1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    assert "2 + common/ads:marks │ Advertisement\n" in done.stdout.decode()
