"""Read a pack: YAML text in, a `Pack` or all of its faults out.

This module knows what a pack may contain. `nodes` parses the YAML, `reader` reads values by the types of their
fields, and `line_tests` checks line tests.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cleaner import filters
from cleaner.filters import Selector
from cleaner.lines.errors import Fault
from cleaner.lines.host import is_host
from cleaner.lines.linetest import LITERAL_KEYS, LineTest, Span
from cleaner.lines.pattern import compiled
from cleaner.lines.prefilter import prefilters
from cleaner.lines.rule_name import RuleName
from cleaner.lines.text import PartOrHeadline, cut
from cleaner.packs.limits import MOST_LITERAL, MOST_RULES
from cleaner.packs.line_tests import check_literal, check_pattern, line_test, nested_line_test, span
from cleaner.packs.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    described,
    one_or_more,
    parse,
    position,
    scalars,
)
from cleaner.packs.reader import RecordReader, TooManyFaults, any_of, record_fields
from cleaner.packs.rule import (
    RULE_OPTIONS,
    VERBS,
    Adjustment,
    Detect,
    Example,
    Mark,
    Pack,
    Replace,
    Rule,
    Verb,
)
from cleaner.packs.yaml_faults import with_source

_PACK_KEYS = ("about", "extends", "without", "adjust", "detect", "rules", "tests")
_RULE_KEYS = ("id", "why", *VERBS, "where", "most_share", "part", "hits", "misses")
_MARKED_KEYS = ("extends", "without", "adjust")  # faults between packs point at the entries of these keys
_CUSTOM = {LineTest: nested_line_test, Span: span}


def read(text: str, path: str, name: str) -> tuple[Pack | None, list[Fault]]:
    """Return a pack from its YAML text, and all faults in it. The pack is usable only if there are none.

    >>> pack, faults = read("rules: [{drop: {line: {strats: x}}}]", "a.yaml", "a")
    >>> print(*faults)
    a.yaml:1:24: unknown key 'strats' in the line test; did you mean 'starts'?
        1 | rules: [{drop: {line: {strats: x}}}]
          |                        ^
    """
    root, faults = parse(text, path)
    if root is None:
        return None, with_source(faults, text)
    reader = RecordReader(path, _CUSTOM)
    try:
        pack = _pack(reader, root, name)
    except TooManyFaults:
        pack = None
    return pack, with_source(faults + reader.faults, text)


def is_bare_test(selector: Any) -> bool:
    """Whether the value of a selector's key is its line test itself, as in `line: TEST`."""
    return [field.key for field in record_fields(selector)] == ["test"]


# ------------------------------------------------------------------ packs


def _pack(reader: RecordReader, root: Node, name: str) -> Pack:
    values: dict[str, Any] = {}
    types = {field.key: field.type for field in record_fields(Pack)}
    for key, value in reader.keys(root, "a pack", _PACK_KEYS).items():
        if key == "rules":
            values[key] = _rules(reader, value, name)
        elif key == "tests":
            examples = (_example(reader, item) for item in reader.items(value, "'tests'"))
            values[key] = tuple(example for example in examples if example is not None)
        elif key == "detect":
            values[key] = _detect(reader, value)
        elif key == "adjust":
            values[key] = tuple(_adjustments(reader, value))
        elif isinstance(value, SequenceNode) and not value.value:
            continue  # an empty list of packs means the same as no list
        elif (read_value := reader.value(value, types[key], f"'{key}'")) is not None:
            values[key] = read_value
    return Pack(name, path=reader.path, marks=tuple(_marks(root)), **values)


def _marks(root: Node) -> Iterator[Mark]:
    pairs = root.value if isinstance(root, MappingNode) else []
    for key, value in ((key, value) for key, value in pairs if isinstance(key, ScalarNode)):
        yield Mark(key.value, "", position(key))
        if key.value in _MARKED_KEYS:
            entries = [entry for entry, _ in value.value] if isinstance(value, MappingNode) else one_or_more(value)
            yield from (Mark(key.value, entry.value, position(entry)) for entry in entries)


def _example(reader: RecordReader, node: Node) -> Example | None:
    return reader.record(node, Example, "a test", place=reader.place(node))


def _detect(reader: RecordReader, node: Node) -> Detect | None:
    detect = reader.record(node, Detect, "'detect'")
    if detect is None or not isinstance(node, MappingNode):
        return None
    if not (detect.host or detect.line):
        reader.fault(node, "'detect' needs 'host' or 'line'")
    for host in detect.host:
        if not is_host(host, least_parts=1):  # a pack may be for a host of an intranet
            reader.fault(node, f"{host!r} is not a host name; write 'example.vn', which includes www.example.vn")
    if any(prefilters(test) is None for test in detect.line):
        reader.fault(node, f"a fingerprint needs {any_of((*LITERAL_KEYS, 'regex'))}")
    if detect.least > max(len(detect.line), 1):
        reader.fault(node, f"'detect' needs {detect.least} fingerprints but lists {len(detect.line)}")
    return detect


def _adjustments(reader: RecordReader, node: Node) -> Iterator[Adjustment]:
    if not isinstance(node, MappingNode):
        reader.fault(node, f"'adjust' must be a mapping from names of rules to numbers, not {described(node)}")
        return
    seen: set[str] = set()
    for key, value in node.value:
        rule = reader.text(key, "the name of a rule") or ""
        if rule in seen:
            reader.fault(key, f"duplicate key {rule!r} in 'adjust'")
        if isinstance(value, MappingNode) and value.value:
            seen.add(rule)
            yield Adjustment(rule, tuple(sorted(_new_numbers(reader, value, rule).items())))
        else:
            reader.fault(value, f"{rule!r} must be a mapping with the numbers to change, for example {{bias: 2}}")


