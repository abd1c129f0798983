"""`cleaner learn`: options, messages, exit codes and the review."""

import json
import sys
from pathlib import Path

import pytest

from cleaner.learn.draft import parsed
from tests.helpers.gazette import FOOT, HOST, MENU, NAME, OLD_PACK, dump, headed, ids, other_words, pages, put_dumps
from tests.helpers.shell import Shell, ends, put
from tests.helpers.strategies import shipped_body

PACK = f"mine/{NAME}.yaml"


@pytest.fixture
def here(shell: Shell) -> Shell:
    """Commands in a folder with six dumps of the Gazette, and an old pack for it."""
    put_dumps("dumps")
    put(PACK, OLD_PACK)
    return shell


def put_records(path: str, rows: list[dict[str, object]]) -> None:
    put(path, "".join(json.dumps(row) + "\n" for row in rows))


# ------------------------------------------------------------------ new packs


def test_the_pack_that_is_written_passes_its_tests(here: Shell) -> None:
    command = ("learn", "dumps", "--outlet", HOST, "-o", "new/outlets/gazette.example.yaml")
    ends(here(*command), 0, "new/outlets/gazette.example.yaml: written, from 6 dumps")
    ends(here("rules", "test", "--rules", "new", NAME), 0)
    ends(here(*command), 2, "gazette.example.yaml already exists; use --force to overwrite it")
    ends(here(*command, "--force"), 0, "written")


def test_few_dumps_are_named_as_few(shell: Shell) -> None:
    put_dumps("dumps", 3)
    ends(shell("learn", "dumps", "--outlet", HOST, "-o", "p.yaml"), 0, "3 dumps; these are few")


def test_dumps_of_two_outlets_in_a_folder_are_refused_unless_an_outlet_is_named(shell: Shell) -> None:
    for n in range(8):
        put(f"{HOST}/{n}.txt", other_words(dump(n)) if n % 2 else dump(n))
    ran = shell("learn", HOST)
    ends(ran, 2, "the dumps form groups of 4, 4 with little in common: are they of several outlets?", "--by host")
    assert ran.out == ""
    ends(shell("learn", HOST, "--outlet", HOST), 0, "are they of several outlets?")


def test_folders_may_have_files_of_the_same_names(here: Shell) -> None:
    put_dumps("more", 8)
    assert "from 14 dumps (6 copies skipped)" in here("learn", "dumps", "more", "--outlet", HOST).out


def test_an_outlet_that_has_a_pack_is_named(here: Shell) -> None:
    ends(here("learn", "dumps", "--outlet", "a.vn"), 0, "a.vn: this outlet has a pack, ")


REFUSED = {
    "no such folder": (["nowhere", "--outlet", "a.vn"], "nowhere: there is no such file or folder"),
    "an empty folder": (["empty", "--outlet", "a.vn"], "found no dumps in empty"),
    "no name": (["dumps"], "name the outlet, like --outlet example.vn"),
    "a name that is a path": (["dumps", "--outlet", "../a"], "a name consists of letters, digits"),
    "a name and hosts": (["dumps", "--outlet", "a.vn", "--by", "host"], "--outlet is for one outlet"),
    "a pack to update and hosts": (["dumps", "--update", PACK, "--by", "host"], "--update is for one outlet"),
    "hosts and no output": (["dumps", "--by", "host"], "name a folder for them with --output"),
    "hosts and a file": (["dumps", "--by", "host", "-o", PACK], "gazette.example.yaml is a file; name a folder"),
    "no hosts": (["dumps", "--by", "host", "-o", "new"], "skipped 6 documents without a host in the field 'url'"),
    "a folder as output": (["dumps", "--outlet", "a.vn", "-o", "dumps"], "dumps is a folder; name the pack's file"),
    "no pack to update": (["dumps", "--update", "nothing.yaml"], "nothing.yaml: No such file"),
    "two dumps": (["dumps/0.txt", "dumps/1.txt", "--outlet", "a.vn"], "2 dumps; at least 3 are needed"),
}


