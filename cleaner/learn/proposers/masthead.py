"""`masthead`: regions from the top of the page through the last repeated line above the headline."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.learn.board import Board, Firsts, Places, exceptions
from cleaner.learn.proposal import GUARDS, Proposal, long_sentence

_MOST = 3  # regions of a pack: pages of other sections may have other menus
_FEWEST_LINES = 3  # mean number of lines per page that a region must remove


class _Candidate(NamedTuple):
    """A line that could end the masthead. The greatest candidate is the best."""

    gain: int  # words that the region removes
    text: str  # the marker
    guard: int  # words of the paragraph that is below it on all pages
    shape: int


def masthead(board: Board) -> Iterator[Proposal]:
    """Propose up to three regions; the first removes the most words."""
    below = Counter(
        shape for page in board.pages for shape in {line.shape for line in page.lines[page.stop :] if line.pages > 1}
    )
    for number in range(1, _MOST + 1):
        where: Places = defaultdict(dict)
        for at, page in enumerate(board.pages):
            for n, line in enumerate(page.lines):
                if board.repeats(at, n):
                    where[line.shape].setdefault(at, n)
        best = max(_candidates(board, where, below), default=None)
        if best is None:
            return
        firsts = where[best.shape]
        deepest = max(n + 1 for n in firsts.values())
        limit = (deepest * 3 // 2 + 19) // 10 * 10  # the deepest place and half as much again, rounded to tens
        yield Proposal.of(
            "masthead",
            "the site's menus and bars are above the headline",
            {
                "drop": {"region": {"through": {"text": best.text}}},
                "where": {"first": limit, "before": long_sentence(best.guard)},
            },
            {at: range(n + 1) for at, n in firsts.items()},
            "top",
            [best.text],
            best.guard,
            number,
        )


def _candidates(board: Board, where: Places, below: Counter[int]) -> Iterator[_Candidate]:
    """The lines that could end the masthead. `below` counts the pages that have a shape below the article."""
    paragraphs = {guard: [board.first_paragraph(at, guard) for at in range(len(board.pages))] for guard in GUARDS}
    for shape, firsts in where.items():
        if not board.may_mark(shape, firsts):
            continue
        against = sum(n >= board.pages[at].top for at, n in firsts.items()) + below[shape]
        if against > exceptions(firsts) or board.cuts_articles(firsts, above=True):
            continue
        if sum(sum(board.left[at][: n + 1]) for at, n in firsts.items()) < _FEWEST_LINES * len(firsts):
            continue
        guard = next((guard for guard in GUARDS if _all_above(firsts, paragraphs[guard])), None)
        if guard is not None:
            gain = sum(board.words_left(at, range(n + 1)) for at, n in firsts.items())
            yield _Candidate(gain, board.literal(shape), guard, shape)


def _all_above(firsts: Firsts, paragraphs: list[int]) -> bool:
    return all(n < paragraphs[at] for at, n in firsts.items())
