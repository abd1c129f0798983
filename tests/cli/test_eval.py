"""`cleaner eval`: what it scores, what it prints, and how it holds a floor."""

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.shell import Ran, Shell, ends, process, put

NAMES = ("one.txt", "two.txt", "deep/three.txt", "other.txt")
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


class Eval:
    """Runs `cleaner eval` in this process, in a folder with dumps and references."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def __call__(self, *args: str) -> Ran:
        return self.shell("eval", *args)


@pytest.fixture
def run(shell: Shell) -> Eval:
    """Three pages of a.vn, one of them in a folder, and one of another outlet."""
    put("mine/outlets/a.vn.yaml", PACK)
    for n, name in enumerate(NAMES):
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
    return Eval(shell)


def facts(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


MINE = ("--rules", "mine", "--manifest", "known.jsonl")
JSON = ("--format", "json")


# ------------------------------------------------------------------ scores


def test_dumps_are_cleaned_by_the_pack_of_their_host_and_scored_by_language_and_outlet(run: Eval) -> None:
    ran = run("raw", "gold", *MINE)
    ends(ran, 0)
    table, _, worst = ran.out.partition("worst first:")
    rows = [line.split() for line in table.splitlines()]
    assert ["language", "en", "2", *["1.000"] * 6] in rows
    assert ["language", "vi", *["1.000"] * 6, "0.0", "%", "0", "–"] in rows
    assert ["a.vn", "2", *["1.000"] * 6] in rows
    assert [row[0] for row in rows if row[:1] and row[0] in ("a.vn", "A", "b.vn")] == ["a.vn", "A", "b.vn"] * 2
    assert "one.txt" not in worst
    assert "other.txt: F1 " in worst
    assert "2 article lines, 0 lost, 3 other lines left in" in worst
    assert "left in     1 │ Home" in worst
    assert worst.rstrip().endswith("cleaner explain --rules mine --host b.vn raw/other.txt")


def test_the_command_that_is_shown_runs_and_explains_the_dump(run: Eval) -> None:
    put("raw/a name.txt", MENU + body(9))
    put("gold/a name.txt", "Never there\n")
    ran = run("raw", "gold", *MINE, "--pack", "outlets/a.vn", "--encoding", "utf-8")
    last = ran.out.splitlines()[-1].strip()
    assert last.startswith("cleaner explain --rules mine --pack outlets/a.vn --encoding utf-8 'raw/a name.txt'")
    assert "- :menu" in run.shell(*shlex.split(last)[1:]).out


def test_the_command_that_is_shown_keeps_what_was_kept(run: Eval) -> None:
    assert " --keep byline,date " in run("raw", "gold", "--keep", "byline,date").out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_a_floor_that_is_a_pipe_is_not_waited_for(run: Eval) -> None:
    os.mkfifo("pipe")
    ends(run("raw", "gold", "--floor", "pipe"), 2, "pipe: it is not a regular file")


def test_a_manifest_of_other_pages_is_reported(run: Eval) -> None:
    put("other.jsonl", '{"id": "three", "language": "vi"}\n')
    ends(run("raw", "gold", "--manifest", "other.jsonl"), 0, "other.jsonl: no entry matches a page")


def test_lines_that_are_lost_are_shown_with_their_numbers(run: Eval) -> None:
    put("raw/one.txt", "Never to be lost at all.\n" + body(1))
    put("gold/one.txt", "Never to be lost at all.\n" + body(1))
    ran = run("raw", "gold", *MINE)
    assert "  lost        1 │ Never to be lost at all." in ran.out
    ends(ran, 0)
    assert run("raw", "gold", *MINE, "--worst", "0").out.count("│") == 0


def test_json_has_every_figure_of_every_document_the_worst_first(run: Eval) -> None:
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
    assert "\x1b" not in run("raw", "gold", *MINE).out


def test_the_headline_is_a_figure_of_its_own(run: Eval) -> None:
    known = [{"id": name.removesuffix(".txt"), "title": f"Bridge {n} opens"} for n, name in enumerate(NAMES)]
    put("titles.jsonl", "\n".join(map(json.dumps, known)))
    for n, name in enumerate(NAMES):
        put(f"pred/{name}", body(n) if n else body(n).partition("\n")[2])
    pred = ("raw", "gold", "--manifest", "titles.jsonl", "--pred", "pred")
    got = facts(run(*pred, *JSON))
    assert got["all"]["head"] == 0.75
    assert [one["head"] for one in got["documents"]] == [False, True, True, True]
    shown = run(*pred).out
    assert "0.750" in shown
    assert "the title is not exactly one line of the text" in shown
    ends(run(*pred, "--floor", "floor.json"), 0, "floor.json: written")
    assert json.loads(Path("floor.json").read_text())["all"]["head"] == 0.75


def test_titles_of_the_manifest_are_given_to_the_cleaner_only_if_asked(run: Eval, titles: list[str]) -> None:
    put("titles.jsonl", json.dumps({"id": "one", "title": "Bridge opens"}))
    pages = ("raw/one.txt", "gold/one.txt", "--manifest", "titles.jsonl")
    ran = run(*pages, "--with-titles")
    ends(ran, 0)
    assert "cleaner explain --title 'Bridge opens' raw/one.txt" in ran.out
    assert "--title" not in run(*pages).out
    assert titles == ["Bridge opens", ""]
    ends(run(*pages, "--with-titles", "--pred", "raw/one.txt"), 2, "--with-titles cleans dumps, and --pred does not")


def test_texts_in_a_folder_are_scored_as_they_are(run: Eval) -> None:
    ends(run.shell("batch", "-q", "--rules", "mine", "raw", "clean"), 0)
    made = facts(run("raw", "gold", "--rules", "mine", "--pred", "clean", *JSON))
    cleaned = facts(run("raw", "gold", "--rules", "mine", *JSON))
    assert made["all"] == cleaned["all"]
    assert made["documents"][0]["pack"] is None
    perfect = facts(run("raw", "gold", "--pred", "gold", *JSON))
    assert perfect["all"]["shingles"]["micro"]["f1"] == perfect["all"]["lines"]["macro"]["f1"] == 1
    assert "worst first" not in run("raw", "gold", "--pred", "gold").out


def test_two_files_are_enough(run: Eval) -> None:
    put("pred.txt", body(0))
    assert facts(run("raw/one.txt", "gold/one.txt", "--pred", "pred.txt", *JSON))["all"]["lines"]["micro"]["f1"] == 1
    got = facts(run("raw/one.txt", "gold/one.txt", *MINE, *JSON))
    assert got["documents"][0]["outlet"] == "a.vn"
    assert got["documents"][0]["pack"] == "outlets/a.vn"


@pytest.mark.parametrize("place", ["manifest.jsonl", "raw/manifest.jsonl"])
def test_a_manifest_in_the_folder_of_dumps_or_beside_it_is_used(
    run: Eval, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    put(place, Path("known.jsonl").read_bytes())
    assert set(facts(run("raw", "gold", *JSON))["languages"]) == {"en", "vi"}
    assert set(facts(run("./raw/", "gold", *JSON))["languages"]) == {"en", "vi"}
    monkeypatch.chdir("raw")
    assert set(facts(run(".", "../gold", *JSON))["languages"]) == {"en", "vi"}


def test_references_may_lie_inside_the_folder_of_dumps(run: Eval) -> None:
    Path("gold").rename("raw/gold")
    Path("raw/.hidden.txt").write_text("x")
    Path("raw/notes.md").write_text("x")
    assert facts(run("raw", "raw/gold", *JSON))["all"]["documents"] == 4


def test_an_encoding_is_named_or_marked(run: Eval) -> None:
    put("raw/one.txt", b"\xff\xfe" + (MENU + body(0)).encode("utf-16-le"))
    put("gold/one.txt", b"\xef\xbb\xbf" + body(0).encode())
    assert facts(run("raw", "gold", *MINE, *JSON))["documents"][-1]["shingles"]["f1"] == 1
    for folder in ("raw", "gold"):
        put(f"old/{folder}/a.txt", "Un garçon\n".encode("latin-1"))
    ends(run("old/raw", "old/gold", "--encoding", "latin-1"), 0)


def test_output_is_utf_8_whatever_the_locale_and_the_same_each_time(run: Eval) -> None:
    put("raw/one.txt", "Đọc nhiều nhất hôm nay\n" + body(0))
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for args in (JSON, ()):
        assert "Đọc nhiều" in process("eval", "raw", "gold", *args, env=env).out
        assert run("raw", "gold", *args).out == run("raw", "gold", *args).out


# ------------------------------------------------------------------ missing and faulty files


def test_files_without_a_partner_are_named_and_the_others_are_scored(run: Eval) -> None:
    Path("gold/one.txt").unlink()
    Path("raw/two.txt").unlink()
    ran = run("raw", "gold", *JSON)
    ends(
        ran,
        3,
        "raw/one.txt: no reference in gold",
        "gold/two.txt: no dump in raw",
        "files without a partner: 2",
    )
    got = json.loads(ran.out)
    assert got["all"]["documents"] == 2
    assert len(got["faults"]) == 2


def test_a_missing_text_is_scored_as_blank(run: Eval) -> None:
    put("pred/one.txt", body(0))
    ran = run("raw", "gold", "--pred", "pred", *JSON)
    ends(ran, 3, "pred/two.txt: there is no such file; scored as blank", "failures: 3")
    got = json.loads(ran.out)
    assert (got["all"]["documents"], got["all"]["empty"], got["all"]["losing"]) == (4, 3, 0.75)


@pytest.mark.parametrize("path", ["raw/one.txt", "gold/one.txt", "pred/one.txt"])
@pytest.mark.parametrize(("data", "said"), [(b"ab\xff", "byte 2 (0xff) is not utf-8"), (b"a\0", "NUL")])
def test_a_file_that_is_not_text_is_named_and_the_others_are_scored(
    run: Eval, path: str, data: bytes, said: str
) -> None:
    Path("gold").rename("pred")
    for n, name in enumerate(NAMES):
        put(f"gold/{name}", body(n))
    put(path, data)
    ran = run("raw", "gold", "--pred", "pred", *JSON)
    ends(ran, 3, f"{path}: ", said, "failures: 1")
    assert json.loads(ran.out)["all"]["documents"] == 3


def test_there_are_no_figures_if_nothing_can_be_read(run: Eval) -> None:
    for path in Path("raw").rglob("*.txt"):
        path.write_bytes(b"\xff")
    ran = run("raw", "gold", "--floor", "floor.json")
    ends(ran, 3, "failures: 4")
    assert ran.out == ""
    assert not Path("floor.json").exists()


def test_blank_dumps_references_and_texts_are_scored(run: Eval) -> None:
    put("raw/one.txt", "")
    put("gold/two.txt", "\n \n")
    put("raw/other.txt", "")
    put("gold/other.txt", "")
    got = {one["document"]: one for one in facts(run("raw", "gold", *MINE, *JSON))["documents"]}
    assert (got["one.txt"]["empty"], got["one.txt"]["lost"], got["one.txt"]["shingles"]["f1"]) == (True, 0, 0)
    assert (got["two.txt"]["empty"], got["two.txt"]["shingles"]["precision"]) == (False, 0)
    assert (got["other.txt"]["empty"], got["other.txt"]["shingles"]["f1"]) == (False, 1)
    ends(run("raw", "gold", *MINE), 0)


def test_faulty_lines_of_a_manifest_are_named_and_the_others_used(run: Eval) -> None:
    bad = ["{", "[1]", '{"lang": "en"}', '{"id": 5}', '{"id": "two", "lang": 5}', "[" * 100_000]
    good = '{"id": "one", "lang": "en"}'
    put("bad.jsonl", "\ufeff" + "\r\n".join([good, *bad, good, ""]))
    ran = run("raw", "gold", "--manifest", "bad.jsonl", *JSON)
    ends(
        ran, 3, "bad.jsonl:2: not JSON", "bad.jsonl:3: not a JSON object", "bad.jsonl:4: no id", "bad.jsonl:5: no id",
        "bad.jsonl:6: lang is not a string", "bad.jsonl:7: ", "bad.jsonl:8: second entry for one",
        "faulty lines of the manifest: 7",
    )  # fmt: skip
    assert json.loads(ran.out)["languages"]["en"]["documents"] == 1


def test_only_the_first_messages_of_a_kind_are_printed(run: Eval) -> None:
    for n in range(30):
        put(f"raw/more/{n}.txt", "x")
    ran = run("raw", "gold")
    ends(ran, 3, "files without a partner: 30 (20 not shown)")
    assert ran.err.count(": no reference in gold") == 10


WRONG = [
    (("nowhere", "gold"), "nowhere: there is no such file or folder"),
    (("raw", "nowhere"), "nowhere: there is no such file or folder"),
    (("raw", "gold", "--pred", "nowhere"), "nowhere: there is no such file or folder"),
    (("raw", "gold/one.txt"), "name only folders or only files"),
    (("raw/one.txt", "gold/one.txt", "--pred", "gold"), "name only folders or only files"),
    (("raw", "mine"), "nothing to score"),
    (("empty", "empty"), "nothing to score: no .txt file has the same name in empty and empty"),
    (("raw",), "Missing argument"),
    (("raw", "gold", "--manifest", "nowhere"), "nowhere: No such file"),
    (("raw", "gold", "--manifest", "raw"), "raw: Is a directory"),
    (("raw", "gold", "--manifest", "bad"), "bad: byte 0 (0xff) is not utf-8"),
    (("raw", "gold", "--floor", "bad"), "bad: not JSON"),
    (("raw", "gold", "--floor", "raw"), "raw: Is a directory"),
    (("raw", "gold", "--raise-floor"), "need --floor FILE"),
    (("raw", "gold", "--lower-floor"), "need --floor FILE"),
    (("raw", "gold", "--rules", "nowhere"), "nowhere: "),
    (("raw", "gold", "--pack", "outlets/a.vm", "--rules", "mine"), "did you mean 'outlets/a.vn'"),
    (("raw", "gold", "--encoding", "klingon"), "there is no such encoding"),
    (("raw", "gold", "--format", "xml"), "xml"),
    (("raw", "gold", "--worst", "-1"), "--worst"),
]


@pytest.mark.parametrize(("args", "said"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_a_wrong_call_ends_with_2_and_prints_nothing(run: Eval, args: tuple[str, ...], said: str) -> None:
    Path("empty").mkdir()
    put("bad", b"\xff")
    ran = run(*args)
    ends(ran, 2, said)
    assert ran.out == ""
    assert Path("bad").read_bytes() == b"\xff"


# ------------------------------------------------------------------ the floor

FLOOR = ("--floor", "floor.json")


def held() -> Any:
    return json.loads(Path("floor.json").read_bytes())


def test_the_first_run_writes_the_floor_and_the_next_one_passes(run: Eval) -> None:
    ends(run("raw", "gold", *MINE, *FLOOR), 0, "floor.json: written")
    first = Path("floor.json").read_bytes()
    assert list(held()) == ["all"]  # each language and outlet has too few
    assert held()["all"]["documents"] == 4
    for more in ((), ("--raise-floor",), ("--lower-floor",), ("--raise-floor", "--lower-floor")):
        ends(run("raw", "gold", *MINE, *FLOOR, *more), 0)
        assert Path("floor.json").read_bytes() == first


def test_a_language_with_enough_documents_has_a_floor_of_its_own(run: Eval) -> None:
    for n in range(8):
        put(f"raw/{n}.txt", body(n))
        put(f"gold/{n}.txt", body(n))
    put("known.jsonl", "\n".join(json.dumps({"id": str(n), "lang": "vi", "url": f"{n}.vn"}) for n in range(8)))
    ends(run("raw", "gold", *MINE, *FLOOR), 0, "written")
    assert list(held()) == ["all", "language vi"]
    ran = run("raw", "gold", *FLOOR)
    ends(ran, 1, "floor.json: language vi: documents is 0, 8 below its floor 8")


def test_a_run_below_the_floor_fails_and_leaves_the_floor(run: Eval) -> None:
    run("raw", "gold", *MINE, *FLOOR)
    first = Path("floor.json").read_bytes()
    for more in ((), ("--raise-floor",)):
        ran = run("raw", "gold", "--manifest", "known.jsonl", *FLOOR, *more, *JSON)  # without the pack
        ends(ran, 1, "floor.json: all: shingles.macro.f1 is 0.", " below its floor 0.")
        assert "losing" not in ran.err
        assert {miss["figure"] for miss in json.loads(ran.out)["below_floor"]} >= {"lines.micro.f1"}
        assert Path("floor.json").read_bytes() == first


def test_the_floor_moves_only_when_asked(run: Eval) -> None:
    run("raw", "gold", *MINE, *FLOOR)
    before = held()["all"]
    ends(run("raw", "gold", *FLOOR, "--lower-floor"), 0, "shingles.macro.f1", "floor.json: lowered")
    after = held()["all"]
    assert after["shingles.macro.f1"] < before["shingles.macro.f1"]
    assert after["documents"] == before["documents"]
    ends(run("raw", "gold", *FLOOR), 0)
    ends(run("raw", "gold", *MINE, *FLOOR), 0)  # better, but --raise-floor is missing
    assert held()["all"] == after
    ends(run("raw", "gold", *MINE, *FLOOR, "--raise-floor"), 0, "floor.json: raised")
    assert held()["all"] == before


def test_a_run_that_is_better_and_worse_moves_the_floor_only_with_both_options(run: Eval) -> None:
    text = '{"all": {"documents": 5, "lines.micro.f1": 0.1}}'
    put("floor.json", text)
    ends(run("raw", "gold", *MINE, *FLOOR, "--raise-floor"), 1, "documents is 4, 1 below its floor 5")
    assert Path("floor.json").read_text() == text
    ends(
        run("raw", "gold", *MINE, *FLOOR, "--raise-floor", "--lower-floor"), 0, "documents is 4", "floor.json: lowered"
    )
    assert held()["all"]["documents"] == 4
    assert held()["all"]["lines.micro.f1"] > 0.5


def test_removing_the_worst_document_fails(run: Eval) -> None:
    run("raw", "gold", *MINE, *FLOOR)
    for folder in ("raw", "gold"):
        Path(folder, "other.txt").unlink()  # the worst one
    ends(run("raw", "gold", *MINE, *FLOOR), 1, "all: documents is 3, 1 below its floor 4")


def test_an_empty_text_is_above_the_floor(run: Eval) -> None:
    put("floor.json", '{"all": {"empty": 0, "losing": 0.1, "shingles.micro.recall": 0.9}}')
    put("pred/one.txt", "")
    for n, name in enumerate(NAMES):
        put(f"pred/{name}", body(n) if n else "")
    ends(
        run("raw", "gold", "--pred", "pred", *FLOOR), 1, "all: empty is 1, 1 above its floor 0",
        "all: losing is 0.25, 0.15 above its floor 0.1", "all: shingles.micro.recall is 0.7",
    )  # fmt: skip


def test_a_run_with_failures_is_compared_with_the_floor_but_never_written(run: Eval) -> None:
    put("raw/alone.txt", "x")
    ends(run("raw", "gold", *FLOOR), 3, "floor.json: not written, because some documents were not scored")
    assert not Path("floor.json").exists()
    put("floor.json", '{"all": {"documents": 9}}')
    ends(run("raw", "gold", *FLOOR, "--lower-floor"), 3, "5 below its floor 9", "not written")
    assert held() == {"all": {"documents": 9}}


def test_a_floor_without_figures_is_refused(run: Eval) -> None:
    put("floor.json", '{"all": {}}')
    ends(run("raw", "gold", *FLOOR), 2, "floor.json: all: no figure, such as shingles.macro.f1")


def test_a_floor_that_cannot_be_written_is_reported(run: Eval) -> None:
    ran = run("raw", "gold", "--floor", "no/floor.json")
    ends(ran, 3, "no/floor.json: not written: No such file")
    assert "shingles" in ran.out
