"""Count what each rule does to the documents of a run, and which languages these are in."""

from collections import Counter
from collections.abc import Iterator

from cleaner.corpus.tally import Tally
from cleaner.engine.clean import Account, Cleaner
from cleaner.engine.pipeline import TIDY
from cleaner.health.health_report import RuleRow
from cleaner.health.history import History
from cleaner.packs.rule import Rule


class RuleCounts:
    """The documents and lines of each rule that a document can get."""

    def __init__(self, cleaner: Cleaner) -> None:
        self.rules: dict[str, Rule] = {}  # by name
        self.acted: Counter[str] = Counter()  # rule -> documents
        self._protected: Counter[str] = Counter()  # keep rule -> lines
        self._languages: Counter[str] = Counter()  # pack of a language -> documents in which its rules acted most
        self._turns: dict[str, dict[str, int]] = {}  # pack -> its rules, each with its place in their order
        for pack in cleaner.packs:
            rules = list(cleaner.rules(pack))
            self.rules |= {rule.name: rule for rule in rules}
            self._turns[pack] = {rule.name: turn for turn, rule in enumerate(rules)}

    def add(self, account: Account) -> None:
        """Count a document. A rule also acted if the safety stop undid what it did."""
        outcome = account.outcome
        acting = {edit.rule for edit in outcome.edits} | set(outcome.claims.values())
        if account.result.unchanged:
            acting.update(note.rule for note in outcome.notes if note.kind == "undone")
        self.acted.update(acting - {TIDY})
        self._protected.update(outcome.claims.values())
        acted = (self.rules[edit.rule].pack for edit in outcome.edits if edit.rule in self.rules)
        lines = Counter(pack for pack in acted if _is_language(pack))  # lines that each language's rules changed
        if lines:
            self._languages[min(lines, key=lambda pack: (-lines[pack], pack))] += 1

    def absent_languages(self, least: int) -> tuple[str, ...]:
        """The packs of languages that fewer than `least` documents are in, by the rules that acted most in each."""
        packs = sorted({rule.pack for rule in self.rules.values() if _is_language(rule.pack)})
        return tuple(pack for pack in packs if self._languages[pack] < least)

    def acted_before(self, rule: Rule, account: Account) -> dict[int, str]:
        """The lines of a document on which a rule acted whose turn is before this one, with that rule."""
        turns = self._turns[account.choice.pack]
        outcome = account.outcome
        acted = dict(outcome.claims) | {edit.line: edit.rule for edit in reversed(outcome.edits)}
        turn = turns[rule.name]
        return {line: name for line, name in acted.items() if turns.get(name, turn) < turn}

    def rows(self, tally: Tally, date: str, history: History) -> Iterator[RuleRow]:
        """A row for each rule. `tally` has the sums of the same documents."""
        asked: Counter[str] = Counter()
        for pack, documents in tally.packs.items():
            asked.update(dict.fromkeys(self._turns[pack], documents))
        removed = sum(tally.rules[name] for name in self.rules)  # words
        for name, rule in self.rules.items():
            before = history.rules.get(name)
            words, acted = tally.rules[name], self.acted[name]
            yield RuleRow(
                rule=name,
                pack=rule.pack,
                place=str(rule.place),
                asked=asked[name],
                documents=acted,
                lines=tally.lines[name] + self._protected[name],
                words=words,
                share=words / removed if removed else 0.0,
                seen=date if acted else before.seen if before else None,
                before=before.documents / before.asked if before and before.asked else None,
            )


def _is_language(pack: str) -> bool:
    return pack.startswith("languages/")
