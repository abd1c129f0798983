"""Patterns made from lines that differ only in numbers and dates, and literals with flexible white space."""

import re
from collections.abc import Sequence

from cleaner.learn.counts import DATE, NUMBER
from cleaner.lines.key import key, plain


def writable(text: str) -> bool:
    """Whether a pack can contain a text: it has no control characters and no half characters (lone surrogates)."""
    return text.isprintable() or all(c.isprintable() or c.isspace() for c in plain(text))


def pattern(texts: Sequence[str], wide: bool = False) -> str:
    """A pattern for lines that differ only in numbers and dates.

    Return "" if it would match too many other lines, because it has fewer than three letters and fewer than three
    numbers. `wide` allows such a pattern.

    >>> pattern(["12 bình luận", "7 bình luận"]), pattern(["Sun 12", "Mon 13"])
    ('^\\\\d+ bình luận$', '')
    """
    text = texts[0]
    alike = len({re.sub(r"\d+", "0", other) for other in texts}) == 1
    parts = []  # fixed texts and, between two of these, a pattern
    end = numbers = 0
    dated = bool(NUMBER.search(text))
    for word in re.finditer(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+", text):
        if word[0][0].isdigit():
            slot = re.sub(r"\d+", r"\\d+", _escape(word[0])) if alike else r"\d[\d.,:/-]*"
            numbers += len(re.findall(r"\d+", word[0]))
        elif dated and DATE.fullmatch(key(word[0])):
            slot = r"\p{L}+"
        else:
            continue
        parts += [text[end : word.start()], slot]
        end = word.end()
    parts.append(text[end:])
    if not wide and sum(map(str.isalpha, "".join(parts[::2]))) < 3 and numbers < 3:
        return ""
    parts[::2] = map(_escape, parts[::2])
    return f"^{''.join(parts)}$"


def loose(text: str) -> str:
    """A pattern for a text with any white space around and between its words, hard spaces included.

    >>> loose("WOLD - ")
    '\\\\s*WOLD\\\\s+-\\\\s*'
    """
    return r"\s*" + r"\s+".join(map(_escape, text.split())) + r"\s*"


def _escape(text: str) -> str:
    return re.sub(r"([\\.^$*+?{}\[\]|()&~#])", r"\\\1", text)
