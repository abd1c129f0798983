"""Read typed records out of YAML nodes, and report every fault with its position.

A record is a NamedTuple: its fields are the keys of a mapping, and their types say how each value is read.
"""

import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from cleaner.lines.errors import Fault, near
from cleaner.lines.words import alternatives
from cleaner.packs.limits import PatternPurse
from cleaner.packs.nodes import MappingNode, Node, ScalarNode, SequenceNode, described, one_or_more, position
from cleaner.packs.rule import Place

T = TypeVar("T")
ReadValue = Callable[["RecordReader", Node, str], Any]  # a reader, a node, and what the value is called in messages
MOST_FAULTS = 100  # that are reported for a file
_LONGEST_MESSAGE = 1_000  # characters
_NUMBER_CHARACTERS = 9  # of a number, at most; Python's own limit of 4,300 digits raises an exception


class TooManyFaults(Exception):
    """A file has so many faults that reading it further helps nobody."""


class RecordField(NamedTuple):
    """A field of a record, as a key of a YAML mapping."""

    name: str  # of the field: "from_"
    key: str  # in YAML: "from"
    type: Any
    required: bool


@cache
def record_fields(cls: Any) -> tuple[RecordField, ...]:
    """Return the fields of a NamedTuple that a pack can give: all but bytes, which are no text of a YAML file.

    >>> from cleaner.filters.region import RegionSelector
    >>> [field.key for field in record_fields(RegionSelector)][:3]
    ['from', 'through', 'before']
    """
    hints = typing.get_type_hints(cls)
    return tuple(
        RecordField(name, name.removesuffix("_"), hints[name], name not in cls._field_defaults)
        for name in cls._fields
        if hints[name] is not bytes
    )


