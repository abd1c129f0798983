"""`cleaner rules health`: what it prints, what it writes to the history, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.inputs import UnreadableInput, find_inputs
from cleaner.health.history import Spread, from_bytes, to_bytes
from tests.helpers.corpus import page
from tests.helpers.shell import Shell, ends, process, put


@pytest.fixture
def dumps(shell: Shell) -> Shell:
    for n in range(9):
        put(f"dumps/{n}.txt", page(n, "Menu\nA ONLINE PAPER\n", "Share this\n"))
    return shell


def test_the_report_has_sums_a_row_for_each_rule_and_the_findings(dumps: Shell) -> None:
    ran = dumps("rules", "health", "dumps")
    ends(ran, 0)
    assert ran.out.startswith("9 documents, 243 words, 22.2% removed; 2 of 3 rules acted\n")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["outlets/a.vn:masthead", "9", "9", "18", "36", "66.7%"] in [row[:-1] for row in rows]
    assert not any(row[:1] == ["web:tail"] for row in rows)  # it did not act
    assert ["a.vn", "9", "22", "%"] in rows
    assert ran.out.endswith("\nstale: 1\n  web  tail\n")
    short = dumps("rules", "health", "dumps", "--show", "1").out
    assert "and 1 more rule (--show N shows more, --format json shows all)" in short


def test_json_has_everything(dumps: Shell) -> None:
    ran = dumps("rules", "health", "dumps", "--format", "json")
    ends(ran, 0)
    facts: dict[str, Any] = json.loads(ran.out)
    assert list(facts) == ["date", "documents", "words", "removed", "unchanged", "without_host", "rules", "outlets", "absent_languages", "findings", "failed", "unread"]  # fmt: skip
    assert list(facts["rules"][0]) == ["rule", "place", "asked", "documents", "lines", "words", "share", "seen", "before", "findings"]  # fmt: skip
    assert list(facts["findings"]) == ["stale", "shadowed", "duplicate", "contained", "risen", "fallen", "redesign"]
    assert facts["findings"]["stale"] == [
        {"of": "web:tail", "why": "acted in none of 9 documents", "by": None, "documents": []}
    ]
    assert facts["outlets"] == [
        {"outlet": "a.vn", "documents": 9, "usual": 22, "mean": 22.0, "deviation": 0.0, "fences": [2.0, 42.0]}
    ]
    assert facts["without_host"] == 9


def test_a_finding_named_with_fail_on_ends_the_run_with_1(dumps: Shell) -> None:
    ends(dumps("rules", "health", "dumps", "--fail-on", "shadowed, redesign"), 0)
    ran = dumps("rules", "health", "dumps", "--fail-on", "redesign,stale")
    ends(ran, 1, "--fail-on stale,redesign: 1 stale")
    assert "stale: 1" in ran.out


def test_only_the_rules_of_some_packs_are_reported(dumps: Shell) -> None:
    ends(dumps("rules", "health", "dumps", "--fail-on", "stale", "--only", "outlets/*"), 0)
    ran = dumps("rules", "health", "dumps", "--fail-on", "stale", "--only", "outlets/*,web", "--history", "h.json")
    ends(ran, 1, "--fail-on stale: 1 stale")
    facts = json.loads(dumps("rules", "health", "dumps", "--only", "outlets/*", "--format", "json").out)
    assert {row["rule"].rpartition(":")[0] for row in facts["rules"]} == {"outlets/a.vn"}
    ends(dumps("rules", "health", "dumps", "--only", "outlets/a.vn", "--history", "h.json"), 0)
    assert "web:tail" in from_bytes(Path("h.json").read_bytes()).rules  # the history has the rules of all packs


def test_gaps_in_the_figures_of_outlets_are_reported(dumps: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    ends(dumps("rules", "health", "dumps", "--url-field", "ulr"), 0, "no document has a host in the field 'ulr'")
    monkeypatch.setattr("cleaner.corpus.tally.MAX_OUTLETS", 3)
    monkeypatch.setattr("cleaner.cli.rules.health.MAX_OUTLETS", 3)
    put("hosts.jsonl", "".join(json.dumps({"text": page(n), "url": f"{n}.vn"}) + "\n" for n in range(9)))
    ends(dumps("rules", "health", "hosts.jsonl"), 0, "6 documents of outlets beyond the first 3 are counted as one")


def test_documents_of_two_folders_have_different_names(dumps: Shell) -> None:
    put("other/1.txt", b"\xe1\xba")
    put("dumps/1.txt", b"\xe1\xba")
    ends(
        dumps("rules", "health", "dumps", "other"),
        3,
        "dumps/1.txt: byte 0",
        "other/1.txt: byte 0",
        "convert it to UTF-8",
    )


def test_the_history_is_written_and_compared_and_left_alone_if_a_change_fails_the_run(dumps: Shell) -> None:
    with_history = ("rules", "health", "dumps", "--history", "h.json", "--fail-on", "fallen,redesign")
    ends(dumps(*with_history), 0, "h.json: written; the next run is compared with this one")
    history = from_bytes(Path("h.json").read_bytes())
    put("h.json", to_bytes(history._replace(outlets={"a.vn": (Spread("2024-01-01", 9, 22.0, 0.0),)})))
    ends(dumps(*with_history), 0)
    for n in range(9):
        put(f"dumps/{n}.txt", page(n, "Menu\nA PAPER ONLINE\n", "Share this\n"))
    put(
        "dumps/x.jsonl",
        "".join(json.dumps({"text": page(n, "Menu\nA PAPER\n"), "url": "a.vn"}) + "\n" for n in range(30)),
    )
    before = Path("h.json").read_bytes()
    ran = dumps(*with_history)
    ends(ran, 1, "--fail-on fallen,redesign: 2 fallen, 1 redesign", "h.json: not written, because", "9 of 39 documents")
    assert Path("h.json").read_bytes() == before
    ends(
        dumps(*with_history[:5]), 0, "9 of 39 documents have no host in the field 'url'", "9 belong to no known outlet"
    )
    assert Path("h.json").read_bytes() != before


BAD = {
    "nothing there": (["nowhere"], 2, "nowhere: there is no such file or folder"),
    "an empty folder": (["empty"], 2, "empty: no dumps here"),
    "standard input": (["-"], 2, "does not read standard input"),
    "an unknown finding": (["dumps", "--fail-on", "stael"], 2, "did you mean 'stale'?"),
    "a change without a history": (["dumps", "--fail-on", "risen"], 2, "add --history FILE"),
    "a pattern without a pack": (["dumps", "--only", "oulets/*"], 2, "--only oulets/*: no pack matches"),
    "an unknown pack": (
        ["dumps", "--pack", "wed"],
        2,
        "--pack wed: there is no such pack; did you mean 'web'?",
    ),
    "a faulty pack": (["dumps", "--rules", "faulty"], 2, "b.vn.yaml:1:1: unknown key 'ruls'"),
    "a history that is none": (["dumps", "--history", "bad.txt"], 2, "bad.txt: not JSON"),
    "a history in no folder": (["dumps", "--history", "x/h.json"], 2, "there is no folder x"),
    "too few documents to fail on": (["dumps/1.txt", "--fail-on", "stale"], 2, "needs at least 8 documents"),
    "too few documents": (["dumps/1.txt"], 0, "too few documents: with fewer than 8, no rule is reported as stale"),
    "nothing that can be read": (["bad.txt"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
    "one that cannot be read": (
        ["bad.txt", "dumps", "--history", "h.json"],
        3,
        "h.json: not written, because some documents",
    ),
    "records without the field": (["dumps", "some.jsonl"], 3, "some.jsonl:1: the record has no field 'text'"),
}


@pytest.mark.parametrize(("args", "code", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_reported(dumps: Shell, args: list[str], code: int, message: str) -> None:
    Path("empty").mkdir()
    put("bad.txt", b"\xe1\xba")
    put("some.jsonl", '{"body": "x"}\n')
    put("faulty/outlets/b.vn.yaml", "ruls: []")
    ends(dumps("rules", "health", *args), code, message)
    assert not Path("h.json").exists()


def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_counted(
    dumps: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_shut_folder(source: str) -> list[Any]:
        return [*find_inputs(source), UnreadableInput("dumps/shut", "dumps/shut: the folder cannot be read")]

    monkeypatch.setattr("cleaner.corpus.documents.find_inputs", with_shut_folder)
    ran = dumps("rules", "health", "dumps", "--format", "json")
    ends(ran, 3, "dumps/shut: the folder cannot be read")
    facts = json.loads(ran.out)
    assert (facts["documents"], facts["failed"]) == (9, 1)


def test_the_real_command_uses_the_shipped_packs(tmp_path: Path) -> None:
    for n in range(8):
        (tmp_path / f"{n}.txt").write_text(page(n, "", "Advertisement\n"), encoding="utf-8")
    ran = process("rules", "health", ".", "--format", "json", "--history", "h.json", cwd=tmp_path)
    rows = {row["rule"]: row for row in json.loads(ran.out)["rules"]}
    assert len(rows) > 300
    assert rows["common/ads:marks"]["documents"] == 8
    assert len(from_bytes((tmp_path / "h.json").read_bytes()).rules) > 100
