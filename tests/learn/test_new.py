import re
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleaner.learn.common_lines import CommonLines
from cleaner.learn.new import Target, passes_own_test, scaffold, target_of
from cleaner.packs.library import Library
from cleaner.packs.schema import read
from tests.helpers.packs import library
from tests.helpers.shell import OUTLET, PROSE, WEB

HERE = Target("outlets/b.vn", "b.vn", "b.vn")


@cache
def packs() -> Library:
    return library(web=WEB, **{"outlets__a.vn": OUTLET})


def made(*dumps: str, target: Target = HERE) -> dict[str, Any]:
    """The scaffold as plain data."""
    common = CommonLines()
    for text in dumps:
        common.add(text)
    library_ = packs()
    text = scaffold(target, common, library_).text
    assert passes_own_test(text, target, library_)
    facts: dict[str, Any] = yaml.safe_load(text)
    return facts


def page(n: int, *more: str) -> str:
    return "\n".join([*more, f"The bridge {n} is open", PROSE.format(n=n), ""])


# ------------------------------------------------------------------ names

NAMES = {
    "example.vn": Target("outlets/example.vn", "example.vn", "example.vn"),
    "www.Example.vn": Target("outlets/example.vn", "example.vn", "example.vn"),
    "https://www.example.vn/a?b": Target("outlets/example.vn", "example.vn", "example.vn"),
    "outlets/example.vn.yaml": Target("outlets/example.vn", "example.vn", "example.vn"),
    "gazette": Target("outlets/gazette", "gazette", ""),
    "common/quiz.boxes": Target("common/quiz.boxes", "quiz.boxes", ""),
    "Báo-mới": Target("outlets/Báo-mới", "Báo-mới", ""),
    "../x": None,
    "a/../b": None,
    "/etc/x": None,
    "a b": None,
    "": None,
    ".yaml": None,
    "-x": None,
}


@pytest.mark.parametrize(("given", "wanted"), NAMES.items(), ids=NAMES)
def test_a_pack_is_called_by_a_host_a_url_or_its_own_name(given: str, wanted: Target | None) -> None:
    assert target_of(given) == wanted


# ------------------------------------------------------------------ fingerprints

MENU = "The B house menu"
LINES = {
    "a line of one dump only": ([page(1, MENU), page(2)], None),
    "a line that a rule removes": ([page(1, "Share this"), page(2, "Share this")], None),
    "a line of another pack's example": ([page(1, "A ONLINE PAPER"), page(2, "A online paper")], None),
    "a sentence": ([page(1, PROSE.format(n=5)), page(2, PROSE.format(n=5))], None),
    "a single word": ([page(1, "Menu"), page(2, "Menu")], None),
    "a line without letters": ([page(1, "1 2 3 4"), page(2, "1 2 3 4")], None),
    "the same dump twice": ([page(1), page(1)], None),
    "a line of all dumps": ([page(1, MENU), page(2, MENU.upper())], [{"text": MENU}]),
    "a line that names the outlet, rather than others": (
        [page(1, MENU, "All of B.VN here"), page(2, "All of B.vn here", MENU)],
        [{"text": "All of B.VN here"}],
    ),
    "a dateline": ([page(1, "B.VN - It rains"), page(2, "b.vn - It snows")], [{"starts": "B.VN -"}]),
    "a dateline with another name": ([page(1, "Reuters - It rains"), page(2, "Reuters - It snows")], None),
}


@pytest.mark.parametrize(("dumps", "fingerprints"), LINES.values(), ids=LINES)
def test_these_are_fingerprints_or_none(dumps: list[str], fingerprints: list[object] | None) -> None:
    detect = made(*dumps)["detect"]
    assert detect["host"] == ["b.vn"]
    assert detect.get("line") == fingerprints


def test_lines_that_do_not_name_the_outlet_identify_it_only_together() -> None:
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
    target = Target("outlets/news.post.co.vn", "news.post.co.vn", "news.post.co.vn")
    more = [line, "Weather and tides"]
    assert ("least" not in made(page(1, *more), page(2, *more), target=target)["detect"]) == ours


def test_the_hint_is_a_valid_fingerprint_once_it_is_uncommented() -> None:
    for target in (HERE, Target("outlets/gazette", "gazette", "")):
        common = CommonLines()
        common.add(page(1))
        common.add(page(2))
        text = scaffold(target, common, packs()).text
        hint = re.sub(r"(?m)^# detect:$", "detect:", text)
        hint = hint.replace("#   line: [{text: a line", "  line: [{text: a line")
        assert hint != text
        pack, faults = read(hint, "x.yaml", "x")
        assert faults == []
        assert pack is not None
        assert pack.detect is not None
        assert [test.text for test in pack.detect.line] == [("a line that is on every page",)]


def test_a_pack_without_host_and_fingerprints_has_no_detect() -> None:
    assert "detect" not in made(page(1), page(2), target=Target("common/x", "x", ""))


def test_fingerprints_from_one_dump_are_marked_as_a_guess() -> None:
    common = CommonLines()
    common.add(page(1, "Welcome to b.vn"))
    text = scaffold(HERE, common, packs()).text
    assert "# A guess from one dump" in text
    assert "- {text: Welcome to b.vn}" in text


# ------------------------------------------------------------------ the whole-document test

AWKWARD = {
    "plain": page(1),
    "no line feed at the end": "a\nb",
    "several line feeds at the end": "a\n\n\n",
    "blank lines first": "\n \n  a\n",
    "spaces around lines": "a  \n   b \n\t\n",
    "carriage returns": "a\r\nb\rc\n",
    "signs with a meaning in YAML": "- a: b\n# c\n'\"\\ %x\n---\n...\n",
    "line ends that are no line ends here": "a\x85b\u2028c\n",
    "control characters": "a\x07\x1bb\n",
    "a byte order mark": "\ufeffa\n",
    "beyond the basic plane": "😀 b\n",
    "invisible marks only": "\u200b\xa0\n",
    "a word with a meaning in YAML": "null",
}


@pytest.mark.parametrize("raw", AWKWARD.values(), ids=AWKWARD)
def test_the_dump_is_read_back_from_the_yaml_as_it_was(raw: str) -> None:
    (test,) = made(raw)["tests"]
    assert test["raw"] == raw


@given(st.text(st.sampled_from("ab \t\n\r\x85\u2028:#-\"'\\|é😀\ufeff\x00\x1b"), max_size=30))
def test_so_is_any_text(raw: str) -> None:
    common = CommonLines()
    common.add(raw)
    text = scaffold(HERE, common, packs()).text
    pack, faults = read(text, "", HERE.pack)
    assert pack is not None
    assert faults == []
    assert pack.tests[0].raw == raw
