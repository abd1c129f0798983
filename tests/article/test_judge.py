"""Decisions about a page whose odds are given."""

from collections.abc import Sequence

import pytest

from cleaner.article.page import REMOVED, Page, removal_of
from tests.article.test_cards import ROW, SINGLE
from tests.helpers.pages import COSTS, HEADLINE, SENTENCES, THRESHOLDS, judged, page_of_lines

COMMENTS = removal_of("p:comments")


def odds_of(page: Page, likely: Sequence[str] = SENTENCES, more: float = 3.0, less: float = -3.0) -> list[float]:
    return [more if unit.text in likely else less for unit in page.units]


def texts_of(page: Page, units: set[int]) -> list[str]:
    return [page.units[n].text for n in sorted(units)]


MENU = ["Boats", "Ropes", "Sails"]


def test_the_article_is_what_is_likely_and_the_headline() -> None:
    page = page_of_lines([*MENU, HEADLINE, *SENTENCES, *MENU])
    judgement = judged(page, odds_of(page), {3: 4.0})
    assert texts_of(page, judgement.article) == [HEADLINE, *SENTENCES]
    assert judgement.headline == 3
    assert not judgement.clean
    assert judged(page, odds_of(page)).headline is None


def test_a_page_without_likely_units_has_the_likeliest_text() -> None:
    page = page_of_lines([*MENU, *SENTENCES[:2]])
    assert judged(page, [-2.0, -2, -2, -6, -1]).article == {4}
    assert judged(page, [-9.0, -9, -9, -20, -20]).article == {0}  # hopeless, but never nothing
    assert judged(page_of_lines(MENU), [-9.0, -8, -9]).article == {1}


def test_units_that_rules_removed_are_never_part_of_the_article() -> None:
    page = page_of_lines([*SENTENCES[:3], "Menu", *SENTENCES[3:]], {1: REMOVED, 4: COMMENTS})
    judgement = judged(page, [3.0] * 7, thresholds=THRESHOLDS._replace(doubt=99))
    assert judgement.article == {0, 2, 3, 5, 6}


# ------------------------------------------------------------------ gaps


@pytest.mark.parametrize(
    ("gap", "inner", "stays"),
    [
        ([-1.0], 0, False),
        ([-1.0], -2, True),
        ([-1.0, -4.0], -2, False),  # the mean counts
        ([-1.0] * 30, -2, True),
        ([-1.0] * 201, -2, False),
    ],
)
def test_what_is_between_two_parts_of_the_article_stays_if_it_is_not_surely_boilerplate(
    gap: list[float], inner: float, stays: bool
) -> None:
    page = page_of_lines([*SENTENCES[:3], *(f"Row{n}" for n in range(len(gap))), *SENTENCES[3:], "Home"])
    odds = [3.0] * 3 + gap + [3.0] * 3 + [-9.0]
    thresholds = THRESHOLDS._replace(costs=COSTS._replace(switch=0.1), inner=inner)
    article = judged(page, odds, thresholds=thresholds).article
    assert article == set(range(len(odds) - 1)) - (set() if stays else set(range(3, 3 + len(gap))))


def test_a_gap_in_which_a_rule_removed_something_does_not_stay() -> None:
    lines = [*SENTENCES[:3], "Row", "Advert", *SENTENCES[3:]]
    thresholds = THRESHOLDS._replace(costs=COSTS._replace(switch=0.1), inner=-9)
    for removals, article in (({}, set(range(8))), ({4: REMOVED}, {0, 1, 2, 5, 6, 7})):
        page = page_of_lines(lines, removals)
        assert judged(page, [3.0] * 3 + [-2, -2] + [3.0] * 3, thresholds=thresholds).article == article


# ------------------------------------------------------------------ doubt


def test_a_page_without_signs_of_boilerplate_stays_as_a_whole() -> None:
    page = page_of_lines([HEADLINE, *SENTENCES, "The mill is in the upper valley"])
    odds = odds_of(page, less=-3.0)
    for doubt, clean in ((6.5, True), (5.5, False)):
        judgement = judged(page, odds, thresholds=THRESHOLDS._replace(doubt=doubt))
        assert judgement.clean == clean
        assert judgement.article == (set(range(8)) if clean else set(range(1, 7)))


