"""The reports of `cleaner clean`: the diff of `--diff`, and the facts of `--format json`."""

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cleaner.lines.safe import safe_lines
from cleaner.lines.text import split
from cleaner.lines.words import words

if TYPE_CHECKING:
    from cleaner.engine.clean import Account
    from cleaner.packs.layers import ProjectPack

_BOLD, _RED, _GREEN, _CYAN, _NORMAL = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[0m"
_COLOURS = {"-": _RED, "+": _GREEN, "@": _CYAN}
_HEADING = 2  # lines above the first change, with the names of the two texts


def diff(name: str, raw: str, clean: str) -> str:
    """What cleaning changes, as a unified diff; "" if it changes nothing.

    >>> print(diff("page.txt", "Menu\\nHe left.\\n", "He left.\\n"), end="")
    --- page.txt
    +++ page.txt (clean)
    @@ -1,2 +1 @@
    -Menu
     He left.
    """
    before, after = ([line.text + line.end for line in split(text)] for text in (raw, clean))
    lines = difflib.unified_diff(before, after, _quoted(name), _quoted(f"{name} (clean)"))
    ends = {"\n": "", "\r": "\n"}  # a line that ends in a bare carriage return still needs its own row
    return "".join(line + ends.get(line[-1:], "\n\\ No newline at end of file\n") for line in lines)


def _quoted(name: str) -> str:
    r"""A name for the heading of a diff. One with control characters is quoted as git and patch do.

    >>> print(_quoted("a.txt"), _quoted("a\n+b"))
    a.txt "a\012+b"
    """
    if not any(character < " " or character == "\x7f" for character in name):
        return name
    escaped = (
        f"\\{ord(character):03o}" if character < " " or character in '"\\\x7f' else character for character in name
    )
    return f'"{"".join(escaped)}"'


def coloured(changes: str, plain: bool = False) -> str:
    """A diff for a terminal: safe to print, and in colour unless `plain`."""
    lines = safe_lines(changes).split("\n")
    if plain:
        return "\n".join(lines)
    colours = [_BOLD if n < _HEADING else _COLOURS.get(line[:1], "") for n, line in enumerate(lines)]
    return "\n".join(
        f"{colour}{line}{_NORMAL}" if colour and line else line for colour, line in zip(colours, lines, strict=True)
    )


def document_facts(
    name: str, raw: str, account: "Account", project_packs: "Iterable[ProjectPack]" = ()
) -> dict[str, Any]:
    """A cleaned document as plain data, for JSON. What was not recognised is None."""
    outcome, choice = account.outcome, account.choice
    words_in = words(raw)
    return {
        "name": name,
        "headline": outcome.parts.headline,
        "text": outcome.text,
        "byline": outcome.parts.byline,
        "date": outcome.parts.date,
        "flags": [flag._asdict() for flag in outcome.flags],
        "removed": round(max(1 - words(outcome.text) / words_in, 0), 4) if words_in else 0.0,
        "pack": choice.pack,
        "reason": choice.reason,
        "project_packs": [pack._asdict() for pack in project_packs],
    }
