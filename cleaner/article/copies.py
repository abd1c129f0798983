"""Units of an article that repeat other units of it: second copies, and a table of contents."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from cleaner.article.facts import Facts
from cleaner.article.page import Page
from cleaner.lines.key import plain

_LIST = 3  # entries of a table of contents
_NEAR = 6  # units: a long unit that is repeated within this distance is a copy
_COPY_WORDS = 20  # a long unit has at least this many words
_ENTRY_WORDS = 18  # an entry of a table of contents has fewer
_NUMBERS = "0123456789.()-–—*• "  # in front of an entry in a table of contents


def copies(page: Page, facts: Facts, article: Sequence[int]) -> set[int]:
    """Return the units of an article that repeat units above.

    A page may have its article twice, once for the screen and once for paper. Units are copies if the same units are
    above in the same order, two or more of them running text. A page may also repeat the caption of a picture: running
    text is a copy if the same text is just above, and a unit of twenty words if it is at most six units above. A
    sentence that is repeated further down stays, because questions of an interview and refrains are repeated too.
    """
    running = [facts.running[n] for n in article]
    texts = [page.units[n].text for n in article]
    if len(set(texts)) == len(texts):
        return set()
    texts = [plain(text) for text in texts]
    return _second_copies(article, running, texts) | _near_copies(facts, article, running, texts)


def _second_copies(article: Sequence[int], running: Sequence[bool], texts: Sequence[str]) -> set[int]:
    """Passages with two or more units of running text that are above in the same order."""
    first: dict[str, int] = {}
    for n, text in enumerate(texts):
        first.setdefault(text, n)
    out: set[int] = set()
    here = 0
    while here < len(article):
        above, stop = first[texts[here]], here
        while stop < len(article) and above + stop - here < here and texts[above + stop - here] == texts[stop]:
            stop += 1
        if sum(running[here:stop]) > 1:
            out.update(article[here:stop])
        here = max(stop, here + 1)
    return out


def _near_copies(facts: Facts, article: Sequence[int], running: Sequence[bool], texts: Sequence[str]) -> set[int]:
    """Single units of running text that also occur a few units above."""
    out: set[int] = set()
    last: dict[str, int] = {}
    for n, text in enumerate(texts):
        reach = _NEAR if facts.size(article[n]) >= _COPY_WORDS else 1
        if running[n] and text in last and n - last[text] <= reach:
            out.add(article[n])
        last[text] = n
    return out


def contents(page: Page, facts: Facts, article: Sequence[int]) -> set[int]:
    """Return the units of an article that are its table of contents.

    These are three or more units in a row in the first quarter of the article. They do not end like sentences, and
    they occur again below in the same order, as subheads: there is text between most of them. Bullets and
    numbers in front of them do not matter.
    """
    text_above = [0, *accumulate(facts.running[n] for n in article)]
    entries = [_entry(page, facts, n) for n in article]
    last = {entry: at for at, entry in enumerate(entries)}
    out: set[int] = set()
    if len(last) + _LIST > len(article) + 1:  # fewer than three entries occur twice
        return out
    start = 0
    while start < len(article):
        stop, below = start, start
        while stop < len(article) and entries[stop] and last[entries[stop]] > max(below, stop):
            below = last[entries[stop]]
            stop += 1
        subheads = [last[entry] for entry in entries[start:stop]]
        sections = sum(text_above[b] > text_above[a] for a, b in pairwise(subheads))
        early = text_above[start] * 4 <= text_above[-1]
        if early and len(subheads) >= _LIST and subheads[0] >= stop and sections * 2 > len(subheads) - 1:
            out.update(article[start:stop])
        start = max(stop, start + 1)
    return out


def _entry(page: Page, facts: Facts, n: int) -> str:
    """A unit as it would be in a table of contents, without a number; "" for a sentence or a long unit."""
    if facts.stops[n] or facts.size(n) >= _ENTRY_WORDS:
        return ""
    return plain(page.units[n].text).lstrip(_NUMBERS).casefold()
