"""The selector `body` at work: the article of a page stays, everything else goes."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cleaner import Cleaner
from cleaner.article import finder
from cleaner.article.judge import judge
from cleaner.article.net import packed
from cleaner.filters.body import BodySelector
from cleaner.lines.text import Part, split
from tests.helpers import SAMPLES
from tests.helpers.packs import body_rule, rules_only, shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES, mill_page, small_model
from tests.helpers.strategies import dumps, shipped_body


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


def test_a_page_without_signs_of_boilerplate_stays_as_a_whole() -> None:
    text = "\n\n".join([HEADLINE, "Open on Saturdays", *SENTENCES]) + "\n"
    result = shipped_cleaner().clean(text)
    assert (result.text, result.flags) == (text, ())


@given(dumps())
def test_a_page_with_prose_never_becomes_empty(raw: str) -> None:
    prose = "The council met on Monday and agreed on a new budget for the coming year."
    text = raw + "\n\n" + prose + "\n" + "Menu\n" * 3 + "".join(f"  • Entry {n}\n" for n in range(40))
    assert any(line.text.strip() for line in split(shipped_cleaner().clean(text).text))


def test_a_page_stays_if_none_of_its_running_text_would_be_left(ferry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_line_only(*args: Any) -> Any:
        return judge(*args)._replace(article={0}, headline=None)

    monkeypatch.setattr(finder, "judge", first_line_only)
    result = shipped_cleaner().clean(ferry)
    assert any(flag.kind in ("no_article", "looks") for flag in result.flags)
    assert not any(edit.rule == "body:article" for edit in result.edits)


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        (b"", ""),  # the library adds them
        (b"x", "these are no weights of a net: "),
        (packed(small_model(["a: b"])), "the net was trained on other features than this version has; train it again"),
        (None, ""),
    ],
)
def test_a_selector_says_what_is_wrong_with_its_weights(weights: bytes | None, fault: str) -> None:
    message = BodySelector(weights=shipped_body().weights if weights is None else weights).fault()
    assert message.startswith(fault)
    assert bool(message) == bool(fault)


def test_a_larger_bias_makes_articles_longer() -> None:
    texts = [rules_only([body_rule(doubt=0.0, bias=bias)]).clean(mill_page()).text for bias in (-20.0, 0.0, 20.0)]
    counts = [len(set(text.splitlines())) for text in texts]
    assert counts[0] < counts[1] < counts[2]


def test_a_headline_needs_its_score() -> None:
    for least, headline in ((0.0, HEADLINE), (99.0, None)):
        assert rules_only([body_rule(headline=least)]).clean(mill_page()).headline == headline


def test_a_pack_may_adjust_every_number_of_the_rule(tmp_path: Path) -> None:
    adjust = "{bias: 1, text: 0, switch: 9, together: 1, inner: -1, headline: 1, doubt: 2}"
    (tmp_path / "own.yaml").write_text(f"about: x\nextends: [web]\nadjust: {{body:article: {adjust}}}\n")
    assert Cleaner.load([tmp_path], "own").clean(mill_page()).headline == HEADLINE
