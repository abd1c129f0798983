"""A pack that is there, brought up to date: new rules and a test at the end of their lists, marks at idle rules.

All that a person wrote stays as it was, byte for byte.
"""

import re
from collections.abc import Collection

from cleaner.draft import Draft
from cleaner.rule import Pack

_MARK = "# no longer fires: "
_KEY = re.compile(r"[A-Za-z_]+:")


Edit = tuple[int, int, list[str]]  # from a line to before another: what stands there instead


class Unrevisable(Exception):
    """The pack is written in a way that nothing can be added to. The message says where and how to write it."""


def revise(text: str, pack: Pack, made: Draft | None, idle: Collection[str], dumps: int) -> str:
    """The text of a pack with new rules and their test, and with a mark at each of its rules that is idle.

    `idle` are the names of its rules that act on none of the `dumps`. Raises Unrevisable.
    """
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    edits: list[Edit] = []
    if made is not None and made.rules:
        edits.append(_added(lines, "rules", made.lines(evidence=True), [rule.place for rule in pack.rules], pack))
        edits.append(_added(lines, "tests", made.test(), [test.place for test in pack.tests], pack))
    for rule in pack.rules:
        at = _line(rule.place) - 1
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        marked = at > 0 and lines[at - 1].strip().startswith(_MARK)
        mark = [f"{indent}{_MARK}in none of {dumps} dumps"] if rule.name in idle else []
        edits.append((at - marked, at, mark))
    for start, stop, new in sorted(edits, reverse=True):
        lines[start:stop] = new
    return "\n".join(lines) + "\n"


def _line(place: str) -> int:
    return int(place.rpartition(":")[2])


def _added(lines: list[str], key: str, items: list[str], places: list[str], pack: Pack) -> Edit:
    """More items at the end of one of a pack's lists."""
    if not places:
        if pack.mark(key) != (0, 0):
            raise Unrevisable(f"{pack.path}:{pack.mark(key)[0]}: the list of {key!r} is empty; take the key out")
        return len(lines), len(lines), ["", f"{key}:", *items]
    last = _line(places[-1]) - 1
    indent = len(lines[last]) - len(lines[last].lstrip())
    if not lines[last].lstrip().startswith("- "):
        raise Unrevisable(f"{places[-1]}: write {key!r} as a list in which each entry begins a line with '- '")
    end = next((at for at in range(last + 1, len(lines)) if _KEY.match(lines[at])), len(lines))
    while end > last + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end, end, [" " * indent + item[2:] if item else item for item in items]
