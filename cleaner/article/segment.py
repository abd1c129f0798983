"""Which lines of a page are the article, given the score of each line."""

from collections.abc import Callable, Iterator, Sequence

from cleaner.article.bins import LONG_LINE
from cleaner.article.page import BLANK_AROUND, BOX, COMMENTS, Page

LISTED = 3  # lines in a row that do not end like a sentence are a list
_RETRIES = 2  # further stretches to look at if the best one has no running text
_MOST_TOKENS = 100  # a longer paragraph counts as this long
_WEIGHT = [tokens**0.7 for tokens in range(_MOST_TOKENS + 1)]
_EDGE_WORDS = 4  # a sentence at the edge of the article has at least this many words
_STANDFIRST_WORDS = 8
_STANDFIRST_ODDS = -2  # a line that scores lower is not the standfirst


def stretch(values: Sequence[float]) -> tuple[int, int]:
    """Return start and stop of the run of values with the greatest sum; (0, 0) if no value is above 0.

    >>> stretch([-1, 2, -1, 3, -9, 2])
    (1, 4)
    """
    best = total = 0.0
    first = last = begin = 0
    for n, value in enumerate(values):
        if total <= 0:
            total, begin = 0.0, n
        total += value
        if total > best:
            best, first, last = total, begin, n + 1
    return first, last


def best_stretch(page: Page, odds: Sequence[float], bias: float) -> range:
    """Return the stretch of lines with the greatest sum of scores; empty if no line is left on the page.

    Takes time linear in the number of lines. A line is weighed by its tokens to the power of 0.7: paragraphs outweigh
    menus, and one giant line does not outweigh an article. A stretch without running text, such as a long list
    of headlines, yields to the second or third best if that has some.
    """
    weighed = [
        -1.0 if removal else _WEIGHT[min(line.tokens, _MOST_TOKENS)] * (score + bias)
        for line, score, removal in zip(page.lines, odds, page.removals, strict=True)
    ]
    best = range(*stretch(weighed))
    if not best:  # nothing looks like an article: return the best single line
        left = page.left()
        start = max(left, key=lambda n: odds[n], default=0)
        return range(start, start + (1 if left else 0))
    candidate = best
    for _ in range(_RETRIES):
        if _has_running_text(page, candidate):
            return candidate
        weighed[candidate.start : candidate.stop] = [-1.0] * len(candidate)
        candidate = range(*stretch(weighed))
    return candidate if _has_running_text(page, candidate) else best


def _has_running_text(page: Page, lines: range) -> bool:
    return any(page.lines[n].running and not page.removals[n] for n in lines)


def outside_running_text(page: Page) -> list[int]:
    """Return the lines above the first running text and below the last; all lines if there is no running text."""
    left = page.left()
    text = [n for n in left if page.lines[n].running]
    return [n for n in left if not text or not text[0] <= n <= text[-1]]


def widened(page: Page, odds: Sequence[float], inside: range, listed: float) -> range:
    """Return a stretch widened to the first and the last running text of its page.

    Below a box of other stories, running text must score higher than `listed`, because there may be teasers or more of
    the article. It never continues past the head of the comments.
    """
    start, stop = inside.start, inside.stop
    for step, begin in ((-1, inside.start - 1), (1, inside.stop)):
        n = begin
        wall = False
        while 0 <= n < len(page.indexes) and page.removals[n] != COMMENTS:
            wall = wall or page.removals[n] == BOX
            if page.lines[n].running and not page.removals[n] and (not wall or odds[n] > listed):
                start, stop = min(start, n), max(stop, n + 1)
            n += step
    return range(start, stop)


def within(page: Page, odds: Sequence[float], lines: Sequence[int], inner: float, listed: float) -> set[int]:
    """Return the lines of an article without those in its middle that score low.

    Neighbouring lines that do not end like a sentence are judged together by their mean, so that all items
    of a list stay or none does. Subheads, lists and tables look like parts of a menu, but a menu is seldom between two
    paragraphs: for them the threshold is `listed`, for other lines it is `inner`.
    """
    out = {lines[0], lines[-1]} if lines else set()
    at = 0  # of the run in `lines`
    for run in _runs(lines, lambda n: _in_list(page, n)):
        neighbours = [page.lines[n].running for n in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
        apart = page.blanks[run[0]] == BLANK_AROUND and not page.lines[run[0]].stops
        subhead = len(run) == 1 and neighbours == [True, True] and apart
        threshold = listed if subhead or len(run) >= LISTED else inner
        if sum(odds[n] for n in run) > threshold * len(run):
            out.update(run)
        at += len(run)
    return out


def _in_list(page: Page, n: int) -> bool:
    """Whether a line may be an item of a list or a row of a table of three columns or more."""
    line = page.lines[n]
    return page.texts[n].count("\t") > 1 or (line.size < LONG_LINE and not line.stops)


def _runs(lines: Sequence[int], together: Callable[[int], bool]) -> Iterator[Sequence[int]]:
    """Neighbouring lines for which `together` holds in one piece, the other lines one by one."""
    start = 0
    for n, line in enumerate(lines):
        joined = n > start and line == lines[n - 1] + 1 and together(line) and together(lines[n - 1])
        if n > start and not joined:
            yield lines[start:n]
            start = n
    if lines:
        yield lines[start:]


def sentences_beyond(page: Page, odds: Sequence[float], begin: int, step: int, edge: float) -> set[int]:
    """Return the sentences that continue the article from `begin` on, upwards or downwards.

    They end at a wall, or at two lines in a row that are not sentences or score no higher than `edge`.
    """
    out: set[int] = set()
    missed = 0
    n = begin
    while 0 <= n < len(page.indexes) and missed < 2 and page.removals[n] < BOX:
        if not page.removals[n]:
            if page.lines[n].words >= _EDGE_WORDS and page.lines[n].stops and odds[n] > edge:
                out.add(n)
                missed = 0
            else:
                missed += 1
        n += step
    return out


def is_standfirst(page: Page, odds: Sequence[float], n: int) -> bool:
    """Whether a line between the headline and the article is a sentence that does not score very low."""
    line = page.lines[n]
    return not page.removals[n] and line.words >= _STANDFIRST_WORDS and line.stops and odds[n] > _STANDFIRST_ODDS
