"""What can be seen of a line of a page: by itself, among its neighbours, and as a headline.

Nothing here knows any word of a page's machinery; that is what packs are for, and their verdicts are among
the features. A feature has a few values ("bins"), and a weight for each of them is data of the selector
`body`. Values are kept as numbers, and `LINE`, `PLACE` and `HEAD` hold their meanings in words.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleaner.lines.pattern import SHORT
from cleaner.lines.words import DENSE, dense, pieces

Bins = tuple[int, ...]
GONE, BOX, COMMENTS = 1, 2, 3  # what a rule has taken: anything, a box of other stories, the comments' head

_LENGTHS = (2, 3, 5, 8, 12, 18, 26, 41, 71)  # words
_SHARES = (0.001, 0.12, 0.2, 0.28, 0.36, 0.45)  # of the words that are function words
_CAPITALS = (0.001, 0.12, 0.25, 0.45, 0.7)  # of the words behind the first that start with a capital
_GRAMMAR = (0.02, 0.05, 0.09, 0.14)  # of the characters of Chinese and Japanese that are grammar
_PROSE = (0.03, 0.1, 0.25, 0.45, 0.65, 0.85)  # how likely a line by itself is prose
_DONE = (0.001, 0.02, 0.1, 0.3, 0.6, 0.85, 0.95, 0.995)  # of the page's prose that stands above
_MASS = (10, 30, 60, 120, 200, 320)  # words of prose around a line
_ABOVE = (20, 60, 150, 400)  # words of prose above a wall
_SINCE = (1, 2, 3, 5, 10)  # lines since the last wall
_OVERLAP = (0.01, 0.2, 0.4, 0.6, 0.8)
_HEAD_LENGTHS = (2, 3, 4, 6, 9, 13, 18, 25, 35)
_HEAD_DISTANCES = (-1, 0, 1, 2, 3, 4, 6, 9, 13, 20)


def _between(edges: Sequence[float], unit: str = "") -> tuple[str, ...]:
    """The names of the bins between edges."""
    first, last = f"under {edges[0]:g}{unit}", f"{edges[-1]:g} and more{unit}"
    return (first, *(f"{a:g} to {b:g}{unit}" for a, b in pairwise(edges)), last)


def _grid(rows: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{row}, {column}" for row in rows for column in columns)


_WORDS = _between(_LENGTHS, " words")
_ENDS = ("open end", "full stop", "question", "dots", "colon", "comma", "digit at the end")
_SIZES = ("short line", "middle line", "long line")  # under 6 words, under 18, more
_KINDS = ("short line", "short sentence", "middle line", "middle sentence", "long line", "long sentence")
_LIKELY = (*(f"prose {name}" for name in _between(_PROSE)), "taken by a rule", "none")
_PROSE_OF = _between(_PROSE)
_FEW = ("none", "one", "two", "more")

LINE: dict[str, tuple[str, ...]] = {
    "ending": _grid(_WORDS, _ENDS),
    "function": (
        "too short to tell",
        *(f"{name} function words" for name in _between(_SHARES)),
        *("",) * 2,
        *(f"{name} grammar" for name in _between(_GRAMMAR)),
        "no words to see",
    ),
    "capitals": ("too short to tell", *(f"{name} capitals" for name in _between(_CAPITALS)), "all capitals", "none"),
    "commas": _grid(("no comma", "one comma", "two commas", "more commas"), ("under 12 words", "12 words and more")),
    "signs": _grid(("no separators", "one separator", "two separators", "more separators"), _SIZES),
    "time": ("no time or date", *(f"time or date in a {size}" for size in _SIZES)),
}
PLACE: dict[str, tuple[str, ...]] = {
    "blanks": _grid(_KINDS, ("no blank line around", "blank line below", "blank line above", "blank lines around")),
    "above": tuple(f"line above: {name}" for name in _LIKELY),
    "above2": tuple(f"second line above: {name}" for name in _LIKELY),
    "below": tuple(f"line below: {name}" for name in _LIKELY),
    "below2": tuple(f"second line below: {name}" for name in _LIKELY),
    "above4": tuple(f"prose in the four lines above: {name}" for name in _PROSE_OF),
    "below4": tuple(f"prose in the four lines below: {name}" for name in _PROSE_OF),
    "above10": tuple(f"prose in the ten lines above: {name}" for name in _PROSE_OF),
    "below10": tuple(f"prose in the ten lines below: {name}" for name in _PROSE_OF),
    "done": tuple(f"share of all prose that stands above: {name}" for name in _between(_DONE)),
    "mass": tuple(f"prose around: {name}" for name in _between(_MASS, " words")),
    "copies": _grid(("stands once", "stands twice", "stands more than twice"), _SIZES),
    "twin": _grid(
        (
            "no twin",
            "the same text next to it",
            "next to it a text that starts alike",
            "next to it a text it is part of",
        ),
        _SIZES,
    ),
    "walls": _grid(
        tuple(f"taken by rules in the ten lines above: {n}" for n in _FEW), tuple(f"below: {n}" for n in _FEW)
    ),
    "comments": _grid(
        _KINDS,
        _grid(
            ("no comments above", "comments above", "comments above twice"),
            tuple(f"prose before: {n}" for n in _between(_ABOVE)),
        ),
    ),
    "boxes": _grid(
        _KINDS,
        _grid(
            tuple(f"boxes above: {n}" for n in (*_FEW[:-1], "three", "more")),
            tuple(f"prose above: {n}" for n in _between(_ABOVE)),
        ),
    ),
    "since": _grid(
        _KINDS,
        _grid(
            ("no rule above", "below a line taken by a rule", "below a box", "below the comments"),
            tuple(f"lines between: {n}" for n in _between(_SINCE)),
        ),
    ),
}
_NO_YES = ("no", "yes")
HEAD: dict[str, tuple[str, ...]] = {
    "length": _between(_HEAD_LENGTHS, " words"),
    "overlap": _between(_OVERLAP),
    "shared": tuple(map(str, range(7))),
    "distance": _between(_HEAD_DISTANCES),
    "copies": ("one", "two", "three", "more"),
    "end": _ENDS,
    "capitals": LINE["capitals"],
    "signs": LINE["signs"],
    "blanks": ("none around", "below", "above", "around"),
    "holds": _NO_YES,
    "held": _NO_YES,
    "dated": _NO_YES,
    "date": _NO_YES,
    "taken": _NO_YES,
    "again": _NO_YES,
    "prose": _PROSE_OF,
    "below": (*_PROSE_OF, "none"),
}

# ------------------------------------------------------------------ a line by itself

_CLOSING = "\"'”’»)]）」』】›*"
_END_OF = {
    **dict.fromkeys(".!。！｡।॥۔။።", 1),
    **dict.fromkeys("?？؟", 2),
    "…": 3,
    **dict.fromkeys(":：", 4),
    **dict.fromkeys(",;，；、", 5),
}
_GRAMMATICAL = "[的了是在和有不也這这為为與与對对就他她我們们說说將将被把而のはがをにでともたす]"
_SEPARATORS = re.compile(r"[|/»›>→←·•＞｜▶►]")
_TIME = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|年")


class Seen(NamedTuple):
    """A line by itself."""

    bins: Bins  # a value of each feature of LINE
    tokens: int  # words, in scripts without spaces characters
    words: int
    size: int  # 0 short, 1 middle, 2 long

    @property
    def end(self) -> int:
        """How it ends: a value of HEAD's "end"."""
        return self.bins[0] % len(_ENDS)

    @property
    def kind(self) -> int:
        """What it is by its size and its end: short line, short sentence, middle line …"""
        return self.size * 2 + self.stops

    @property
    def stops(self) -> bool:
        """Whether it ends as a sentence does."""
        return 1 <= self.end <= 3

    @property
    def running(self) -> bool:
        """Whether it is running text: a sentence of eight words, or twenty however they end."""
        return self.words >= (8 if self.stops else 20)


