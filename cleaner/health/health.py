"""How the rules fare on a corpus: what each takes, which are of no use, which have changed, which outlets have.

One reading, and nothing is kept of a document but sums: memory grows with rules and outlets. The definitions of
the findings stand in docs/health.md.
"""

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from statistics import NormalDist
from typing import NamedTuple

from cleaner.corpus.documents import Dump
from cleaner.corpus.tally import FEW, OTHERS, Outlet, Share, Tally
from cleaner.engine.clean import Account, Cleaner
from cleaner.engine.pipeline import TIDY
from cleaner.health.history import History, Rate, Spread
from cleaner.health.overlap import overlaps
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.host import outlet_of
from cleaner.lines.text import Result
from cleaner.lines.words import blank
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from cleaner.packs.rule import Rule, Verb

KINDS = ("stale", "shadowed", "duplicate", "contained", "risen", "fallen", "redesign")
DONE: dict[Verb, str] = {"drop": "took", "keep": "protected", "replace": "rewrote"}
SHADOWS = 3  # documents that have to show that earlier rules take a rule's lines
LOOKS = 50  # documents on which a rule that never acts is tried alone
ALARM = 0.01  # how likely all rates together raise a false alarm where nothing has changed
TERMS = 5_000  # of a sum for an exact test; beyond, the runs are large enough for the z-test
STEP, RATIO = 0.1, 1.5  # a rate that has moved by less than both is not told, however sure
WIDE, ERRORS = 5.0, 3.0  # an outlet's band: so many hundredths to each side at least, and so many standard errors
FENCE, AROUND, STRAYS = 1.5, 20, 0.1  # inside one run: quartiles' fences, hundredths at least, share of strays


class RuleRow(NamedTuple):
    """What one rule did."""

    rule: str
    place: str  # file:line
    asked: int  # documents whose packs hold it
    documents: int  # in which it acted
    lines: int  # that it took, rewrote or protected
    words: int  # that it took away
    share: float  # of all words that were taken away
    seen: str | None  # the date of the last run in which it acted
    before: float | None  # in which share of the documents it acted in the last run that asked it


class Finding(NamedTuple):
    """Something that a person should look at."""

    kind: str  # one of KINDS
    of: str  # the rule's or the outlet's name
    why: str
    by: str = ""  # the other rule
    documents: tuple[str, ...] = ()  # those to look at


class HealthReport(NamedTuple):
    """How the rules fare."""

    date: str
    documents: int
    words: int
    removed: float  # the share of all words that is gone
    unchanged: int  # documents that came back as they were, because their article would have gone
    nameless: int  # documents without a host
    rules: tuple[RuleRow, ...]
    outlets: dict[str, Outlet]
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> list[Finding]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding.kind == kind]

    def about(self, packs: Container[str]) -> "HealthReport":
        """The report without the rules of all other packs; what is said of outlets stays."""
        rows = tuple(row for row in self.rules if row.rule.rpartition(":")[0] in packs)
        told = {row.rule for row in rows}
        findings = tuple(one for one in self.findings if one.kind == "redesign" or one.of in told)
        return self._replace(rules=rows, findings=findings)


