"""The explanation of a judgement: for each unit its fate, its block, its score, and what the score is made of."""

import json
import re

import numpy as np
import pytest

from cleaner import Cleaner
from cleaner.article.features import GROUPS, feature_names
from cleaner.article.net import Model, Net, packed
from cleaner.article.page import REMOVED, Page
from cleaner.article.page_kind import PageKind
from cleaner.article.reasons import Reason, reasons
from cleaner.article.scorer import with_numpy
from cleaner.engine.explain import explanation
from tests.helpers import SAMPLES
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES, judged, mill_page, page_of_lines, said_of, small_model, tables
from tests.helpers.shell import Shell

SAMPLE = SAMPLES / "unknown-en/harbour-ferry.raw.txt"
LINES = ["Boats", "• Ropes", HEADLINE, "By Oda Fenn", *SENTENCES[:3], SENTENCES[0], SENTENCES[1], "Share"]
PAGE = page_of_lines(LINES, {9: REMOVED})
ARTICLE = {2, 3, 4, 5, 6}


def explained(model: Model, like: str = "", kept: set[int] = ARTICLE) -> dict[int, Reason]:
    odds_here = [-9.0, -9.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0, 4.0, 9.0]
    said, judgement = said_of(PAGE, odds_here, {2: 5.0}), judged(PAGE, odds_here, {2: 5.0})
    seems = PageKind(like, kept, has_text=kept == ARTICLE)
    return {
        reason.unit: reason for reason in reasons(PAGE, packed(model), said, judgement, ARTICLE, {3: "byline"}, seems)
    }


@pytest.fixture
def model() -> Model:
    return small_model(feature_names(tables()))


def test_each_unit_that_no_rule_removed_has_its_fate_its_block_and_its_score(model: Model) -> None:
    whys = {n: reason.why.partition(":")[0] for n, reason in explained(model).items()}
    assert whys == {
        0: "outside the article, short lines, score -9.0",
        1: "outside the article, list, score -9.0",
        2: "the headline, +5.0 as the headline, line, score +1.0",
        3: "a byline, kept, short lines, score +1.0",
        4: "the article, paragraph, score +4.0",
        5: "the article, paragraph, score +4.0",
        6: "the article, paragraph, score +4.0",
        7: "repeated elsewhere in the article, paragraph, score +4.0",
        8: "repeated elsewhere in the article, paragraph, score +4.0",
    }
    assert [reason.score for reason in explained(model).values()] == [-9, -9, 1, 1, 4, 4, 4, 4, 4]


def test_a_page_that_stays_says_why(model: Model) -> None:
    everything = set(PAGE.left())
    assert explained(model, kept=everything)[0].why.startswith("kept, because no article was found, ")
    recipe = explained(model, "a recipe", everything)[0]
    assert recipe.why.startswith("kept, because the page looks like a recipe, ")


def test_three_groups_of_features_follow_those_first_that_moved_the_score_most(model: Model) -> None:
    for reason in explained(model).values():
        moved = re.findall(r"([+-]\d+\.\d) ([a-z ]+)(?:; |$)", reason.why.partition(": ")[2])
        sizes = [abs(float(by)) for by, _ in moved]
        assert len(moved) == 3
        assert {group for _, group in moved} < set(GROUPS)
        assert sizes == sorted(sizes, reverse=True)


def only(net: Net, names: tuple[str, ...], group: str) -> Net:
    """The net, which sees one group of features only."""
    seen = np.array([[name.startswith(f"{group}: ")] for name in names])
    return net._replace(enter=np.where(seen, net.enter, 0).astype(net.enter.dtype))


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_that_the_net_does_not_see_moves_nothing(model: Model, group: str) -> None:
    blind = model._replace(nets=(only(model.nets[0], model.features, group),))
    page: Page = page_of_lines(LINES)
    said = with_numpy(page, packed(blind)).odds
    judgement = judged(page, said.article)
    seems = PageKind("", judgement.article)
    for reason in reasons(page, packed(blind), said, judgement, judgement.article, {}, seems):
        moved = {
            name: float(by)
            for by, name in re.findall(r"([+-]\d+\.\d) ([a-z ]+)(?:; |$)", reason.why.partition(": ")[2])
        }
        assert all(by == 0 for name, by in moved.items() if name != group)


# ------------------------------------------------------------------ with the shipped weights


def test_each_line_of_a_page_has_a_score(model: Model) -> None:
    raw = SAMPLE.read_text(encoding="utf-8")
    shown = explanation(shipped_cleaner(), raw)
    by_text = {line.text: line for line in shown.lines}
    paragraph = by_text["“A bus does not smell of tar,” Mr Renn said, and he untied the rope."]
    menu = by_text["  • Rowing"]
    assert paragraph.score is not None
    assert menu.score is not None
    assert paragraph.score > 0 > menu.score
    (reason,) = shown.judged(paragraph.number)
    assert re.match(r"the article, \w[\w ]*, score \+\d+\.\d: [+-]", reason.why)
    assert reason.why.count("; ") == 2
    headline = by_text["Harbour ferry returns after two winters on dry land"]
    assert shown.judged(headline.number)[0].why.startswith("the headline, +")
    byline = by_text["By Nora Whitlock"]
    wanted = explanation(Cleaner.load(keep=["byline"]), raw).judged(byline.number)
    assert wanted[0].why.startswith("a byline, kept, ")
    whys = {line["number"]: line["why"] for line in shown.facts()["lines"]}
    assert whys[paragraph.number] == [reason.why]


def test_all_lines_of_a_broken_paragraph_have_the_score_of_the_paragraph() -> None:
    broken = ["The council met on Monday in the old", "hall at the quay and agreed on a new"]
    broken += ["budget for the harbour and the bridge", "that it needs."]
    shown = explanation(shipped_cleaner(), "\n".join(["Menu", "", *broken, "", "Share"]))
    scores = {line.text: line.score for line in shown.lines}
    assert len({scores[text] for text in broken}) == 1
    assert scores[broken[0]] is not None
    assert "broken paragraph" in str(shown.whys())


def test_a_page_without_signs_of_boilerplate_says_so() -> None:
    shown = explanation(shipped_cleaner(), "\n\n".join([HEADLINE, *SENTENCES]) + "\n")
    assert "kept, because the page shows no sign of boilerplate" in str(shown.whys())
    assert "outside the article" not in str(shown.whys())
    assert "outside the article" in str(explanation(shipped_cleaner(), mill_page()).whys())


def test_the_command_explain_shows_scores(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(capfdbinary, monkeypatch)  # with the shipped packs, unlike the fixture of this name
    facts = json.loads(shell("explain", str(SAMPLE), "--line", "3", "--format", "json").out)
    assert facts["score"] < 0
    assert facts["why"][0].startswith("outside the article, ")
    shown = shell("explain", str(SAMPLE), "--why").out
    assert " body:article " in shown
    assert shown.count("outside the article, ") > 10
    wrong = shell("explain", str(SAMPLE), "--keep", "bylin")
    assert wrong.code == 2
    assert "did you mean 'byline'" in wrong.err
