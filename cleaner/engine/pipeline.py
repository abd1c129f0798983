"""Run the rules of a pack over a document: the only place where a document changes."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NamedTuple

from cleaner.lines import budget
from cleaner.lines.budget import Budget, BudgetError
from cleaner.lines.document import Document, Note, View
from cleaner.lines.text import PAGE_FLAGS, Edit, Flag, FoundParts, PartOrHeadline
from cleaner.lines.words import blank, prose, running, words
from cleaner.packs.program import Program
from cleaner.packs.rule import ANYWHERE, Rule, Where

TIDY = "tidy"  # the name of the last step, which removes superfluous blank lines


class Outcome(NamedTuple):
    """What the rules did to one document."""

    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    claims: dict[int, str]  # line, from 1 -> the rule that protects it
    notes: tuple[Note, ...]  # why rules that matched a line did not act on it, and how lines were scored
    parts: FoundParts = FoundParts()


def run(program: Program, pack: str, document: Document, ends: Sequence[str]) -> Outcome:
    """Run the rules of a pack over a document, in order. `ends` are the line ends. Raises BudgetError."""
    edits: list[Edit] = []
    agenda = _Agenda(program, pack, document.hits)
    costs = _Costs(program)
    for turn in agenda:
        _, number = turn
        rule = program.rules[number]
        with costs.of(number):
            view = _view(document, rule, agenda.anchors.get(number))
            if rule.replace is not None:
                for line in view.anchored:
                    agenda.add(_rewrite(document, rule, line, ends[line], edits), turn)
            else:
                edits += _keep_or_drop(document, rule, view, ends)
    claims = {line + 1: rule for line, rule in document.claimed.items()}
    if edits and (why := _why_unchanged(document, edits)):
        return _unchanged(document, ends, edits, claims, why)
    edits += _tidy(document, ends)
    text = _assembled(document, ends, edits)
    if not text and not all(map(blank, document.dump.texts)) and not any(f.kind in PAGE_FLAGS for f in document.flags):
        document.flags.append(Flag("no_article", "no article was found"))  # such as in a page that is only buttons
    return Outcome(text, tuple(edits), tuple(document.flags), claims, tuple(document.notes), _found_parts(document))


def _found_parts(document: Document, unchanged: bool = False) -> FoundParts:
    """The first line of each part of the article that rules have recognised, as they have left it.

    A headline that is removed does not count: a table can be kept without the lines above it.
    """
    texts = document.dump.texts if unchanged else document.texts
    first: dict[PartOrHeadline, str] = {}
    for line, part in sorted(document.parts.items()):
        if part != "headline" or unchanged or not document.gone[line]:
            first.setdefault(part, texts[line].strip())
    return FoundParts(first.get("headline"), first.get("byline"), first.get("date"))


_NOT_WATCHED = nullcontext()


class _Costs:
    """Watches the processor time of the rules. Time that shipped rules take does not count."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._budget = None if program.is_shipped else budget.current()
        self._left = 0.0  # seconds, when the turn of a rule began
        self._most = 0.0  # seconds that the slowest rule took
        self._slowest = 0

    def of(self, rule: int) -> AbstractContextManager[None]:
        """Watch the turn of a rule. Raises BudgetError if the time of the document is used up."""
        return _NOT_WATCHED if self._budget is None else self._watched(self._budget, rule)

    @contextmanager
    def _watched(self, budget: Budget, rule: int) -> Iterator[None]:
        budget.enforced = self._program.editions[rule] not in self._program.shipped
        self._left = budget.seconds_left()
        try:
            yield
        except BudgetError as error:
            if not error.pattern and not error.rule:
                error.rule = _named(self._program.rules[rule])
            raise
        self._charge(budget, rule)

    def _charge(self, budget: Budget, rule: int) -> None:
        left = budget.seconds_left()
        spent = self._left - left
        if not budget.enforced:
            budget.give_back(spent)
            return
        if spent > self._most:
            self._most, self._slowest = spent, rule
        if left <= 0:
            error = budget.used_up()
            error.rule = _named(self._program.rules[self._slowest])
            raise error


def _named(rule: Rule) -> str:
    return f"{rule.name} ({rule.place})"


_Turn = tuple[int, int]  # the place of the rule's edition in the pack, then the number of the rule


