"""What a health report finds: one function for each kind of finding. docs/health.md defines the kinds."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from cleaner.corpus.tally import MIN_DOCUMENTS, OutletTally, RemovedShare
from cleaner.health.health_report import Finding, RuleRow
from cleaner.health.history import History, Rate, Spread
from cleaner.health.overlap import overlaps
from cleaner.health.statistics import fences, rate_changed, spread_of, usual_band
from cleaner.health.trial import Trial
from cleaner.lines.words import counted
from cleaner.packs.library import Library
from cleaner.packs.rule import Verb

PAST_TENSE: dict[Verb, str] = {"drop": "removed", "keep": "protected", "replace": "rewrote"}
STRAYS, STRAY_SHARE = 3, 0.1  # documents outside the fences that make a redesign: their number, and share, at least


def idle_rules(
    rows: Iterable[RuleRow], trials: Mapping[str, Trial], absent: Container[str], verbs: Mapping[str, Verb]
) -> Iterator[Finding]:
    """Rules that never acted: shadowed by earlier rules, or stale. `trials` and `verbs` are by the names of rules.

    `absent` are packs of languages that hardly any document is in. Their rules could not act, so they are not stale.
    """
    for row in rows:
        if row.documents:
            continue
        trial = trials.get(row.rule)
        if trial is not None and trial.shadowed:
            by = min(trial.owners, key=lambda name: (-trial.owners[name], name))
            others = f" and {counted(len(trial.owners) - 1, 'other rule')}" if len(trial.owners) > 1 else ""
            did = f"{by}{others} {PAST_TENSE[verbs[by]]} them first"
            why = f"in all {counted(trial.documents, 'document')} with its lines, {did}"
            yield Finding("shadowed", row.rule, why, by)
        elif row.asked >= MIN_DOCUMENTS and row.pack not in absent:
            yield Finding("stale", row.rule, f"acted in none of {counted(row.asked, 'document')}")


def overlapping_rules(library: Library, packs: Iterable[str]) -> Iterator[Finding]:
    """Rules that other rules make needless, judged by what is written in them."""
    for rule, by, same in overlaps(library, packs):
        if same:
            yield Finding("duplicate", rule.name, f"does the same as {by.name} ({by.place})", by.name)
        else:
            yield Finding("contained", rule.name, f"matches only what {by.name} ({by.place}) matches too", by.name)


def changed_rates(rows: Iterable[RuleRow], history: History) -> Iterator[Finding]:
    """Rules that act in more, or in fewer, of their documents than in the last run that asked them."""
    pairs = [
        (row, before)
        for row in rows
        if (before := history.rules.get(row.rule)) and min(row.asked, before.asked) >= MIN_DOCUMENTS
    ]  # fmt: skip
    for row, before in pairs:
        if rate_changed(before, Rate(row.documents, row.asked, None), len(pairs)):
            why = (
                f"acted in {before.documents:,} of {counted(before.asked, 'document')}, "
                f"now in {row.documents:,} of {row.asked:,}"
            )
            risen = row.documents * before.asked > before.documents * row.asked
            yield Finding("risen" if risen else "fallen", row.rule, why)


def redesigned_outlets(outlets: Mapping[str, OutletTally], history: History, date: str) -> Iterator[Finding]:
    """Outlets whose documents lose an unusual share of their words, compared with earlier runs or with one another."""
    for name, outlet in sorted(outlets.items()):
        if outlet.documents < MIN_DOCUMENTS:
            continue
        earlier = tuple(run for run in history.outlets.get(name, ()) if run.date != date)
        finding = _unlike_earlier_runs(name, outlet, earlier) if earlier else _unlike_one_another(name, outlet)
        if finding is not None:
            yield finding


def _unlike_earlier_runs(name: str, outlet: OutletTally, runs: tuple[Spread, ...]) -> Finding | None:
    band, mean = usual_band(runs, outlet.documents), spread_of(outlet, "").mean
    if band.holds(mean):
        return None
    extremes = outlet.low if mean < band.low else outlet.high
    why = f"{mean:.0f} % of the words were removed; in {counted(len(runs), 'earlier run')} {band} was usual"
    return Finding("redesign", name, why, documents=_with_shares(extremes))


def _unlike_one_another(name: str, outlet: OutletTally) -> Finding | None:
    band = fences(outlet)
    strays = sum(number for percent, number in outlet.shares.items() if not band.holds(percent))
    if strays < max(STRAYS, STRAY_SHARE * outlet.documents):
        return None
    extremes = sorted({share for share in (*outlet.low, *outlet.high) if not band.holds(share.percent)})
    why = f"{strays:,} of {counted(outlet.documents, 'document')} did not lose the usual {band} of their words"
    return Finding("redesign", name, why, documents=_with_shares(extremes))


def _with_shares(shares: Sequence[RemovedShare]) -> tuple[str, ...]:
    return tuple(f"{share.document} ({share.percent} %)" for share in shares)


def vanished_outlets(outlets: Mapping[str, OutletTally], history: History) -> Iterator[Finding]:
    """Outlets of earlier runs that no document belongs to now, if many documents belong to no known outlet.

    `outlets` has these under "".
    """
    unknown = outlets[""].documents if "" in outlets else 0
    if unknown < MIN_DOCUMENTS:
        return
    for name, runs in sorted(history.outlets.items()):
        if name not in outlets:
            why = (
                f"{counted(runs[-1].documents, 'document')} in the last run, none in this one, and "
                f"{counted(unknown, 'document')} of no known outlet; check whether these are its pages without its "
                "fingerprints"
            )
            yield Finding("redesign", name, why)
