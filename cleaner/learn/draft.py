"""What was learnt as a pack that a person could have written: evidence, examples, a test, fingerprints."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import acts, check
from cleaner.learn.examples import document_test, hits_of, misses_of
from cleaner.learn.learn import JUDGED, LearntOutlet, TooFewDumps, judges_of
from cleaner.learn.propose import Board, Proposal
from cleaner.learn.yaml import block_text, emit, flow, scalar
from cleaner.lines.errors import CleanerError
from cleaner.lines.host import is_host, names
from cleaner.lines.key import key, plain
from cleaner.lines.words import printable
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack, Rule

_SIGNS = 3  # fingerprints of a pack


Taken = dict[int, list[int]]  # page -> its lines


class Draft:
    """A pack in the making: the rules that are in it, their examples, its fingerprints and its test.

    With a `base`, the rules are new ones of a pack that is there.
    """

    def __init__(self, learnt: LearntOutlet, library: Library, base: Pack | None = None) -> None:
        assert learnt.board is not None
        self.name = base.name if base else f"outlets/{learnt.outlet}"
        self.outlet = learnt.outlet
        self.board = learnt.board
        self.base = base
        self._others = learnt.others
        self._library = Library(pack for name, pack in library.packs.items() if name != self.name)
        self.rules = [_renamed(one, base) for one in self.board.proposed if _new(self.board, one)]
        self.hits = {one.id: hits_of(self.board, one) for one in self.rules}
        self.misses = {one.id: misses_of(self.board, one) for one in self.rules}
        self.taken: dict[str, Taken] = {}  # what the rules of the made pack take, each in its turn
        self.raw = self.clean = ""  # the test
        self.choose(self.rules)

    def choose(self, rules: Sequence[Proposal]) -> None:
        """Makes the pack of these rules, without those that no example shows at work."""
        self.rules = list(rules)
        if not self.rules:
            return
        for one, rule in zip(self.rules, self._own(), strict=True):
            short = one.id
            if one.text:
                continue  # its examples are its author's
            alone = Cleaner.of(Library.alone(rule), self.name)
            self.hits[short] = [text for text in self.hits[short] if acts(alone, rule.name, text)][:1]
            self.misses[short] = [text for text in self.misses[short] if not acts(alone, rule.name, text)][:1]
        cleaner = Cleaner.of(self.library(), self.name)
        shown = self._test(cleaner)
        self.taken = self._takes(cleaner)
        fit = [one for one in self.rules if one.text or self.hits[one.id] or f"{self.name}:{one.id}" in shown]
        if self.base is not None and self.base.tests and self._broken(fit):
            fit = [one for one in fit if not self._broken([one])]
        if len(fit) < len(self.rules):
            self.choose(fit)

    def _takes(self, cleaner: Cleaner) -> dict[str, Taken]:
        """What each rule of the pack takes of the pages: rule -> page -> lines."""
        out: dict[str, Taken] = {}
        for at, page in enumerate(self.board.pages):
            places = {line.number: n for n, line in enumerate(page.lines)}
            for edit in cleaner.clean(page.raw).edits:
                pack, _, rule = edit.rule.rpartition(":")
                if pack == self.name and edit.line - 1 in places:
                    out.setdefault(rule, {}).setdefault(at, []).append(places[edit.line - 1])
        return out

    def _broken(self, rules: Sequence[Proposal]) -> bool:
        """Whether a test of the base that holds would fail with more rules."""
        assert self.base is not None
        more = parsed("\n".join(["rules:", *(line for one in rules for line in self._rule(one))]), self.name).rules
        failed = [
            {complaint.place for complaint in check(self._with(self.base._replace(rules=own)), self.name).complaints}
            for own in (self.base.rules, (*self.base.rules, *more))
        ]
        return bool({test.place for test in self.base.tests} & (failed[1] - failed[0]))

    def pack(self) -> Pack:
        """The pack as it stands, with its base, without the test."""
        if self.base is None:
            return parsed("\n".join([*self._inherited(), "rules:", *self.lines()]), self.name)
        return self.base._replace(rules=(*self.base.rules, *self._own()))

    def library(self) -> Library:
        """All packs, with this one."""
        return self._with(self.pack())

    def _with(self, pack: Pack) -> Library:
        return Library([*self._library.packs.values(), pack])

    def rewritten(self, one: Proposal, text: str) -> Proposal:
        """A rule as a person has written it. Raises Unfit with all that is wrong with it."""
        new = one._replace(text=text)
        pack = parsed("\n".join(["rules:", *self._rule(new)]), self.name)
        if len(pack.rules) != 1:
            raise DraftError([f"this is {len(pack.rules)} rules; write one"])
        (rule,) = pack.rules
        if rule.id in {other.id for other in self.rules if other.id != one.id} | _ids(self.base):
            raise DraftError([f"the id {rule.id!r} is taken"])
        if complaints := check(self._with(pack), self.name).complaints:
            raise DraftError(complaint.message for complaint in complaints)
        taken = self._takes(Cleaner.of(Library.alone(rule), self.name)).get(rule.id, {})
        self.taken[rule.id] = taken
        return new._replace(id=rule.id, taken=taken)

    def _own(self) -> tuple[Rule, ...]:
        return parsed("\n".join(["rules:", *self.lines()]), self.name).rules

    def _test(self, cleaner: Cleaner) -> set[str]:
        """Makes a short document in which the rules act and the article stays; returns those that act."""
        best: tuple[tuple[bool, int], str, str, set[str]] = ((False, -1), "", "", set())
        for variant in range(6):
            raw, article = document_test(self.board, self.rules, variant)
            result = cleaner.clean(raw)
            shown = {edit.rule for edit in result.edits}
            whole = set(article) <= set(result.text.split("\n"))
            rank = whole, sum(f"{self.name}:{one.id}" in shown for one in self.rules)
            if rank > best[0]:
                best = rank, raw, result.text, shown
        self.raw, self.clean = best[1:3]
        return best[3]

    # ------------------------------------------------------------ text

    def text(self) -> str:
        """The pack as YAML, with the evidence."""
        board = self.board
        copies = board.counts.dumps - board.counts.pages
        out = [
            f"# Proposed by `cleaner learn` from {board.counts.dumps} dumps"
            + (f", {copies} of which say nothing new" if copies else "")
            + "; read it before you use it.",
            f"about: {scalar(self.outlet + ' article pages')}",
            *self._inherited(),
            *self._detect(),
            "",
            "rules:",
            *self.lines(evidence=True),
            *self._risky(),
            "",
            "tests:",
            *self.test(),
        ]
        return "\n".join(out) + "\n"

    def test(self) -> list[str]:
        """The whole-document test, as an item of a list."""
        name = "  - name: the article stays and what stands around it goes"
        return [name, "    raw: |2", *block_text(self.raw), "    clean: |2", *block_text(self.clean)]

    def lines(self, evidence: bool = False) -> list[str]:
        """The rules, as items of a list."""
        return [line for one in self.rules for line in self._rule(one, evidence)]

    def evidence(self, one: Proposal) -> list[str]:
        """In how many pages a rule acts, where, and on what."""
        found = self.taken.get(one.id, {})
        if not found and one.taken:
            pages = f"{len(one.taken)} of {len(self.board.pages)} pages"
            return [f"on {pages}, where other rules take it first", *list(_evidence(self.board, one))[1:]]
        return list(_evidence(self.board, one._replace(taken=found)))

    def _rule(self, one: Proposal, evidence: bool = False) -> Iterator[str]:
        if evidence:
            yield from (f"  # {line}" for line in self.evidence(one))
        yield from self._yaml(one, evidence)

    def _yaml(self, one: Proposal, examples: bool = True) -> Iterator[str]:
        if one.text:
            yield from (f"  {line}".rstrip() for line in one.text.splitlines())
            return
        yield f"  - id: {one.id}"
        yield f"    why: {scalar(one.why)}"
        for name, value in one.rule.items():
            yield from emit(name, value, "    ")
        for name, texts in (("hits", self.hits[one.id]), ("misses", self.misses[one.id])):
            if examples and texts:
                yield from emit(name, texts, "    ")

    def written(self, one: Proposal) -> str:
        """One rule as it stands in the pack, without the evidence and the indent."""
        return "\n".join(line[2:] for line in self._yaml(one)) + "\n"

    def _inherited(self) -> list[str]:
        """What the pack has of others: all packs of the web, whose `body` may trust what is left of a page."""
        judging = judges_of(self._library, DEFAULT)
        return [f"extends: [{DEFAULT}]", *(f"adjust: {{{name}: {flow(dict(JUDGED))}}}" for name in sorted(judging))]

    def signs(self) -> list[str]:
        """Lines that most pages of this outlet have and no other one at hand; where some name it, those alone."""
        found = list(self._signs())
        return ([text for text in found if names(text, self.outlet)] or found)[:_SIGNS]

    def _detect(self) -> list[str]:
        signs = self.signs()
        if "." not in self.outlet and not signs:
            return []
        out = ["detect:"]
        if is_host(self.outlet):
            out.append(f"  host: [{scalar(self.outlet)}]")
        if signs:
            out += ["  line:", *(f"    - {{text: {scalar(text)}}}" for text in signs)]
        if len(signs) > 1 and not names(signs[0], self.outlet):
            out.append("  least: 2")
        return out

    def _signs(self) -> Iterator[str]:
        """Lines that most pages of this outlet have, and no other outlet at hand."""
        board = self.board
        least = max(2, 0.5 * board.counts.pages)
        lines = (line for page in board.pages for line in page.lines)
        names = {
            one.name: one for one in lines if one.times >= least and not one.taken and one.name not in self._others
        }
        ranked = sorted(names.values(), key=lambda one: (-one.times, abs(one.words - 4), key(one.text)))
        for line in ranked:
            text = board.literal(line.name)
            if text and board.is_marker(line.name) and line.words >= 2 and printable(text):
                yield text

    def _risky(self) -> list[str]:
        rows: Counter[str] = Counter()
        for page in self.board.pages:
            for n, line in enumerate(page.lines):
                if line.times >= self.board.counts.least and page.place(n) == 0 and n > page.top:
                    rows[self.board.texts(line.name)[0]] = line.times
        found = [
            f"{scalar(text[:70])} ({count})" for text, count in sorted(rows.items(), key=_often) if printable(text)
        ]
        if not found:
            return []
        return ["  # Repeats too, but inside articles, so it is not proposed:", *(f"  #   {row}" for row in found[:8])]


def _often(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]


def _evidence(board: Board, one: Proposal) -> Iterator[str]:
    places: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    lines = 0
    for at, found in one.taken.items():
        page = board.pages[at]
        for n in found:
            lines += 1
            places[("in the article", "below it", "above it")[page.place(n)]] += 1
            rows[plain(page.lines[n].text)[:60]] += 1
    inside = one.kind == "tail" and {at for at, found in one.taken.items() if found[0] < board.pages[at].stop}
    where = " and ".join(place for place, count in places.most_common() if count * 10 >= lines)
    what = f"{lines} line{'s' * (lines != 1)}"
    yield f"in {len(one.taken)} of {len(board.pages)} pages, {', '.join(filter(None, (what, where)))}"
    shown = [text for text, _ in sorted(rows.items(), key=_often) if printable(text)]
    if one.kind in ("masthead", "tail"):
        marks = [f"{text!r} in {_times(board, text)}" for text in one.literals]
        yield "markers: " + ", ".join(marks)
        shown = [text for text in shown if text not in one.literals]
    if inside:
        yield f"risky: on {len(inside)} of these pages a marker stands inside what seems to be the article"
    if shown:
        yield "such as " + " · ".join(repr(text) for text in shown[:2])


def _times(board: Board, text: str) -> int:
    same = key(text)
    return sum(any(key(line.text) == same for line in page.lines) for page in board.pages)


def _renamed(one: Proposal, base: Pack | None) -> Proposal:
    """A rule under an id that the pack does not have."""
    taken = _ids(base)
    names = (one.id if n == 1 else f"{one.kind}-{n}" for n in count(1))
    return one._replace(id=next(name for name in names if name not in taken))


def _ids(pack: Pack | None) -> set[str]:
    return {rule.id for rule in pack.rules} if pack else set()


def _new(board: Board, one: Proposal) -> bool:
    """Whether a rule would take or change lines that the present packs leave."""
    return any(not board.pages[at].lines[n].taken for at, lines in one.taken.items() for n in lines)


class DraftError(CleanerError):
    """A text that is no pack, and why."""

    def __init__(self, faults: Iterable[object]) -> None:
        self.faults = tuple(map(str, faults))
        super().__init__("\n".join(self.faults))


def parsed(text: str, name: str) -> Pack:
    """The pack of a text. Raises Unfit."""
    from cleaner.packs import schema

    pack, faults = schema.read(text, f"{name}.yaml", name)
    if pack is None or faults:
        raise DraftError(faults)
    return pack


def draft(learnt: LearntOutlet, library: Library, base: Pack | None = None) -> Draft:
    """The pack for what was learnt. Raises TooLittle where nothing is missing from the packs that are there."""
    if learnt.missing:
        raise TooFewDumps(learnt.missing)
    made = Draft(learnt, library, base)
    if not made.rules:
        raise TooFewDumps("the present packs already take all that repeats")
    return made
