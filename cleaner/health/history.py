"""What earlier health runs saw: when and how often each rule acted, and the usual share of words each outlet loses.

The history is a small JSON file. For each rule it holds the last run that asked it, for each outlet the last runs.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from cleaner.corpus.tally import MAX_COUNT
from cleaner.lines.errors import CleanerError

MAX_BYTES = 100_000_000  # of a history file
VERSION = 1  # of the file's layout
RUNS = 30  # runs of an outlet that are kept


class HistoryError(CleanerError):
    """A file that does not hold a history."""


class Rate(NamedTuple):
    """How often a rule acted in the last run that asked it."""

    documents: int  # documents in which it acted
    asked: int  # documents that were cleaned by a pack with this rule
    seen: str | None  # date of the last run in which it acted; None: it never did


class Spread(NamedTuple):
    """The shares of words that the documents of an outlet lost in one run, in percent from 0 to 100."""

    date: str
    documents: int
    mean: float
    deviation: float  # standard deviation


class History(NamedTuple):
    """All earlier runs."""

    date: str = ""  # of the last run; "" if there was none
    rules: dict[str, Rate] = {}  # noqa: RUF012 - never changed after it is read
    outlets: dict[str, tuple[Spread, ...]] = {}  # noqa: RUF012 - oldest run first

    def with_run(self, date: str, rules: dict[str, Rate], outlets: dict[str, Spread]) -> "History":
        """The history with one more run. A second run on the same day replaces the first.

        >>> History().with_run("2024-05-01", {"web:a": Rate(3, 9, "2024-05-01")}, {}).rules
        {'web:a': Rate(documents=3, asked=9, seen='2024-05-01')}
        """
        runs = dict(self.outlets)
        for name, spread in outlets.items():
            earlier = tuple(run for run in runs.get(name, ()) if run.date != date)
            runs[name] = (*earlier, spread)[-RUNS:]
        return History(date, {**self.rules, **rules}, runs)


def to_bytes(history: History) -> bytes:
    """The file of a history. One rule or run per line, so that a diff shows which of them changed."""
    lines = ["{", f' "version": {VERSION},', f' "date": {json.dumps(history.date)},', ' "rules": {']
    rules = [f"  {_json(name)}: {_json(list(rate))}" for name, rate in sorted(history.rules.items())]
    lines += [",\n".join(rules)] * bool(rules) + [" },", ' "outlets": {']
    outlets = [
        f"  {_json(name)}: [\n   " + ",\n   ".join(_json(list(run)) for run in runs) + "\n  ]"
        for name, runs in sorted(history.outlets.items())
    ]
    lines += [",\n".join(outlets)] * bool(outlets)
    return "\n".join([*lines, " }", "}", ""]).encode("utf-8", "backslashreplace")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def from_bytes(data: bytes) -> History:
    """The history in a file. Raises HistoryError.

    >>> from_bytes(b'{"version": 9}')
    Traceback (most recent call last):
    cleaner.health.history.HistoryError: the file has version 9; this program reads version 1
    """
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise HistoryError(f"not JSON: {error}") from None
    if not isinstance(record, dict) or "version" not in record:
        raise HistoryError("not a history of `cleaner rules health`; name another file")
    if type(record["version"]) is not int or record["version"] != VERSION:
        raise HistoryError(f"the file has version {record['version']!r:.40}; this program reads version {VERSION}")
    if not _is_date(record.get("date")):
        raise HistoryError("date: expected the day of the last run, as a string")
    return History(
        record["date"],
        {name: _rate(name, row) for name, row in _object(record, "rules").items()},
        {name: _spreads(name, rows) for name, rows in _object(record, "outlets").items()},
    )


def _object(record: dict[str, Any], key: str) -> dict[str, Any]:
    value = record.get(key)
    if not isinstance(value, dict):
        raise HistoryError(f"{key}: expected an object with names as keys")
    return value


def _rate(name: str, row: Any) -> Rate:
    if not _fits(row, _is_count, _is_count, _is_date_or_null) or row[0] > row[1]:
        raise HistoryError(f"rules: {name:.100}: expected [documents, asked, date or null]")
    return Rate(*row)


def _spreads(name: str, rows: Any) -> tuple[Spread, ...]:
    checks = (_is_date, _is_count, _is_percent, _is_percent)
    if not isinstance(rows, list) or not rows or not all(_fits(row, *checks) and row[1] for row in rows):
        raise HistoryError(f"outlets: {name:.100}: expected runs, each [date, documents, mean, deviation]")
    return tuple(Spread(*row) for row in rows)


def _fits(row: Any, *checks: Callable[[Any], bool]) -> bool:
    """Whether a value is a list whose items pass these checks, one each."""
    if not isinstance(row, list) or len(row) != len(checks):
        return False
    return all(check(value) for check, value in zip(checks, row, strict=True))


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < MAX_COUNT


def _is_percent(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 100


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= len("2024-05-01")


def _is_date_or_null(value: Any) -> bool:
    return value is None or isinstance(value, str)