class Health:
    """Documents in, one after the other; the report out. The order of the documents makes no rule's row another."""

    def __init__(self, library: Library, pack: str | None = None) -> None:
        self.library = library
        self.cleaner = Cleaner.of(library, pack)
        self.tally = Tally()
        self.acted: Counter[str] = Counter()  # rule -> documents
        self.kept: Counter[str] = Counter()  # keep rule -> lines
        self.nameless = 0
        self._orders: dict[str, dict[str, int]] = {}  # pack -> its rules, and when their turn is
        self._alone: dict[str, _Alone] = {}  # rules that have not acted yet

    def add(self, dump: Dump) -> None:
        """Cleans one document and counts what each rule did. Raises PatternTimeout."""
        account = self.cleaner.account(dump.text, dump.url, dump.name, telling=False)
        choice, outcome, texts = account
        result = Result(outcome.text, outcome.edits, choice.pack, choice.reason, outcome.flags)
        host = outlet_of(dump.url or "")
        self.nameless += not host
        self.tally.add(dump.name, host or self._outlet(choice.pack), result)
        acting = {edit.rule for edit in outcome.edits} | set(outcome.claims.values())
        if result.unchanged:
            acting.update(note.rule for note in outcome.notes if note.kind == "undone")
        self.acted.update(acting - {TIDY})
        self.kept.update(outcome.claims.values())
        if not result.unchanged:
            for rule in self.cleaner.called(choice.pack, texts):
                if rule.name not in self.acted:
                    self._try(rule, dump.text, account)

    def _outlet(self, pack: str) -> str:
        """What the outlet of a document without a host is called; "" where its text does not tell it."""
        found = self.library.packs[pack]
        if found.detect is not None and found.detect.host:
            return found.detect.host[0]
        return pack if pack != DEFAULT else ""

    def _order(self, pack: str) -> dict[str, int]:
        if pack not in self._orders:
            self._orders[pack] = {rule.name: turn for turn, rule in enumerate(self.cleaner.rules(pack))}
        return self._orders[pack]

    def _try(self, rule: Rule, raw: str, account: Account) -> None:
        """Asks a rule that has never acted what it would do by itself, and who was there before it."""
        if rule.name not in self._alone:
            self._alone[rule.name] = _Alone(rule)
        alone = self._alone[rule.name]
        if alone.settled:
            return
        order = self._order(account.choice.pack)
        turn = order[rule.name]
        earlier = dict(account.outcome.claims) | {edit.line: edit.rule for edit in reversed(account.outcome.edits)}
        alone.look(raw, {line: name for line, name in earlier.items() if order.get(name, turn) < turn})

    # -------------------------------------------------------------- the report

    def report(self, date: str, history: History | None = None) -> HealthReport:
        """What was found, compared with earlier runs where there are some."""
        known = history or History()
        rows = tuple(self._rows(date, known))
        outlets = {name: outlet for name, outlet in self.tally.outlets.items() if name not in ("", OTHERS)}
        findings = [
            *self._idle(rows),
            *self._overlapping(),
            *_moved(rows, known),
            *_redesigned(outlets, known, date),
            *_unknown(self.tally, known),
        ]
        findings.sort(key=lambda finding: KINDS.index(finding.kind))
        tally = self.tally
        return HealthReport(
            date, tally.documents, tally.words_in, tally.removed, tally.flags, self.nameless, rows, outlets,
            tuple(findings),
        )  # fmt: skip

    def _rows(self, date: str, known: History) -> Iterator[RuleRow]:
        asked: Counter[str] = Counter()
        rules = {rule.name: rule for pack in self.cleaner.packs for rule in self.cleaner.rules(pack)}
        for pack, documents in self.tally.packs.items():
            asked.update(dict.fromkeys(self._order(pack), documents))
        gone = sum(self.tally.rules[name] for name in rules)
        for name, rule in rules.items():
            before = known.rules.get(name)
            words, acted = self.tally.rules[name], self.acted[name]
            yield RuleRow(
                name,
                rule.place,
                asked[name],
                acted,
                self.tally.lines[name] + self.kept[name],
                words,
                words / gone if gone else 0.0,
                date if acted else before.seen if before else None,
                before.documents / before.asked if before and before.asked else None,
            )

    def _idle(self, rows: tuple[RuleRow, ...]) -> Iterator[Finding]:
        """Rules that never acted: because of earlier ones, or because no document wants them."""
        verbs = {rule.name: rule.verb for pack in self.cleaner.packs for rule in self.cleaner.rules(pack)}
        for row in rows:
            if row.documents:
                continue
            alone = self._alone.get(row.rule)
            if alone is not None and alone.shadowed:
                by = min(alone.owners, key=lambda name: (-alone.owners[name], name))
                more = len(alone.owners) - 1
                others = f" and {more} other{'s' * (more != 1)}" if more else ""
                why = (
                    f"in all {alone.documents} documents looked at, {by}{others} {DONE[verbs[by]]} its lines before it"
                )
                yield Finding("shadowed", row.rule, why, by)
            elif row.asked >= FEW:
                yield Finding("stale", row.rule, f"it acted in none of {_documents(row.asked)}")

    def _overlapping(self) -> Iterator[Finding]:
        """Rules that others make needless, by what is written in them."""
        for rule, by, same in overlaps(self.library, self.cleaner.packs):
            why = "says the same as" if same else "asks for nothing that is not asked for by"
            yield Finding("duplicate" if same else "contained", rule.name, f"{why} {by.name} ({by.place})", by.name)


def _documents(number: int) -> str:
    return f"{number:,} document{'s' * (number != 1)}"


