"""What a unit shows by itself, compared with what regular expressions find in its text."""

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.around import ONE, octaves
from cleaner.article.look import look
from cleaner.article.page import Page
from cleaner.article.reading import read
from tests.helpers.pages import page_of_lines, tables
from tests.helpers.strategies import awkward_pages


def shows(*texts: str) -> dict[str, list[float]]:
    page = page_of_lines(texts)
    return {name: np.asarray(column, np.float64).tolist() for name, column in look(page, read(page, tables())).items()}


def counted(page: Page, name: str) -> list[float]:
    return list(np.asarray(look(page, read(page, tables()))[name], np.float64))


PIECES = [
    "1984",
    "2026",
    "19845",
    "1 200",
    "20:15",
    "3/4",
    "1.5",
    "2026-03-04",
    "٢٠٢٦",
    "20",
    "x1999y",
    "1:2:3",
    ".",
    " ",
    "a",
    "/",
]
mixed = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join).filter(lambda s: any(map(str.isalnum, s)))
)


@given(st.lists(mixed, min_size=1, max_size=6))
def test_numbers_years_and_signs_between_digits(texts: list[str]) -> None:
    page = page_of_lines(texts)
    for name, pattern in {
        "years": r"(?<!\d)(?:19|20)[\d]{2}(?!\d)",
        "clock": r"(?<=\d):(?=\d)",
        "decimal": r"(?<=\d)\.(?=\d)",
        "fraction": r"(?<=\d)/(?=\d)",
        "hyphened": r"(?<=\d)-(?=\d)",
    }.items():
        assert counted(page, name) == [min(3, len(regex.findall(pattern, text))) for text in page.texts], name
    numbers = [len(regex.findall(r"\d+", text)) for text in page.texts]
    assert counted(page, "numbers") == octaves(np.array(numbers)).tolist()


@given(awkward_pages())
def test_addresses_and_gaps_are_those_of_a_regular_expression(page: Page) -> None:
    assert counted(page, "addresses") == [min(3, text.count("://")) for text in page.texts]
    gaps = [len(regex.findall(r"(?<=  )(?! )", text)) for text in page.texts]
    assert counted(page, "gaps") == octaves(np.array(gaps)).tolist()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The board met. It agreed.", 2),
        ("“It agreed.” So it was said (twice.)", 2),
        ("Version 1.5 of example.org", 0),
        ("Really?! Yes…", 2),
        ("水车转动了。村民们来了！真的吗？", 3),
        ("水车 v1.5 转动了.", 1),
        ("और वे आए।", 1),
        ("No end", 0),
    ],
)
def test_sentence_ends_are_counted_in_any_script(text: str, sentences: int) -> None:
    assert shows(text)["sentences"] == octaves(np.array([sentences])).tolist()


def test_shares_add_up_and_capitals_are_counted_by_words() -> None:
    facts = shows("Anna MET Ida", "HARBOUR", "été", "a1")
    assert facts["capital words"] == [ONE, ONE, 0, 0]
    assert facts["all capitals"] == [0, 1, 0, 0]
    assert facts["share of upper"] == [5 * ONE // 12, ONE, 0, 0]
    assert facts["share of digit"] == [0, 0, 0, ONE // 2]
    assert facts["share of signs"] == [0, 0, 0, 0]


def test_the_indent_counts_from_the_least_of_the_page() -> None:
    assert shows("    a", "      b", "    c")["indent"] == octaves(np.array([0, 2, 0])).tolist()


def test_links_and_headings_of_markdown_are_shown() -> None:
    facts = shows("[Home](/)", "## The pier", "The board met.")
    assert facts["linked"] == [ONE, 0, 0]
    assert facts["heading"] == [0, 1, 0]
    assert facts["linked page"] == [ONE // 3] * 3
