"""`cleaner rules new`: conflicts, dumps that cannot be used, messages and exit codes."""

import json
from pathlib import Path

import pytest
import yaml

from cleaner.packs.schema import read
from tests.helpers.shell import PROSE, Shell, ends, put

MENU = "The B house menu"


def page(n: int, *more: str) -> str:
    return "\n".join([*more, f"The bridge {n} is open", PROSE.format(n=n), ""])


@pytest.fixture
def dumps(shell: Shell) -> Shell:
    for n in range(3):
        put(f"{n}.txt", page(n, MENU, "Share this"))
    put("bad.txt", b"\xe1\xba")
    put("blank.txt", " \n")
    Path("empty").mkdir()
    return shell


def test_the_pack_that_is_written_passes_its_test(dumps: Shell) -> None:
    ran = dumps("rules", "new", "b.vn", "--from", "0.txt", "1.txt", "--from", "2.txt", "-o", "mine/outlets/b.vn.yaml")
    ends(ran, 0, "mine/outlets/b.vn.yaml: written")
    text = Path("mine/outlets/b.vn.yaml").read_text(encoding="utf-8")
    assert "from 3 dumps" in text
    assert "are in all 3 dumps" in text
    assert dumps("rules", "check", "--rules", "mine").code == 0
    assert "1 pack, 0 rules, 1 example, 0 failed" in dumps("rules", "test", "--rules", "mine", "outlets/b.vn").out
    assert (
        "pack outlets/b.vn (mine/outlets/b.vn.yaml), chosen by: fingerprint on line 1"
        in dumps("explain", "--rules", "mine", "1.txt").out
    )


def test_the_first_dump_becomes_the_test(dumps: Shell) -> None:
    ran = dumps("rules", "new", "b.vn", "--from", "2.txt", "1.txt")
    ends(ran, 0)
    assert yaml.safe_load(ran.out)["tests"] == [
        {"name": "a whole page", "raw": page(2, MENU, "Share this"), "clean": page(2, MENU)}
    ]


def test_the_author_is_told_about_packs_that_the_new_one_may_conflict_with(dumps: Shell) -> None:
    put("a.txt", page(1, "Menu", "A ONLINE PAPER"))
    ran = dumps("rules", "new", "b.vn", "--from", "a.txt")
    ends(ran, 0, "the first dump already gets the pack outlets/a.vn: finger", "fingerprints from one dump are a guess")
    put("mine/outlets/b.yaml", "detect: {host: b.vn}")
    ran = dumps("rules", "new", "b.vn", "--rules", "mine", "--from", "1.txt", "2.txt")
    ends(ran, 0, "the pack outlets/b (mine/outlets/b.yaml) has the host b.vn too")


def test_two_packs_of_one_layer_cannot_share_a_host(dumps: Shell) -> None:
    put("mine/outlets/b.yaml", "detect: {host: b.vn}")
    command = ("rules", "new", "b.vn", "--rules", "mine", "--from", "1.txt", "2.txt", "-o")
    ran = dumps(*command, "mine/outlets/b.vn.yaml")
    ends(ran, 2, "outlets/b (mine/outlets/b.yaml) has the host b.vn; packs of one layer cannot share a host")
    assert not Path("mine/outlets/b.vn.yaml").exists()
    ends(dumps(*command, "other/outlets/b.vn.yaml"), 0, "written")


def test_a_dump_with_half_a_character_is_skipped(dumps: Shell) -> None:
    put("half.jsonl", json.dumps({"text": page(1, "\ud800")}) + "\n" + json.dumps({"text": page(2)}) + "\n")
    ran = dumps("rules", "new", "b.vn", "--from", "half.jsonl")
    ends(ran, 3, "half.jsonl:1: it has half a character")
    assert "The bridge 2 is open" in ran.out


REFUSED = {
    "no dumps": (["b.vn"], 2, "cleaner rules new b.vn --from dump.txt"),
    "a name that is a path": (["../b", "--from", "0.txt"], 2, "no pack can have the name '../b'"),
    "a pack that exists": (["a.vn", "--from", "0.txt"], 2, "the pack outlets/a.vn exists"),
    "an output that exists": (["b.vn", "--from", "0.txt", "-o", "there.yaml"], 2, "use --force to overwrite it"),
    "a folder as output": (["b.vn", "--from", "0.txt", "-o", "empty"], 2, "like empty/outlets/b.vn.yaml"),
    "an output that is no pack": (
        ["b.vn", "--from", "0.txt", "-o", "b.yml"],
        2,
        "the file name of a pack ends in .yaml",
    ),
    "an output below a file": (["b.vn", "--from", "0.txt", "-o", "0.txt/b.yaml"], 3, "0.txt/b.yaml: not written"),
    "no such dump": (["b.vn", "--from", "no.txt"], 2, "no.txt: there is no such file or folder"),
    "an empty folder": (["b.vn", "--from", "empty"], 3, "empty: it has no dumps"),
    "a blank dump": (["b.vn", "--from", "blank.txt"], 3, "blank.txt: it has no text"),
    "a dump that cannot be read": (["b.vn", "--from", "bad.txt"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
    "one dump of several that cannot be read": (
        ["b.vn", "--from", "bad.txt", "0.txt", "1.txt"],
        3,
        "bad.txt: byte 0 (0xe1)",
    ),
    "a faulty pack": (["b.vn", "--from", "0.txt", "--rules", "faulty"], 2, "unknown key 'ruls'"),
}


@pytest.mark.parametrize(("args", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_wrong_usage_and_unusable_dumps_are_reported(dumps: Shell, args: list[str], code: int, message: str) -> None:
    put("there.yaml", "mine")
    put("faulty/b.yaml", "ruls: []")
    ran = dumps("rules", "new", *args)
    ends(ran, code, message)
    assert bool(ran.out) == ("1.txt" in args)
    assert Path("there.yaml").read_text(encoding="utf-8") == "mine"


def test_force_overwrites_a_file_and_replaces_a_pack(dumps: Shell) -> None:
    put("there.yaml", "mine")
    ends(dumps("rules", "new", "a.vn", "--from", "0.txt", "1.txt", "-o", "there.yaml", "--force"), 0, "written")
    assert "about: a.vn article pages" in Path("there.yaml").read_text(encoding="utf-8")


def test_a_dump_is_read_from_standard_input(shell: Shell) -> None:
    text = page(1, "Welcome to b.vn")
    ran = shell("rules", "new", "b.vn", "--from", "-", given=text.encode())
    assert ran.code == 0
    pack, faults = read(ran.out, "b.vn.yaml", "outlets/b.vn")
    assert pack is not None
    assert faults == []
    assert pack.tests[0].raw == text


def test_for_a_pack_that_exists_a_person_is_told_how_to_add_to_it(dumps: Shell) -> None:
    ran = dumps("rules", "new", "a.vn", "--from", "0.txt")
    ends(ran, 2, "the pack outlets/a.vn exists", "another name, like outlets/a.vn-more, with `extends: [outlets/a.vn]`")
    put(
        "mine/outlets/a.vn-more.yaml", "extends: [outlets/a.vn]\ndetect: {host: [a.vn], line: [{text: A ONLINE PAPER}]}"
    )
    for args in ((), ("--host", "a.vn")):
        given = b"x\nA ONLINE PAPER\ny\n"
        ran = dumps("explain", "--rules", "mine", *args, given=given)
        assert ran.out.startswith("standard input: pack outlets/a.vn-more (mine/outlets/a.vn-more.yaml), ")
