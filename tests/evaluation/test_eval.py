"""`cleaner eval`, the real command in a fresh folder: what it finds, scores, says and holds."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Done = subprocess.CompletedProcess[bytes]
Run = Callable[..., Done]
MENU = "Home\nSports\nWeather today\n"
PACK = """\
about: a pack for tests
detect: {host: a.vn}
rules:
  - id: menu
    drop: {line: {text: [Home, Sports, Weather today]}}
  - id: greedy
    drop: {line: {starts: Never to be lost}}
"""


def body(n: int) -> str:
    return f"Bridge {n} opens\nThe bridge number {n} was opened on Monday, after {n} years of work on it.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Three pages of a.vn, one of them in a folder, and one of another outlet."""
    monkeypatch.chdir(tmp_path)
    put("mine/outlets/a.vn.yaml", PACK)
    for n, name in enumerate(("one.txt", "two.txt", "deep/three.txt", "other.txt")):
        put(f"raw/{name}", MENU + body(n))
        put(f"gold/{name}", body(n))
    lines = [
        {"id": "one", "lang": "en", "url": "https://www.a.vn/1"},
        {"id": "two.txt", "language": "en", "host": "a.vn", "outlet": "A"},
        {"id": "deep/three", "lang": "vi", "host": "a.vn", "site": "a.vn", "more": 5},
        {"id": "other", "lang": None, "url": "https://b.vn/"},
        {"id": "not-here", "lang": "fr"},
    ]
    put("known.jsonl", "\n\n".join(map(json.dumps, lines)))
    return command


def command(*args: str, **more: Any) -> Done:
    line = [sys.executable, "-m", "cleaner", "eval", *args]
    return subprocess.run(line, capture_output=True, check=False, timeout=120, **more)


def put(path: str, text: str | bytes) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode() if isinstance(text, str) else text)


def ends(done: Done, code: int, *said: str) -> None:
    errors = done.stderr.decode()
    assert done.returncode == code, errors
    assert "Traceback" not in errors
    for part in said:
        assert part in errors
    if not said:
        assert errors == ""


def facts(done: Done, code: int = 0) -> Any:
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)


MINE = ("--rules", "mine", "--manifest", "known.jsonl")
JSON = ("--format", "json")


# ------------------------------------------------------------------ what is scored


def test_dumps_are_cleaned_by_the_pack_of_their_host_and_told_by_language_and_outlet(run: Run) -> None:
    done = run("raw", "gold", *MINE)
    ends(done, 0)
    table, _, worst = done.stdout.decode().partition("worst first:")
    rows = [line.split() for line in table.splitlines()]
    assert ["language", "en", "2", *["1.000"] * 6] in rows
    assert ["language", "vi", *["1.000"] * 6, "0.0", "%", "0"] in rows
    assert ["a.vn", "2", *["1.000"] * 6] in rows
    assert [row[0] for row in rows if row[:1] and row[0] in ("a.vn", "A", "b.vn")] == ["a.vn", "A", "b.vn"] * 2
    assert "one.txt" not in worst
    assert "other.txt: F1 " in worst
    assert "2 article lines, 0 lost, 3 others left in" in worst
    assert "left in     1 │ Home" in worst
    assert worst.rstrip().endswith("cleaner explain --rules mine --host b.vn raw/other.txt")


def test_the_command_that_is_shown_runs_and_explains_the_dump(run: Run) -> None:
    put("raw/a name.txt", MENU + body(9))
    put("gold/a name.txt", "Never there\n")
    done = run("raw", "gold", *MINE, "--pack", "outlets/a.vn", "--encoding", "utf-8")
    last = done.stdout.decode().splitlines()[-1].strip()
    assert last.startswith("cleaner explain --rules mine --pack outlets/a.vn --encoding utf-8 'raw/a name.txt'")
    told = subprocess.run([sys.executable, "-m", *shlex.split(last)], capture_output=True, check=True)
    assert "- :menu" in told.stdout.decode()


def test_the_command_that_is_shown_keeps_what_was_kept(run: Run) -> None:
    assert " --keep byline,date " in run("raw", "gold", "--keep", "byline,date").stdout.decode()


