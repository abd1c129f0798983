"""YAML to types: a pack is read through its node tree, and every complaint names its place.

One walk over the fields of the types in `rule`, `match` and `filters` serves three ends: it reads a
pack, it complains, and it writes the JSON Schema for editors. Scalars are read by what the field
wants, so a bare `no` or `1.10` stays the text that it is.
"""

import types
import typing
from typing import Any

from cleaner import filters
from cleaner.lines.linetest import LineTest
from cleaner.packs.rule import Detect, Example, Replace, Rule
from cleaner.packs.schema import VERBS, field_types

# ------------------------------------------------------------------ JSON Schema


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a pack, made from the fields that packs are read into."""
    names: dict[str, Any] = {}
    selectors = {
        name: _ref(LineTest, names) if filters.kind(name)._fields == ("test",) else _ref(filters.kind(name), names)
        for name in filters.kinds()
    }
    rule = {name: _of(hint, names) for name, hint in field_types(Rule).items() if name in Rule._fields[4:-1]}
    rule["id"] = {"type": "string", "pattern": r"^[\w.-]+$"}
    for verb in ("drop", "keep"):
        rule[verb] = {
            "type": "object",
            "properties": selectors,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
    rule["replace"] = _ref(Replace, names)
    example = _object(Example, names)
    del example["properties"]["place"]
    names["rule"] = {
        "type": "object",
        "properties": rule,
        "additionalProperties": False,
        "oneOf": [{"required": [verb]} for verb in VERBS],
    }
    names["example"] = example
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of cleaner rules",
        "type": "object",
        "properties": {
            "about": {"type": "string"},
            "extends": _of(tuple[str, ...], names),
            "without": _of(tuple[str, ...], names),
            "adjust": {
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "number"}},
            },
            "detect": _ref(Detect, names),
            "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
            "tests": {"type": "array", "items": {"$ref": "#/$defs/example"}},
        },
        "additionalProperties": False,
        "$defs": names,
    }


def _ref(cls: Any, names: dict[str, Any]) -> dict[str, Any]:
    name = cls.__name__.removesuffix("Selector").lower()
    if name not in names:
        names[name] = {}  # named before it is made, because tests hold tests
        names[name].update(_object(cls, names))
    return {"$ref": f"#/$defs/{name}"}


def _object(cls: Any, names: dict[str, Any]) -> dict[str, Any]:
    properties = {name.rstrip("_"): _of(hint, names) for name, hint in field_types(cls).items()}
    needed = [name.rstrip("_") for name in cls._fields if name not in cls._field_defaults]
    out = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**out, "required": needed} if needed else out


def _of(hint: Any, names: dict[str, Any]) -> dict[str, Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _of(next(arg for arg in args if arg is not type(None)), names)
    if origin is tuple:
        one = _of(args[0], names)
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    if origin is typing.Literal:
        return {"enum": list(args)}
    plain = {str: "string", bool: "boolean", int: "integer", float: "number"}
    if hint is str:
        return {"type": ["string", "number", "boolean"]}  # a bare `no` or `12` is read as text
    return {"type": plain[hint]} if hint in plain else _ref(hint, names)
