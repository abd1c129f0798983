"""No character of a dump, a file name, a record or a pack reaches a terminal that could steer it or reorder a line."""

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from cleaner.lines.safe import safe, safe_json, safe_lines
from tests.helpers.shell import Shell, put
from tests.helpers.shell import shell as shell  # a fixture
from tests.helpers.terminal import on_terminal

EVIL = "\x1b]0;title\x07\x1b[2J\x9b31m\x9d0;t\x9c\u202e\u2066\u200f\u061c\x7f\x08\u2028\U000e0041"
ESCAPED = "".join(f"\\U{ord(character):08x}" for character in EVIL)  # for YAML
HARMLESS = "a\tb\xa0c 👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 می\u200cخواهم ക്\u200dഷ ภาษา\u200bไทย"
WITHOUT_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff"
# what may not be printed: controls but tab and line feed, marks and controls of direction, separators, tags, surrogates
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # those of the program itself, on a terminal
PROSE = "The bridge over the river was opened on Monday, after seven years of work on it.\n"
PACK = f"""\
about: "evil {ESCAPED} about"
detect: {{host: [evil.vn], line: [{{text: EVIL ONLINE}}]}}
rules:
  - id: menu
    why: "evil {ESCAPED} why"
    drop: {{line: {{text: [Menu]}}}}
    hits: ["evil {ESCAPED} hit"]
"""


def test_every_unsafe_character_is_made_visible_and_no_other_is_changed() -> None:
    for n in (*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0100)):
        character = chr(n)
        shown = safe(character)
        assert not UNSAFE.search(shown)
        assert "\n" not in shown
        assert (shown != character) == (character in WITHOUT_WIDTH + "\n" or UNSAFE.match(character) is not None)
        if not UNSAFE.match(character):
            assert safe_lines(character) == character
    assert safe(HARMLESS) == safe_lines(HARMLESS) == HARMLESS


@pytest.mark.parametrize("sign", WITHOUT_WIDTH)
def test_signs_without_width_show_in_names_and_stay_in_texts(sign: str) -> None:
    shown = f"\\u{ord(sign):04x}"
    assert safe(f"we{sign}b") == f"we{shown}b"
    assert safe(f"{sign}веб{sign}") == f"{shown}веб{shown}"
    assert safe(f"می{sign}{sign}خواهم").endswith(f"{shown}خواهم")  # one joiner is enough
    assert safe_lines(f"we{sign}b\n") == f"we{sign}b\n"


def test_controls_of_direction_are_known_by_their_class() -> None:
    """Every character that Unicode uses to change the direction of text is among those that are made visible."""
    for n in range(0x110000):
        if unicodedata.bidirectional(chr(n)) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"):
            assert UNSAFE.match(safe(chr(n))) is None


def test_lines_keep_their_ends_and_json_means_the_same() -> None:
    assert safe_lines("a\nb\r\n\x9b\r") == "a\nb\r\n\\u009b␍"
    data = {"x": EVIL + HARMLESS, "half": "\ud83d"}
    text = safe_json(json.dumps(data, ensure_ascii=False, indent=1))
    assert json.loads(text) == data
    assert not UNSAFE.search(text)


@pytest.fixture
def evil(shell: Shell) -> Shell:
    """A folder in which names, texts, records and packs have unsafe characters."""
    name = EVIL.replace("/", "")
    put(f"{name}.txt", f"Menu\nMenu {EVIL}\nEVIL ONLINE\n{PROSE}{EVIL}\n" * 3)
    put(f"dumps/{name}.txt", f"Menu\n{EVIL}\n{PROSE}")
    put(f"dumps/{name}.bad.txt", b"\xff")
    put(f"gold/{name}.txt", PROSE)
    put("rules/outlets/evil.vn.yaml", PACK)
    put(f"faulty/{name}.yaml", f'"{ESCAPED}": 1\nrules: [{{drop: {{line: {{txt: {EVIL[-3:]}}}}}}}]\n')
    records = [{"id": f"{EVIL}{n}", "url": f"https://{EVIL}.vn/", "text": f"Menu\n{PROSE}"} for n in range(9)]
    put("records.jsonl", "".join(f"{json.dumps(record)}\n" for record in [*records, {"id": EVIL, "text": 1}]))
    return shell


