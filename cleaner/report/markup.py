"""Parts of an HTML page: escaped text, tables, folded lists and bars. Nothing from a dump can act in them."""

import html
from collections.abc import Sequence

from cleaner.lines.safe import safe
from cleaner.lines.words import counted

MAX_ROWS = 100  # rows of a table, or entries of a list
UNFOLDED_ROWS = 12  # rows that are visible without unfolding the rest
MAX_NAME_CHARS = 300  # of a name or a message


def text_of(text: str, max_chars: int = MAX_NAME_CHARS) -> str:
    """A text as HTML, for an element or for an attribute in double quotes.

    >>> text_of("a < b"), text_of("abc", max_chars=1)
    ('a &lt; b', 'a … (and 2 more characters)')
    """
    rest = len(text) - max_chars
    shown = html.escape(safe(text[:max_chars]))
    return f"{shown} … (and {counted(rest, 'more character')})" if rest > 0 else shown


def name_of(text: str) -> str:
    """A name or message inside a sentence. Right-to-left letters in it do not reorder the sentence."""
    return f"<bdi>{text_of(text)}</bdi>"


def note(text: str) -> str:
    """A remark in small print."""
    return f'<p class="note">{text}</p>\n'


def bar(part: int, whole: int) -> str:
    """A bar for a number that is also given as text."""
    width = round(100 * part / whole, 1) if whole else 0
    return (
        '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" width="100" height="1"/><rect width="{width}" height="1"/></svg>'
    )


def table_of(columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    """A table of cells that are HTML. The first cell of a row is its heading. Without rows, the sentence `empty`."""
    if not rows:
        return f"<p>{empty}</p>\n"
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = [
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'
        for first, *cells in rows[:MAX_ROWS]
    ]
    start = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    return _folded(start, body, "</tbody>\n</table>\n", len(rows))


def list_of(entries: Sequence[str], total: int = 0) -> str:
    """A list of entries that are HTML. `total` counts them if these are only the first."""
    rows = [f"<li>{entry}</li>\n" for entry in entries[:MAX_ROWS]]
    return _folded("<ul>\n", rows, "</ul>\n", max(total, len(entries)))


def unlisted(number: int) -> str:
    """A note about entries that are not listed; nothing if there are none."""
    return note(f"{number:,} more are not listed.") if number > 0 else ""


def _folded(start: str, rows: Sequence[str], end: str, total: int) -> str:
    """Rows between the start and the end of their element. All but the first are folded."""
    more = unlisted(total - len(rows))
    if len(rows) <= UNFOLDED_ROWS + 2:
        return f"{start}{''.join(rows)}{end}{more}"
    first, rest = "".join(rows[:UNFOLDED_ROWS]), "".join(rows[UNFOLDED_ROWS:])
    fold = f"<summary>{len(rows) - UNFOLDED_ROWS:,} more</summary>\n{start}{rest}{end}{more}"
    return f'{start}{first}{end}<details class="more">\n{fold}</details>\n'
