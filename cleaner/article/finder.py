"""Find the article in a document: what a judgement means for its lines."""

from collections.abc import Mapping
from typing import Final

from cleaner.article.facts import Facts
from cleaner.article.judge import Hints, Thresholds, judge
from cleaner.article.page import Page, page_of, removal_of
from cleaner.article.page_kind import page_kind
from cleaner.article.parts import parts_above, without_parts
from cleaner.article.scorer import scored
from cleaner.lines.document import View
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Flag, Part
from cleaner.lines.words import blank

_LONG_LINE: Final = 40  # words: a page in one line of this length may be an article with its menus
_MOST_UNITS: Final = 20_000
_MOST_CHARS: Final = 2_000_000


def lines_outside(view: View, weights: bytes, thresholds: Thresholds, tests: Mapping[Part, LineTest]) -> list[int]:
    """Return the lines of a document that are not part of its article, and tell the view what was found."""
    kinds = {rule: removal_of(rule) for rule in set(view.removed_by.values())}
    page = page_of(view.texts, view.raw, {line: kinds[rule] for line, rule in view.removed_by.items()})
    if not page.left():
        return []
    if why := _why_unjudged(page):
        view.flag(Flag("unjudged", f"the page was not judged: {why}"))
        return []
    if len(page.units) == 1:
        return []

    def passes(test: LineTest, n: int) -> bool:
        lines = page.units[n].lines
        return len(lines) == 1 and view.passes(test, lines.start)

    hints = Hints(lambda n: any(passes(test, n) for test in tests.values()), view.title, _named(page, view))
    facts, said = scored(page, weights)
    judgement = judge(page, facts, said, thresholds, hints)
    article = judgement.article
    parts: dict[int, Part] = {}
    if not judgement.clean:
        article, parts = without_parts(page, facts, article, judgement.headline, tests, view.keep, passes)
    for n, part in (*parts.items(), *parts_above(page, facts, article, judgement.headline, tests, passes)):
        view.recognise(page.units[n].lines.start, part)
    if judgement.headline is not None:
        view.recognise(page.units[judgement.headline].lines.start, "headline")
    seems = page_kind(page, said.kinds, facts.running, article)
    for flag in (seems.flag, _mostly_removed(facts, seems.kept)):
        if flag is not None:
            view.flag(flag)
    if view.explaining:
        from cleaner.article.reasons import reasons  # imported here, because cleaning a page does not need it

        for reason in reasons(page, weights, said, judgement, article, parts, seems):
            for line in page.units[reason.unit].lines:
                view.score(line, reason.score, reason.why)
    if judgement.clean:
        return [line for n, unit in enumerate(page.units) if n not in seems.kept for line in unit.lines]
    return _outside(page, seems.kept, view)


def _why_unjudged(page: Page) -> str:
    """Why a page is not judged, or "". The arrays of a page take memory for each unit and each character."""
    if len(page.units) == 1 and len(page.texts[0].split()) >= _LONG_LINE:
        return "it has only one line of text"
    if len(page.units) > _MOST_UNITS:
        return f"it has {len(page.units):,} lines, more than {_MOST_UNITS:,}"
    characters = sum(map(len, page.texts))
    return f"it has {characters:,} characters, more than {_MOST_CHARS:,}" if characters > _MOST_CHARS else ""


def _named(page: Page, view: View) -> list[int]:
    """The units that packs have named as the headline."""
    lines = {line for line, part in view.parts.items() if part == "headline"}
    return [n for n, unit in enumerate(page.units) if not lines.isdisjoint(unit.lines)]


def _mostly_removed(facts: Facts, kept: set[int]) -> Flag | None:
    """The flag of a page from which more running text is removed than kept."""
    text = [n for n, is_text in enumerate(facts.running) if is_text]
    all_words, kept_words = sum(facts.tokens[n] for n in text), sum(facts.tokens[n] for n in text if n in kept)
    if kept_words * 2 >= all_words:
        return None
    return Flag("mostly_removed", f"{all_words - kept_words} of {all_words} words of running text were removed")


def _outside(page: Page, kept: set[int], view: View) -> list[int]:
    """The lines of all units that are not kept, and the lines of signs alone that are not between kept ones."""
    outside: list[int] = []
    here = 0
    above = False  # whether the unit above is kept
    for n, unit in enumerate(page.units):
        below = n in kept
        if not (above and below):
            outside += (line for line in range(here, unit.lines.start) if not blank(view.texts[line]))
        if not below:
            outside += unit.lines
        here, above = unit.lines.stop, below
    outside += (line for line in range(here, len(view.texts)) if not blank(view.texts[line]))
    return outside
