"""Packs that inherit from each other, and the faults between them."""

import pytest

from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PackError
from cleaner.packs.layers import Source
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from tests.helpers.packs import library

RULE = "rules: [{{id: {0}, drop: {{line: {{text: {0}}}}}}}]"
LIST = "rules: [{id: menu, drop: {run: {of: {words: {most: 2}}, least: 3}}}]"


def faults_of(**packs: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        library(**packs)
    return [str(fault._replace(source="")) for fault in caught.value.faults]


def names(packs: Library, pack: str) -> list[str]:
    return [rule.name for rule in packs.rules(pack)]


def test_own_rules_come_first_then_those_of_each_inherited_pack_once() -> None:
    packs = library(
        a=f"extends: [b, c]\n{RULE.format('one')}",
        b=f"extends: d\n{RULE.format('two')}",
        c=f"extends: d\n{RULE.format('three')}",
        d=RULE.format("four"),
    )
    assert names(packs, "a") == ["a:one", "b:two", "d:four", "c:three"]


def test_without_switches_an_inherited_rule_off_for_all_packs_that_inherit_it() -> None:
    packs = library(a="extends: b", b=f"extends: c\nwithout: c:three\n{RULE.format('two')}", c=RULE.format("three"))
    assert names(packs, "a") == names(packs, "b") == ["b:two"]
    assert names(packs, "c") == ["c:three"]


def test_adjust_changes_the_numbers_of_a_rule_for_the_packs_that_inherit_it_and_for_no_others() -> None:
    packs = library(
        web="extends: c",
        b="extends: c\nadjust: {c:menu: {least: 2}}\ndetect: {host: [b.vn]}",
        a="extends: b\ndetect: {host: [a.vn]}",
        d="extends: b\nadjust: {c:menu: {least: 4}}\ndetect: {host: [d.vn]}",
        e="extends: [c, b]\nwithout: c:menu\ndetect: {host: [e.vn]}",
        c=LIST,
    )
    cleaner = Cleaner(compile_packs(packs))
    lines = ["one", "two", "three", "four"]
    for host, least in (("a.vn", 2), ("b.vn", 2), ("d.vn", 4), ("e.vn", 9), ("x.vn", 3)):
        for count in (1, 2, 3, 4):
            dump = "\n".join(lines[:count])
            assert (cleaner.clean(dump, host).text == "") == (count >= least), (host, count)
    assert [rule.name for rule in packs.rules("d")] == ["c:menu"]


@pytest.mark.parametrize(
    ("adjust", "message"),
    [
        ("{b:men: {least: 2}}", "a.yaml:2:10: a inherits no rule 'b:men'; did you mean 'b:menu'?"),
        ("{b:menu: {leest: 2}}", "a.yaml:2:10: b:menu has no number 'leest'; did you mean 'least'?"),
        ("{b:menu: {of: 2}}", "b:menu has no number 'of'"),
        ("{b:menu: {least: 2.5}}", "a.yaml:2:10: 'least' of b:menu must be a whole number, not 2.5"),
        ("{b:menu: {least: many}}", "a.yaml:2:26: 'least' must be a number, not 'many'"),
        ("{b:menu: 2}", "'b:menu' must be a mapping with the numbers to change"),
        ("{b:menu: {least: 2}, b:menu: {least: 3}}", "a.yaml:2:30: duplicate key 'b:menu' in 'adjust'"),
        ("[b:menu]", "a.yaml:2:9: 'adjust' must be a mapping from names of rules to numbers, not a list"),
    ],
)
def test_a_faulty_adjust_is_reported_with_its_place(adjust: str, message: str) -> None:
    assert any(message in fault for fault in faults_of(a=f"extends: b\nadjust: {adjust}", b=LIST))


def test_faults_between_packs_are_reported_with_their_places() -> None:
    assert faults_of(a="about: x\nextends: [webb]", web="about: y") == [
        "a.yaml:2:11: extends 'webb', but there is no such pack; did you mean 'web'?"
    ]
    assert "a.yaml:1:1: extends itself: a → b → a" in faults_of(a="extends: b", b="extends: a")
    assert faults_of(a="extends: a") == ["a.yaml:1:1: extends itself: a → a"]
    assert faults_of(a="extends: b\nwithout: [b:thre]", b=RULE.format("three")) == [
        "a.yaml:2:11: a inherits no rule 'b:thre'; did you mean 'b:three'?"
    ]


def test_a_host_belongs_to_one_pack_of_a_layer_and_a_pack_of_an_upper_layer_overrides_it() -> None:
    lower, upper = "detect: {host: [x.vn]}", "about: x\ndetect: {host: [y.vn, X.vn]}"
    assert faults_of(a=lower, b=upper) == ["b.yaml:2:1: the host 'X.vn' already belongs to the pack a"]
    packs = Library.parse(
        [
            Source("web", "web.yaml", b"about: x"),
            Source("a", "a.yaml", lower.encode(), layer=0),
            Source("b", "b.yaml", upper.encode(), layer=1),
        ]
    )
    assert compile_packs(packs).hosts["x.vn"] == "b"


def test_the_faults_of_all_packs_are_reported_at_once() -> None:
    assert len(faults_of(a="rules: [{drop: {lin: {text: x}}}]", b="extends: nowhere", c="\tx")) >= 3


def test_a_pack_that_is_not_utf8_is_a_fault() -> None:
    with pytest.raises(PackError, match=r"a\.yaml:2:8: invalid UTF-8: byte 14 does not decode"):
        Library.parse([Source("a", "a.yaml", b"rules:\nabout: \xff")])
