"""Clean one document: a `Cleaner` takes a text and returns the clean text with a record of every change."""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cleaner.engine.detect import Choice, choose
from cleaner.engine.input_kind import input_flag
from cleaner.engine.pipeline import Outcome, run
from cleaner.lines.budget import BudgetError, document_budget
from cleaner.lines.document import Document
from cleaner.lines.errors import CleanerError, Fault, PackError, PatternTimeout, near
from cleaner.lines.linetest import tests_in
from cleaner.lines.text import PAGE_FLAGS, PARTS, Flag, Part, Result, cut
from cleaner.lines.words import alternatives
from cleaner.packs import cache
from cleaner.packs.layers import DEFAULT, ProjectPack, layers, own_files, project_packs, sources
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Rule

if TYPE_CHECKING:
    from cleaner.packs.library import Library

Folder = str | os.PathLike[str]
_MOST_TITLE = 1_000  # characters of a title that are read; no headline is as long


class UnknownPackError(CleanerError, KeyError):
    """A pack that a cleaner or a library does not have."""

    __str__ = Exception.__str__  # a KeyError would put quotes around the message


class UnknownPartError(CleanerError, ValueError):
    """A part to keep that is not one of an article's parts."""


class TextTypeError(CleanerError, TypeError):
    """A value to clean that is not a str."""


class Account(NamedTuple):
    """Everything that is known about the cleaning of one document."""

    choice: Choice
    outcome: Outcome
    texts: list[str]  # the raw lines, without their ends

    @property
    def result(self) -> Result:
        """The part of the account that `clean` returns."""
        choice, outcome = self.choice, self.outcome
        return Result(outcome.text, outcome.edits, choice.pack, choice.reason, outcome.flags, outcome.parts.headline)


