"""`cleaner batch`: pipes, wrong usage, and what the summary says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.batch import Run, clean_texts, ends, json_lines, raw_texts, texts_in, visible, write_folder
from tests.helpers.batch import run as run  # a fixture
from tests.helpers.shell import Shell, put


def test_json_lines_pass_through_a_pipe(run: Run) -> None:
    ran = run("-", "-", "--format", "jsonl", "-q", given=json_lines(raw_texts()))
    ends(ran, 0)
    assert texts_in(ran.out) == clean_texts()
    assert ran.err == ""


def test_a_reader_that_closes_the_pipe_is_no_error(run: Run) -> None:
    Path("in.jsonl").write_bytes(json_lines(raw_texts() * 2))
    command = [sys.executable, "-m", "cleaner", "batch", "in.jsonl", "-", "-q"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


WRONG = [
    (("in",), "batch needs an input and an output"),
    (("in", "in"), "in is both the input and the output"),
    (("in", "./link"), "in is both the input and the output"),
    (("no", "out"), "no: there is no such file or folder"),
    (("-", "-"), "such as --format jsonl"),
    (("in", "-"), "name a folder"),
    (("in", "a.jsonl"), "a.jsonl is a file"),
    (("a.jsonl", "out.parquet"), "implies another format"),
    (("a.jsonl", "out.txt"), "implies another format"),
    (("a.jsonl", "out.data"), "implies another format"),
    (("in", "out", "--format", "csv"), "--format csv: the formats are jsonl, parquet, txt or wet"),
    (("in", "out", "--on-error", "cry"), "the choices are pass and reject"),
    (("a.jsonl", "out.jsonl", "--ledger", "a.jsonl"), "is also an input or an output"),
    (("a.jsonl", "out.jsonl", "--ledger", "x", "--report", "x"), "name the same file"),
    (("a.jsonl", "out.jsonl", "--ledger", "x", "--report", "in/../x"), "name the same file"),
    (
        ("a.jsonl", "o.jsonl", "--provenance-field", "text"),
        "--provenance-field text would overwrite the field of --text",
    ),
    (("a.jsonl", "o.jsonl", "--out-field", "c", "--provenance-field", "c"), "overwrite the field of --out-field"),
    (("a.jsonl", "o.jsonl", "--text-field", "b", "--provenance-field", "b"), "overwrite the field of --text-field"),
    (("a.jsonl", "o.jsonl", "--provenance-field", "id"), "overwrite the field of --id-field"),
    (("a.jsonl", "o.jsonl", "--out-field", "url"), "--out-field url would overwrite the field of --url-field"),
    (("a.jsonl", "o.jsonl", "--out-field", "h", "--title-field", "h"), "overwrite the field of --title-field"),
    (("in/x/1.txt", "in/y/1.txt", "out"), "would both be written to"),
]


@pytest.mark.parametrize(("args", "message"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_wrong_usage_ends_with_2_and_writes_nothing(run: Run, args: tuple[str, ...], message: str) -> None:
    for name in ("in/x/1.txt", "in/y/1.txt", "a.jsonl"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x")
    os.symlink("in", "link")
    ends(run(*args), 2, message)
    assert visible() == ["a.jsonl", "in", "link"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_report_shows_documents_of_one_name_and_one_text(run: Run, jobs: str) -> None:
    """Only the title makes one of the lines its headline, and no headline cannot be compared with one."""
    text = "one\ntwo three four\n"
    Path("a.jsonl").write_bytes(json_lines([text]) + json_lines([text], title="one") + json_lines([text]))
    ends(run("a.jsonl", "o.jsonl", "--html", "r.html", "--jobs", jobs), 0)
    assert Path("r.html").exists()


def test_the_summary_and_the_reports_count_pages_that_do_not_look_like_articles(run: Run) -> None:
    table = "".join(f"Boat {n}\t{n * 3} m\t{n} crew\n" for n in range(60))
    write_folder("raw", [raw_texts()[0], table, table])
    flag = "looks like a table, not like an article"
    ran = run("raw", "out", "--html", "page.html")
    ends(ran, 0, f"{flag}  2", "pages that do not look like articles:", f"1.txt: {flag}")
    assert Path("page.html").read_text("utf-8").count(flag) >= 2
    ends(run("raw", "out", "--report", "sums.json"), 0)
    assert json.loads(Path("sums.json").read_text("utf-8"))["looks"] == {flag: 2}


@pytest.mark.parametrize("text", ["<!doctype html><p>x</p>", '{"text": "x"}\n' * 3, "a,b,c\n" * 20])
def test_a_batch_with_input_that_is_no_text_of_a_page_ends_like_a_pipe(run: Run, text: str) -> None:
    write_folder("raw", [raw_texts()[0], text])
    for done in ("", "files already done"):
        ends(run("raw", "out", "--report", "r.json"), 1, "1/00001.txt: looks like", done)
        assert json.loads(Path("r.json").read_text("utf-8"))["doubtful"] == 1
    Path("raw/1/00001.txt").write_text("x")
    ends(run("raw", "out"), 0)


def test_a_report_that_cannot_be_written_is_reported_and_the_batch_is_done(run: Run) -> None:
    write_folder("raw", raw_texts()[:1])
    ends(run("raw", "out", "-q", "--report", "no/r.json"), 3, "no/r.json: not written")
    assert visible("out") == ["0"]


def test_a_run_that_is_stopped_before_its_first_document_keeps_the_report_of_an_earlier_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    write_folder("raw", raw_texts()[:2])
    ends(run("raw", "out", "--report", "r.json", "--html", "r.html"), 0)
    before = Path("r.json").read_bytes(), Path("r.html").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.corpus.worker.Worker.__call__", interrupt)
        ends(run("raw", "out", "--report", "r.json", "--html", "r.html", "--force"), 130)
    assert (Path("r.json").read_bytes(), Path("r.html").read_bytes()) == before


@pytest.mark.parametrize(("args", "wanted"), [((), ["A", ""]), (("--title-field", "head"), ["B", ""])])
def test_titles_of_records_are_given_to_the_cleaner(
    shell: Shell, titles: list[str], args: tuple[str, ...], wanted: list[str]
) -> None:
    put("in.jsonl", json.dumps({"text": "x", "title": "A", "head": "B"}) + "\n" + json.dumps({"text": "y"}) + "\n")
    ends(shell("batch", "-q", "--jobs", "1", *args, "in.jsonl", "out.jsonl"), 0)
    assert titles == wanted
    titles.clear()
    ends(shell("rules", "health", *args, "in.jsonl"), 0)
    assert titles[: len(wanted)] == wanted
    titles.clear()
    ends(shell("rules", "diff", *args, "shipped", "shipped", "in.jsonl"), 0)
    assert titles == [title for title in wanted for _ in ("old", "new")]
