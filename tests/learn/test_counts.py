import pytest

from cleaner.learn.counts import LineCounts, count, shape, sketch
from tests.helpers.gazette import dump, dumps


@pytest.mark.parametrize(("one", "other"), [("12 bình luận", "7 Bình luận"), ("04 Jul, 08:56 PM", "13 Aug, 11:02 AM")])
def test_lines_that_differ_only_in_numbers_and_dates_have_one_shape(one: str, other: str) -> None:
    assert shape(one) == shape(other)


def test_may_is_a_word_in_a_line_without_numbers() -> None:
    assert shape("She may go") != shape("She mar go")


def test_copies_are_counted_once() -> None:
    counts = count(map(sketch, [dump(1), dump(1) + "Seen by 12\n", dump(2)]))
    assert (counts.dumps, counts.pages, counts.copies) == (3, 2, 1)


def test_the_order_of_the_sketches_does_not_matter() -> None:
    sketches = [sketch(text) for text in dumps(5)]
    assert count(sketches) == count(reversed(sketches))


@pytest.mark.parametrize(("pages", "least"), [(3, 2), (10, 2), (60, 14), (100, 16), (10_000, 412)])
def test_a_line_repeats_if_it_is_on_a_quarter_of_few_pages_or_on_a_smaller_share_of_many(
    pages: int, least: int
) -> None:
    assert LineCounts(pages, pages, {}, frozenset()).min_pages == least
