"""The report of `cleaner rules test`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.lines.words import counted
from cleaner.report.console import safe_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.engine.examples import PackReport


def test_report(reports: "Sequence[PackReport]") -> "RenderableType":
    """One line for each pack, with its complaints below it, and a line for the sum."""
    from rich.console import Group
    from rich.text import Text

    rows: list[Text] = []
    for report in reports:
        failed = len(report.complaints)
        style = "red" if failed else "green"
        verdict = f"{failed} failed" if failed else "ok"
        what = f"{counted(report.rules, 'rule')}, {counted(report.examples, 'example')}"
        rows.append(Text(f"{report.pack}: {what}, {verdict}", style))
        rows += [Text(f"  {safe_lines(str(complaint))}", "red") for complaint in report.complaints]
    rules = sum(report.rules for report in reports)
    examples = sum(report.examples for report in reports)
    failed = sum(len(report.complaints) for report in reports)
    sums = f"{counted(len(reports), 'pack')}, {counted(rules, 'rule')}, {counted(examples, 'example')}"
    rows.append(Text(f"{sums}, {failed} failed", "bold"))
    return Group(*rows)
