"""TODO."""

from collections.abc import Iterable
from itertools import accumulate, compress, pairwise

from cleaner.article.features import Page
from cleaner.article.segment import LISTED
from cleaner.lines.key import plain


def copies(page: Page, kept: Iterable[int]) -> set[int]:
    """The lines of an article that say once more what stands above.

    A page may print its article twice, for the screen and for paper: lines are copies whose texts stand above in
    the same order, two of them or more running text. And it may say a picture's caption twice: running text is
    a copy where the same stands right above, a line of twenty words where it stands not more than six lines above. A
    sentence that comes back further down stays, as the questions of an interview and refrains do.
    """
    lines = sorted(kept)
    running = [page.seen[n].running for n in lines]
    shown = [page.seen[n] for n in compress(lines, running)]
    if len(set(shown)) == len(shown):  # no two are alike
        return set()
    texts = [plain(page.texts[n]) for n in lines]
    first: dict[str, int] = {}
    for n, text in enumerate(texts):
        first.setdefault(text, n)
    out: set[int] = set()
    here = 0
    while here < len(lines):
        above, stop = first[texts[here]], here
        while stop < len(lines) and above + stop - here < here and texts[above + stop - here] == texts[stop]:
            stop += 1
        if sum(running[here:stop]) > 1:
            out.update(lines[here:stop])
        here = max(stop, here + 1)
    last: dict[str, int] = {}
    for n, text in enumerate(texts):
        if running[n] and n - last.get(text, -7) <= (6 if page.seen[lines[n]].words >= 20 else 1):
            out.add(lines[n])
        last[text] = n
    return out


def contents(page: Page, kept: Iterable[int]) -> set[int]:
    """The lines of an article that are its table of contents.

    These are three lines in a row or more in the article's first quarter that end no sentence and stand again below,
    in the same order, as the heads of its parts: text runs between most of them. Bullets and numbers in front do
    not count.
    """
    lines = sorted(kept)
    running = [0, *accumulate(page.seen[n].running for n in lines)]
    heads = ["" if page.seen[n].stops or page.seen[n].size == 2 else _head(page.texts[n]) for n in lines]
    last = {text: at for at, text in enumerate(heads)}
    out: set[int] = set()
    if len(last) + LISTED > len(lines) + 1:  # fewer than three stand twice
        return out
    start = 0
    while start < len(lines):
        stop, below = start, start
        while stop < len(lines) and heads[stop] and last[heads[stop]] > max(below, stop):
            below = last[heads[stop]]
            stop += 1
        again = [last[text] for text in heads[start:stop]]
        parts = sum(running[b] > running[a] for a, b in pairwise(again))
        early = running[start] * 4 <= running[-1]
        if early and len(again) >= LISTED and again[0] >= stop and parts * 2 > len(again) - 1:
            out.update(lines[start:stop])
        start = max(stop, start + 1)
    return out


def _head(text: str) -> str:
    """A line without the bullet or number in front of it."""
    return plain(text).lstrip(_NUMBERS).casefold()


_NUMBERS = "0123456789.()-–—*• "
