"""A page as the article finder sees it: its units, with their surroundings and what rules removed of them."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cleaner.article.units import Unit, units
from cleaner.lines.rule_name import RuleName

READ_CHARS = 10_000  # of a unit: how a longer one goes on says nothing new
LEFT, REMOVED = 0, 1  # a unit that no rule removed, one that some rule removed
# What the ids of rules say about the lines that they remove: `comments-head` begins the comments, `share-bar` is a
# row of buttons. The first of these that a word of the id begins with counts. A unit that such a rule removed has its
# place in this list plus 2.
KINDS: Final = (
    "comment",
    "related",
    "read-also",
    "tail",
    "share",
    "copyright",
    "legal",
    "newsletter",
    "subscribe",
    "nav",
    "menu",
    "account",
    "login",
    "tools",
    "author",
    "tags",
    "image",
    "photo",
    "video",
    "ad",
    "cookie",
    "footer",
    "header",
    "masthead",
    "poll",
    "date",
    "time",
    "caption",
    "form",
)
COMMENTS: Final = frozenset(2 + KINDS.index(kind) for kind in ("comment",))
BOXES: Final = frozenset(2 + KINDS.index(kind) for kind in ("related", "read-also", "tail"))


class Page(NamedTuple):
    """The units of a page. They are numbered from 0."""

    units: list[Unit]
    blanks: list[int]  # blank lines above each unit, then those below the last; the page's edges count as two
    indents: list[int]  # spaces before the first line of each
    removals: list[int]  # LEFT, REMOVED, or 2 and the place in KINDS

    @property
    def texts(self) -> list[str]:
        """What the features of each unit are counted from: what a reader sees of it, or the start of that."""
        return [unit.text[:READ_CHARS] for unit in self.units]

    def left(self) -> list[int]:
        """The units that no rule removed."""
        return [n for n, removal in enumerate(self.removals) if not removal]


_EDGE = 2  # blank lines


def page_of(texts: Sequence[str], raw: Sequence[str], removals: Mapping[int, int]) -> Page:
    """Return the page of some lines.

    `texts` are the lines as the rules have left them, `raw` as they were, and `removals` has the lines that rules
    removed. A unit is removed if most of its lines are.
    """
    all_units = units(texts, raw)
    blanks: list[int] = []
    above = -1 - _EDGE
    for unit in all_units:
        blanks.append(unit.lines.start - above - 1)
        above = unit.lines.stop - 1
    blanks.append(len(texts) + _EDGE - above - 1)
    return Page(
        all_units,
        blanks,
        [len(text) - len(text.lstrip()) for text in (texts[unit.lines.start] for unit in all_units)],
        [_removal(unit, removals) for unit in all_units],
    )


def _removal(unit: Unit, removals: Mapping[int, int]) -> int:
    removed = [removals[line] for line in unit.lines if line in removals]
    return removed[0] if len(removed) * 2 > len(unit.lines) else LEFT


def removal_of(rule: str) -> int:
    """Return what a rule says about the lines that it removes, given its name.

    >>> removal_of("common/comments:comment-form") == 2 + KINDS.index("comment"), removal_of("a:loads") == REMOVED
    (True, True)
    """
    words = f"-{RuleName.of(rule).id}"
    return next((2 + number for number, kind in enumerate(KINDS) if f"-{kind}" in words), REMOVED)
