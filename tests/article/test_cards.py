"""Cards of other stories: a headline that is said twice, and a summary."""

import pytest

from cleaner.article.cards import Card, cards
from cleaner.article.page import REMOVED
from tests.helpers.pages import SENTENCES, facts_of, page_of_lines


def cards_of(lines: list[str], removals: dict[int, int] | None = None) -> list[Card]:
    page = page_of_lines(lines, removals)
    return cards(page, facts_of(page))


ROW = [
    line
    for head in ("Old brewery to become flats", "Three held after market break-in", "Choir seeks new members")
    for line in (head, head.upper(), f"What the {head.lower()} means, and who is to pay for it.")
]
SINGLE = ["Rowing", "New boathouse shown to members", "boathouse.jpg", "Rowing", "New boathouse shown to members"]


def test_three_headlines_that_are_said_twice_are_a_row_of_cards() -> None:
    assert cards_of([SENTENCES[0], *ROW, SENTENCES[1]]) == [
        Card(range(1, 3), 3, True),
        Card(range(4, 6), 6, True),
        Card(range(7, 9), 9, True),
    ]


def test_a_single_card_has_a_label_that_is_repeated_too() -> None:
    assert cards_of([SENTENCES[0], *SINGLE, SENTENCES[1]]) == [Card(range(1, 6), 6, False)]
    assert cards_of([SENTENCES[0], *SINGLE]) == [Card(range(1, 6), None, False)]


def test_a_summary_that_a_rule_removed_is_none() -> None:
    assert cards_of([*SINGLE, SENTENCES[1]], {5: REMOVED}) == [Card(range(5), None, False)]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        SENTENCES,
        SENTENCES[:1] * 6,  # sentences
        ["Sports"] * 6,  # too short
        ROW[:2],  # a headline and its copy
        ROW[:6],
        [SINGLE[1], SINGLE[1]],
        [SINGLE[1], *SENTENCES[:3], SINGLE[1]],  # too far apart
        [*ROW[:3], *SENTENCES[:4], *ROW[3:6], *SENTENCES[:4], *ROW[6:]],  # not a row
    ],
)
def test_these_are_no_cards(lines: list[str]) -> None:
    assert cards_of([*lines, "The end"]) == []
