"""`cleaner explain`: every line with its fate, or one line in detail."""

import json
from pathlib import Path

import pytest

from tests.helpers.project import CLEAN, DUMP
from tests.helpers.shell import Shell, ends


def test_every_line_is_shown_with_its_fate_and_the_choice_of_the_pack(project: Shell) -> None:
    ran = project("explain", "dump.txt")
    ends(ran, 0)
    lines = ran.out.splitlines()
    assert lines[0] == (
        "dump.txt: pack outlets/thu.vn (rules/outlets/thu.vn.yaml), chosen by: fingerprint on line 1, 2"
    )
    assert lines[1] == "using packs of this folder: rules/ (1 pack); --no-project leaves them out"
    assert lines[2].startswith("1 ~ :dateline │ Báo thử - ")
    assert lines[3].split("│")[1] == " " + CLEAN.rstrip("\n")
    assert lines[4].startswith("2 - :tail")


def test_json_has_every_line(project: Shell) -> None:
    facts = json.loads(project("explain", "--format", "json", "dump.txt").out)
    assert [line["fate"] for line in facts["lines"]] == ["edited", "dropped", "dropped"]
    assert facts["lines"][0]["after"] == CLEAN.rstrip("\n")
    assert facts["lines"][1]["rules"] == ["outlets/thu.vn:tail"]


def test_one_line_shows_what_rules_did_to_it(project: Shell) -> None:
    assert "removed by outlets/thu.vn:tail" in project("explain", "--line", "2", "dump.txt").out
    ran = project("explain", "--line", "1", "dump.txt")
    assert "rewritten by outlets/thu.vn:dateline\nnew text: " + CLEAN in ran.out


def test_one_line_shows_which_rules_came_close_and_why_they_did_not_act(project: Shell) -> None:
    args = ("explain", "--rules", "more", "--pack", "outlets/a.vn", "--line", "2")
    ran = project(*args, given=b"x\nRelatid\n")
    assert "kept: no rule touched it" in ran.out
    assert 'outlets/a.vn:tail: text: it is not "Related"' in ran.out
    near = json.loads(project(*args, "--format", "json", given=b"x\nRelatid\n").out)["near"]
    assert near == [{"rule": "outlets/a.vn:tail", "why": 'text: it is not "Related"'}]


def test_escape_sequences_of_a_dump_are_shown_and_not_sent(project: Shell) -> None:
    ran = project("explain", given=b"\x1b]0;title\x07x\n")
    assert "\x1b" not in ran.out
    assert "␛]0;title␇x" in ran.out


WRONG = [
    (("--line", "9", "dump.txt"), "dump.txt has 3 lines"),
    (("--line", "0", "dump.txt"), "--line"),
    (("--format", "xml"), "xml"),
]


@pytest.mark.parametrize(("args", "message"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_a_wrong_call_ends_with_2(project: Shell, args: tuple[str, ...], message: str) -> None:
    ran = project("explain", *args, given=b"x")
    ends(ran, 2, message)
    assert ran.out == ""
    assert Path("dump.txt").read_text(encoding="utf-8") == DUMP


def test_the_title_is_given_to_the_cleaner(project: Shell, titles: list[str]) -> None:
    ends(project("explain", "--title", "Bridge opens", "dump.txt"), 0)
    ends(project("explain", "dump.txt"), 0)
    assert titles == ["Bridge opens", ""]
