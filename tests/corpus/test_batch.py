"""Batches with the real command: every form, any number of jobs, stopped and gone on, bad input, nothing lost."""

import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.corpus.tally import Tally
from tests.helpers import ROOT

RAW = [path.read_bytes().decode() for path in sorted(ROOT.glob("samples/*/*.raw.txt"))]
CLEANER = Cleaner.load()
CLEAN = [CLEANER.clean(text).text for text in RAW]
Done = subprocess.CompletedProcess[bytes]
Run = Callable[..., Done]


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "cleaner", "batch", *args]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*args: str, given: bytes = b"") -> Done:
        return subprocess.run(command(*args), input=given, capture_output=True, check=False, timeout=300)

    return run


def ends(done: Done, code: int, *said: str) -> None:
    errors = done.stderr.decode()
    assert done.returncode == code, errors
    for part in said:
        assert part in errors, errors


def folder(path: str, texts: list[str]) -> None:
    for n, text in enumerate(texts):
        file = Path(path, f"{n % 3}", f"{n:05}.txt")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def texts_of(path: str) -> list[str]:
    return [file.read_bytes().decode() for file in sorted(Path(path).rglob("*.txt"), key=lambda file: file.name)]


def lines(texts: list[str], **more: Any) -> bytes:
    return b"".join(
        json.dumps({"id": f"d{n}", "text": text, "n": 1.10, **more}, ensure_ascii=False).encode() + b"\n"
        for n, text in enumerate(texts)
    )


def texts_in(data: bytes, field: str = "text") -> list[str]:
    return [json.loads(line)[field] for line in data.splitlines()]


def visible(path: str = ".") -> list[str]:
    return sorted(name for name in os.listdir(path) if not name.startswith("."))


# ------------------------------------------------------------------ the forms


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_is_mirrored(run: Run, jobs: str) -> None:
    folder("raw", RAW)
    Path("raw/notes.md").write_text("not a dump")
    Path("raw/.hidden.txt").write_text("not a dump")
    ends(run("raw", "out", "--jobs", jobs), 0, "documents")
    assert texts_of("out") == CLEAN
    assert visible("out") == ["0", "1", "2"]
    assert {name for name in os.listdir("out/0") if name.startswith(".")} == {".cleaner-manifest.jsonl"}


