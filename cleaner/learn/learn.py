"""What is learnt of outlets from their dumps, in two readings of these.

The first keeps of each dump nothing but hashes of its lines, and counts. The second puts by some dumps of
each outlet, and these are looked at whole, one outlet after the other. So memory grows with the hashes and
not with the texts, and time with the dumps.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.filters.body import BodySelector
from cleaner.learn.counts import LineCounts, Sketch, count, digest, sketch
from cleaner.learn.page import page
from cleaner.learn.propose import Board
from cleaner.lines.errors import CleanerError
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Adjusted, Pack

LEAST = 3  # dumps without which nothing is judged
# of `body`: a page without what its outlet repeats is mostly article, however little is left
JUDGED = (("least", 1), ("small", 80), ("spare", -1.7))


class TooFewDumps(CleanerError):
    """The dumps do not show enough to propose a pack. The message says what is missing."""


class LearntOutlet(NamedTuple):
    """What the dumps of an outlet show."""

    outlet: str
    board: Board | None
    others: frozenset[int]  # lines that repeat in other outlets: no fingerprints of this one
    missing: str  # why there is nothing to propose, or ""
    acting: frozenset[str] = frozenset()  # the rules of a pack other than the usual one that act on any dump


def learn(
    documents: Callable[[], Iterable[tuple[str, str]]], library: Library, pack: str = DEFAULT
) -> Iterator[LearntOutlet]:
    """What is learnt of each outlet, in the order of their names.

    `documents` gives outlets and dumps, and is called twice. Proposed is what the rules of `pack` leave.
    """
    sketches: dict[str, list[Sketch]] = {}
    for outlet, text in documents():
        sketches.setdefault(outlet, []).append(sketch(text))
    counts = {outlet: count(sketches.pop(outlet)) for outlet in sorted(sketches)}
    owners = _owners(counts)
    few = {outlet: missing for outlet, told in counts.items() if (missing := _too_little(told))}
    judges = judges_of(library, pack)
    adjusted = Pack("learning", extends=(pack,), adjust=tuple(Adjusted(name, JUDGED) for name in sorted(judges)))
    cleaner = Cleaner.of(Library([*library.packs.values(), adjusted]), adjusted.name)
    with tempfile.TemporaryFile() as store:
        kept: dict[str, dict[int, tuple[int, int]]] = {outlet: {} for outlet in counts}
        acting: dict[str, set[str]] = {outlet: set() for outlet in counts}
        for outlet, text in documents():
            if pack != DEFAULT:
                outcome = cleaner.account(text, telling=False).outcome
                acting[outlet].update(edit.rule for edit in outcome.edits)
                acting[outlet].update(outcome.claims.values())
            name = digest(text)
            if outlet not in few and name in counts[outlet].sample and name not in kept[outlet]:
                data = text.encode("utf-8", "surrogatepass")
                kept[outlet][name] = store.tell(), len(data)
                store.write(data)
        for outlet, told in counts.items():
            if outlet in few:
                yield LearntOutlet(outlet, None, frozenset(), few[outlet])
                continue
            pages = []
            for _, (start, size) in sorted(kept[outlet].items()):
                store.seek(start)
                pages.append(page(store.read(size).decode("utf-8", "surrogatepass"), cleaner, told, judges))
            board = Board(pages, told)
            board.propose()
            nothing = f"nothing repeats in the {told.pages} dumps but what the present packs take"
            missing = "" if board.proposed else nothing
            yield LearntOutlet(outlet, board, _foreign(outlet, told, owners), missing, frozenset(acting[outlet]))


def judges_of(library: Library, pack: str) -> frozenset[str]:
    """The rules of a pack that look for the article itself, and leave out what is not its own."""
    return frozenset(rule.name for rule in library.rules(pack) if isinstance(rule.selector, BodySelector))


def _owners(counts: Mapping[str, LineCounts]) -> dict[int, str]:
    """The outlet of which each repeated line is; "" where several have it."""
    owners: dict[int, str] = {}
    for outlet, told in counts.items():
        for name in told.times:
            if owners.setdefault(name, outlet) != outlet:
                owners[name] = ""
    return owners


def _foreign(outlet: str, told: LineCounts, owners: Mapping[int, str]) -> frozenset[int]:
    """The lines of an outlet that repeat in another one too, be it a part of the same site."""
    return frozenset(name for name in told.times if owners[name] != outlet)


def _too_little(counts: LineCounts) -> str:
    if counts.dumps < LEAST:
        return f"{counts.dumps} dump{'s' * (counts.dumps != 1)}; {LEAST} is the least to judge from, ten are better"
    if counts.pages < 2:
        return (
            f"{counts.dumps} dumps, but only {counts.pages} with twenty words of running text that no other has: "
            "the rest are copies, too short to be told apart, or without sentences that end in a full stop"
        )
    return ""


def groups(board: Board) -> list[list[int]]:
    """The pages in groups, largest first, between which less than a fifth of the repeated lines is common.

    Of one outlet's pages there is one group.
    """
    group = list(range(len(board.pages)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    lines = [
        {line.name for line in page.lines if line.times >= 2 and line.words >= 2 and not line.taken}
        for page in board.pages
    ]
    for at, mine in enumerate(lines):
        for other in range(at):
            both = len(mine & lines[other])
            if both and both * 5 >= min(len(mine), len(lines[other])):
                group[root(at)] = root(other)
    out: dict[int, list[int]] = {}
    for at in range(len(board.pages)):
        out.setdefault(root(at), []).append(at)
    return sorted(out.values(), key=len, reverse=True)
