"""Choose the rules of a learnt pack: those that an example triggers, with a test and the lines that they act on."""

from collections.abc import Iterable, Sequence
from itertools import count

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import acts, run_examples
from cleaner.learn.board import Board
from cleaner.learn.examples import PageTest, examples_of, page_test
from cleaner.learn.fingerprints import fingerprints
from cleaner.learn.learn import LearntOutlet, TooFewDumps, body_rules, trusting
from cleaner.learn.proposal import Examples, Lines, Proposal, numbered
from cleaner.lines.errors import CleanerError
from cleaner.lines.rule_name import RuleName
from cleaner.lines.words import counted
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack, Rule


class DraftError(CleanerError):
    """A text that is no pack, or no single rule that fits one. `faults` are all reasons."""

    def __init__(self, faults: Iterable[object]) -> None:
        self.faults = tuple(map(str, faults))
        super().__init__("\n".join(self.faults))


class Draft:
    """A pack in the making: its chosen rules, their examples, the lines that they act on, fingerprints and a test.

    With a `base`, the rules are new ones for an existing pack. `learn.write` writes it as YAML.
    """

    def __init__(self, learnt: LearntOutlet, library: Library, base: Pack | None = None) -> None:
        assert learnt.board is not None
        self.name = base.name if base else f"outlets/{learnt.outlet}"
        self.outlet = learnt.outlet
        self.board = learnt.board
        self.base = base
        self._others = Library(pack for name, pack in library.packs.items() if name != self.name)
        self.body_rules = sorted(body_rules(self._others, DEFAULT))
        self.fingerprints = fingerprints(self.board, self.outlet, learnt.foreign)
        self.rules = [_renamed(rule, base) for rule in learnt.proposals if _acts_anew(self.board, rule)]
        self.examples = {rule.id: examples_of(self.board, rule) for rule in self.rules}
        self.acting: dict[str, Lines] = {}  # id of a rule -> the lines on which it acts in the pack, in its turn
        self.test = PageTest("", "", frozenset())
        self.choose(self.rules)

    def choose(self, rules: Sequence[Proposal]) -> None:
        """Make the pack from these rules, without those that no example triggers.

        Each rule that is left out changes what the others act on, so this repeats until an example triggers every rule.
        """
        self.rules = list(rules)
        while self.rules:
            for proposal, rule in zip(self.rules, self._parsed_rules(), strict=True):
                if not proposal.text:  # a rewritten rule has its examples in its text
                    self.examples[proposal.id] = _proven(self.examples[proposal.id], rule)
            cleaner = Cleaner.of(self.library(), self.name)
            self.test = page_test(self.board, self.rules, cleaner, self.name)
            self.acting = lines_acted_on(self.board, cleaner, self.name)
            fit = self._fit()
            if len(fit) == len(self.rules):
                return
            self.rules = fit

    def _fit(self) -> list[Proposal]:
        """The rules that an example or the test triggers, and that break no test of the base."""
        shown = self.test.shown
        fit = [rule for rule in self.rules if rule.text or self.examples[rule.id].hits or rule.id in shown]
        if fit and self.base is not None and _breaks_tests(self.base, fit, self._others):
            return [rule for rule in fit if not _breaks_tests(self.base, [rule], self._others)]
        return fit

    def pack(self) -> Pack:
        """The pack with its rules, on top of its base if it has one, without the test."""
        if self.base is None:
            return Pack(self.name, extends=(DEFAULT,), adjust=trusting(self.body_rules), rules=self._parsed_rules())
        return self.base._replace(rules=(*self.base.rules, *self._parsed_rules()))

    def library(self) -> Library:
        """All packs, with this one."""
        return _with(self._others, self.pack())

    def rewritten(self, proposal: Proposal, text: str) -> Proposal:
        """A rule as a person has rewritten it. Raises DraftError with every fault of the text."""
        edited = proposal._replace(text=text)
        pack = _parsed_proposals([edited], self.name)
        if len(pack.rules) != 1:
            raise DraftError([f"this is {counted(len(pack.rules), 'rule')}; write one"])
        (rule,) = pack.rules
        if rule.id in {other.id for other in self.rules if other.id != proposal.id} | _ids(self.base):
            raise DraftError([f"the pack already has a rule with the id {rule.id!r}"])
        if complaints := run_examples(_with(self._others, pack), self.name).complaints:
            raise DraftError(complaint.message for complaint in complaints)
        lines = lines_acted_on(self.board, Cleaner.of(Library.alone(rule), self.name), self.name).get(rule.id, {})
        self.acting[rule.id] = lines
        if rule.id == proposal.id:
            return edited._replace(lines=lines)
        return edited._replace(kind="edited", id=rule.id, lines=lines, scope="lines")

    def _parsed_rules(self) -> tuple[Rule, ...]:
        return _parsed_proposals(self.rules, self.name).rules


