"""A page as the article finder sees it: its lines with their features, and what rules removed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from cleaner.article.line_features import LineFeatures

Removal = Literal[0, 1, 2, 3]
KEPT: Final = 0
REMOVED: Final = 1  # by any rule; what follows is a wall between an article and other text
BOX: Final = 2  # by a rule for boxes of other stories
COMMENTS: Final = 3  # by a rule for the head of the comments

BLANK_BELOW, BLANK_ABOVE = 1, 2
BLANK_AROUND = BLANK_BELOW + BLANK_ABOVE
_SPARSE = 33  # a page that has kept its blank lines has one in at least every 33rd gap between its lines


class Page(NamedTuple):
    """The lines of a page that have a letter or digit, and what is known about each. Lines are numbered from 0."""

    indexes: list[int]  # index of each among all lines of the dump
    texts: list[str]  # without spaces around
    lines: list[LineFeatures]
    removals: list[Removal]
    blanks: list[int]  # where blank lines are: BLANK_BELOW, BLANK_ABOVE, their sum, or 0
    copies: list[int]  # how often the text occurs on the page

    def left(self) -> list[int]:
        """The lines that no rule removed."""
        return [n for n, removal in enumerate(self.removals) if not removal]


def page_of(texts: Sequence[str], features: Sequence[LineFeatures | None], removals: Mapping[int, Removal]) -> Page:
    """Return the page of all lines that have features. `removals` has the lines that rules removed."""
    indexes = [index for index, line in enumerate(features) if line is not None]
    stripped = [texts[index].strip() for index in indexes]
    counts = Counter(stripped)
    return Page(
        indexes,
        stripped,
        [line for line in features if line is not None],
        [removals.get(index, KEPT) for index in indexes],
        _blanks(indexes, len(texts)),
        [counts[text] for text in stripped],
    )


def _blanks(indexes: Sequence[int], end: int) -> list[int]:
    """For each line, where blank lines are. The top and the bottom of the page count as blank lines."""
    if sum(below - here > 1 for here, below in pairwise(indexes)) * _SPARSE < len(indexes) - 1:
        return [BLANK_AROUND] * len(indexes)  # the page has lost its blank lines, so the few that are left mean nothing
    edges = [-9, *indexes, end + 9]
    return [
        (here - above > 1) * BLANK_ABOVE + (below - here > 1) * BLANK_BELOW
        for above, here, below in zip(edges, indexes, edges[2:], strict=False)
    ]
