"""Lines of an article that repeat other lines of it: second copies, and a table of contents."""

from collections.abc import Iterable
from itertools import accumulate, compress, pairwise

from cleaner.article.bins import LONG_LINE
from cleaner.article.page import Page
from cleaner.article.segment import LISTED
from cleaner.lines.key import plain

_NEAR = 6  # lines: a long line that is repeated within this distance is a copy
_COPY_WORDS = 20  # a long line has at least this many words
_NUMBERS = "0123456789.()-–—*• "  # in front of an entry in a table of contents


def copies(page: Page, article: Iterable[int]) -> set[int]:
    """Return the lines of an article that repeat lines above.

    A page may have its article twice, once for the screen and once for paper. Lines are copies if the same lines are
    above in the same order, two or more of them running text. A page may also repeat the caption of a picture: running
    text is a copy if the same text is just above, and a line of twenty words if it is at most six lines above. A
    sentence that is repeated further down stays, because questions of an interview and refrains are repeated too.
    """
    lines = sorted(article)
    running = [page.lines[n].running for n in lines]
    features = [page.lines[n] for n in compress(lines, running)]
    if len(set(features)) == len(features):  # equal texts have equal features, so there are none
        return set()
    texts = [plain(page.texts[n]) for n in lines]
    return _second_copies(lines, running, texts) | _near_copies(page, lines, running, texts)


def _second_copies(lines: list[int], running: list[bool], texts: list[str]) -> set[int]:
    """Passages with two or more lines of running text that are above in the same order."""
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
    return out


def _near_copies(page: Page, lines: list[int], running: list[bool], texts: list[str]) -> set[int]:
    """Single lines of running text that also occur a few lines above."""
    out: set[int] = set()
    last: dict[str, int] = {}
    for n, text in enumerate(texts):
        reach = _NEAR if page.lines[lines[n]].words >= _COPY_WORDS else 1
        if running[n] and text in last and n - last[text] <= reach:
            out.add(lines[n])
        last[text] = n
    return out


def contents(page: Page, article: Iterable[int]) -> set[int]:
    """Return the lines of an article that are its table of contents.

    These are three or more lines in a row in the first quarter of the article. They do not end like sentences, and
    they occur again below in the same order, as subheads: there is text between most of them. Bullets and
    numbers in front of them do not matter.
    """
    lines = sorted(article)
    text_above = [0, *accumulate(page.lines[n].running for n in lines)]
    entries = [_entry(page, n) for n in lines]
    last = {entry: at for at, entry in enumerate(entries)}
    out: set[int] = set()
    if len(last) + LISTED > len(lines) + 1:  # fewer than three entries occur twice
        return out
    start = 0
    while start < len(lines):
        stop, below = start, start
        while stop < len(lines) and entries[stop] and last[entries[stop]] > max(below, stop):
            below = last[entries[stop]]
            stop += 1
        subheads = [last[entry] for entry in entries[start:stop]]
        sections = sum(text_above[b] > text_above[a] for a, b in pairwise(subheads))
        early = text_above[start] * 4 <= text_above[-1]
        if early and len(subheads) >= LISTED and subheads[0] >= stop and sections * 2 > len(subheads) - 1:
            out.update(lines[start:stop])
        start = max(stop, start + 1)
    return out


def _entry(page: Page, n: int) -> str:
    """A line as it would be in a table of contents, without a number; "" for a sentence or a long line."""
    line = page.lines[n]
    if line.stops or line.size == LONG_LINE:
        return ""
    return plain(page.texts[n]).lstrip(_NUMBERS).casefold()
