"""A text in, the clean text and its account out: the one callable that everything else takes."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.engine.detect import Choice, choose
from cleaner.engine.pipeline import Outcome, run
from cleaner.lines.document import Document
from cleaner.lines.errors import Fault, PackError, PatternTimeout, near
from cleaner.lines.linetest import tests_in
from cleaner.lines.pattern import PatternExhausted
from cleaner.lines.text import PARTS, Flag, Part, Result, cut
from cleaner.packs import cache
from cleaner.packs.layers import DEFAULT, layers, sources
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Rule


class Account(NamedTuple):
    """All that is known of one cleaning: what `explain` shows."""

    choice: Choice
    outcome: Outcome
    texts: list[str]  # the raw lines, without their ends


class Cleaner:
    """Cleans documents by the rules of one pack, or of the pack that fits each document.

    The same text gets the same answer, whatever was cleaned before. A cleaner can be pickled and sent
    to other processes; one cleaner belongs to one thread at a time.

    >>> cleaner = Cleaner.load()
    >>> dump = "Council approves budget\\n\\nShare this article\\n\\nThe council met on Monday and agreed.\\n"
    >>> result = cleaner.clean(dump)
    >>> print(result.text)
    Council approves budget
    <BLANKLINE>
    The council met on Monday and agreed.
    <BLANKLINE>
    >>> result.edits[0].line, result.edits[0].before
    (3, 'Share this article\\n')
    """

    def __init__(self, program: Program, pack: str | None = None, keep: Iterable[str] = ()) -> None:
        self._program = program
        self._pack = pack
        self._keep = frozenset(keep)
        self._matcher = program.matcher()

    @classmethod
    def load(
        cls, rules: Iterable[str | os.PathLike[str]] = (), pack: str | None = None, keep: Iterable[Part] = ()
    ) -> "Cleaner":
        """A cleaner with the shipped packs, the user's, the project's, and those in the folders `rules`.

        `pack` is the name of the only pack to be used, with what it extends; without it each document
        gets the pack that its host or its lines call for. `keep` names what is to stay beside the text:
        "byline", "date", "caption". Raises PackError with every fault of every
        pack, OSError for a folder that cannot be read, and ValueError for another word in `keep`.

        >>> Cleaner.load(keep=["dates"])
        Traceback (most recent call last):
        ValueError: keep: 'dates' is not byline, date or caption; did you mean 'date'?
        """
        parts: list[str] = [keep] if isinstance(keep, str) else list(keep)
        for part in parts:
            if part not in PARTS:
                raise ValueError(f"keep: {part!r} is not {', '.join(PARTS[:-1])} or {PARTS[-1]}{near(part, PARTS)}")
        files = sources(layers(os.fspath(folder) for folder in rules))
        if pack is not None and pack not in (names := [file.name for file in files]):
            raise PackError([Fault(pack, 0, 0, f"there is no pack of this name{near(pack, names)}")])
        return cls(cache.program(files, pack, lambda: compile_packs(Library.parse(files), pack)), pack, parts)

    @classmethod
    def of(cls, library: Library, pack: str | None = None) -> "Cleaner":
        """A cleaner with the packs of a library, which nothing is remembered of between runs.

        Raises KeyError for a pack that the library does not have.
        """
        return cls(compile_packs(library, pack), pack)

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the packs that a document can get."""
        return tuple(self._program.packs)

    def rules(self, pack: str) -> Iterator[Rule]:
        """The rules of a pack in the order in which they act. Raises KeyError for a pack of another cleaner."""
        return self._program.order(pack)

    def called(self, pack: str, texts: Sequence[str]) -> Iterator[Rule]:
        """The rules of a pack that have their sign in one of these lines, or need none to look at a document.

        Raises KeyError for a pack of another cleaner, and pattern.Exhausted.
        """
        program = self._program
        tests = {test for verdict in self._matcher.ask(texts) for test in verdict}
        rules = {rule for test in tests for rule in program.uses.get(test, ())}.union(program.unanchored)
        files, off = program.packs[pack], program.off.get(pack, ())
        return (program.rules[n] for n in sorted(rules) if program.files[n] in files and n not in off)

    def clean(self, text: str, host: str | None = None, name: str = "the document") -> Result:
        """The clean text and its account.

        `host` is the page's host or URL, if it is known; `name` is what the document is called in
        errors. Raises PatternTimeout where a pattern runs out of its budget.
        """
        choice, outcome, _ = self.account(text, host, name, telling=False)
        return Result(outcome.text, outcome.edits, choice.pack, choice.reason, outcome.flags)

    def account(self, text: str, host: str | None = None, name: str = "the document", telling: bool = True) -> Account:
        """The same, with what the rules left alone and why, and how each line was judged where `telling`."""
        texts, ends = cut(text)
        try:
            document = Document(texts, self._matcher, self._keep, telling)
            if self._pack is not None:
                choice = Choice(self._pack, "named by the caller")
            else:
                choice = choose(self._program, document.hits, host)
            outcome = run(self._program, choice.pack, document, ends)
            if self._pack is None and choice.pack != DEFAULT and (why := _undone(outcome)):
                # the outlet has changed its pages since its rules were written: the page is cleaned as one of no outlet
                document = Document(texts, self._matcher, self._keep, telling)
                if not _undone(other := run(self._program, DEFAULT, document, ends)):
                    choice = Choice(DEFAULT, f"{choice.pack} fits ({choice.reason}), but would have taken the article")
                    outcome = other._replace(
                        flags=(Flag("most_share", f"{why}; cleaned by {DEFAULT} instead"), *other.flags)
                    )
        except PatternExhausted as error:
            raise PatternTimeout(f"{name}: {error}; {self._whose(error.pattern)}") from error
        return Account(choice, outcome, texts)

    def _whose(self, pattern: str) -> str:
        """The rules that hold a pattern, with their places."""
        rules = [
            f"{rule.name} ({rule.place})"
            for rule in self._program.rules
            if (rule.replace and pattern in rule.replace.regex)
            or any(pattern in test.regex for test in tests_in((rule.selector, rule.where)))
        ]
        return "it stands in " + " and ".join(rules or ["a fingerprint of an outlet"])

    def __getstate__(self) -> tuple[Program, str | None, frozenset[str]]:
        return self._program, self._pack, self._keep

    def __setstate__(self, state: tuple[Program, str | None, frozenset[str]]) -> None:
        self._program, self._pack, self._keep = state
        self._matcher = self._program.matcher()


def _undone(outcome: Outcome) -> str:
    """Why a document came back as it was; "" if it did not."""
    return next((flag.text for flag in outcome.flags if flag.kind == "unchanged"), "")