@pytest.mark.parametrize("end", ["", ".gz", ".zst"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_json_lines_keep_every_other_byte(run: Run, end: str, jobs: str) -> None:
    from cleaner.corpus.compression import pack, reader

    Path(f"in.jsonl{end}").write_bytes(pack(lines(RAW * 30), end))
    ends(run(f"in.jsonl{end}", f"out.jsonl{end}", "--jobs", jobs), 0)
    out = reader(io.BytesIO(Path(f"out.jsonl{end}").read_bytes()), end).read()
    assert texts_in(out) == CLEAN * 30
    assert all(b'"n": 1.1}' in line for line in out.splitlines())


def test_the_bytes_are_the_same_for_any_number_of_jobs(run: Run) -> None:
    Path("in.jsonl").write_bytes(lines(RAW * 60))
    for jobs in ("1", "2", "3"):
        os.mkdir(jobs)
        extra = ("--ledger", f"{jobs}/ledger.zst", "--report", f"{jobs}/report.json")
        ends(run("in.jsonl", f"{jobs}/out.jsonl.gz", "--jobs", jobs, *extra), 0)
    for name in ("{}/out.jsonl.gz", "{}/ledger.zst", "{}/report.json"):
        assert len({Path(name.format(jobs)).read_bytes() for jobs in "123"}) == 1, name


def test_a_pipe_of_json_lines(run: Run) -> None:
    done = run("-", "-", "--format", "jsonl", "-q", given=lines(RAW))
    ends(done, 0)
    assert texts_in(done.stdout) == CLEAN
    assert done.stderr == b""


def test_a_closed_pipe_is_no_error(run: Run) -> None:
    Path("in.jsonl").write_bytes(lines(RAW * 60))
    process = subprocess.Popen(command("in.jsonl", "-", "-q"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


def test_a_record_stays_as_it_is_spelt(run: Run) -> None:
    odd = (
        rb'{ "text" :"K\u1ebft lu\u1eadn\n\nAdvertisement\n", "big": 123456789012345678901234567890, "f": 1.50e3, "text2": "a\/b" }'
        + b"\r\n\n"
        + '{"id": 7, "text": "Không đổi.\\n", "nested": {"text": "Advertisement"}}'.encode()
    )
    done = run("-", "-", "--format", "jsonl", "-q", given=odd)
    assert done.stdout == odd.replace(rb"\n\nAdvertisement", b"")


def test_the_clean_text_and_its_provenance_can_have_fields_of_their_own(run: Run) -> None:
    args = ("-", "-", "--format", "jsonl", "-q", "--out-field", "clean", "--provenance-field", "how")
    done = run(*args, "--text-field", "body", given=b'{"body": "Advertisement\\nA line.\\n"}\n')
    record = json.loads(done.stdout)
    assert record["body"] == "Advertisement\nA line.\n"
    assert record["clean"] == "A line.\n"
    assert record["how"]["pack"] == "web"
    assert record["how"]["removed"] == [1]


def test_the_url_chooses_the_pack(run: Run) -> None:
    text = "Kinhtedothi - x\n"
    given = lines([text], url="https://kinhtedothi.vn/a.html") + lines([text], url="https://vnexpress.net/b.html")
    done = run("-", "-", "--format", "jsonl", "-q", "--provenance-field", "how", given=given)
    packs = [json.loads(line)["how"]["pack"] for line in done.stdout.splitlines()]
    assert packs == ["outlets/kinhtedothi.vn", "outlets/vnexpress.net"]


def test_parquet_keeps_columns_metadata_row_groups_and_compression(run: Run) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = RAW * 40
    table = pa.table(
        {"n": range(len(texts)), "text": pa.array(texts, pa.large_string()), "tags": [["a", None]] * len(texts)}
    ).replace_schema_metadata({"made by": "a test"})
    pq.write_table(
        table,
        "in.parquet",
        row_group_size=300,
        compression={"n": "snappy", "text": "zstd", "tags.list.element": "gzip"},
    )
    for jobs in ("1", "2"):
        ends(run("in.parquet", f"{jobs}.parquet", "--jobs", jobs), 0)
        out = pq.ParquetFile(f"{jobs}.parquet")
        made = out.read()
        assert made.column("text").to_pylist() == CLEAN * 40
        given = pq.read_table("in.parquet")
        assert made.schema.equals(given.schema, check_metadata=True)
        assert made.drop(["text"]).equals(given.drop(["text"]))
        before = pq.ParquetFile("in.parquet").metadata
        for group in range(before.num_row_groups):
            assert out.metadata.row_group(group).num_rows == before.row_group(group).num_rows
            kinds = [before.row_group(group).column(n).compression for n in range(3)]
            assert [out.metadata.row_group(group).column(n).compression for n in range(3)] == kinds


def wet(texts: list[str], packed: bool) -> bytes:
    pytest.importorskip("warcio")
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.wet", {"software": "a test"}))
    for n, text in enumerate(texts):
        writer.write_record(
            writer.create_warc_record(
                f"https://example.org/{n}", "conversion", payload=io.BytesIO(text.encode()), length=len(text.encode()),
                warc_content_type="text/plain",
            )
        )  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("end", ["", ".gz"])
def test_wet_records_are_cleaned_and_stay_records(run: Run, end: str) -> None:
    Path(f"in.warc.wet{end}").write_bytes(wet(RAW, bool(end)))
    ends(run(f"in.warc.wet{end}", f"out.warc.wet{end}"), 0)
    from warcio.archiveiterator import ArchiveIterator

    with open(f"out.warc.wet{end}", "rb") as file:
        found = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read().decode())
            for r in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in found] == ["warcinfo"] + ["conversion"] * len(RAW)
    assert [text for _, _, text in found[1:]] == CLEAN
    assert found[3][1] == "https://example.org/2"


# ------------------------------------------------------------------ done is done


def test_a_second_run_passes_over_what_is_done_and_does_what_has_changed(run: Run) -> None:
    folder("raw", RAW[:6])
    ends(run("raw", "out"), 0)
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    Path("raw/0/00003.txt").write_text("Advertisement\nNew.\n")
    Path("out/1/00001.txt").unlink()
    Path("out/2/00002.txt").write_text("spoilt")
    ends(run("raw", "out"), 0, "files done before")
    after = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    changed = {path.name for path in after if before.get(path) != after[path]}
    assert changed == {"00001.txt", "00002.txt", "00003.txt"}
    assert texts_of("out") == [*CLEAN[:3], "New.\n", *CLEAN[4:6]]
    ends(run("raw", "out", "--force"), 0)
    assert all(path.stat().st_mtime_ns != after[path] for path in after)


def test_other_packs_or_options_are_another_job(run: Run) -> None:
    Path("in.jsonl").write_bytes(lines(["Menu\nx\n"]))
    put = Path("more/outlets/a.vn.yaml")
    put.parent.mkdir(parents=True)
    for text, left in (("Menu", "x\n"), ("x", "Menu\n")):
        put.write_text(f"rules: [{{drop: {{line: {{text: {text}}}}}}}]")
        ends(run("--rules", "more", "--pack", "outlets/a.vn", "in.jsonl", "out.jsonl"), 0)
        assert texts_in(Path("out.jsonl").read_bytes()) == [left]


def test_the_report_of_a_second_run_is_that_of_the_first(run: Run) -> None:
    folder("raw", RAW)
    ends(run("raw", "out", "--report", "1.json"), 0)
    ends(run("raw", "out", "--report", "2.json"), 0)
    one, two = (json.loads(Path(name).read_text(encoding="utf-8")) for name in ("1.json", "2.json"))
    assert two.pop("skipped_files") == len(RAW)
    assert one.pop("skipped_files") == 0
    assert one == two
    assert one["documents"] == len(RAW)
    assert one["words_out"] < one["words_in"]


@pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")
@pytest.mark.parametrize("how", ["folder", "jsonl"])
def test_a_batch_that_is_killed_ten_times_ends_as_one_that_was_not(run: Run, how: str) -> None:
    texts = RAW * 100
    dice = random.Random(how)
    if how == "folder":
        folder("raw", texts)
        source, target = "raw", "out"
    else:
        Path("in.jsonl").write_bytes(lines(texts))
        source, target = "in.jsonl", "it/out.jsonl.gz"
    extra = ["--jobs", "2", "-q", "--ledger", "ledger.jsonl.zst"]
    start = time.monotonic()
    ends(run(source, f"whole/{target}", "--jobs", "2", "-q", "--ledger", "whole.jsonl.zst"), 0)
    takes = time.monotonic() - start
    killed = 0
    for _ in range(10):
        process = subprocess.Popen(command(source, target, *extra), start_new_session=True)
        try:
            process.wait(takes * dice.uniform(0.05, 0.35))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
            killed += 1
        process.wait(60)
    assert killed >= 3
    ends(run(source, target, *extra), 0)
    if how == "folder":
        assert texts_of("out") == texts_of("whole/out")
        assert [path for path in Path("out").rglob("*") if path.is_file() and path.name.endswith(".part")] == []
        facts = [sorted(gather(name)) for name in ("ledger.jsonl.zst", "whole.jsonl.zst")]
        assert facts[0] == facts[1]
    else:
        assert Path(target).read_bytes() == Path(f"whole/{target}").read_bytes()
        assert gather("ledger.jsonl.zst") == gather("whole.jsonl.zst")
    assert [name for name in os.listdir() if name.endswith((".part", ".journal"))] == []


def gather(path: str) -> list[bytes]:
    from cleaner.corpus.compression import reader

    with open(path, "rb") as file:
        return reader(file, ".zst").read().splitlines()


# ------------------------------------------------------------------ there and back


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.zst", "corpus.parquet", "corpus.warc.wet.gz"])
def test_a_corpus_comes_back_from_its_ledger(run: Run, name: str) -> None:
    from cleaner.corpus.compression import of, pack

    if name.endswith("parquet"):
        pq = pytest.importorskip("pyarrow.parquet")
        import pyarrow as pa

        pq.write_table(pa.table({"text": RAW * 3}), name)
    else:
        data = wet(RAW * 3, True) if "wet" in name else pack(lines(RAW * 3), of(name))
        Path(name).write_bytes(data)
    ends(run(name, f"clean.{name}", "--ledger", "ledger.jsonl.gz"), 0)
    restore = [sys.executable, "-m", "cleaner", "restore", f"clean.{name}", "ledger.jsonl.gz", f"again.{name}"]
    ends(subprocess.run(restore, capture_output=True, check=False), 0)
    from cleaner.corpus import formats
    from cleaner.corpus.compression import reader

    def all_texts(path: str) -> list[str]:
        found: list[str] = []

        def keep(_: int, __: str, text: str, ___: str | None) -> Any:
            found.append(text)
            return CLEANER.clean("")

        form = formats.kind(formats.of(path) or "")
        with open(path, "rb") as raw:
            for chunk in form.chunks(reader(raw, of(path)), path, formats.Fields()):
                form.work(chunk, path, formats.Fields(), keep)
        return found

    assert all_texts(f"again.{name}") == RAW * 3


def test_a_folder_comes_back_from_its_ledger_byte_for_byte(run: Run) -> None:
    folder("raw", [*RAW, "a\r\n\r\n\rb", "", "\n\n\n", "Advertisement"])
    ends(run("raw", "out", "--ledger", "ledger.jsonl.zst"), 0)
    ends(
        subprocess.run(
            [sys.executable, "-m", "cleaner", "restore", "out", "ledger.jsonl.zst", "again"],
            check=False,
            capture_output=True,
        ),
        0,
    )
    assert texts_of("again") == texts_of("raw")


def test_records_that_were_left_out_do_not_shift_the_others(run: Run) -> None:
    good = lines(RAW[:2]).splitlines(keepends=True)
    Path("in.jsonl").write_bytes(b"".join([good[0], b"{broken\n", b"\n", b'{"id": 3}\n', good[1], b"[]\n"]))
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl", "--on-error", "reject"), 3)
    ends(
        subprocess.run(
            [sys.executable, "-m", "cleaner", "restore", "out.jsonl", "l.jsonl", "again.jsonl"],
            check=False,
            capture_output=True,
        ),
        0,
    )
    assert texts_in(Path("again.jsonl").read_bytes().replace(b"\n\n", b"\n")) == RAW[:2]


def test_a_ledger_of_another_run_is_refused(run: Run) -> None:
    folder("raw", RAW[:3])
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
    Path("out/0/00000.txt").write_text("something else\n")
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "restore", "out", "l.jsonl", "again"], check=False, capture_output=True
    )
    ends(done, 3, "0/00000.txt: ", "another text")
    Path("no.jsonl").write_text('{"x": 1}\n')
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "restore", "out", "no.jsonl", "again"], check=False, capture_output=True
    )
    ends(done, 2, "no.jsonl: line 1: this is no ledger")


