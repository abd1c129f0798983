"""Bylines, dates and captions of an article, and lines that look like them."""

from functools import cache

import pytest

from cleaner import Cleaner
from cleaner.article.parts import Passes, parts_above, without_parts
from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Matcher
from cleaner.lines.text import Part
from tests.helpers.packs import body_rule, rules_only, shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES, facts_of, mill_page, page_of_lines

TESTS: dict[Part, LineTest] = {
    "byline": LineTest(starts=("By ",)),
    "date": LineTest(contains=(" May ",)),
    "caption": LineTest(starts=("Photo: ",)),
}
BYLINE, DATE, CAPTION = "By Oda Fenn", "3 May 2026", "Photo: The mill, by Edda Marsh"
LINES = [HEADLINE, BYLINE, DATE, SENTENCES[0], CAPTION, SENTENCES[1], SENTENCES[2]]


def passes_of(texts: list[str]) -> Passes:
    matcher = Matcher([])
    return lambda test, n: matcher.passes(test, texts[n], True)


def parted(
    lines: list[str], keep: tuple[Part, ...] = (), article: set[int] | None = None
) -> tuple[list[str], dict[str, Part]]:
    """The lines that stay of an article whose headline is the first line, and its parts."""
    page = page_of_lines(lines)
    passes = passes_of(page.texts)
    units, parts = without_parts(page, facts_of(page), article or set(page.left()), 0, TESTS, keep, passes)
    return [page.texts[n] for n in sorted(units)], {page.texts[n]: part for n, part in parts.items()}


def test_parts_go_and_those_that_are_wanted_stay() -> None:
    kept, parts = parted(LINES)
    assert kept == [HEADLINE, *SENTENCES[:3]]
    assert parts == {BYLINE: "byline", DATE: "date", CAPTION: "caption"}
    wanted: dict[Part, str] = {"byline": BYLINE, "date": DATE, "caption": CAPTION}
    for part, line in wanted.items():
        assert parted(LINES, (part,))[0] == [text for text in LINES if text in (HEADLINE, *SENTENCES, line)]
    assert parted(LINES, tuple(wanted))[0] == LINES


def test_a_wanted_part_is_added_if_it_is_between_units_of_the_article() -> None:
    assert parted(LINES, ("byline",), {0, 3, 5, 6})[0] == [HEADLINE, BYLINE, *SENTENCES[:3]]
    assert parted(LINES, ("byline",), {3, 5, 6})[0] == SENTENCES[:3]


def test_bylines_and_dates_in_the_middle_of_the_text_are_subheads() -> None:
    lines = [HEADLINE, *SENTENCES[:2], "By the numbers", "In May 1975", "On 3 May 1976", SENTENCES[2]]
    assert parted(lines)[0] == lines
    below = [HEADLINE, *SENTENCES[:3], BYLINE, "On 3 May 1976"]
    assert parted(below)[0] == below[:4]


def test_the_alternative_text_above_a_caption_goes_with_it() -> None:
    alternative = "Photo: The mill, by"
    lines = [
        HEADLINE,
        SENTENCES[0],
        alternative.removeprefix("Photo: "),
        "The mill, by night. Photo: Edda",
        SENTENCES[1],
    ]
    tests: dict[Part, LineTest] = {"caption": LineTest(contains=(" Photo: ",))}
    page = page_of_lines(lines)
    units, parts = without_parts(page, facts_of(page), set(range(5)), 0, tests, (), passes_of(page.texts))
    assert units == {0, 1, 4}
    assert parts == {2: "caption", 3: "caption"}


def test_a_part_that_is_the_whole_article_stays() -> None:
    page = page_of_lines(["Photo: a", "Photo: b"])
    units, _ = without_parts(page, facts_of(page), {0, 1}, None, TESTS, (), passes_of(page.texts))
    assert units == {0, 1}


def test_bylines_and_dates_above_the_text_are_recognised_whether_they_are_in_the_article_or_not() -> None:
    page = page_of_lines([BYLINE, *LINES, BYLINE])
    found = parts_above(page, facts_of(page), {1, 4, 6, 7}, 1, TESTS, passes_of(page.texts))
    assert list(found) == [(2, "byline"), (3, "date")]


# ------------------------------------------------------------------ with the shipped tests


@cache
def patient() -> Cleaner:
    """A cleaner by the rule for the article that removes nothing but parts."""
    return rules_only([body_rule(bias=99.0, doubt=-999.0)])


@pytest.mark.parametrize(
    "line", ["By the numbers", "By Design", "Por qué es importante", "1 April 1975", "14.05.2001", "Von Ida gelernt"]
)
def test_what_looks_like_a_byline_or_a_date_stays_in_the_middle_of_the_article(line: str) -> None:
    assert f"\n{line}\n" in patient().clean(mill_page(line, "1 May 1976", "2 June 1977")).text


@pytest.mark.parametrize(
    "line", ["By Oda Fenn", "Von Oda Fenn und Edda Marsch", "14 August 2026", "Published 3 May 2026"]
)
def test_bylines_and_dates_above_and_below_the_text_go(line: str) -> None:
    for raw in (
        mill_page().replace(HEADLINE, f"{HEADLINE}\n\n{line}"),
        mill_page().replace(SENTENCES[-1], f"{SENTENCES[-1]}\n\n{line}"),
    ):
        text = shipped_cleaner().clean(raw).text
        assert line not in text
        assert text.startswith(HEADLINE)
        assert text.rstrip().endswith(SENTENCES[-1])


@pytest.mark.parametrize(
    "caption",
    [
        "Oda Fenn, right, speaks to the carpenters of the upper valley during a fair on Sunday, May 3, 2026.",
        "FILE - The wheel of the old mill on a morning in April.",
        "In this May 3, 2026, photo, the wheel of the old mill turns again.",
        "Die alte Mühle im oberen Tal am Morgen Foto: Edda Marsch",
        "The old mill in the upper valley. Nora Whitlock / AP",
    ],
)
def test_captions_go(caption: str) -> None:
    assert caption not in patient().clean(mill_page(caption)).text


@pytest.mark.parametrize(
    "line",
    [
        "Oda Fenn speaks of the wheel as if it were a child that has come home late.",
        "“She speaks to the carpenters of the upper valley on Sunday,” said Nora Whitlock.",
        "Whoever walks to the mill finds it closed, and has to wait until the goats are fed.",
        "In this photograph nothing moves but the water, and nobody knows who took it.",
        "On Sunday the carpenters spoke to Oda Fenn, and she to them, about the fair of May 3, 2026.",
        "Her photographs hang in the inn, and the miller has never looked at one of them.",
        "Does the wheel turn as it did before, and who speaks for the goats on Sunday?",
    ],
)
def test_what_reads_like_a_caption_stays(line: str) -> None:
    assert line in patient().clean(mill_page(line)).text
