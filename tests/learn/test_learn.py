"""What is learnt from made-up dumps: planted markers are found, article text is left alone, the order counts for nothing."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import check
from cleaner.learn.counts import count, shape, sketch
from cleaner.learn.draft import draft, parsed
from cleaner.learn.learn import LearntOutlet, TooFewDumps, groups
from cleaner.learn.learn import learn as learn_of
from cleaner.learn.patterns import pattern
from cleaner.packs.layers import shipped
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from cleaner.packs.rule import Pack

WORDS = [
    "bridge",
    "river",
    "mayor",
    "boat",
    "market",
    "winter",
    "school",
    "garden",
    "council",
    "train",
    "harvest",
    "goose",
    "lantern",
    "engine",
    "doctor",
    "village",
    "painter",
    "window",
    "forest",
    "teacher",
    "ferry",
    "bread",
    "clock",
    "island",
    "music",
    "letter",
    "road",
    "mountain",
    "kitchen",
    "apple",
    "storm",
]
MENU = ["Harbour Gazette", "Log on here", "Sport desk", "Weather desk", "Our ships", "Tide tables", "Gazette archive"]
FOOT = ["Elsewhere in the Gazette", "Write to the harbour master", "Set in the harbour of Wold"]


BARE = Library([Pack("web")])  # nothing is known of any page


@cache
def library() -> Library:
    return Library.read([shipped()])


def sentence(some: random.Random, least: int = 14) -> str:
    return " ".join(some.choices(WORDS, k=some.randint(least, least + 12))).capitalize() + "."


def dump(seed: int, paragraphs: int = 6, extra: Sequence[str] = ()) -> str:
    """A page: menu, section, headline, dateline, paragraphs, a counter, other stories, imprint."""
    some = random.Random(seed)
    body = [sentence(some) for _ in range(paragraphs)]
    for text in extra:
        body.insert(some.randint(1, len(body) - 1), text)
    body[0] = f"WOLD (Gazette) - {body[0]}"
    lines = [
        *MENU,
        "",
        " ".join(some.choices(WORDS, k=6)).capitalize(),
        "",
        *(line for text in body for line in (text, "")),
        f"{some.randint(2, 900)} readers waved",
        FOOT[0],
        *(" ".join(some.choices(WORDS, k=5)).capitalize() for _ in range(4)),
        sentence(some),
        *FOOT[1:],
    ]
    return "\n".join(lines) + "\n"


def learnt(dumps: Sequence[str], packs: Library = BARE, outlet: str = "gazette.example") -> LearntOutlet:
    (found,) = learn_of(lambda: ((outlet, text) for text in dumps), packs)
    return found


def proposed(dumps: Sequence[str], packs: Library = BARE) -> str:
    """The pack that is proposed for some dumps; its own examples hold."""
    text = draft(learnt(dumps, packs), packs).text()
    pack = parsed(text, "outlets/gazette.example")
    assert check(Library([*packs.packs.values(), pack]), pack.name).complaints == ()
    return text


def cleaned(text: str, dump: str, packs: Library = BARE) -> list[str]:
    """The lines that a pack leaves of a dump."""
    pack = parsed(text, "outlets/gazette.example")
    program = compile_packs(Library([*packs.packs.values(), pack]), pack.name)
    return [line for line in Cleaner(program, pack.name).clean(dump).text.split("\n") if line]


def run(*args: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "cleaner", *args], capture_output=True, check=False, timeout=120)


seeds = st.integers(0, 10**6)
slow = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def article(text: str, size: int) -> list[str]:
    """What has to come out of a dump: headline and paragraphs, without the dateline."""
    lines = [line for line in text.split("\n") if line]
    return [lines[len(MENU)], *(line.removeprefix("WOLD (Gazette) - ") for line in lines[len(MENU) + 1 :][:size])]


@slow
@given(seeds, st.integers(3, 12), st.integers(3, 9))
def test_planted_markers_are_found_and_other_dumps_come_out_as_their_articles(seed: int, pages: int, size: int) -> None:
    pack = proposed([dump(seed + n, size) for n in range(pages)])
    fresh = dump(seed + 1000, size)
    assert cleaned(pack, fresh) == article(fresh, size)


@pytest.mark.parametrize("pages", [3, 8])
def test_with_all_packs_that_there_are_the_same_comes_out(pages: int) -> None:
    pack = proposed([dump(n) for n in range(pages)], library())
    fresh = dump(1000)
    assert cleaned(pack, fresh, library()) == article(fresh, 6)


@slow
@given(seeds, st.integers(4, 12), st.integers(2, 4))
def test_sentences_that_articles_have_in_common_are_not_proposed(seed: int, pages: int, shared: int) -> None:
    common = [sentence(random.Random(seed), 5), "A word of thanks", sentence(random.Random(seed + 1))]
    shared = min(shared, pages // 2)  # what stands in most articles is the outlet's
    pack = proposed([dump(seed + n, 7, common if n < shared else ()) for n in range(pages)])
    assert set(common) <= set(cleaned(pack, dump(seed + 1000, 7, common)))


@slow
@given(seeds, st.integers(3, 8), st.randoms(use_true_random=False))
def test_the_order_of_the_dumps_counts_for_nothing(seed: int, pages: int, some: random.Random) -> None:
    dumps = [dump(seed + n) for n in range(pages)]
    first = proposed(dumps)
    some.shuffle(dumps)
    assert proposed(dumps) == first


def test_a_headline_that_stands_twice_is_kept_once() -> None:
    def twice(n: int) -> str:
        lines = dump(n).split("\n")
        return "\n".join([*lines[: len(MENU)], lines[len(MENU) + 1], f"{n % 28} May 2024", *lines[len(MENU) :]])

    pack = proposed([twice(n) for n in range(6)])
    assert "id: headline-copy" in pack
    assert cleaned(pack, twice(1000)) == article(dump(1000), 6)
    assert "id: headline-copy" not in proposed([dump(n) for n in range(6)])


def test_what_stands_behind_each_headline_goes() -> None:
    def named(n: int) -> str:
        lines = dump(n).split("\n")
        lines[len(MENU) + 1] += " | The Gazette of Wold"
        return "\n".join(lines)

    pack = proposed([named(n) for n in range(6)])
    assert "id: headline-end" in pack
    assert cleaned(pack, named(1000)) == article(dump(1000), 6)


def test_fingerprints_are_lines_that_other_outlets_do_not_have() -> None:
    def other(n: int) -> str:
        text = dump(n + 500)
        for line in (MENU[0], FOOT[0], *FOOT[2:]):
            text = text.replace(line, line.translate(str.maketrans("aeiou", "ouiea")))
        return text

    texts = [("gazette.example", dump(n)) for n in range(6)] + [("other.example", other(n)) for n in range(6)]
    packs = {
        one.outlet: parsed(draft(one, BARE).text(), f"outlets/{one.outlet}") for one in learn_of(lambda: texts, BARE)
    }
    detecting = Cleaner(compile_packs(Library([*BARE.packs.values(), *packs.values()])))
    for outlet, text in (("gazette.example", dump(77)), ("other.example", other(77))):
        assert packs[outlet].detect is not None
        assert detecting.clean(text).pack == f"outlets/{outlet}"
    assert detecting.clean(sentence(random.Random(1))).pack == "web"


def test_copies_count_once() -> None:
    assert "only 1 with twenty words" in learnt([dump(1)] * 50).missing
    with pytest.raises(TooFewDumps, match="only 1 with twenty words"):
        draft(learnt([dump(1)] * 50), BARE)
    assert count(map(sketch, [dump(1), dump(1) + "Seen by 12\n", dump(2)])).pages == 2


@pytest.mark.parametrize("dumps", [[dump(1)], [dump(1), dump(2)]])
def test_few_dumps_are_not_judged(dumps: list[str]) -> None:
    assert "least to judge" in learnt(dumps).missing


def test_no_dumps_give_nothing() -> None:
    assert list(learn_of(lambda: (), BARE)) == []


def test_dumps_without_repetition_give_no_pack() -> None:
    dumps = ["\n".join(sentence(random.Random(n * 10 + k)) for k in range(6)) for n in range(6)]
    assert "nothing repeats" in learnt(dumps).missing


def test_dumps_that_share_no_line_fall_into_groups() -> None:
    one, other = learnt([dump(n) for n in range(4)]), [dump(n) for n in range(4)]
    assert one.board is not None
    assert list(map(len, groups(one.board))) == [4]
    for n in (1, 3):
        other[n] = other[n].translate(str.maketrans("aeiou", "ouiea"))
    both = learnt(other)
    assert both.board is not None
    assert list(map(len, groups(both.board))) == [2, 2]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["12 bình luận", "7 bình luận"], r"^\d+ bình luận$"),
        (["04 Jul, 08:56 PM"], r"^\d+ \p{L}+, \d+:\d+ \p{L}+$"),
        (["1,204 views", "7 views"], r"^\d[\d.,:/-]* views$"),
        (["Page 2 (of 9)"], r"^Page \d+ \(of \d+\)$"),
        (["May I"], "^May I$"),
    ],
)
def test_lines_that_differ_in_numbers_make_one_pattern(texts: list[str], wanted: str) -> None:
    assert pattern(texts) == wanted


@pytest.mark.parametrize(("one", "other"), [("12 bình luận", "7 Bình luận"), ("04 Jul, 08:56 PM", "13 Aug, 11:02 AM")])
def test_numbers_and_dates_fold(one: str, other: str) -> None:
    assert shape(one) == shape(other)


def test_may_is_a_word_where_no_number_stands() -> None:
    assert shape("She may go") != shape("She mar go")


def test_the_command_writes_a_pack_that_its_tests_hold_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dumps").mkdir()
    for n in range(5):
        (tmp_path / "dumps" / f"{n}.txt").write_text(dump(n), encoding="utf-8")
    pack = "mine/outlets/gazette.example.yaml"
    done = run("learn", "dumps", "--outlet", "gazette.example", "-o", pack)
    assert done.returncode == 0, done.stderr
    assert run("rules", "test", "--rules", "mine", "outlets/gazette.example").returncode == 0
    again = run("learn", "dumps", "--outlet", "gazette.example", "-o", pack)
    assert again.returncode == 2
    assert b"--force" in again.stderr
    assert run("learn", "dumps", "-o", "x.yaml").returncode == 2
    assert not Path("x.yaml").exists()


def test_dumps_of_two_outlets_in_a_folder_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "gazette.example"
    folder.mkdir()
    for n in range(8):
        text = dump(n)
        if n % 2:
            for line in (*MENU, *FOOT, "readers waved", "WOLD (Gazette) - "):
                text = text.replace(line, line.translate(str.maketrans("aeiou", "ouiea")))
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    done = run("learn", "gazette.example")
    assert done.returncode == 2
    assert b"of several outlets?" in done.stderr
    assert run("learn", "gazette.example", "--outlet", "gazette.example").returncode == 0


def test_many_outlets_are_told_apart_by_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    monkeypatch.chdir(tmp_path)
    rows = [{"text": dump(n), "url": f"https://www.{'ab'[n % 2]}.example/{n}"} for n in range(8)] + [{"text": dump(9)}]
    Path("c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = run("learn", "c.jsonl", "--by", "host", "-o", "mine/outlets")
    assert done.returncode == 0, done.stderr
    assert b"1 document" in done.stderr
    assert sorted(path.name for path in Path("mine/outlets").iterdir()) == ["a.example.yaml", "b.example.yaml"]
    assert run("rules", "test", "--rules", "mine", "outlets/a.example").returncode == 0


# ------------------------------------------------------------------ bringing a pack up to date, and reviewing

OLD = """\
# ours, by hand
about: the Gazette   # of Wold
extends: [web]
detect: {host: [gazette.example]}

