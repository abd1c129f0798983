"""YAML as a person would write it: short values on one line, long ones in blocks, quotes only where needed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from cleaner.lines.words import printable

Yaml: TypeAlias = "str | int | float | bool | Sequence[Yaml] | Mapping[str, Yaml]"

WIDTH = 110  # columns of a value on one line


def emit(name: str, value: Yaml, indent: str) -> Iterator[str]:
    """The lines of a key and its value: one line if it is short, else one line for each item.

    >>> list(emit("hits", ["Đọc nhiều"], "  "))
    ['  hits: [Đọc nhiều]']
    """
    line = f"{indent}{name}: {flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, dict | list):
        yield line
    elif isinstance(value, dict):
        yield f"{indent}{name}:"
        for part, inner in value.items():
            yield from emit(part, inner, indent + "  ")
    else:
        yield f"{indent}{name}:"
        for item in value:
            yield from _item(item, indent + "  ")


def _item(item: Yaml, indent: str) -> Iterator[str]:
    """The lines of an item of a list."""
    if not isinstance(item, dict):
        yield f"{indent}- {flow(item)}"
        return
    first, *rest = [line for part, inner in item.items() for line in emit(part, inner, indent + "  ")]
    yield f"{indent}- {first.lstrip()}"
    yield from rest


def flow(value: Yaml) -> str:
    """A value on one line.

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
_RESERVED = frozenset(("yes", "no", "true", "false", "on", "off", "null", "y", "n"))


def scalar(text: str) -> str:
    """A text, quoted if it must be.

    >>> scalar("Đọc nhiều"), scalar("a: b"), scalar("ends "), scalar("no")
    ('Đọc nhiều', '"a: b"', '"ends "', '"no"')
    """
    simple = text[:1].isalpha() and text == text.strip() and all(c.isalnum() or c in _PLAIN for c in text)
    if simple and text.lower() not in _RESERVED:
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


def block(name: str, text: str, indent: str = "    ") -> list[str]:
    r"""A key and a text as a block, with exactly the line feeds that the text ends with.

    >>> block("raw", "a\n\n  b")
    ['    raw: |2-', '      a', '', '        b']
    """
    ending = "" if text.endswith("\n") and not text.endswith("\n\n") else "+" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    return [f"{indent}{name}: |2{ending}", *(f"{indent}  {line}" if line else "" for line in lines)]