def see(text: str, function: frozenset[str]) -> Seen | None:
    """What a line shows by itself; None for one without a letter or digit. `function`: words of grammar.

    >>> see("The council met on Monday.", frozenset(["the", "on"])).words
    5
    >>> see(" • – ", frozenset()) is None
    True
    """
    text = text.strip()
    if not any(map(str.isalnum, text)):
        return None
    parts = text.split()
    words = tokens = len(parts)
    han = thai = 0
    if not text.isascii() and DENSE.search(text):
        han, thai = dense(text)
        tokens += han + thai
        words += int(han * 0.6 + thai * 0.2)
    size = 0 if words < 6 else 1 if words < 18 else 2
    end = _end(text)
    begin = text[:200]
    capitals = 0
    if thai * 2 > len(text):
        grammar, capitals = 15, 8
        if words >= 12 and end == 0 and "\u0e00" <= text.rstrip(_CLOSING)[-1:] <= "\u0eff":
            end = 1  # Thai and Lao end their sentences with nothing
    elif han * 2 > len(text):
        lead = text[:120]
        grammar, capitals = 10 + bisect_right(_GRAMMAR, len(re.findall(_GRAMMATICAL, lead)) / len(lead)), 8
    elif words > 2:
        low = text[:280].lower().split()[:40]
        grammar = 1 + bisect_right(_SHARES, sum(map(function.__contains__, low)) / len(low))
        later = parts[1:40]
        capitals = 1 + bisect_right(_CAPITALS, sum([part[0].isupper() for part in later]) / max(1, len(later)))
    else:
        grammar = 0
    if capitals < 8 and text.isupper():
        capitals = 7
    commas = min(3, text.count(",") + text.count("，") + text.count("、"))
    bins = (
        bisect_right(_LENGTHS, words) * len(_ENDS) + end,
        grammar,
        capitals,
        commas * 2 + (words >= 12),
        min(3, len(_SEPARATORS.findall(begin))) * 3 + size,
        1 + size if _TIME.search(begin) else 0,
    )
    return Seen(bins, max(1, tokens), words, size)