def restored(*args: str) -> Done:
    return subprocess.run([sys.executable, "-m", "cleaner", "restore", *args], capture_output=True, check=False)


def test_files_come_back_in_whatever_order_they_were_named(run: Run) -> None:
    folder("raw", RAW[:3])
    names = ["raw/2/00002.txt", "raw/0/00000.txt", "raw/1/00001.txt"]
    ends(run(*names, "out", "--ledger", "l.jsonl"), 0)
    ends(restored("out", "l.jsonl", "again"), 0)
    assert texts_of("again") == RAW[:3]


def test_a_ledger_that_speaks_of_files_that_were_left_out_restores_the_others(run: Run) -> None:
    folder("raw", RAW[:3])
    Path("raw/1/00001.txt").write_bytes(b"\xff\xfe\xfa")
    ends(run("raw", "out", "--ledger", "l.jsonl", "--rejects", "r.jsonl"), 3)
    ends(restored("out", "l.jsonl", "again"), 0)
    assert texts_of("again") == [RAW[0], RAW[2]]


def test_a_dump_in_another_encoding_comes_back_in_it(run: Run) -> None:
    os.mkdir("raw")
    for n, (codec, mark) in enumerate(
        [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf")]
    ):
        Path(f"raw/{n}.txt").write_bytes(mark + RAW[n].encode(codec))
        Path(f"raw/{n}-clean.txt").write_bytes(mark + "Không có gì.\n".encode(codec))
    ends(run("raw", "out", "--ledger", "l.jsonl"), 0)
    ends(restored("out", "l.jsonl", "again"), 0)
    assert [path.read_bytes() for path in sorted(Path("again").iterdir())] == [
        path.read_bytes() for path in sorted(Path("raw").iterdir())
    ]


def test_records_that_passed_through_come_back_too(run: Run) -> None:
    Path("in.jsonl").write_bytes(lines(RAW[:1]) + b"{broken\n" + lines(RAW[1:2]))
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 3)
    os.rename("out.jsonl", "renamed.data")
    ends(restored("renamed.data", "l.jsonl", "again.data", "--format", "jsonl"), 0)
    assert Path("again.data").read_bytes() == Path("in.jsonl").read_bytes()


