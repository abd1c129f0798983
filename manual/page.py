"""A page of the manual, and the few shapes of Markdown that pages are made of."""

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Page(NamedTuple):
    """One page of the reference. Links in it start at the root of the manual: `/reference/index.md`."""

    path: str  # below the folder of documents: "reference/selectors/line.md"
    title: str
    text: str
    section: tuple[str, ...]  # the headings in the navigation that it stands under


def manual(thing: Any) -> str:
    """A docstring as Markdown: its examples in Python become blocks.

    >>> manual("The number.\\n\\n>>> one()\\n1")
    'The number.\\n\\n```pycon\\n>>> one()\\n1\\n```'
    """
    parts = re.split(r"\n\n(?=>>> )", inspect.cleandoc(thing if isinstance(thing, str) else thing.__doc__ or ""))
    text, *examples = parts
    out = [text]
    for example in examples:
        session, _, rest = example.partition("\n\n")
        out.append(fence(session.replace("<BLANKLINE>", ""), "pycon"))
        out += [rest] if rest else []
    return "\n\n".join(out)


def opening(text: str) -> str:
    """The first paragraph of a text, on one line."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def fence(text: str, language: str = "text") -> str:
    """A block of code, whatever stands in the text.

    >>> fence("a ``` b").splitlines()[0]
    '````text'
    """
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}{language}\n{text.rstrip(chr(10))}\n{ticks}"


def code(text: str) -> str:
    """A word of code inside a sentence or a cell."""
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def plain(text: str) -> str:
    """A text of a pack as Markdown that shows it as it is.

    >>> plain("<b> *not* bold")
    '&lt;b&gt; \\\\*not\\\\* bold'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~^=])", r"\\\1", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing where it has no rows. Bars inside a cell are escaped, line ends become spaces."""
    lines = [[re.sub(r"(?<!\\)\|", r"\\|", " ".join(cell.split())) for cell in row] for row in rows]
    if not lines:
        return ""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [list(head), ["---"] * len(head), *lines])


def joined(*parts: str) -> str:
    """Paragraphs, tables and blocks below each other; those that are empty are left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
