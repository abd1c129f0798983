"""`cleaner rules test`."""

import json

from tests.helpers.project import PACK
from tests.helpers.shell import Shell, ends, put

TEST = ("rules", "test", "--rules", "more", "outlets/a.vn")


def test_examples_that_hold_pass(project: Shell) -> None:
    ran = project(*TEST)
    ends(ran, 0)
    assert "1 pack, 2 rules, 3 examples, 0 failed" in ran.out


def test_a_hit_on_which_the_rule_does_not_act_fails(project: Shell) -> None:
    put("more/outlets/a.vn.yaml", PACK.replace("hits: Menu", "hits: Menus"))
    ran = project(*TEST)
    ends(ran, 1)
    assert "does not act on its hit 'Menus'" in ran.out
    assert "no example of its own triggers it" in ran.out


def test_a_miss_on_which_the_rule_acts_fails(project: Shell) -> None:
    put("more/outlets/a.vn.yaml", PACK.replace("misses: Menu của quán", "misses: MENU"))
    assert "acts on its miss 'MENU'" in project(*TEST).out


def test_an_example_counts_only_for_its_own_rule(project: Shell) -> None:
    # `menu` would act on the hit of `tail` too, but that shows nothing about `menu`
    text = PACK.replace("    hits: Menu\n", "").replace("text: Menu", "text: [Menu, Related]")
    put("more/outlets/a.vn.yaml", text)
    ran = project(*TEST)
    ends(ran, 1)
    assert "outlets/a.vn:menu: no example of its own triggers it" in ran.out


def test_a_test_on_a_whole_document_that_fails_shows_the_difference(project: Shell) -> None:
    put("more/outlets/a.vn.yaml", PACK + 'tests:\n  - {name: page, raw: "Menu\\nx\\n", clean: "y\\n"}\n')
    ran = project(*TEST)
    ends(ran, 1)
    assert "test 'page' gives another text than expected" in ran.out
    assert "    -y\n    +x" in ran.out


def test_an_unknown_pack_ends_the_run(project: Shell) -> None:
    ends(project("rules", "test", "nothing"), 2, "there is no pack 'nothing'")


def test_failures_are_printed_as_annotations_and_as_json(project: Shell) -> None:
    put("more/outlets/a.vn.yaml", PACK.replace("misses: Menu của quán", "misses: MENU"))
    ran = project(*TEST, "--output-format", "github")
    ends(ran, 1)
    assert ran.out == "::error file=more/outlets/a.vn.yaml,line=4::outlets/a.vn:menu: acts on its miss 'MENU'\n"
    facts = json.loads(project(*TEST, "--output-format", "json").out)
    failed = {
        "path": "more/outlets/a.vn.yaml",
        "line": 4,
        "rule": "outlets/a.vn:menu",
        "message": "acts on its miss 'MENU'",
    }
    assert facts == {"packs": [{"pack": "outlets/a.vn", "rules": 2, "examples": 3, "failed": [failed]}], "faults": []}
    put("more/x.yaml", "ruls: []")
    ran = project(*TEST, "--output-format", "github")
    ends(ran, 2)
    assert ran.out.startswith("::error file=more/x.yaml,line=1,col=1::")
    assert len(json.loads(project(*TEST, "--output-format", "json").out)["faults"]) == 1
