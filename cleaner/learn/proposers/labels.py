"""`labels`: short lines that start the same on many pages and end differently, as breadcrumbs and bylines do."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cleaner.learn.board import Board
from cleaner.learn.counts import NUMBER
from cleaner.learn.patterns import writable
from cleaner.learn.proposal import Lines, Proposal, value_or_list
from cleaner.lines.key import plain
from cleaner.lines.linetest import bulleted
from cleaner.lines.pattern import SHORT

_PAGES = 0.4  # share of the pages that must have a start
_ENDINGS = 3  # different lines that must have a start; the same line on many pages is furniture


class _Starts:
    """The starts of lines, and where they are."""

    def __init__(self) -> None:
        self.lines: dict[str, Lines] = defaultdict(lambda: defaultdict(list))
        self.texts: dict[str, set[str]] = defaultdict(set)  # of the lines with this start
        self.inside: Counter[str] = Counter()  # how many of these lines are in an article or contain the headline


def labels(board: Board) -> Iterator[Proposal]:
    """Propose one rule for all starts; no start may be inside an article."""
    found = _chosen(board, _starts(board))
    if not found:
        return
    lines: Lines = defaultdict(list)
    for pages in found.values():
        for at, numbers in pages.items():
            lines[at] += numbers
    starts = sorted(found)
    rule = {"drop": {"line": {"starts": value_or_list(starts)}}}
    yield Proposal.of(
        "labels", "lines that start the same on many pages and end differently", rule, lines, literals=starts
    )


def _starts(board: Board) -> _Starts:
    """The starts of the short lines that are left."""
    starts = _Starts()
    for at, page in enumerate(board.pages):
        for n, line in enumerate(page.lines):
            if not board.left[at][n] or line.removed or line.prose or len(line.text) > SHORT or bulleted(line.text):
                continue
            for start in starts_of(line.text) if writable(line.text) else ():
                if (page.side(n) == 0 and n > page.top) or page.holds_headline(n):
                    starts.inside[start] += 1
                elif n != page.top:
                    starts.lines[start][at].append(n)
                    starts.texts[start].add(line.text)
    return starts


def _chosen(board: Board, starts: _Starts) -> dict[str, Lines]:
    """The starts that many lines have, the longest first: a line counts for the longest of its starts."""
    least = max(3, round(len(board.pages) * _PAGES))
    chosen: dict[str, Lines] = {}
    counted: set[tuple[int, int]] = set()
    for start in sorted(starts.lines, key=lambda start: (-len(start), start)):
        pages: Lines = {}
        for at, numbers in starts.lines[start].items():
            if new := [n for n in numbers if (at, n) not in counted]:
                pages[at] = new
        if len(pages) >= least and not starts.inside[start] and len(starts.texts[start]) >= _ENDINGS:
            chosen[start] = pages
            counted.update((at, n) for at, numbers in pages.items() for n in numbers)
    return chosen


def starts_of(text: str) -> Iterator[str]:
    """The starts by which a line may be recognised: two to four words, or what precedes a colon.

    >>> list(starts_of("Written by: Ann Lee")), list(starts_of("Topics: sea"))
    (['Written by:', 'Written by: Ann '], ['Topics:'])
    """
    parts = plain(text).split(" ")
    for count in range(1, min(5, len(parts))):
        start = " ".join(parts[:count])
        if (count > 1 or start.endswith(":")) and sum(map(str.isalpha, start)) >= 5 and not NUMBER.search(start):
            yield start + ("" if start.endswith(":") else " ")
