"""The report of `cleaner eval`: tables of scores, and the documents with the lowest ones."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cleaner.lines.safe import safe
from cleaner.lines.words import counted
from cleaner.report.batch import TOP_ROWS
from cleaner.report.console import numbers, table_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.evaluation.evaluate import ScoredPair
    from cleaner.evaluation.score import Averages, Group, ScoreSummary

SHARES = ("macro P", "R", "F1", "micro P", "R", "F1")
LONGEST = 160  # characters of a line of a dump that are shown


def score_tables(groups: "Mapping[Group, ScoreSummary]", worst: "Sequence[tuple[ScoredPair, str]]") -> "RenderableType":
    """The scores of all documents, of each language and outlet, and of some documents.

    `worst` are documents, each with the command that explains its dump.
    """
    from rich.console import Group as Parts
    from rich.text import Text

    outlets = [group for group in groups if group.kind == "outlet"]
    hidden = set(outlets[TOP_ROWS:])
    shingles = table_of("by shingles", *numbers("documents", *SHARES))
    lines = table_of("by lines", *numbers(*SHARES, "lose > 5 %", "empty", "head"))
    for group, found in groups.items():
        if group not in hidden:
            name = safe(group.name if group.kind == "outlet" else str(group))
            shingles.add_row(name, f"{found.documents:,}", *_shares(found.shingles))
            head = "–" if found.head is None else f"{found.head:.3f}"
            lines.add_row(name, *_shares(found.lines), f"{100 * found.losing:.1f} %", f"{found.empty:,}", head)
    parts: list[RenderableType] = [shingles, Text(), lines]
    if hidden:
        parts += [Text(f"and {counted(len(hidden), 'more outlet')} (--format json shows all)")]
    if worst:
        parts += [Text("\nworst first:")]
    for document, command in worst:
        parts += [Text(), *_document(document, command)]
    return Parts(*parts)


def _shares(averages: "Averages") -> list[str]:
    return [f"{share:.3f}" for score in averages for share in score]


def _document(document: "ScoredPair", command: str) -> "Iterator[Text]":
    """A document: its score, its first lost lines, the first lines left in, and the command that explains it."""
    from rich.text import Text

    score = document.score
    precision, recall, f1 = score.shingles.score()
    yield Text(f"{safe(document.pair.name)}: F1 {f1:.3f}, P {precision:.3f}, R {recall:.3f}", "bold")
    lost, left_in = score.lines.reference - score.lines.both, score.lines.text - score.lines.both
    empty = "; the text is empty" if score.empty else ""
    counts = (
        f"{counted(score.lines.reference, 'article line')}, {lost:,} lost, {counted(left_in, 'other line')} left in"
    )
    head = "; the title is not exactly one line of the text" if score.head is False else ""
    yield Text(f"  {counts}; loses {100 * score.lost:.1f} %{empty}{head}")
    for label, style, lines, number in (
        ("lost", "red", document.first_missed, lost),
        ("left in", "yellow", document.first_extra, left_in),
    ):
        for line in lines:
            text = line.text if len(line.text) <= LONGEST else line.text[: LONGEST - 1] + "…"
            row = Text(f"  {label:7} {line.number:>5} │ ", style, no_wrap=True, overflow="ellipsis")
            yield row.append(safe(text))
        if number > len(lines):
            yield Text(f"  {'':13} │ and {number - len(lines):,} more", style)
    yield Text(f"  {safe(command)}", "cyan", no_wrap=True, overflow="ignore")  # on one line, to be copied
