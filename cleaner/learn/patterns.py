"""The pages of an outlet while rules are proposed for them: what repeats, where it stands, what would take it.

Nothing depends on the order in which the dumps come.
"""

import re
from collections.abc import Sequence

from cleaner.learn.counts import DATE, NUMBER
from cleaner.lines.key import key, plain


def writable(text: str) -> bool:
    """Whether a text can stand in a pack: no control characters, no half characters."""
    return text.isprintable() or all(c.isprintable() or c.isspace() for c in plain(text))


def pattern(texts: Sequence[str], wide: bool = False) -> str:
    """A pattern for lines that differ in numbers and dates alone.

    "" where it would fit too many other lines, unless it may be `wide`.

    >>> pattern(["12 bình luận", "7 bình luận"]), pattern(["Sun 12", "Mon 13"])
    ('^\\\\d+ bình luận$', '')
    """
    text = texts[0]
    alike = len({re.sub(r"\d+", "0", one) for one in texts}) == 1
    out = []
    at = slots = 0
    dated = bool(NUMBER.search(text))
    for found in re.finditer(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+", text):
        if found[0][0].isdigit():
            new = re.sub(r"\d+", r"\\d+", _escape(found[0])) if alike else r"\d[\d.,:/-]*"
            slots += len(re.findall(r"\d+", found[0]))
        elif dated and DATE.fullmatch(key(found[0])):
            new = r"\p{L}+"
        else:
            continue
        out += [text[at : found.start()], new]
        at = found.end()
    fixed = "".join([*out[::2], text[at:]])
    if not wide and sum(map(str.isalpha, fixed)) < 3 and slots < 3:
        return ""  # nothing of it is the outlet's own
    out[::2] = map(_escape, out[::2])
    return f"^{''.join(out)}{_escape(text[at:])}$"


def _escape(text: str) -> str:
    return re.sub(r"([\\.^$*+?{}\[\]|()&~#])", r"\\\1", text)


def loose(text: str) -> str:
    """A pattern for a text with any spaces around it and in it, as hard ones are."""
    return r"\s*" + r"\s+".join(map(_escape, text.split())) + r"\s*"
