"""The JSON Schema of packs, by which editors complete keys and mark faults.

It is made from the fields of the types that packs are read into, so the two cannot disagree.
"""

import typing
from typing import Any

from cleaner import filters
from cleaner.lines.linetest import LineTest
from cleaner.packs.reader import record_fields, required_part
from cleaner.packs.rule import RULE_OPTIONS, VERBS, Detect, Example, Replace, Rule
from cleaner.packs.schema import is_bare_test

Schema = dict[str, Any]
Definitions = dict[str, Schema]  # schemas that others refer to, by name


def json_schema() -> Schema:
    """Return the JSON Schema of a pack.

    >>> json_schema()["properties"]["about"]
    {'type': 'string'}
    """
    definitions: Definitions = {}
    selectors = {name: _selector(name, definitions) for name in filters.kinds()}
    rule = _rule(selectors, definitions)
    example = _record(Example, definitions, leave_out="place")
    definitions["rule"] = rule
    definitions["example"] = example
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of cleaner rules",
        "type": "object",
        "properties": {
            "about": {"type": "string"},
            "extends": _value(tuple[str, ...], definitions),
            "without": _value(tuple[str, ...], definitions),
            "adjust": {
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "number"}},
            },
            "detect": _reference(Detect, definitions),
            "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
            "tests": {"type": "array", "items": {"$ref": "#/$defs/example"}},
        },
        "additionalProperties": False,
        "$defs": definitions,
    }


def _selector(name: str, definitions: Definitions) -> Schema:
    cls = filters.kind(name)
    return _reference(LineTest if is_bare_test(cls) else cls, definitions)


def _rule(selectors: Schema, definitions: Definitions) -> Schema:
    keys = {field.key: _value(field.type, definitions) for field in record_fields(Rule) if field.name in RULE_OPTIONS}
    keys["id"] = {"type": "string", "pattern": r"^[\w.-]+$"}
    for verb in ("drop", "keep"):
        keys[verb] = {
            "type": "object",
            "properties": selectors,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
    keys["replace"] = _reference(Replace, definitions)
    return {
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
        "oneOf": [{"required": [verb]} for verb in VERBS],
    }


def _reference(cls: Any, definitions: Definitions) -> Schema:
    """A reference to the definition of a record, which is added if it is new."""
    name = cls.__name__.removesuffix("Selector").lower()
    if name not in definitions:
        definitions[name] = {}  # the entry exists before it is filled, because line tests contain line tests
        definitions[name].update(_record(cls, definitions))
    return {"$ref": f"#/$defs/{name}"}


def _record(cls: Any, definitions: Definitions, leave_out: str = "") -> Schema:
    fields = [field for field in record_fields(cls) if field.name != leave_out]
    properties = {field.key: _value(field.type, definitions) for field in fields}
    required = [field.key for field in fields if field.required]
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required} if required else schema


def _value(hint: Any, definitions: Definitions) -> Schema:
    """The schema of a value of the type that a field declares."""
    hint = required_part(hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        entry = _value(args[0], definitions)
        return {"anyOf": [entry, {"type": "array", "items": entry, "minItems": 1}]}
    if origin is typing.Literal:
        return {"enum": list(args)}
    if hint is str:
        return {"type": ["string", "number", "boolean"]}  # a bare `no` or `12` is read as text
    scalars = {bool: "boolean", int: "integer", float: "number"}
    return {"type": scalars[hint]} if hint in scalars else _reference(hint, definitions)
