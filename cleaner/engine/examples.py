"""Runs what packs say about themselves: hits, misses and whole-document tests."""

import difflib
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.packs.library import Library
from cleaner.packs.rule import Example, Pack, Rule


class Complaint(NamedTuple):
    """Something that a pack says about itself and that is not so."""

    place: str  # file:line
    rule: str  # the rule's or the pack's printed name
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.message}"


class PackReport(NamedTuple):
    """What the examples of one pack showed."""

    pack: str
    rules: int
    examples: int
    complaints: tuple[Complaint, ...]


def check(library: Library, name: str) -> PackReport:
    """Runs all examples of one pack.

    `hits` and `misses` are run against their rule alone, and count for it alone. Whole-document tests
    are run with all that the pack extends; each counts for those of the pack's own rules that act in it.
    A rule for which nothing counts is a complaint. Raises KeyError for a pack that is not there.
    """
    pack = library.packs[name]
    complaints: list[Complaint] = []
    proved: set[str] = set()
    for rule in pack.rules:
        complaints += _examples(rule, proved)
    cleaner = Cleaner.of(library, name)
    for test in pack.tests:
        complaints += _document(pack, test, cleaner, proved)
    for rule in pack.rules:
        if rule.name not in proved:
            message = "no example of its own triggers it; give it 'hits', or a test in which it acts"
            complaints.append(Complaint(rule.place, rule.name, message))
    examples = len(pack.tests) + sum(len(rule.hits) + len(rule.misses) for rule in pack.rules)
    return PackReport(name, len(pack.rules), examples, tuple(complaints))


def _examples(rule: Rule, proved: set[str]) -> Iterator[Complaint]:
    cleaner = Cleaner.of(Library.alone(rule._replace(most_share=None)), rule.pack)
    for text in rule.hits:
        if acts(cleaner, rule.name, text):
            proved.add(rule.name)
        else:
            yield Complaint(rule.place, rule.name, f"does not act on its hit {text!r}")
    for text in rule.misses:
        if acts(cleaner, rule.name, text):
            yield Complaint(rule.place, rule.name, f"acts on its miss {text!r}")


def acts(cleaner: Cleaner, rule: str, text: str) -> bool:
    """Whether a rule touches a text or protects a line of it."""
    _, outcome, _ = cleaner.account(text, name=f"an example of {rule}")
    # a guard that sends the whole text back unchanged trips only because the rule has taken all of it
    return bool(outcome.claims) or bool(outcome.flags) or any(edit.rule == rule for edit in outcome.edits)


def _document(pack: Pack, test: Example, cleaner: Cleaner, proved: set[str]) -> Iterator[Complaint]:
    called = f"test {test.name!r}" if test.name else "test"
    _, outcome, _ = cleaner.account(test.raw, test.host, called)
    proved.update(edit.rule for edit in outcome.edits)
    proved.update(outcome.claims.values())
    if outcome.text != test.clean:
        diff = difflib.unified_diff(
            test.clean.splitlines(), outcome.text.splitlines(), "wanted", "got", lineterm="", n=1
        )
        yield Complaint(
            test.place, pack.name, "\n".join([f"{called} comes out otherwise", *map("    {}".format, diff)])
        )
