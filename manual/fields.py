"""The fields of a NamedTuple with the comments next to them, as tables of options."""

import ast
import inspect
import io
import textwrap
import tokenize
import types
import typing
from functools import cache
from typing import Any, NamedTuple

from cleaner.lines.linetest import LineTest, Span
from manual.page import capitalised, code, sentence, table


class Field(NamedTuple):
    """One field of a NamedTuple."""

    name: str  # as a pack spells it: `from`, not `from_`
    hint: Any  # its type
    default: str  # as a pack spells it; "" if there is none
    required: bool  # whether a pack must give it
    about: str  # the comment next to it


@cache
def fields(cls: Any) -> tuple[Field, ...]:
    """Return the fields of a type in their order.

    >>> [field.name for field in fields(Span)]
    ['least', 'most']
    """
    about = comments(cls)
    hints = typing.get_type_hints(cls)
    return tuple(
        Field(
            name=name.rstrip("_"),
            hint=hints[name],
            default=_spelled(cls._field_defaults.get(name)),
            required=name not in cls._field_defaults,
            about=about.get(name, ""),
        )
        for name in cls._fields
    )


def comments(cls: Any) -> dict[str, str]:
    """Return the comment next to each field of a class, by the field's name."""
    source = textwrap.dedent(inspect.getsource(cls))
    by_line = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.ClassDef)
    return {
        node.target.id: by_line.get(node.end_lineno or 0, "")
        for node in definition.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _spelled(default: Any) -> str:
    """Return a default as a pack spells it, or "" if it says nothing: None, an empty value, a record."""
    if default is None or default in ((), "") or (isinstance(default, tuple) and hasattr(default, "_fields")):
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def kind(hint: Any) -> str:
    """Describe the values that a type allows.

    >>> kind(tuple[str, ...]), kind(int | None), kind(typing.Literal["first", "last"])
    ('a text or a list of them', 'a whole number', '`first` or `last`')
    """
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return kind(next(arg for arg in args if arg is not type(None)))
    if origin is tuple:
        return "numbers" if args[0] is float else f"{kind(args[0])} or a list of them"
    if origin is typing.Literal:
        return " or ".join(filter(None, [", ".join(map(code, args[:-1])), code(args[-1])]))
    if hint is LineTest:
        return "a [line test](/reference/rules/line-tests.md)"
    if hint is Span:
        return "`{least, most}`"
    scalars = {str: "a text", bool: "`true` or `false`", int: "a whole number", float: "a number"}
    return scalars.get(hint) or "a mapping"


def options(cls: Any, names: tuple[str, ...] = ()) -> str:
    """Return a table of the fields of a type, or only of the fields in `names`."""
    rows = []
    for field in fields(cls):
        if names and field.name not in names:
            continue
        meaning = f"{sentence(field.about)} Default: {code(field.default)}." if field.default else field.about
        rows.append((code(field.name), kind(field.hint), capitalised(meaning)))
    return table(("key", "value", "meaning"), rows)
