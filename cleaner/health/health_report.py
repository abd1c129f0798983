"""The health report as data: a row for each rule, the outlets, and the findings."""

from collections.abc import Container
from typing import Any, Literal, NamedTuple, get_args

from cleaner.corpus.tally import OutletTally
from cleaner.health.statistics import fences, spread_of

FindingKind = Literal[
    "stale",  # a rule never acted
    "shadowed",  # a rule never acted, because earlier rules act on its lines
    "duplicate",  # another rule does the same
    "contained",  # another rule does the same and more
    "risen",  # a rule acts in more of its documents than in the last run
    "fallen",  # a rule acts in fewer of its documents than in the last run
    "redesign",  # an outlet loses an unusual share of its words
]
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


class RuleRow(NamedTuple):
    """What one rule did to the documents of a run."""

    rule: str  # its name
    pack: str  # the pack that it belongs to
    place: str  # file:line
    asked: int  # documents that were cleaned by a pack with this rule
    documents: int  # documents in which it acted
    lines: int  # lines that it removed, rewrote or protected
    words: int  # words that it removed
    share: float  # share of all removed words, from 0 to 1
    seen: str | None  # date of the last run in which it acted
    before: float | None  # share of documents in which it acted in the last run that asked it, from 0 to 1


class Finding(NamedTuple):
    """Something that a person should look at."""

    kind: FindingKind
    subject: str  # name of the rule or outlet
    why: str
    by: str = ""  # name of the rule that is to blame, for "shadowed", "duplicate" and "contained"
    documents: tuple[str, ...] = ()  # documents to look at


class HealthReport(NamedTuple):
    """How often rules acted in one run over a corpus, and how outlets changed."""

    date: str
    documents: int
    words: int
    removed: float  # share of all words that was removed, from 0 to 1
    unchanged: int  # documents left unchanged, because their whole article would have been removed
    nameless: int  # documents without a host
    rules: tuple[RuleRow, ...]
    outlets: dict[str, OutletTally]
    findings: tuple[Finding, ...]
    absent: tuple[str, ...] = ()  # packs of languages that too few documents are in to call their rules stale

    def of(self, kind: FindingKind) -> list[Finding]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding.kind == kind]

    def about(self, packs: Container[str]) -> "HealthReport":
        """The report with the rules of these packs only. Findings about outlets stay."""
        rows = tuple(row for row in self.rules if row.pack in packs)
        names = {row.rule for row in rows}
        findings = tuple(finding for finding in self.findings if finding.kind == "redesign" or finding.subject in names)
        absent = tuple(pack for pack in self.absent if pack in packs)
        return self._replace(rules=rows, findings=findings, absent=absent)

    def facts(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "date": self.date,
            "documents": self.documents,
            "words": self.words,
            "removed": round(self.removed, 4),
            "unchanged": self.unchanged,
            "without_host": self.nameless,
            "rules": [self._rule_facts(row) for row in self.rules],
            "outlets": [_outlet_facts(name, outlet) for name, outlet in sorted(self.outlets.items())],
            "absent_languages": list(self.absent),
            "findings": {kind: [_finding_facts(finding) for finding in self.of(kind)] for kind in KINDS},
        }

    def _rule_facts(self, row: RuleRow) -> dict[str, Any]:
        return {
            "rule": row.rule,
            "place": row.place,
            "asked": row.asked,
            "documents": row.documents,
            "lines": row.lines,
            "words": row.words,
            "share": round(row.share, 4),
            "seen": row.seen,
            "before": None if row.before is None else round(row.before, 4),
            "findings": [finding.kind for finding in self.findings if finding.subject == row.rule],
        }


def _outlet_facts(name: str, outlet: OutletTally) -> dict[str, Any]:
    spread = spread_of(outlet, "")
    return {
        "outlet": name,
        "documents": outlet.documents,
        "usual": outlet.usual_percent,
        "mean": spread.mean,
        "deviation": spread.deviation,
        "fences": list(fences(outlet)),
    }


def _finding_facts(finding: Finding) -> dict[str, Any]:
    return {
        "of": finding.subject,
        "why": finding.why,
        "by": finding.by or None,
        "documents": list(finding.documents),
    }
