"""The summary of a batch as tables: sums, the rules that removed most, outlets with their outliers, and problems."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.lines.safe import safe, short
from cleaner.report.console import numbers, table_of
from cleaner.report.project import project_note

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.corpus.summary import BatchSummary
    from cleaner.corpus.tally import Tally

TOP_ROWS = 10  # rows of a table, or lines of a list
OUTLIERS_PER_OUTLET = 3  # outliers in the row of an outlet


def summary_table(summary: "BatchSummary") -> "RenderableType":
    """The summary of a batch."""
    from rich.console import Group

    tally = summary.tally
    flagged = [f"{short(document)}: {flag}" for document, flag in tally.flagged]
    unlike = [f"{short(document)}: {flag}" for document, flag in tally.unlike]
    return Group(
        _sums(summary),
        *_rules(tally),
        *_outlets(tally),
        *_list("left unchanged (safety stop)", flagged, tally.flags),
        *_list("pages that do not look like articles", unlike, tally.looks.total()),
        *_list("failed", tally.failures, tally.failed),
        *_project(summary),
    )


def _sums(summary: "BatchSummary") -> "RenderableType":
    tally = summary.tally
    sums = table_of("", "", header=False)
    sums.add_row("documents", f"{tally.documents:,}")
    if summary.skipped + summary.resumed:
        sums.add_row("files already done", f"{summary.skipped + summary.resumed:,}")
    sums.add_row("words in", f"{tally.words_in:,}")
    sums.add_row("words out", f"{tally.words_out:,}")
    sums.add_row("removed", f"{tally.removed_share:.1%}")
    sums.add_row("left unchanged", f"{tally.flags:,}")
    for flag, number in sorted(tally.looks.items(), key=lambda item: (-item[1], item[0])):
        sums.add_row(safe(flag), f"{number:,}")
    sums.add_row("failed", f"{tally.failed + len(summary.unread):,}")
    return sums


def _rules(tally: "Tally") -> Iterator["RenderableType"]:
    """The rules that removed most words, after a blank line."""
    from rich.text import Text

    if tally.rules:
        table = table_of("rule", *numbers("words removed", "lines"))
        for rule, words in sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))[:TOP_ROWS]:
            table.add_row(safe(rule), f"{words:,}", f"{tally.lines[rule]:,}")
        yield from (Text(), table)


def _outlets(tally: "Tally") -> Iterator["RenderableType"]:
    """The outlets with most documents, after a blank line."""
    from rich.text import Text

    if tally.outlets:
        table = table_of("outlet", *numbers("documents", "usually removed"), "outliers")
        ranked = sorted(tally.outlets.items(), key=lambda item: (-item[1].documents, item[0]))
        for name, outlet in ranked[:TOP_ROWS]:
            farthest = outlet.outliers()[:OUTLIERS_PER_OUTLET]
            outliers = ", ".join(f"{short(share.document)} ({share.percent} %)" for share in farthest)
            table.add_row(safe(name), f"{outlet.documents:,}", f"{outlet.usual_percent} %", safe(outliers))
        yield from (Text(), table)


def _project(summary: "BatchSummary") -> Iterator["RenderableType"]:
    """The packs of the working directory that were in use, after a blank line."""
    from rich.text import Text

    if summary.project_packs:
        yield Text(f"\n{safe(project_note(summary.project_packs))}")


def _list(title: str, lines: Sequence[str], total: int) -> Iterator["RenderableType"]:
    """A titled list, after a blank line; nothing if it is empty. `total` counts also what is not in `lines`."""
    from rich.text import Text

    if lines:
        yield Text(f"\n{title}:")
        yield from (Text(f"  {safe(line)}") for line in lines[:TOP_ROWS])
        if total > TOP_ROWS:
            yield Text(f"  and {total - TOP_ROWS:,} more")
