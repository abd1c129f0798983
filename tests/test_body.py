"""The article found by what lines look like."""

import json
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, features
from cleaner.explain import explanation
from cleaner.features import HEAD, LINE, PLACE
from cleaner.filters.body import Body, stretch
from cleaner.text import cut, split
from tests.strategies import BODY, dumps, lines

CLEANER = Cleaner.load()
SAMPLE = Path(__file__).parents[1] / "samples/unknown-en/harbour-ferry.raw.txt"
RAW = SAMPLE.read_text(encoding="utf-8")
CLEAN = CLEANER.clean(RAW).text
FUNCTION = frozenset(["the", "on", "and", "of", "a"])


def fits(bins: tuple[int, ...], tables: dict[str, tuple[str, ...]]) -> bool:
    return len(bins) == len(tables) and all(
        0 <= value < len(names) and names[value] for value, names in zip(bins, tables.values(), strict=True)
    )


@given(lines())
def test_every_line_with_a_letter_or_digit_has_a_value_of_each_feature_that_has_a_name(line: str) -> None:
    seen = features.see(line, FUNCTION)
    assert (seen is None) == (not any(map(str.isalnum, line)))
    if seen is not None:
        assert fits(seen.bins, LINE)
        assert seen.tokens >= 1


@given(dumps(), st.data())
def test_every_line_of_a_page_has_a_value_of_each_feature_of_its_place(raw: str, data: st.DataObject) -> None:
    texts, _ = cut(raw)
    gone = data.draw(st.dictionaries(st.integers(0, max(0, len(texts) - 1)), st.integers(1, 3)))
    page = features.page_of(texts, [features.see(text, FUNCTION) for text in texts], gone)
    prose = data.draw(st.lists(st.floats(0, 1), min_size=len(page.at), max_size=len(page.at)))
    assert all(fits(bins, PLACE) for bins in features.places(page, prose))
    for start in range(len(page.at)):
        assert all(fits(bins, HEAD) for _, bins in features.heads(page, prose, start, len(page.at)))


@pytest.mark.parametrize(
    ("text", "words", "stops"),
    [
        ("The council met.", 3, True), ("最新新闻。", 3, True), ("Đọc nhiều", 2, False), ("ข่าวด่วนวันนี้", 3, False),
        ("Really?”", 1, True), ("and so on...", 3, True), ("12", 1, False), ("နေပြည်တော်။", 3, True), ("Σχόλια:", 1, False),
    ],
)  # fmt: skip
def test_lines_of_any_script_are_counted_and_seen_to_end(text: str, words: int, stops: bool) -> None:
    seen = features.see(text, FUNCTION)
    assert seen is not None
    assert (seen.words, seen.stops) == (words, stops)


@given(st.lists(st.integers(-5, 5), max_size=14))
def test_the_stretch_is_the_best_of_all(values: list[int]) -> None:
    start, stop = stretch(values)
    sums = [0, *accumulate(values)]
    best = max(sums[b] - sums[a] for a in range(len(sums)) for b in range(a, len(sums)))
    assert sum(values[start:stop]) == best


def test_the_article_of_an_unknown_outlet_is_whole_and_alone() -> None:
    kept = CLEAN.splitlines()
    assert kept[0] == "Harbour ferry returns after two winters on dry land"
    assert kept.count(kept[0]) == 1
    assert kept[2].startswith("The small green ferry crossed")
    assert kept[-1].startswith("In June the boat is to be painted.")
    assert "What it costs" in kept
    for gone in ("Rowing", "Nora Whitlock", "Photo:", "Marlene", "heron", "Archive", "friend"):
        assert gone not in CLEAN


@pytest.mark.parametrize(
    ("keep", "there", "gone"),
    [
        (("byline",), ["By Nora Whitlock"], ["7:42", "Photo:"]),
        (("date",), ["March 3, 2026 | 7:42 am"], ["By Nora", "Photo:"]),
        (("caption",), ["The green ferry at the north quay on Monday. Photo: Edda Marsh"], ["7:42", "By Nora"]),
        (("byline", "date", "caption"), ["By Nora", "7:42", "Photo:"], ["Marlene", "Rowing"]),
    ],
)
def test_parts_that_the_caller_wants_stay(keep: tuple[str, ...], there: list[str], gone: list[str]) -> None:
    text = Cleaner.load(keep=keep).clean(RAW).text  # type: ignore[arg-type]
    assert [part for part in there if part not in text] == []
    assert [part for part in gone if part in text] == []