def _end(text: str) -> int:
    text = text.rstrip(_CLOSING) or text
    end = _END_OF.get(text[-1])
    if end is None:
        return 6 if text[-1].isdigit() else 0
    return 3 if end == 1 and text[-2:] == ".." else end


# ------------------------------------------------------------------ a line among others


_SPARSE = 33  # on a page with blank lines one of so many gaps between its lines has some, at least


class Page(NamedTuple):
    """The lines of a page that show something, and what is known of each."""

    at: list[int]  # their places among all lines
    texts: list[str]  # without outer spaces
    seen: list[Seen]
    gone: list[int]  # 0, or what the rule that has taken it is: GONE, BOX, COMMENTS
    blanks: list[int]  # 2 where a blank line stands above, 1 where one stands below, 3 for both
    copies: list[int]  # how often the text stands on the page


def page_of(texts: Sequence[str], seen: Sequence[Seen | None], gone: Mapping[int, int]) -> Page:
    """A page of its lines, what each shows, and what rules have taken of it."""
    at = [line for line, one in enumerate(seen) if one is not None]
    stripped = [texts[line].strip() for line in at]
    count = Counter(stripped)
    edges = [-9, *at, len(texts) + 9]
    blanks = [
        (here - above > 1) * 2 + (below - here > 1) for above, here, below in zip(edges, at, edges[2:], strict=False)
    ]
    if sum(below - here > 1 for here, below in pairwise(at)) * _SPARSE < len(at) - 1:
        blanks = [3] * len(at)  # its blank lines are lost, and say nothing of a line
    return Page(
        at,
        stripped,
        [one for one in seen if one is not None],
        [gone.get(line, 0) for line in at],
        blanks,
        [count[text] for text in stripped],
    )


