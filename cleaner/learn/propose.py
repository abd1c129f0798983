"""Propose rules for an outlet: one proposer after the other, each on the lines that the ones before it have left."""

from collections.abc import Callable, Iterator

from cleaner.learn.board import Board
from cleaner.learn.proposal import Proposal
from cleaner.learn.proposers.dateline import dateline
from cleaner.learn.proposers.headline import headline_copy, headline_end
from cleaner.learn.proposers.labels import labels
from cleaner.learn.proposers.masthead import masthead
from cleaner.learn.proposers.repeated import repeated
from cleaner.learn.proposers.tail import tail

Proposer = Callable[[Board], Iterator[Proposal]]

# Those that remove most come first: one region is better than rules for forty lines.
PROPOSERS: tuple[Proposer, ...] = (masthead, tail, repeated, labels, headline_copy, dateline, headline_end)


def propose(board: Board) -> tuple[Proposal, ...]:
    """The proposed rules, in the order in which a pack has them. Lines that they remove leave the board."""
    proposals = []
    for proposer in PROPOSERS:
        for proposal in proposer(board):
            if proposal.drops:
                board.remove(proposal.lines)
            proposals.append(proposal)
    return tuple(proposals)
