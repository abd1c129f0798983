"""The selector `body` at work: the article of a page stays, everything else goes."""

from typing import Any

import pytest
from hypothesis import given

from cleaner import Cleaner
from cleaner.article.judge import judge
from cleaner.engine.explain import explanation
from cleaner.filters import body
from cleaner.lines.text import Part, split
from tests.helpers import SAMPLES
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES
from tests.helpers.strategies import dumps


@pytest.fixture
def ferry() -> str:
    """A page of an outlet without a pack."""
    return (SAMPLES / "unknown-en/harbour-ferry.raw.txt").read_text(encoding="utf-8")


def test_the_article_of_an_unknown_outlet_stays_as_a_whole_and_nothing_else(ferry: str) -> None:
    text = shipped_cleaner().clean(ferry).text
    kept = text.splitlines()
    assert kept[0] == "Harbour ferry returns after two winters on dry land"
    assert kept.count(kept[0]) == 1
    assert kept[2].startswith("The small green ferry crossed")
    assert kept[-1].startswith("In June the boat is to be painted.")
    assert "What it costs" in kept
    for removed in ("Rowing", "Nora Whitlock", "Photo:", "Marlene", "heron", "Archive", "friend"):
        assert removed not in text


@pytest.mark.parametrize(
    ("keep", "kept", "removed"),
    [
        (["byline"], ["By Nora Whitlock"], ["7:42", "Photo:"]),
        (["date"], ["March 3, 2026 | 7:42 am"], ["By Nora", "Photo:"]),
        (["caption"], ["The green ferry at the north quay on Monday. Photo: Edda Marsh"], ["7:42", "By Nora"]),
        (["byline", "date", "caption"], ["By Nora", "7:42", "Photo:"], ["Marlene", "Rowing"]),
    ],
)
def test_parts_that_the_caller_wants_stay(keep: list[Part], kept: list[str], removed: list[str], ferry: str) -> None:
    text = Cleaner.load(keep=keep).clean(ferry).text
    assert [part for part in kept if part not in text] == []
    assert [part for part in removed if part in text] == []


def test_a_rule_for_a_part_that_the_caller_wants_protects_its_lines() -> None:
    text = "Ảnh: Trần Văn Bình\nÔng nói rằng hội đồng sẽ họp lại vào thứ Hai để bàn về ngân sách.\n"
    assert "Ảnh" not in shipped_cleaner().clean(text).text
    assert "Ảnh" in Cleaner.load(keep=["caption"]).clean(text).text


def test_a_page_with_few_lines_outside_its_running_text_is_not_judged() -> None:
    text = "\n\n".join([HEADLINE, "Open on Saturdays", *SENTENCES, "Rye\nOats"]) + "\n"
    cleaner = shipped_cleaner()
    assert cleaner.clean(text).text == text
    explained = explanation(cleaner, text)
    (line,) = [line for line in explained.lines if line.text == "Oats"]
    assert [near.why for near in explained.near(cleaner, line.number) if near.rule == "body:article"] == [
        "not judged: 4 lines are outside the running text, and 8 are needed"
    ]


@given(dumps())
def test_a_page_with_prose_never_becomes_empty(raw: str) -> None:
    prose = "The council met on Monday and agreed on a new budget for the coming year."
    text = raw + "\n\n" + prose + "\n" + "Menu\n" * 3 + "".join(f"  • Entry {n}\n" for n in range(40))
    assert any(line.text.strip() for line in split(shipped_cleaner().clean(text).text))


def test_a_page_stays_if_none_of_its_running_text_would_be_left(ferry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_line_only(*args: Any) -> Any:
        return judge(*args)._replace(article={0}, headline=None)

    monkeypatch.setattr(body, "judge", first_line_only)
    result = shipped_cleaner().clean(ferry)
    assert tuple(map(str, result.flags)) == ("looks like a list of other pages, not like an article",)
    assert not any(edit.rule == "body:article" for edit in result.edits)
