"""The examples in packs are run, and each rule needs one that triggers it."""

import pytest

from cleaner.engine.examples import run_examples
from tests.helpers.packs import library

RULE = "rules:\n  - {id: menu, drop: {line: {text: Menu}}, %s}\n"


@pytest.mark.parametrize(
    ("example", "complaint"),
    [
        ("hits: [MENU], misses: [Menus]", None),
        ("hits: [Menus]", "p.yaml:2: p:menu: does not act on its hit 'Menus'"),
        ("hits: [Menu], misses: [menu]", "p.yaml:2: p:menu: acts on its miss 'menu'"),
        ("misses: [Menus]", "p.yaml:2: p:menu: no example of its own triggers it"),
    ],
)
def test_a_rule_and_its_examples(example: str, complaint: str | None) -> None:
    report = run_examples(library(p=RULE % example), "p")
    assert [str(found).partition(";")[0] for found in report.complaints][:1] == [complaint] * (complaint is not None)


def test_a_test_on_a_whole_document_triggers_the_rules_that_act_in_it() -> None:
    pack = RULE % "misses: [Menus]" + 'tests: [{raw: "Menu\\nx", clean: x, name: menu}]'
    assert run_examples(library(p=pack), "p").complaints == ()
    (failed,) = run_examples(library(p=pack.replace("clean: x", "clean: y")), "p").complaints
    assert str(failed).startswith("p.yaml:3: p: test 'menu' gives another text than expected\n")
    assert "    -y\n    +x" in str(failed)


def test_a_rule_that_names_the_headline_has_examples_like_any_keep_rule() -> None:
    named = (
        "rules:\n  - {id: name, keep: {line: {starts: 'Report: '}}, part: headline, hits: ['%s'], misses: [Report]}\n"
    )
    assert run_examples(library(p=named % "Report: a bridge opens"), "p").complaints == ()
    complaint, *_ = run_examples(library(p=named % "Reporter: x"), "p").complaints
    assert "p:name: does not act on its hit" in str(complaint)