rules:
    # the menu
    - id: masthead
      why: the menu
      drop: {region: {through: {text: Gazette archive}}}
      where: {first: 20}
      hits: ["Sport desk\\nGazette archive"]

    - id: long-gone
      why: a box of before
      drop: {line: {text: Our old box}}
      hits: [Our old box]

tests:
    - {raw: "Log on here\\nGazette archive\\nShort news\\n", clean: "Short news\\n"}
# the end
"""


def write_dumps(folder: Path, count: int = 6) -> None:
    folder.mkdir(parents=True)
    for n in range(count):
        (folder / f"{n}.txt").write_text(dump(n), encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_dumps(tmp_path / "dumps")
    (tmp_path / "mine/outlets").mkdir(parents=True)
    (tmp_path / "mine/outlets/gazette.example.yaml").write_text(OLD, encoding="utf-8")
    return tmp_path


PACK = "mine/outlets/gazette.example.yaml"


def test_an_update_adds_what_is_missing_marks_what_is_idle_and_leaves_the_rest(here: Path) -> None:
    refused = run("learn", "dumps", "--update", PACK, "-o", PACK)
    assert refused.returncode == 2
    assert b"--force" in refused.stderr
    done = run("learn", "dumps", "--update", PACK, "-o", PACK, "--force")
    assert done.returncode == 0, done.stderr
    assert b"long-gone: acts on none of 6 dumps" in done.stderr
    new = (here / PACK).read_text(encoding="utf-8")
    added = [line for line in new.split("\n") if line not in OLD.split("\n")]
    kept = [line for line in new.split("\n") if line in OLD.split("\n")]
    assert [line for line in kept if line] == [line for line in OLD.split("\n") if line]
    assert "    # no longer fires: in none of 6 dumps" in added
    assert "    - id: tail" in added
    assert not any("masthead" in line for line in added if "id:" in line)
    assert run("rules", "test", "--rules", "mine", "outlets/gazette.example").returncode == 0
    again = run("learn", "dumps", "--update", PACK, "--rules", "mine")
    assert again.returncode == 0, again.stderr
    assert again.stdout.decode() == new
    (here / "dumps/new.txt").write_text(dump(9) + "Our old box\n", encoding="utf-8")
    assert b"no longer fires" not in run("learn", "dumps", "--update", PACK).stdout


def test_an_update_proposes_nothing_that_breaks_a_test_of_the_pack(here: Path) -> None:
    text = OLD.replace("tests:\n", f"tests:\n    - {{raw: 'Good news. {FOOT[0]}', clean: 'Good news. {FOOT[0]}'}}\n")
    article = "The ferry to the island left on time this morning and came back at night with all its people aboard."
    told = f'tests:\n    - {{raw: "{article}\\n{FOOT[0]}\\n", clean: "{article}\\n{FOOT[0]}\\n"}}\n'
    (here / PACK).write_text(text.replace("tests:\n", told), encoding="utf-8")
    done = run("learn", "dumps", "--update", PACK)
    assert done.returncode == 0, done.stderr
    (here / PACK).write_bytes(done.stdout)
    assert run("rules", "test", "--rules", "mine", "outlets/gazette.example").returncode == 0
    assert b"id: tail" not in done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules: [", "this is not YAML"),
        ("about: x\nextends: [nowhere]\n", "extends 'nowhere', which no layer has"),
        (
            "about: x\nextends: [web]\nrules: [{id: a, drop: {line: {text: Zz}}, hits: Zz}]\n",
            "each entry begins a line",
        ),
        ("about: x\nextends: [web]\nrules: []\n", "the list of 'rules' is empty"),
    ],
)
def test_a_pack_that_cannot_be_updated_is_told_and_left(here: Path, text: str, message: str) -> None:
    (here / PACK).write_text(text, encoding="utf-8")
    done = run("learn", "dumps", "--update", PACK, "-o", PACK, "--force")
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert (here / PACK).read_text(encoding="utf-8") == text


def review(answers: str, *args: str) -> Any:

    from cleaner.cli.app import app

    return CliRunner().invoke(app, ["learn", "dumps", "--outlet", "gazette.example", "--review", *args], answers)


def ids(path: str) -> list[str]:
    return [line.split()[-1] for line in Path(path).read_text(encoding="utf-8").split("\n") if "- id: " in line]


def test_a_review_takes_what_is_accepted(here: Path) -> None:
    done = review("m\na\nx\nr\na\na\nq\n", "-o", "p.yaml")
    assert done.exit_code == 0, done.output
    assert ids("p.yaml") == ["masthead", "counters", "dateline"]
    assert "tail (2 of 4)" in done.output
    assert done.output.count("- │ Gazette archive") >= 2
    shown = (here / "p.yaml").read_text(encoding="utf-8")
    assert parsed(shown, "outlets/gazette.example").tests


@pytest.mark.parametrize(
    ("answers", "code", "message"),
    [
        ("q\n", 2, "no rule was accepted"),
        ("r\nr\nr\nr\n", 2, "no rule was accepted"),
        ("a\n", 130, "broken off"),
        ("", 130, "broken off"),
    ],
)
def test_a_review_that_accepts_nothing_writes_nothing(here: Path, answers: str, code: int, message: str) -> None:
    done = review(answers, "-o", "p.yaml")
    assert done.exit_code == code
    assert message in done.output
    assert not Path("p.yaml").exists()


def edited_by(monkeypatch: pytest.MonkeyPatch, folder: Path, *lines: str) -> None:
    """Makes an editor of some lines of Python, in which `path` is the file and `text` what stands in it."""
    script = folder / "edit.py"
    begin = ["import pathlib, sys", "path = pathlib.Path(sys.argv[1])", "text = path.read_text()"]
    script.write_text("\n".join([*begin, *lines, ""]), encoding="utf-8")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")


def test_a_rule_is_edited_until_it_has_no_faults(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited_by(
        monkeypatch,
        here,
        "new = text.replace('drop:', 'dorp:') if 'dorp' not in text else text.replace('dorp:', 'drop:')",
        "path.write_text(new.replace('id: masthead', 'id: menu'))",
    )
    done = review("e\ny\na\nq\n", "-o", "p.yaml")
    assert done.exit_code == 0, done.output
    assert "unknown key 'dorp'" in done.output
    assert ids("p.yaml") == ["menu"]
    Path("mine/outlets/gazette.example.yaml").write_bytes(Path("p.yaml").read_bytes())
    assert run("rules", "test", "--rules", "mine", "outlets/gazette.example").returncode == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere", "--outlet", "a.vn"], "nowhere: there is no such file or folder"),
        (["empty", "--outlet", "a.vn"], "there are no dumps in empty"),
        (["dumps"], "say what the outlet is called"),
        (["dumps", "--outlet", "../a"], "a name has letters, digits"),
        (["dumps", "--outlet", "a.vn", "--by", "host"], "--outlet is about one outlet"),
        (["dumps", "--by", "host"], "name a folder for them"),
        (["dumps", "--by", "host", "-o", PACK], "is a file"),
        (["dumps", "--by", "host", "-o", "new"], "6 documents have no 'url'"),
        (["dumps", "--outlet", "a.vn", "-o", "dumps"], "dumps is a folder"),
        (["dumps", "--update", "nothing.yaml"], "nothing.yaml: No such file"),
        (["dumps/0.txt", "dumps/1.txt", "--outlet", "a.vn"], "2 dumps; 3 is the least"),
    ],
)
def test_what_cannot_be_learnt_is_told_and_nothing_is_written(here: Path, args: list[str], message: str) -> None:
    (here / "empty").mkdir()
    before = sorted(here.rglob("*"))
    done = run("learn", *args)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr.decode()
    assert done.stdout == b""
    assert sorted(here.rglob("*")) == before


def test_records_that_cannot_be_read_are_named_and_the_rest_is_learnt(here: Path) -> None:
    rows = [json.dumps({"text": dump(n)}) for n in range(5)]
    Path("c.jsonl").write_text("\n".join([*rows[:2], '{"text": 3}', "{", *rows[2:]]) + "\n", encoding="utf-8")
    done = run("learn", "c.jsonl", "--outlet", "gazette.example", "-o", "-")
    assert done.returncode == 3
    assert b"c.jsonl:3: " in done.stderr
    assert b"c.jsonl:4: " in done.stderr
    assert b"id: masthead" in done.stdout


# ------------------------------------------------------------------ what a careful reader of proposals finds


def kinds(text: str) -> list[str]:
    return [line.split()[-1] for line in text.split("\n") if "- id: " in line]


def test_many_dumps_show_what_few_do() -> None:
    few, many = (learnt([dump(n, 3) for n in range(count)]) for count in (40, 1200))
    assert many.board is not None
    assert len(many.board.pages) == 300
    assert (
        kinds(draft(many, BARE).text())
        == kinds(draft(few, BARE).text())
        == ["masthead", "tail", "counters", "dateline"]
    )


def test_the_evidence_is_what_the_rules_do() -> None:
    for packs in (BARE, library()):
        dumps = [dump(n) + "Set in the harbour of Wold\n" * (n % 3) for n in range(9)]
        found = draft(learnt(dumps, packs), packs)
        cleaner = Cleaner(compile_packs(found.library(), found.name), found.name)
        done = [list(cleaner.clean(text).edits) for text in dumps]
        for one in found.rules:
            name = f"{found.name}:{one.id}"
            pages = [sum(edit.rule == name for edit in edits) for edits in done]
            head = found.evidence(one)[0]
            assert head.startswith(f"in {sum(map(bool, pages))} of 9 pages, {sum(pages)} line"), (one.id, head)


@pytest.mark.parametrize("mark", ["\t", "\u200b", "\u00ad", "\u00a0", "\U0001f469\u200d\U0001f33e", "\x00"])
def test_a_marker_with_odd_characters_costs_no_rule(mark: str) -> None:
    dumps = [
        dump(n).replace(MENU[-1], f"Share{mark}this page").replace(FOOT[0], f"More{mark}of the Gazette")
        for n in range(5)
    ]
    pack = proposed(dumps)
    assert kinds(pack)[:2] == ["masthead", "tail"]
    fresh = dump(1000).replace(MENU[-1], f"Share{mark}this page").replace(FOOT[0], f"More{mark}of the Gazette")
    assert mark == "\x00" or len(cleaned(pack, fresh)) <= 9  # no pack can name a line with such a character


def test_half_a_character_in_a_dump_ends_no_run() -> None:
    dumps = [dump(n).replace(MENU[2], "Sport \ud800 desk") for n in range(5)]
    assert kinds(proposed(dumps))[0] == "masthead"


def test_an_interview_is_not_cut_at_a_question_that_each_has() -> None:
    question = "What is your favourite book?"

    def interview(n: int) -> str:
        some = random.Random(n)
        body = [question if k == 2 else sentence(some) for k in range(8)]
        lines = [*MENU, "", f"Guest {WORDS[n]} of the harbour", "", *(part for text in body for part in (text, ""))]
        return "\n".join([*lines, *FOOT]) + "\n"

    for packs in (BARE, library()):
        pack = proposed([interview(n) for n in range(4)], packs)
        assert question not in pack.partition("rules:")[2].partition("# Repeats too")[0]
        assert len(cleaned(pack, interview(9), packs)) >= 8


@pytest.mark.parametrize("start", ["Police said: ", "Answer: ", "The mayor of Wold - "])
def test_who_speaks_is_no_dateline(start: str) -> None:
    pack = proposed([dump(n).replace("WOLD (Gazette) - ", start) for n in range(6)])
    assert "dateline" not in kinds(pack)


def test_a_short_date_is_taken_above_the_article_alone() -> None:
    def dated(n: int) -> str:
        lines = dump(n).split("\n")
        return "\n".join([*lines[: len(MENU)], f"Sun {n % 28 + 1}", *lines[len(MENU) :]])

    pack = proposed([dated(n) for n in range(6)])
    assert "stamps" in kinds(pack)
    fresh = dated(1000).replace("\n\n", "\n\nStep 2\n\n", 4)
    assert "Step 2" in cleaned(pack, fresh)
    assert not any(line.startswith("Sun ") for line in cleaned(pack, fresh))


STYLES = {
    "rules last, no tests": OLD.partition("\ntests:")[0] + "\n",
    "tests first": "tests:\n  - {raw: a, clean: a}\n" + OLD.partition("\ntests:")[0] + "\n",
    "quoted keys": OLD.replace("tests:", '"tests":').replace("rules:", "rules :"),
    "document end": OLD.replace("# the end", "..."),
    "text that goes on at the left": OLD.replace("why: the menu", 'why: "a text\nthat: goes on"'),
    "block scalar last": OLD.partition("\ntests:")[0].replace(
        "hits: [Our old box]", "hits: |+\n        Our old box\n\n"
    ),
    "Windows": OLD.replace("\n", "\r\n"),
    "mark in front": "\ufeff" + OLD,
    "no end": OLD.rstrip("\n"),
    "a comment of one's own": OLD.replace("# the menu", "# no longer fires: says Ann"),
}


@pytest.mark.parametrize("style", STYLES)
def test_an_update_keeps_the_style_of_the_pack_or_says_that_it_cannot(here: Path, style: str) -> None:
    (here / PACK).write_bytes(STYLES[style].encode())
    done = run("learn", "dumps", "--update", PACK)
    text = done.stdout.decode()
    if done.returncode == 2:
        assert "nothing can be added to it without changing it" in done.stderr.decode()
        assert text == ""
        return
    assert done.returncode == 0, done.stderr
    (here / PACK).write_bytes(done.stdout)
    assert run("rules", "test", "--rules", "mine", "outlets/gazette.example").returncode == 0
    kept = [line for line in STYLES[style].split("\n") if line.strip()]
    new = text.split("\n")
    at = 0
    for line in kept:  # all of it is there, in order, with its end
        at = new.index(line, at) + 1
    assert ("\r\n" in text) == (style == "Windows")
    assert "\n" not in text.replace("\r\n", "") or style != "Windows"
    assert run("learn", "dumps", "--update", PACK).stdout == done.stdout


def test_lines_that_end_in_different_ways_are_refused(here: Path) -> None:
    (here / PACK).write_bytes(OLD.replace("\n", "\r\n", 3).encode())
    done = run("learn", "dumps", "--update", PACK)
    assert done.returncode == 2
    assert b"its lines end in different ways" in done.stderr


def test_idle_is_what_acts_on_no_dump_at_all(here: Path) -> None:
    (here / "dumps/picture.txt").write_text("Our old box\nA ferry at dawn\n", encoding="utf-8")  # too short to count
    assert b"no longer fires" not in run("learn", "dumps", "--update", PACK).stdout


def test_an_editor_that_fails_loses_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c 1/0")
    done = review("a\ne\na\nq\n", "-o", "p.yaml")
    assert done.exit_code == 0, done.output
    assert ids("p.yaml") == ["masthead", "tail"]


def test_an_edited_rule_is_shown_with_what_it_takes(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited_by(
        monkeypatch,
        here,
        "new = 'id: one\\nwhy: w\\ndrop: {line: {text: Sport desk}}\\nhits: Sport desk\\n'.replace('\\n', '\\n  ')",
        "path.write_text('- ' + new.rstrip())",
    )
    done = review("e\na\nq\n", "-o", "p.yaml")
    assert done.exit_code == 0, done.output
    assert "# in 6 of 6 pages, 6 lines, above it\n  # such as 'Sport desk'\n  - id: one" in Path("p.yaml").read_text()


def test_folders_may_have_files_of_the_same_names(here: Path) -> None:
    write_dumps(here / "more", 8)
    done = run("learn", "dumps", "more", "--outlet", "gazette.example")
    assert done.returncode == 0, done.stderr


def test_what_is_no_host_is_left_out(here: Path) -> None:
    rows = [{"text": dump(n), "url": ["https://a.example/1", "not a url", "http://[::1]/"][n % 3]} for n in range(12)]
    Path("c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = run("learn", "c.jsonl", "--by", "host", "-o", "packs")
    assert b"8 documents have no 'url'" in done.stderr
    assert [path.name for path in Path("packs").iterdir()] == ["a.example.yaml"]


# ------------------------------------------------------------------ what would take the article's own lines


def pages(count: int, make: Callable[[random.Random, int], list[str]]) -> list[str]:
    """Dumps of one outlet: the menu, what `make` gives, and the foot with other stories."""
    out = []
    for n in range(count):
        some = random.Random(n)
        stories = [" ".join(some.choices(WORDS, k=5)).capitalize() for _ in range(4)]
        out.append("\n".join([*MENU, "", *make(some, n), "", FOOT[0], *stories, *FOOT[1:]]) + "\n")
    return out


def headed(some: random.Random, *middle: str) -> list[str]:
    """A headline of words that its article has, some lines, and the article."""
    body = [sentence(some) for _ in range(4)]
    return [" ".join(body[0].rstrip(".").split()[:6]), *middle, *body]


def test_a_headline_that_other_pages_tease_is_no_part_of_the_menu() -> None:
    heads = [headed(random.Random(n))[0] for n in range(10)]

    def make(some: random.Random, n: int) -> list[str]:
        text = headed(random.Random(n), "Hear this story on Gazette radio")
        return [*text, "", "Other pages", *(heads[(n + step) % 10] for step in (1, 2, 3))]

    dumps = pages(10, make)
    pack = proposed(dumps, library())
    assert [cleaned(pack, dump, library())[0] for dump in dumps] == heads


def test_a_box_before_the_last_paragraph_is_no_tail() -> None:
    def make(some: random.Random, n: int) -> list[str]:
        return [*headed(some), "Get the morning letter of the Gazette", sentence(some)]

    dumps = pages(12, make)
    pack = proposed(dumps, library())
    assert "from: {text: Get the morning letter" not in pack
    for dump in dumps:
        last = dump.split("\n").index("Get the morning letter of the Gazette") + 1
        assert dump.split("\n")[last] in cleaned(pack, dump, library())


@pytest.mark.parametrize(
    "text",
    [
        "The trial continues on Monday.",
        "The pound stood at 1.{0:02} dollars at 4:{0:02} on Monday in the town of Wold.",
        "Winds of {0} km/h will blow over the harbour and the lower town on Tuesday.",
    ],
)
def test_sentences_of_articles_are_no_rules(text: str) -> None:
    def make(some: random.Random, n: int) -> list[str]:
        return [*headed(some), *([text.format(10 + n)] if n % 5 < 2 or "{" in text else [])]

    pack = proposed(pages(20, make), library())
    rules = pack.partition("rules:")[2].partition("tests:")[0]
    written = "\n".join(line for line in rules.split("\n") if not line.lstrip().startswith("#"))
    assert text[:9] not in written.replace("\\", "")


def test_a_marker_inside_two_of_a_hundred_articles_cuts_neither() -> None:
    def make(some: random.Random, n: int) -> list[str]:
        text = headed(some)
        return [*text[:2], FOOT[0], *text[2:]] if n in (7, 50) else text

    dumps = pages(100, make)
    pack = proposed(dumps, library())
    assert "resumes: {sentence: true, words: {least: 12}, bullet: false}" in pack
    for n in (7, 50):
        lines = [line for line in dumps[n].split("\n") if line]
        assert set(lines[len(MENU) : -4 - len(FOOT)]) - {FOOT[0]} <= set(cleaned(pack, dumps[n], library()))


def test_marks_are_taken_at_the_line_s_own_ends_alone() -> None:
    def make(some: random.Random, n: int) -> list[str]:
        head, first, *rest = headed(some)
        more = f"{sentence(some)[:-1]}, reads a banner at the lower quay of the town | The Gazette"
        return [
            f"{head} | The Gazette",
            f"Wold - {first} The night train Wold - Berlin comes back in spring.",
            *rest,
            more,
        ]

    dumps = pages(12, make)
    pack = proposed(dumps, library())
    assert "id: dateline" in pack
    assert "id: headline-end" in pack
    for dump in dumps:
        text = "\n".join(cleaned(pack, dump, library()))
        assert "The night train Wold - Berlin comes back" in text
        assert " | The Gazette" not in text.split("\n")[0]
        assert text.endswith("| The Gazette")


def test_what_stands_between_headline_and_article_is_proposed() -> None:
    dumps = pages(12, lambda some, n: headed(some, f"Edition {700 + n}, sheet {n}"))
    pack = proposed(dumps, library())
    assert r"'^Edition \d+, sheet \d+$'" in pack
    assert "above it" in pack.partition("id: counters")[0].rpartition("# in")[2]


def test_a_miss_begins_with_the_literal_where_nothing_is_like_it() -> None:
    pack = parsed(proposed(pages(8, lambda some, n: headed(some))), "outlets/gazette.example")
    for rule in pack.rules:
        assert [miss for miss in rule.misses if miss.startswith((*MENU, *FOOT))]


# ------------------------------------------------------------------ what is said, and what is written


def test_the_pack_on_standard_output_holds_none_of_the_questions(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "learn", "dumps", "--outlet", "gazette.example", "--review"],
        input=b"a\na\na\na\n", capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.startswith(b"# Proposed by")
    assert b"accept, reject" in done.stderr


def test_hosts_of_one_site_are_told_apart_by_what_is_their_own(here: Path) -> None:
    rows = []
    for host in ("sport", "money"):
        for n, text in enumerate(pages(6, lambda some, n, host=host: [f"{host} pages of the Gazette", *headed(some)])):  # type: ignore[misc]
            rows.append({"text": text, "url": f"https://{host}.gazette.example/{n}"})
    Path("c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run("learn", "c.jsonl", "--by", "host", "-o", "packs").returncode == 0
    for host, other in (("sport", "money"), ("money", "sport")):
        found = parsed(Path(f"packs/{host}.gazette.example.yaml").read_text(), "outlets/x").detect
        assert found is not None
        assert [text for test in found.line for text in test.text] == [f"{host} pages of the Gazette"]
        assert other not in str(found.line)


def test_a_pack_that_is_there_makes_the_run_a_failure_and_a_known_outlet_is_told(here: Path) -> None:
    rows = [{"text": dump(n), "url": f"https://{'ab'[n % 2]}.example/{n}"} for n in range(12)]
    Path("c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run("learn", "c.jsonl", "--by", "host", "-o", "packs").returncode == 0
    Path("packs/a.example.yaml").unlink()
    done = run("learn", "c.jsonl", "--by", "host", "-o", "packs")
    assert done.returncode == 2
    assert b"packs/b.example.yaml is there already" in done.stderr
    assert Path("packs/a.example.yaml").exists()
    done = run("learn", "dumps", "--outlet", "tuoitre.vn")
    assert done.returncode == 0
    assert b"tuoitre.vn: there is a pack of this outlet already" in done.stderr


def test_an_update_names_the_fingerprints_that_are_gone(here: Path) -> None:
    signs = "line: [{text: A name long gone}, {text: Harbour Gazette}]"
    old = OLD.replace("{host: [gazette.example]}", f"{{host: [gazette.example], {signs}}}")
    (here / PACK).write_text(old, encoding="utf-8")
    done = run("learn", "dumps", "--update", PACK)
    assert done.returncode == 0, done.stderr
    assert b"its fingerprint 'A name long gone' stands on none of the dumps" in done.stderr
    assert b"'Harbour Gazette'" not in done.stderr
    assert b"lines that could be fingerprints: " in done.stderr