def draft(learnt: LearntOutlet, library: Library, base: Pack | None = None) -> Draft:
    """The draft of a pack for what was learnt. Raises TooFewDumps if there is nothing to propose."""
    if learnt.obstacle:
        raise TooFewDumps(learnt.obstacle)
    drafted = Draft(learnt, library, base)
    if not drafted.rules:
        raise TooFewDumps("the installed packs already remove everything that repeats")
    return drafted


def parsed(text: str, name: str) -> Pack:
    """The pack in a YAML text. Raises DraftError with every fault."""
    from cleaner.packs import schema

    pack, faults = schema.read(text, f"{name}.yaml", name)
    if pack is None or faults:
        raise DraftError(faults)
    return pack


def lines_acted_on(board: Board, cleaner: Cleaner, pack: str) -> dict[str, Lines]:
    """The lines of the pages on which each rule of a pack acts, by the rule's id."""
    acting: dict[str, Lines] = {}
    for at, page in enumerate(board.pages):
        indexes = {line.number: n for n, line in enumerate(page.lines)}
        for edit in cleaner.clean(page.raw).edits:
            rule = RuleName.of(edit.rule)
            if rule.pack == pack and edit.line - 1 in indexes:
                acting.setdefault(rule.id, {}).setdefault(at, []).append(indexes[edit.line - 1])
    return acting


def _parsed_proposals(proposals: Iterable[Proposal], name: str) -> Pack:
    return parsed("\n".join(["rules:", *(line for proposal in proposals for line in proposal.yaml())]), name)


def _with(others: Library, pack: Pack) -> Library:
    return Library([*others.packs.values(), pack])


def _breaks_tests(base: Pack, proposals: Iterable[Proposal], others: Library) -> bool:
    """Whether a test of the base passes without some proposals and fails with them."""
    if not base.tests:
        return False
    more = _parsed_proposals(proposals, base.name).rules
    before, after = (
        run_examples(_with(others, base._replace(rules=rules)), base.name).complaints
        for rules in (base.rules, (*base.rules, *more))
    )
    broken = {complaint.place for complaint in after} - {complaint.place for complaint in before}
    return any(test.place in broken for test in base.tests)


def _proven(examples: Examples, rule: Rule) -> Examples:
    """The first hit on which a rule alone acts, and the first miss on which it does not."""
    alone = Cleaner.of(Library.alone(rule), rule.pack)
    hits = [text for text in examples.hits if acts(alone, rule.name, text)]
    misses = [text for text in examples.misses if not acts(alone, rule.name, text)]
    return Examples(hits[:1], misses[:1])


def _renamed(proposal: Proposal, base: Pack | None) -> Proposal:
    """A proposal under an id that the base does not have."""
    used = _ids(base)
    if proposal.id not in used:
        return proposal
    return proposal._replace(id=next(free for n in count(2) if (free := numbered(proposal.kind, n)) not in used))


def _ids(pack: Pack | None) -> set[str]:
    return {rule.id for rule in pack.rules} if pack else set()


def _acts_anew(board: Board, proposal: Proposal) -> bool:
    """Whether a rule would act on lines that the installed packs leave."""
    return any(not board.pages[at].lines[n].removed for at, numbers in proposal.lines.items() for n in numbers)
