"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.report.batch import TOP
from cleaner.report.console import SHARES, safe, table_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.evaluation.evaluate import Scored
    from cleaner.evaluation.score import Scores
    from cleaner.evaluation.score import ScoreSummary as Figures


# ------------------------------------------------------------------ scores

CHARS = 160  # of a line of a document


def score_tables(groups: "dict[str, Figures]", worst: "Sequence[tuple[Scored, str]]") -> "RenderableType":
    """How near texts come to their references: all, by language and outlet; then documents, with what shows them."""
    from rich.console import Group
    from rich.text import Text

    outlets = [name for name in groups if name.startswith("outlet ")]
    shown = {name: found for name, found in groups.items() if name not in outlets[TOP:]}
    shingles = table_of("by shingles", "documents", *SHARES)
    lines = table_of("by lines", *SHARES, "lose > 5 %", "empty")
    for name, found in shown.items():
        bare = safe(name.removeprefix("outlet "))
        shingles.add_row(bare, f"{found.documents:,}", *_shares(found.shingles))
        lines.add_row(bare, *_shares(found.lines), f"{100 * found.losing:.1f} %", f"{found.empty:,}")
    parts: list[RenderableType] = [shingles, Text(), lines]
    if outlets[TOP:]:
        parts += [Text(f"and {len(outlets) - TOP:,} more outlets; --format json has all")]
    if worst:
        parts += [Text("\nworst first:")]
    for document, command in worst:
        parts += [Text(), *_document(document, command)]
    return Group(*parts)


def _shares(found: "Scores") -> list[str]:
    return [f"{share:.3f}" for score in found for share in score]


def _document(document: "Scored", command: str) -> "Iterator[Text]":
    from rich.text import Text

    found = document.marks
    precision, recall, f1 = found.shingles.score()
    both, text, reference = found.lines
    yield Text(f"{safe(document.page.name)}: F1 {f1:.3f}, P {precision:.3f}, R {recall:.3f}", "bold")
    empty = "; it came out empty" if found.empty else ""
    lines = f"{reference:,} article lines, {reference - both:,} lost, {text - both:,} others left in"
    yield Text(f"  {lines}; loses {100 * found.lost:.1f} %{empty}")
    for label, style, these, number in (
        ("lost", "red", document.missed, reference - both),
        ("left in", "yellow", document.extra, text - both),
    ):
        for place, line in these:
            short = line if len(line) <= CHARS else line[: CHARS - 1] + "…"
            row = Text(f"  {label:7} {place:>5} │ ", style, no_wrap=True, overflow="ellipsis")
            yield row.append(safe(short))
        if number > len(these):
            yield Text(f"  {'':13} │ and {number - len(these):,} more", style)
    yield Text(f"  {safe(command)}", "cyan", no_wrap=True, overflow="ignore")  # one line, to be copied