def required_part(hint: Any) -> Any:
    """Return a type without its None: `int` for `int | None`."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(arg for arg in typing.get_args(hint) if arg is not type(None))
    return hint


class ScalarReader:
    """Reads single values. Faults are collected, so that all faults of a file are reported at once.

    Each method returns None after a fault. `label` is what the value is called in messages: "'least'", "a rule".
    """

    def __init__(self, path: str) -> None:
        self.path = path  # of the file, as it is reported
        self.faults: list[Fault] = []

    def fault(self, node: Node, message: str) -> None:
        """Report a fault at a node. Raises TooManyFaults if the file has so many that nobody reads on."""
        short = message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}…"
        self.faults.append(Fault(self.path, *position(node), short))
        if len(self.faults) >= MOST_FAULTS:
            self.faults.append(Fault(self.path, 0, 0, f"more than {MOST_FAULTS} faults; the others are not reported"))
            raise TooManyFaults

    def place(self, node: Node) -> Place:
        """Return the place of an entry, for later messages about it."""
        return Place(self.path, position(node).line)

    def text(self, node: Node, label: str) -> str | None:
        """Return the text as it is written, whatever type YAML would give it."""
        if not isinstance(node, ScalarNode):
            self.fault(node, f"{label} must be text, not {described(node)}")
            return None
        value: str = node.value
        if not node.style and value in ("", "~"):  # plain, not quoted
            self.fault(node, f"{label} is empty; write a text or remove the key")
            return None
        return value

    def alternatives(self, node: Node, allowed: Sequence[str], label: str) -> str | None:
        """Return one of the allowed words."""
        value = self.text(node, label)
        if value is not None and value not in allowed:
            self.fault(node, f"{label} must be {any_of(allowed)}, not {value!r}{near(value, allowed)}")
            return None
        return value

    def boolean(self, node: Node, label: str) -> bool | None:
        """Return the value of `true` or `false`."""
        value = self.alternatives(node, ("true", "false"), label)
        return None if value is None else value == "true"

    def integer(self, node: Node, label: str) -> int | None:
        """Return a whole number that is not negative."""
        value = self._number(node, label, r"\d+", "a whole number")
        return None if value is None else int(value)

    def decimal(self, node: Node, label: str) -> float | None:
        """Return a number, which is written without an exponent."""
        value = self._number(node, label, r"-?\d+(?:\.\d+)?|-?\.\d+", "a number")
        return None if value is None else float(value)

    def _number(self, node: Node, label: str, pattern: str, kind: str) -> str | None:
        value = self.text(node, label)
        if value is None:
            return None
        if not re.fullmatch(pattern, value, re.ASCII):
            self.fault(node, f"{label} must be {kind}, not {value!r}")
            return None
        if len(value) > _NUMBER_CHARACTERS:
            limit = _NUMBER_CHARACTERS
            self.fault(node, f"{label} is a number of {len(value)} digits; at most {limit} are allowed")
            return None
        return value


class RecordReader(ScalarReader):
    """Reads lists, mappings and records. `custom` are the types that have a reader of their own."""

    def __init__(self, path: str, custom: Mapping[Any, ReadValue]) -> None:
        super().__init__(path)
        self._custom = custom
        self.purse = PatternPurse()

    def keys(self, node: Node, label: str, allowed: Sequence[str]) -> dict[str, Node]:
        """Return the values of a mapping by key. Unknown and duplicate keys are faults."""
        if not isinstance(node, MappingNode):
            self.fault(node, f"{label} must be a mapping with {any_of(allowed)}, not {described(node)}")
            return {}
        values: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            if name not in allowed:
                known = _meant(name, allowed) or f"; the known keys are {', '.join(allowed)}"
                self.fault(key, f"unknown key {name!r} in {label}{known}")
            elif name in values:
                first = position(values[name]).line
                self.fault(key, f"duplicate key {name!r} in {label}; line {first} has it, so remove one of them")
            else:
                values[name] = value
        return values

    def items(self, node: Node, label: str) -> list[Node]:
        """Return the entries of a list."""
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.fault(node, f"{label} must be a list, not {described(node)}")
        return []

    def record(self, node: Node, cls: Callable[..., T], label: str, **given: Any) -> T | None:
        """Return a NamedTuple out of a mapping, or None if a required key is missing. Fields in `given` are no keys."""
        fields = {field.key: field for field in record_fields(cls) if field.name not in given}
        values = self.keys(node, label, list(fields))
        missing = [field.key for field in fields.values() if field.required and field.key not in values]
        for key in missing if isinstance(node, MappingNode) else ():
            self.fault(node, f"{label} needs {key!r}")
        read = {fields[key].name: self.value(value, fields[key].type, f"'{key}'") for key, value in values.items()}
        if missing or any(read.get(field.name, "") is None for field in fields.values() if field.required):
            return None
        return cls(**given, **{name: value for name, value in read.items() if value is not None})

    def value(self, node: Node, hint: Any, label: str) -> Any:
        """Return a value of the type that a field declares, or None after a fault."""
        hint = required_part(hint)
        if hint in self._custom:
            return self._custom[hint](self, node, label)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is tuple:
            nodes = one_or_more(node)
            if not nodes:
                self.fault(node, f"{label} is an empty list; give it an entry or remove the key")
            values = [self.value(item, args[0], label) for item in nodes]
            return tuple(value for value in values if value is not None)
        if origin is typing.Literal:
            return self.alternatives(node, args, label)
        scalars: dict[Any, Callable[[Node, str], Any]] = {
            str: self.text,
            bool: self.boolean,
            int: self.integer,
            float: self.decimal,
        }
        return scalars[hint](node, label) if hint in scalars else self.record(node, hint, label)


# What other programs call the keys of packs. The first one that is allowed is suggested.
_OTHER_NAMES = {
    "max": ("most",),
    "maximum": ("most",),
    "min": ("least",),
    "minimum": ("least",),
    "start": ("starts", "from"),
    "startswith": ("starts",),
    "begins": ("starts", "from"),
    "end": ("ends", "through"),
    "endswith": ("ends",),
    "to": ("through",),
    "until": ("before",),
    "has": ("contains",),
    "includes": ("contains",),
    "equals": ("text",),
    "exact": ("text",),
    "pattern": ("regex",),
    "match": ("regex",),
    "delete": ("drop",),
    "remove": ("drop",),
    "protect": ("keep",),
    "name": ("id", "about"),
    "reason": ("why",),
    "description": ("why", "about"),
}


def _meant(name: str, allowed: Sequence[str]) -> str:
    """The allowed key that a wrong one stands for, as a question, or ""."""
    for meant in _OTHER_NAMES.get(name.lower(), ()):
        if meant in allowed:
            return f"; did you mean {meant!r}?"
    return near(name, allowed)


def any_of(names: Sequence[str]) -> str:
    """Return a choice of names, in words and in quotes.

    >>> print(any_of(["drop", "keep", "replace"]))
    'drop', 'keep' or 'replace'
    """
    return alternatives([f"'{name}'" for name in names])
