"""What a document is: numbered lines, the edits made to them, and the way back to the raw dump."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

Part = Literal["byline", "date", "caption"]  # of an article: what some readers want beside its text
PARTS: tuple[Part, ...] = get_args(Part)


class Line(NamedTuple):
    """One line of a dump."""

    number: int  # place in the raw text, from 1; never changes; agrees with `cat -n`
    text: str  # without its line end
    end: str  # `\n`, `\r\n`, `\r`, or nothing on a last line that has none


class Edit(NamedTuple):
    """One recorded touch. Both texts carry their line end, so that undoing is exact."""

    line: int  # the raw line, from 1
    rule: str  # the rule's printed name, "outlets/kinhtedothi.vn:tail"
    before: str  # the line as the rule found it
    after: str | None  # as the rule left it; None: the line is gone


FlagKind = Literal[
    "unchanged",  # the document was returned as it was, because its whole article would have gone
    "most_share",  # a rule did not act, because it would have removed too much
    "looks",  # the page looks like something other than an article
    "no article",  # no article was found
]


class Flag(NamedTuple):
    """Something unusual about a cleaned document.

    >>> print(Flag("unchanged", "no running text would have been left"))
    unchanged: no running text would have been left
    """

    kind: FlagKind
    text: str  # the reason, as a sentence

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}" if self.kind in ("unchanged", "most_share") else self.text


class Result(NamedTuple):
    """A cleaned document and the account of how it came about."""

    text: str  # the clean text
    edits: tuple[Edit, ...]  # every touch, in the order in which the rules acted
    pack: str  # the pack that was used
    reason: str  # the sign by which it was chosen
    flags: tuple[Flag, ...]  # what is unusual about it

    @property
    def unchanged(self) -> bool:
        """Whether the document was given back as it was, because its whole article would have gone."""
        return any(flag.kind == "unchanged" for flag in self.flags)


def split(raw: str) -> list[Line]:
    r"""The numbered lines of a text; `\n`, `\r\n` and `\r` end a line, nothing else does.

    `str.splitlines` also breaks at U+0085, U+2028 and form feed, so its numbers stop agreeing
    with editors and with `cat -n`.

    >>> split("a\r\nb")
    [Line(number=1, text='a', end='\r\n'), Line(number=2, text='b', end='')]
    """
    texts, ends = cut(raw)
    return [Line(n, text, end) for n, (text, end) in enumerate(zip(texts, ends, strict=True), 1)]


def cut(raw: str) -> tuple[list[str], list[str]]:
    r"""The lines' texts and, beside them, their ends.

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
    r"""The clean text, made from the raw lines by the edits alone.

    Raises ValueError where an edit does not find the line that it was written for.

    >>> replay(split("a\nb\n"), [Edit(1, "x:y", "a\n", None)])
    'b\n'
    """
    now: dict[int, str | None] = {line.number: line.text + line.end for line in lines}
    for edit in edits:
        if now.get(edit.line) != edit.before:
            raise ValueError(f"line {edit.line} is not the one that {edit.rule} changed")
        now[edit.line] = edit.after
    return "".join(text for text in now.values() if text is not None)


def undo(text: str, edits: Iterable[Edit]) -> str:
    r"""The raw dump, rebuilt from the clean text and the edits, byte for byte.

    Raises ValueError where the edits do not belong to this text.

    >>> undo("b\n", [Edit(1, "x:y", "a\n", None)])
    'a\nb\n'
    """
    first: dict[int, str] = {}
    last: dict[int, tuple[str, str | None]] = {}
    for edit in edits:
        first.setdefault(edit.line, edit.before)
        last[edit.line] = (edit.rule, edit.after)
    kept = iter([line.text + line.end for line in split(text)])
    raw: list[str] = []
    todo = len(first)
    number = 0
    while True:
        number += 1
        if number not in first:
            line = next(kept, None)
            if line is None:
                break
            raw.append(line)
            continue
        todo -= 1
        rule, after = last[number]
        if after is not None and next(kept, None) != after:
            raise ValueError(f"line {number} is not as {rule} left it: these edits belong to another text")
        raw.append(first[number])
    if todo:
        raise ValueError(f"{todo} edits stand below the last line: these edits belong to another text")
    return "".join(raw)
