"""The report of `cleaner rules test`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cleaner.lines.errors import Fault
from cleaner.lines.safe import safe, safe_lines
from cleaner.lines.words import counted
from cleaner.report.faults import fault_facts

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.engine.examples import PackReport


def failures(report: "PackReport") -> list[Fault]:
    """What failed in a pack, as faults with their places."""
    return [
        Fault(failed.place.path, failed.place.line, 0, f"{failed.rule}: {failed.message}")
        for failed in report.complaints
    ]


def test_facts(reports: "Sequence[PackReport]", faults: Sequence[Fault]) -> dict[str, Any]:
    """The results as plain data, for JSON. `faults` are those of packs that cannot be used, so that nothing was run."""
    return {
        "packs": [
            {
                "pack": report.pack,
                "rules": report.rules,
                "examples": report.examples,
                "failed": [
                    {
                        "path": failed.place.path,
                        "line": failed.place.line,
                        "rule": failed.rule,
                        "message": failed.message,
                    }
                    for failed in report.complaints
                ],
            }
            for report in reports
        ],
        "faults": [fault_facts(fault) for fault in faults],
    }


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
        rows.append(Text(safe(f"{report.pack}: {what}, {verdict}"), style))
        rows += [Text(f"  {safe_lines(str(complaint))}", "red") for complaint in report.complaints]
    rules = sum(report.rules for report in reports)
    examples = sum(report.examples for report in reports)
    failed = sum(len(report.complaints) for report in reports)
    sums = f"{counted(len(reports), 'pack')}, {counted(rules, 'rule')}, {counted(examples, 'example')}"
    rows.append(Text(f"{sums}, {failed} failed", "bold"))
    return Group(*rows)
