"""The JSON Schema agrees with the reader of packs."""

import json

import jsonschema
import pytest
import yaml

from cleaner.lines.linetest import LineTest
from cleaner.packs.json_schema import json_schema
from cleaner.packs.layers import shipped
from cleaner.packs.schema import read
from tests.packs.test_schema import FAULTS

GOOD = """
about: x
extends: web
adjust: {b:menu: {least: 2}}
detect: {host: [a.vn], line: {starts: A -}}
rules:
  - {id: a, why: b, drop: {region: {from: {text: [a, b]}, before: {not: {bullet: true}}, most: 3}}, hits: a, misses: [b]}
  - {keep: {line: {any: [{text: a}, {words: {most: 3}}]}}, where: {first: 3, line: {starts: x}}}
  - {keep: {line: {starts: x}}, part: headline}
  - {drop: {line: {starts: x}}, part: byline}
  - {replace: {find: a, with: b}}
tests: [{raw: a, clean: b, name: c, host: a.vn}]
"""
SEEN_BY_BOTH = [
    "unknown key",
    "unknown selector",
    "two verbs",
    "no verb",
    "number wanted",
    "span as number",
    "missing field",
    "unknown part",
]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


def test_both_accept_a_good_pack(validator: jsonschema.Draft202012Validator) -> None:
    validator.check_schema(json_schema())
    assert read(GOOD, "a.yaml", "a")[1] == []
    assert list(validator.iter_errors(yaml.safe_load(GOOD))) == []


@pytest.mark.parametrize("name", SEEN_BY_BOTH)
def test_the_schema_rejects_what_the_reader_rejects(validator: jsonschema.Draft202012Validator, name: str) -> None:
    (text,) = [text for case, text, _ in FAULTS if case == name]
    assert list(validator.iter_errors(yaml.safe_load(text)))


def test_every_field_of_a_line_test_is_in_the_schema() -> None:
    keys = {name.rstrip("_") for name in LineTest._fields}
    assert set(json_schema()["$defs"]["linetest"]["properties"]) == keys


def test_the_shipped_schema_is_up_to_date() -> None:
    with open(f"{shipped()}/schema.json", encoding="utf-8") as file:
        assert json.load(file) == json_schema(), "run: cleaner rules schema > rules/schema.json"
