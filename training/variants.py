"""Variants of a page: the same page as another program or another site would have printed it.

Most dumps of the corpora come from one converter. Users bring those of others. A net that has seen each page in several
forms relies on none of them. In a variant each line keeps its label and what the rules said about it.
"""

import re
import textwrap
from collections.abc import Callable, Sequence
from itertools import groupby
from random import Random
from typing import Final, NamedTuple

from cleaner.article.page import LEFT
from cleaner.lines.words import has_dense


class Row(NamedTuple):
    """A line of a page, as it is learned from."""

    text: str  # as the rules have left it
    label: bool | None  # whether it is part of the article; None: counts for neither side
    removal: int  # LEFT, or what the rule that removed it says about it

    @property
    def blank(self) -> bool:
        """Whether the line has no text."""
        return not self.text.strip()


Change = Callable[[Sequence[Row], Random], list[Row]]

_BULLET: Final = re.compile(r"^(\s*)[•*\-]\s+(.*)$")
_OVERLONG: Final = 1.6  # times the width: a line that textwrap has found no space in
_HEADLINE_REACH: Final = 6  # lines above the article
_EMPTY: Final = Row("", None, LEFT)


def broken(rows: Sequence[Row], random: Random) -> list[Row]:
    """Break paragraphs into lines of one width, as browsers for the terminal do.

    Each line has the label of its paragraph.
    """
    width = random.choice((64, 70, 72, 76, 79, 80, 80, 80, 90, 100, 120))  # most programs break at 80 columns
    margin = random.choice((0, 0, 3, 3, 2))  # lynx indents by 3
    bullet = random.choice(("* ", "• ", "- ", "+ "))
    at_hyphens = random.random() < 0.3
    out: list[Row] = []
    for row in rows:
        if row.blank:
            out.append(row)
        else:
            out += (row._replace(text=text) for text in _lines(row.text, width, margin, bullet, at_hyphens))
    return out


def _lines(text: str, width: int, margin: int, bullet: str, at_hyphens: bool) -> list[str]:
    """The lines of a paragraph or of an entry of a list."""
    item = _BULLET.match(text)
    body = item[2] if item else text.strip()
    if item:
        first = " " * (margin + min(6, len(item[1]))) + bullet
    else:
        first = " " * max(margin, len(text) - len(text.lstrip()) if margin or text[:1].isspace() else 0)
    rest = " " * len(first)
    if len(first) > width // 2:
        first = rest = " " * margin
    if len(first) + len(body) <= width:
        return [first + body]
    lines = textwrap.wrap(
        body,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=at_hyphens,
    )
    if has_dense(body) and any(len(line) > width * _OVERLONG for line in lines):
        size = (width - len(first)) // 2  # a script without spaces, whose characters take two columns
        return [(rest if at else first) + body[at : at + size] for at in range(0, len(body), size)]
    return lines


def other_blank_lines(rows: Sequence[Row], random: Random) -> list[Row]:
    """Have no blank lines, at most one, or one below each line. Converters differ most in this."""
    mode = random.choice(("none", "single", "all"))
    if mode == "none":
        return [row for row in rows if not row.blank]
    if mode == "all":
        return [row for shown in rows if not shown.blank for row in (shown, _EMPTY)]
    return [row for n, row in enumerate(rows) if not row.blank or (n and not rows[n - 1].blank)]


def only_article(rows: Sequence[Row], random: Random) -> list[Row]:
    """Leave nothing but the article, as a user has it who cleans a page twice. The net must not look for boilerplate.

    Half of the lines that count for neither side stay. No rule has removed anything.
    """
    kept = [
        row._replace(removal=LEFT)
        for row in rows
        if row.label or row.blank or (row.label is None and random.random() < 0.5)
    ]
    return other_blank_lines(kept, random) if random.random() < 0.5 else kept


def cropped(rows: Sequence[Row], random: Random) -> list[Row]:
    """Cut lines off above and below the article, as a user does who copies a part of a page."""
    inside = [n for n, row in enumerate(rows) if row.label]
    if not inside:
        return list(rows)
    start = random.randint(0, inside[0]) if random.random() < 0.7 else 0
    stop = random.randint(inside[-1] + 1, len(rows)) if random.random() < 0.7 else len(rows)
    return list(rows[start:stop])


def shrunk(rows: Sequence[Row], random: Random) -> list[Row]:
    """Have less of everything, as small sites do: of most menus a part, and of a long article its ends.

    On a large page the last paragraphs of an article stand out less than on a page with few lines around them.
    """
    share = random.uniform(0.05, 0.6)
    out: list[Row] = []
    for is_article, group in groupby(rows, key=lambda row: bool(row.label) or row.blank):
        run = list(group)
        if is_article:
            out += run
            continue
        size = max(1, round(len(run) * share))
        start = random.choice((0, len(run) - size, random.randint(0, len(run) - size)))
        out += run[start : start + size]
    inside = [n for n, row in enumerate(out) if row.label]
    most = random.randint(5, 20)
    if len(inside) > most:
        cut = random.randint(1, most - 1)
        del out[inside[cut] : inside[cut - most]]
    return out


def headed(rows: Sequence[Row], random: Random) -> list[Row]:
    """Have nothing above the article but one short line, as small sites have their name there.

    It must not pass for the headline. Half of the pages have nothing below the article either.
    """
    inside = [n for n, row in enumerate(rows) if row.label]
    names = [row for row in rows[: inside[0] if inside else 0] if row.label is False and 0 < len(row.text.split()) <= 4]
    if not names:
        return list(rows)
    near = range(max(0, inside[0] - _HEADLINE_REACH), inside[0])
    start = next((n for n in near if rows[n].label is None and not rows[n].blank), inside[0])
    stop = inside[-1] + 1 if random.random() < 0.5 else len(rows)
    gap = [_EMPTY] if random.random() < 0.7 else []
    return [random.choice(names)._replace(removal=LEFT), *gap, *rows[start:stop]]


def other_bullets(rows: Sequence[Row], random: Random) -> list[Row]:
    """Have another sign before the entries of lists, or none: not every converter prints one."""
    bullet = random.choice(("", "* ", "- ", "  * ", "· "))
    items = ((row, _BULLET.match(row.text)) for row in rows)
    return [row._replace(text=bullet + item[2]) if item else row for row, item in items]


class Recipe(NamedTuple):
    """Changes that are made one after the other, and how often."""

    weight: float
    changes: tuple[Change, ...]


RECIPES: Final = (
    Recipe(4, (broken,)),
    Recipe(2, (other_blank_lines,)),
    Recipe(2.5, (only_article,)),
    Recipe(2.5, (cropped,)),
    Recipe(2.5, (shrunk,)),
    Recipe(1, (shrunk, other_blank_lines)),
    Recipe(1, (shrunk, broken)),
    Recipe(1.5, (headed,)),
    Recipe(1, (headed, shrunk)),
    Recipe(0.5, (headed, broken)),
    Recipe(1, (other_bullets,)),
    Recipe(1, (cropped, broken)),
    Recipe(1, (cropped, other_blank_lines)),
    Recipe(1, (other_bullets, other_blank_lines)),
    Recipe(0.5, (only_article, broken)),
)


def variant(rows: Sequence[Row], random: Random, is_broken: bool = False) -> list[Row]:
    """Return a variant of a page, drawn at random. A page that is broken into lines already is not broken again."""
    recipes = [recipe for recipe in RECIPES if not (is_broken and broken in recipe.changes)]
    (recipe,) = random.choices(recipes, [recipe.weight for recipe in recipes])
    changed = list(rows)
    for change in recipe.changes:
        changed = change(changed, random)
    return changed
