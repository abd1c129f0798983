"""Bylines, dates and captions among the units of an article."""

from collections.abc import Callable, Collection, Iterator, Mapping

from cleaner.article.facts import Facts
from cleaner.article.page import Page
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Part

_NAMED: tuple[Part, Part] = ("byline", "date")  # parts that are looked for above the text

Passes = Callable[[LineTest, int], bool]  # whether a unit of the page passes a test

_CAPTION_WORDS = 2  # a unit of at most 2 words is not the alternative text of a picture


def without_parts(
    page: Page,
    facts: Facts,
    article: set[int],
    headline: int | None,
    tests: Mapping[Part, LineTest],
    wanted: Collection[str],
    passes: Passes,
) -> tuple[set[int], dict[int, Part]]:
    """Remove the parts from an article, except the wanted ones. Wanted parts between its units are added to it.

    Returns the units of the article to keep, and for each unit that is a part, which part. A part that is the whole
    article stays.
    """
    parts: dict[int, Part] = {}
    for part, test in tests.items():
        units = range(min(article), max(article) + 1) if part in wanted else _where(part, facts, article, headline)
        members = {n for n in units if n != headline and not page.removals[n] and passes(test, n)}
        if part == "caption":
            members |= {n for n in _alternative_texts(page, facts, members) if n in units and n != headline}
        article = article | members if part in wanted else (article - members or article)
        parts.update(dict.fromkeys(members, part))
    return article, parts


def parts_above(
    page: Page,
    facts: Facts,
    article: set[int],
    headline: int | None,
    tests: Mapping[Part, LineTest],
    passes: Passes,
) -> Iterator[tuple[int, Part]]:
    """Yield the bylines and dates between the headline of an article and its second paragraph, kept or not."""
    start = min(article) if headline is None else headline + 1
    text = sorted(n for n in article if n >= start and facts.running[n])
    for n in range(start, text[1] if len(text) > 1 else max(article) + 1):
        for part in _NAMED:
            if n not in text and not page.removals[n] and part in tests and passes(tests[part], n):
                yield n, part


def _where(part: Part, facts: Facts, article: set[int], headline: int | None) -> Collection[int]:
    """The units of an article that may be an unwanted part.

    Bylines and dates are above the text and below it. "By the numbers" and "1 April 1975" in the middle are subheads.
    """
    if part == "caption":
        return article
    text = sorted(n for n in article if n != headline and facts.running[n])
    return [n for n in article if len(text) < 2 or not text[1] < n < text[-1]]


def _alternative_texts(page: Page, facts: Facts, captions: set[int]) -> set[int]:
    """The units just above captions that are the alternative text of the picture: the caption starts with it."""
    above = [n - 1 for n in captions if n and facts.words[n - 1] > _CAPTION_WORDS and not page.removals[n - 1]]
    return {n for n in above if page.units[n + 1].text.startswith(page.units[n].text)}
