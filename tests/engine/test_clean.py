"""The cleaner: a named pack, the default pack in place of an outlet's, the errors, and the same result every time."""

import pickle
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import cleaner as package
from cleaner import Cleaner, PatternTimeout
from cleaner.filters.line import LineSelector
from cleaner.lines import budget
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Flag, FoundParts
from cleaner.packs.rule import Rule
from tests.helpers.packs import cleaner, library, rules_only, shipped_cleaner, shipped_packs
from tests.helpers.pages import HEADLINE, MENU, SENTENCES, TEASERS, mill_page, paragraphs
from tests.helpers.strategies import dumps, rules

ARTICLE = "The council met on Monday and agreed on a new budget for the coming year.\n"


def test_a_named_pack_is_used_whatever_the_document_shows() -> None:
    packs = library(web="about: any", a="detect: {line: {text: x}}", b="about: other")
    assert Cleaner.of(packs, "b").clean("x").pack == "b"


def test_the_default_pack_cleans_a_page_whose_article_the_outlets_rules_would_remove() -> None:
    packs = library(
        web="rules: [{id: menu, drop: {line: {text: Menu}}}]",
        outlets__a="""
        extends: [web]
        detect: {host: a.vn}
        rules: [{id: masthead, drop: {region: {through: {starts: Published}}}}]
        """,
    )
    as_before, redesigned = f"Menu\nPublished today\n{ARTICLE}", f"Menu\n{ARTICLE}Published today\n"
    result = Cleaner.of(packs).clean(as_before, host="a.vn")
    assert (result.text, result.pack) == (ARTICLE, "outlets/a")

    result = Cleaner.of(packs).clean(redesigned, host="a.vn")
    assert (result.text, result.pack) == (f"{ARTICLE}Published today\n", "web")
    assert result.reason == "outlets/a fits (host a.vn), but would have removed the article"
    why = "no running text would have been left; outlets/a:masthead removed most of it"
    assert result.flags == (Flag("fallback", f"{why}; cleaned by web instead"),)
    assert str(result.flags[0]) == f"most_share: {why}; cleaned by web instead"

    named = Cleaner.of(packs, "outlets/a").clean(redesigned)
    assert (named.text, named.flags) == (redesigned, (Flag("unchanged", why),))


@given(rules(), dumps(), dumps())
def test_neither_earlier_documents_nor_the_process_change_the_result(drawn: list[Rule], raw: str, other: str) -> None:
    cleaner = rules_only(drawn)
    first = cleaner.clean(raw)
    cleaner.clean(other)
    assert cleaner.clean(raw) == first
    assert pickle.loads(pickle.dumps(cleaner)).clean(raw) == first