def places(page: Page, prose: Sequence[float]) -> list[Bins]:
    """For each line of a page a value of each feature of PLACE; `prose` says how likely each is prose by itself.

    Those of lines that rules have taken mean nothing.
    """
    count = len(page.at)
    weighed = [min(one.tokens, 80) for one in page.seen]
    words = [0, *accumulate(weighed)]
    mass = [0.0, *accumulate(map(float.__mul__, prose, map(float, weighed)))]
    walls = [0, *accumulate(map(bool, page.gone))]
    total = mass[-1] or 1.0
    likely = [6 + 1 if gone else bisect_right(_PROSE, one) for one, gone in zip(prose, page.gone, strict=True)]
    likely = [8, 8, *likely, 8, 8]
    kinds = [one.kind for one in page.seen]
    out: list[Bins] = []
    comments = boxes = last = 0
    before = 0.0  # the prose above the comments
    nothing = (0,) * len(PLACE)
    since = 99
    for line in range(count):
        high4, high10 = max(0, line - 4), max(0, line - 10)
        low4, low10 = min(count, line + 5), min(count, line + 11)
        here, below = mass[line], mass[line + 1]
        if gone := page.gone[line]:
            last, since = gone, 0
            boxes += gone == BOX
            if gone == COMMENTS:
                comments += 1
                before = max(before, here)
            out.append(nothing)
            continue
        kind = kinds[line]
        out.append(
            (
                kind * 4 + page.blanks[line],
                likely[line + 1],
                likely[line],
                likely[line + 3],
                likely[line + 4],
                bisect_right(_PROSE, (here - mass[high4]) / ((words[line] - words[high4]) or 1)),
                bisect_right(_PROSE, (mass[low4] - below) / ((words[low4] - words[line + 1]) or 1)),
                bisect_right(_PROSE, (here - mass[high10]) / ((words[line] - words[high10]) or 1)),
                bisect_right(_PROSE, (mass[low10] - below) / ((words[low10] - words[line + 1]) or 1)),
                bisect_right(_DONE, here / total),
                bisect_right(_MASS, mass[min(count, line + 7)] - mass[max(0, line - 6)]),
                (min(page.copies[line], 3) - 1) * 3 + page.seen[line].size,
                _twin(page.texts, line) * 3 + page.seen[line].size,
                min(3, walls[line] - walls[high10]) * 4 + min(3, walls[low10] - walls[line + 1]),
                kind * 15 + min(comments, 2) * 5 + bisect_right(_ABOVE, before),
                kind * 25 + min(boxes, 4) * 5 + bisect_right(_ABOVE, here),
                kind * 24 + last * 6 + bisect_right(_SINCE, since),
            )
        )
        since += 1
    return out


def _twin(texts: Sequence[str], line: int) -> int:
    """Whether a neighbour says the same, as a picture's alternative text and its caption do."""
    text = texts[line]
    if len(text) <= 12:
        return 0
    above, below = texts[line - 1] if line else "", texts[line + 1] if line + 1 < len(texts) else ""
    if text in (above, below):
        return 1
    if below.startswith(text[:40]) or (len(above) > 12 and text.startswith(above[:40])):
        return 2
    return (
        3
        if len(text) > 20 and any(text in other or (len(other) > 20 and other in text) for other in (above, below))
        else 0
    )


# ------------------------------------------------------------------ a line as the headline

_TERMS = re.compile(r"[^\W\d_]{3,}")
_REACH = 30  # lines above the article in which its headline is looked for


def terms(text: str) -> set[str]:
    """The words by which a text is compared with another: where no spaces stand between words, pieces as long as one.

    >>> sorted(terms("Flood in 最新消息"))
    ['flood', '新消', '最新', '消息']
    """
    text = text.lower()
    if text.isascii() or not DENSE.search(text):
        return set(_TERMS.findall(text))
    return pieces(text).union(_TERMS.findall(DENSE.sub(" ", text)))


def heads(page: Page, prose: Sequence[float], start: int, stop: int) -> list[tuple[int, Bins]]:
    """The lines that could be the headline of the stretch from start to before stop, and their values of HEAD."""
    count = len(page.at)
    low, high = max(0, start - _REACH), min(count, start + 3)
    body: Counter[str] = Counter()
    for line in range(start, min(stop, start + 30)):
        body.update(terms(page.texts[line][:400]))
    near = page.texts[low:high]
    long = {other for other in near if len(other) > 15}
    out: list[tuple[int, Bins]] = []
    for line in range(low, high):
        text, one = page.texts[line], page.seen[line]
        found = terms(text[:SHORT])
        own = 1 if line >= start else 0
        shared = sum(body[term] > own for term in found)
        bins = (
            bisect_right(_HEAD_LENGTHS, one.words),
            bisect_right(_OVERLAP, shared / (len(found) or 1)),
            min(shared, 6),
            bisect_right(_HEAD_DISTANCES, start - line),
            min(page.copies[line], 4) - 1,
            one.end,
            one.bins[2],
            one.bins[4],
            page.blanks[line],
            int(any(other in text and other != text for other in long)),
            int(text in long and any(text in other and other != text for other in long)),
            int(any(other.bins[5] for other in page.seen[line + 1 : line + 3])),
            int(one.bins[5] > 0),
            int(page.gone[line] > 0),
            int(text in page.texts[line + 1 : high]),
            bisect_right(_PROSE, prose[line]),
            bisect_right(_PROSE, prose[line + 1]) if line + 1 < count else 7,
        )
        out.append((line, bins))
    return out
