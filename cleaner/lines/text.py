"""The lines of a dump and the edits made to them: split a text, replay its edits, undo them."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from cleaner.lines.errors import CleanerError
from cleaner.lines.words import counted

Part = Literal["byline", "date", "caption"]  # parts of an article that a caller may keep in addition to its text
PARTS: tuple[Part, ...] = get_args(Part)
PartOrHeadline = Literal["headline", Part]  # what a rule may say about its lines; the headline is always kept

_SHOWN_CHARS = 60  # of the clean text, in the summary of a result


class EditError(CleanerError, ValueError):
    """Edits do not fit a text, because they belong to another one."""


class Line(NamedTuple):
    """One line of a dump."""

    number: int  # position in the raw text, counted from 1 as by `cat -n`; never changes
    text: str  # without the line end
    end: str  # `\n`, `\r\n`, `\r`, or empty for a last line without a line end


class Edit(NamedTuple):
    """One recorded change to one line. Both texts include the line end, so that undoing is exact."""

    line: int  # number of the raw line, from 1
    rule: str  # full name of the rule, "outlets/kinhtedothi.vn:tail"
    before: str  # the line before the rule acted
    after: str | None  # the line afterwards; None if it was removed


FlagKind = Literal[
    "unchanged",  # the document was left unchanged, because its whole article would have been removed
    "most_share",  # a rule did not act, because it would have removed too much
    "fallback",  # the outlet's rules would have removed the whole article, so the default pack cleaned the document
    "looks",  # the page does not look like an article
    "no_article",  # no article was found
    "mostly_removed",  # more running text was removed than kept
    "unjudged",  # the page was not judged: its text is one line
    "input",  # the input is not the text of a page, but HTML, XML, JSON, CSV, PDF or a compressed file
]
# Flags about what a page looks like. They mean nothing if the input is not the text of a page.
PAGE_FLAGS: tuple[FlagKind, ...] = ("looks", "no_article", "mostly_removed", "unjudged")

# What a printed flag of these kinds begins with; the text of the others says it all.
_LABELS: dict[FlagKind, str] = {"unchanged": "unchanged", "most_share": "most_share", "fallback": "most_share"}


class Flag(NamedTuple):
    """Something unusual about a cleaned document.

    >>> print(Flag("unchanged", "no running text would have been left"))
    unchanged: no running text would have been left
    """

    kind: FlagKind
    text: str  # the reason

    def __str__(self) -> str:
        return f"{_LABELS[self.kind]}: {self.text}" if self.kind in _LABELS else self.text


class Result(NamedTuple):
    """A cleaned document, with a record of how it was cleaned."""

    text: str  # the clean text
    edits: tuple[Edit, ...]  # every change, in the order in which the rules acted
    pack: str  # name of the pack that was used
    reason: str  # why that pack was chosen
    flags: tuple[Flag, ...]  # anything unusual about the document
    headline: str | None = None  # its line in the clean text, without the spaces around it; None if none was found

    @property
    def unchanged(self) -> bool:
        """Whether the document was left unchanged, because its whole article would have been removed."""
        return any(flag.kind == "unchanged" for flag in self.flags)

    @property
    def doubtful(self) -> bool:
        """Whether the clean text is not what was asked for: it was left unchanged, or its input is no text of a page.

        Then commands end with exit code 1.
        """
        return any(flag.kind in ("unchanged", "input") for flag in self.flags)

    def __repr__(self) -> str:
        """Return a summary, because the whole article on one line helps nobody."""
        start = " ".join(self.text[: 2 * _SHOWN_CHARS].split())
        start = start if len(start) <= _SHOWN_CHARS else start[:_SHOWN_CHARS] + "…"
        last = {edit.line: edit.after for edit in self.edits}
        removed = sum(after is None for after in last.values())
        flags = f", flags: {'; '.join(map(str, self.flags))}" if self.flags else ""
        lines = f"{counted(removed, 'line')} removed, {len(last) - removed} rewritten"
        return f"<Result {start!r}: {lines}, pack {self.pack}{flags}>"

    @classmethod
    def untouched(cls, text: str) -> "Result":
        """Return the result of a text that was not cleaned."""
        return cls(text, (), "", "", ())


class FoundParts(NamedTuple):
    """What was recognised beside the running text of an article, each as one line of text, without spaces around it."""

    headline: str | None = None  # only if it is in the clean text; the others may be removed
    byline: str | None = None
    date: str | None = None


def split(raw: str) -> list[Line]:
    r"""Split a text into numbered lines. Only `\n`, `\r\n` and `\r` end a line.

    `str.splitlines` also breaks at U+0085, U+2028 and form feeds, so its line numbers disagree with
    those of editors and of `cat -n`.

    >>> split("a\r\nb")
    [Line(number=1, text='a', end='\r\n'), Line(number=2, text='b', end='')]
    """
    texts, ends = cut(raw)
    return [Line(n, text, end) for n, (text, end) in enumerate(zip(texts, ends, strict=True), 1)]


def cut(raw: str) -> tuple[list[str], list[str]]:
    r"""Return the texts of all lines and, as a second list, their line ends.

    >>> cut("a\n\nb")
    (['a', '', 'b'], ['\n', '\n', ''])
    """
    if "\r" not in raw:
        texts = raw.split("\n")
        ends = ["\n"] * len(texts)
        if texts[-1]:
            ends[-1] = ""
        else:
            del texts[-1], ends[-1]
        return texts, ends
    pieces = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", raw)
    texts = [piece.rstrip("\r\n") for piece in pieces]
    return texts, [piece[len(text) :] for piece, text in zip(pieces, texts, strict=True)]


def replay(lines: Iterable[Line], edits: Iterable[Edit]) -> str:
    r"""Apply edits to the raw lines and return the clean text.

    Raises EditError if a line differs from what its edit expects.

    >>> replay(split("a\nb\n"), [Edit(1, "x:y", "a\n", None)])
    'b\n'
    >>> replay(split("b\n"), [Edit(1, "x:y", "a\n", None)])
    Traceback (most recent call last):
    cleaner.lines.text.EditError: line 1 differs from the line that x:y changed
    """
    now: dict[int, str | None] = {line.number: line.text + line.end for line in lines}
    for edit in edits:
        if now.get(edit.line) != edit.before:
            raise EditError(f"line {edit.line} differs from the line that {edit.rule} changed")
        now[edit.line] = edit.after
    return "".join(text for text in now.values() if text is not None)


def undo(text: str, edits: Iterable[Edit]) -> str:
    r"""Rebuild the raw dump, byte for byte, from the clean text and its edits.

    Raises EditError if the edits belong to another text.

    >>> undo("b\n", [Edit(1, "x:y", "a\n", None)])
    'a\nb\n'
    """
    originals: dict[int, str] = {}  # line number -> the raw line
    last: dict[int, tuple[str, str | None]] = {}  # line number -> its last rule, and the line that this rule left
    for edit in edits:
        originals.setdefault(edit.line, edit.before)
        last[edit.line] = (edit.rule, edit.after)
    clean = iter([line.text + line.end for line in split(text)])
    raw: list[str] = []
    edited_lines_left = len(originals)
    number = 0
    while True:
        number += 1
        if number not in originals:
            line = next(clean, None)
            if line is None:
                break
            raw.append(line)
            continue
        edited_lines_left -= 1
        rule, after = last[number]
        if after is not None and next(clean, None) != after:
            raise EditError(f"line {number} is not as {rule} left it: these edits belong to another text")
        raw.append(originals[number])
    if edited_lines_left:
        number_of = counted(edited_lines_left, "edit")
        verb = "is" if edited_lines_left == 1 else "are"
        raise EditError(f"{number_of} {verb} below the last line: these edits belong to another text")
    return "".join(raw)
