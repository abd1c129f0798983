import pytest

from cleaner.learn.draft import DraftError, parsed
from cleaner.learn.write import evidence, pack_text
from tests.helpers.gazette import drafted, dumps


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