@pytest.mark.parametrize(("args", "message"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_written_if_nothing_can_be_learnt(here: Shell, args: list[str], message: str) -> None:
    Path("empty").mkdir()
    before = sorted(Path().rglob("*"))
    ran = here("learn", *args)
    ends(ran, 2, message)
    assert ran.out == ""
    assert sorted(Path().rglob("*")) == before


def test_records_that_cannot_be_read_are_named_and_the_rest_is_learnt(here: Shell) -> None:
    rows = [json.dumps({"text": dump(n)}) for n in range(5)]
    put("c.jsonl", "\n".join([*rows[:2], '{"text": 3}', "{", *rows[2:]]) + "\n")
    ran = here("learn", "c.jsonl", "--outlet", HOST, "-o", "-")
    ends(ran, 3, "c.jsonl:3: ", "c.jsonl:4: ")
    assert "id: masthead" in ran.out


def test_a_pack_that_cannot_be_written_is_named(here: Shell) -> None:
    ends(here("learn", "dumps", "--outlet", HOST, "-o", "dumps/0.txt/p.yaml"), 3, "dumps/0.txt/p.yaml: not written")


# ------------------------------------------------------------------ --by host


def test_each_host_gets_a_pack(shell: Shell) -> None:
    rows: list[dict[str, object]] = [
        {"text": dump(n), "url": f"https://www.{'ab'[n % 2]}.example/{n}"} for n in range(8)
    ]
    put_records("c.jsonl", [*rows, {"text": dump(9)}])
    ends(shell("learn", "c.jsonl", "--by", "host", "-o", "mine/outlets"), 0, "skipped 1 document without a host")
    assert sorted(path.name for path in Path("mine/outlets").iterdir()) == ["a.example.yaml", "b.example.yaml"]
    ends(shell("rules", "test", "--rules", "mine", "outlets/a.example"), 0)


def test_a_url_that_is_none_is_no_host(shell: Shell) -> None:
    urls = ["https://a.example/1", "not a url", "http://[::1]/"]
    put_records("c.jsonl", [{"text": dump(n), "url": urls[n % 3]} for n in range(12)])
    ends(shell("learn", "c.jsonl", "--by", "host", "-o", "packs"), 0, "skipped 8 documents without a host")
    assert [path.name for path in Path("packs").iterdir()] == ["a.example.yaml"]


def test_hosts_of_one_site_get_fingerprints_that_only_they_have(shell: Shell) -> None:
    rows: list[dict[str, object]] = []
    for host in ("sport", "money"):
        texts = pages(6, lambda source, n, host=host: [f"{host} pages of the Gazette", *headed(source)])  # type: ignore[misc]
        rows += [{"text": text, "url": f"https://{host}.gazette.example/"} for text in texts]
    put_records("c.jsonl", rows)
    ends(shell("learn", "c.jsonl", "--by", "host", "-o", "packs"), 0, "written")
    for host in ("sport", "money"):
        detect = parsed(Path(f"packs/{host}.gazette.example.yaml").read_text(), "outlets/x").detect
        assert detect is not None
        assert [text for test in detect.line for text in test.text] == [f"{host} pages of the Gazette"]


def test_a_pack_that_exists_fails_the_run_but_the_others_are_written(shell: Shell) -> None:
    put_records("c.jsonl", [{"text": dump(n), "url": f"https://{'ab'[n % 2]}.example/{n}"} for n in range(12)])
    put("packs/b.example.yaml", "mine")
    ends(shell("learn", "c.jsonl", "--by", "host", "-o", "packs"), 2, "packs/b.example.yaml already exists")
    assert Path("packs/a.example.yaml").exists()
    assert Path("packs/b.example.yaml").read_text() == "mine"


# ------------------------------------------------------------------ --update


def test_an_update_adds_what_is_missing_and_names_what_is_idle(here: Shell) -> None:
    ends(here("learn", "dumps", "--update", PACK, "-o", PACK), 2, "--force")
    ran = here("learn", "dumps", "--update", PACK, "-o", PACK, "--force")
    ends(ran, 0, "long-gone: acts on none of 6 dumps; marked, not removed")
    text = Path(PACK).read_text(encoding="utf-8")
    assert ids(text) == ["masthead", "long-gone", "tail", "counters", "dateline"]
    ends(here("rules", "test", "--rules", "mine", NAME), 0)
    assert here("learn", "dumps", "--update", PACK, "--rules", "mine").out == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules: [", "invalid YAML"),
        ("about: x\nextends: [nowhere]\n", "nowhere"),
        ("about: x\nextends: [web]\nrules: []\n", "the list of 'rules' is empty"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_a_pack_that_cannot_be_updated_is_left_as_it_is(here: Shell, text: str | bytes, message: str) -> None:
    put(PACK, text)
    before = Path(PACK).read_bytes()
    ends(here("learn", "dumps", "--update", PACK, "-o", PACK, "--force"), 2, message)
    assert Path(PACK).read_bytes() == before


def test_an_update_names_the_fingerprints_that_no_dump_has(here: Shell) -> None:
    lines = "line: [{text: A name long gone}, {text: Harbour Gazette}]"
    put(PACK, OLD_PACK.replace("{host: [gazette.example]}", f"{{host: [gazette.example], {lines}}}"))
    ran = here("learn", "dumps", "--update", PACK)
    ends(ran, 0, "no dump has its fingerprint 'A name long gone'", "possible fingerprints: ")
    assert "its fingerprint 'Harbour Gazette'" not in ran.err


BODY = """\
    # a net of our own
    - id: article
      drop: {body: {switch: 5}}

tests:
"""


def test_a_pack_with_a_rule_for_the_article_is_updated_with_the_weights_beside_it(here: Shell) -> None:
    put(PACK, OLD_PACK.replace("tests:\n", BODY))
    ends(here("learn", "dumps", "--update", PACK), 2, "the rule needs the weights of a net, in mine/outlets/gazette")
    put(PACK.replace(".yaml", ".safetensors"), shipped_body().weights)
    ran = here("learn", "dumps", "--update", PACK)
    ends(ran, 0, "proposed from 6 dumps")
    assert "id: counters" in ran.out


# ------------------------------------------------------------------ --review


def review(shell: Shell, answers: str, *args: str) -> tuple[int, str]:
    """The exit code of a review, and what it shows."""
    ran = shell("learn", "dumps", "--outlet", HOST, "--review", *args, given=answers.encode())
    assert "Traceback" not in ran.err
    return ran.code, ran.err


def test_a_review_writes_the_accepted_rules(here: Shell) -> None:
    code, shown = review(here, "m\na\nx\nr\na\na\nq\n", "-o", "p.yaml")
    assert code == 0
    assert "tail (2 of 4)" in shown
    assert shown.count("- │ Gazette archive") >= 2
    text = Path("p.yaml").read_text(encoding="utf-8")
    assert ids(text) == ["masthead", "counters", "dateline"]
    assert parsed(text, NAME).tests


@pytest.mark.parametrize(
    ("answers", "code", "message"),
    [
        ("q\n", 2, "no rule was accepted; nothing is written"),
        ("r\nr\nr\nr\n", 2, "no rule was accepted; nothing is written"),
        ("a\n", 130, "interrupted; the rules under review were not written"),
        ("", 130, "interrupted; the rules under review were not written"),
    ],
)
def test_a_review_that_accepts_nothing_writes_nothing(here: Shell, answers: str, code: int, message: str) -> None:
    ended, shown = review(here, answers, "-o", "p.yaml")
    assert ended == code
    assert message in shown
    assert not Path("p.yaml").exists()


def edit_with(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Make an editor from lines of Python, in which `path` is the file and `text` its text."""
    start = ["import pathlib, sys", "path = pathlib.Path(sys.argv[1])", "text = path.read_text()"]
    put("edit.py", "\n".join([*start, *lines, ""]))
    monkeypatch.setenv("EDITOR", f"{sys.executable} {Path('edit.py').absolute()}")


def test_a_rule_is_edited_until_it_has_no_faults(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_with(
        monkeypatch,
        "new = text.replace('drop:', 'dorp:') if 'dorp' not in text else text.replace('dorp:', 'drop:')",
        "path.write_text(new.replace('id: masthead', 'id: menu'))",
    )
    code, shown = review(here, "e\ny\na\nq\n", "-o", "new/outlets/gazette.example.yaml")
    assert code == 0
    assert "unknown key 'dorp'" in shown
    assert ids(Path("new/outlets/gazette.example.yaml").read_text()) == ["menu"]
    ends(here("rules", "test", "--rules", "new", NAME), 0)


def test_an_edited_rule_is_shown_with_the_lines_on_which_it_acts(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_with(
        monkeypatch, "path.write_text('- id: one\\n  why: w\\n  drop: {line: {text: Sport desk}}\\n  hits: Sport desk')"
    )
    code, _ = review(here, "e\na\nq\n", "-o", "p.yaml")
    assert code == 0
    evidence = "# 6 lines on 6 of 6 pages, above the article\n  # such as 'Sport desk'\n  - id: one"
    assert evidence in Path("p.yaml").read_text()


def test_an_editor_that_fails_loses_nothing(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c 'raise SystemExit(1)'")
    code, _ = review(here, "a\ne\na\nq\n", "-o", "p.yaml")
    assert code == 0
    assert ids(Path("p.yaml").read_text()) == ["masthead", "tail"]


def test_the_questions_are_not_on_standard_output(here: Shell) -> None:
    ran = here("learn", "dumps", "--outlet", HOST, "--review", given=b"a\na\na\na\n")
    ends(ran, 0, "accept, reject, edit")
    assert ran.out.startswith("# Proposed by")
    assert "accept, reject" not in ran.out
    assert MENU[-1] in ran.out
    assert FOOT[0] in ran.out
