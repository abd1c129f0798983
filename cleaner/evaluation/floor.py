"""Floors: figures that a run must not fall below, kept in a file for continuous integration.

The file holds the figures of all documents, and of each language and outlet with enough documents. For most
figures more is better: the value in the file is the least that is allowed, and is rounded down. For `losing` and
`empty` less is better: the value is the most that is allowed, and is rounded up.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from cleaner.corpus.tally import MIN_DOCUMENTS
from cleaner.evaluation.score import ALL, Averages, Group, Score, ScoreSummary
from cleaner.lines.errors import CleanerError, near

MAX_BYTES = 10_000_000  # of a floor file
STEPS = 1000  # steps from 0 to 1 to which shares are rounded in the file
_TOLERANCE = 1e-6  # difference between two shares that comes from floating-point arithmetic
LESS_IS_BETTER = ("losing", "empty")
COUNTS = ("documents", "empty")  # figures that are whole numbers; the others are shares from 0 to 1
UNITS = ("shingles", "lines")
# the figures that go into a new floor
CHOSEN = (
    "documents",
    "shingles.macro.f1",
    "shingles.micro.f1",
    "lines.macro.f1",
    "lines.micro.f1",
    *LESS_IS_BETTER,
    "head",
)
_KNOWN = (*CHOSEN, *(f"{unit}.{way}.{name}" for unit in UNITS for way in Averages._fields for name in Score._fields))

Floor = dict[str, dict[str, float]]  # group, as in the file -> figure -> the least (or most) that is allowed
Groups = Mapping[Group, ScoreSummary]


class FloorError(CleanerError):
    """A file that does not hold a floor."""


class Miss(NamedTuple):
    """A figure that is worse than its floor."""

    group: str
    figure: str
    value: float
    floor: float

    def __str__(self) -> str:
        side = "above" if self.figure in LESS_IS_BETTER else "below"
        value, floor, distance = map(_short, (self.value, self.floor, abs(self.value - self.floor)))
        return f"{self.group}: {self.figure} is {value}, {distance} {side} its floor {floor}"


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


class FloorCheck(NamedTuple):
    """How a run compares with its floor, and what happens to the floor."""

    misses: tuple[Miss, ...]
    new: Floor | None = None  # the floor to write; None: the file stays as it is
    change: Literal["made", "raised", "lowered"] | None = None
    passed: bool = True  # False: a figure is worse than its floor, and the floor is not lowered to it


def check(floor: Floor | None, groups: Groups, up: bool, down: bool) -> FloorCheck:
    """Compare a run with its floor and move the floor: `up` to better figures, `down` to worse ones.

    If there is no floor, the run sets one. `up` alone moves nothing if any figure is worse than its floor.

    >>> from cleaner.evaluation.score import summarize
    >>> run = {ALL: summarize([])}
    >>> check(None, run, up=False, down=False).change
    'made'
    >>> check({"all": {"documents": 2}}, run, up=False, down=True).new
    {'all': {'documents': 0}}
    """
    if floor is None:
        return FloorCheck((), floor_of(groups), "made")
    missed = tuple(misses(floor, groups))
    new = moved(floor, groups, up and (down or not missed), down)
    passed = down or not missed
    if new == floor:
        return FloorCheck(missed, passed=passed)
    return FloorCheck(missed, new, "lowered" if missed else "raised", passed)


def figures(summary: ScoreSummary) -> dict[str, float]:
    """All figures of a summary by their names, without `head` if no document counts for it.

    >>> from cleaner.evaluation.score import summarize
    >>> list(figures(summarize([])))[:4]
    ['documents', 'losing', 'empty', 'shingles.macro.precision']
    """
    named: dict[str, float] = {"documents": summary.documents, "losing": summary.losing, "empty": summary.empty}
    for unit, averages in zip(UNITS, (summary.shingles, summary.lines), strict=True):
        for way, score in averages._asdict().items():
            named |= {f"{unit}.{way}.{name}": share for name, share in score._asdict().items()}
    if summary.head is not None:
        named["head"] = summary.head
    return named


def floor_of(groups: Groups) -> Floor:
    """The floor that a run sets: the figures of all documents, and of every group of at least MIN_DOCUMENTS."""
    return {
        str(group): {name: rounded(name, value) for name, value in figures(summary).items() if name in CHOSEN}
        for group, summary in groups.items()
        if group == ALL or summary.documents >= MIN_DOCUMENTS
    }


def rounded(figure: str, value: float) -> float:
    """A figure as it is written to the file: never better than it is, so that the same run passes.

    >>> rounded("shingles.macro.f1", 0.92379), rounded("losing", 0.1231), rounded("documents", 20)
    (0.923, 0.124, 20)
    """
    if float(value).is_integer():
        return int(value)
    steps = value * STEPS
    whole = math.ceil(steps - _TOLERANCE) if figure in LESS_IS_BETTER else math.floor(steps + _TOLERANCE)
    return whole / STEPS


def worse(figure: str, value: float, floor: float) -> bool:
    """Whether a figure is on the wrong side of its floor.

    >>> worse("lines.micro.f1", 0.92, 0.93), worse("empty", 0, 1), worse("lines.micro.f1", 0.93, 0.93)
    (True, False, False)
    """
    return value > floor + _TOLERANCE if figure in LESS_IS_BETTER else value < floor - _TOLERANCE


def misses(floor: Floor, groups: Groups) -> Iterator[Miss]:
    """The figures that are worse than their floor.

    A group without documents misses its number of documents, and `head` is 0 if no document counts for it.
    """
    summaries = _by_name(groups)
    for group, limits in floor.items():
        if group not in summaries:
            yield Miss(group, "documents", 0, limits.get("documents", 1))
            continue
        now = figures(summaries[group])
        for figure, limit in limits.items():
            value = now.get(figure, 0.0)
            if worse(figure, value, limit):
                yield Miss(group, figure, value, limit)


def moved(floor: Floor, groups: Groups, up: bool, down: bool) -> Floor:
    """The floor moved to the figures of a run: with `up` where they are better, with `down` where they are worse.

    `up` also adds groups that are new, and `down` removes groups that are gone. Figures that a person added to
    the file move like the others.
    """
    summaries = _by_name(groups)
    new: Floor = {}
    for group, limits in floor.items():
        if group in summaries:
            new[group] = _moved_limits(limits, figures(summaries[group]), up, down)
        elif not down:
            new[group] = dict(limits)
    if up:
        new |= {group: limits for group, limits in floor_of(groups).items() if group not in floor}
    return new or floor_of(groups)


def _moved_limits(limits: dict[str, float], now: dict[str, float], up: bool, down: bool) -> dict[str, float]:
    new: dict[str, float] = {}
    for figure, limit in limits.items():
        value = now.get(figure, 0.0)
        candidate = rounded(figure, value)
        moves = down if worse(figure, value, limit) else up and not worse(figure, candidate, limit)
        new[figure] = candidate if moves else limit
    return new


def _by_name(groups: Groups) -> dict[str, ScoreSummary]:
    return {str(group): summary for group, summary in groups.items()}


def to_bytes(floor: Floor) -> bytes:
    """The file of a floor. One figure per line, always in the same order, so that a diff shows which ones moved."""
    ordered = {
        group: dict(sorted(floor[group].items(), key=lambda item: _KNOWN.index(item[0])))
        for group in sorted(floor, key=lambda group: (group != str(ALL), group))
    }
    return (json.dumps(ordered, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def from_bytes(data: bytes) -> Floor:
    """The floor in a file. Raises FloorError.

    >>> from_bytes(b'{"all": {"losing": 2}}')
    Traceback (most recent call last):
    cleaner.evaluation.floor.FloorError: all: losing is 2; a share is a number from 0 to 1
    """
    try:
        floor = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FloorError(f"not JSON: {error}") from None
    if not isinstance(floor, dict) or not floor:
        raise FloorError('no floor, such as {"all": {"shingles.macro.f1": 0.9}}')
    for group, limits in floor.items():
        if not isinstance(limits, dict):
            raise FloorError(f"{group}: expected an object of figures, each with its floor")
        if not limits:
            raise FloorError(f"{group}: no figure, such as shingles.macro.f1")
        for figure, limit in limits.items():
            _check_limit(group, figure, limit)
    return floor


def _check_limit(group: str, figure: str, limit: Any) -> None:
    if figure not in _KNOWN:
        raise FloorError(f"{group}: there is no figure {figure!r}{near(figure, _KNOWN)}")
    count = figure in COUNTS
    fits = isinstance(limit, int if count else int | float) and not isinstance(limit, bool)
    if not fits or not (limit >= 0 if count else 0 <= limit <= 1):
        wanted = "a count is a whole number, 0 or more" if count else "a share is a number from 0 to 1"
        raise FloorError(f"{group}: {figure} is {json.dumps(limit)}; {wanted}")
