"""Reading packs: what is accepted, and how each fault is told."""

import json

import jsonschema
import pytest
import yaml

from cleaner.lines.linetest import LineTest, Span
from cleaner.packs import schema
from cleaner.packs.json_schema import json_schema
from cleaner.packs.schema import read

FAULTS = [
    ("unknown key", "rules: [{drop: {line: {strats: x}}}]", "1:24: unknown key 'strats' in the line test; did you mean 'starts'?"),
    ("unknown key, nothing near", "rulez: []\nzz: 1", "2:1: unknown key 'zz' in a pack; known are about"),
    ("unknown selector", "rules: [{drop: {lines: {text: x}}}]", "1:17: unknown key 'lines' in 'drop'; did you mean 'line'?"),
    ("two verbs", "rules: [{drop: {line: {text: x}}, keep: {line: {text: x}}}]", "1:9: a rule has one verb"),
    ("no verb", "rules: [{id: x}]", "this one has none"),
    ("two selectors", "rules: [{drop: {line: {text: x}, run: {of: {text: x}}}}]", "'drop' takes one selector"),
    ("number wanted", "rules: [{drop: {run: {of: {text: x}, least: many}}}]", "1:45: 'least' is a whole number, not 'many'"),
    ("negative number", "rules: [{drop: {run: {of: {text: x}, least: -1}}}]", "'least' is a whole number"),
    ("boolean wanted", "rules: [{drop: {line: {bullet: yes}}}]", "1:32: 'bullet' is 'true' or 'false', not 'yes'"),
    ("choice", "rules: [{drop: {repeat: {keep: frist}}}]", "'keep' is 'first', 'last' or 'none', not 'frist'; did you mean 'first'?"),
    ("missing field", "rules: [{drop: {run: {least: 3}}}]", "1:22: 'run' needs 'of'"),
    ("span as number", "rules: [{drop: {line: {words: 3}}}]", "1:31: 'words' is a mapping with 'least' and 'most': {most: 3}"),
    ("empty span", "rules: [{drop: {line: {words: {}}}}]", "'words' needs 'least' or 'most'"),
    ("impossible span", "rules: [{drop: {line: {words: {least: 3, most: 2}}}}]", "least is more than most"),
    ("empty test", "rules: [{drop: {line: {}}}]", "1:23: a line test without a key passes every line"),
    ("blank literal", "rules: [{drop: {line: {text: ' '}}}]", "1:30: the literal ' ' of 'text' is blank"),
    ("literal with a break", 'rules: [{drop: {line: {text: "a\\nb"}}}]', "has a line break"),
    ("literal beyond the guard", f"rules: [{{drop: {{line: {{text: {'x' * 201}}}}}}}]", "use 'starts'"),
    ("no literal", "rules: [{drop: {line: {text: []}}}]", "1:30: 'text' is empty"),
    ("bad pattern", "rules: [{drop: {line: {regex: '(a'}}}]", "1:31: the pattern (a is faulty: missing )"),
    ("exploding pattern", r"rules: [{drop: {line: {regex: '(\w+\s?)+:'}}}]", "can take for ever: a repetition in it can be gone round in two ways"),
    ("pattern that finds everything", "rules: [{drop: {line: {regex: 'a*'}}}]", "the pattern a* fits no text at all too"),
    ("region that may resume, but has an end", "rules: [{drop: {region: {from: {text: m}, before: {text: n}, resumes: {sentence: true}}}}]", "'resumes' is for a region that runs from a marker"),
    ("region without a marker", "rules: [{drop: {region: {most: 3}}}]", "a region needs 'from', 'through' or 'before'"),
    ("region with two ends", "rules: [{drop: {region: {through: {text: a}, before: {text: b}}}}]", "not with both"),
    ("block with both", "rules: [{drop: {block: {any: {text: a}, all: {text: b}}}}]", "'any' or 'all', one of them"),
    ("replace without find", "rules: [{replace: {with: x}}]", "'replace' needs 'find' or 'regex'"),
    ("replace with a break", 'rules: [{replace: {find: a, with: "b\\nc"}}]', "'with' has a line break"),
    ("replace with a group that is not there", r"rules: [{replace: {regex: a, with: '\2'}}]", "'with' does not fit the pattern a:"),
    ("detect without a sign", "detect: {least: 1}", "1:9: 'detect' needs 'host' or 'line'"),
    ("fingerprint of shape only", "detect: {line: {bullet: true}}", "a fingerprint needs a text of its own"),
    ("more fingerprints than there are", "detect: {line: {text: a}, least: 2}", "asks for 2 fingerprints and has 1"),
    ("replace that makes a line", r"rules: [{replace: {regex: a, with: 'x\ny'}}]", "that names no group"),
    ("share beyond one", "rules: [{drop: {line: {text: x}}, most_share: 60}]", "'most_share' is a share of the words"),
    ("duplicate id", "rules:\n- {id: a, drop: {line: {text: x}}}\n- {id: a, drop: {line: {text: y}}}", "3:3: the id 'a' is taken by the rule on line 2"),
    ("bad id", "rules: [{id: a b, drop: {line: {text: x}}}]", "1:14: the id 'a b' has other signs"),
    ("key twice", "about: x\nabout: y", "2:1: 'about' stands twice in a pack"),
    ("list instead of mapping", "- a", "1:1: a pack is a mapping"),
    ("mapping instead of list", "rules: {drop: {line: {text: x}}}", "1:8: 'rules' is a list, not a mapping"),
    ("text instead of mapping", "rules: [drop]", "1:9: a rule is a mapping"),
    ("no text", "about:", "1:7: 'about' has no text"),
    ("test without clean", "tests: [{raw: x}]", "1:9: a test needs 'clean'"),
    ("no YAML", "rules: [", "2:1: this is not YAML"),
    ("tab", "rules:\n\t- x", "2:1: this is not YAML"),
    ("empty file", "", "a.yaml: the file is empty"),
    ("control character", "about: x\nrules: \x07", "2:8: this is not YAML: the character U+0007 may not stand in it"),
    ("a number of a thousand digits", f"detect: {{line: {{text: a}}, least: {'9' * 1000}}}", "a number of 1000 digits"),
    ("aliases of aliases", "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n" for a, b in zip("abcde", "bcdef", strict=True)),
     "its aliases make more than 100,000 entries"),
    ("an address instead of a host", "detect: {host: 'https://a.vn/'}", "'https://a.vn/' is no host; write it like"),
    ("alias inside itself", "rules: &a [*a]", "an alias stands inside what it names"),
    ("deep nesting", "rules: [{drop: {line: " + "{not: " * 2000 + "{text: x}" + "}" * 2000 + "}}]",
     "nested more than 100 levels deep"),
    ("nesting that the library takes", "rules: [{drop: {line: " + "{not: " * 150 + "{text: x}" + "}" * 150 + "}}]",
     "nested more than 100 levels deep"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_faults_are_told_with_their_place(text: str, message: str) -> None:
    _, faults = read(text, "a.yaml", "a")
    assert any(message in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = """
rules:
  - {id: a, drop: {line: {txt: x}}}
  - {id: b, drop: {run: {of: {text: ''}, least: x}}}
  - {id: c, keep: {region: {}}, replace: {find: ' '}}
"""
    _, faults = read(text, "a.yaml", "a")
    assert sorted({fault.line for fault in faults}) == [3, 4, 5]
    assert len(faults) >= 6


def test_scalars_are_what_the_field_wants_them_to_be() -> None:
    pack, faults = read(
        "about: no\nrules: [{id: 1.10, why: 2026-01-01, drop: {line: {text: [no, 007, null, 1e3]}}}]", "a.yaml", "a"
    )
    assert not faults
    assert pack is not None
    assert pack.about == "no"
    assert pack.rules[0].name == "a:1.10"
    assert pack.rules[0].why == "2026-01-01"
    assert pack.rules[0].anchor()[0] == LineTest(text=("no", "007", "null", "1e3"))


def test_one_and_a_list_of_one_are_the_same() -> None:
    one, _ = read("extends: web\nrules: [{drop: {line: {text: x, words: {most: 3}}}}]", "a.yaml", "a")
    many, _ = read("extends: [web]\nrules: [{drop: {line: {text: [x], words: {most: 3}}}}]", "a.yaml", "a")
    assert one is not None
    assert many is not None
    assert one.extends == many.extends
    assert one.rules == many.rules
    assert one.rules[0].anchor()[0] == LineTest(text=("x",), words=Span(most=3))


def test_the_json_schema_accepts_what_is_read_and_refuses_what_is_not() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    good = """
about: x
extends: web
adjust: {b:menu: {least: 2}}
detect: {host: [a.vn], line: {starts: A -}}
rules:
  - {id: a, why: b, drop: {region: {from: {text: [a, b]}, before: {not: {bullet: true}}, most: 3}}, hits: a, misses: [b]}
  - {keep: {line: {any: [{text: a}, {words: {most: 3}}]}}, where: {first: 3, line: {starts: x}}}
  - {replace: {find: a, with: b}}
tests: [{raw: a, clean: b, name: c, host: a.vn}]
"""
    assert read(good, "a.yaml", "a")[1] == []
    assert list(validator.iter_errors(yaml.safe_load(good))) == []
    refused = [
        "unknown key",
        "unknown selector",
        "two verbs",
        "no verb",
        "number wanted",
        "span as number",
        "missing field",
    ]
    for name, text, _ in FAULTS:
        if name in refused:
            assert list(validator.iter_errors(yaml.safe_load(text))), name


def test_every_field_of_a_line_test_is_in_the_schema() -> None:
    names = {name.rstrip("_") for name in LineTest._fields}
    assert set(json_schema()["$defs"]["linetest"]["properties"]) == names


def test_the_shipped_schema_is_the_one_that_is_made() -> None:
    from cleaner.packs.layers import shipped

    with open(f"{shipped()}/schema.json", encoding="utf-8") as file:
        assert json.load(file) == json_schema(), "run: cleaner rules schema > rules/schema.json"


def test_the_reader_uses_the_fast_loader_where_there_is_one() -> None:
    assert schema.Loader is getattr(yaml, "CSafeLoader", yaml.SafeLoader)
