"""Make text safe to print: no character of a dump, a file name or a pack can steer a terminal or reorder a line."""

# Control characters have pictures of their own; all others are shown as an escape. Tabs stay. So do characters that are
# invisible but harmless, such as the joiners of Persian and of emoji.
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


def safe(text: str) -> str:
    r"""Return one line in which every character that is unsafe to print is visible.

    >>> print(safe("a\x1b[31mb"), safe("\x9b31m"), safe("a\u202eb"))
    a␛[31mb \u009b31m a\u202eb
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def safe_lines(text: str) -> str:
    r"""Return several lines, made safe. Line feeds stay, with a carriage return before them or without.

    >>> safe_lines("a\r\nb\rc\n")
    'a\r\nb␍c\n'
    """
    if text.isprintable():
        return text
    return "\r\n".join("\n".join(map(safe, part.split("\n"))) for part in text.split("\r\n"))


def safe_json(text: str) -> str:
    r"""Return JSON that means the same, in which every character that is unsafe to print is an escape.

    >>> print(safe_json('"a\x9bb"'))
    "a\u009bb"
    """
    # outside of its strings, JSON has no unsafe character but the line feed
    return text if text.isprintable() else "\n".join("".join(map(_escaped, line)) for line in text.split("\n"))


def _visible(character: str) -> str:
    return _PICTURES.get(ord(character)) or _escaped(character)


def _escaped(character: str) -> str:
    """A character as an escape of JSON and Python, if it is unsafe."""
    n = ord(character)
    if n != 0x7F and not any(first <= n <= last for first, last in _ESCAPED):
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()  # JSON escapes a character beyond U+FFFF as two units
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
