"""Make text safe to print: no character of a dump, a file name or a pack can steer a terminal or reorder a line."""

import unicodedata

_SHOWN_CHARS = 300  # of the name of a document, which may have millions

# Control characters have pictures of their own; all others are shown as an escape. Tabs stay.
_PICTURES = {n: chr(0x2400 + n) for n in range(32) if n != 9} | {0x7F: "␡"}
_ESCAPED = (
    (0x80, 0x9F),  # the C1 controls: U+009B starts an escape sequence as ESC [ does
    (0x61C, 0x61C),  # marks, embeddings, overrides and isolates of bidirectional text
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2066, 0x206F),
    (0x2028, 0x2029),  # separators of lines and paragraphs
    (0xFFF9, 0xFFFB),  # annotations, whose text some terminals hide
    (0xE0000, 0xE007F),  # tags, which hide text
    (0xD800, 0xDFFF),  # lone surrogates, which UTF-8 cannot hold
)


# Signs without width. They can make two names look the same, so they are shown, but not where writing needs them.
_WITHOUT_WIDTH = frozenset("\u00ad\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")
_NEEDED = frozenset("\u200b\u200c\u200d")  # Persian, Indic scripts and emoji need joiners; Thai and Khmer, word breaks
_FIRST_NEEDING = "\u0590"  # the scripts before this character need none of them: Latin, Greek, Cyrillic, Armenian


def safe(text: str) -> str:
    r"""Return one line in which every character that is unsafe to print, or has no width, is visible.

    A joiner between the letters of a script that needs it stays, and so does one in an emoji.

    >>> print(safe("a\x1b[31mb"), safe("\x9b31m"), safe("a\u202eb"), safe("we\u200bb"))
    a␛[31mb \u009b31m a\u202eb we\u200bb
    >>> safe("می\u200cخواهم") == "می\u200cخواهم"
    True
    """
    if text.isprintable():
        return text
    if _WITHOUT_WIDTH.isdisjoint(text):
        return _controls_shown(text)
    shown = (
        _escape(character) if character in _WITHOUT_WIDTH and not _is_needed(text, at) else _visible(character)
        for at, character in enumerate(text)
    )
    return "".join(shown)


def short(name: str) -> str:
    """Return the name of a document as a message or a table shows it: without the rest of one that would flood it.

    >>> short("a.txt"), short("a" * 400)[-25:]
    ('a.txt', 'aa… (100 more characters)')
    """
    rest = len(name) - _SHOWN_CHARS
    return f"{name[:_SHOWN_CHARS]}… ({rest:,} more characters)" if rest > 0 else name


def safe_lines(text: str) -> str:
    r"""Return several lines, made safe. Line feeds stay, with a carriage return before them or without.

    Signs without width stay as well: these are texts, not names.

    >>> safe_lines("a\r\nb\rc\n")
    'a\r\nb␍c\n'
    """
    if text.isprintable():
        return text
    return "\r\n".join("\n".join(map(_controls_shown, part.split("\n"))) for part in text.split("\r\n"))


def safe_json(text: str) -> str:
    r"""Return JSON that means the same, in which every character that is unsafe to print is an escape.

    >>> print(safe_json('"a\x9bb"'))
    "a\u009bb"
    """
    # outside of its strings, JSON has no unsafe character but the line feed
    return text if text.isprintable() else "\n".join("".join(map(_escaped, line)) for line in text.split("\n"))


def _is_needed(text: str, at: int) -> bool:
    """Whether a sign without width follows a letter, mark or emoji of those that it may join or part."""
    before = text[at - 1] if at else ""
    return text[at] in _NEEDED and before >= _FIRST_NEEDING and unicodedata.category(before)[0] in "LMS"


def _controls_shown(text: str) -> str:
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    return _PICTURES.get(ord(character)) or _escaped(character)


def _escaped(character: str) -> str:
    """A character as an escape of JSON and Python, if it is unsafe."""
    n = ord(character)
    if n != 0x7F and not any(first <= n <= last for first, last in _ESCAPED):
        return character
    return _escape(character)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()  # JSON escapes a character beyond U+FFFF as two units
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
