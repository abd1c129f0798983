"""Judge a page: which of its units are the article, its headline and its standfirst."""

from collections.abc import Callable, Collection
from itertools import pairwise
from typing import NamedTuple

from cleaner.article.blocks import Blocks, blocks
from cleaner.article.cards import Card, cards
from cleaner.article.copies import contents, copies
from cleaner.article.facts import Facts
from cleaner.article.headline import find_headline, other_copies, plainest
from cleaner.article.odds import PAGE_KINDS, Odds
from cleaner.article.page import COMMENTS, Page
from cleaner.article.segment import Costs, Evidence, segments

_MORE_BIAS = (0.0, 1.0, 2.0, 3.0, 5.0, 8.0)  # log odds: tried in turn on a page that would have too little text
_LEAST_TEXT = 0.5  # share of the running text of a page that does not look like an article
_MOST_FOR_SHARE = 3.0  # log odds: the bias is raised no further for its sake
_SUMMARY_ODDS = 3.0  # log odds of a paragraph that is surely part of the article
_LONGEST_GAP = 200  # units
_TAIL, _ABOVE_TAIL = 4, 8  # units: the shortest tail, and what is just above it
_TAIL_ODDS = 2.0  # log odds
_LIKELY, _SURE = 0.5, 0.9  # likelihood of a page that is surely a recipe, or surely neither a recipe nor an article
_RECIPE_INNER = -1.0  # log odds: the least `inner` of recipes, which have boxes between their parts
_SMALL_PAGE = 30  # units
_DOUBT_OF_UNIT = 0.1  # each further unit of a larger page may have this much evidence against it
_LONGEST_REST = 8  # units
_FURNITURE = -2.0  # log odds: a unit with less is surely furniture
_NAME_ODDS = -1.0  # log odds: of a page without boilerplate, a single line above the headline is less likely
_STANDFIRST_REACH = 4  # units below the headline
_STANDFIRST_ODDS = -2.0  # a unit with lower odds is not the standfirst


class Thresholds(NamedTuple):
    """What a judgement depends on besides the net."""

    costs: Costs
    other: float  # added to the bias on pages that are surely no articles: what they are for is often short
    inner: float  # mean log odds that units between two parts of the article need to stay
    headline: float  # log odds that a headline needs
    doubt: float  # evidence that a page has boilerplate, without which nothing is removed from it


class Hints(NamedTuple):
    """What is known about a page besides its text."""

    is_part: Callable[[int], bool]  # whether a unit is a byline, a date or a caption
    title: str = ""
    named: Collection[int] = ()  # units that packs have named as the headline


class Judgement(NamedTuple):
    """Which units of a page are its article."""

    blocks: Blocks
    article: set[int]  # the units that stay, with the headline and the standfirst
    headline: int | None
    repeated: set[int]  # units of the article that repeat other units: second copies, a table of contents
    clean: bool  # whether the page shows no sign of boilerplate, so that all of it stays, but for a name at its top


def judge(page: Page, facts: Facts, said: Odds, thresholds: Thresholds, hints: Hints) -> Judgement:
    """Find the article of a page that has at least one unit, given what the net says."""
    grouped = blocks(page, facts)
    evidence = list(map(Evidence, said.article, facts.tokens, facts.running, facts.left, grouped.joined))
    evidence = _above_tail(page, evidence)
    recipe = said.kinds[PAGE_KINDS.index("recipe")]
    unlike = 1.0 - said.kinds[PAGE_KINDS.index("article")] - recipe
    bias = thresholds.costs.bias + (thresholds.other if unlike > _SURE else 0.0)
    article = _with_text(evidence, thresholds.costs._replace(bias=bias), _LEAST_TEXT if unlike > _LIKELY else 0.0)
    headline = find_headline(page, said.headline, thresholds.headline, hints.is_part, hints.title, hints.named)
    headline = None if headline is None else plainest(page, headline)
    standfirst = set() if headline is None else _standfirst(page, evidence, headline)
    article |= standfirst
    article |= _gaps(evidence, article, max(thresholds.inner, _RECIPE_INNER) if recipe > _SURE else thresholds.inner)
    others = [] if unlike > _LIKELY else cards(page, facts)  # cards are what a list of stories is made of
    article -= _other_stories(evidence, article, others)
    article |= _run_on(evidence, article, others)
    clean = not any(page.removals) and _doubt(evidence, article) < _most_doubt(thresholds.doubt, len(evidence))
    if clean:
        masthead = set() if headline is None else _masthead(facts, _names(page, said, headline), headline)
        return Judgement(grouped, set(page.left()) - masthead, headline, set(), clean)
    ordered = sorted(article)
    repeated = contents(page, facts, ordered)
    repeated |= copies(page, facts, [n for n in ordered if n not in repeated])
    article -= repeated
    if headline is not None:
        article -= other_copies(page, headline) | _masthead(facts, article, headline)
        article |= {headline, *standfirst}
    return Judgement(grouped, article, headline, repeated, clean)