def test_a_rule_for_a_part_that_is_wanted_protects_its_lines() -> None:
    text = "Ảnh: Trần Văn Bình\nÔng nói rằng hội đồng sẽ họp lại vào thứ Hai để bàn về ngân sách.\n"
    assert "Ảnh" not in CLEANER.clean(text).text
    assert "Ảnh" in Cleaner.load(keep=["caption"]).clean(text).text


def test_a_page_of_which_little_is_left_is_not_judged() -> None:
    text = "".join(f"{n} eggs\n" for n in range(30))
    assert CLEANER.clean(text).text == text


@given(dumps())
def test_no_page_with_prose_comes_out_empty(raw: str) -> None:
    prose = "The council met on Monday and agreed on a new budget for the coming year."
    text = raw + "\n\n" + prose + "\n" + "Menu\n" * 3 + "".join(f"  • Entry {n}\n" for n in range(40))
    assert any(line.text.strip() for line in split(CLEANER.clean(text).text))


MENU = "".join(f"  • {word} {n}\n" for n in range(12) for word in ("Boats", "Ropes", "Sails"))
TEASERS = "".join(f"Harbour story number {n} of this long week\n  {n} minutes ago\n\n" for n in range(60))
POSTS = "".join(
    f"user{n} wrote\nMarch {n}, 2026 at 9:1{n % 10}\nI think that the ferry is a fine thing, and that the {n} people who say "
    f"otherwise have never stood at the quay in the rain.\n\n"
    for n in range(1, 25)
)
TABLE = "".join(f"Boat {n}\t{n * 3} m\t{n} crew\t190{n % 10}\n" for n in range(60))


@pytest.mark.parametrize(
    ("page", "looks"), [(TEASERS, "a list of other pages"), (POSTS, "a discussion"), (TABLE, "a table")]
)
def test_a_page_that_is_no_article_is_said_to_be_what_it_looks_like(page: str, looks: str) -> None:
    result = CLEANER.clean(MENU + "\n" + page)
    assert result.flags == (f"looks like {looks}, not like an article",)
    assert not result.unchanged
    assert result.text.strip()


@pytest.mark.parametrize("raw", sorted(SAMPLE.parents[1].rglob("*.clean.txt")), ids=lambda path: path.name)
def test_an_article_is_not_said_to_look_like_something_else(raw: Path) -> None:
    assert not any("looks like" in flag for flag in CLEANER.clean(raw.read_bytes().decode()).flags)


def test_explain_shows_each_line_s_score_and_the_three_features_that_made_it() -> None:
    told = explanation(CLEANER, RAW)
    by_text = {line.text: line for line in told.lines}
    paragraph, menu = (
        by_text["“A bus does not smell of tar,” Mr Renn said, and he untied the rope."],
        by_text["  • Rowing"],
    )
    assert paragraph.score is not None
    assert menu.score is not None
    assert paragraph.score > 0 > menu.score
    (judged,) = told.judged(paragraph.number)
    assert judged.why.startswith("the article, score +")
    assert judged.why.count("; ") == 2
    assert sum(line.score is not None for line in told.lines) >= 31


def test_the_command_shows_scores(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaner", "explain", str(SAMPLE)]
    done = subprocess.run([*command, "--line", "3", "--format", "json"], capture_output=True, check=True, cwd=tmp_path)
    facts = json.loads(done.stdout)
    assert facts["score"] < 0
    assert facts["why"][0].startswith("outside the article, score -")
    done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
    assert " body:article " in done.stdout.decode()
    wrong = subprocess.run([*command, "--keep", "bylin"], capture_output=True, check=False, cwd=tmp_path)
    assert wrong.returncode == 2
    assert b"did you mean 'byline'" in wrong.stderr


def test_weights_have_to_be_as_many_as_there_are_values() -> None:
    assert BODY.fault() == ""
    assert "'place' needs 9 weights for 'above'" in BODY._replace(place=BODY.place._replace(above=(1.0,))).fault()


def test_a_page_of_which_no_running_text_would_be_left_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Body.judge

    def menu(self: Body, *args: Any) -> Any:
        return judge(self, *args)._replace(kept={0}, headline=None)

    monkeypatch.setattr(Body, "judge", menu)
    result = CLEANER.clean(RAW)
    assert "no article was found" in result.flags
    assert not any(edit.rule == "body:article" for edit in result.edits)