# ------------------------------------------------------------------ nothing is written over


@pytest.mark.parametrize(
    "args", [("a/0/00000.txt", "a/0"), ("a/c.jsonl", "a/"), ("b/sub", "b"), ("c/src", "c/dst"), ("a", "link")]
)
def test_a_batch_that_would_write_over_a_dump_is_refused(run: Run, args: tuple[str, str]) -> None:
    folder("a", RAW[:1])
    Path("a/c.jsonl").write_bytes(lines(RAW[:1]))
    folder("b/sub", RAW[:1])
    folder("b/sub/sub", RAW[:1])
    folder("c/src", RAW[:1])
    os.mkdir("c/dst")
    os.symlink("../src/0", "c/dst/0")
    os.symlink("a", "link")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    ends(run(*args), 2, "never writes over its dumps")
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_rejected_dump_takes_its_old_output_away_and_is_done(run: Run) -> None:
    folder("raw", RAW[:2])
    ends(run("raw", "out"), 0)
    Path("raw/0/00000.txt").write_bytes(b"\xff")
    for _ in range(2):
        ends(run("raw", "out", "--rejects", "r.jsonl"), 3, "00000.txt: byte 0")
        assert texts_of("out") == CLEAN[1:2]
    ends(run("raw", "out", "--rejects", "r.jsonl"), 3, "files done before    2")


