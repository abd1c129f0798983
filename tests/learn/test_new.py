"""`cleaner rules new`: a pack to begin with, whose test holds as it is written."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleaner.learn.new import Common, Name, holds, named, scaffold
from cleaner.packs.library import Library
from cleaner.packs.schema import read
from tests.helpers.packs import library
from tests.helpers.shell import OUTLET, PROSE, WEB, Shell, ends, put
from tests.helpers.shell import shell as shell  # a fixture

HERE = Name("outlets/b.vn", "b.vn", "b.vn")


@cache
def packs() -> Library:
    return library(web=WEB, **{"outlets__a.vn": OUTLET})


def made(*dumps: str, name: Name = HERE) -> dict[str, Any]:
    """The scaffold as plain data."""
    common = Common()
    for text in dumps:
        common.add(text)
    library_ = packs()
    text = scaffold(name, common, library_).text
    assert holds(text, name, library_)
    facts: dict[str, Any] = yaml.safe_load(text)
    return facts


def page(n: int, *more: str) -> str:
    return "\n".join([*more, f"The bridge {n} is open", PROSE.format(n=n), ""])


# ------------------------------------------------------------------ names

NAMES = {
    "example.vn": Name("outlets/example.vn", "example.vn", "example.vn"),
    "www.Example.vn": Name("outlets/example.vn", "example.vn", "example.vn"),
    "https://www.example.vn/a?b": Name("outlets/example.vn", "example.vn", "example.vn"),
    "outlets/example.vn.yaml": Name("outlets/example.vn", "example.vn", "example.vn"),
    "gazette": Name("outlets/gazette", "gazette", ""),
    "common/quiz.boxes": Name("common/quiz.boxes", "quiz.boxes", ""),
    "Báo-mới": Name("outlets/Báo-mới", "Báo-mới", ""),
    "../x": None,
    "a/../b": None,
    "/etc/x": None,
    "a b": None,
    "": None,
    ".yaml": None,
    "-x": None,
}


@pytest.mark.parametrize(("given", "wanted"), NAMES.items(), ids=NAMES)
def test_what_a_pack_is_called(given: str, wanted: Name | None) -> None:
    assert named(given) == wanted


# ------------------------------------------------------------------ fingerprints

MENU = "The B house menu"
LINES = {
    "a line that stands in one dump only": ([page(1, MENU), page(2)], None),
    "a line that a rule takes": ([page(1, "Share this"), page(2, "Share this")], None),
    "a line of another pack's example": ([page(1, "A ONLINE PAPER"), page(2, "A online paper")], None),
    "a sentence": ([page(1, PROSE.format(n=5)), page(2, PROSE.format(n=5))], None),
    "a single word": ([page(1, "Menu"), page(2, "Menu")], None),
    "no letters": ([page(1, "1 2 3 4"), page(2, "1 2 3 4")], None),
    "the same dump twice": ([page(1), page(1)], None),
    "a line in all": ([page(1, MENU), page(2, MENU.upper())], [{"text": MENU}]),
    "lines that name the outlet, rather than others": (
        [page(1, MENU, "All of B.VN here"), page(2, "All of B.vn here", MENU)],
        [{"text": "All of B.VN here"}],
    ),
    "a dateline": ([page(1, "B.VN - It rains"), page(2, "b.vn - It snows")], [{"starts": "B.VN -"}]),
    "a dateline of someone else": ([page(1, "Reuters - It rains"), page(2, "Reuters - It snows")], None),
}


@pytest.mark.parametrize(("dumps", "signs"), LINES.values(), ids=LINES)
def test_a_fingerprint_is(dumps: list[str], signs: list[object] | None) -> None:
    detect = made(*dumps)["detect"]
    assert detect["host"] == ["b.vn"]
    assert detect.get("line") == signs


def test_lines_that_do_not_name_the_outlet_prove_it_together() -> None:
    more = [MENU, "Our ships today", "Weather and tides", "The oldest harbour"]
    detect = made(page(1, *more), page(2, *more))["detect"]
    assert (len(detect["line"]), detect["least"]) == (3, 2)


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("Post of the valley", True),
        ("All of the P-o-s-t here", True),
        ("Poster of the day", False),
        ("The outpost today", False),
        ("Read news.post.co.vn daily", True),
    ],
)
def test_a_line_names_the_outlet_by_whole_words(line: str, ours: bool) -> None:
    name = Name("outlets/news.post.co.vn", "news.post.co.vn", "news.post.co.vn")
    more = [line, "Weather and tides"]
    assert ("least" not in made(page(1, *more), page(2, *more), name=name)["detect"]) == ours


def test_what_the_hint_shows_is_right_where_it_is_uncommented() -> None:
    for name in (HERE, Name("outlets/gazette", "gazette", "")):
        common = Common()
        common.add(page(1))
        common.add(page(2))
        text = scaffold(name, common, packs()).text
        hint = re.sub(r"(?m)^# detect:$", "detect:", text)
        hint = hint.replace("#   line: [{text: a line", "  line: [{text: a line")
        assert hint != text
        pack, faults = read(hint, "x.yaml", "x")
        assert faults == []
        assert pack is not None
        assert pack.detect is not None
        assert [test.text for test in pack.detect.line] == [("a line that stands on every page",)]


def test_a_pack_without_host_and_fingerprints_has_no_detect() -> None:
    assert "detect" not in made(page(1), page(2), name=Name("common/x", "x", ""))


def test_one_dump_is_a_guess_and_says_so() -> None:
    common = Common()
    common.add(page(1, "Welcome to b.vn"))
    text = scaffold(HERE, common, packs()).text
    assert "# A guess from one dump" in text
    assert "- {text: Welcome to b.vn}" in text


# ------------------------------------------------------------------ the test in it

AWKWARD = {
    "plain": page(1),
    "without an end": "a\nb",
    "several ends": "a\n\n\n",
    "blank lines first": "\n \n  a\n",
    "spaces at ends": "a  \n   b \n\t\n",
    "carriage returns": "a\r\nb\rc\n",
    "marks of YAML": "- a: b\n# c\n'\"\\ %x\n---\n...\n",
    "line ends that are none here": "a\x85b\u2028c\n",
    "controls": "a\x07\x1bb\n",
    "a byte order mark": "\ufeffa\n",
    "beyond the basic plane": "😀 b\n",
    "what shows nothing": "\u200b\xa0\n",
    "one word of YAML": "null",
}


@pytest.mark.parametrize("raw", AWKWARD.values(), ids=AWKWARD)
def test_the_dump_comes_back_from_the_yaml_as_it_was(raw: str) -> None:
    (test,) = made(raw)["tests"]
    assert test["raw"] == raw


@given(st.text(st.sampled_from("ab \t\n\r\x85\u2028:#-\"'\\|é😀\ufeff\x00\x1b"), max_size=30))
def test_so_does_any_text(raw: str) -> None:
    common = Common()
    common.add(raw)
    text = scaffold(HERE, common, packs()).text
    pack, faults = read(text, "", HERE.pack)
    assert pack is not None
    assert faults == []
    assert pack.tests[0].raw == raw


# ------------------------------------------------------------------ the command


@pytest.fixture
def dumps(shell: Shell) -> Shell:
    for n in range(3):
        put(f"{n}.txt", page(n, MENU, "Share this"))
    put("bad.txt", b"\xe1\xba")
    put("blank.txt", " \n")
    Path("empty").mkdir()
    return shell


def test_the_pack_is_written_and_its_test_holds(dumps: Shell) -> None:
    ran = dumps("rules", "new", "b.vn", "--from", "0.txt", "1.txt", "--from", "2.txt", "-o", "mine/outlets/b.vn.yaml")
    ends(ran, 0, "mine/outlets/b.vn.yaml: written")
    text = Path("mine/outlets/b.vn.yaml").read_text(encoding="utf-8")
    assert "from 3 dumps" in text
    assert "stand in all 3 dumps" in text
    assert dumps("rules", "check", "--rules", "mine").code == 0
    assert "1 pack, 0 rules, 1 example, 0 failed" in dumps("rules", "test", "--rules", "mine", "outlets/b.vn").out
    assert "pack outlets/b.vn, chosen by: fingerprint on line 1" in dumps("explain", "--rules", "mine", "1.txt").out


def test_the_first_dump_that_is_named_is_the_tests(dumps: Shell) -> None:
    ran = dumps("rules", "new", "b.vn", "--from", "2.txt", "1.txt")
    ends(ran, 0)
    assert yaml.safe_load(ran.out)["tests"] == [
        {"name": "a whole page", "raw": page(2, MENU, "Share this"), "clean": page(2, MENU)}
    ]


def test_what_its_author_should_know_is_said(dumps: Shell) -> None:
    put("a.txt", page(1, "Menu", "A ONLINE PAPER"))
    ends(
        dumps("rules", "new", "b.vn", "--from", "a.txt"), 0, "known already, as outlets/a.vn: finger", "one dump shows"
    )
    put("mine/outlets/b.yaml", "detect: {host: b.vn}")
    ends(
        dumps("rules", "new", "b.vn", "--rules", "mine", "--from", "1.txt", "2.txt"),
        0,
        "b.vn is that of outlets/b (mine",
    )


def test_a_layer_cannot_have_a_host_twice(dumps: Shell) -> None:
    put("mine/outlets/b.yaml", "detect: {host: b.vn}")
    command = ("rules", "new", "b.vn", "--rules", "mine", "--from", "1.txt", "2.txt", "-o")
    ran = dumps(*command, "mine/outlets/b.vn.yaml")
    ends(ran, 2, "the host b.vn is that of outlets/b (mine/outlets/b.yaml), and one layer cannot have it twice")
    assert not Path("mine/outlets/b.vn.yaml").exists()
    ends(dumps(*command, "other/outlets/b.vn.yaml"), 0, "written")


def test_half_of_a_character_is_told(dumps: Shell) -> None:
    put("half.jsonl", json.dumps({"text": page(1, "\ud800")}) + "\n" + json.dumps({"text": page(2)}) + "\n")
    ran = dumps("rules", "new", "b.vn", "--from", "half.jsonl")
    ends(ran, 3, "half.jsonl:1: it holds half of a character")
    assert "The bridge 2 is open" in ran.out


BAD = {
    "nothing to fill it from": (["b.vn"], 2, "cleaner rules new b.vn --from dump.txt"),
    "no name": (["../b", "--from", "0.txt"], 2, "'../b' can be no pack's name"),
    "a pack that is there": (["a.vn", "--from", "0.txt"], 2, "there is a pack outlets/a.vn already"),
    "an output that is there": (["b.vn", "--from", "0.txt", "-o", "there.yaml"], 2, "say --force to write over it"),
    "a folder as output": (["b.vn", "--from", "0.txt", "-o", "empty"], 2, "as empty/outlets/b.vn.yaml"),
    "an output that is no pack": (["b.vn", "--from", "0.txt", "-o", "b.yml"], 2, "a pack's file ends in .yaml"),
    "an output below a file": (["b.vn", "--from", "0.txt", "-o", "0.txt/b.yaml"], 3, "0.txt/b.yaml: not written"),
    "no such dump": (["b.vn", "--from", "no.txt"], 2, "no.txt: there is no such file or folder"),
    "an empty folder": (["b.vn", "--from", "empty"], 3, "empty: there is no dump here"),
    "a blank dump": (["b.vn", "--from", "blank.txt"], 3, "blank.txt: there is no text in it"),
    "a dump that cannot be read": (["b.vn", "--from", "bad.txt"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
    "one of several": (["b.vn", "--from", "bad.txt", "0.txt", "1.txt"], 3, "bad.txt: byte 0 (0xe1)"),
    "a faulty pack": (["b.vn", "--from", "0.txt", "--rules", "faulty"], 2, "unknown key 'ruls'"),
}


@pytest.mark.parametrize(("args", "code", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_told(dumps: Shell, args: list[str], code: int, said: str) -> None:
    put("there.yaml", "mine")
    put("faulty/b.yaml", "ruls: []")
    ran = dumps("rules", "new", *args)
    ends(ran, code, said)
    assert bool(ran.out) == ("1.txt" in args)
    assert Path("there.yaml").read_text(encoding="utf-8") == "mine"


def test_force_writes_over(dumps: Shell) -> None:
    put("there.yaml", "mine")
    ends(dumps("rules", "new", "a.vn", "--from", "0.txt", "1.txt", "-o", "there.yaml", "--force"), 0, "written")
    assert "about: a.vn article pages" in Path("there.yaml").read_text(encoding="utf-8")


def test_the_real_command_reads_a_pipe(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaner", "rules", "new", "b.vn", "--from", "-"]
    done = subprocess.run(
        command, input=page(1, "Welcome to b.vn").encode(), cwd=tmp_path, capture_output=True, check=True, timeout=120
    )
    pack, faults = read(done.stdout.decode(), "b.vn.yaml", "outlets/b.vn")
    assert pack is not None
    assert faults == []
    assert pack.tests[0].raw == page(1, "Welcome to b.vn")
