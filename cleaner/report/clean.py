"""The diff of `cleaner clean --diff`."""

import difflib

from cleaner.lines.text import split


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
    lines = difflib.unified_diff(before, after, name, f"{name} (clean)")
    ends = {"\n": "", "\r": "\n"}  # a line that ends in a bare carriage return still needs its own row
    return "".join(line + ends.get(line[-1:], "\n\\ No newline at end of file\n") for line in lines)