def test_links_and_devices_stay_what_they_are(run: Run) -> None:
    Path("in.jsonl").write_bytes(lines(RAW[:2]))
    os.symlink("target.jsonl", "link.jsonl")
    os.symlink("led.jsonl", "ledger.jsonl")
    ends(run("in.jsonl", "link.jsonl", "--ledger", "ledger.jsonl"), 0)
    assert os.path.islink("link.jsonl")
    assert os.path.islink("ledger.jsonl")
    assert texts_in(Path("target.jsonl").read_bytes()) == CLEAN[:2]
    ends(run("in.jsonl", "/dev/null", "--format", "jsonl"), 0)
    assert not os.path.isfile("/dev/null")


def test_what_cannot_be_written_is_named_and_the_rest_is_done(run: Run) -> None:
    os.makedirs("in/sub")
    os.mkdir("out")
    Path("out/sub").write_text("in the way")
    for name in ("in/a.jsonl", "in/sub/b.jsonl", "in/z.jsonl"):
        Path(name).write_bytes(lines(RAW[:2]))
    ends(run("in", "out"), 3, "out/sub/b.jsonl: not written")
    assert texts_in(Path("out/z.jsonl").read_bytes()) == CLEAN[:2]
    assert not [name for name in os.listdir("out") if name.endswith((".part", ".journal"))]


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_done(run: Run) -> None:
    folder("raw", RAW[:2])
    os.symlink("loop.txt", "raw/loop.txt")
    ends(run("raw", "out"), 3, "raw/loop.txt: cannot be read")
    assert texts_of("out") == CLEAN[:2]


