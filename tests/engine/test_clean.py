"""The cleaner: a named pack, the default pack in place of an outlet's, the errors, and the same result every time."""

import pickle

import pytest
from hypothesis import given

from cleaner import Cleaner, PatternTimeout
from cleaner.lines import pattern
from cleaner.lines.text import Flag
from cleaner.packs.rule import Rule
from tests.helpers.packs import cleaner, library, rules_only
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
    assert result.flags == (Flag("most_share", f"{why}; cleaned by web instead"),)

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
    monkeypatch.setattr(pattern, "BUDGET", 0.05)
    slow = cleaner("rules:\n  - {id: slow, " + verb % "(?V0)^(a|a)+$(?:){e<=0}" + "}\n")
    with pytest.raises(PatternTimeout) as caught:
        slow.clean("a" * 40 + "!\n", name="dump.txt")
    for part in ("dump.txt", "p:slow (p.yaml:2)", "timed out after 0.05 s"):
        assert part in str(caught.value)
