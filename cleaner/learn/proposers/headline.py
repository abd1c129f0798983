"""`headline-copy` and `headline-end`: a second copy of the headline, and the outlet's name after it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from cleaner.learn.board import Board, Firsts
from cleaner.learn.patterns import loose, writable
from cleaner.learn.proposal import GUARDS, Lines, Proposal, long_sentence
from cleaner.lines.key import key, plain

_PAGES = 0.5  # share of the pages that must have it
_ENDING = re.compile(r"(?<=\S) ?[|»–—·•-] [^|»–—·•.!?:-]{2,40}$")


def headline_copy(board: Board) -> Iterator[Proposal]:
    """Propose to remove the headline's further copies above the first paragraph."""
    lines: Lines = {}
    for at, page in enumerate(board.pages):
        if page.top == page.start:
            continue
        top = page.lines[page.top]
        above = page.lines[: board.first_paragraph(at, GUARDS[0])]
        copies = [n for n, line in enumerate(above) if board.left[at][n] and key(line.text) == key(top.text)]
        if len(copies) > 1 and not top.removed and 3 <= top.words <= 40:
            lines[at] = copies[1:]
    if len(lines) < max(3, _PAGES * len(board.pages)):
        return
    yield Proposal.of(
        "headline-copy",
        "the headline is repeated above the article",
        {
            "drop": {"repeat": {"of": {"words": {"least": 3}}, "keep": "first"}},
            "where": {"before": long_sentence(GUARDS[0])},
        },
        lines,
        "copies",
    )


def headline_end(board: Board) -> Iterator[Proposal]:
    """Propose to remove the most frequent text after a bar or a dash, as in `Headline | The Gazette`."""
    found: dict[str, Firsts] = defaultdict(dict)
    texts: dict[str, set[str]] = defaultdict(set)  # of the lines with this ending
    for at, page in enumerate(board.pages):
        for n in range(min(page.start + 1, board.first_paragraph(at, GUARDS[0]))):
            line = page.lines[n]
            match = _ENDING.search(plain(line.text))
            if match and board.left[at][n] and not line.removed and writable(match[0]):
                found[match[0]].setdefault(at, n)
                texts[match[0]].add(line.text)
    ending = min(found, key=lambda ending: (-len(found[ending]), ending), default="")
    pages = len(found[ending])
    if pages < max(3, round(len(board.pages) * _PAGES)) or len(texts[ending]) * 2 < pages:
        return
    yield Proposal.of(
        "headline-end",
        "the outlet's name follows the headline",
        {
            "replace": {"regex": f"{loose(ending)}$"},
            "where": {"line": {"ends": ending.strip()}, "before": long_sentence(GUARDS[0])},
        },
        {at: [n] for at, n in found[ending].items()},
        "headline",
        [ending],
    )
