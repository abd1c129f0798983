"""A dump while rules act on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.document import Document, Dump, View
from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Matcher
from cleaner.lines.words import blank, words
from tests.helpers.strategies import lines

MENU, NEWS = LineTest(text=("Menu",)), LineTest(text=("News",))


@given(st.lists(lines(), max_size=12), st.integers(1, 14))
def test_the_first_and_the_last_lines_are_counted_without_blank_ones(texts: list[str], count: int) -> None:
    dump = Dump(texts)
    shown = [n for n, text in enumerate(texts) if not blank(text)]
    assert [n for n in shown if n < dump.above(count)] == shown[:count]
    assert [n for n in shown if n >= dump.below(count)] == shown[-count:]


@given(st.lists(lines(), max_size=12), st.integers(1, 60))
def test_a_dump_that_surely_has_words_has_them(texts: list[str], least: int) -> None:
    dump = Dump(texts)
    assert dump.words() == sum(map(words, texts))
    assert not dump.has_words(least) or dump.words() >= least


def test_a_rewritten_line_passes_the_tests_of_its_new_text() -> None:
    document = Document(["News", "Menu"], Matcher([MENU, NEWS]))
    assert document.first(NEWS) == 0
    assert document.rewrite(0, "MENU") == (0,)
    assert (document.passing(0), document.passing(1)) == ([0, 1], [])
    assert (document.first(MENU), document.first(NEWS)) == (0, None)


def test_a_removed_line_is_not_shown() -> None:
    document = Document(["Menu", "", "Menu"], Matcher([MENU]))
    assert document.first(MENU) == 0
    document.gone[0] = 1
    assert [document.shown(line) for line in range(3)] == [False, False, True]
    assert document.first(MENU) == 2


@pytest.mark.parametrize(("most", "more"), [(0, True), (1, True), (2, False), (9, False)])
def test_a_view_counts_lines_that_are_neither_removed_nor_blank(most: int, more: bool) -> None:
    document = Document(["a", "", "b", "c"], Matcher([]))
    document.gone[2] = 1
    view = View(document, "p:r", [])
    assert view.more_than(most, 0, 4) is more
    assert view.neighbours(0, 3)
    assert [view.there(line) for line in range(4)] == [True, True, False, True]
