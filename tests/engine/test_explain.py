"""The explanation of a document: the fate of each line, and the rules that came close."""

import pytest

from cleaner.engine.explain import explanation
from cleaner.engine.fates import Touch, explained_lines, touches
from cleaner.lines.text import Edit
from tests.helpers.packs import cleaner

PROSE = "The council met on Monday and agreed on a new budget for the coming year."


@pytest.mark.parametrize(
    ("most_share", "why"),
    [("", "undone and the document left unchanged: no running"), ("most_share: 0.5,", "more than most_share")],
)
def test_each_line_says_what_a_safety_stop_kept_in_it(most_share: str, why: str) -> None:
    greedy = cleaner(f"rules: [{{id: r, {most_share} drop: {{region: {{from: {{text: Related}}}}}}}}]")
    explained = explanation(greedy, f"Related\n{PROSE}\nx\n")
    for number in (1, 2, 3):
        assert any(why in miss.why for miss in explained.near(greedy, number))


def test_the_fate_of_each_line() -> None:
    edits = [
        Edit(1, "p:menu", "Menu\n", None),
        Edit(2, "p:case", "A DAY\r\n", "A day\r\n"),
        Edit(3, "p:mark", "(X) b\n", "b\n"),
        Edit(3, "p:tail", "b\n", None),
    ]
    lines = explained_lines(["Menu", "A DAY", "(X) b", "c", "d"], edits, claims={4: "p:keep"}, scores={5: 1.5})
    assert [(line.fate, line.rules, line.after, line.score) for line in lines] == [
        ("dropped", ("p:menu",), None, None),
        ("edited", ("p:case",), "A day", None),
        ("dropped", ("p:mark", "p:tail"), None, None),
        ("protected", ("p:keep",), "c", None),
        ("kept", (), "d", 1.5),
    ]
    assert touches(edits)[3] == [Touch("p:mark", "b"), Touch("p:tail", None)]
