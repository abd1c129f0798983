"""Clean records and their ledger make the raw ones again, byte for byte, whatever was put into them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cleaner.corpus.formats import Chunk, Fields
from cleaner.corpus.formats.jsonl import Jsonl
from cleaner.engine.clean import Cleaner
from cleaner.lines.text import Edit, Result, undo
from tests.helpers import SAMPLES
from tests.helpers.strategies import dumps

CLEANER = Cleaner.load()
SAMPLE = (SAMPLES / "kinhtedothi.vn/cho-hoa-ven-song.raw.txt").read_text(encoding="utf-8")


def there_and_back(lines: list[bytes], fields: Fields) -> tuple[bytes, bytes]:
    """The clean records of some lines, and the raw ones again, by what a ledger would hold."""
    edits: dict[int, tuple[Edit, ...]] = {}

    def clean(number: int, _document: str, text: str, _url: str | None) -> Result:
        result = CLEANER.clean(text)
        edits[number] = result.edits
        return result

    def back(number: int, _document: str, text: str, _url: str | None) -> Result:
        return Result(undo(text, edits.get(number, ())), (), "", "", ())

    made = Jsonl.work(Chunk(1, len(lines), lines, 0), "in", fields, clean)
    told = dict(json.loads(json.dumps(list(made.raw.items()))))  # as the ledger has it
    cleaned = made.parts[0].splitlines(keepends=True)
    chunk = Chunk(1, len(cleaned), cleaned, 0)
    return made.parts[0], Jsonl.restore(chunk, "out", Fields(), back, lambda number: told.get(number, {})).parts[0]


SPELT = {
    "as Python writes it": lambda text: json.dumps({"id": 7, "text": text, "n": [1, {"a": None}]}),
    "with all letters": lambda text: json.dumps({"text": text, "id": "x"}, ensure_ascii=False),
    "letters outside the text": lambda text: '{"title": "é", "text": ' + json.dumps(text) + "}",
    "no spaces": lambda text: json.dumps({"text": text, "id": 1}, separators=(",", ":")),
    "spaces all over": lambda text: ' { "id" : 1 , "text" :\t' + json.dumps(text) + " } ",
    "slashes and letters escaped": lambda text: '{"text": "\\u0041\\/' + json.dumps(text)[1:] + "}",
    "a field of the name": lambda text: json.dumps({"clean": "old", "how": {"x": 1}, "text": text}),
}
FIELDS = [
    Fields(),
    Fields(out="clean"),
    Fields(provenance="how"),
    Fields(out="clean", provenance="how"),
]


@pytest.mark.parametrize("fields", FIELDS, ids=str)
@pytest.mark.parametrize("spelling", SPELT)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=dumps())
def test_a_line_of_json_comes_back(spelling: str, fields: Fields, text: str) -> None:
    lines = [(SPELT[spelling](one) + "\n").encode() for one in (text, SAMPLE, "Nothing to do.\n")]
    clean, again = there_and_back(lines, fields)
    assert again == b"".join(lines)
    assert clean != again


def run(folder: Path, *args: str) -> int:
    done = subprocess.run([sys.executable, "-m", "cleaner", *args], cwd=folder, capture_output=True, check=False)
    return done.returncode


def test_wet_records_come_back_with_their_digests(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    bodies = [b"software: x\r\n", SAMPLE.encode(), b"Nothing to do.\n", b"\xff\xfe", SAMPLE.encode()]
    data = b"".join(
        b"WARC/1.0\r\nWARC-Type: %b\r\nWARC-Target-URI: https://x.vn/%d\r\nWARC-Block-Digest: sha1:ABC\r\n"
        b"Content-Type: text/plain\r\nwarc-payload-digest: sha1:DEF\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
        % (b"conversion" if n else b"warcinfo", n, len(body), body)
        for n, body in enumerate(bodies)
    )
    (tmp_path / "in.wet").write_bytes(data)
    assert run(tmp_path, "batch", "in.wet", "out.wet", "--ledger", "l.jsonl", "--jobs", "1") == 3
    assert (tmp_path / "out.wet").read_bytes().count(b"sha1:ABC") == 3
    assert run(tmp_path, "restore", "out.wet", "l.jsonl", "again.wet") == 0
    assert (tmp_path / "again.wet").read_bytes() == data


def test_the_commands_bring_records_back_byte_for_byte(tmp_path: Path) -> None:
    lines = [SPELT[name](f"{SAMPLE}{n}\n") + "\n" for n, name in enumerate(SPELT)] + ["\n", "{broken\n", '{"x": 1}\n']
    (tmp_path / "in.jsonl").write_text("".join(lines * 3), encoding="utf-8")
    for more in ([], ["--out-field", "clean", "--provenance-field", "how"]):
        for name in ("out.jsonl", "l.jsonl", "again.jsonl"):
            (tmp_path / name).unlink(missing_ok=True)
        batch = ["batch", "in.jsonl", "out.jsonl", "--ledger", "l.jsonl", "--jobs", "1", *more]
        assert run(tmp_path, *batch) == 3
        assert run(tmp_path, "restore", "out.jsonl", "l.jsonl", "again.jsonl") == 0
        assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "in.jsonl").read_bytes()