class Origins(NamedTuple):
    """Where the packs of a cleaner come from, as far as they are not shipped."""

    project: tuple[ProjectPack, ...] = ()
    files: Mapping[str, str] | None = None  # pack -> its file


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

    def __init__(
        self, program: Program, pack: str | None = None, keep: Iterable[str] = (), origins: Origins | None = None
    ) -> None:
        self._program = program
        self._pack = pack
        self._keep = frozenset(keep)
        self._origins = origins or Origins()
        self._matcher = program.matcher()

    @classmethod
    def load(
        cls,
        rules: Folder | Iterable[Folder] = (),
        pack: str | None = None,
        keep: Iterable[Part] = (),
        project: bool = True,
    ) -> "Cleaner":
        """Return a cleaner with the shipped packs, the user's, the project's, and those in the folders `rules`.

        `rules` is one folder or several. The project's packs are those of the working directory, which may be a
        stranger's: `project=False` leaves them out, and `project_packs` lists them. `pack` is the only pack to use,
        together with the packs that it extends. Without it, each document gets the pack that fits its host or its
        lines. `keep` names parts to keep in addition to the text: "byline", "date", "caption".

        All errors are of the type CleanerError: PackError with every fault of every pack, PackReadError for a folder
        or file that is missing or cannot be read, and UnknownPartError.

        >>> Cleaner.load(keep=["dates"])
        Traceback (most recent call last):
        cleaner.engine.clean.UnknownPartError: keep: 'dates' is not byline, date or caption; did you mean 'date'?
        """
        parts = _known_parts(keep)
        extra = [os.fspath(folder) for folder in ([rules] if isinstance(rules, (str, os.PathLike)) else rules)]
        folders = layers(extra, project)
        files = sources(folders)
        origins = Origins(tuple(project_packs(folders, files, extra)) if project else (), own_files(folders, files))
        if pack is not None and pack not in (names := [file.name for file in files]):
            raise PackError([Fault(pack, 0, 0, f"there is no pack of this name{near(pack, names)}")])

        def compiled() -> Program:
            from cleaner.packs.library import Library  # a bare pipe with compiled packs does without

            return compile_packs(Library.parse(files), pack)

        program = cache.program(files, pack, compiled)
        return cls(program, pack, parts, origins)

    @classmethod
    def of(cls, library: "Library", pack: str | None = None) -> "Cleaner":
        """Return a cleaner with the packs of a library, without a cache on disk.

        Raises UnknownPackError if the library does not have the pack.
        """
        if pack is not None:
            _check_pack(pack, library.packs)
        return cls(compile_packs(library, pack), pack)

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the packs that a document can get."""
        return tuple(self._program.packs)

    @property
    def project_packs(self) -> tuple[ProjectPack, ...]:
        """The packs of the working directory that are in use. They may be a stranger's, and replace shipped ones."""
        return self._origins.project

    def file_of(self, pack: str) -> str | None:
        """Return the file of a pack, or None if the pack is shipped or came from no file."""
        return (self._origins.files or {}).get(pack)

    def rules(self, pack: str) -> Iterator[Rule]:
        """Return the rules of a pack in the order in which they act. Raises UnknownPackError."""
        _check_pack(pack, self._program.packs)
        return self._program.order(pack)

    def called(self, pack: str, texts: Sequence[str]) -> Iterator[Rule]:
        """Return the rules of a pack whose anchor one of these lines passes, and those without an anchor.

        Raises UnknownPackError and BudgetError.
        """
        program = self._program
        _check_pack(pack, program.packs)
        tests = {test for verdict in self._matcher.ask(texts) for test in verdict}
        rules = {rule for test in tests for rule in program.uses.get(test, ())}.union(program.unanchored)
        editions, off = program.packs[pack], program.off.get(pack, ())
        return (program.rules[n] for n in sorted(rules) if program.editions[n] in editions and n not in off)

    def clean(self, text: str, host: str | None = None, name: str = "the document", title: str | None = None) -> Result:
        """Return the clean text, with every edit and the reason for the pack.

        `host` is the page's host or URL, and `title` its title, if they are known: the host chooses the pack, and the
        title helps to find the headline. `name` is what errors call the document. Raises PatternTimeout if a pattern
        takes too long, and TextTypeError if `text` or `title` is not a str.
        """
        return self.account(text, host, name, explaining=False, title=title).result

    def account(
        self,
        text: str,
        host: str | None = None,
        name: str = "the document",
        explaining: bool = True,
        title: str | None = None,
    ) -> Account:
        """Clean a text and also return why rules did not act on lines; with `explaining`, how each line was scored.

        The parameters are those of `clean`. Raises PatternTimeout if a pattern takes too long, and TextTypeError if
        `text` or `title` is not a str.
        """
        texts, ends = cut(_checked_text(text))
        new_document = partial(self._document, texts, explaining, _known_title(title))
        try:
            with document_budget(len(text), enforced=not self._program.is_shipped):
                account = self._account(texts, ends, host, new_document)
        except BudgetError as error:
            rule = error.rule or _origin_of(self._program, error)
            raise PatternTimeout(f"{name}: {error}; it is in {rule}") from error
        flag = input_flag(text)
        return account if flag is None else _flagged(account, flag)

    def _account(
        self, texts: list[str], ends: list[str], host: str | None, new_document: Callable[[], Document]
    ) -> Account:
        document = new_document()
        choice = Choice(self._pack, "named by the caller") if self._pack is not None else None
        choice = choice or choose(self._program, document.hits, host)
        account = Account(choice, run(self._program, choice.pack, document, ends), texts)
        if self._pack is None and choice.pack != DEFAULT and (why := _why_unchanged(account.outcome)):
            outcome = run(self._program, DEFAULT, new_document(), ends)
            account = _fallback(account, outcome, why)
        return account

    def _document(self, texts: list[str], explaining: bool, title: str) -> Document:
        return Document(texts, self._matcher, self._keep, explaining, title)

    def __getstate__(self) -> tuple[Program, str | None, frozenset[str], Origins]:
        return self._program, self._pack, self._keep, self._origins

    def __setstate__(self, state: tuple[Program, str | None, frozenset[str], Origins]) -> None:
        self._program, self._pack, self._keep, self._origins = state
        self._matcher = self._program.matcher()


