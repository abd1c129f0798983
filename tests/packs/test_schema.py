"""Reading packs: what is accepted, and how each fault is reported."""

import pytest

from cleaner.lines.linetest import LineTest, Span
from cleaner.packs.schema import read

FAULTS = [
    ("unknown key", "rules: [{drop: {line: {strats: x}}}]", "1:24: unknown key 'strats' in the line test; did you mean 'starts'?"),
    ("unknown key, nothing near", "rulez: []\nzz: 1", "2:1: unknown key 'zz' in a pack; the known keys are about"),
    ("unknown selector", "rules: [{drop: {lines: {text: x}}}]", "1:17: unknown key 'lines' in 'drop'; did you mean 'line'?"),
    ("two verbs", "rules: [{drop: {line: {text: x}}, keep: {line: {text: x}}}]", "1:9: a rule needs one verb, 'drop', 'keep' or 'replace'; this one has drop and keep"),
    ("no verb", "rules: [{id: x}]", "this one has none"),
    ("two selectors", "rules: [{drop: {line: {text: x}, run: {of: {text: x}}}}]", "'drop' needs exactly one selector"),
    ("number wanted", "rules: [{drop: {run: {of: {text: x}, least: many}}}]", "1:45: 'least' must be a whole number, not 'many'"),
    ("negative number", "rules: [{drop: {run: {of: {text: x}, least: -1}}}]", "'least' must be a whole number, not '-1'"),
    ("boolean wanted", "rules: [{drop: {line: {bullet: yes}}}]", "1:32: 'bullet' must be 'true' or 'false', not 'yes'"),
    ("choice", "rules: [{drop: {repeat: {keep: frist}}}]", "'keep' must be 'first', 'last' or 'none', not 'frist'; did you mean 'first'?"),
    ("missing field", "rules: [{drop: {run: {least: 3}}}]", "1:22: 'run' needs 'of'"),
    ("span as number", "rules: [{drop: {line: {words: 3}}}]", "1:31: 'words' must be a mapping with 'least' and 'most', for example {most: 3}"),
    ("empty span", "rules: [{drop: {line: {words: {}}}}]", "'words' needs 'least' or 'most'"),
    ("impossible span", "rules: [{drop: {line: {words: {least: 3, most: 2}}}}]", "'least' is more than 'most', so no line passes"),
    ("empty test", "rules: [{drop: {line: {}}}]", "1:23: an empty line test matches every line"),
    ("blank literal", "rules: [{drop: {line: {text: ' '}}}]", "1:30: the literal ' ' of 'text' is blank"),
    ("literal with a break", 'rules: [{drop: {line: {text: "a\\nb"}}}]', "has a line break"),
    ("literal beyond the guard", f"rules: [{{drop: {{line: {{text: {'x' * 201}}}}}}}]", "'text' compares lines of up to 200 characters, and this one is longer; use 'starts'"),
    ("no literal", "rules: [{drop: {line: {text: []}}}]", "1:30: 'text' is an empty list"),
    ("bad pattern", "rules: [{drop: {line: {regex: '(a'}}}]", "1:31: invalid pattern (a: missing )"),
    ("exploding pattern", r"rules: [{drop: {line: {regex: '(\w+\s?)+:'}}}]", "can match the same text in two ways (exponential backtracking)"),
    ("pattern that matches everything", "rules: [{drop: {line: {regex: 'a*'}}}]", "the pattern a* also matches an empty text"),
    ("region that may resume, but has an end", "rules: [{drop: {region: {from: {text: m}, before: {text: n}, resumes: {sentence: true}}}}]", "'resumes' is for a region that runs from a marker"),
    ("region without a marker", "rules: [{drop: {region: {most: 3}}}]", "a region needs 'from', 'through' or 'before'"),
    ("region with two ends", "rules: [{drop: {region: {through: {text: a}, before: {text: b}}}}]", "not with both"),
    ("block with both", "rules: [{drop: {block: {any: {text: a}, all: {text: b}}}}]", "a block needs either 'any' or 'all'"),
    ("replace without find", "rules: [{replace: {with: x}}]", "'replace' needs 'find' or 'regex'"),
    ("replace with a break", 'rules: [{replace: {find: a, with: "b\\nc"}}]', "'with' has a line break"),
    ("replace with a group that is not there", r"rules: [{replace: {regex: a, with: '\2'}}]", "'with' does not fit the pattern a:"),
    ("detect without host or line", "detect: {least: 1}", "1:9: 'detect' needs 'host' or 'line'"),
    ("fingerprint of shape only", "detect: {line: {bullet: true}}", "a fingerprint needs 'text', 'starts', 'ends', 'contains' or 'regex'"),
    ("more fingerprints than there are", "detect: {line: {text: a}, least: 2}", "'detect' needs 2 fingerprints but lists 1"),
    ("replace that makes a line", r"rules: [{replace: {regex: a, with: 'x\ny'}}]", "that names no group"),
    ("share beyond one", "rules: [{drop: {line: {text: x}}, most_share: 60}]", "'most_share' is a share of the words: above 0, at most 1"),
    ("headline to remove", "rules: [{drop: {line: {text: x}}, part: headline}]", "1:41: 'part: headline' needs the verb 'keep': a headline is never removed"),
    ("byline to keep", "rules: [{keep: {line: {text: x}}, part: byline}]", "1:41: 'part: byline' needs the verb 'drop': it names lines that a caller may want to keep"),
    ("unknown part", "rules: [{keep: {line: {text: x}}, part: headlien}]", "'part' must be 'headline', 'byline', 'date' or 'caption', not 'headlien'; did you mean 'headline'?"),
    ("duplicate id", "rules:\n- {id: a, drop: {line: {text: x}}}\n- {id: a, drop: {line: {text: y}}}", "3:3: duplicate id 'a'; the rule on line 2 has it"),
    ("bad id", "rules: [{id: a b, drop: {line: {text: x}}}]", "1:14: the id 'a b' has characters other than letters"),
    ("key twice", "about: x\nabout: y", "2:1: duplicate key 'about' in a pack"),
    ("list instead of mapping", "- a", "1:1: a pack must be a mapping"),
    ("mapping instead of list", "rules: {drop: {line: {text: x}}}", "1:8: 'rules' must be a list, not a mapping"),
    ("text instead of mapping", "rules: [drop]", "1:9: a rule must be a mapping"),
    ("no text", "about:", "1:7: 'about' is empty; write a text or remove the key"),
    ("test without clean", "tests: [{raw: x}]", "1:9: a test needs 'clean'"),
    ("no YAML", "rules: [", "2:1: invalid YAML"),
    ("tab", "rules:\n\t- x", "2:1: invalid YAML"),
    ("empty file", "", "a.yaml: the file is empty"),
    ("control character", "about: x\nrules: \x07", "2:8: invalid YAML: the character U+0007 is not allowed"),
    ("a number of a thousand digits", f"detect: {{line: {{text: a}}, least: {'9' * 1000}}}", "a number of 1000 digits"),
    ("aliases of aliases", "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n" for a, b in zip("abcde", "bcdef", strict=True)),
     "more than 100,000 entries with its aliases written out"),
    ("an address instead of a host", "detect: {host: 'https://a.vn/'}", "'https://a.vn/' is not a host name; write"),
    ("alias inside itself", "rules: &a [*a]", "an alias refers to a node that contains it"),
    ("deep nesting", "rules: [{drop: {line: " + "{not: " * 2000 + "{text: x}" + "}" * 2000 + "}}]",
     "nested more than 100 levels deep"),
    ("nesting that the library takes", "rules: [{drop: {line: " + "{not: " * 150 + "{text: x}" + "}" * 150 + "}}]",
     "nested more than 100 levels deep"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_is_reported_with_its_place(text: str, message: str) -> None:
    _, faults = read(text, "a.yaml", "a")
    assert any(message in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    text = """
rules:
  - {id: a, drop: {line: {txt: x}}}
  - {id: b, drop: {run: {of: {text: ''}, least: x}}}
  - {id: c, keep: {region: {}}, replace: {find: ' '}}
"""
    _, faults = read(text, "a.yaml", "a")
    assert sorted({fault.line for fault in faults}) == [3, 4, 5]
    assert len(faults) >= 6


def test_a_scalar_has_the_type_of_its_field() -> None:
    pack, faults = read(
        "about: no\nrules: [{id: 1.10, why: 2026-01-01, drop: {line: {text: [no, 007, null, 1e3]}}}]", "a.yaml", "a"
    )
    assert not faults
    assert pack is not None
    assert pack.about == "no"
    assert pack.rules[0].name == "a:1.10"
    assert pack.rules[0].why == "2026-01-01"
    assert pack.rules[0].anchor().test == LineTest(text=("no", "007", "null", "1e3"))


def test_a_single_entry_means_the_same_as_a_list_of_one() -> None:
    single, _ = read("extends: web\nrules: [{drop: {line: {text: x, words: {most: 3}}}}]", "a.yaml", "a")
    listed, _ = read("extends: [web]\nrules: [{drop: {line: {text: [x], words: {most: 3}}}}]", "a.yaml", "a")
    assert single is not None
    assert listed is not None
    assert single.extends == listed.extends
    assert single.rules == listed.rules
    assert single.rules[0].anchor().test == LineTest(text=("x",), words=Span(most=3))