class _Agenda:
    """The rules of a pack that a document calls for, in the order in which they act.

    Most rules have an anchor, a line test that some line has to pass. The others cost nothing.
    """

    def __init__(self, program: Program, pack: str, hits: Iterable[int]) -> None:
        self._program = program
        self._places = {edition: place for place, edition in enumerate(program.packs[pack])}
        self._off = program.off.get(pack, ())
        self.anchors = {rule: test for test in hits for rule in program.uses.get(test, ())}
        self._queue: list[_Turn] = sorted({*self._turns(self.anchors), *self._turns(program.unanchored)})

    def __iter__(self) -> Iterator[_Turn]:
        while self._queue:
            yield heapq.heappop(self._queue)

    def add(self, tests: Iterable[int], now: _Turn) -> None:
        """Add the rules whose anchor a rewritten line passes, if their turn comes after `now`."""
        for test in tests:
            rules = self._program.uses.get(test, ())
            for turn in self._turns([rule for rule in rules if rule not in self.anchors]):
                if turn > now:
                    heapq.heappush(self._queue, turn)
            self.anchors.update(dict.fromkeys(rules, test))

    def _turns(self, rules: Iterable[int]) -> Iterator[_Turn]:
        for rule in rules:
            place = self._places.get(self._program.editions[rule])
            if place is not None and rule not in self._off:
                yield place, rule


def _keep_or_drop(document: Document, rule: Rule, view: View, ends: Sequence[str]) -> list[Edit]:
    """Let a rule protect or remove the lines that its selector points at."""
    assert rule.selector is not None  # every keep and drop rule has one
    lines = [n for n in sorted(set(rule.selector.select(view))) if not document.gone[n] and n not in document.claimed]
    if rule.part is not None:
        document.parts.update(dict.fromkeys(lines, rule.part))
    if rule.verb == "keep" or rule.part in document.keep:  # a part that the caller keeps is protected
        document.claimed.update((line, rule.name) for line in lines)
        return []
    if not lines or _exceeds_most_share(document, rule, lines):
        return []
    return [_removal(document, rule, line, ends[line]) for line in lines]


def _removal(document: Document, rule: Rule, line: int, end: str) -> Edit:
    document.gone[line] = 1
    document.removed_by[line] = rule.name
    return Edit(line + 1, rule.name, document.texts[line] + end, None)


def _rewrite(document: Document, rule: Rule, line: int, end: str, edits: list[Edit]) -> Sequence[int]:
    """Let a replace rule rewrite a line; the tests that the new line passes."""
    assert rule.replace is not None
    before = document.texts[line]
    try:
        after = rule.replace.rewrite(before, budget.longest_rewrite(document.dump.texts[line]))
        if after != before and (of_document := budget.current()) is not None:
            of_document.write(len(after))
    except BudgetError as error:
        error.rule = _named(rule)
        raise
    if after == before:
        return ()
    if blank(after):
        edits.append(_removal(document, rule, line, end))
        return ()
    edits.append(Edit(line + 1, rule.name, before + end, after + end))
    return document.rewrite(line, after)


# ------------------------------------------------------------------ which lines a rule sees


def _view(document: Document, rule: Rule, test: int | None) -> View:
    """The document as a rule sees it. `test` is the number of the rule's anchor if the matcher knows it."""
    where = rule.where
    window = range(len(document)) if where == ANYWHERE else _window(document, where)
    if test is not None:
        lines = document.passing(test)
    else:
        anchor, any_length = rule.anchor()
        lines = [line for line in window if document.shown(line)]
        if anchor is not None:
            lines = [line for line in lines if document.passes(anchor, line, any_length)]
    anchored = []
    for line in lines:
        if why := _obstacle(document, where, window, line):
            document.notes.append(Note(rule.name, line + 1, why))
        elif not document.gone[line]:
            anchored.append(line)
    return View(document, rule.name, anchored)


def _obstacle(document: Document, where: Where, window: range, line: int) -> str:
    """Why a rule may not start from a line that passes its anchor, or ""."""
    if line not in window:
        limits = [repr(name) for name in ("first", "last", "after", "before") if getattr(where, name) is not None]
        return f"where: the line is outside the part of the dump that {' and '.join(limits)} allow"
    if where.line is not None and not document.passes(where.line, line):
        return "where: the line does not pass 'line'"
    if line in document.claimed:
        return f"the line is protected by {document.claimed[line]}"
    return ""


