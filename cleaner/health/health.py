"""How often rules act on a corpus: what each of them removes, which are useless, and which outlets have changed.

The documents are read once. Only sums are kept of them, so memory grows with the number of rules and outlets.
"""

from cleaner.corpus.documents import RawDocument
from cleaner.corpus.tally import MIN_DOCUMENTS, OTHER_OUTLETS, Tally
from cleaner.engine.clean import Cleaner
from cleaner.health.findings import (
    changed_rates,
    idle_rules,
    overlapping_rules,
    redesigned_outlets,
    vanished_outlets,
)
from cleaner.health.health_report import KINDS, HealthReport
from cleaner.health.history import History, Rate
from cleaner.health.rule_counts import RuleCounts
from cleaner.health.statistics import spread_of
from cleaner.health.trial import Trial
from cleaner.lines.host import outlet_of
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library


class Health:
    """Takes documents one after the other, then makes the report. The rows of rules do not depend on their order."""

    def __init__(self, library: Library, pack: str | None = None) -> None:
        self.tally = Tally()
        self._library = library
        self._pack = pack
        self._cleaner = Cleaner.of(library, pack)
        self._counts = RuleCounts(self._cleaner)
        self._trials: dict[str, Trial] = {}  # rule -> its trial, for rules that have not acted yet
        self._without_host = 0  # documents

    def add(self, dump: RawDocument) -> None:
        """Clean one document and count what each rule did. Raises PatternTimeout."""
        account = self._cleaner.account(dump.text, dump.url, dump.name, explaining=False, title=dump.title)
        pack, result = account.choice.pack, account.result
        host = outlet_of(dump.url or "")
        self._without_host += not host
        self.tally.add(dump.name, host or self._outlet_by_pack(pack), result)
        self._counts.add(account)
        if result.unchanged:
            return
        for rule in self._cleaner.called(pack, account.texts):
            if rule.name not in self._counts.acted:
                if rule.name not in self._trials:
                    self._trials[rule.name] = Trial(rule)
                trial = self._trials[rule.name]
                if not trial.settled:
                    trial.run(dump.text, self._counts.acted_before(rule, account))

    def _outlet_by_pack(self, name: str) -> str:
        """The outlet of a document without a host, or "" if its text does not show one."""
        pack = self._library.packs[name]
        if pack.detect is not None and pack.detect.host:
            return pack.detect.host[0]
        return name if name != DEFAULT else ""

    def report(self, date: str, history: History | None = None) -> HealthReport:
        """What was found in the documents so far, compared with earlier runs if there is a history."""
        known = history or History()
        rows = tuple(self._counts.rows(self.tally, date, known))
        outlets = {name: outlet for name, outlet in self.tally.outlets.items() if name not in ("", OTHER_OUTLETS)}
        absent = tuple(pack for pack in self._counts.absent_languages(MIN_DOCUMENTS) if pack != self._pack)
        findings = [
            *idle_rules(rows, self._trials, absent, {name: rule.verb for name, rule in self._counts.rules.items()}),
            *overlapping_rules(self._library, self._cleaner.packs),
            *changed_rates(rows, known),
            *redesigned_outlets(outlets, known, date),
            *vanished_outlets(self.tally.outlets, known),
        ]
        findings.sort(key=lambda finding: KINDS.index(finding.kind))
        return HealthReport(
            date=date,
            documents=self.tally.documents,
            words=self.tally.words_in,
            removed=self.tally.removed_share,
            unchanged=self.tally.flags,
            nameless=self._without_host,
            rules=rows,
            outlets=outlets,
            findings=tuple(findings),
            absent=absent,
        )


def with_report(history: History, report: HealthReport) -> History:
    """The history with the run of a report: the rules that were asked, and the outlets with enough documents.

    The rate of a rule over many documents is not replaced by a rate over a few.
    """
    rules = {}
    for row in report.rules:
        before = history.rules.get(row.rule)
        if before and row.asked < MIN_DOCUMENTS <= before.asked:
            rules[row.rule] = before._replace(seen=row.seen)
        elif row.asked:
            rules[row.rule] = Rate(row.documents, row.asked, row.seen)
    spreads = {
        name: spread_of(outlet, report.date)
        for name, outlet in report.outlets.items()
        if outlet.documents >= MIN_DOCUMENTS
    }
    return history.with_run(report.date, rules, spreads)
