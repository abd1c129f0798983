"""Try a rule that never acts alone on raw dumps, to tell whether earlier rules keep it from acting."""

from collections import Counter
from collections.abc import Mapping

from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.words import blank
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from cleaner.packs.rule import Rule

SHADOW_DOCUMENTS = 3  # documents that must show that earlier rules act on all lines of a rule
MOST_TRIES = 50  # documents on which a rule is tried


class Trial:
    """A rule on its own, and what it would have done to the documents it was tried on."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._program = compile_packs(Library.alone(rule._replace(most_share=None)), rule.pack)
        self._tries = 0
        self._left_lines = False  # whether the rule found lines that earlier rules had left: they do not shadow it
        self.documents = 0  # documents in which earlier rules had acted on every line that the rule acts on alone
        self.owners: Counter[str] = Counter()  # earlier rule -> lines of this rule on which it had acted

    @property
    def settled(self) -> bool:
        """Whether another document would change nothing."""
        return self._left_lines or self._tries >= MOST_TRIES

    @property
    def shadowed(self) -> bool:
        """Whether earlier rules act on all lines that the rule acts on alone."""
        return not self._left_lines and self.documents >= SHADOW_DOCUMENTS

    def run(self, raw: str, earlier: Mapping[int, str]) -> None:
        """Try the rule on a dump. `earlier` has the lines on which earlier rules acted, and those rules."""
        self._tries += 1
        try:
            # A new cleaner each time: a cleaner caches lines, and there are as many trials as idle rules.
            cleaner = Cleaner(self._program, self._rule.pack)
            _, outcome, texts = cleaner.account(raw, explaining=False)
        except PatternTimeout:
            return
        touched = {edit.line for edit in outcome.edits if edit.rule == self._rule.name} | outcome.claims.keys()
        lines = [line for line in touched if not blank(texts[line - 1])]
        if not lines:
            return
        if all(line in earlier for line in lines):
            self.documents += 1
            self.owners.update(earlier[line] for line in lines)
        else:
            self._left_lines = True
