import contextlib
import re

import pytest

from cleaner.engine.examples import run_examples
from cleaner.learn.draft import Draft, draft, parsed
from cleaner.learn.learn import TooFewDumps
from cleaner.learn.update import UpdateError, updated
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack
from cleaner.packs.schema import read
from tests.helpers.gazette import BARE, FOOT, NAME, OLD_PACK, dump, dumps, learnt

OLD = OLD_PACK
DUMPS = 6
SENTENCE = "The ferry to the island left on time this morning and came back at night with all its people aboard."


def pack_of(text: str) -> Pack:
    pack, faults = read(text.removeprefix("\ufeff"), f"{NAME}.yaml", NAME)
    assert pack is not None
    assert faults == []
    return pack


def with_pack(pack: Pack) -> Library:
    return Library([*BARE.packs.values(), pack])


def update(text: str, texts: list[str] | None = None) -> str:
    """A pack brought up to date with dumps, as the command does it."""
    pack = pack_of(text)
    outlet = learnt(texts or dumps(DUMPS), with_pack(pack), NAME)
    idle = [rule.name for rule in pack.rules if rule.name not in outlet.acting]
    made: Draft | None = None
    with contextlib.suppress(TooFewDumps):
        made = draft(outlet, with_pack(pack), pack)
    return updated(text, pack, made, idle, DUMPS)


STYLES = {
    "rules last, no tests": OLD.partition("\ntests:")[0] + "\n",
    "tests first": "tests:\n  - {raw: a, clean: a}\n" + OLD.partition("\ntests:")[0] + "\n",
    "quoted keys": OLD.replace("tests:", '"tests":').replace("rules:", "rules :"),
    "document end": OLD.replace("# the end", "..."),
    "text that goes on at the left": OLD.replace("why: the menu", 'why: "a text\nthat: goes on"'),
    "Windows": OLD.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + OLD,
    "no end": OLD.rstrip("\n"),
    "a person's comment that looks like a mark": OLD.replace("# the menu", "# no longer fires: says Ann"),
}


@pytest.mark.parametrize("style", STYLES)
def test_an_update_keeps_the_style_of_the_pack(style: str) -> None:
    new = update(STYLES[style])
    assert run_examples(with_pack(pack_of(new)), NAME).complaints == ()
    lines = new.split("\n")
    at = 0
    for line in STYLES[style].split("\n"):  # all of it is there, in order, with its line end
        if line.strip():
            at = lines.index(line, at) + 1
    assert ("\r\n" in new) == (style == "Windows")
    assert "\n" not in new.replace("\r\n", "") or style != "Windows"
    assert update(new) == new


def test_an_update_adds_new_rules_and_marks_idle_ones() -> None:
    added = [line for line in update(OLD).split("\n") if line not in OLD.split("\n")]
    assert "    # no longer fires: in none of 6 dumps" in added
    assert [line.split()[-1] for line in added if "- id: " in line] == ["tail", "counters", "dateline"]


def test_a_rule_that_acts_again_loses_its_mark() -> None:
    new = update(OLD)
    assert new.count("no longer fires") == 1
    assert "no longer fires" not in update(new, [*dumps(DUMPS), dump(9) + "Our old box\n"])


def test_a_rule_is_not_idle_if_it_acts_on_a_dump_that_is_too_short_to_count() -> None:
    assert "no longer fires" not in update(OLD, [*dumps(DUMPS), "Our old box\nA ferry at dawn\n"])


def test_an_update_adds_no_rule_that_breaks_a_test_of_the_pack() -> None:
    more = f'tests:\n    - {{raw: "{SENTENCE}\\n{FOOT[0]}\\n", clean: "{SENTENCE}\\n{FOOT[0]}\\n"}}\n'
    new = update(OLD.replace("tests:\n", more))
    assert run_examples(with_pack(pack_of(new)), NAME).complaints == ()
    assert "id: tail" not in new
    assert "id: dateline" in new


def test_new_rules_get_ids_that_the_pack_does_not_have() -> None:
    taken = OLD.replace("id: long-gone", "id: tail")
    assert "- id: tail-2" in update(taken)


REFUSED = {
    "a rule in a flow list": (
        "about: x\nextends: [web]\nrules: [{id: a, drop: {line: {text: Zz}}, hits: Zz}]\n",
        "each begin a line with '- '",
    ),
    "an empty list": ("about: x\nextends: [web]\nrules: []\n", "the list of 'rules' is empty"),
    "a block scalar at the end": (
        OLD.partition("\ntests:")[0].replace("hits: [Our old box]", "hits: |+\n        Our old box\n\n"),
        "nothing can be added to it without changing it",
    ),
    "two line ends": (OLD.replace("\n", "\r\n", 3), "its lines end in different ways"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_a_pack_that_nothing_can_be_added_to_is_refused(text: str, message: str) -> None:
    with pytest.raises(UpdateError, match=re.escape(message)):
        update(text)


def test_without_new_rules_only_marks_change() -> None:
    pack = pack_of(OLD)
    assert updated(OLD, pack, None, [], DUMPS) == OLD
    marked = updated(OLD, pack, None, [f"{NAME}:masthead"], DUMPS)
    assert marked.replace("    # no longer fires: in none of 6 dumps\n", "") == OLD
    assert parsed(marked, NAME).rules[0].id == "masthead"