def _check_pack(pack: str, packs: Iterable[str]) -> None:
    """Raise UnknownPackError unless a pack is one of these."""
    if pack not in (known := list(packs)):
        raise UnknownPackError(f"there is no pack {pack!r} here{near(pack, known)}")


def _known_parts(keep: Iterable[str]) -> list[str]:
    """The parts of an article to keep. Raises UnknownPartError."""
    parts: list[str] = [keep] if isinstance(keep, str) else list(keep)
    for part in parts:
        if part not in PARTS:
            raise UnknownPartError(f"keep: {part!r} is not {alternatives(PARTS)}{near(part, PARTS)}")
    return parts


def _checked_text(text: str) -> str:
    """The text. Raises TextTypeError for another value, such as a missing one of a table."""
    given: object = text
    if isinstance(given, str):
        return text
    if isinstance(given, (bytes, bytearray)):
        raise TextTypeError("clean() needs the text as a str, not as bytes; decode it first: data.decode('utf-8')")
    if _is_missing(given):
        raise TextTypeError(f"clean() needs the text as a str, not {given}; the text is missing, so skip the document")
    raise TextTypeError(f"clean() needs the text as a str, not as {type(given).__name__}")


def _known_title(title: str | None) -> str:
    """The start of the title; "" if it is not known. Raises TextTypeError for a value that is not a str."""
    given: object = title
    if isinstance(given, str):
        return given[:_MOST_TITLE]
    if _is_missing(given):
        return ""
    raise TextTypeError(f"clean() needs the title as a str, not as {type(given).__name__}")


def _is_missing(value: object) -> bool:
    """Whether a value is None or NaN, as in a table without an entry."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def _flagged(account: Account, flag: Flag) -> Account:
    """The account of input that is no text of a page. What its page looks like says nothing new, and is left out."""
    others = (other for other in account.outcome.flags if other.kind not in PAGE_FLAGS)
    return account._replace(outcome=account.outcome._replace(flags=(flag, *others)))


def _fallback(account: Account, outcome: Outcome, why: str) -> Account:
    """The account of a page that its outlet's rules left unchanged, cleaned by the default pack if that works better.

    An outlet redesigns its pages, and the markers of its rules move below the article. `outcome` is that of the
    default pack, `why` the reason why the outlet's rules left the page unchanged.
    """
    if _why_unchanged(outcome):
        return account
    pack, reason = account.choice
    flag = Flag("fallback", f"{why}; cleaned by {DEFAULT} instead")
    choice = Choice(DEFAULT, f"{pack} fits ({reason}), but would have removed the article")
    return Account(choice, outcome._replace(flags=(flag, *outcome.flags)), account.texts)


def _why_unchanged(outcome: Outcome) -> str:
    """Why a document was left unchanged, or "" if it was not."""
    return next((flag.text for flag in outcome.flags if flag.kind == "unchanged"), "")


def _origin_of(program: Program, error: BudgetError) -> str:
    """The rules and fingerprints that were at work, with their places: those with the pattern, or with the tests."""
    pattern = error.pattern
    if error.tests and not pattern:
        largest = max(error.tests, key=lambda number: sum(1 for _ in tests_in(program.tests[number])))
        rules = [program.rules[number] for number in program.uses.get(largest, ())]
        packs = program.fingerprints.get(largest, ())
        named = [f"{rule.name} ({rule.place})" for rule in rules]
        return " and ".join([*named, *(f"a fingerprint of {pack} ({program.detect_places[pack]})" for pack in packs)])
    places = [
        f"{rule.name} ({rule.place})"
        for rule in program.rules
        if (rule.replace and pattern in rule.replace.regex)
        or any(pattern in test.regex for test in tests_in((rule.selector, rule.where)))
    ]
    for number, packs in program.fingerprints.items():
        if any(pattern in test.regex for test in tests_in(program.tests[number])):
            places += [f"a fingerprint of {pack} ({program.detect_places[pack]})" for pack in packs]
    return " and ".join(dict.fromkeys(places))
