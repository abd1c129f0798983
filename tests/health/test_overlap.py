"""Which rules make another rule needless, by how they are written."""

import pytest

from cleaner.health.overlap import implies, overlaps
from cleaner.lines.linetest import passes
from cleaner.packs.schema import read as pack_of
from tests.helpers.packs import library

PAIRS = {
    "other literals": ("{line: {text: [A, B]}}", "{line: {text: [C, D]}}", ""),
    "some of the literals": ("{line: {text: [A, B]}}", "{line: {text: [B, C]}}", ""),
    "the same literals under another window": ("{line: {text: A}}, where: {first: 3}", "{line: {text: A}}, where: {last: 3}", ""),
    "the same literals in another selector": ("{line: {text: A}}", "{block: {any: {text: A}}}", ""),
    "the wider rule has a guard": ("{line: {text: A}}", "{line: {text: [A, B]}}, most_share: 0.5", ""),
    "the wider rule has one more condition": ("{line: {text: A}}", "{line: {text: [A, B], bullet: true}}", ""),
    "regions that end elsewhere": ("{region: {from: {text: A}}}", "{region: {from: {text: [A, B]}, most: 3}}", ""),
    "starts without the space": ("{line: {starts: By}}", "{line: {starts: 'By ', bullet: true}}, most_share: 1", "contained"),
    "long lines": ("{line: {starts: A, chars: {most: 600}}}", "{line: {starts: A}}", ""),
    "parts that can be kept": ("{line: {text: A}}, part: byline", "{line: {text: [A, B]}}", ""),
    "patterns": ("{line: {regex: ab}}", "{line: {regex: a}}", ""),
    "the same by match key": ("{line: {text: HOÀ BÌNH}}", "{line: {text: hòa bình}}", "duplicate"),
    "fewer literals": ("{line: {text: A}}", "{line: {text: [a, B]}}", "contained"),
    "a narrower window": ("{line: {text: A}}, where: {first: 3}", "{line: {text: A}}", "contained"),
    "a whole line that starts so": ("{line: {text: Read more on it}}", "{line: {starts: Read more}}", "contained"),
    "fewer words": ("{line: {starts: A, words: {most: 3}}}", "{line: {starts: A, words: {most: 5}}}", "contained"),
    "one of any": ("{run: {of: {text: A}, least: 2}}", "{run: {of: {any: [{text: [A, B]}, {ends: C}]}, least: 2}}", ""),
    "regions from fewer markers": ("{region: {from: {text: A}}}", "{region: {from: {text: [A, B]}}}", ""),
    "the same region": ("{region: {from: {text: A}, most: 3}}", "{region: {from: {text: a}, most: 3}}", "duplicate"),
    "the same region under another guard": ("{region: {from: {text: A}}}, most_share: 0.5", "{region: {from: {text: A}}}", ""),
    "the same guard on fewer literals": ("{line: {text: A}}, most_share: 0.5", "{line: {text: [A, B]}}, most_share: 0.5", ""),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "kind"), PAIRS.values(), ids=PAIRS)
def test_rules_are_compared_as_they_are_written(one: str, other: str, kind: str) -> None:
    packs = library(web=f"rules:\n  - {{id: one, drop: {one}}}\n  - {{id: other, drop: {other}}}")
    found = ["duplicate" if overlap.same else "contained" for overlap in overlaps(packs)]
    assert found == ([kind] if kind else [])


def test_of_two_rules_that_are_the_same_the_later_one_is_reported() -> None:
    rule = "rules:\n  - {id: r, drop: {line: {text: A}}}"
    packs = library(web=f"extends: [a]\n{rule}", a=rule)
    assert [(overlap.rule.name, overlap.by.name) for overlap in overlaps(packs)] == [("a:r", "web:r")]


def test_a_rule_is_not_reported_if_the_other_one_acts_in_only_one_of_its_packs() -> None:
    own = "extends: [web]\ndetect: {host: a.vn}\nrules:\n  - {id: own, drop: {line: {text: [A, B]}}}"
    packs = library(web="rules:\n  - {id: r, drop: {line: {text: A}}}", outlets__a=own)
    assert [*overlaps(packs)] == []
    twin = library(web="rules:\n  - {id: r, drop: {line: {text: [A, B]}}}", outlets__a=own)
    assert [(overlap.rule.name, overlap.by.name, overlap.same) for overlap in overlaps(twin)] == [
        ("outlets/a:own", "web:r", True)
    ]


def test_rules_of_packs_that_never_act_together_are_not_compared() -> None:
    rule = "rules:\n  - {id: r, drop: {line: {text: A}}}"
    assert [*overlaps(library(web="about: any", a=rule, b=rule))] == []
    switched_off = library(web=f"extends: [a]\nwithout: [a:r]\n{rule}", a=rule)
    assert [*overlaps(switched_off)] == []


def test_replacements_are_compared_by_what_they_find_and_insert() -> None:
    def found(one: str, other: str) -> list[bool]:
        rules = f"rules:\n  - {{id: one, replace: {one}}}\n  - {{id: other, replace: {other}}}"
        return [overlap.same for overlap in overlaps(library(web=rules))]

    assert found("{find: A -}", "{find: [A -, B -]}") == [False]
    assert found("{find: A -}", "{find: [A -, B -], with: x}") == []
    assert found("{find: A -}", "{regex: A -}") == []


def test_an_implied_test_is_passed_by_the_same_lines() -> None:
    """Lines that pass a test pass every test that it implies."""
    texts = ["{text: A b}", "{starts: A}", "{ends: b}", "{contains: ' '}", "{starts: A, words: {most: 2}}", "{bullet: true}",
             "{any: [{text: A b}, {text: A c}]}", "{not: {ends: b}}", "{text: [A b, A c], sentence: false}"]  # fmt: skip
    rules = "rules:\n" + "\n".join(f"  - {{id: r{n}, drop: {{line: {text}}}}}" for n, text in enumerate(texts))
    pack, _ = pack_of(rules, "", "p")
    assert pack is not None
    tests = [rule.selector.anchor()[0] for rule in pack.rules if rule.selector]
    lines = ["A b", "a B", "• A b", "A c", "A b c", "Ab", "b", "c A b.", "A", "- A b", ""]
    implied = [(one, other) for one in tests for other in tests if one and other and implies(one, other)]
    assert len(implied) > len(tests)
    for one, other in implied:
        assert all(passes(other, line) for line in lines if passes(one, line))
