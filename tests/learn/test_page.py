import random
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine.clean import Cleaner
from cleaner.learn.counts import count, sketch
from cleaner.learn.page import LearntPage, read_page, stretch, with_headlines
from tests.helpers.gazette import BARE, FOOT, MENU, Cleaned, dumps, headed, pages, proposed, sentence, with_body


def read(texts: list[str]) -> list[LearntPage]:
    counts = count(map(sketch, texts))
    found = [read_page(text, Cleaner.of(BARE, "web"), counts, frozenset()) for text in texts]
    return with_headlines(found, counts.min_pages)


def test_the_article_is_the_stretch_with_most_running_text_that_repeats_nowhere() -> None:
    for page in read(dumps(5)):
        texts = [line.text for line in page.lines]
        assert texts[page.start].startswith("WOLD (Gazette) - ")
        assert texts[page.stop - 1].endswith(".")
        assert texts.index(FOOT[0]) in (page.stop, page.stop + 1)


def test_the_headline_is_the_line_above_the_article_with_words_of_it() -> None:
    page = read(pages(5, lambda _, n: headed(random.Random(n), f"Edition {n}")))[0]
    assert page.lines[page.top].text == headed(random.Random(0))[0]


def test_a_line_has_a_side_of_the_article_and_the_headline_belongs_to_it() -> None:
    page = read(pages(5, lambda _, n: headed(random.Random(n), f"Edition {n}")))[0]
    sides = [page.side(n) for n in range(len(page.lines))]
    assert sides == [-1] * len(MENU) + [0, -1] + [0] * 4 + [1] * (4 + len(FOOT))


def test_a_breadcrumb_holds_the_headline() -> None:
    page = read(pages(5, lambda _, n: [f"Home > {headed(random.Random(n))[0]}", *headed(random.Random(n))]))[0]
    assert page.lines[page.top].text == headed(random.Random(0))[0]
    assert page.holds_headline(page.top - 1)
    assert not page.holds_headline(0)


def test_a_headline_that_other_pages_tease_is_no_part_of_the_menu() -> None:
    headlines = [headed(random.Random(n))[0] for n in range(10)]

    def make(_: random.Random, n: int) -> list[str]:
        text = headed(random.Random(n), "Hear this story on Gazette radio")
        return [*text, "", "Other pages", *(headlines[(n + step) % 10] for step in (1, 2, 3))]

    texts = pages(10, make)
    cleaned = Cleaned(proposed(texts, with_body()), with_body())
    assert [cleaned(text)[0] for text in texts] == headlines


def test_sentences_with_numbers_belong_to_the_article_even_if_they_repeat() -> None:
    def make(source: random.Random, n: int) -> list[str]:
        text = headed(source)
        return [*text[:3], f"The pound stood at 1.{n} dollars on Monday in the old town of Wold.", *text[3:]]

    for page in read(pages(6, make)):
        assert page.stop - page.start == 5
        assert page.lines[page.start + 2].text.startswith("The pound")


def test_a_page_without_running_text_has_no_article() -> None:
    counts = count(map(sketch, dumps(3)))
    page = read_page("Menu\n\nLog on\n", Cleaner.of(BARE, "web"), counts, frozenset())
    assert (page.start, page.stop) == (0, 0)
    assert sentence(random.Random(1)) not in [line.text for line in page.lines]


@given(st.lists(st.integers(-5, 5), max_size=14))
def test_no_run_of_values_has_a_greater_sum_than_the_stretch(values: list[int]) -> None:
    start, stop = stretch(values)
    sums = [0, *accumulate(values)]
    best = max(sums[b] - sums[a] for a in range(len(sums)) for b in range(a, len(sums)))
    assert sum(values[start:stop]) == best
