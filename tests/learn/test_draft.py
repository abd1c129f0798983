import random

import pytest

from cleaner.engine.clean import Cleaner
from cleaner.learn.draft import DraftError, draft, parsed
from cleaner.learn.learn import learn
from cleaner.learn.write import evidence, pack_text
from cleaner.packs.library import Library
from tests.helpers.gazette import BARE, FOOT, HOST, MENU, drafted, dump, dumps, other_words, sentence, with_body


def test_fingerprints_are_lines_that_other_outlets_do_not_have() -> None:
    own = (MENU[0], FOOT[0], *FOOT[2:])
    texts = [(HOST, text) for text in dumps(6)] + [("other.example", other_words(dump(n + 500), own)) for n in range(6)]
    packs = {
        outlet.outlet: parsed(pack_text(draft(outlet, BARE)), f"outlets/{outlet.outlet}")
        for outlet in learn(lambda: texts, BARE)
    }
    cleaner = Cleaner.of(Library([*BARE.packs.values(), *packs.values()]))
    for outlet, text in ((HOST, dump(77)), ("other.example", other_words(dump(577), own))):
        assert packs[outlet].detect is not None
        assert cleaner.clean(text).pack == f"outlets/{outlet}"
    assert cleaner.clean(sentence(random.Random(1))).pack == "web"


@pytest.mark.parametrize("body", [False, True])
def test_the_evidence_is_what_the_rules_do(body: bool) -> None:
    packs = with_body() if body else BARE
    texts = [dump(n) + "Set in the harbour of Wold\n" * (n % 3) for n in range(9)]
    made = drafted(texts, packs)
    cleaner = Cleaner.of(made.library(), made.name)
    edits = [cleaner.clean(text).edits for text in texts]
    assert made.rules
    for rule in made.rules:
        lines = [sum(edit.rule == f"{made.name}:{rule.id}" for edit in found) for found in edits]
        head = evidence(made, rule)[0]
        assert head.startswith(f"{sum(lines)} line{'s' * (sum(lines) != 1)} on {sum(map(bool, lines))} of 9 pages")


def test_a_rule_that_no_example_shows_is_left_out() -> None:
    made = drafted(dumps(5))
    masthead, tail = made.rules[:2]
    nothing = tail._replace(id="nothing", rule={"drop": {"line": {"text": "Never seen"}}}, lines={})
    made.examples["nothing"] = made.examples[tail.id]
    made.choose([masthead, nothing])
    assert made.rules == [masthead]


REWRITTEN = {
    "two rules": (
        "".join(f"- id: {name}\n  drop: {{line: {{text: b}}}}\n  hits: b\n" for name in "ab"),
        "this is 2 rules; write one",
    ),
    "an unknown key": ("- id: a\n  dorp: {line: {text: b}}\n", "unknown key 'dorp'"),
    "the id of another rule": ("- id: tail\n  drop: {line: {text: b}}\n  hits: b\n", "already has a rule"),
    "an example that fails": ("- id: a\n  drop: {line: {text: b}}\n  hits: c\n", "does not act on its hit"),
}


@pytest.mark.parametrize(("text", "message"), REWRITTEN.values(), ids=REWRITTEN)
def test_a_rewritten_rule_with_a_fault_is_refused(text: str, message: str) -> None:
    made = drafted(dumps(5))
    with pytest.raises(DraftError, match=message):
        made.rewritten(made.rules[0], text)


def test_a_rewritten_rule_is_shown_with_the_lines_on_which_it_acts() -> None:
    made = drafted(dumps(5))
    rule = made.rewritten(made.rules[0], "- id: menu\n  drop: {line: {text: Sport desk}}\n  hits: Sport desk\n")
    assert (rule.id, rule.kind) == ("menu", "edited")
    assert evidence(made, rule) == ["5 lines on 5 of 5 pages, above the article", "such as 'Sport desk'"]


def test_a_rewritten_rule_that_acts_on_no_page_can_be_chosen() -> None:
    made = drafted(dumps(5))
    rule = made.rewritten(made.rules[0], "- id: gone\n  drop: {line: {text: Our old box}}\n  hits: Our old box\n")
    made.choose([rule, *made.rules[1:]])
    assert made.rules[0].id == "gone"
    assert parsed(pack_text(made), made.name).rules[0].id == "gone"
