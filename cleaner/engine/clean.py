"""Clean one document: a `Cleaner` takes a text and returns the clean text with a record of every change."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.engine.detect import Choice, choose
from cleaner.engine.pipeline import Outcome, run
from cleaner.lines.document import Document
from cleaner.lines.errors import Fault, PackError, PatternTimeout, near
from cleaner.lines.linetest import tests_in
from cleaner.lines.pattern import PatternBudgetError
from cleaner.lines.text import PARTS, Flag, Part, Result, cut
from cleaner.packs import cache
from cleaner.packs.layers import DEFAULT, layers, sources
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Rule


class Account(NamedTuple):
    """Everything that is known about the cleaning of one document."""

    choice: Choice
    outcome: Outcome
    texts: list[str]  # the raw lines, without their ends

    @property
    def result(self) -> Result:
        """The part of the account that `clean` returns."""
        choice, outcome = self.choice, self.outcome
        return Result(outcome.text, outcome.edits, choice.pack, choice.reason, outcome.flags)


# Longer than other classes, because it is the public interface: half of it is documentation.
class Cleaner:
    """Cleans documents by the rules of one pack, or by the rules of the pack that fits each document.

    The same text always gives the same result, whatever was cleaned before. A cleaner can be pickled and sent to other
    processes. Use a cleaner in one thread at a time.

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
        """Return a cleaner with the shipped packs, the user's, the project's, and those in the folders `rules`.

        `pack` is the only pack to use, together with the packs that it extends. Without it, each document gets the
        pack that fits its host or its lines. `keep` names parts to keep in addition to the text: "byline", "date",
        "caption".

        Raises PackError with every fault of every pack, OSError for a folder that cannot be read, and ValueError for
        an unknown part.

        >>> Cleaner.load(keep=["dates"])
        Traceback (most recent call last):
        ValueError: keep: 'dates' is not byline, date or caption; did you mean 'date'?
        """
        parts = _known_parts(keep)
        files = sources(layers(os.fspath(folder) for folder in rules))
        if pack is not None and pack not in (names := [file.name for file in files]):
            raise PackError([Fault(pack, 0, 0, f"there is no pack of this name{near(pack, names)}")])
        return cls(cache.program(files, pack, lambda: compile_packs(Library.parse(files), pack)), pack, parts)

    @classmethod
    def of(cls, library: Library, pack: str | None = None) -> "Cleaner":
        """Return a cleaner with the packs of a library, without a cache on disk.

        Raises KeyError if the library does not have the pack.
        """
        return cls(compile_packs(library, pack), pack)

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the packs that a document can get."""
        return tuple(self._program.packs)

    def rules(self, pack: str) -> Iterator[Rule]:
        """Return the rules of a pack in the order in which they act. Raises KeyError for a pack of another cleaner."""
        return self._program.order(pack)

    def called(self, pack: str, texts: Sequence[str]) -> Iterator[Rule]:
        """Return the rules of a pack whose anchor one of these lines passes, and those without an anchor.

        Raises KeyError for a pack of another cleaner, and PatternBudgetError.
        """
        program = self._program
        tests = {test for verdict in self._matcher.ask(texts) for test in verdict}
        rules = {rule for test in tests for rule in program.uses.get(test, ())}.union(program.unanchored)
        editions, off = program.packs[pack], program.off.get(pack, ())
        return (program.rules[n] for n in sorted(rules) if program.editions[n] in editions and n not in off)

    def clean(self, text: str, host: str | None = None, name: str = "the document") -> Result:
        """Return the clean text, with every edit and the reason for the pack.

        `host` is the page's host or URL, if it is known; `name` is what errors call the document. Raises
        PatternTimeout if a pattern takes too long.
        """
        return self.account(text, host, name, telling=False).result

    def account(self, text: str, host: str | None = None, name: str = "the document", telling: bool = True) -> Account:
        """Clean a text and also return why rules did not act on lines; with `telling`, how each line was scored.

        Raises PatternTimeout if a pattern takes too long.
        """
        texts, ends = cut(text)
        try:
            document = self._document(texts, telling)
            choice = Choice(self._pack, "named by the caller") if self._pack is not None else None
            choice = choice or choose(self._program, document.hits, host)
            account = Account(choice, run(self._program, choice.pack, document, ends), texts)
            if self._pack is None and choice.pack != DEFAULT and (why := _why_unchanged(account.outcome)):
                outcome = run(self._program, DEFAULT, self._document(texts, telling), ends)
                account = _fallback(account, outcome, why)
        except PatternBudgetError as error:
            raise PatternTimeout(f"{name}: {error}; {_origin_of(self._program, error.pattern)}") from error
        return account

    def _document(self, texts: list[str], telling: bool) -> Document:
        return Document(texts, self._matcher, self._keep, explaining=telling)

    def __getstate__(self) -> tuple[Program, str | None, frozenset[str]]:
        return self._program, self._pack, self._keep

    def __setstate__(self, state: tuple[Program, str | None, frozenset[str]]) -> None:
        self._program, self._pack, self._keep = state
        self._matcher = self._program.matcher()


def _known_parts(keep: Iterable[str]) -> list[str]:
    """The parts of an article to keep. Raises ValueError for an unknown one."""
    parts: list[str] = [keep] if isinstance(keep, str) else list(keep)
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"keep: {part!r} is not {', '.join(PARTS[:-1])} or {PARTS[-1]}{near(part, PARTS)}")
    return parts


def _fallback(account: Account, outcome: Outcome, why: str) -> Account:
    """The account of a page that its outlet's rules left unchanged, cleaned by the default pack if that works better.

    An outlet redesigns its pages, and the markers of its rules move below the article. `outcome` is that of the
    default pack, `why` the reason why the outlet's rules left the page unchanged.
    """
    if _why_unchanged(outcome):
        return account
    pack, reason = account.choice
    flag = Flag("most_share", f"{why}; cleaned by {DEFAULT} instead")
    choice = Choice(DEFAULT, f"{pack} fits ({reason}), but would have removed the article")
    return Account(choice, outcome._replace(flags=(flag, *outcome.flags)), account.texts)


def _why_unchanged(outcome: Outcome) -> str:
    """Why a document was left unchanged, or "" if it was not."""
    return next((flag.text for flag in outcome.flags if flag.kind == "unchanged"), "")


def _origin_of(program: Program, pattern: str) -> str:
    """The rules that contain a pattern, with their places."""
    rules = [
        f"{rule.name} ({rule.place})"
        for rule in program.rules
        if (rule.replace and pattern in rule.replace.regex)
        or any(pattern in test.regex for test in tests_in((rule.selector, rule.where)))
    ]
    return "it is in " + " and ".join(rules or ["a fingerprint of an outlet"])
