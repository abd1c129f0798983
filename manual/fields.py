"""The fields of a type with the comments that stand beside them in its source."""

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
from manual.page import code, table


class Field(NamedTuple):
    """One field of a NamedTuple."""

    name: str  # as it is written in a pack: `from`, not `from_`
    hint: Any
    default: str  # as it is written in a pack, "" where there is none
    needed: bool  # whether it has to be given
    about: str  # the comment beside it


@cache
def fields(cls: Any) -> tuple[Field, ...]:
    """The fields of a type, in their order.

    >>> [field.name for field in fields(Span)]
    ['least', 'most']
    """
    said = comments(cls)
    hints = typing.get_type_hints(cls)
    return tuple(
        Field(
            name.rstrip("_"),
            hints[name],
            _written(cls._field_defaults.get(name)),
            name not in cls._field_defaults,
            said.get(name, ""),
        )
        for name in cls._fields
    )


def comments(cls: Any) -> dict[str, str]:
    """The comment beside each field of a class: what the field means."""
    source = textwrap.dedent(inspect.getsource(cls))
    beside = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    (tree,) = ast.parse(source).body
    assert isinstance(tree, ast.ClassDef)
    return {
        node.target.id: beside.get(node.end_lineno or 0, "")
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _written(default: Any) -> str:
    if default is None or default in ((), "") or (isinstance(default, tuple) and hasattr(default, "_fields")):
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def kind(hint: Any) -> str:
    """What a value has to be, in words.

    >>> kind(tuple[str, ...]), kind(int | None), kind(typing.Literal["first", "last"])
    ('a text or a list of them', 'a whole number', '`first` or `last`')
    """
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return kind(next(arg for arg in args if arg is not type(None)))
    if origin is tuple:
        one = kind(args[0])
        return "numbers" if args[0] is float else f"{one} or a list of them"
    if origin is typing.Literal:
        return " or ".join(filter(None, [", ".join(map(code, args[:-1])), code(args[-1])]))
    if hint is LineTest:
        return "a [line test](/reference/rules/line-tests.md)"
    if hint is Span:
        return "`{least, most}`"
    plain = {str: "a text", bool: "`true` or `false`", int: "a whole number", float: "a number"}
    return plain.get(hint) or "a mapping"


def options(cls: Any, names: tuple[str, ...] = ()) -> str:
    """A table of the fields of a type, or of some of them."""
    rows = []
    for field in fields(cls):
        if names and field.name not in names:
            continue
        about = field.about[:1].upper() + field.about[1:]
        default = f" By default {code(field.default)}." if field.default else ""
        rows.append((code(field.name), kind(field.hint), f"{about}{'.' * bool(default)}{default}"))
    return table(("key", "value", "meaning"), rows)
