"""Run the examples in packs: the hits and misses of each rule, and tests on whole documents."""

import difflib
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.packs.library import Library
from cleaner.packs.rule import Example, Pack, Place, Rule


class Complaint(NamedTuple):
    """An example that fails, or a rule without one."""

    place: Place
    rule: str  # the name of the rule or of the pack
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.message}"


class PackReport(NamedTuple):
    """The results of the examples of one pack."""

    pack: str
    rules: int
    examples: int
    complaints: tuple[Complaint, ...]


def run_examples(library: Library, name: str) -> PackReport:
    """Run all examples of one pack. Raises KeyError if there is no such pack.

    Hits and misses run against their rule alone. Tests on whole documents run with everything that the pack extends,
    and count as examples for the pack's rules that act in them. A rule that no example triggers is a complaint.
    """
    pack = library.packs[name]
    complaints: list[Complaint] = []
    triggered: set[str] = set()
    for rule in pack.rules:
        complaints += _run_hits_and_misses(rule, triggered)
    cleaner = Cleaner.of(library, name)
    for test in pack.tests:
        complaints += _run_test(pack, test, cleaner, triggered)
    for rule in pack.rules:
        if rule.name not in triggered:
            message = "no example of its own triggers it; give it 'hits', or a test in which it acts"
            complaints.append(Complaint(rule.place, rule.name, message))
    examples = len(pack.tests) + sum(len(rule.hits) + len(rule.misses) for rule in pack.rules)
    return PackReport(name, len(pack.rules), examples, tuple(complaints))


def acts(cleaner: Cleaner, rule: str, text: str) -> bool:
    """Whether a rule edits a text or protects a line of it."""
    outcome = cleaner.account(text, name=f"an example of {rule}").outcome
    # a safety stop undoes the edits of the only rule, which has removed all of the text
    return bool(outcome.claims) or bool(outcome.flags) or any(edit.rule == rule for edit in outcome.edits)


def _run_hits_and_misses(rule: Rule, triggered: set[str]) -> Iterator[Complaint]:
    """Run the rule's hits and misses, and add the rule to those that are triggered."""
    cleaner = Cleaner.of(Library.alone(rule._replace(most_share=None)), rule.pack)
    for text in rule.hits:
        if acts(cleaner, rule.name, text):
            triggered.add(rule.name)
        else:
            yield Complaint(rule.place, rule.name, f"does not act on its hit {text!r}")
    for text in rule.misses:
        if acts(cleaner, rule.name, text):
            yield Complaint(rule.place, rule.name, f"acts on its miss {text!r}")


def _run_test(pack: Pack, test: Example, cleaner: Cleaner, triggered: set[str]) -> Iterator[Complaint]:
    """Run a test on a whole document, and add the rules that act in it to those that are triggered."""
    name = f"test {test.name!r}" if test.name else "test"
    outcome = cleaner.account(test.raw, test.host, name).outcome
    triggered.update(edit.rule for edit in outcome.edits)
    triggered.update(outcome.claims.values())
    if outcome.text != test.clean:
        expected, got = test.clean.splitlines(), outcome.text.splitlines()
        diff = difflib.unified_diff(expected, got, "expected", "got", lineterm="", n=1)
        message = "\n".join([f"{name} gives another text than expected", *(f"    {line}" for line in diff)])
        yield Complaint(test.place, pack.name, message)
