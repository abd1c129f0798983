"""The measurements as tables, for the terminal and for a file."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

RATIO = "ratio"
LIBRARIES = ("article-cleaner", "regex", "PyYAML", "typer", "rich", "pyarrow", "zstandard", "warcio")


class Row(NamedTuple):
    """One thing that was measured."""

    what: str
    value: float | None  # None: something that it needs is not on this machine
    unit: str = RATIO
    bar: float | None = None  # what has to be reached
    goal: float | None = None  # what is aimed at
    smaller_is_better: bool = True

    def reached(self) -> str:
        """Which of bar and goal the value reaches.

        >>> Row("x", 3.0, bar=6, goal=3.5).reached(), Row("x", 3.0, bar=6, smaller_is_better=False).reached()
        ('goal', 'misses the bar')
        """
        if self.value is None:
            return ""
        sign = 1 if self.smaller_is_better else -1
        for name, limit in (("goal", self.goal), ("bar", self.bar)):
            if limit is not None and self.value * sign <= limit * sign:
                return name
        return "" if self.bar is None else "misses the bar"


class Group(NamedTuple):
    """What one module of benchmarks measured."""

    name: str
    title: str
    rows: Sequence[Row]


def tables(group: Group) -> str:
    """A group's ratios with their bars and goals, then the medians that they come from."""
    ratios = [row for row in group.rows if row.unit == RATIO]
    medians = [row for row in group.rows if row.unit != RATIO]
    parts = [f"## {group.name}", group.title]
    if ratios:
        cells = [(row.what, _measured(row), _limit(row, row.bar), _limit(row, row.goal)) for row in ratios]
        parts.append(_table(("what", "measured", "bar", "goal"), cells))
    if medians:
        parts.append(_table(("what", "median"), [(row.what, _measured(row)) for row in medians]))
    return "\n\n".join(parts) + "\n"


def page(groups: Iterable[Group]) -> str:
    """The file of results: the machine, then every group."""
    head = "# Results\n\nWritten by `python -m benchmarks --write`. Read the ratios: seconds belong to one machine.\n"
    facts = "\n".join(f"* {fact}" for fact in machine())
    return "\n".join([head, facts + "\n", *map(tables, groups)])


def machine() -> Iterator[str]:
    """What the numbers depend on, besides the code."""
    yield f"{_cpu()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    yield f"{platform.python_implementation()} {platform.python_version()}"
    yield ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name)))


def _cpu() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            facts = dict(line.replace("\t", "").strip().split(":", 1) for line in file if ":" in line)
    except OSError:
        facts = {}
    parts = (facts.get("vendor_id", ""), facts.get("model name", "") or platform.processor())
    return " ".join(" ".join(parts).split()) or "a processor without a name"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _measured(row: Row) -> str:
    if row.value is None:
        return "not here"
    number = _number(row.value) + ("" if row.unit == RATIO else f" {row.unit}")
    return f"{number} ({row.reached()})" if row.reached() else number


def _limit(row: Row, limit: float | None) -> str:
    return "" if limit is None else f"{'≤' if row.smaller_is_better else '≥'} {limit:g}"


def _number(value: float) -> str:
    """Three digits that mean something.

    >>> _number(0.01234), _number(12.345), _number(1234.5)
    ('0.0123', '12.3', '1,234')
    """
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: tuple[str, ...], cells: Sequence[tuple[str, ...]]) -> str:
    rows = [head, *cells]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