@pytest.mark.parametrize("verb", ["drop: {line: {regex: '%s'}}", "replace: {regex: '%s', with: x}"])
def test_the_error_of_a_slow_pattern_names_the_document_the_rule_and_its_file(
    verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LINE_SECONDS", 0.05)
    slow = cleaner("rules:\n  - {id: slow, " + verb % "(?V0)^(a|a)+$(?:){e<=0}" + "}\n")
    with pytest.raises(PatternTimeout) as caught:
        slow.clean("a" * 40 + "!\n", name="dump.txt")
    for part in ("dump.txt", "p:slow (p.yaml:2)", "timed out after 0.05 s"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "needs the text as a str, not None; the text is missing"),
        (float("nan"), "needs the text as a str, not nan; the text is missing"),
        (b"x", "not as bytes; decode it first: data.decode('utf-8')"),
        (3, "not as int"),
    ],
)
def test_a_value_that_is_no_text_is_an_error_that_says_what_to_do(value: Any, message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        cleaner("rules: []").clean(value)


def test_one_folder_of_rules_may_be_a_string_or_a_path(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("rules: [{drop: {line: {text: x}}}]", encoding="utf-8")
    for folder in (str(tmp_path), tmp_path, [tmp_path], (str(tmp_path),)):
        assert Cleaner.load(folder, "own").clean("x\ny\n").text == "y\n"
    for missing in ("no-such-folder", Path("no-such-folder"), ["no-such-folder"]):
        with pytest.raises(OSError, match="no-such-folder: there is no such folder of packs"):
            Cleaner.load(missing)


def test_what_was_recognised_beside_the_text_is_at_hand() -> None:
    parts = (
        shipped_cleaner()
        .account(mill_page().replace(HEADLINE, f"{HEADLINE}\n\nBy Oda Fenn\n\n3 May 2026"))
        .outcome.parts
    )
    assert parts == FoundParts(HEADLINE, "By Oda Fenn", "3 May 2026")
    assert cleaner("rules: [{id: by, part: byline, drop: {line: {starts: By}}}]").account(
        "By Ann\nx\n"
    ).outcome.parts == (FoundParts(byline="By Ann"))


BRIEF = "Bridge news"  # hardly looks like a headline
BRIEF_PAGE = f"{MENU}{BRIEF}\n\n{paragraphs(SENTENCES)}{TEASERS}"


def test_a_title_makes_its_line_the_headline() -> None:
    assert shipped_cleaner().clean(BRIEF_PAGE, title=BRIEF).headline == BRIEF
    assert shipped_cleaner().clean(BRIEF_PAGE, title=f"{BRIEF.upper()} – Quay").headline == BRIEF
    assert shipped_cleaner().clean(BRIEF_PAGE, title="Baker looks for help").headline != "Baker looks for help"


@pytest.mark.parametrize(
    "title", ["Weather for the coming week", "", " ", None, float("nan"), "a" + 200_000 * "\u0316"]
)
def test_a_title_that_is_nowhere_in_the_page_changes_nothing(title: Any) -> None:
    for page in (BRIEF_PAGE, mill_page()):
        assert shipped_cleaner().clean(page, title=title) == shipped_cleaner().clean(page)


def test_a_title_that_is_no_text_is_an_error() -> None:
    with pytest.raises(TypeError, match="needs the title as a str, not as int"):
        cleaner("rules: []").clean("x", title=7)  # type: ignore[arg-type]


NAMED = """
rules:
  - {id: headline, keep: {line: {starts: Story}}, part: headline}
  - {id: menu, drop: {line: {starts: [Story, Menu]}}}
  - {id: outlet, replace: {find: ' - Quay'}}
  - {id: last, drop: {region: {from: {text: End}}}}
"""


@pytest.mark.parametrize(
    ("page", "headline"),
    [
        ("Menu\n  Story of a bridge \nIt opened.\n", "Story of a bridge"),
        ("Menu\nStory one\nStory two\nIt opened.\n", "Story one"),
        ("Menu\nIt opened.\n", None),
        ("", None),
        ("End\nStory of a bridge\nIt opened.\n", "Story of a bridge"),
        (f"Story of a bridge\nMenu\nEnd\n{ARTICLE}", "Story of a bridge"),  # left unchanged
    ],
)
def test_a_rule_can_name_the_headline_and_protects_it(page: str, headline: str | None) -> None:
    result = cleaner(NAMED).clean(page)
    assert result.headline == headline
    assert headline is None or headline in map(str.strip, result.text.splitlines())


def test_a_headline_that_a_rule_names_is_the_headline_of_the_body_rule() -> None:
    (body,) = shipped_packs().packs["body"].rules
    name = Rule("p:name", "keep", LineSelector(LineTest(starts=("Sails 4",))), part="headline")
    plain, named = (rules_only(rules).clean(mill_page()) for rules in ([body], [name, body]))
    assert (plain.headline, named.headline) == (HEADLINE, "• Sails 4")
    assert "Sails 4" in named.text
    assert "Sails 4" not in plain.text


def test_the_package_shows_its_public_names_and_its_rooms_can_be_imported() -> None:
    assert set(dir(package)) == {*package.__all__, "__version__"}
    assert import_module("cleaner.lines.text").Result is package.Result
