"""What is around a line: prose, blank lines, copies, and walls that rules have made."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TypeVar

from cleaner.article.bins import (
    ABOVE_EDGES,
    BLANKS,
    BOXES,
    COMMENT_HEADS,
    COPIES,
    DONE_EDGES,
    FEW,
    MASS_EDGES,
    NO_NEIGHBOUR,
    NO_TWIN,
    PART_OF_TEXT,
    PROSE_EDGES,
    REMOVED_NEIGHBOUR,
    SAME_START,
    SAME_TEXT,
    SINCE_EDGES,
    SIZES,
    WALLS,
    PlaceBins,
    bins_between,
)
from cleaner.article.page import BOX, COMMENTS, KEPT, Page, Removal

_MOST_TOKENS = 80  # a longer paragraph counts as this long
_REACH = 10  # lines above and below that are looked at
_MASS_REACH = 6  # lines above and below in which prose is counted
_TWIN_CHARS = 12  # a shorter text has no twin
_START_CHARS = 40  # texts that share their first 40 characters start alike
_PART_CHARS = 20  # a shorter text does not count as part of another
_LONG_AGO = 99  # lines

_SIZES, _FEW = len(SIZES), len(FEW)
_PROSE_ABOVE, _SINCE = bins_between(ABOVE_EDGES), bins_between(SINCE_EDGES)
# The bins of each kind of line: the number of a bin grows by this much from one kind to the next.
_BLANKS_PER_KIND = len(BLANKS)
_COMMENTS_PER_KIND = len(COMMENT_HEADS) * _PROSE_ABOVE
_BOXES_PER_KIND = len(BOXES) * _PROSE_ABOVE
_WALLS_PER_KIND = len(WALLS) * _SINCE
_MOST_COMMENT_HEADS, _MOST_BOXES, _MOST_COPIES = len(COMMENT_HEADS) - 1, len(BOXES) - 1, len(COPIES)

Number = TypeVar("Number", int, float)
_MEANINGLESS = PlaceBins(*(0 for _ in PlaceBins._fields))


class _Totals:
    """Sums over all lines above a line. That of line `n` is at `n + _REACH`, so that each line can look 10 lines up."""

    __slots__ = ("prose", "tokens", "walls")

    def __init__(self, page: Page, prose: Sequence[float]) -> None:
        tokens = [min(line.tokens, _MOST_TOKENS) for line in page.lines]
        self.tokens = _sums(tokens, 0)
        self.prose = _sums(map(float.__mul__, prose, map(float, tokens)), 0.0)
        self.walls = _sums(map(bool, page.removals), 0)


class _Walls:
    """What rules removed above a line."""

    __slots__ = ("boxes", "comments", "last", "prose_before_comments", "since")

    def __init__(self) -> None:
        self.last = KEPT  # the last removal
        self.since = _LONG_AGO  # lines below it
        self.boxes = 0
        self.comments = 0
        self.prose_before_comments = 0.0  # tokens

    def add(self, removal: Removal, prose_above: float) -> None:
        """Count a removed line."""
        self.last, self.since = removal, 0
        self.boxes += removal == BOX
        if removal == COMMENTS:
            self.comments += 1
            self.prose_before_comments = max(self.prose_before_comments, prose_above)


def place_features(page: Page, prose: Sequence[float]) -> list[PlaceBins]:
    """Return what is around each line. `prose` says how likely each line is prose by itself.

    The features of removed lines mean nothing.
    """
    totals = _Totals(page, prose)
    likely = [
        REMOVED_NEIGHBOUR if removal else bisect_right(PROSE_EDGES, odds)
        for odds, removal in zip(prose, page.removals, strict=True)
    ]
    likely = [NO_NEIGHBOUR, NO_NEIGHBOUR, *likely, NO_NEIGHBOUR, NO_NEIGHBOUR]
    out: list[PlaceBins] = []
    walls = _Walls()
    for n, removal in enumerate(page.removals):
        if removal:
            walls.add(removal, totals.prose[n + _REACH])
            out.append(_MEANINGLESS)
        else:
            out.append(_place(page, n, totals, likely, walls))
            walls.since += 1
    return out


def _sums(values: Iterable[Number], zero: Number) -> list[Number]:
    sums = list(accumulate(values, initial=zero))
    return [zero] * _REACH + sums + [sums[-1]] * _REACH


def _place(page: Page, n: int, totals: _Totals, likely: Sequence[int], above: _Walls) -> PlaceBins:
    tokens, prose, walls = totals.tokens, totals.prose, totals.walls
    here, below = n + _REACH, n + 1 + _REACH
    line = page.lines[n]
    kind, size = line.kind, line.size
    return PlaceBins(
        kind * _BLANKS_PER_KIND + page.blanks[n],
        likely[n + 1],
        likely[n],
        likely[n + 3],
        likely[n + 4],
        bisect_right(PROSE_EDGES, (prose[here] - prose[here - 4]) / ((tokens[here] - tokens[here - 4]) or 1)),
        bisect_right(PROSE_EDGES, (prose[below + 4] - prose[below]) / ((tokens[below + 4] - tokens[below]) or 1)),
        bisect_right(PROSE_EDGES, (prose[here] - prose[here - 10]) / ((tokens[here] - tokens[here - 10]) or 1)),
        bisect_right(PROSE_EDGES, (prose[below + 10] - prose[below]) / ((tokens[below + 10] - tokens[below]) or 1)),
        bisect_right(DONE_EDGES, prose[here] / (prose[-1] or 1.0)),
        bisect_right(MASS_EDGES, prose[below + _MASS_REACH] - prose[here - _MASS_REACH]),
        (min(page.copies[n], _MOST_COPIES) - 1) * _SIZES + size,
        _twin(page.texts, n) * _SIZES + size,
        min(_FEW - 1, walls[here] - walls[here - 10]) * _FEW + min(_FEW - 1, walls[below + 10] - walls[below]),
        kind * _COMMENTS_PER_KIND
        + min(above.comments, _MOST_COMMENT_HEADS) * _PROSE_ABOVE
        + bisect_right(ABOVE_EDGES, above.prose_before_comments),
        kind * _BOXES_PER_KIND + min(above.boxes, _MOST_BOXES) * _PROSE_ABOVE + bisect_right(ABOVE_EDGES, prose[here]),
        kind * _WALLS_PER_KIND + above.last * _SINCE + bisect_right(SINCE_EDGES, above.since),
    )


def _twin(texts: Sequence[str], n: int) -> int:
    """Whether a neighbour has the same text, as a picture's alternative text and its caption do."""
    text = texts[n]
    if len(text) <= _TWIN_CHARS:
        return NO_TWIN
    above, below = texts[n - 1] if n else "", texts[n + 1] if n + 1 < len(texts) else ""
    if text in (above, below):
        return SAME_TEXT
    if below.startswith(text[:_START_CHARS]) or (len(above) > _TWIN_CHARS and text.startswith(above[:_START_CHARS])):
        return SAME_START
    part = len(text) > _PART_CHARS and any(
        text in other or (len(other) > _PART_CHARS and other in text) for other in (above, below)
    )
    return PART_OF_TEXT if part else NO_TWIN
