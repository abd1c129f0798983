"""A page: its units, what is blank around them, and what rules removed."""

import pytest

from cleaner.article.page import BOXES, COMMENTS, KINDS, LEFT, READ_CHARS, REMOVED, removal_of
from tests.helpers.pages import page_of_lines


def test_a_page_knows_how_many_blank_lines_are_above_each_unit_and_below_the_last() -> None:
    page = page_of_lines(["", "a", "b", "", "", "---", "c", "    d", ""])
    assert page.texts == ["a", "b", "c", "d"]
    assert page.blanks == [3, 0, 3, 0, 3]  # two for each edge of the page; a line of signs is no unit
    assert page.indents == [0, 0, 0, 4]


def test_a_page_without_units_has_no_texts() -> None:
    page = page_of_lines(["", "---"])
    assert (page.units, page.texts, page.left()) == ([], [], [])


def test_a_unit_is_removed_if_most_of_its_lines_are() -> None:
    broken = ["The council met on Monday in the old", "hall at the quay and agreed on a new"]
    broken += ["budget for the harbour and the bridge", "that it needs.", "", "Share", "Print"]
    comment = removal_of("p:comments")
    assert page_of_lines(broken, {0: REMOVED, 1: REMOVED, 5: comment}).removals == [LEFT, comment, LEFT]
    page = page_of_lines(broken, {0: REMOVED, 1: REMOVED, 2: comment})
    assert page.removals == [REMOVED, LEFT, LEFT]
    assert page.left() == [1, 2]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("common/comments:comment-form", "comment"),
        ("languages/vi:related", "related"),
        ("languages/en:read-also-inline", "read-also"),
        ("outlets/a.vn:tail", "tail"),
        ("a:share-bar", "share"),
        ("a:related-comments", "comment"),  # the first that the list has
    ],
)
def test_the_id_of_a_rule_says_what_it_removed(rule: str, kind: str) -> None:
    assert removal_of(rule) == 2 + KINDS.index(kind)


@pytest.mark.parametrize("rule", ["comments:7", "related/tail:teaser", "p:0"])
def test_the_name_of_a_pack_says_nothing(rule: str) -> None:
    assert removal_of(rule) == REMOVED


def test_comments_are_no_boxes() -> None:
    assert not COMMENTS & BOXES
    assert {number - 2 for number in COMMENTS | BOXES} <= set(range(len(KINDS)))


def test_of_a_very_long_unit_the_start_is_read() -> None:
    page = page_of_lines(["water " * READ_CHARS])
    assert len(page.texts[0]) == READ_CHARS
