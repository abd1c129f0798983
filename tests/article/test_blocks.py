"""Neighbouring units of like looks: what kind each is, and which of them are one block."""

import pytest

from cleaner.article.blocks import BLOCK_KINDS, blocks
from cleaner.article.page import REMOVED
from tests.helpers.pages import SENTENCES, facts_of, page_of_lines


def kinds_and_joints(texts: list[str], removals: dict[int, int] | None = None) -> tuple[list[str], str]:
    page = page_of_lines(texts, removals)
    found = blocks(page, facts_of(page))
    return [BLOCK_KINDS[kind] for kind in found.kinds], "".join("+" if joined else "-" for joined in found.joined)


BROKEN = [
    "The council met on Monday in the old",
    "hall at the quay and agreed on a new",
    "budget for the harbour and the bridge",
    "that it needs and that nobody pays for.",
]
KINDS = {
    "paragraphs": (["A menu", "", *SENTENCES[:2]], ["heading", "paragraph", "paragraph"], "---"),
    "a broken paragraph": (
        BROKEN,
        ["broken paragraph"],
        "-",
    ),
    "a list": (["Needed:", "", "• rope", "• 2 oars", "• a boat that the board has not sold yet"],
               ["short lines", "list", "list", "list"], "--++"),
    "a list with blank lines": (["1. Stir.", "", "2. Wait.", "", "3. Serve."], ["list"] * 3, "-++"),
    "a table": (["a\tb\tc", "1\t2\t3", "4\t5\t6"], ["table"] * 3, "-++"),
    "rows between bars": (["| a | b |", "", "| 1 | 2 |"], ["table"] * 2, "-+"),
    "code": (["x = {a: 1}", "", "y = x + {b: 2}"], ["code"] * 2, "-+"),
    "talk": (["HOST: And the pier, when will it open?", "CHAIR: In a year, if the divers can work."],
             ["talk", "talk"], "--"),
    "verse": (["the ferry goes at six", "with nobody aboard", "but Ida and the priest", "and what he said"],
              ["verse"] * 4, "-+++"),
    "stanzas": ((["the ferry goes at six", "with nobody aboard", "but Ida and the priest", "and what he said", ""] * 2)[:-1],
                ["verse"] * 8, "-+++-+++"),
    "three lines are no verse": (["the ferry goes at six", "with nobody aboard", "but Ida and the priest"],
                                 ["short lines"] * 3, "-++"),
    "short lines": (["Home", "News", "", "Sport", "Log in"], ["short lines"] * 4, "-+-+"),
    "a heading": ([SENTENCES[0], "", "What it costs", SENTENCES[1]], ["paragraph", "heading", "paragraph"], "---"),
    "a line": (["Ferry timetable changes from Sunday on both of the banks"], ["line"], "-"),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "kinds", "joints"), KINDS.values(), ids=KINDS)
def test_the_blocks_of_a_page(texts: list[str], kinds: list[str], joints: str) -> None:
    assert kinds_and_joints(texts) == (kinds, joints)


def test_what_a_rule_removed_is_not_in_one_block_with_what_it_left() -> None:
    assert kinds_and_joints(["• a", "• b", "• c"], {1: REMOVED})[1] == "---"
    assert kinds_and_joints(["• a", "• b", "• c"], {1: REMOVED, 2: REMOVED})[1] == "--+"


def test_a_colon_in_the_next_unit_makes_no_talk() -> None:
    kinds, _ = kinds_and_joints(["Rye; oats and barley", "Ida: and what of the wheat?"])
    assert kinds == ["heading", "talk"]