def test_a_page_of_which_a_rule_removed_something_has_a_sign_of_boilerplate() -> None:
    page = page_of_lines([HEADLINE, *SENTENCES, "Share"], {7: REMOVED})
    assert not judged(page, odds_of(page), thresholds=THRESHOLDS._replace(doubt=99)).clean


def test_a_clean_page_keeps_what_it_repeats() -> None:
    page = page_of_lines([*SENTENCES, *SENTENCES])
    clean = judged(page, [3.0] * 12, thresholds=THRESHOLDS._replace(doubt=1))
    assert (clean.article, clean.repeated) == (set(range(12)), set())
    assert judged(page, [3.0] * 12).repeated == set(range(6, 12))


# ------------------------------------------------------------------ the standfirst


STANDFIRST = "After four winters in a barn the wheel is back where it was in the days of the flood."


@pytest.mark.parametrize(
    ("between", "odds", "stays"),
    [
        ([], -1.0, True),
        ([], -2.5, False),
        (["By Oda Fenn", "Share", "Print"], -1.0, True),
        (["By Oda Fenn", "Share", "Print", "Save"], -1.0, False),  # too far below
    ],
)
def test_the_standfirst_stays_whatever_is_around_it(between: list[str], odds: float, stays: bool) -> None:
    page = page_of_lines([*MENU, HEADLINE, *between, STANDFIRST, *MENU * 4, *SENTENCES])
    said = [odds if unit.text == STANDFIRST else 3.0 if unit.text in SENTENCES else -6.0 for unit in page.units]
    assert (STANDFIRST in texts_of(page, judged(page, said, {3: 4.0}).article)) == stays
    assert STANDFIRST not in texts_of(page, judged(page, said).article)  # without a headline


def test_below_comments_there_is_no_standfirst() -> None:
    page = page_of_lines([*SENTENCES, "Boats", HEADLINE, "3 comments", STANDFIRST], {8: COMMENTS})
    odds = [3.0] * 6 + [-6.0, -6.0, -6.0, -1.0]
    assert 9 not in judged(page, odds, {7: 4.0}).article


def test_a_short_line_below_the_headline_is_no_standfirst() -> None:
    page = page_of_lines([*MENU, HEADLINE, "Reads in four minutes.", *MENU * 4, *SENTENCES])
    odds = [-1.0 if unit.text.startswith("Reads") else 3.0 if unit.text in SENTENCES else -6.0 for unit in page.units]
    assert 4 not in judged(page, odds, {3: 4.0}).article


# ------------------------------------------------------------------ cards, copies, the headline


def test_cards_below_the_first_text_go_however_likely_they_are() -> None:
    page = page_of_lines([*SENTENCES[:3], *ROW, *SENTENCES[3:]])
    assert texts_of(page, judged(page, [4.0] * len(page.units)).article) == SENTENCES
    above = page_of_lines([*SINGLE, *SENTENCES])
    assert texts_of(above, judged(above, [4.0] * len(above.units)).article) == [*SINGLE, *SENTENCES]


@pytest.mark.parametrize(("summary", "stays"), [(2.0, False), (4.0, True)])
def test_what_follows_a_single_card_may_be_the_next_paragraph(summary: float, stays: bool) -> None:
    page = page_of_lines([*SENTENCES[:3], *SINGLE, *SENTENCES[3:]])
    odds = [4.0] * 8 + [summary] + [4.0] * 2
    article = texts_of(page, judged(page, odds).article)
    assert article == [text for text in SENTENCES if stays or text != SENTENCES[3]]


def test_one_copy_of_the_headline_stays() -> None:
    variants = [HEADLINE.upper(), f"“{HEADLINE}”", HEADLINE, f"{HEADLINE}:"]
    page = page_of_lines([*MENU, *variants, *SENTENCES])
    judgement = judged(page, odds_of(page, [*variants, *SENTENCES]), {5: 4.0})
    assert texts_of(page, judgement.article) == [HEADLINE, *SENTENCES]


def test_the_headline_stays_far_above_the_text() -> None:
    page = page_of_lines([HEADLINE, *MENU * 5, *SENTENCES])
    assert texts_of(page, judged(page, odds_of(page, less=-9.0), {0: 2.0}).article) == [HEADLINE, *SENTENCES]
