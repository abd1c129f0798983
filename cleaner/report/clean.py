"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

import difflib
from typing import TYPE_CHECKING

from cleaner.lines.text import split

if TYPE_CHECKING:
    pass


def diff(name: str, raw: str, clean: str) -> str:
    """What a cleaning changes, as a unified diff; "" where it changes nothing."""
    before, after = ([line.text + line.end for line in split(text)] for text in (raw, clean))
    lines = difflib.unified_diff(before, after, name, f"{name} (clean)")
    ends = {"\n": "", "\r": "\n"}  # a line that ends in a carriage return alone has to end for the reader too
    return "".join(line + ends.get(line[-1:], "\n\\ No newline at end of file\n") for line in lines)