def test_another_run_on_the_same_output_is_refused(run: Run) -> None:
    fcntl = pytest.importorskip("fcntl")
    Path("in.jsonl").write_bytes(lines(RAW[:2]))
    with open(".out.jsonl.part", "wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        ends(run("in.jsonl", "out.jsonl"), 3, "another run is writing it")
    ends(run("in.jsonl", "out.jsonl"), 0)


def test_the_form_belongs_to_the_job(run: Run) -> None:
    os.mkdir("in")
    Path("in/x.jsonl").write_bytes(lines(RAW[:1]))
    ends(run("in", "out", "--format", "txt"), 0)
    ends(run("in", "out"), 0)
    assert texts_in(Path("out/x.jsonl").read_bytes()) == CLEAN[:1]


def test_parquet_is_no_pipe(run: Run) -> None:
    pytest.importorskip("pyarrow")
    ends(run("-", "out.parquet", "--format", "parquet"), 2, "cannot be a pipe; name a file")
    ends(run("in.parquet", "-"), 2)


def test_parquet_rows_that_are_no_text_pass_as_they_are_and_are_shown_whole(run: Run) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\3\0\0\0\6\0\0\0"), pa.py_buffer(b"a\xffbxyz")]
    )
    os.mkdir("in")
    pq.write_table(pa.table({"text": bad, "id": pa.array([1, 2], pa.timestamp("ns")), "n": [7, 8]}), "in/a.parquet")
    pq.write_table(pa.Table.from_arrays([pa.array(["x"])] * 2, names=["text", "text"]), "in/b.parquet")
    pq.write_table(pa.table({"text": RAW[:2]}), "in/c.parquet")
    ends(run("in", "out"), 3, "a.parquet:1: byte 1 of the text is not UTF-8", "2 columns are called 'text'")
    column = pq.read_table("out/a.parquet").column("text")
    assert [value.as_buffer().to_pybytes() for value in column] == [b"a\xffb", b"xyz"]
    assert pq.read_table("out/c.parquet").column("text").to_pylist() == CLEAN[:2]
    ends(run("in/a.parquet", "b.parquet", "--rejects", "r.jsonl"), 3)
    (reject,) = [json.loads(line) for line in Path("r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert json.loads(reject["record"])["n"] == 7


def test_a_rejected_record_can_be_had_again_from_the_rejects(run: Run) -> None:
    record = b"\xff" + b"x" * 5000 + "ữ".encode()
    os.mkdir("in")
    Path("in/a.txt").write_bytes(record)
    ends(run("in", "out", "--rejects", "r.jsonl"), 3)
    (reject,) = [json.loads(line) for line in Path("r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert reject["record"].encode("utf-8", "surrogateescape") == record


def test_a_byte_order_mark_and_a_giant_number_do_not_matter(run: Run) -> None:
    record = lines(RAW[:1], giant=0).replace(b'"giant": 0', b'"giant": ' + b"9" * 6000)
    Path("in.jsonl").write_bytes(b"\xef\xbb\xbf" + record + record)
    ends(run("in.jsonl", "out.jsonl"), 0)
    out = Path("out.jsonl").read_bytes()
    assert out.startswith(b"\xef\xbb\xbf{")
    assert out.count(b"9" * 6000) == 2
    assert out.count(json.dumps(CLEAN[0], ensure_ascii=False).encode()) == 2


def test_ordinary_calls_work(run: Run) -> None:
    Path("in.json").write_bytes(lines(RAW[:1]))
    Path("c.jsonl").write_bytes(lines(RAW[:1]))
    long = "n" * 247 + ".txt"
    Path(long).write_text(RAW[0], encoding="utf-8")
    ends(run("in.json", "out.json", "--format", "jsonl"), 0)
    ends(run("c.jsonl", "newdir", "--ledger", "elsewhere/new/l.jsonl"), 0)
    assert texts_in(Path("newdir/c.jsonl").read_bytes()) == CLEAN[:1]
    assert Path("elsewhere/new/l.jsonl").exists()
    ends(run(long, "newdir"), 0)
    ends(run("-", "newdir/", "--format", "jsonl", given=lines(RAW[:1])), 2, "standard input has no name")


def test_a_small_file_of_much_needs_little_memory(run: Run) -> None:
    resource = pytest.importorskip("resource")
    zstandard = pytest.importorskip("zstandard")
    Path("bomb.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(b'{"text":"a"}\n' * 4_000_000))
    from cleaner.corpus.compression import reader

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open("bomb.jsonl.zst", "rb") as raw:
        read = (
            sum(len(block) for block in iter(lambda: reader_.read(1 << 16), b""))
            if (reader_ := reader(raw, ".zst"))
            else 0
        )
    assert read == 52_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 45_000


@pytest.mark.parametrize("keep", ["", "caption"])
def test_parts_are_kept_in_a_batch_too(run: Run, keep: str) -> None:
    Path("a.txt").write_text(
        "Ảnh: Trần Văn Bình\nÔng nói rằng hội đồng sẽ họp lại vào thứ Hai tới.\n", encoding="utf-8"
    )
    ends(run("a.txt", "out.txt", "--keep", keep), 0)
    assert ("Ảnh" in Path("out.txt").read_text(encoding="utf-8")) is bool(keep)


# ------------------------------------------------------------------ what bad input gets


BROKEN = b'{"id": 1, "text": "Advertisement\\nOne.\\n"}\n{broken\n{"id": 3}\n{"id": 4, "text": 5}\n[]\n{"text": "\xff"}\n{"text": "x"} y\n{"id": 8, "text": "Last.\\n"}\n'
SAID = [
    "in.jsonl:2: column 2: this is not JSON",
    "in.jsonl:3: the record has no field 'text'",
    "in.jsonl:4: the field 'text' is no text: 5",
    "in.jsonl:5: the line is no JSON object",
    "in.jsonl:6: byte 10 is not UTF-8",
    "in.jsonl:7: column 15: this is not JSON: something stands behind the object",
]


def test_broken_records_are_named_and_pass_through(run: Run) -> None:
    Path("in.jsonl").write_bytes(BROKEN)
    ends(run("in.jsonl", "out.jsonl"), 3, *SAID)
    assert Path("out.jsonl").read_bytes() == BROKEN.replace(b"Advertisement\\n", b"")


def test_broken_records_go_to_the_rejects(run: Run) -> None:
    Path("in.jsonl").write_bytes(BROKEN)
    ends(run("in.jsonl", "out.jsonl", "--rejects", "bad.jsonl"), 3)
    assert texts_in(Path("out.jsonl").read_bytes()) == ["One.\n", "Last.\n"]
    rejects = [json.loads(line) for line in Path("bad.jsonl").read_bytes().splitlines()]
    assert [
        f"{reject['place']}: {reject['message']}"[: len(said)] for reject, said in zip(rejects, SAID, strict=True)
    ] == SAID
    assert rejects[0]["record"] == "{broken\n"


def test_texts_that_do_not_decode_are_named(run: Run) -> None:
    folder("raw", ["Advertisement\nOne.\n", "Two.\n"])
    Path("raw/0/00003.txt").write_bytes(b"a\xffb")
    ends(run("raw", "out"), 3, "0/00003.txt: byte 1 (0xff) is not utf-8")
    assert Path("out/0/00003.txt").read_bytes() == b"a\xffb"
    ends(run("raw", "left", "--on-error", "reject"), 3)
    assert not Path("left/0/00003.txt").exists()


@pytest.mark.parametrize("end", [".gz", ".zst"])
def test_a_file_that_is_cut_short_is_named_and_what_is_there_is_done(run: Run, end: str) -> None:
    from cleaner.corpus.compression import pack, reader

    dice = random.Random(1)
    noise = "".join(dice.choice("abcdefghij \n") for _ in range(3_000_000))
    whole = pack(lines([*RAW, noise, *RAW]), end)
    Path(f"in.jsonl{end}").write_bytes(whole[: len(whole) // 2])
    ends(run(f"in.jsonl{end}", f"out.jsonl{end}"), 3, f"in.jsonl{end}: line ")
    out = reader(io.BytesIO(Path(f"out.jsonl{end}").read_bytes()), end).read()
    assert set(texts_in(out)) <= {*CLEAN, noise}
    Path(f"in.jsonl{end}").write_bytes(whole)  # the fault is mended, and the run does it again
    ends(run(f"in.jsonl{end}", f"out.jsonl{end}"), 0)


def test_a_spoilt_parquet_file_is_named_and_the_rest_is_done(run: Run) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    os.mkdir("raw")
    Path("raw/a.parquet").write_bytes(b"PAR1" + b"x" * 100)
    pq.write_table(pa.table({"body": ["x"]}), "raw/b.parquet")
    pq.write_table(pa.table({"text": [1]}), "raw/c.parquet")
    pq.write_table(pa.table({"text": ["Advertisement\nx\n", None]}), "raw/d.parquet")
    done = run("raw", "out")
    ends(done, 3, "a.parquet: this is no Parquet file", "b.parquet: there is no column 'text'; there are body")
    ends(done, 3, "c.parquet: the column 'text' is no text but int64", "d.parquet:2: the text is missing")
    assert visible("out") == ["d.parquet"]
    assert pq.read_table("out/d.parquet").column("text").to_pylist() == ["x\n", None]


def test_a_wet_file_that_is_cut_short_is_named(run: Run) -> None:
    data = wet(RAW, False)
    Path("in.warc.wet").write_bytes(data[: len(data) // 2])
    ends(run("in.warc.wet", "out.warc.wet"), 3, "in.warc.wet: record ")


WRONG = [
    (("in",), "batch needs what to clean and where it goes"),
    (("in", "in"), "in is the input and the output"),
    (("in", "./link"), "in is the input and the output"),
    (("no", "out"), "no: there is no such file or folder"),
    (("-", "-"), "say --format jsonl"),
    (("in", "-"), "name a folder"),
    (("in", "a.jsonl"), "a.jsonl is a file"),
    (("a.jsonl", "out.parquet"), "of another form"),
    (("in", "out", "--format", "csv"), "--format csv: there are jsonl, parquet, txt, wet"),
    (("in", "out", "--on-error", "cry"), "there are pass and reject"),
    (("a.jsonl", "out.jsonl", "--ledger", "a.jsonl"), "is an input or output"),
    (("a.jsonl", "out.jsonl", "--ledger", "x", "--report", "x"), "name the same file"),
    (("in/x/1.txt", "in/y/1.txt", "out"), "would both become"),
]


@pytest.mark.parametrize(("args", "said"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_a_wrong_call_ends_with_2_and_writes_nothing(run: Run, args: tuple[str, ...], said: str) -> None:
    for name in ("in/x/1.txt", "in/y/1.txt", "a.jsonl"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x")
    os.symlink("in", "link")
    ends(run(*args), 2, said)
    assert visible() == ["a.jsonl", "in", "link"]


def test_links_that_go_round_end(run: Run) -> None:
    folder("raw", RAW[:2])
    os.symlink("..", "raw/0/up")
    os.symlink(os.path.abspath("raw"), "raw/1/again")
    os.symlink("nowhere", "raw/dead.txt")
    ends(run("raw", "raw/out", "-q"), 0)
    ends(run("raw", "raw/out", "-q"), 0)
    assert texts_of("raw/out/0") == CLEAN[:1]
    assert not Path("raw/out/out").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_leaves_no_half_file_and_no_lie(run: Run) -> None:
    folder("raw", RAW[:2])
    os.makedirs("out/0")
    os.symlink("/dev/full", "out/0/.00000.txt.part")  # what is written there never fits
    ends(run("raw", "out"), 3, "0/00000.txt: No space left")
    assert visible("out/0") == []
    assert (
        "00000.txt" not in Path("out/0/.cleaner-manifest.jsonl").read_text()
        if Path("out/0/.cleaner-manifest.jsonl").exists()
        else True
    )
    ends(run("raw", "out"), 0)
    assert texts_of("out") == CLEAN[:2]


def test_ids_with_slashes_and_dots_write_nothing_outside(run: Run) -> None:
    given = b'{"id": "../../etc/x", "text": "Advertisement\\na\\n"}\n{"id": "a/b\\u0000c", "text": "b\\n"}\n'
    Path("in.jsonl").write_bytes(given)
    ends(run("in.jsonl", "out.jsonl", "--ledger", "l.jsonl"), 0)
    assert visible() == ["in.jsonl", "l.jsonl", "out.jsonl"]
    assert json.loads(Path("l.jsonl").read_text().splitlines()[0])["document"] == "../../etc/x"


def test_odd_sizes_do_not_matter(run: Run) -> None:
    Path("in.jsonl").write_bytes(b'{"text": ""}\n' * 100_000 + lines(["word " * 10_000_000]))
    ends(run("in.jsonl", "out.jsonl", "-q"), 0)
    assert Path("out.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


def test_a_worker_that_dies_names_the_document_and_the_run_goes_on(run: Run, tmp_path: Path) -> None:
    """A text on which the interpreter is killed, by a pattern's hook: only that one fails."""
    hook = tmp_path / "site/sitecustomize.py"
    hook.parent.mkdir()
    hook.write_text(
        "import os\nfrom cleaner.engine.clean import Cleaner\nold = Cleaner.clean\n"
        "def clean(self, text, *more):\n    if 'DIE' in text: os._exit(9)\n    return old(self, text, *more)\n"
        "Cleaner.clean = clean\n"
    )
    folder("raw", [*RAW[:5], "DIE\n", *RAW[5:10]])
    Path("in.jsonl").write_bytes(lines([*RAW[:5], "DIE\n", *RAW[5:10]]))
    env = {**os.environ, "PYTHONPATH": f"{hook.parent}{os.pathsep}{ROOT}"}
    for source, target, name in (("raw", "out", "2/00005.txt"), ("in.jsonl", "out.jsonl", "in.jsonl:6")):
        done = subprocess.run(command(source, target, "--jobs", "2"), env=env, capture_output=True, check=False)
        ends(done, 3, f"{name}: the worker died on this document")
    assert texts_of("out") == [*CLEAN[:5], "DIE\n", *CLEAN[5:10]]
    assert texts_in(Path("out.jsonl").read_bytes()) == [*CLEAN[:5], "DIE\n", *CLEAN[5:10]]


# ------------------------------------------------------------------ sums


def test_a_tally_of_parts_is_the_tally_of_the_whole_and_survives_a_file() -> None:
    whole, parts = Tally(), [Tally() for _ in range(3)]
    for n, text in enumerate(RAW):
        for tally in (whole, parts[n % 3]):
            tally.add(f"d{n}", f"outlet {n % 2}", CLEANER.clean(text))
    for tally in parts:
        tally.fail("x: broken")
        whole.fail("x: broken")
    for order in ((0, 1, 2), (2, 0, 1)):
        total = Tally()
        for n in order:
            total.merge(Tally.of(json.loads(json.dumps(parts[n].plain()))))
        assert total.plain() == whole.plain()


def test_the_summary_tells_which_documents_are_no_articles(run: Run) -> None:
    table = "".join(f"Boat {n}\t{n * 3} m\t{n} crew\n" for n in range(60))
    folder("raw", [RAW[0], table, table])
    done = run("raw", "out", "--html", "page.html")
    ends(done, 0, "looks like a table, not like an article  2", "1.txt: looks like a table, not like an article")
    assert Path("page.html").read_text("utf-8").count("looks like a table, not like an article") >= 2
    ends(run("raw", "out", "--report", "sums.json"), 0)
    told = json.loads(Path("sums.json").read_text("utf-8"))
    assert told["looks"] == {"looks like a table, not like an article": 2}


def test_outlets_beyond_a_thousand_are_counted_together() -> None:
    tally = Tally()
    for n in range(1005):
        tally.add(f"d{n}", f"{n}.vn", CLEANER.clean("x"))
    assert len(tally.outlets) == 1001
    assert tally.outlets["all other outlets"].documents == 5
    both = Tally()
    both.merge(tally)
    both.merge(tally)
    assert both.outlets["all other outlets"].documents == 10


def test_the_manifest_does_not_grow_with_the_runs(run: Run) -> None:
    folder("raw", RAW[:20])
    for _ in range(8):
        ends(run("raw", "out", "--force"), 0)
    assert len(Path("out/0/.cleaner-manifest.jsonl").read_bytes().splitlines()) < 130
    ends(run("raw", "out"), 0, "files done before    20")


def test_the_outliers_of_an_outlet_are_found() -> None:
    tally = Tally()
    for n in range(20):
        tally.add(f"usual{n}", "a", CLEANER.clean("Advertisement\n" * 10 + "word " * 10 + "\n"))
    tally.add("odd", "a", CLEANER.clean("word " * 20 + "\n"))
    outlet = tally.outlets["a"]
    assert outlet.usual == 50
    assert [share.document for share in outlet.outliers()] == ["odd"]


def test_gz_members_are_one_file_to_any_reader() -> None:
    from cleaner.corpus.compression import pack

    assert gzip.decompress(pack(b"a", ".gz") + pack(b"b", ".gz")) == b"ab"
