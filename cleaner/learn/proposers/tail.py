"""`tail`: one region from the first of some repeated lines below the article to the bottom of the page."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.learn.board import Board, Places, exceptions, is_paragraph
from cleaner.learn.proposal import GUARDS, Proposal, long_sentence, value_or_list
from cleaner.learn.yaml import Yaml
from cleaner.lines.words import sentence

_MOST_MARKERS = 6
_LEAST_GAIN = 5  # words that a marker must add
_LEAST_SHARE = 0.01  # of the words that the markers before it remove


class _Tail(NamedTuple):
    """The markers of the region, and what it removes."""

    markers: list[str]
    starts: list[int]  # for each page, the line where the region starts; the end of the page if it has no marker


def tail(board: Board) -> Iterator[Proposal]:
    """Propose one region, unless nothing repeats below the articles."""
    chosen = _choose(board, _candidates(board))
    if not chosen.markers:
        return
    region: dict[str, Yaml] = {"from": {"text": value_or_list(chosen.markers)}}
    if _never_resumes(board, chosen.starts):
        region["resumes"] = long_sentence(GUARDS[0])
    yield Proposal.of(
        "tail",
        "other stories, comments and the imprint are below the article",
        {"drop": {"region": region}, "where": {"after": long_sentence(GUARDS[0])}},
        {at: range(start, len(board.pages[at].lines)) for at, start in enumerate(chosen.starts)},
        "bottom",
        chosen.markers,
    )


def _candidates(board: Board) -> Places:
    """The lines that could start the tail, and where each is first below the first paragraph."""
    where: Places = defaultdict(dict)
    above = Counter(
        shape for page in board.pages for shape in {line.shape for line in page.lines[: page.start] if line.pages > 1}
    )
    for at, page in enumerate(board.pages):
        for n in range(board.first_paragraph(at, GUARDS[0]) + 1, len(page.lines)):
            if board.repeats(at, n):
                where[page.lines[n].shape].setdefault(at, n)
    fit: Places = {}
    for shape, firsts in where.items():
        if not board.may_mark(shape, firsts) or board.cuts_articles(firsts, above=False):
            continue
        if sentence(board.literal(shape)) and len(firsts) * 2 < len(board.pages):
            continue  # the articles of a series may end with the same sentence
        against = above[shape] + sum(n < board.pages[at].stop for at, n in firsts.items())
        if against <= exceptions(firsts):
            fit[shape] = firsts
    return fit


def _choose(board: Board, candidates: Places) -> _Tail:
    """Choose markers greedily: each time the one that adds the most words to the region."""
    starts = [len(page.lines) for page in board.pages]
    markers: list[str] = []
    total = 0
    while candidates and len(markers) < _MOST_MARKERS:
        # a marker's own words are no gain
        gains = {
            shape: sum(
                board.words_left(at, range(n, starts[at])) - board.words_left(at, [n]) for at, n in firsts.items()
            )
            for shape, firsts in candidates.items()
        }
        best = max(gains, key=lambda shape: (gains[shape], len(candidates[shape]), board.literal(shape)))
        if gains[best] < max(_LEAST_GAIN, total * _LEAST_SHARE):
            break
        total += gains[best]
        markers.append(board.literal(best))
        for at, n in candidates.pop(best).items():
            starts[at] = min(starts[at], n)
    return _Tail(markers, starts)


def _never_resumes(board: Board, starts: Sequence[int]) -> bool:
    """Whether no text follows the region, except on pages where the marker is inside the article.

    Then the rule can treat a page where text does follow as one with a marker in the middle of its article.
    """
    for page, start in zip(board.pages, starts, strict=True):
        paragraphs = [is_paragraph(line.text, GUARDS[0]) for line in page.lines[start:]]
        if start >= page.stop and any(map(all, pairwise(paragraphs))):
            return False
    return True