class _Alone:
    """A rule by itself, on raw dumps."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule.name
        self._pack = rule.pack
        self._program = compile_packs(Library.alone(rule._replace(most_share=None)), self._pack)
        self.looks = 0
        self.documents = 0  # in which it would take something, and earlier rules have taken all of it
        self.free = False  # whether it left a line that no earlier rule had taken: something else keeps it back
        self.owners: Counter[str] = Counter()  # earlier rule -> lines that it has taken from this one

    @property
    def settled(self) -> bool:
        """Whether another document would teach nothing."""
        return self.free or self.looks >= LOOKS

    @property
    def shadowed(self) -> bool:
        """Whether earlier rules have taken all that it would have taken."""
        return not self.free and self.documents >= SHADOWS

    def look(self, raw: str, earlier: Mapping[int, str]) -> None:
        """Tries it on a dump of which earlier rules have taken some lines."""
        self.looks += 1
        try:
            # a cleaner of its own, because it remembers lines, and there are as many of these as there are idle rules
            _, outcome, texts = Cleaner(self._program, self._pack).account(raw, telling=False)
        except PatternTimeout:
            return
        touched = {edit.line for edit in outcome.edits if edit.rule == self.rule} | outcome.claims.keys()
        lines = [line for line in touched if not blank(texts[line - 1])]
        if not lines:
            return
        if any(line not in earlier for line in lines):
            self.free = True
        else:
            self.documents += 1
            self.owners.update(earlier[line] for line in lines)


# ------------------------------------------------------------------ findings


def _moved(rows: tuple[RuleRow, ...], known: History) -> Iterator[Finding]:
    """Rules that act in more, or in fewer, of their documents than in the last run that asked them."""
    pairs = [
        (row, before)
        for row in rows
        if (before := known.rules.get(row.rule)) and min(row.asked, before.asked) >= FEW
    ]  # fmt: skip
    for row, before in pairs:
        if moved(before, Rate(row.documents, row.asked, None), len(pairs)):
            why = (
                f"it acted in {before.documents:,} of {_documents(before.asked)}, "
                f"now in {row.documents:,} of {row.asked:,}"
            )
            risen = row.documents * before.asked > before.documents * row.asked
            yield Finding("risen" if risen else "fallen", row.rule, why)


def moved(before: Rate, now: Rate, compared: int = 1) -> bool:
    """Whether a rate has changed by more than chance, where so many rates are compared at once.

    >>> moved(Rate(90, 100, None), Rate(20, 100, None)), moved(Rate(9, 10, None), Rate(8, 10, None))
    (True, False)
    """
    was, is_ = before.documents / before.asked, now.documents / now.asked
    low, high = sorted((was, is_))
    if high - low < STEP and high < low * RATIO:
        return False
    return chance(before, now) < ALARM / max(compared, 1)


def chance(before: Rate, now: Rate) -> float:
    """How likely two runs differ so much where nothing has changed: Fisher's exact test, twice its smaller tail.

    With the acts of both runs given, those of one of them are spread hypergeometrically. Runs so large that the sum
    is long get the z-test of two proportions, which then says the same.

    >>> round(chance(Rate(3, 10, None), Rate(0, 10, None)), 3)
    0.211
    >>> round(chance(Rate(30, 10_000, None), Rate(1, 10, None)), 3)
    0.061
    """
    acts, small = before.documents + now.documents, min(before, now, key=lambda rate: rate.asked)
    all_ = before.asked + now.asked
    low, high = max(0, acts - (all_ - small.asked)), min(acts, small.asked)
    if high - low > TERMS:
        both = acts / all_
        error = math.sqrt(both * (1 - both) * (1 / before.asked + 1 / now.asked))
        return 2 * NormalDist().cdf(-abs(before.documents / before.asked - now.documents / now.asked) / error)
    whole = _ways(all_, small.asked)
    likely = [(n, math.exp(_ways(acts, n) + _ways(all_ - acts, small.asked - n) - whole)) for n in range(low, high + 1)]
    below = sum(share for n, share in likely if n <= small.documents)
    above = sum(share for n, share in likely if n >= small.documents)
    return min(1.0, 2 * min(below, above))


def _ways(all_: int, chosen: int) -> float:
    """The logarithm of the number of ways to choose so many."""
    return math.lgamma(all_ + 1) - math.lgamma(chosen + 1) - math.lgamma(all_ - chosen + 1)


def spread(outlet: Outlet, date: str) -> Spread:
    """How the shares that an outlet's documents lost are spread.

    >>> outlet = Outlet()
    >>> outlet.documents, outlet.shares = 4, Counter({40: 2, 60: 2})
    >>> spread(outlet, "2024-05-01")
    Spread(date='2024-05-01', documents=4, mean=50.0, deviation=10.0)
    """
    mean = sum(percent * number for percent, number in outlet.shares.items()) / outlet.documents
    square = sum((percent - mean) ** 2 * number for percent, number in outlet.shares.items()) / outlet.documents
    return Spread(date, outlet.documents, round(mean, 2), round(math.sqrt(square), 2))


class Band(NamedTuple):
    """Where an outlet's share is expected, in hundredths."""

    low: float
    high: float

    def holds(self, share: float) -> bool:
        """Whether a share lies in it."""
        return self.low <= share <= self.high

    def __str__(self) -> str:
        return f"{max(self.low, 0):.0f} to {min(self.high, 100):.0f} %"


