"""The explanation of a judgement: the score of each line, and what it is made of."""

import json

import pytest

from cleaner import Cleaner
from cleaner.engine.explain import explanation
from tests.article.test_page_kind import POEM, RECIPE
from tests.helpers import SAMPLES
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, MENU, SENTENCES
from tests.helpers.shell import Shell

SAMPLE = SAMPLES / "unknown-en/harbour-ferry.raw.txt"


def test_each_line_has_a_score_and_the_three_features_that_contribute_most() -> None:
    raw = SAMPLE.read_text(encoding="utf-8")
    explained = explanation(shipped_cleaner(), raw)
    by_text = {line.text: line for line in explained.lines}
    paragraph = by_text["“A bus does not smell of tar,” Mr Renn said, and he untied the rope."]
    menu = by_text["  • Rowing"]
    assert paragraph.score is not None
    assert menu.score is not None
    assert paragraph.score > 0 > menu.score
    (judged,) = explained.judged(paragraph.number)
    assert judged.why.startswith("the article, score +")
    assert judged.why.count("; ") == 2
    assert not judged.why.split(": ", 1)[1].startswith("-")  # what speaks for a line, not the bias of all lines
    headline = by_text["Harbour ferry returns after two winters on dry land"]
    assert explained.judged(headline.number)[0].why.startswith("the headline, score ")
    byline = by_text["By Nora Whitlock"]
    wanted = explanation(Cleaner.load(keep=["byline"]), raw).judged(byline.number)
    assert wanted[0].why.startswith("a byline, kept, score ")
    whys = {line["number"]: line["why"] for line in explained.facts()["lines"]}
    assert whys[paragraph.number] == [judged.why]
    assert sum(line.score is not None for line in explained.lines) >= 31


def test_a_page_that_is_not_judged_says_why() -> None:
    small = "\n\n".join([HEADLINE, *SENTENCES, "Rye"]) + "\n"
    assert (
        explanation(shipped_cleaner(), small).unjudged
        == "not judged: 2 lines are outside the running text, and 8 are needed"
    )


def test_a_page_that_stays_as_a_whole_says_why() -> None:
    explained = explanation(shipped_cleaner(), MENU + "\n" + POEM)
    assert explained.unjudged == ""
    assert "kept, because no article was found, score " in str(explained.whys())
    assert "outside the article" not in str(explained.whys())
    whys = explanation(shipped_cleaner(), MENU + "\n" + RECIPE).whys()
    assert any(why[0].startswith("kept, because the page looks like a recipe, score ") for why in whys.values())


def test_the_command_explain_shows_scores(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(capfdbinary, monkeypatch)  # with the shipped packs, unlike the fixture of this name
    facts = json.loads(shell("explain", str(SAMPLE), "--line", "3", "--format", "json").out)
    assert facts["score"] < 0
    assert facts["why"][0].startswith("outside the article, score -")
    shown = shell("explain", str(SAMPLE), "--why").out
    assert " body:article " in shown
    assert shown.count("outside the article, score -") > 20
    wrong = shell("explain", str(SAMPLE), "--keep", "bylin")
    assert wrong.code == 2
    assert "did you mean 'byline'" in wrong.err
