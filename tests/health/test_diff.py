"""What a change of rules does to documents."""

import pytest

from cleaner.corpus.documents import RawDocument
from cleaner.health.diff import Change, Difference
from tests.helpers.packs import library
from tests.helpers.shell import PROSE

TEXT = f"Menu\nBridge opens\n{PROSE.format(n=7)}\nShare this\nBy Ann\n"
NONE = "{id: none, drop: {line: {text: Nothing}}}"
MENU = "{id: menu, drop: {line: {text: Menu}}}"
NAV = "{id: nav, drop: {line: {text: [Menu, Share this]}}}"
KEEP = "{id: keep, keep: {line: {text: Menu}}}"
BY = "{id: by, replace: {find: 'By '}, where: {line: {starts: 'By '}}}"
ANN = "{id: ann, replace: {find: Ann, with: Bob}, where: {line: {contains: Ann}}}"
TO = "{id: to, replace: {regex: Ann, with: Eve}, where: {line: {contains: Ann}}}"
FROM = "{id: by, replace: {find: 'By ', with: 'From '}, where: {line: {starts: 'By '}}}"
SIDES = {
    "the same": ([MENU], [MENU], []),
    "a rule that never acts": ([], [NONE], []),
    "another order": ([MENU, BY], [BY, MENU], []),
    "another rule removes the same line": ([MENU], [NAV.replace(", Share this", "")], []),
    "a line is protected that no rule removed": ([], [KEEP], []),
    "one more line is removed": ([], [MENU], [(1, "-", "web:menu", "Menu", None)]),
    "one line less is removed": ([MENU], [], [(1, "+", "web:menu", None, "Menu")]),
    "one of two lines is kept": ([NAV], [MENU], [(4, "+", "web:nav", None, "Share this")]),
    "a line is protected now": ([MENU], [KEEP, MENU], [(1, "+", "web:menu", None, "Menu")]),
    "a line is rewritten now": ([], [BY], [(5, "~", "web:by", "By Ann", "Ann")]),
    "a line is no longer rewritten": ([BY], [], [(5, "~", "web:by", "Ann", "By Ann")]),
    "one of two rewriting rules is gone": ([BY, ANN], [ANN], [(5, "~", "web:by", "Bob", "By Bob")]),
    "a first rewriting rule is new": ([ANN], [BY, ANN], [(5, "~", "web:by", "By Bob", "Bob")]),
    "two rewriting rules change their order": ([TO, ANN], [ANN, TO], [(5, "~", "web:ann", "By Eve", "By Bob")]),
    "a rule writes something else": ([BY], [FROM], [(5, "~", "web:by", "Ann", "From Ann")]),
}


def packs(rules: list[str]) -> str:
    return "about: any\n" + ("rules:\n" + "".join(f"  - {rule}\n" for rule in rules) if rules else "")


def compared(old: list[str], new: list[str], *texts: str) -> tuple[Difference, list[Change | None]]:
    difference = Difference(library(web=packs(old)), library(web=packs(new)))
    return difference, [difference.add(RawDocument(f"{n}.txt", text, None)) for n, text in enumerate(texts)]


@pytest.mark.parametrize(("old", "new", "lines"), SIDES.values(), ids=SIDES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_changed_lines_if(old: list[str], new: list[str], lines: list[object], end: str) -> None:
    difference, (change,) = compared(old, new, TEXT.replace("\n", end))
    assert [tuple(line) for line in change.lines] == lines if change else lines == []
    assert difference.changed == bool(lines)


def test_the_sums_cover_all_documents() -> None:
    difference, _ = compared([BY], [NAV], TEXT, "Menu\nBridge opens\n", "Nothing here\n")
    assert (difference.documents, difference.changed) == (3, 2)
    assert (difference.lines, difference.words) == ({"-": 3, "~": 1}, {"-": 4, "~": 1})
    assert {rule: tuple(effect) for rule, effect in difference.effects().items()} == {
        "web:nav": (3, 0, 0, 2),
        "web:by": (0, 0, 1, 1),
    }
    assert list(difference.effects()) == ["web:nav", "web:by"]
    assert [change.document for change in difference.first()] == ["0.txt", "1.txt"]


def test_a_change_of_blank_lines_has_no_lines() -> None:
    top = "{id: top, keep: {region: {from: {text: Menu}, before: {starts: Bridge}, most: 5}}}"
    through = "{id: top, keep: {region: {from: {text: Menu}, through: {starts: Bridge}, most: 5}}}"
    _, (change,) = compared([top], [through], "Menu\n\n\nBridge opens\n")
    assert change is not None
    assert change.lines == ()


def test_a_flag_of_one_side_is_reported() -> None:
    _, (change,) = compared([MENU], ["{id: all, drop: {region: {from: {text: Menu}}}}"], TEXT)
    assert change is not None
    assert change.flags == ("now: unchanged: no running text would have been left; web:all removed most of it",)
    assert [line.sign for line in change.lines] == ["+"]


def test_documents_that_another_pack_cleans_now_are_counted() -> None:
    outlet = "extends: [web]\ndetect: {line: {text: Menu}}\n" + packs([NAV]).partition("\n")[2]
    old, new = library(web="about: any"), library(web="about: any", outlets__a=outlet)
    difference = Difference(old, new)
    difference.add(RawDocument("1", TEXT, None))
    difference.add(RawDocument("2", "x", None))
    assert difference.packs == {("web", "outlets/a"): 1}


def test_only_the_changes_to_show_are_kept() -> None:
    difference = Difference(library(web=packs([])), library(web=packs([NAV])), most=2)
    for n in range(300):
        difference.add(RawDocument(f"{n:03}", "Menu\n" * (n % 7 + 1) + "x", None))
    assert len(difference.changes) <= 104
    assert [(change.document, change.words) for change in difference.first(2)] == [("006", 7), ("013", 7)]
    assert difference.changed == 300
