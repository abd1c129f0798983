"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.lines.words import counted
from cleaner.report.console import more, safe, table_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.health.health import Finding
    from cleaner.health.health import HealthReport as Health


# ------------------------------------------------------------------ health


def health_report(found: "Health", rows: int) -> "RenderableType":
    """How rules fare: what each took, those that took most first; the outlets; then what to look at."""
    from rich.console import Group
    from rich.text import Text

    acted = sum(row.documents > 0 for row in found.rules)
    sums = [
        f"{counted(found.documents, 'document')}, {counted(found.words, 'word')}, {found.removed:.1%} removed",
        f"{found.unchanged:,} came back unchanged" if found.unchanged else "",
        f"{acted:,} of {len(found.rules):,} rules acted",
    ]
    parts: list[RenderableType] = [Text("; ".join(filter(None, sums)), "bold"), Text()]
    table = table_of("rule", "documents", "of", "lines", "words", "share", "last seen")
    acting = [row for row in found.rules if row.documents]
    ranked = sorted(acting, key=lambda row: (-row.words, -row.lines, -row.asked, row.rule))
    for row in ranked[:rows]:
        share = f"{row.share:.1%}" if row.words else "-"
        numbers = (f"{number:,}" for number in (row.documents, row.asked, row.lines, row.words))
        table.add_row(row.rule, *numbers, share, row.seen or "never")
    parts += [table] * bool(rows and ranked)
    parts += more(len(ranked) - rows, "rule")
    outlets = sorted(found.outlets.items(), key=lambda item: (-item[1].documents, item[0]))
    if outlets and rows:
        table = table_of("outlet", "documents", "usually removed")
        for name, outlet in outlets[:rows]:
            table.add_row(safe(name), f"{outlet.documents:,}", f"{outlet.usual} %")
        parts += [Text(), table, *more(len(outlets) - rows, "outlet")]
    for kind in dict.fromkeys(finding.kind for finding in found.findings):
        these = found.of(kind)
        parts += [Text(f"\n{kind}: {len(these):,}", "yellow")]
        table = table_of("", "", header=False)
        for name, why in _by_pack(these, found) if kind == "stale" else (row for one in these for row in _told(one)):
            table.add_row(f"  {safe(name)}" if name else "", safe(why))
        parts.append(table)
    return Group(*parts)


def _told(finding: "Finding") -> Iterator[tuple[str, str]]:
    yield finding.of, finding.why
    yield from (("", document) for document in finding.documents)


def _by_pack(findings: "Sequence[Finding]", found: "Health") -> Iterator[tuple[str, str]]:
    """Rules that never acted, a line a pack: a corpus in one language leaves the packs of all others idle."""
    seen = {row.rule: row.seen for row in found.rules}
    packs: dict[str, list[str]] = {}
    for finding in findings:
        packs.setdefault(finding.of.rpartition(":")[0], []).append(finding.of)
    for pack, rules in packs.items():
        all_ = sum(name.rpartition(":")[0] == pack for name in seen)
        ids = [name.rpartition(":")[2] + (f" ({day})" if (day := seen[name]) else "") for name in rules]
        idle = len(rules) == all_ > 1 and not any(seen[name] for name in rules)
        yield pack, f"all {all_} rules" if idle else ", ".join(ids)
