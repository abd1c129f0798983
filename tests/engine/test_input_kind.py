"""Input that is not the text of a page: it is recognised, and ordinary dumps never are."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given

from cleaner.engine.input_kind import binary_kind, input_flag
from cleaner.lines.text import Flag
from tests.helpers import SAMPLES
from tests.helpers.packs import shipped_cleaner
from tests.helpers.strategies import dumps

ROWS = "".join(f'{n},https://a.vn/{n},"The ferry\nis ""late"", again"\n' for n in range(99))
LONG = "The ferry is late again. " * 400
TAKES = {
    "a page": ("<!DOCTYPE html>\n<html><body><p>x</p></body></html>", "HTML"),
    "a page below a byte order mark": ("\ufeff\n<HTML lang=vi>", "HTML"),
    "a page below comments": ("<!-- a -->\n<!-- b -->\n<html>", "HTML"),
    "XHTML": ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">', "HTML"),
    "a piece of a page": ("<p>One</p>", "HTML"),
    "a long piece of a page": (f"<div class='a'>\n<h1>One</h1><p>{LONG}</p></div>\n<p>x</p>\n", "HTML"),
    "a feed": ('<?xml version="1.0"?>\n<rss><channel><title>x</title></channel></rss>', "XML"),
    "one record": ('{"id": 1, "text": "x"}', "JSON lines"),
    "records": ('{"id": 1, "text": "x\\" y"}\r\n{"id": 2}\r\n', "JSON lines"),
    "a long record": (json.dumps({"text": LONG}) + "\n" + json.dumps({"text": LONG}), "JSON lines"),
    "an object over several lines": ('{\n  "id": 1\n}\n', "JSON"),
    "a list of records": ('[{"id": 1},\n {"id": 2}]\n', "JSON"),
    "rows with a header": (f"id,url,text\n{ROWS}", "CSV"),
    "one row": ('text\tid\n"x"\t1', "CSV"),
    "columns of any name": ("a_1;b.2\n1;2\n3;4\n5;6\n", "CSV"),
}
LEAVES = {
    "nothing": "",
    "spaces": " \n\n",
    "a sentence": "The ferry is late, again.\n",
    "a menu with commas": "News, Sport, Weather\nMore, Less, None\nOne, Two, Three\nA, B, C\n",
    "single words with commas": "News,Sport,Weather\nThe ferry is late, again.\n",
    "a table of words and tabs": "Boat\tLength\tCrew\nAnna\t3\t4\nIda\t5\t6\nEva\t5\t6\n",
    "an arrow": "<< back | next >>\n<3 this ferry\n",
    "a tag in the middle": "The tag <p>\n</p></p></p>\n",
    "a picture that a renderer left": '<img src="x.gif" /><img src="y.gif" />\nThe ferry </p></p></p>\n',
    "a quoted element": "<title> is an element of HTML, and so is the element called\n",
    "braces": "{{Infobox ferry}}\n{ hidden }\n",
    "brackets": "[edit] The ferry [1]\n",
    "a list in brackets": "[1] Miller, The ferry\n[2] Smith, The boat]\n",
    "a rounded quotation": '{"The ferry" is the name of a boat}\n',
    "numbers": "1,2\n3,4\n5,6\n7,8\n",
    "a sentence about PDF": "%PDF is what a PDF file begins with, and PK a zip archive.\n",
}


@pytest.mark.parametrize(("text", "kind"), TAKES.values(), ids=TAKES)
def test_it_is_recognised(text: str, kind: str) -> None:
    flag = input_flag(text)
    assert flag is not None
    assert flag.kind == "input"
    assert str(flag).startswith(f"looks like {kind}; ")


@pytest.mark.parametrize(
    ("data", "kind", "way_out"),
    [
        (b"%PDF-1.4\n1 0 obj\n", "a PDF file", "pdftotext"),
        (b"PK\x03\x04\x14abc", "a zip archive", "unpack it"),
        (gzip.compress(b"The ferry is late.", mtime=0), "a file compressed with gzip", "gzip -d"),
        (b"\x28\xb5\x2f\xfd\x04", "a file compressed with zstd", "zstd -d"),
    ],
)
def test_a_binary_file_is_recognised_before_and_after_it_is_decoded(data: bytes, kind: str, way_out: str) -> None:
    message = binary_kind(data)
    assert message.startswith(f"looks like {kind}")
    assert way_out in message
    assert input_flag(data.decode("latin-1")) == Flag("input", message)


@pytest.mark.parametrize("text", LEAVES.values(), ids=LEAVES)
def test_it_is_left_alone(text: str) -> None:
    assert input_flag(text) is None


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.txt")), ids=lambda path: path.name)
def test_no_sample_is_taken_for_anything_else(path: Path) -> None:
    assert input_flag(path.read_text(encoding="utf-8")) is None


@given(dumps())
def test_no_dump_is_too_odd(text: str) -> None:
    input_flag(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!---->" * 600,
        "<!--" * 1000,
        "<?" * 2000,
        '{"' + "\\" * 4000,
        "[{" * 2000,
        "a," * 2000,
        '"' * 4000,
        "<p " * 1500,
    ],
    ids=lambda text: text[:4],
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    input_flag(text * 100)


def test_the_text_is_cleaned_as_before_and_the_flag_replaces_what_the_page_looks_like() -> None:
    text = "<html>\n<p>Share this</p>\n</html>\n"
    result = shipped_cleaner().clean(text)
    assert result.text == text
    assert [flag.kind for flag in result.flags] == ["input"]
    assert result.doubtful
    assert not result.unchanged
