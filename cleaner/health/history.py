"""What earlier runs over an outlet's dumps have seen: when a rule last acted and how often, what outlets usually lose.

The file is JSON, and small: of each rule it holds the last run that asked it, of each outlet the last runs.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from cleaner.lines.errors import CleanerError

VERSION = 1
RUNS = 30  # of an outlet that are remembered


class HistoryError(CleanerError):
    """A file that holds no history. The message says why."""


class Rate(NamedTuple):
    """How often a rule acted in the last run that asked it."""

    documents: int  # in which it acted
    asked: int  # whose packs hold it
    seen: str | None  # the date of the last run in which it acted; None: of none


class Spread(NamedTuple):
    """How the shares that an outlet's documents lost are spread in one run, in hundredths."""

    date: str
    documents: int
    mean: float
    deviation: float


class History(NamedTuple):
    """All that is remembered."""

    date: str = ""  # of the last run; "" where there was none
    rules: dict[str, Rate] = {}  # noqa: RUF012 - never changed after it is read
    outlets: dict[str, tuple[Spread, ...]] = {}  # noqa: RUF012 - the oldest first

    def later(self, date: str, rules: dict[str, Rate], outlets: dict[str, Spread]) -> "History":
        """The history with one more run. A second run of one day takes the first one's place.

        >>> History().later("2024-05-01", {"web:a": Rate(3, 9, "2024-05-01")}, {}).rules
        {'web:a': Rate(documents=3, asked=9, seen='2024-05-01')}
        """
        runs = dict(self.outlets)
        for name, spread in outlets.items():
            earlier = tuple(run for run in runs.get(name, ()) if run.date != date)
            runs[name] = (*earlier, spread)[-RUNS:]
        return History(date, {**self.rules, **rules}, runs)


def written(history: History) -> bytes:
    """A history as the bytes of its file: a rule and a run a line, so that a diff shows what moved."""
    lines = ["{", f' "version": {VERSION},', f' "date": {json.dumps(history.date)},', ' "rules": {']
    rules = [f"  {_json(name)}: {_json(list(rate))}" for name, rate in sorted(history.rules.items())]
    lines += [",\n".join(rules)] * bool(rules)
    lines += [" },", ' "outlets": {']
    outlets = [
        f"  {_json(name)}: [\n   " + ",\n   ".join(_json(list(run)) for run in runs) + "\n  ]"
        for name, runs in sorted(history.outlets.items())
    ]
    lines += [",\n".join(outlets)] * bool(outlets)
    return "\n".join([*lines, " }", "}", ""]).encode("utf-8", "backslashreplace")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(data: bytes) -> History:
    """The history that a file holds. Raises Broken.

    >>> read(b'{"version": 9}')
    Traceback (most recent call last):
    cleaner.health.history.HistoryError: its version is 9, and 1 is what can be read
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise HistoryError(f"it is no JSON: {error}") from None
    if not isinstance(found, dict) or "version" not in found:
        raise HistoryError("it holds no history of `cleaner rules health`; name another file")
    if found["version"] != VERSION:
        raise HistoryError(f"its version is {found['version']!r}, and {VERSION} is what can be read")
    if not isinstance(found.get("date"), str):
        raise HistoryError("date: the day of the last run has to stand there")
    return History(
        found["date"],
        {name: _rate(name, row) for name, row in _table(found, "rules").items()},
        {name: _runs(name, rows) for name, rows in _table(found, "outlets").items()},
    )


def _table(found: dict[str, Any], name: str) -> dict[str, Any]:
    table = found.get(name)
    if not isinstance(table, dict):
        raise HistoryError(f"{name}: there has to be a table by names")
    return table


def _rate(name: str, row: Any) -> Rate:
    if not _row(row, _count, _count, _date) or row[0] > row[1]:
        raise HistoryError(f"rules: {name}: there has to be [documents, asked, date or null]")
    return Rate(*row)


def _runs(name: str, rows: Any) -> tuple[Spread, ...]:
    if not isinstance(rows, list) or not all(_row(row, _day, _count, _number, _number) and row[1] for row in rows):
        raise HistoryError(f"outlets: {name}: there have to be runs, each [date, documents, mean, deviation]")
    return tuple(Spread(*row) for row in rows)


def _row(row: Any, *checks: Callable[[Any], bool]) -> bool:
    if not isinstance(row, list) or len(row) != len(checks):
        return False
    return all(check(value) for check, value in zip(checks, row, strict=True))


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _number(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 100


def _day(value: Any) -> bool:
    return isinstance(value, str)


def _date(value: Any) -> bool:
    return value is None or isinstance(value, str)
