"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.lines.words import counted
from cleaner.report.console import safe_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.engine.examples import PackReport


def test_report(reports: "Sequence[PackReport]") -> "RenderableType":
    """What the examples of packs showed: the complaints, then a line a pack and a sum."""
    from rich.console import Group
    from rich.text import Text

    rows: list[Text] = []
    for report in reports:
        bad = len(report.complaints)
        style = "red" if bad else "green"
        verdict = f"{bad} failed" if bad else "ok"
        what = f"{counted(report.rules, 'rule')}, {counted(report.examples, 'example')}"
        rows.append(Text(f"{report.pack}: {what}, {verdict}", style))
        rows += [Text(f"  {safe_lines(str(complaint))}", "red") for complaint in report.complaints]
    rules, examples = sum(r.rules for r in reports), sum(r.examples for r in reports)
    bad = sum(len(r.complaints) for r in reports)
    sums = f"{counted(len(reports), 'pack')}, {counted(rules, 'rule')}, {counted(examples, 'example')}"
    rows.append(Text(f"{sums}, {bad} failed", "bold"))
    return Group(*rows)
