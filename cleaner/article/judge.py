"""Judge a page: which of its lines are the article, its headline and its standfirst."""

from collections.abc import Callable
from typing import NamedTuple

from cleaner.article.copies import contents, copies
from cleaner.article.headline import find_headline
from cleaner.article.model import Model, Reading, Scores, scores
from cleaner.article.segment import best_stretch, is_standfirst, sentences_beyond, widened, within


class Judgement(NamedTuple):
    """Which lines of a page are its article."""

    scores: Scores
    stretch: range  # from the first line of the article to the last
    article: set[int]  # its lines that stay, with the headline and the standfirst
    headline: int | None
    repeated: set[int]  # its lines that repeat other lines: second copies, a table of contents


def judge(reading: Reading, model: Model, is_part: Callable[[int], bool]) -> Judgement:
    """Find the article of a page.

    `is_part` says whether a line is a byline, a date or a caption; such a line is never the headline.
    """
    page = reading.page
    scored = scores(reading, model)
    odds = scored.odds
    stretch = best_stretch(page, odds, model.bias)
    inner, listed = model.inner, model.listed
    if len(page.left()) < model.small:
        stretch = widened(page, odds, stretch, model.listed)
        inner, listed = model.spare, min(model.spare, model.listed)
    lines = [n for n in stretch if not page.removals[n]]
    listing = contents(page, lines)
    article = within(page, odds, [n for n in lines if n not in listing], inner, listed)
    if article:
        for begin, step in ((stretch.start - 1, -1), (stretch.stop, 1)):
            article |= sentences_beyond(page, odds, begin, step, model.edge)
    repeated = copies(page, article) | listing
    article -= repeated
    headline = find_headline(page, scored.prose, stretch, model, is_part) if article else None
    if headline is not None:
        article = {n for n in article if page.texts[n] != page.texts[headline]}
        article |= {headline, *(n for n in range(headline + 1, stretch.start) if is_standfirst(page, odds, n))}
    return Judgement(scored, stretch, article, headline, repeated)
