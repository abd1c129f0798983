"""Change single fields of a JSON object and keep every other byte of its text."""

import json
import re
from collections.abc import Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

MAX_DIGITS = 1000  # of a number that is converted to an integer; Python refuses to convert very long ones

# A longer number stays a string: it only has to be skipped.
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < MAX_DIGITS else digits)
_SPACE = re.compile(r"[ \t\n\r]*")


class JsonField(NamedTuple):
    """The value of a field, and where it is in the text of the object."""

    value: Any
    start: int
    stop: int


def parse_fields(text: str) -> dict[str, JsonField]:
    """The fields of a JSON object by name. Raises ValueError with the column of the error.

    >>> parse_fields('{"a": 1, "b": "x"}')["b"]
    JsonField(value='x', start=14, stop=17)
    """
    fields: dict[str, JsonField] = {}
    try:
        at = _skip_space(text, text.startswith("\ufeff"))  # the first line of a file may begin with a byte order mark
        if text[at : at + 1] != "{":
            raise ValueError("the line is not a JSON object")
        at = _skip_space(text, at + 1)
        while text[at : at + 1] != "}":
            at = _parse_field(text, at, fields)
        at = _skip_space(text, at + 1)
        if at < len(text):
            raise json.JSONDecodeError("extra data after the object", text, at)
    except json.JSONDecodeError as error:
        raise ValueError(f"column {error.pos + 1}: invalid JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError("the record is nested too deeply") from None
    return fields


def _parse_field(text: str, at: int, fields: dict[str, JsonField]) -> int:
    """Add the field at an offset; return the offset of the next field or of the closing brace."""
    if text[at : at + 1] != '"':
        raise json.JSONDecodeError("expected a field name in double quotes", text, at)
    name, at = scanstring(text, at + 1)
    at = _skip_space(text, at)
    if text[at : at + 1] != ":":
        raise json.JSONDecodeError("expected ':'", text, at)
    start = _skip_space(text, at + 1)
    value, stop = _DECODER.raw_decode(text, start)
    fields[name] = JsonField(value, start, stop)
    at = _skip_space(text, stop)
    if text[at : at + 1] == ",":
        at = _skip_space(text, at + 1)
        if text[at : at + 1] == "}":
            raise json.JSONDecodeError("expected a field after ','", text, at)
    elif text[at : at + 1] != "}":
        raise json.JSONDecodeError("expected ',' or '}'", text, at)
    return at


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def with_values(text: str, fields: Mapping[str, JsonField], values: Mapping[str, Any]) -> str:
    """The text of an object with new values: each replaces its field's value, or is added after the last field.

    >>> text = '{"a":1,  "b": 2}'
    >>> with_values(text, parse_fields(text), {"b": "x", "c": None})
    '{"a":1,  "b": "x", "c": null}'
    """
    ascii_only = text.isascii()  # a line that escapes other letters (\\u…) keeps doing so
    for name in sorted(values, key=lambda n: -fields[n].start if n in fields else -len(text)):
        value = spell(values[name], ascii_only)
        if name in fields:
            text = text[: fields[name].start] + value + text[fields[name].stop :]
        else:
            end = max(field.stop for field in fields.values())
            text = f"{text[:end]}, {json.dumps(name, ensure_ascii=ascii_only)}: {value}{text[end:]}"
    return text


def spell(value: Any, ascii_only: bool) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=ascii_only or _has_lone_surrogate(value))


def _has_lone_surrogate(value: Any) -> bool:
    """Whether a string has half a surrogate pair, which UTF-8 cannot encode."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
