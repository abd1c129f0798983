"""`cleaner rules diff`: what it prints, where the two sides come from, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.helpers.repository import TEXT, git
from tests.helpers.repository import history as history  # a fixture
from tests.helpers.shell import PROSE, Shell, ends, process, put
from tests.helpers.strategies import shipped_body


def test_revisions_and_folders_are_compared(history: Shell) -> None:
    ran = history("rules", "diff", "HEAD~1", "HEAD", "dumps")
    ends(ran, 0)
    assert ran.out.splitlines()[:2] == [
        "1 of 2 documents changes (50.0%)",
        "2 lines rewritten (4 words)",
    ]
    assert ["outlets/a.vn:by", "-", "-", "2", "1"] in [line.split() for line in ran.out.splitlines()]
    assert ran.out.endswith("--show N shows the changed lines of N documents\n")
    shown = history("rules", "diff", "HEAD", "rules", "dumps", "--show", "5").out
    assert shown.endswith("\n1.txt: pack outlets/a.vn\n3 - :lead │ Bridge opens\n")
    assert "0 of 2 documents change\n" in history("rules", "diff", "HEAD", "HEAD:rules", "dumps").out


def test_only_a_folder_with_the_default_pack_replaces_the_shipped_packs(history: Shell) -> None:
    put("alone/web.yaml", "about: any")
    ran = history("rules", "diff", "HEAD", "alone", "dumps", "--format", "json")
    facts = json.loads(ran.out)
    assert facts["packs"] == [{"old": "outlets/a.vn", "new": "web", "documents": 1}]
    assert [rule["rule"] for rule in facts["rules"]] == ["outlets/a.vn:by", "outlets/a.vn:masthead", "web:share"]


def test_a_pack_with_a_rule_for_the_article_is_read_from_a_revision(history: Shell) -> None:
    put("rules/body.yaml", "rules: [{id: article, drop: {body: {switch: 5}}}]")
    put("rules/body.safetensors", shipped_body().weights)
    git("add", ".")
    git("commit", "-qm", "a net")
    ran = history("rules", "diff", "HEAD", "rules", "dumps")
    ends(ran, 0)
    assert ran.out == "0 of 2 documents change\n"


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


def test_a_change_ends_the_run_with_1_only_if_asked(history: Shell) -> None:
    ends(history("rules", "diff", "HEAD", "rules", "dumps", "--fail-on-change"), 1)
    ends(history("rules", "diff", "rules", "rules", "dumps", "--fail-on-change"), 0)


BAD = {
    "an unknown revision": (["mian", "rules", "dumps"], 2, "mian: there is no folder and no git revision 'mian' here"),
    "a revision without the folder": (["main:nope", "rules", "dumps"], 2, "revision 'main' has no folder 'nope'"),
    "a file of a revision": (["main:rules/notes.md", "rules", "dumps"], 2, "has no folder 'rules/notes.md'"),
    "a folder without packs": (["empty", "rules", "dumps"], 2, "empty: no packs here"),
    "a folder above the packs": (["deep", "rules", "dumps"], 2, "the packs are in its folder er; name that folder"),
    "a folder inside the packs": (["rules/outlets", "rules", "dumps"], 2, "is only a part of a folder of packs"),
    "a file": (["rules/notes.md", "rules", "dumps"], 2, "is a file; name the folder of packs"),
    "faulty packs": (["rules", "faulty", "dumps"], 2, "faulty/b.yaml:1:1: unknown key 'ruls'"),
    "a pack that one side lacks": (
        ["rules", "deep/er", "dumps", "--pack", "outlets/a.vn"],
        2,
        "--pack outlets/a.vn: deep/er has no such pack",
    ),
    "no dumps": (["main", "rules", "empty"], 2, "empty: no dumps here"),
    "no such dump": (["main", "rules", "nowhere"], 2, "nowhere: there is no such file or folder"),
    "standard input": (["main", "rules", "-"], 2, "does not read standard input"),
    "one that cannot be read": (["main", "rules", "bad.txt", "dumps"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
    "nothing that can be read": (["main", "rules", "bad.txt"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
}


@pytest.mark.parametrize(("args", "code", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_reported(history: Shell, args: list[str], code: int, message: str) -> None:
    Path("empty").mkdir()
    put("bad.txt", b"\xe1\xba")
    put("faulty/b.yaml", "ruls: []")
    ends(history("rules", "diff", *args), code, message)


def test_a_missing_repository_or_git_is_reported(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    put("dumps/1.txt", TEXT)
    ends(shell("rules", "diff", "HEAD", "shipped", "dumps"), 2, "HEAD: there is no such folder", "not a git repository")
    monkeypatch.setenv("PATH", "")
    ends(shell("rules", "diff", "HEAD", "shipped", "dumps"), 2, "there is no such folder, and git is not installed")


def test_the_real_command_adds_a_folder_to_the_shipped_packs(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text(f"about: {name}", encoding="utf-8")
    (tmp_path / "new/web.yaml").write_text("about: any", encoding="utf-8")
    (tmp_path / "1.txt").write_text(f"{PROSE.format(n=1)}\nAdvertisement\n", encoding="utf-8")
    ran = process("rules", "diff", "old", "new", "1.txt", "--show", "1", cwd=tmp_path)
    assert "2 + common/ads:marks │ Advertisement\n" in ran.out
