"""The report of `cleaner rules health`: sums, a row for each rule and outlet, and the findings."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.corpus.tally import MIN_DOCUMENTS
from cleaner.lines.safe import safe, short
from cleaner.lines.words import counted
from cleaner.report.console import more, numbers, table_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.health.health_report import Finding, HealthReport


def health_report(report: "HealthReport", most: int) -> "RenderableType":
    """The whole report, with at most `most` rules and outlets."""
    from rich.console import Group
    from rich.text import Text

    parts = (*_rules(report, most), *_outlets(report, most), *_findings(report), *_absent(report))
    return Group(_sums(report), Text(), *parts)


def _sums(report: "HealthReport") -> "Text":
    from rich.text import Text

    acted = sum(row.documents > 0 for row in report.rules)
    sums = [
        f"{counted(report.documents, 'document')}, {counted(report.words, 'word')}, {report.removed:.1%} removed",
        f"{counted(report.unchanged, 'document')} left unchanged (safety stop)" if report.unchanged else "",
        f"{acted:,} of {counted(len(report.rules), 'rule')} acted",
    ]
    return Text("; ".join(filter(None, sums)), "bold")


def _rules(report: "HealthReport", most: int) -> "Iterator[RenderableType]":
    """The rules that acted, those that removed most words first."""
    acting = [row for row in report.rules if row.documents]
    ranked = sorted(acting, key=lambda row: (-row.words, -row.lines, -row.asked, row.rule))
    table = table_of("rule", *numbers("documents", "of", "lines", "words", "share"), "last acted")
    for row in ranked[:most]:
        share = f"{row.share:.1%}" if row.words else "-"
        counts = (f"{number:,}" for number in (row.documents, row.asked, row.lines, row.words))
        table.add_row(safe(row.rule), *counts, share, row.seen or "never")
    if table.row_count:
        yield table
    yield from more(len(ranked) - most, "rule")


def _outlets(report: "HealthReport", most: int) -> "Iterator[RenderableType]":
    """The outlets, those with most documents first."""
    from rich.text import Text

    if not report.outlets or not most:
        return
    largest = sorted(report.outlets.items(), key=lambda item: (-item[1].documents, item[0]))
    table = table_of("outlet", *numbers("documents", "usually removed"))
    for name, outlet in largest[:most]:
        table.add_row(safe(name), f"{outlet.documents:,}", f"{outlet.usual_percent} %")
    yield from (Text(), table, *more(len(largest) - most, "outlet"))


def _findings(report: "HealthReport") -> "Iterator[RenderableType]":
    from rich.text import Text

    for kind in dict.fromkeys(finding.kind for finding in report.findings):
        findings = report.of(kind)
        yield Text(f"\n{kind}: {len(findings):,}", "yellow")
        table = table_of("", "", header=False)
        rows = _by_pack(findings, report) if kind == "stale" else _one_by_one(findings)
        for name, text in rows:
            table.add_row(f"  {safe(name)}" if name else "", safe(text))
        yield table


def _absent(report: "HealthReport") -> "Iterator[RenderableType]":
    """The packs of languages whose idle rules are not called stale."""
    from rich.text import Text

    if report.absent and report.documents >= MIN_DOCUMENTS:
        names = safe(", ".join(pack.rpartition("/")[2] for pack in report.absent))
        yield Text(f"\nnot judged, because fewer than {MIN_DOCUMENTS} documents are in these languages: {names}", "dim")


def _one_by_one(findings: "Sequence[Finding]") -> Iterator[tuple[str, str]]:
    """The name and the reason of each finding, then the documents to look at."""
    for finding in findings:
        yield finding.subject, finding.why
        yield from (("", short(document)) for document in finding.documents)


def _by_pack(findings: "Sequence[Finding]", report: "HealthReport") -> Iterator[tuple[str, str]]:
    """Rules that never acted, one row for each pack: a corpus in one language leaves the packs of all others idle."""
    rows = {row.rule: row for row in report.rules}
    packs: dict[str, list[str]] = {}
    for finding in findings:
        packs.setdefault(rows[finding.subject].pack, []).append(finding.subject)
    for pack, rules in packs.items():
        total = sum(row.pack == pack for row in report.rules)
        seen = {rule: rows[rule].seen for rule in rules}
        ids = [rule.removeprefix(f"{pack}:") + (f" (last acted {seen[rule]})" if seen[rule] else "") for rule in rules]
        idle = len(rules) == total > 1 and not any(seen.values())
        yield pack, f"all {total} rules" if idle else ", ".join(ids)
