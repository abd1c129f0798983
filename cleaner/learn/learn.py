"""Learn what repeats in the dumps of outlets, and propose rules from it.

The dumps are read twice. The first reading keeps only hashes of their lines, and counts. The second one stores a
sample of the dumps of each outlet in a temporary file; these are then read in full, one outlet after the other.
So memory grows with the number of hashes, not with the texts, and time grows with the number of dumps.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.filters.body import BodySelector
from cleaner.learn.board import Board
from cleaner.learn.counts import LineCounts, Sketch, count, digest, sketch
from cleaner.learn.page import read_page
from cleaner.learn.proposal import Proposal
from cleaner.learn.propose import propose
from cleaner.lines.errors import CleanerError
from cleaner.lines.words import counted
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Adjustment, Pack

MIN_DUMPS = 3  # with fewer nothing is proposed
# Numbers of `body` in a learnt pack. Once everything that the outlet repeats is removed, what is left of a page is
# mostly the article: `body` removes less of it, and nothing without plain evidence of boilerplate.
TRUST = (("bias", 1), ("doubt", 30))

Documents = Callable[[], Iterable[tuple[str, str]]]  # gives outlets and dumps, each time it is called


class TooFewDumps(CleanerError):
    """The dumps do not show enough to propose a pack. The message says what is missing."""


class LearntOutlet(NamedTuple):
    """What the dumps of an outlet show."""

    outlet: str
    board: Board | None  # None if there are too few dumps
    proposals: tuple[Proposal, ...]
    foreign: frozenset[int]  # shapes that repeat in other outlets too: no fingerprints of this one
    obstacle: str  # why there is nothing to propose, or ""
    acting: frozenset[str] = frozenset()  # if a pack was named: its rules that act on any dump


def learn(documents: Documents, library: Library, pack: str = DEFAULT) -> Iterator[LearntOutlet]:
    """Yield what the dumps of each outlet show, in the order of their names.

    `documents` is called twice. The rules are proposed for what the rules of `pack` leave.
    """
    counts = _count_outlets(documents)
    foreign = _foreign_shapes(counts)
    obstacles = {outlet: obstacle for outlet, found in counts.items() if (obstacle := _obstacle(found))}
    body = body_rules(library, pack)
    learning = Pack("learning", extends=(pack,), adjust=trusting(sorted(body)))
    cleaner = Cleaner.of(Library([*library.packs.values(), learning]), learning.name)
    with tempfile.TemporaryFile() as file:
        samples = {outlet: _Sample(file, found.sample) for outlet, found in counts.items()}
        acting: dict[str, set[str]] = {outlet: set() for outlet in counts}
        for outlet, text in documents():
            if pack != DEFAULT:
                acting[outlet] |= _acting_rules(cleaner, text)
            if outlet not in obstacles:
                samples[outlet].add(text)
        for outlet, found in counts.items():
            if outlet in obstacles:
                yield LearntOutlet(outlet, None, (), frozenset(), obstacles[outlet])
                continue
            board = Board([read_page(text, cleaner, found, body) for text in samples[outlet].texts()], found)
            proposals = propose(board)
            nothing = f"nothing repeats in {counted(found.pages, 'dump')}, apart from lines that installed packs remove"
            yield LearntOutlet(
                outlet, board, proposals, foreign[outlet], "" if proposals else nothing, frozenset(acting[outlet])
            )


def body_rules(library: Library, pack: str) -> frozenset[str]:
    """The names of the rules of a pack that have a `body` selector: they find the article itself."""
    return frozenset(rule.name for rule in library.rules(pack) if isinstance(rule.selector, BodySelector))


def trusting(rules: Iterable[str]) -> tuple[Adjustment, ...]:
    """The adjustment of `body` rules for pages on which only the article is left."""
    return tuple(Adjustment(name, TRUST) for name in rules)


# ------------------------------------------------------------------ the two readings


def _count_outlets(documents: Documents) -> dict[str, LineCounts]:
    """The first reading: the counts of each outlet, in the order of their names."""
    sketches: dict[str, list[Sketch]] = {}
    for outlet, text in documents():
        sketches.setdefault(outlet, []).append(sketch(text))
    return {outlet: count(sketches.pop(outlet)) for outlet in sorted(sketches)}


class _Sample:
    """The dumps of one outlet that are read in full, in a file that the samples of all outlets share."""

    def __init__(self, file: IO[bytes], digests: frozenset[int]) -> None:
        self._file = file
        self._digests = digests
        self._places: dict[int, tuple[int, int]] = {}  # digest -> offset and size in the file

    def add(self, text: str) -> None:
        """Store a dump if it is in the sample, and not stored yet."""
        hashed = digest(text)
        if hashed in self._digests and hashed not in self._places:
            data = text.encode("utf-8", "surrogatepass")
            self._places[hashed] = self._file.tell(), len(data)
            self._file.write(data)

    def texts(self) -> Iterator[str]:
        """The stored dumps in the order of their digests, which does not depend on the order of the dumps."""
        for _, (offset, size) in sorted(self._places.items()):
            self._file.seek(offset)
            yield self._file.read(size).decode("utf-8", "surrogatepass")


def _acting_rules(cleaner: Cleaner, text: str) -> set[str]:
    """The names of the rules that act on a dump."""
    outcome = cleaner.account(text, explaining=False).outcome
    return {edit.rule for edit in outcome.edits}.union(outcome.claims.values())


def _foreign_shapes(counts: Mapping[str, LineCounts]) -> dict[str, frozenset[int]]:
    """For each outlet, the shapes that repeat in another outlet too, even one of the same site."""
    owners: dict[int, str | None] = {}  # None: several outlets
    for outlet, found in counts.items():
        for hashed in found.repeats:
            if owners.setdefault(hashed, outlet) != outlet:
                owners[hashed] = None
    return {
        outlet: frozenset(hashed for hashed in found.repeats if owners[hashed] is None)
        for outlet, found in counts.items()
    }


def _obstacle(counts: LineCounts) -> str:
    """Why the dumps do not suffice to learn from, or ""."""
    if counts.dumps < MIN_DUMPS:
        return f"{counted(counts.dumps, 'dump')}; at least {MIN_DUMPS} are needed, ten are better"
    if counts.pages < 2:
        return (
            f"{counted(counts.dumps, 'dump')}, but only {counts.pages} with twenty words of running text that no other "
            "dump has; the rest are copies, too short, or without sentences that end with a full stop"
        )
    return ""


# ------------------------------------------------------------------ several outlets in one


def clusters(board: Board) -> list[list[int]]:
    """The pages in groups, the largest first. Two groups share less than a fifth of their repeated lines.

    The pages of one outlet form one group.
    """
    parents = list(range(len(board.pages)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    shapes = [
        {line.shape for line in page.lines if line.pages >= 2 and line.words >= 2 and not line.removed}
        for page in board.pages
    ]
    for at, own in enumerate(shapes):
        for other in range(at):
            shared = len(own & shapes[other])
            if shared and shared * 5 >= min(len(own), len(shapes[other])):
                parents[root(at)] = root(other)
    groups: dict[int, list[int]] = {}
    for at in range(len(board.pages)):
        groups.setdefault(root(at), []).append(at)
    return sorted(groups.values(), key=len, reverse=True)
