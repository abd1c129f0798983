"""What was learnt as a pack that a person could have written: evidence, examples, a test, fingerprints."""

from collections.abc import Iterable, Iterator
from typing import Any

from cleaner.lines.words import printable

WIDTH = 110


# ------------------------------------------------------------------ YAML


def emit(name: str, value: Any, indent: str) -> Iterator[str]:
    """A key and its value: on one line where it is short, else a line for each item."""
    line = f"{indent}{name}: {flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, (dict, list)):
        yield line
    elif isinstance(value, dict):
        yield f"{indent}{name}:"
        for part, item in value.items():
            yield from emit(part, item, indent + "  ")
    else:
        yield f"{indent}{name}:"
        for item in value:
            if isinstance(item, dict):
                first, *rest = [line for part, inner in item.items() for line in emit(part, inner, indent + "    ")]
                yield f"{indent}  - {first.lstrip()}"
                yield from rest
            else:
                yield f"{indent}  - {flow(item)}"


def flow(value: Any) -> str:
    """A value in YAML's flow style.

    >>> flow({"line": {"text": ["Đọc nhiều", "a: b"], "sentence": True}})
    '{line: {text: [Đọc nhiều, "a: b"], sentence: true}}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return scalar(value) if isinstance(value, str) else str(value)


_PLAIN = frozenset(" ./()+'’-&%")


def scalar(text: str) -> str:
    """A text in YAML, quoted where it has to be.

    >>> scalar("Đọc nhiều"), scalar("a: b"), scalar("ends "), scalar("no")
    ('Đọc nhiều', '"a: b"', '"ends "', '"no"')
    """
    simple = text[:1].isalpha() and text == text.strip() and all(c.isalnum() or c in _PLAIN for c in text)
    if simple and text.lower() not in ("yes", "no", "true", "false", "on", "off", "null", "y", "n"):
        return text
    if "\\" in text and "'" not in text and printable(text):
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c == "\n":
        return "\\n"
    return c if c.isprintable() else f"\\U{ord(c):08x}"


def block_text(text: str) -> Iterable[str]:
    """The lines of a text as a YAML block."""
    return (f"      {line}" if line else "" for line in text.rstrip("\n").split("\n"))
