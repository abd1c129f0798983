"""The matcher gives the same answers as asking every test about every line."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.linetest import LineTest, passes
from cleaner.lines.matcher import _OBJECTS, Matcher
from cleaner.lines.prefilter import prefilters
from tests.helpers.strategies import line_tests, lines


def naive(tests: list[LineTest], any_length: set[int], line: str) -> tuple[int, ...]:
    """The verdict on a line by the plain definition of each test."""
    return tuple(
        n for n, test in enumerate(tests) if prefilters(test) is not None and passes(test, line, n in any_length)
    )


@given(st.lists(line_tests, max_size=6), st.sets(st.integers(0, 5)), st.lists(lines(), max_size=12))
def test_the_matcher_answers_like_the_naive_loop(tests: list[LineTest], any_length: set[int], texts: list[str]) -> None:
    matcher = Matcher(tests, any_length)
    expected = [naive(tests, any_length, line) for line in texts]
    assert matcher.ask(texts) == expected
    assert matcher.ask(texts) == expected  # now from memory
    assert [matcher.ask([line])[0] for line in texts] == expected  # one by one
    for line in texts * 2:
        for number, test in enumerate(tests):
            assert matcher.passes(test, line, number in any_length) == passes(test, line, number in any_length)


@given(st.lists(line_tests, min_size=1, max_size=4), st.lists(lines(), max_size=12))
def test_forgetting_changes_no_answer(tests: list[LineTest], texts: list[str]) -> None:
    remembering, forgetting = Matcher(tests), Matcher(tests, memory=1)
    for line in texts:
        assert forgetting.ask([line, line + "!"]) == remembering.ask([line, line + "!"])
        for test in tests:
            assert forgetting.passes(test, line) == remembering.passes(test, line)


@given(st.lists(line_tests, min_size=1, max_size=4), st.lists(lines(), max_size=12))
def test_lines_of_a_large_document_are_judged_in_portions(tests: list[LineTest], texts: list[str]) -> None:
    expected = Matcher(tests).ask(texts)
    room = 2 * (_OBJECTS + 20)  # characters: two short lines
    with patch("cleaner.lines.matcher._BATCH", 2), patch("cleaner.lines.matcher._FORMS", room):
        matcher = Matcher(tests)
        assert matcher.ask(texts) == expected
        for line in texts:
            assert [matcher.passes(test, line) for test in tests] == [passes(test, line) for test in tests]
            assert sum(len(known) + _OBJECTS for known in matcher._lines) <= room
