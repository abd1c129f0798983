"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from typing import TYPE_CHECKING

from cleaner.report.console import safe, safe_lines, table_of
from cleaner.report.explain import MARKS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.learn.draft import Draft
    from cleaner.learn.propose import Proposal


# ------------------------------------------------------------------ proposals

AROUND = 2  # lines above and below those that a rule takes
MUCH = 12  # lines of a page that a rule takes and that are shown


def proposals(made: "Draft") -> "RenderableType":
    """The rules of a draft: how many pages and lines each would change, the share of words, and an example."""
    from rich.console import Group
    from rich.text import Text

    board = made.board
    table = table_of("rule", "pages", "lines", "removed", "such as")
    everything = sum(line.words for page in board.pages for line in page.lines) or 1
    for one in made.rules:
        found = made.taken.get(one.id, {})
        taken = [board.pages[at].lines[n] for at, lines in found.items() for n in lines]
        share = sum(line.words for line in taken) / everything
        example = next((line.text.strip() for line in taken if line.words > 1), taken[0].text.strip() if taken else "")
        pages = f"{len(found)} of {len(board.pages)}"
        changed = f"{share:.1%}" if "drop" in one.rule else "rewritten"
        table.add_row(one.id, pages, f"{len(taken):,}", changed, safe(example[:60]))
    return Group(Text(f"{made.name}: proposed from {board.counts.dumps} dumps", "bold"), table)


def proposal(made: "Draft", one: "Proposal", number: str) -> "RenderableType":
    """One rule of a draft as YAML, with its evidence, and the lines that it takes of a page."""
    from rich.console import Group
    from rich.text import Text

    head = Text(f"\n{one.id} ({number})", "bold")
    evidence = [Text(f"# {line}", "dim") for line in made.evidence(one)]
    yaml = Text(safe_lines(made.written(one).rstrip()))
    return Group(head, *evidence, yaml, in_context(made, one, 0))


def in_context(made: "Draft", one: "Proposal", turn: int) -> "RenderableType":
    """The lines that a rule takes of a page, with those around them."""
    from rich.console import Group
    from rich.text import Text

    found = made.taken.get(one.id, {})
    if not found:
        why = "other rules take its lines first" if one.taken else "it takes no line of the pages"
        return Text(why, MARKS["edited"][1])
    at = list(found)[turn % len(found)]
    lines, taken = made.board.pages[at].lines, found[at]
    near = sorted({n for m in taken for n in range(m - AROUND, m + AROUND + 1) if 0 <= n < len(lines)})
    taking, shown, hidden = set(taken), 0, 0
    mark, struck = ("-", f"{MARKS['dropped'][1]} strike") if "drop" in one.rule else ("~", MARKS["edited"][1])
    rows: list[Text] = []
    for n in near:
        if n in taking:
            shown += 1
            if MUCH // 2 < shown <= len(taken) - MUCH // 2:
                hidden += 1
                if hidden == 1:
                    rows.append(Text(f"       … {len(taken) - MUCH} more", "dim"))
                continue
        row = Text(no_wrap=True, overflow="ellipsis")
        row.append(f"{lines[n].number + 1:>5} {mark if n in taking else ' '} │ ", "dim")
        row.append(safe(lines[n].text), struck if n in taking else "")
        rows.append(row)
    return Group(*rows)
