"""Rules over lines make edits: the only place where a document changes."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.lines.document import Document, Note, View
from cleaner.lines.text import Edit, Flag
from cleaner.lines.words import blank, prose, running, words
from cleaner.packs.program import Program
from cleaner.packs.rule import Rule, Where

TIDY = "tidy"  # the last step: blank lines are squeezed, and stand neither at the top nor at the end


class Outcome(NamedTuple):
    """What the rules did to one document."""

    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    claims: dict[int, str]  # line, from 1 -> the keep rule that protects it
    notes: tuple[Note, ...]  # why rules that found their sign did not act


def run(program: Program, pack: str, document: Document, ends: Sequence[str]) -> Outcome:
    """Runs a pack's rules over a document, in order; only those are looked at that a line calls for.

    Raises pattern.Exhausted.
    """
    edits: list[Edit] = []
    flags = document.flags
    turn = {file: n for n, file in enumerate(program.packs[pack])}
    off = program.off.get(pack, ())

    def turns(rules: Iterable[int]) -> Iterator[tuple[int, int]]:
        """When each rule's turn is: by its file's, then by its place there."""
        for rule in rules:
            file = program.files[rule]
            if file in turn and rule not in off:
                yield turn[file], rule

    anchors = {rule: test for test in document.hits for rule in program.uses.get(test, ())}
    queue = sorted({*turns(anchors), *turns(program.unanchored)})
    while queue:
        now = heapq.heappop(queue)
        rule = program.rules[now[1]]
        view = _view(document, rule, anchors.get(now[1]))
        if rule.replace is not None:
            for line in view.anchored:
                for test in _rewrite(document, rule, line, ends[line], edits):
                    called = dict.fromkeys(program.uses.get(test, ()), test)
                    for later in turns(called.keys() - anchors.keys()):
                        if later > now:
                            heapq.heappush(queue, later)
                    anchors.update(called)
            continue
        lines = [n for n in _selected(rule, view) if not document.gone[n] and n not in document.claimed]
        if rule.verb == "keep" or rule.part in document.keep:  # what the caller keeps is safe from all other rules
            document.claimed.update((line, rule.name) for line in lines)
        elif lines and not _too_much(document, rule, lines, flags):
            for line in lines:
                document.gone[line] = 1
                document.taken[line] = rule.name
                text = document.texts[line] + ends[line]
                edits.append(Edit(line + 1, rule.name, text, None))
    claims = {line + 1: rule for line, rule in document.claimed.items()}
    if edits and (why := _ate_the_article(document, edits)):
        raw = "".join(map("".join, zip(document.raw, ends, strict=True)))
        undone = [
            Note(edit.rule, edit.line, f"what it did was undone: the document came back {why}", "undone")
            for edit in edits
        ]
        return Outcome(raw, (), (*flags, Flag("unchanged", why)), claims, (*document.notes, *undone))
    edits += _tidy(document, ends)
    text = _assembled(document, ends, edits)
    return Outcome(text, tuple(edits), tuple(flags), claims, tuple(document.notes))


def _selected(rule: Rule, view: View) -> list[int]:
    assert rule.selector is not None  # drop and keep have one
    return sorted(set(rule.selector.select(view)))


def _view(document: Document, rule: Rule, test: int | None) -> View:
    """The document as a rule sees it: what passes its anchor, in its window, neither gone nor protected."""
    where = rule.where
    window = range(len(document)) if where == NOWHERE else _window(document, where)
    if test is not None:
        lines = document.passing(test)
    else:
        anchor, any_length = rule.anchor()
        lines = [line for line in window if document.shown(line)]
        if anchor is not None:
            lines = [line for line in lines if document.passes(anchor, line, any_length)]
    anchored = []
    for line in lines:
        if why := _bar(document, where, window, line):
            document.notes.append(Note(rule.name, line + 1, why))
        elif not document.gone[line]:
            anchored.append(line)
    return View(document, rule.name, anchored)


def _bar(document: Document, where: Where, window: range, line: int) -> str:
    """Why a rule may not start from a line that passes its anchor, or ""."""
    if line not in window:
        given = [repr(name) for name in ("first", "last", "after", "before") if getattr(where, name) is not None]
        return f"where: the line does not stand where {' and '.join(given)} allow it"
    if where.line is not None and not document.passes(where.line, line):
        return "where: the line does not pass 'line'"
    if line in document.claimed:
        return f"the line is protected by {document.claimed[line]}"
    return ""


NOWHERE = Where()


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
        stop = min(stop, document.above(where.first))
    if where.last is not None:
        start = max(start, document.below(where.last))
    return range(start, stop)


def _rewrite(document: Document, rule: Rule, line: int, end: str, edits: list[Edit]) -> Sequence[int]:
    """Lets a replace rule rewrite a line; returns the tests that the new line passes."""
    assert rule.replace is not None
    before = document.texts[line]
    after = rule.replace.rewrite(before)
    if after == before:
        return ()
    if blank(after):
        document.gone[line] = 1
        document.taken[line] = rule.name
        edits.append(Edit(line + 1, rule.name, before + end, None))
        return ()
    edits.append(Edit(line + 1, rule.name, before + end, after + end))
    return document.rewrite(line, after)


def _too_much(document: Document, rule: Rule, lines: list[int], flags: list[Flag]) -> bool:
    if rule.most_share is None:
        return False
    taken = sum(words(document.texts[line]) for line in lines)
    if document.has_words(taken / rule.most_share + 1):
        return False
    share = taken / max(document.words(), 1)
    if share <= rule.most_share:
        return False
    why = f"it would have removed {share:.0%} of the words, more than most_share: {rule.most_share:g}"
    flags.append(Flag("most_share", f"{rule.name} did not act: {why}"))
    document.notes += [Note(rule.name, line + 1, why) for line in lines]
    return True


def _ate_the_article(document: Document, edits: Sequence[Edit]) -> str:
    """Why a document cannot come out like this, all of its running text being gone, or ""."""
    gone = document.gone
    if any(not gone[n] and running(text) for n, text in enumerate(document.texts)):
        return ""
    if not any(map(prose, document.raw)):
        return ""
    taken: Counter[str] = Counter()
    for edit in edits:
        taken[edit.rule] += words(edit.before) - words(edit.after or "")
    rule = min(taken, key=lambda name: (-taken[name], name))
    return f"no running text would have been left; {rule} took most of it"


def _tidy(document: Document, ends: Sequence[str]) -> Iterator[Edit]:
    """Squeezes blank lines: one between two texts, none at the top and at the end."""
    waiting: list[int] = []
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

    Where the lines between are gone, a line ending in "\r" and an empty one ending in "\n" would read
    as one line ending in "\r\n", and undoing would miscount: the empty one gets the other's end.
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
