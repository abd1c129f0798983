"""Fingerprints for a learnt pack: lines that most pages of the outlet have and no other outlet at hand has."""

from collections.abc import Iterator

from cleaner.learn.board import Board
from cleaner.lines.host import names
from cleaner.lines.key import key
from cleaner.lines.words import printable

MOST = 3  # fingerprints of a pack
_BEST_WORDS = 4  # a fingerprint near this length is neither too common nor part of a sentence


def fingerprints(board: Board, outlet: str, foreign: frozenset[int]) -> list[str]:
    """Up to three lines; if some name the outlet, only those. `foreign` are shapes that other outlets have too."""
    found = list(_candidates(board, foreign))
    return ([text for text in found if names(text, outlet)] or found)[:MOST]


def _candidates(board: Board, foreign: frozenset[int]) -> Iterator[str]:
    """The lines of at least half of the pages that no other outlet has, the most frequent first."""
    least = max(2, 0.5 * board.counts.pages)
    lines = (line for page in board.pages for line in page.lines)
    by_shape = {
        line.shape: line for line in lines if line.pages >= least and not line.removed and line.shape not in foreign
    }
    ranked = sorted(by_shape.values(), key=lambda line: (-line.pages, abs(line.words - _BEST_WORDS), key(line.text)))
    for line in ranked:
        text = board.literal(line.shape)
        if text and board.is_marker(line.shape) and line.words >= 2 and printable(text):
            yield text