def test_a_manifest_of_other_pages_is_told(run: Run) -> None:
    put("other.jsonl", '{"id": "three", "language": "vi"}\n')
    ends(run("raw", "gold", "--manifest", "other.jsonl"), 0, "other.jsonl: it names none of these pages")


def test_lines_that_are_lost_are_shown_with_their_numbers(run: Run) -> None:
    put("raw/one.txt", "Never to be lost at all.\n" + body(1))
    put("gold/one.txt", "Never to be lost at all.\n" + body(1))
    done = run("raw", "gold", *MINE)
    assert "  lost        1 │ Never to be lost at all." in done.stdout.decode()
    ends(done, 0)
    assert run("raw", "gold", *MINE, "--worst", "0").stdout.decode().count("│") == 0


def test_json_has_every_figure_of_every_document_the_worst_first(run: Run) -> None:
    put("raw/two.txt", "\x1b[31mNever to be lost.\n" + MENU)
    put("gold/two.txt", "Home\n")
    got = facts(run("raw", "gold", *MINE, *JSON))
    assert [one["document"] for one in got["documents"]] == ["two.txt", "other.txt", "deep/three.txt", "one.txt"]
    assert got["all"]["documents"] == 4
    assert set(got["languages"]) == {"en", "vi"}
    assert set(got["outlets"]) == {"A", "a.vn", "b.vn"}
    assert got["languages"]["vi"]["shingles"]["macro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert got["documents"][0]["lines_lost"] == [2]
    assert got["documents"][0]["first_left_in"] == [{"line": 1, "text": "\x1b[31mNever to be lost."}]
    assert got["documents"][3]["pack"] == "outlets/a.vn"
    assert b"\x1b" not in run("raw", "gold", *MINE).stdout


def test_texts_that_are_there_are_scored_as_they_are(run: Run) -> None:
    subprocess.run([sys.executable, "-m", "cleaner", "batch", "-q", "--rules", "mine", "raw", "clean"], check=True)
    made = facts(run("raw", "gold", "--rules", "mine", "--pred", "clean", *JSON))
    cleaned = facts(run("raw", "gold", "--rules", "mine", *JSON))
    assert made["all"] == cleaned["all"]
    assert made["documents"][0]["pack"] is None
    perfect = facts(run("raw", "gold", "--pred", "gold", *JSON))
    assert perfect["all"]["shingles"]["micro"]["f1"] == perfect["all"]["lines"]["macro"]["f1"] == 1
    assert "worst first" not in run("raw", "gold", "--pred", "gold").stdout.decode()


def test_two_files_will_do(run: Run) -> None:
    put("pred.txt", body(0))
    assert facts(run("raw/one.txt", "gold/one.txt", "--pred", "pred.txt", *JSON))["all"]["lines"]["micro"]["f1"] == 1
    got = facts(run("raw/one.txt", "gold/one.txt", *MINE, *JSON))
    assert got["documents"][0]["outlet"] == "a.vn"
    assert got["documents"][0]["pack"] == "outlets/a.vn"


@pytest.mark.parametrize("place", ["manifest.jsonl", "raw/manifest.jsonl"])
def test_a_manifest_in_the_folder_or_beside_it_is_found(run: Run, place: str) -> None:
    put(place, Path("known.jsonl").read_bytes())
    assert set(facts(run("raw", "gold", *JSON))["languages"]) == {"en", "vi"}
    assert set(facts(run("./raw/", "gold", *JSON))["languages"]) == {"en", "vi"}
    assert set(facts(run(".", "../gold", *JSON, cwd="raw"))["languages"]) == {"en", "vi"}


def test_references_may_lie_inside_the_folder_of_dumps(run: Run) -> None:
    Path("gold").rename("raw/gold")
    Path("raw/.hidden.txt").write_text("x")
    Path("raw/notes.md").write_text("x")
    assert facts(run("raw", "raw/gold", *JSON))["all"]["documents"] == 4


def test_encodings_are_named_or_marked(run: Run) -> None:
    put("raw/one.txt", b"\xff\xfe" + (MENU + body(0)).encode("utf-16-le"))
    put("gold/one.txt", b"\xef\xbb\xbf" + body(0).encode())
    assert facts(run("raw", "gold", *MINE, *JSON))["documents"][-1]["shingles"]["f1"] == 1
    for folder in ("raw", "gold"):
        put(f"old/{folder}/a.txt", "Un garçon\n".encode("latin-1"))
    ends(run("old/raw", "old/gold", "--encoding", "latin-1"), 0)


def test_output_is_utf_8_whatever_the_locale_and_the_same_each_time(run: Run) -> None:
    put("raw/one.txt", "Đọc nhiều nhất hôm nay\n" + body(0))
    env = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PATH": "", "HOME": "."}
    for args in (JSON, ()):
        assert "Đọc nhiều" in run("raw", "gold", *args, env=env).stdout.decode()
        assert run("raw", "gold", *args).stdout == run("raw", "gold", *args).stdout


# ------------------------------------------------------------------ what is amiss


def test_files_without_a_partner_are_named_and_the_rest_is_scored(run: Run) -> None:
    Path("gold/one.txt").unlink()
    Path("raw/two.txt").unlink()
    done = run("raw", "gold", *JSON)
    ends(
        done,
        3,
        "raw/one.txt: it has no reference in gold",
        "gold/two.txt: it has no dump in raw",
        "files without a partner: 2",
    )
    got = json.loads(done.stdout)
    assert got["all"]["documents"] == 2
    assert len(got["faults"]) == 2


def test_a_text_that_is_not_there_counts_as_blank(run: Run) -> None:
    put("pred/one.txt", body(0))
    done = run("raw", "gold", "--pred", "pred", *JSON)
    ends(done, 3, "pred/two.txt: there is no such text; it counts as blank", "failures: 3")
    got = json.loads(done.stdout)
    assert (got["all"]["documents"], got["all"]["empty"], got["all"]["losing"]) == (4, 3, 0.75)


@pytest.mark.parametrize("path", ["raw/one.txt", "gold/one.txt", "pred/one.txt"])
@pytest.mark.parametrize(("data", "said"), [(b"ab\xff", "byte 2 (0xff) is not utf-8"), (b"a\0", "NUL")])
def test_what_is_no_text_is_named_and_the_rest_is_scored(run: Run, path: str, data: bytes, said: str) -> None:
    Path("gold").rename("pred")
    for n, name in enumerate(("one.txt", "two.txt", "deep/three.txt", "other.txt")):
        put(f"gold/{name}", body(n))
    put(path, data)
    done = run("raw", "gold", "--pred", "pred", *JSON)
    ends(done, 3, f"{path}: ", said, "failures: 1")
    assert json.loads(done.stdout)["all"]["documents"] == 3


def test_nothing_that_can_be_read_has_no_figures(run: Run) -> None:
    for path in Path("raw").rglob("*.txt"):
        path.write_bytes(b"\xff")
    done = run("raw", "gold", "--floor", "floor.json")
    ends(done, 3, "failures: 4")
    assert done.stdout == b""
    assert not Path("floor.json").exists()


def test_blank_dumps_references_and_texts_are_scored(run: Run) -> None:
    put("raw/one.txt", "")
    put("gold/two.txt", "\n \n")
    put("raw/other.txt", "")
    put("gold/other.txt", "")
    got = {one["document"]: one for one in facts(run("raw", "gold", *MINE, *JSON))["documents"]}
    assert (got["one.txt"]["empty"], got["one.txt"]["lost"], got["one.txt"]["shingles"]["f1"]) == (True, 0, 0)
    assert (got["two.txt"]["empty"], got["two.txt"]["shingles"]["precision"]) == (False, 0)
    assert (got["other.txt"]["empty"], got["other.txt"]["shingles"]["f1"]) == (False, 1)
    ends(run("raw", "gold", *MINE), 0)


def test_faulty_lines_of_a_manifest_are_named_and_the_others_used(run: Run) -> None:
    bad = ["{", "[1]", '{"lang": "en"}', '{"id": 5}', '{"id": "two", "lang": 5}', "[" * 100_000]
    good = '{"id": "one", "lang": "en"}'
    put("bad.jsonl", "\ufeff" + "\r\n".join([good, *bad, good, ""]))
    done = run("raw", "gold", "--manifest", "bad.jsonl", *JSON)
    ends(
        done, 3, "bad.jsonl:2: no JSON", "bad.jsonl:3: no JSON object", "bad.jsonl:4: no id", "bad.jsonl:5: no id",
        "bad.jsonl:6: lang is no string", "bad.jsonl:7: ", "bad.jsonl:8: there is an entry for one above",
        "faulty lines of the manifest: 7",
    )  # fmt: skip
    assert json.loads(done.stdout)["languages"]["en"]["documents"] == 1


def test_many_messages_of_a_kind_are_counted_not_said(run: Run) -> None:
    for n in range(30):
        put(f"raw/more/{n}.txt", "x")
    done = run("raw", "gold")
    ends(done, 3, "files without a partner: 30, of which 20 are not told")
    assert done.stderr.count(b"it has no reference") == 10


WRONG = [
    (("nowhere", "gold"), "nowhere: there is no such file or folder"),
    (("raw", "nowhere"), "nowhere: there is no such file or folder"),
    (("raw", "gold", "--pred", "nowhere"), "nowhere: there is no such file or folder"),
    (("raw", "gold/one.txt"), "all folders, or all files"),
    (("raw/one.txt", "gold/one.txt", "--pred", "gold"), "all folders, or all files"),
    (("raw", "mine"), "nothing to score"),
    (("empty", "empty"), "nothing to score: no .txt file stands in empty"),
    (("raw",), "Missing argument"),
    (("raw", "gold", "--manifest", "nowhere"), "nowhere: No such file"),
    (("raw", "gold", "--manifest", "raw"), "raw: Is a directory"),
    (("raw", "gold", "--manifest", "bad"), "bad: byte 0 (0xff) is not utf-8"),
    (("raw", "gold", "--floor", "bad"), "bad: it is no JSON"),
    (("raw", "gold", "--floor", "raw"), "raw: Is a directory"),
    (("raw", "gold", "--raise-floor"), "go with --floor FILE"),
    (("raw", "gold", "--lower-floor"), "go with --floor FILE"),
    (("raw", "gold", "--rules", "nowhere"), "nowhere: there is no such folder of packs"),
    (("raw", "gold", "--pack", "outlets/a.vm", "--rules", "mine"), "did you mean 'outlets/a.vn'"),
    (("raw", "gold", "--encoding", "klingon"), "there is no such encoding"),
    (("raw", "gold", "--format", "xml"), "xml"),
    (("raw", "gold", "--worst", "-1"), "greater than or equal to 0"),
]


@pytest.mark.parametrize(("args", "said"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_a_wrong_call_ends_with_2_and_prints_nothing(run: Run, args: tuple[str, ...], said: str) -> None:
    Path("empty").mkdir()
    put("bad", b"\xff")
    done = run(*args)
    ends(done, 2, said)
    assert done.stdout == b""
    assert Path("bad").read_bytes() == b"\xff"


# ------------------------------------------------------------------ the floor

FLOOR = ("--floor", "floor.json")


def held() -> Any:
    return json.loads(Path("floor.json").read_bytes())


def test_the_floor_is_written_once_and_holds(run: Run) -> None:
    ends(run("raw", "gold", *MINE, *FLOOR), 0, "floor.json: written")
    first = Path("floor.json").read_bytes()
    assert list(held()) == ["all"]  # each language and outlet has too few
    assert held()["all"]["documents"] == 4
    for more in ((), ("--raise-floor",), ("--lower-floor",), ("--raise-floor", "--lower-floor")):
        ends(run("raw", "gold", *MINE, *FLOOR, *more), 0)
        assert Path("floor.json").read_bytes() == first


def test_a_language_with_enough_documents_has_a_floor_of_its_own(run: Run) -> None:
    for n in range(8):
        put(f"raw/{n}.txt", body(n))
        put(f"gold/{n}.txt", body(n))
    put("known.jsonl", "\n".join(json.dumps({"id": str(n), "lang": "vi", "url": f"{n}.vn"}) for n in range(8)))
    ends(run("raw", "gold", *MINE, *FLOOR), 0, "written")
    assert list(held()) == ["all", "language vi"]
    done = run("raw", "gold", *FLOOR)
    ends(done, 1, "floor.json: language vi: documents is 0, 8 below its floor 8")


def test_a_run_below_the_floor_fails_says_by_how_much_and_leaves_it(run: Run) -> None:
    run("raw", "gold", *MINE, *FLOOR)
    first = Path("floor.json").read_bytes()
    for more in ((), ("--raise-floor",)):
        done = run("raw", "gold", "--manifest", "known.jsonl", *FLOOR, *more, *JSON)  # without the pack
        ends(done, 1, "floor.json: all: shingles.macro.f1 is 0.", " below its floor 0.")
        assert "losing" not in done.stderr.decode()
        assert {miss["figure"] for miss in json.loads(done.stdout)["below_floor"]} >= {"lines.micro.f1"}
        assert Path("floor.json").read_bytes() == first


def test_the_floor_goes_down_only_when_that_is_said(run: Run) -> None:
    run("raw", "gold", *MINE, *FLOOR)
    before = held()["all"]
    ends(run("raw", "gold", *FLOOR, "--lower-floor"), 0, "shingles.macro.f1", "floor.json: lowered")
    after = held()["all"]
    assert after["shingles.macro.f1"] < before["shingles.macro.f1"]
    assert after["documents"] == before["documents"]
    ends(run("raw", "gold", *FLOOR), 0)
    ends(run("raw", "gold", *MINE, *FLOOR), 0)  # better, and nothing was said
    assert held()["all"] == after
    ends(run("raw", "gold", *MINE, *FLOOR, "--raise-floor"), 0, "floor.json: raised")
    assert held()["all"] == before


def test_a_run_that_is_better_and_worse_raises_nothing_unless_both_are_said(run: Run) -> None:
    text = '{"all": {"documents": 5, "lines.micro.f1": 0.1}}'
    put("floor.json", text)
    ends(run("raw", "gold", *MINE, *FLOOR, "--raise-floor"), 1, "documents is 4, 1 below its floor 5")
    assert Path("floor.json").read_text() == text
    ends(
        run("raw", "gold", *MINE, *FLOOR, "--raise-floor", "--lower-floor"), 0, "documents is 4", "floor.json: lowered"
    )
    assert held()["all"]["documents"] == 4
    assert held()["all"]["lines.micro.f1"] > 0.5


def test_documents_that_are_taken_away_are_missed(run: Run) -> None:
    run("raw", "gold", *MINE, *FLOOR)
    for folder in ("raw", "gold"):
        Path(folder, "other.txt").unlink()  # the worst one
    ends(run("raw", "gold", *MINE, *FLOOR), 1, "all: documents is 3, 1 below its floor 4")


def test_a_document_that_comes_out_empty_is_above_its_floor(run: Run) -> None:
    put("floor.json", '{"all": {"empty": 0, "losing": 0.1, "shingles.micro.recall": 0.9}}')
    put("pred/one.txt", "")
    for n, name in enumerate(("one.txt", "two.txt", "deep/three.txt", "other.txt")):
        put(f"pred/{name}", body(n) if n else "")
    ends(
        run("raw", "gold", "--pred", "pred", *FLOOR), 1, "all: empty is 1, 1 above its floor 0",
        "all: losing is 0.25, 0.15 above its floor 0.1", "all: shingles.micro.recall is 0.7",
    )  # fmt: skip


def test_a_run_with_failures_is_held_against_the_floor_but_never_becomes_it(run: Run) -> None:
    put("raw/alone.txt", "x")
    ends(run("raw", "gold", *FLOOR), 3, "floor.json: not written, because the figures are not those of all documents")
    assert not Path("floor.json").exists()
    put("floor.json", '{"all": {"documents": 9}}')
    ends(run("raw", "gold", *FLOOR, "--lower-floor"), 3, "5 below its floor 9", "not written")
    assert held() == {"all": {"documents": 9}}


def test_a_floor_without_figures_holds_nothing(run: Run) -> None:
    put("floor.json", '{"all": {}}')
    ends(run("raw", "gold", *FLOOR), 2, "floor.json: all: it holds no figure, like shingles.macro.f1")


def test_a_floor_that_cannot_be_written_is_named(run: Run) -> None:
    done = run("raw", "gold", "--floor", "no/floor.json")
    ends(done, 3, "no/floor.json: not written: No such file")
    assert b"shingles" in done.stdout
