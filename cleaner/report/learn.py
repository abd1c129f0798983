"""Show the proposals of `cleaner learn`: a table of all rules, and each rule with lines of a page."""

from typing import TYPE_CHECKING

from cleaner.lines.safe import safe, safe_lines
from cleaner.lines.words import counted
from cleaner.report.console import numbers, table_of
from cleaner.report.explain import STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.learn.draft import Draft
    from cleaner.learn.page import PageLine
    from cleaner.learn.proposal import Proposal


AROUND = 2  # lines above and below each line on which a rule acts
MOST = 12  # lines of a page, on which a rule acts, that are shown: the first six and the last six


def proposals(draft: "Draft") -> "RenderableType":
    """The rules of a draft: the pages and lines on which each acts, its share of all words, and an example."""
    from rich.console import Group
    from rich.text import Text

    pages = draft.board.pages
    table = table_of("rule", *numbers("pages", "lines", "removed"), "such as")
    all_words = sum(line.words for page in pages for line in page.lines) or 1
    for rule in draft.rules:
        acting = draft.acting.get(rule.id, {})
        lines = [pages[at].lines[n] for at, found in acting.items() for n in found]
        removed = f"{sum(line.words for line in lines) / all_words:.1%}" if rule.drops else "rewritten"
        example = safe(_example(lines)[:60])
        table.add_row(rule.id, f"{len(acting)} of {len(pages)}", f"{len(lines):,}", removed, example)
    return Group(Text(f"{draft.name}: proposed from {counted(draft.board.counts.dumps, 'dump')}", "bold"), table)


def _example(lines: "Sequence[PageLine]") -> str:
    """The first line of two words or more, else the first."""
    return next((line.text.strip() for line in lines if line.words > 1), lines[0].text.strip() if lines else "")


def proposal_in_full(draft: "Draft", rule: "Proposal", position: str) -> "RenderableType":
    """One rule with its evidence, as YAML, and with the lines of a page on which it acts. `position`: "2 of 5"."""
    from rich.console import Group
    from rich.text import Text

    from cleaner.learn.write import evidence, rule_text

    head = Text(f"\n{rule.id} ({position})", "bold")
    comments = [Text(f"# {line}", "dim") for line in evidence(draft, rule)]
    return Group(head, *comments, Text(safe_lines(rule_text(draft, rule).rstrip())), in_context(draft, rule, 0))


def in_context(draft: "Draft", rule: "Proposal", turn: int) -> "RenderableType":
    """The lines of a page on which a rule acts, with those around them. `turn` selects the page."""
    from rich.console import Group
    from rich.text import Text

    acting = draft.acting.get(rule.id, {})
    if not acting:
        why = "earlier rules act on its lines" if rule.lines else "it acts on no line of the pages"
        return Text(why, STYLES["edited"].style)
    at = list(acting)[turn % len(acting)]
    lines, own = draft.board.pages[at].lines, acting[at]
    near = sorted({n for m in own for n in range(m - AROUND, m + AROUND + 1) if 0 <= n < len(lines)})
    order = {n: place for place, n in enumerate(sorted(own))}
    rows: list[Text] = []
    for n in near:
        place = order.get(n)
        if place is None or not MOST // 2 <= place < len(own) - MOST // 2:
            rows.append(_row(lines[n], place is not None, rule.drops))
        elif place == MOST // 2:
            rows.append(Text(f"       … {len(own) - MOST} more", "dim"))
    return Group(*rows)


def _row(line: "PageLine", acting: bool, drops: bool) -> "Text":
    """A line behind its number, marked if a rule acts on it."""
    from rich.text import Text

    fate = STYLES["dropped" if drops else "edited"]
    row = Text(no_wrap=True, overflow="ellipsis")
    row.append(f"{line.number + 1:>5} {fate.mark if acting else ' '} │ ", "dim")
    row.append(safe(line.text), (f"{fate.style} strike" if drops else fate.style) if acting else "")
    return row
