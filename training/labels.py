"""Which lines of a dump are its article, found by aligning the dump with the reference.

The alignment is a chain of matching runs. A run is at least three tokens of one line that follow each other in the
reference too; a line of one or two tokens is a run if the reference has all of it. In a chain each run lies after the
one before it, in the dump and in the reference. The chain with the most tokens is the alignment. It is found as a
weighted longest increasing subsequence, with a Fenwick tree for the best chain that ends above a place.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

Words = tuple[str, ...]  # tokens

_TOKEN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\W_]+")
_RUN: Final = 3  # tokens: the shortest run of a longer line
_MOST_PLACES: Final = 64  # of the reference that a run is tried at, so that "0 0 0 0" takes no quadratic time
_TITLE_WORDS: Final = 3  # a title of fewer words has to be equal
_TITLE_SHARE: Final = 0.6  # of the longer title's words that the shorter one has to have


def tokens(text: str) -> Words:
    """Return the words of a text; in scripts without spaces, its characters."""
    return tuple(_TOKEN.findall(text.casefold()))


def labels(texts: Sequence[str], reference: str, title: str = "") -> list[bool | None]:
    """Return for each line whether it is part of the article: half of its tokens are on the alignment.

    None if the line counts for neither side: it has no tokens, or it repeats a line of the article or the title.

    >>> labels(["Menu", "The wheel turns again.", "Imprint"], "The wheel turns again.")
    [False, True, False]
    """
    lines = [tokens(text) for text in texts]
    aligned = aligned_tokens(lines, tokens(reference))
    inside = [bool(line) and count * 2 >= len(line) for line, count in zip(lines, aligned, strict=True)]
    article = {line for line, here in zip(lines, inside, strict=True) if here}
    return [
        True if here else None if not line or line in article or is_title(text, title) else False
        for text, line, here in zip(texts, lines, inside, strict=True)
    ]


def is_title(text: str, title: str) -> bool:
    """Whether a line is the title, or the title and the name of the site.

    >>> is_title("Mill wheel turns again - Post", "Mill wheel turns again")
    True
    """
    words, title_words = set(tokens(text)), set(tokens(title))
    if len(words) < _TITLE_WORDS or len(title_words) < _TITLE_WORDS:
        return words == title_words != set()
    small, large = sorted((words, title_words), key=len)
    return small <= large and len(small) > _TITLE_SHARE * len(large)


# ------------------------------------------------------------------ alignment


class End(NamedTuple):
    """The end of a chain, at one token of the dump and one of the reference."""

    total: int  # tokens of the chain
    line: int  # of the dump
    added: int  # tokens that this end adds to the chain before it
    before: "End | None"


class Ends:
    """The longest chains that end in the reference's first tokens (a Fenwick tree of maxima)."""

    def __init__(self, size: int) -> None:
        self._best: list[End | None] = [None] * (size + 1)

    def add(self, place: int, end: End) -> None:
        """Add a chain that ends at a token of the reference, counted from 0."""
        node = place + 1
        while node < len(self._best):
            best = self._best[node]
            if best is None or end.total > best.total:
                self._best[node] = end
            node += node & -node

    def before(self, place: int) -> End | None:
        """Return the longest chain that ends before a token of the reference."""
        longest, node = None, place
        while node:
            best = self._best[node]
            if best is not None and (longest is None or best.total > longest.total):
                longest = best
            node &= node - 1
        return longest


class Places:
    """Where runs of one length occur in the reference."""

    def __init__(self, target: Words, length: int) -> None:
        self._all: defaultdict[Words, list[int]] = defaultdict(list)
        for place in range(len(target) - length + 1):
            self._all[target[place : place + length]].append(place)
        self._seen: defaultdict[Words, int] = defaultdict(int)

    def of(self, run: Words) -> Sequence[int]:
        """Return the first tokens of a run's occurrences. Of many, those that follow as many as the dump had before."""
        places = self._all.get(run, ())
        if len(places) <= _MOST_PLACES:
            return places
        start = min(max(0, self._seen[run] - _MOST_PLACES // 2), len(places) - _MOST_PLACES)
        self._seen[run] += 1
        return places[start : start + _MOST_PLACES]


def aligned_tokens(lines: Sequence[Words], target: Words) -> list[int]:
    """Return how many tokens of each line are on the alignment with the tokens of the reference.

    >>> aligned_tokens([("share",), ("the", "old", "wheel", "now", "turns")], ("the", "old", "wheel", "turns"))
    [0, 3]
    """
    ends = Ends(len(target))
    places = {length: Places(target, length) for length in range(1, _RUN + 1)}
    for number, line in enumerate(lines):
        if not line:
            continue
        length = min(len(line), _RUN)
        # A chain can go on three tokens below its end at the earliest, so that no token counts twice.
        waiting: deque[dict[int, End]] = deque()
        last: dict[int, End] = {}  # by the first token of the run, as far as the reference is concerned
        for start in range(len(line) - length + 1):
            if len(waiting) == length:
                _add(ends, waiting.popleft(), length)
            run = line[start : start + length]
            last = {place: _end(ends, last.get(place - 1), number, place, length) for place in places[length].of(run)}
            waiting.append(last)
        for new in waiting:
            _add(ends, new, length)
    counts = [0] * len(lines)
    for end in _chain(ends.before(len(target))):
        counts[end.line] += end.added
    return counts


def _end(ends: Ends, previous: End | None, line: int, place: int, length: int) -> End:
    """The longest chain that ends with a run: the run goes on by one token, or follows another run."""
    before = ends.before(place)
    fresh = length + (before.total if before else 0)
    if previous is not None and previous.total + 1 >= fresh:
        return End(previous.total + 1, line, 1, previous)
    return End(fresh, line, length, before)


def _add(ends: Ends, new: dict[int, End], length: int) -> None:
    for place, end in new.items():
        ends.add(place + length - 1, end)


def _chain(end: End | None) -> Iterator[End]:
    while end is not None:
        yield end
        end = end.before