def _new_numbers(reader: RecordReader, node: MappingNode, rule: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for key, value in node.value:
        name = reader.text(key, "the name of a number") or ""
        if name in numbers:
            reader.fault(key, f"duplicate key {name!r} in {rule!r}")
        if (number := reader.decimal(value, f"{name!r}")) is not None:
            numbers[name] = number
    return numbers


# ------------------------------------------------------------------ rules


def _rules(reader: RecordReader, node: Node, pack: str) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    if isinstance(node, SequenceNode) and len(node.value) > MOST_RULES:
        reader.fault(node, f"a pack of {len(node.value):,} rules; at most {MOST_RULES:,} are allowed")
        return ()
    for number, item in enumerate(reader.items(node, "'rules'"), 1):
        rule = _rule(reader, item, pack, number)
        if rule is None:
            continue
        if (first := rules.setdefault(rule.name, rule)) is not rule:
            reader.fault(item, f"duplicate id {rule.id!r}; the rule on line {first.place.line} has it")
    return tuple(rules.values())


def _rule(reader: RecordReader, node: Node, pack: str, number: int) -> Rule | None:
    """A rule; `number` is its place in the list, from 1, and its id if it has none."""
    values = reader.keys(node, "a rule", _RULE_KEYS)
    if not isinstance(node, MappingNode):
        return None
    reader.purse.start_rule()
    verbs = [verb for verb in VERBS if verb in values]
    if len(verbs) != 1:
        reader.fault(node, f"a rule needs one verb, {any_of(VERBS)}; this one has {' and '.join(verbs) or 'none'}")
    rule_id = (_rule_id(reader, values["id"]) if "id" in values else None) or str(number)
    options = _rule_options(reader, values, verbs)
    selectors = [_selector(reader, values[verb], verb) for verb in verbs if verb != "replace"]
    replaces = [_replace(reader, values[verb]) for verb in verbs if verb == "replace"]
    if len(verbs) != 1 or None in (*selectors, *replaces):
        return None
    selector, replace = next(iter(selectors), None), next(iter(replaces), None)
    return Rule(str(RuleName(pack, rule_id)), verbs[0], selector, replace, place=reader.place(node), **options)


def _rule_id(reader: RecordReader, node: Node) -> str | None:
    name = reader.text(node, "'id'")
    if name and not re.fullmatch(r"[\w.-]+", name):
        reader.fault(node, f"the id {name!r} has characters other than letters, digits, '-', '.' and '_'")
    return name


def _rule_options(reader: RecordReader, values: Mapping[str, Node], verbs: list[Verb]) -> dict[str, Any]:
    """The options of a rule that do not depend on its verb."""
    types = {field.key: field.type for field in record_fields(Rule)}
    read_values = {key: reader.value(values[key], types[key], f"'{key}'") for key in RULE_OPTIONS if key in values}
    options = {key: value for key, value in read_values.items() if value is not None}
    if "part" in options and (fault := _part_fault(options["part"], verbs)):
        reader.fault(values["part"], fault)
    if not 0 < options.get("most_share", 1) <= 1:
        reader.fault(values["most_share"], "'most_share' is a share of the words: above 0, at most 1")
    return options


def _part_fault(part: PartOrHeadline, verbs: list[Verb]) -> str:
    """Why a rule with these verbs cannot have this part, or ""."""
    if part == "headline":
        return "" if verbs == ["keep"] else "'part: headline' needs the verb 'keep': a headline is never removed"
    if verbs == ["drop"]:
        return ""
    return f"'part: {part}' needs the verb 'drop': it names lines that a caller may want to keep"


def _selector(reader: RecordReader, node: Node, verb: Verb) -> Selector | None:
    values = reader.keys(node, f"{verb!r}", filters.kinds())
    if len(values) != 1:
        if isinstance(node, MappingNode) and len(node.value) != 1:
            reader.fault(node, f"{verb!r} needs exactly one selector: {any_of(filters.kinds())}")
        return None
    ((name, value),) = values.items()
    cls = filters.kind(name)
    if is_bare_test(cls):
        test = line_test(reader, value)
        return None if test is None else cls(test)
    selector: Selector | None = reader.record(value, cls, f"'{name}'")
    if selector is not None and (fault := selector.fault()):
        reader.fault(value, fault)
    return selector


def _replace(reader: RecordReader, node: Node) -> Replace | None:
    replace = reader.record(node, Replace, "'replace'")
    if replace is None or not isinstance(node, MappingNode):
        return None
    if not (replace.find or replace.regex):
        reader.fault(node, "'replace' needs 'find' or 'regex'")
    if len(replace.with_) > MOST_LITERAL:
        reader.fault(node, f"'with' has {len(replace.with_):,} characters; at most {MOST_LITERAL:,} are allowed")
    if len(cut(replace.with_ + "x")[0]) > 1:
        reader.fault(node, "'with' has a line break, but a rule rewrites inside a line and cannot make new ones")
    for key, value in node.value:
        for item in scalars(value):
            if key.value == "find":
                check_literal(reader, item, "find")
            elif key.value == "regex" and check_pattern(reader, item):
                _check_template(reader, item, replace.with_)
    return replace


def _check_template(reader: RecordReader, pattern: ScalarNode, template: str) -> None:
    """Report a `with` that names a group which the pattern does not have, before the first match would fail."""
    import regex

    if re.search(r"\\(?![1-9g\\])", template):
        reader.fault(pattern, f"'with' has an escape in {template!r} that names no group; write the character itself")
        return
    try:
        compiled(f"(?:{pattern.value})|").sub(template, "")
    except (regex.error, IndexError) as error:
        reader.fault(pattern, f"'with' does not fit the pattern {pattern.value}: {error}")