def _above_tail(page: Page, evidence: list[Evidence]) -> list[Evidence]:
    """The evidence, with more for what is just above a tail that rules removed down to the end of the page.

    Rules cut a tail at its first line, so what is left above it is seldom furniture.
    """
    left = page.left()
    if len(page.units) - 1 - left[-1] < _TAIL:
        return evidence
    above = {n for n in left[-_ABOVE_TAIL:] if left[-1] - n < _ABOVE_TAIL}
    return [unit._replace(odds=unit.odds + _TAIL_ODDS) if n in above else unit for n, unit in enumerate(evidence)]


def _with_text(evidence: list[Evidence], costs: Costs, least: float) -> set[int]:
    """The article; the bias is raised until it has some running text, and the least share of that on the page.

    What does not look like an article is not sure to have one: of a thread or a manual too much is better than a part.
    """
    text = {n: unit.tokens for n, unit in enumerate(evidence) if unit.left and unit.running}
    article: set[int] = set()
    for more in _MORE_BIAS:
        chosen = segments(evidence, costs._replace(bias=costs.bias + more))
        article = {n for n, inside in enumerate(chosen) if inside and evidence[n].left}
        kept = sum(tokens for n, tokens in text.items() if n in article)
        if not text or (kept and (more >= _MOST_FOR_SHARE or kept >= least * sum(text.values()))):
            break
    return article or {max((n for n, unit in enumerate(evidence) if unit.left), key=lambda n: evidence[n].odds)}


def _gaps(evidence: list[Evidence], article: set[int], inner: float) -> set[int]:
    """Short gaps in the article that stay: no rule removed anything in them, and they are not surely boilerplate.

    Subheads, lists and the rows of a table look like parts of a menu, but a menu is seldom between two paragraphs.
    """
    filled: set[int] = set()
    for above, below in pairwise(sorted(article)):
        gap = evidence[above + 1 : below]
        is_short = 0 < len(gap) <= _LONGEST_GAP and all(unit.left for unit in gap)
        if is_short and sum(unit.odds for unit in gap) > inner * len(gap):
            filled.update(range(above + 1, below))
    return filled


def _run_on(evidence: list[Evidence], article: set[int], page_cards: list[Card]) -> set[int]:
    """The few units below the article, down to what a rule removed or to the end of the page, if none is furniture.

    An article may end with a list, commands or notes. The foot of a page has units that are surely not part of it.
    """
    end = max(article, default=-1) + 1
    walls = {card.units.start for card in page_cards}
    stop = next((n for n in range(end, len(evidence)) if not evidence[n].left or n in walls), len(evidence))
    rest = evidence[end:stop]
    may = len(rest) <= _LONGEST_REST and all(unit.odds > _FURNITURE for unit in rest)
    return set(range(end, stop)) if may else set()


def _other_stories(evidence: list[Evidence], article: set[int], page_cards: list[Card]) -> set[int]:
    """The units of cards below the first running text; above it, the headline may be said twice before the text.

    What follows a single card is its summary, or the next paragraph of the article, which the net knows better.
    """
    start = min((n for n in article if evidence[n].running), default=len(evidence))
    others: set[int] = set()
    for card in page_cards:
        if card.units.start > start:
            others.update(card.units)
            if card.summary is not None and (card.is_in_row or evidence[card.summary].odds < _SUMMARY_ODDS):
                others.add(card.summary)
    return others


def _doubt(evidence: list[Evidence], article: set[int]) -> float:
    """The evidence that units outside the article are boilerplate."""
    return sum(max(0.0, -unit.odds) for n, unit in enumerate(evidence) if n not in article)


def _most_doubt(doubt: float, units: int) -> float:
    """The evidence of boilerplate that a page without boilerplate stays below."""
    return doubt + _DOUBT_OF_UNIT * max(0, units - _SMALL_PAGE)


def _names(page: Page, said: Odds, headline: int) -> set[int]:
    """The unit at the top of a page, if the headline is below it and it is unlikely to be part of the article."""
    return {0} if headline == 1 and not page.removals[0] and said.article[0] < _NAME_ODDS else set()


def _masthead(facts: Facts, article: set[int], headline: int) -> set[int]:
    """The short units above the headline: the name of the site, the rest of a menu, a label."""
    above = {n for n in article if n < headline}
    return set() if any(facts.running[n] or facts.stops[n] for n in above) else above


def _standfirst(page: Page, evidence: list[Evidence], headline: int) -> set[int]:
    """The sentences just below the headline that are not very unlikely, whatever stands between them and the text."""
    standfirst: set[int] = set()
    for n in range(headline + 1, min(len(evidence), headline + 1 + _STANDFIRST_REACH)):
        if page.removals[n] in COMMENTS:
            break
        unit = evidence[n]
        if unit.left and unit.running and unit.odds > _STANDFIRST_ODDS:
            standfirst.add(n)
    return standfirst