def _window(document: Document, where: Where) -> range:
    """The lines in which a rule may look for its anchor."""
    start, stop = 0, len(document)
    if where.after is not None:
        mark = document.first(where.after)
        if mark is None:
            return range(0)
        start = mark + 1
    if where.before is not None:
        mark = document.first(where.before, start)
        if mark is None:
            return range(0)
        stop = mark
    if where.first is not None:
        stop = min(stop, document.dump.above(where.first))
    if where.last is not None:
        start = max(start, document.dump.below(where.last))
    return range(start, stop)


# ------------------------------------------------------------------ safety stops


def _exceeds_most_share(document: Document, rule: Rule, lines: list[int]) -> bool:
    """Whether a rule would remove more than its `most_share`. If so, the document gets a flag and each line a note."""
    if rule.most_share is None:
        return False
    removed = sum(words(document.texts[line]) for line in lines)
    if document.dump.has_words(removed / rule.most_share + 1):
        return False
    share = removed / max(document.dump.words(), 1)
    if share <= rule.most_share:
        return False
    why = f"it would have removed {share:.0%} of the words, more than most_share: {rule.most_share:g}"
    document.flags.append(Flag("most_share", f"{rule.name} did not act: {why}"))
    document.notes += [Note(rule.name, line + 1, why) for line in lines]
    return True


def _why_unchanged(document: Document, edits: Sequence[Edit]) -> str:
    """The reason to leave a document unchanged: the rules have removed all of its running text. "" if some is left."""
    gone = document.gone
    if any(not gone[n] and running(text) for n, text in enumerate(document.texts)):
        return ""
    if not any(map(prose, document.dump.texts)):
        return ""
    removed: Counter[str] = Counter()
    for edit in edits:
        removed[edit.rule] += words(edit.before) - words(edit.after or "")
    rule = min(removed, key=lambda name: (-removed[name], name))
    return f"no running text would have been left; {rule} removed most of it"


def _unchanged(
    document: Document, ends: Sequence[str], edits: Iterable[Edit], claims: Mapping[int, str], why: str
) -> Outcome:
    """The outcome of a document that is left as it was."""
    raw = "".join(map("".join, zip(document.dump.texts, ends, strict=True)))
    undone = [
        Note(edit.rule, edit.line, f"its edit was undone and the document left unchanged: {why}", "undone")
        for edit in edits
    ]
    flags = (*document.flags, Flag("unchanged", why))
    return Outcome(raw, (), flags, dict(claims), (*document.notes, *undone), _found_parts(document, unchanged=True))


# ------------------------------------------------------------------ the clean text


def _tidy(document: Document, ends: Sequence[str]) -> Iterator[Edit]:
    """Remove blank lines at the top and at the end, and all but one between two lines of text."""
    waiting: list[int] = []  # blank lines since the last line of text
    started = False
    gone, claimed = document.gone, document.claimed
    for line, text in enumerate(document.texts):
        if gone[line]:
            continue
        if not text or (not "!" <= text[0] <= "~" and blank(text)):
            waiting.append(line)
            continue
        started_before, started = started, True
        if not waiting:
            continue
        for n, empty in enumerate(waiting):
            if (n > 0 or not started_before) and empty not in claimed:
                gone[empty] = 1
                yield Edit(empty + 1, TIDY, document.texts[empty] + ends[empty], None)
        waiting.clear()
    for empty in waiting:
        if empty not in claimed:
            gone[empty] = 1
            yield Edit(empty + 1, TIDY, document.texts[empty] + ends[empty], None)


def _assembled(document: Document, ends: Sequence[str], edits: list[Edit]) -> str:
    r"""The clean text.

    A line that ends in "\r" can be followed by an empty line that ends in "\n", if the lines between them are removed.
    Together they would read as one line that ends in "\r\n", and undoing would miscount. So the empty line gets "\r".
    """
    gone = document.gone
    if "\r" not in ends:
        return "".join([text + ends[n] for n, text in enumerate(document.texts) if not gone[n]])
    out: list[str] = []
    for line, text in enumerate(document.texts):
        if gone[line]:
            continue
        full = text + ends[line]
        if full.startswith("\n") and out and out[-1].endswith("\r"):
            edits.append(Edit(line + 1, TIDY, full, "\r"))
            full = "\r"
        out.append(full)
    return "".join(out)
