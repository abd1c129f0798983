"""Figures that a run may not fall below, in a file that lies beside the pages and is read by people.

The file holds the figures of all documents together and of each language and outlet that has enough of them. Those of
which more is better are floors, rounded down; `losing` and `empty` are the other way round, and rounded up.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cleaner.corpus.tally import FEW
from cleaner.evaluation.score import Score, Scores, ScoreSummary
from cleaner.lines.errors import CleanerError, near

PARTS = 1000  # a share in the file is so many of these
_SLACK = 1e-6  # what the rounding of floats may make of a share
LESS = ("losing", "empty")  # figures of which less is better
THINGS = ("shingles", "lines")
HELD = ("documents", "shingles.macro.f1", "shingles.micro.f1", "lines.macro.f1", "lines.micro.f1", *LESS)
ALL = "all"

Floor = dict[str, dict[str, float]]  # group -> figure -> how low (or high) it may be


class FloorError(CleanerError):
    """A file that holds no floor. The message says why."""


class Miss(NamedTuple):
    """A figure that is worse than its floor."""

    group: str
    figure: str
    value: float
    floor: float

    def __str__(self) -> str:
        where = "above" if self.figure in LESS else "below"
        by = abs(self.value - self.floor)
        return (
            f"{self.group}: {self.figure} is {_shown(self.value)}, {_shown(by)} {where} its floor {_shown(self.floor)}"
        )


def _shown(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def figures(found: ScoreSummary) -> dict[str, float]:
    """All figures by their names.

    >>> from cleaner.evaluation.score import summary
    >>> list(figures(summary([])))[:4]
    ['documents', 'losing', 'empty', 'shingles.macro.precision']
    """
    out: dict[str, float] = {"documents": found.documents, "losing": found.losing, "empty": found.empty}
    for things, scores in zip(THINGS, (found.shingles, found.lines), strict=True):
        for way, score in scores._asdict().items():
            out |= {f"{things}.{way}.{name}": share for name, share in score._asdict().items()}
    return out


_KNOWN = (*HELD, *(f"{things}.{way}.{name}" for things in THINGS for way in Scores._fields for name in Score._fields))


def made(groups: Mapping[str, ScoreSummary]) -> Floor:
    """The floor that a run stands on: all documents, and every group of at least FEW."""
    return {
        name: {figure: rounded(figure, value) for figure, value in figures(found).items() if figure in HELD}
        for name, found in groups.items()
        if name == ALL or found.documents >= FEW
    }


def rounded(figure: str, value: float) -> float:
    """A figure as it is written down: never better than it is, so that it holds when it is read again.

    >>> rounded("shingles.macro.f1", 0.92379), rounded("losing", 0.1231), rounded("documents", 20)
    (0.923, 0.124, 20)
    """
    if float(value).is_integer():
        return int(value)
    scaled = value * PARTS
    whole = math.ceil(scaled - _SLACK) if figure in LESS else math.floor(scaled + _SLACK)
    return whole / PARTS


def worse(figure: str, value: float, floor: float) -> bool:
    """Whether a figure is on the wrong side of its floor.

    >>> worse("lines.micro.f1", 0.92, 0.93), worse("empty", 0, 1), worse("lines.micro.f1", 0.93, 0.93)
    (True, False, False)
    """
    return value > floor + _SLACK if figure in LESS else value < floor - _SLACK


def misses(floor: Floor, groups: Mapping[str, ScoreSummary]) -> Iterator[Miss]:
    """The figures that are worse than their floor. A group that is gone has no documents, and is missed by these."""
    for group, held in floor.items():
        if group not in groups:
            yield Miss(group, "documents", 0, held.get("documents", 1))
            continue
        now = figures(groups[group])
        for figure, least in held.items():
            if worse(figure, now[figure], least):
                yield Miss(group, figure, now[figure], least)


def moved(floor: Floor, groups: Mapping[str, ScoreSummary], up: bool, down: bool) -> Floor:
    """The floor moved to where the run stands: up where that is better, down where it is worse, if that is wanted.

    Going up takes in groups that are new, going down leaves out those that are gone. A figure that was
    written into the file by hand moves like the others.
    """
    out: Floor = {}
    for group, held in floor.items():
        if group not in groups:
            if not down:
                out[group] = dict(held)
            continue
        out[group] = {}
        for figure, value in figures(groups[group]).items():
            if figure in held:
                least, now = held[figure], rounded(figure, value)
                moves = down if worse(figure, value, least) else up and not worse(figure, now, least)
                out[group][figure] = now if moves else least
    if up:
        out |= {group: held for group, held in made(groups).items() if group not in floor}
    return out or made(groups)


def written(floor: Floor) -> bytes:
    """A floor as the bytes of its file: a figure a line, always in the same order, so that a diff shows which moved."""
    sorted_ = {
        group: dict(sorted(floor[group].items(), key=lambda item: _KNOWN.index(item[0])))
        for group in sorted(floor, key=lambda group: (group != ALL, group))
    }
    return (json.dumps(sorted_, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def read(data: bytes) -> Floor:
    """The floor that a file holds. Raises Broken.

    >>> read(b'{"all": {"losing": 2}}')
    Traceback (most recent call last):
    cleaner.evaluation.floor.FloorError: all: losing is 2; a share is a number from 0 to 1
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FloorError(f"it is no JSON: {error}") from None
    if not isinstance(found, dict) or not found:
        raise FloorError('it holds no floor, like {"all": {"shingles.macro.f1": 0.9}}')
    for group, held in found.items():
        if not isinstance(held, dict):
            raise FloorError(f"{group}: there have to be figures, each with its floor")
        if not held:
            raise FloorError(f"{group}: it holds no figure, like shingles.macro.f1")
        for figure, least in held.items():
            _check(group, figure, least)
    return found


def _check(group: str, figure: str, least: Any) -> None:
    if figure not in _KNOWN:
        raise FloorError(f"{group}: there is no figure {figure!r}{near(figure, _KNOWN)}")
    count = figure in ("documents", "empty")
    fits = isinstance(least, int if count else int | float) and not isinstance(least, bool)
    if not fits or not (least >= 0 if count else 0 <= least <= 1):
        wanted = "a count is a whole number from 0 on" if count else "a share is a number from 0 to 1"
        raise FloorError(f"{group}: {figure} is {json.dumps(least)}; {wanted}")
