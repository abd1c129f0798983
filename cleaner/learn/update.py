"""A pack that is there, brought up to date: new rules and a test at the end of their lists, marks at idle rules.

All that a person wrote stays as it was, byte for byte.
"""

import re
from collections.abc import Collection, Sequence

from cleaner.learn.draft import Draft, DraftError, parsed
from cleaner.lines.errors import CleanerError
from cleaner.packs.rule import Example, Pack, Rule
from cleaner.packs.schema import ends

_MARK = re.compile(r"\s*# no longer fires: in none of \d+ dumps")
_BOM = "\ufeff"
Splice = tuple[int, int, list[str]]  # from a line to before another: what stands there instead


class UpdateError(CleanerError):
    """The pack is written in a way that nothing can be added to. The message says where and how to write it."""


def revise(text: str, pack: Pack, made: Draft | None, idle: Collection[str], dumps: int) -> str:
    """The text of a pack with new rules and their test, and with a mark at each of its rules that is idle.

    `idle` are the names of its rules that act on none of the `dumps`. Raises Unrevisable.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    if "\r" in text.replace("\r\n", "") or (end == "\r\n" and "\n" in text.replace("\r\n", "")):
        raise UpdateError(f"{pack.path}: its lines end in different ways; let your editor give them one end")
    mark = _BOM * text.startswith(_BOM)
    lines = text.removeprefix(mark).replace("\r\n", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    edits: list[Splice] = []
    for rule in pack.rules:
        at = _line(rule.place) - 1
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        marked = at > 0 and _MARK.fullmatch(lines[at - 1]) is not None
        new = [f"{indent}# no longer fires: in none of {dumps} dumps"] if rule.name in idle else []
        edits.append((at - marked, at, new))
    if made is not None and made.rules:
        stops = ends("\n".join(lines))
        rules, tests = [rule.place for rule in pack.rules], [test.place for test in pack.tests]
        edits.append(_added(lines, "rules", made.lines(evidence=True), rules, stops, pack))
        edits.append(_added(lines, "tests", made.test(), tests, stops, pack))
    # from the bottom up; of two at the same place the later one stands below
    for _, (start, stop, new) in sorted(enumerate(edits), key=lambda edit: (edit[1][0], edit[0]), reverse=True):
        lines[start:stop] = new
    out = "\n".join(lines) + "\n"
    _same(out, pack, made)
    return mark + out.replace("\n", end)


def _same(text: str, pack: Pack, made: Draft | None) -> None:
    """Makes sure that the new text says all that the old one did, and what was added. Raises Unrevisable."""
    more = made.rules if made is not None else []
    try:
        new = parsed(text, pack.name)
    except DraftError:
        new = None
    rules, tests = len(pack.rules), len(pack.tests)
    kept = (
        new is not None
        and new[:6] == pack[:6]  # all but rules and tests
        and _placeless(new.rules[:rules]) == _placeless(pack.rules)
        and _placeless(new.tests[:tests]) == _placeless(pack.tests)
        and [rule.id for rule in new.rules[rules:]] == [one.id for one in more]
        and len(new.tests) == tests + bool(more)
    )
    if not kept:
        raise UpdateError(
            f"{pack.path}: nothing can be added to it without changing it; write each rule and test as an entry that "
            "begins a line with '- ', and each key of the pack at the start of a line"
        )


def _placeless(entries: Sequence[Rule] | Sequence[Example]) -> list[object]:
    return [entry._replace(place="") for entry in entries]


def _line(place: str) -> int:
    return int(place.rpartition(":")[2])


def _added(
    lines: list[str], key: str, items: list[str], places: list[str], stops: dict[str, int], pack: Pack
) -> Splice:
    """More items at the end of one of a pack's lists."""
    if not places:
        if pack.mark(key) != (0, 0):
            raise UpdateError(f"{pack.path}:{pack.mark(key)[0]}: the list of {key!r} is empty; take the key out")
        return len(lines), len(lines), ["", f"{key}:", *items]
    last = _line(places[-1]) - 1
    indent = len(lines[last]) - len(lines[last].lstrip())
    if not lines[last].lstrip().startswith("- "):
        raise UpdateError(f"{places[-1]}: write {key!r} as a list in which each entry begins a line with '- '")
    end = min(stops[key], len(lines))
    while end > last + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end, end, [" " * indent + item[2:] if item else item for item in items]
