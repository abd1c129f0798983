"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from typing import TYPE_CHECKING

from cleaner.report.console import safe, table_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.corpus.batch import BatchSummary

TOP = 10  # rules and outlets that a summary shows


def summary_table(made: "BatchSummary") -> "RenderableType":
    """How a batch ended: the sums, the rules that removed most, and each outlet's usual share with its outliers."""
    from rich.console import Group
    from rich.text import Text

    tally = made.tally
    sums = table_of("", "", header=False)
    sums.add_row("documents", f"{tally.documents:,}")
    if made.skipped:
        sums.add_row("files done before", f"{made.skipped:,}")
    sums.add_row("words in", f"{tally.words_in:,}")
    sums.add_row("words out", f"{tally.words_out:,}")
    sums.add_row("removed", f"{tally.removed:.1%}")
    sums.add_row("came back unchanged", f"{tally.flags:,}")
    for flag, number in sorted(tally.looks.items(), key=lambda item: (-item[1], item[0])):
        sums.add_row(flag, f"{number:,}")
    sums.add_row("failed", f"{tally.failed + len(made.unread):,}")
    parts: list[RenderableType] = [sums]
    if tally.rules:
        rules = table_of("rule", "words removed", "lines")
        for name, taken in sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))[:TOP]:
            rules.add_row(name, f"{taken:,}", f"{tally.lines[name]:,}")
        parts += [Text(), rules]
    if tally.outlets:
        outlets = table_of("outlet", "documents", "usually removed", "outliers")
        most = sorted(tally.outlets.items(), key=lambda item: (-item[1].documents, item[0]))[:TOP]
        for name, outlet in most:
            far = ", ".join(f"{share.document} ({share.percent} %)" for share in outlet.outliers()[:3])
            outlets.add_row(name, f"{outlet.documents:,}", f"{outlet.usual} %", safe(far))
        parts += [Text(), outlets]
    for label, found, number in (
        ("came back unchanged", [f"{name}: {flag}" for name, flag in tally.flagged], tally.flags),
        ("no articles, by their look", [f"{name}: {flag}" for name, flag in tally.unlike], tally.looks.total()),
        ("failed", tally.failures, tally.failed),
    ):
        if found:
            more = [f"  and {number - TOP:,} more"] if number > TOP else []
            parts += [Text(f"\n{label}:"), *(Text(f"  {safe(line)}") for line in found[:TOP]), *map(Text, more)]
    return Group(*parts)
