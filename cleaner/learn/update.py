"""Bring an existing pack up to date: append new rules and a test, and mark rules that no longer act.

Everything that a person wrote stays as it was, byte for byte.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from cleaner.learn.draft import Draft, DraftError, parsed
from cleaner.learn.write import document_test_lines, rule_lines
from cleaner.lines.errors import CleanerError
from cleaner.lines.words import counted
from cleaner.packs.nodes import value_ends
from cleaner.packs.rule import Example, Pack, Place, Position, Rule

_MARK = re.compile(r"\s*# no longer fires: in none of [\d,]+ dumps?")
_BOM = "\ufeff"  # byte order mark


class UpdateError(CleanerError):
    """Nothing can be added to the pack as it is written. The message says where, and how to write it instead."""


class Splice(NamedTuple):
    """A change to a text: lines that replace others. Lines are numbered from 0."""

    start: int
    stop: int  # the line after the last one that is replaced; the same as `start` to insert
    lines: list[str]


def updated(text: str, pack: Pack, draft: Draft | None, idle: Collection[str], dumps: int) -> str:
    """The text of a pack with the rules and the test of a draft appended, and a mark above each idle rule.

    `idle` are the names of its rules that act on none of the `dumps`. A mark above any other rule is removed. Raises
    UpdateError.
    """
    end = _line_end(text, pack.path)
    bom = _BOM * text.startswith(_BOM)
    lines = text.removeprefix(bom).replace("\r\n", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    splices = [_mark(lines, rule, rule.name in idle, dumps) for rule in pack.rules]
    if draft is not None and draft.rules:
        stops = value_ends("\n".join(lines))
        rules, tests = [rule.place for rule in pack.rules], [test.place for test in pack.tests]
        splices.append(_appended(lines, pack, "rules", rules, stops, rule_lines(draft)))
        splices.append(_appended(lines, pack, "tests", tests, stops, document_test_lines(draft)))
    # from the bottom up, so that line numbers above stay valid; of two splices at one line, the later one comes below
    for _, splice in sorted(enumerate(splices), key=lambda item: (item[1].start, item[0]), reverse=True):
        lines[splice.start : splice.stop] = splice.lines
    new = "\n".join(lines) + "\n"
    if not _only_adds(new, pack, draft):
        raise UpdateError(
            f"{pack.path}: nothing can be added to it without changing it; start each rule and test on a line of its "
            "own with '- ', and each key of the pack at the start of a line"
        )
    return bom + new.replace("\n", end)


def _line_end(text: str, path: str) -> str:
    r"""The line end of a text, "\n" or "\r\n". Raises UpdateError for a text with both, or with another one."""
    end = "\r\n" if "\r\n" in text else "\n"
    if "\r" in text.replace("\r\n", "") or (end == "\r\n" and "\n" in text.replace("\r\n", "")):
        raise UpdateError(f"{path}: its lines end in different ways; convert them to one line end in your editor")
    return end


def _mark(lines: list[str], rule: Rule, idle: bool, dumps: int) -> Splice:
    """Put a mark above a rule, or remove the one that is there."""
    at = rule.place.line - 1
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    marked = at > 0 and _MARK.fullmatch(lines[at - 1]) is not None
    return Splice(at - marked, at, [f"{indent}# no longer fires: in none of {counted(dumps, 'dump')}"] if idle else [])


def _appended(
    lines: list[str], pack: Pack, key: str, places: list[Place], stops: dict[str, int], items: list[str]
) -> Splice:
    """Append items to one of a pack's lists. `places` are those of its entries, `stops` where each list ends."""
    if not places:
        if pack.mark(key) != Position():
            raise UpdateError(f"{pack.path}:{pack.mark(key).line}: the list of {key!r} is empty; delete the key")
        return Splice(len(lines), len(lines), ["", f"{key}:", *items])
    last = places[-1].line - 1
    indent = len(lines[last]) - len(lines[last].lstrip())
    if not lines[last].lstrip().startswith("- "):
        raise UpdateError(f"{places[-1]}: write {key!r} as a list whose entries each begin a line with '- '")
    end = min(stops[key], len(lines))
    while end > last + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return Splice(end, end, [" " * indent + item[2:] if item else item for item in items])


def _only_adds(text: str, pack: Pack, draft: Draft | None) -> bool:
    """Whether a new text has everything that the pack has, and otherwise only what the draft adds."""
    added = [rule.id for rule in draft.rules] if draft is not None else []
    try:
        new = parsed(text, pack.name)
    except DraftError:
        return False
    rules, tests = len(pack.rules), len(pack.tests)
    as_text = [rule.with_weights(b"") for rule in pack.rules]  # weights are a file of their own
    return (
        _head(new) == _head(pack)
        and _without_places(new.rules[:rules]) == _without_places(as_text)
        and _without_places(new.tests[:tests]) == _without_places(pack.tests)
        and [rule.id for rule in new.rules[rules:]] == added
        and len(new.tests) == tests + bool(added)
    )


def _head(pack: Pack) -> Pack:
    """The content of a pack without its rules, its tests and the places of its entries."""
    return pack._replace(rules=(), tests=(), path="", marks=(), layer=0)


def _without_places(entries: Sequence[Rule] | Sequence[Example]) -> list[object]:
    return [entry._replace(place=Place()) for entry in entries]
