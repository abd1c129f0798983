"""JSON lines keep every byte but the text, and broken lines are reported with their place."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cleaner.corpus.compression import Compression, compress
from cleaner.corpus.formats import Chunk, Fields, Record
from cleaner.corpus.formats.jsonl import Jsonl
from cleaner.lines.text import Edit, Result, undo
from tests.helpers.batch import (
    Run,
    clean_texts,
    cleaner,
    decompressed,
    ends,
    json_lines,
    raw_texts,
    read_jsonl,
    texts_in,
)
from tests.helpers.strategies import dumps


@pytest.mark.parametrize("end", ["", ".gz", ".zst"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_other_bytes_stay(run: Run, small_chunks: None, end: Compression, jobs: str) -> None:
    Path(f"in.jsonl{end}").write_bytes(compress(json_lines(raw_texts() * 2), end))
    ends(run(f"in.jsonl{end}", f"out.jsonl{end}", "--jobs", jobs), 0)
    out = decompressed(f"out.jsonl{end}", end)
    assert texts_in(out) == clean_texts() * 2
    assert all(b'"n": 1.1}' in line for line in out.splitlines())


def test_a_record_stays_as_it_is_spelled(run: Run) -> None:
    odd = (
        rb'{ "text" :"K\u1ebft lu\u1eadn\n\nAdvertisement\n", "big": 123456789012345678901234567890, "f": 1.50e3, "text2": "a\/b" }'
        + b"\r\n\n"
        + '{"id": 7, "text": "Không đổi.\\n", "nested": {"text": "Advertisement"}}'.encode()
    )
    ran = run("-", "-", "--format", "jsonl", "-q", given=odd)
    assert ran.out.encode() == odd.replace(rb"\n\nAdvertisement", b"")


def test_the_clean_text_and_its_provenance_can_have_fields_of_their_own(run: Run) -> None:
    args = ("-", "-", "--format", "jsonl", "-q", "--out-field", "clean", "--provenance-field", "how")
    ran = run(*args, "--text-field", "body", given=b'{"body": "Advertisement\\nA line.\\n"}\n')
    record = json.loads(ran.out)
    assert record["body"] == "Advertisement\nA line.\n"
    assert record["clean"] == "A line.\n"
    assert record["how"]["pack"] == "web"
    assert record["how"]["removed"] == [1]


def test_the_url_chooses_the_pack(run: Run) -> None:
    text = "Kinhtedothi - x\n"
    lines = json_lines([text], url="https://kinhtedothi.vn/a.html") + json_lines([text], url="https://vnexpress.net/b")
    ran = run("-", "-", "--format", "jsonl", "-q", "--provenance-field", "how", given=lines)
    packs = [json.loads(line)["how"]["pack"] for line in ran.out.splitlines()]
    assert packs == ["outlets/kinhtedothi.vn", "outlets/vnexpress.net"]


def test_a_byte_order_mark_and_a_huge_number_do_not_matter(run: Run) -> None:
    record = json_lines(raw_texts()[:1], giant=0).replace(b'"giant": 0', b'"giant": ' + b"9" * 6000)
    Path("in.jsonl").write_bytes(b"\xef\xbb\xbf" + record + record)
    ends(run("in.jsonl", "out.jsonl"), 0)
    out = Path("out.jsonl").read_bytes()
    assert out.startswith(b"\xef\xbb\xbf{")
    assert out.count(b"9" * 6000) == 2
    assert out.count(json.dumps(clean_texts()[0], ensure_ascii=False).encode()) == 2


# ------------------------------------------------------------------ broken records


BROKEN = b"""\
{"id": 1, "text": "Advertisement\\nOne.\\n"}
{broken
{"id": 3}
{"id": 4, "text": 5}
[]
{"text": "\xff"}
{"text": "x"} y
{"text" "x"}
{"text": "x" "id": 9}
{"text": "x",}
{"id": 11, "text": "Last.\\n"}
"""
MESSAGES = [
    "in.jsonl:2: column 2: invalid JSON: expected a field name in double quotes",
    "in.jsonl:3: the record has no field 'text'",
    "in.jsonl:4: the field 'text' is not a string: 5",
    "in.jsonl:5: the line is not a JSON object",
    "in.jsonl:6: byte 10 is not UTF-8",
    "in.jsonl:7: column 15: invalid JSON: extra data after the object",
    "in.jsonl:8: column 9: invalid JSON: expected ':'",
    "in.jsonl:9: column 14: invalid JSON: expected ',' or '}'",
    "in.jsonl:10: column 14: invalid JSON: expected a field after ','",
]


def test_broken_records_are_reported_and_pass_through(run: Run) -> None:
    Path("in.jsonl").write_bytes(BROKEN)
    ends(run("in.jsonl", "out.jsonl"), 3, *MESSAGES)
    assert Path("out.jsonl").read_bytes() == BROKEN.replace(b"Advertisement\\n", b"")


def test_broken_records_go_to_the_rejects(run: Run) -> None:
    Path("in.jsonl").write_bytes(BROKEN)
    ends(run("in.jsonl", "out.jsonl", "--rejects", "bad.jsonl"), 3)
    assert texts_in(Path("out.jsonl").read_bytes()) == ["One.\n", "Last.\n"]
    rejects = read_jsonl("bad.jsonl")
    assert [f"{reject['place']}: {reject['message']}" for reject in rejects] == MESSAGES
    assert rejects[0]["record"] == "{broken\n"


# ------------------------------------------------------------------ there and back


def there_and_back(lines: list[bytes], fields: Fields) -> tuple[bytes, bytes]:
    """The clean records of some lines, and the raw ones again, from what a ledger would hold."""
    edits: dict[int, tuple[Edit, ...]] = {}

    def clean(record: Record) -> Result:
        result = cleaner().clean(record.text)
        edits[record.number] = result.edits
        return result

    def back(record: Record) -> Result:
        return Result(undo(record.text, edits.get(record.number, ())), (), "", "", ())

    result = Jsonl.work(Chunk(1, len(lines), lines, 0), "in", fields, clean)
    details = dict(json.loads(json.dumps(list(result.raw.items()))))  # as the ledger has it
    cleaned = result.pieces[0].splitlines(keepends=True)
    chunk = Chunk(1, len(cleaned), cleaned, 0)
    raw = Jsonl.restore(chunk, "out", Fields(), back, lambda number: details.get(number, {}))
    return result.pieces[0], raw.pieces[0]


SAMPLE = "Advertisement\nChợ hoa ven sông mở cửa lại.\n\nChia sẻ\n"
SPELLINGS = {
    "as Python writes it": lambda text: json.dumps({"id": 7, "text": text, "n": [1, {"a": None}]}),
    "with all letters": lambda text: json.dumps({"text": text, "id": "x"}, ensure_ascii=False),
    "letters outside the text": lambda text: '{"title": "é", "text": ' + json.dumps(text) + "}",
    "no spaces": lambda text: json.dumps({"text": text, "id": 1}, separators=(",", ":")),
    "spaces everywhere": lambda text: ' { "id" : 1 , "text" :\t' + json.dumps(text) + " } ",
    "slashes and letters escaped": lambda text: '{"text": "\\u0041\\/' + json.dumps(text)[1:] + "}",
    "the new fields are there already": lambda text: json.dumps({"clean": "old", "how": {"x": 1}, "text": text}),
}
FIELDS = [Fields(), Fields(out="clean"), Fields(provenance="how"), Fields(out="clean", provenance="how")]


@pytest.mark.parametrize("fields", FIELDS, ids=["in place", "out", "provenance", "out and provenance"])
@pytest.mark.parametrize("spelling", SPELLINGS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=dumps())
def test_a_line_is_restored_byte_for_byte(spelling: str, fields: Fields, text: str) -> None:
    lines = [(SPELLINGS[spelling](part) + "\n").encode() for part in (text, SAMPLE, "Nothing to do.\n")]
    clean, again = there_and_back(lines, fields)
    assert again == b"".join(lines)
    assert clean != again


def test_the_commands_restore_records_byte_for_byte(run: Run, restore: Run) -> None:
    lines = [SPELLINGS[name](f"{SAMPLE}{n}\n") + "\n" for n, name in enumerate(SPELLINGS)]
    lines += ["\n", "{broken\n", '{"x": 1}\n']
    Path("in.jsonl").write_text("".join(lines * 3), encoding="utf-8")
    for more in ([], ["--out-field", "clean", "--provenance-field", "how"]):
        for name in ("out.jsonl", "l.jsonl", "again.jsonl"):
            Path(name).unlink(missing_ok=True)
        ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl", "--jobs", "1", *more), 3)
        ends(restore("out.jsonl", "l.jsonl", "again.jsonl"), 0)
        assert Path("again.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


FORGED_SPELLINGS = {
    "another field": '"x", "evil": 1',
    "another record": '"x"}\n{"text": "evil"',
    "a line feed": "1\n",
    "no JSON": "x",
    "nothing": "",
    "spaces around it": ' "x" ',
    "a nest without end": "[" * 100_000,
    "no text": 3,
}


@pytest.mark.parametrize("spelling", FORGED_SPELLINGS.values(), ids=FORGED_SPELLINGS)
def test_a_forged_ledger_inserts_no_field_and_no_record(run: Run, restore: Run, spelling: object) -> None:
    Path("clean.jsonl").write_bytes(json_lines(["x"]))
    raw = {"file": "clean.jsonl", "record": 1, "raw": {"fields": {"text": spelling}}}
    Path("l.jsonl").write_text(json.dumps(raw) + "\n")
    ends(restore("clean.jsonl", "l.jsonl", "raw.jsonl"), 3, "not restored, because the ledger does not fit")
    assert not Path("raw.jsonl").exists()


@pytest.mark.parametrize(
    ("record", "title"),
    [
        ('{"text": "x", "title": "Bridge opens"}', "Bridge opens"),
        ('{"text": "x", "title": ""}', ""),
        ('{"text": "x", "title": null}', None),
        ('{"text": "x", "title": 7}', None),
        ('{"text": "x", "title": ["Bridge opens"]}', None),
        ('{"text": "x", "Title": "Bridge opens"}', None),
    ],
)
def test_a_title_that_is_not_text_counts_as_missing(record: str, title: str | None) -> None:
    (read,) = Jsonl.records(Chunk(1, 1, [record.encode()], 0), "in", Fields())
    assert isinstance(read, Record)
    assert read.title == title
    (other,) = Jsonl.records(Chunk(1, 1, [record.encode()], 0), "in", Fields(title="head"))
    assert isinstance(other, Record)
    assert other.title is None
