"""TODO."""

from collections.abc import Callable, Iterator, Sequence

from cleaner.article.features import BOX, COMMENTS, Page


def article(page: Page, scores: Sequence[float], bias: float) -> range:
    """The stretch of lines that explains the page best; empty where there is nothing left of the page.

    Linear in the number of lines. A line counts by its tokens to the power of 0.7, so that paragraphs outweigh
    menus and one giant does not outweigh an article. A stretch without running text, as of a long list of
    headlines, yields to the second or third best that has some.
    """
    weighed = [
        -1.0 if gone else _POWER[min(one.tokens, 100)] * (score + bias)
        for one, score, gone in zip(page.seen, scores, page.gone, strict=True)
    ]
    best = range(*stretch(weighed))
    if not best:  # nothing looks like an article: the best line there is
        there = [n for n, gone in enumerate(page.gone) if not gone]
        start = max(there, key=lambda n: scores[n], default=0)
        return range(start, start + (1 if there else 0))
    found = best
    for _ in range(_MORE):
        if _runs_in(page, found):
            return found
        weighed[found.start : found.stop] = [-1.0] * len(found)
        found = range(*stretch(weighed))
    return found if _runs_in(page, found) else best


def _runs_in(page: Page, lines: range) -> bool:
    """Whether text runs in a stretch of a page."""
    return any(page.seen[n].running and not page.gone[n] for n in lines)


_MORE = 2  # stretches that are looked at where the best one has no running text
LISTED = 3  # lines in a row that end no sentence
_POWER = [n**0.7 for n in range(101)]


def stretch(values: Sequence[float]) -> tuple[int, int]:
    """The run of values with the greatest sum, from start to before stop; (0, 0) where none is above 0.

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


def around(page: Page, scores: Sequence[float], inside: range, low: float) -> range:
    """A stretch, up to the first and down to the last running text, behind a box of other stories if it scores well.

    Teasers stand there, but an article may go on as well. It does not behind the head of the comments.
    """
    start, stop = inside.start, inside.stop
    for step, n in ((-1, inside.start - 1), (1, inside.stop)):
        wall = False
        while 0 <= n < len(page.at) and page.gone[n] != COMMENTS:
            wall = wall or page.gone[n] == BOX
            if page.seen[n].running and not page.gone[n] and (not wall or scores[n] > low):
                start, stop = min(start, n), max(stop, n + 1)
            n += step
    return range(start, stop)


def within(page: Page, scores: Sequence[float], lines: Sequence[int], inner: float, listed: float) -> set[int]:
    """The lines of the article without those in its middle that score low.

    Lines in a row that end no sentence are judged together, by their mean: of a list all items stay or none. A list,
    a table and a subhead of the article look like parts of a menu, but that seldom stands between two paragraphs.
    """
    out = {lines[0], lines[-1]} if lines else set()
    here = 0
    for run in _runs(lines, lambda n: _row(page, n) or (page.seen[n].size < 2 and not page.seen[n].stops)):
        around = [page.seen[n].running for n in (*lines[max(0, here - 1) : here], *lines[here + 1 : here + 2])]
        subhead = len(run) == 1 and around == [True, True] and page.blanks[run[0]] == 3 and not page.seen[run[0]].stops
        if sum(scores[n] for n in run) > (listed if subhead or len(run) >= LISTED else inner) * len(run):
            out.update(run)
        here += len(run)
    return out


def _runs(lines: Sequence[int], together: Callable[[int], bool]) -> Iterator[Sequence[int]]:
    """Lines next to each other of which each passes, in one piece; the others one by one."""
    start = 0
    for n, line in enumerate(lines):
        joined = n > start and line == lines[n - 1] + 1 and together(line) and together(lines[n - 1])
        if n > start and not joined:
            yield lines[start:n]
            start = n
    if lines:
        yield lines[start:]


def grown(page: Page, scores: Sequence[float], begin: int, step: int, edge: float) -> set[int]:
    """The sentences that go on from an edge of the article, up to a wall or to two lines that are none."""
    out: set[int] = set()
    missed = 0
    n = begin
    while 0 <= n < len(page.at) and missed < 2 and page.gone[n] < BOX:
        if not page.gone[n]:
            if page.seen[n].words >= 4 and page.seen[n].stops and scores[n] > edge:
                out.add(n)
                missed = 0
            else:
                missed += 1
        n += step
    return out


def standfirst(page: Page, scores: Sequence[float], n: int) -> bool:
    """Whether a line between the headline and the article is a sentence or more, and not all that unlikely."""
    return not page.gone[n] and page.seen[n].words >= 8 and page.seen[n].stops and scores[n] > -2


def _row(page: Page, n: int) -> bool:
    """Whether a line is a row of a table of three columns or more."""
    return page.texts[n].count("\t") > 1