def usual(runs: tuple[Spread, ...], documents: int) -> Band:
    """Where the mean share of so many documents lies, if nothing has changed since some runs.

    The runs' mean, and three standard errors or five hundredths to each side. An error is made of the spread inside
    the runs, which counts the less the more documents there are, and of the spread between them.
    """
    all_ = sum(run.documents for run in runs)
    mean = sum(run.mean * run.documents for run in runs) / all_
    inside = sum(run.deviation**2 * run.documents for run in runs) / all_
    between = sum((run.mean - mean) ** 2 for run in runs) / (len(runs) - 1) if len(runs) > 1 else 0.0
    error = math.sqrt(inside / documents + inside / all_ + between)
    side = max(WIDE, ERRORS * error)
    return Band(mean - side, mean + side)


def fences(outlet: Outlet) -> Band:
    """The shares that are usual among an outlet's documents of one run, by their quartiles.

    >>> outlet = Outlet()
    >>> outlet.documents, outlet.shares = 10, Counter({50: 5, 60: 5})
    >>> fences(outlet)
    Band(low=30.0, high=75.0)
    """
    first, middle, third = (_quantile(outlet, part) for part in (0.25, 0.5, 0.75))
    reach = FENCE * (third - first)
    return Band(float(min(first - reach, middle - AROUND)), float(max(third + reach, middle + AROUND)))


def _quantile(outlet: Outlet, part: float) -> int:
    wanted, seen = math.ceil(part * outlet.documents), 0
    for percent in sorted(outlet.shares):
        seen += outlet.shares[percent]
        if seen >= wanted:
            return percent
    return 0


def _redesigned(outlets: Mapping[str, Outlet], known: History, date: str) -> Iterator[Finding]:
    for name, outlet in sorted(outlets.items()):
        if outlet.documents < FEW:
            continue
        runs = tuple(run for run in known.outlets.get(name, ()) if run.date != date)
        found = _since(name, outlet, runs) if runs else _inside(name, outlet)
        if found is not None:
            yield found


def _unknown(tally: Tally, known: History) -> Iterator[Finding]:
    """Outlets of earlier runs that no document shows any more, where many are known by neither host nor text."""
    strangers = tally.outlets[""].documents if "" in tally.outlets else 0
    for name, runs in sorted(known.outlets.items() if strangers >= FEW else ()):
        if name not in tally.outlets:
            why = (
                f"{_documents(runs[-1].documents)} showed it in the last run, now none does, and {strangers:,} are of "
                "no known outlet: look whether they are its pages, without its fingerprints"
            )
            yield Finding("redesign", name, why)


def _since(name: str, outlet: Outlet, runs: tuple[Spread, ...]) -> Finding | None:
    """An outlet whose mean share is not that of earlier runs."""
    band, mean = usual(runs, outlet.documents), spread(outlet, "").mean
    if band.holds(mean):
        return None
    far = outlet.low if mean < band.low else outlet.high
    why = f"{mean:.0f} % of its words are removed; by {len(runs)} earlier run{'s' * (len(runs) != 1)}, {band} is usual"
    return Finding("redesign", name, why, documents=_named(far))


def _inside(name: str, outlet: Outlet) -> Finding | None:
    """An outlet of which a part of the documents is not like the rest."""
    band = fences(outlet)
    strays = sum(number for percent, number in outlet.shares.items() if not band.holds(percent))
    if strays < max(3, STRAYS * outlet.documents):
        return None
    far = sorted({share for share in (*outlet.low, *outlet.high) if not band.holds(share.percent)})
    why = f"{strays:,} of {_documents(outlet.documents)} lie outside of what is usual, {band} of the words removed"
    return Finding("redesign", name, why, documents=_named(far))


def _named(shares: list[Share]) -> tuple[str, ...]:
    return tuple(f"{share.document} ({share.percent} %)" for share in shares)


# ------------------------------------------------------------------ the next run


def remembered(report: HealthReport, history: History) -> History:
    """The history with this run: rules that were asked, outlets with enough documents.

    A rate of many documents is not given up for one of a few.
    """
    rules = {}
    for row in report.rules:
        before = history.rules.get(row.rule)
        if before and row.asked < FEW <= before.asked:
            rules[row.rule] = before._replace(seen=row.seen)
        elif row.asked:
            rules[row.rule] = Rate(row.documents, row.asked, row.seen)
    spreads = {name: spread(one, report.date) for name, one in report.outlets.items() if one.documents >= FEW}
    return history.later(report.date, rules, spreads)
