from cleaner.article.page import BLANK_ABOVE, BLANK_AROUND, BLANK_BELOW
from tests.helpers.pages import page_of_lines


def test_a_page_knows_where_its_blank_lines_are() -> None:
    page = page_of_lines(["a", "b", "", "c", "d", "", "e"])
    assert page.texts == ["a", "b", "c", "d", "e"]
    assert page.blanks == [BLANK_ABOVE, BLANK_BELOW, BLANK_ABOVE, BLANK_BELOW, BLANK_AROUND]


def test_the_blank_lines_of_a_page_that_has_lost_them_mean_nothing() -> None:
    assert set(page_of_lines(["a"] * 40).blanks) == {BLANK_AROUND}
