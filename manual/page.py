"""A page of the manual, and functions that write Markdown: tables, code blocks, escaped text."""

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Page(NamedTuple):
    """One generated page. Its links start at the root of the manual: `/reference/index.md`."""

    path: str  # below the documents folder: "reference/selectors/line.md"
    title: str  # in the navigation
    text: str  # the page in Markdown
    section: tuple[str, ...]  # the headings above it in the navigation


def markdown(documented: object) -> str:
    """Return a docstring, or the docstring of an object, as Markdown. Doctests become code blocks.

    >>> markdown("The number.\\n\\n>>> number()\\n1")
    'The number.\\n\\n```pycon\\n>>> number()\\n1\\n```'
    """
    docstring = documented if isinstance(documented, str) else documented.__doc__ or ""
    text, *examples = re.split(r"\n\n(?=>>> )", inspect.cleandoc(docstring))
    paragraphs = [text]
    for example in examples:
        session, _, rest = example.partition("\n\n")
        paragraphs.append(fence(session.replace("<BLANKLINE>", ""), "pycon"))
        paragraphs += [rest] if rest else []
    return "\n\n".join(paragraphs)


def opening(text: str) -> str:
    """Return the first paragraph of a text on one line."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def capitalised(text: str) -> str:
    """Return a text with a capital first letter.

    >>> capitalised("the dump"), capitalised("")
    ('The dump', '')
    """
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return a comment or a reason as a sentence: with a capital first letter and a full stop.

    >>> sentence("the dump"), sentence("Really?"), sentence("")
    ('The dump.', 'Really?', '')
    """
    return capitalised(text) + ("." if text and not text.endswith((".", "!", "?", "。")) else "")


def fence(text: str, language: str = "text") -> str:
    """Return a code block with a fence longer than any run of backticks in the text.

    >>> fence("a ``` b").splitlines()[0]
    '````text'
    """
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}{language}\n{text.rstrip(chr(10))}\n{ticks}"


def code(text: str) -> str:
    """Return inline code for a sentence or a table cell."""
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def plain(text: str) -> str:
    """Return Markdown that shows a text of a pack literally.

    >>> plain("<b> *not* bold")
    '&lt;b&gt; \\\\*not\\\\* bold'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~^=])", r"\\\1", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, or "" if there are no rows. Bars inside cells are escaped; line ends become spaces."""
    lines = [[re.sub(r"(?<!\\)\|", r"\\|", " ".join(cell.split())) for cell in row] for row in rows]
    if not lines:
        return ""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [list(head), ["---"] * len(head), *lines])


def joined(*parts: str) -> str:
    """Join paragraphs, tables and blocks with blank lines. Empty parts are left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