def commands() -> list[tuple[str, ...]]:
    dump = EVIL.replace("/", "") + ".txt"
    return [
        ("clean", dump, "--check"),
        ("clean", dump, "--pack", EVIL),
        ("clean", f"no{dump}"),
        ("clean", dump, "--keep", EVIL),
        ("clean", dump, "--encoding", EVIL),
        ("clean", dump, "--format", "json"),
        ("clean", f"--{EVIL}"),
        (EVIL,),
        (dump,),
        ("explain", dump),
        ("explain", dump, "--why"),
        ("explain", dump, "--line", "1"),
        ("explain", dump, "--format", "json"),
        ("batch", "dumps", "clean"),
        ("batch", "records.jsonl", "clean.jsonl"),
        ("batch", dump, f"no/{EVIL}/x/"),
        ("eval", "dumps", "gold"),
        ("eval", "dumps", "gold", "--format", "json"),
        ("learn", "dumps", "--outlet", EVIL),
        ("learn", "dumps", "--outlet", "evil.vn"),
        ("rules", "list"),
        ("rules", "show", "outlets/evil.vn"),
        ("rules", "show", EVIL),
        ("rules", "test", "outlets/evil.vn"),
        ("rules", "test", "outlets/evil.vn", "--output-format", "json"),
        ("rules", "test", "outlets/evil.vn", "--output-format", "github"),
        ("rules", "check", "faulty"),
        ("rules", "check", "faulty", "--output-format", "json"),
        ("rules", "check", "faulty", "--output-format", "github"),
        ("rules", "list", "--rules", "faulty"),
        ("rules", "health", "records.jsonl", "dumps"),
        ("rules", "health", "records.jsonl", "dumps", "--format", "json"),
        ("rules", "diff", "shipped", "rules", "dumps", "--show", "9"),
        ("rules", "diff", EVIL, "rules", "dumps"),
        ("rules", "new", "evil2.vn", "--from", f"dumps/{EVIL.replace('/', '')}.bad.txt"),
        ("rules", "new", EVIL, "--from", dump),
    ]


@pytest.mark.skipif(os.name == "nt", reason="such names of files are not possible there")
@pytest.mark.parametrize(
    "args", commands(), ids=lambda args: ascii(" ".join(args).replace(EVIL.replace("/", ""), "EVIL"))[:60]
)
def test_nothing_unsafe_is_printed(evil: Shell, args: tuple[str, ...]) -> None:
    ran = evil(*args)
    assert "Traceback" not in ran.err
    for stream in (ran.out, ran.err):
        assert not UNSAFE.search(stream), ascii(UNSAFE.search(stream))


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
@pytest.mark.parametrize(
    "args",
    [
        ("clean", EVIL.replace("/", "") + ".txt", "--no-project"),
        ("clean", EVIL.replace("/", "") + ".txt", "--diff"),
        ("explain", EVIL.replace("/", "") + ".txt"),
        ("batch", "records.jsonl", "clean.jsonl"),
        ("rules", "list"),
        ("rules", "new", "evil2.vn", "--from", EVIL.replace("/", "") + ".txt"),
    ],
    ids=lambda args: " ".join(args[:1] + args[2:]).split("\x1b")[0],
)
def test_nothing_unsafe_reaches_a_terminal(evil: Shell, args: tuple[str, ...]) -> None:
    seen = on_terminal(*args)
    assert "Traceback" not in seen.shown
    shown = re.sub(r"\x1b\[\?25[lh]|\x1b\[\d*[AK]|\x1b\[2K|\r", "", OWN_COLOURS.sub("", seen.shown))  # and its progress
    assert not UNSAFE.search(shown), ascii(shown)
    assert "The bridge over the river" in shown or args[0] in ("batch", "rules")


def test_a_text_and_a_diff_in_a_pipe_stay_exact(evil: Shell) -> None:
    (path,) = (path for path in Path().glob("*.txt"))
    assert EVIL in evil("clean", str(path), "--pack", "web").out
    assert f" {EVIL}\n" in evil("clean", "--pack", "web", "--diff", given=f"Share this\n{EVIL}\n{PROSE}".encode()).out


def test_the_name_of_a_file_forges_no_lines_of_a_diff(evil: Shell) -> None:
    name = "a\n+++ b\n@@ -1 +1 @@\n-x\n+y"
    put(f"{name}.txt", f"Share this\n{PROSE}")
    heading = evil("clean", "--pack", "web", "--diff", f"{name}.txt").out.splitlines()[:2]
    assert heading[0] == '--- "a\\012+++ b\\012@@ -1 +1 @@\\012-x\\012+y.txt"'
    assert heading[1].startswith('+++ "a\\012')
