r"""How large a pattern is, read off its text before anything else looks at it.

Parsing, compiling and analysing a pattern take time and memory that grow with its size once its counts are written
out: `(?:(?:a{1000}){1000}){1000}` has 28 characters and stands for 1,000,000,000. So a pattern is measured first, by
one pass over its text, which needs no parser and holds for every dialect.
"""

import re
from typing import NamedTuple

MOST_CHARACTERS = 2_000  # in one pattern
MOST_POSITIONS = 10_000  # characters and anchors that a pattern stands for, once its counts are written out
MOST_NESTED = 50  # groups inside groups
MOST_ALTERNATIVES = 1_000  # in one pattern

# `re` compiles these on first use: a bare pipe imports this module and does not measure patterns.
# `{2}`, `{2,}`, `{,3}` and `{2,3}`; verbose patterns may have spaces inside
_COUNT = r"\{\s*(\d*)\s*,?\s*(\d*)\s*\}"
_BRACED_ESCAPE = r"\\[pPN]\{[\w\s:=^-]*\}|\\[gL]<\w*>"  # \p{Lu}, \N{DIGIT ONE}, \g<name>
_POSIX_CLASS = r"\[:[^\[\](){}]*:\]"
# Comments, verbose patterns, and the sets inside sets of version 1 change what a bracket means. The groups of such a
# pattern are not told apart: all of its counts are multiplied.
_OTHER_SYNTAX = r"\(\?#|\(\?[a-zA-Z01-]*[xV]"
# A pattern that calls itself takes memory without a limit on a short line.
_CALLS_ITSELF = r"(?<!\\)(?:\\\\)*\(\?(?:R|[+-]?\d+|&\w*|P>\w*)\)"


class PatternSize(NamedTuple):
    """The size of a pattern."""

    positions: int  # characters and anchors, with counts written out
    nested: int  # groups inside groups, at most
    alternatives: int


def size_fault(pattern: str) -> str:
    r"""Return why a pattern is too large to be read, or "".

    >>> size_fault(r"^\d{1,2} comments$"), size_fault(r"(?:\w{100}){200}")
    ('', 'with its counts written out it has more than 10,000 characters')
    """
    if len(pattern) > MOST_CHARACTERS:
        return f"it has {len(pattern):,} characters; at most {MOST_CHARACTERS:,} are allowed"
    size = pattern_size(pattern)
    if size.positions > MOST_POSITIONS:
        return f"with its counts written out it has more than {MOST_POSITIONS:,} characters"
    if size.nested > MOST_NESTED:
        return f"its groups are nested {size.nested} levels deep; at most {MOST_NESTED} are allowed"
    if size.alternatives > MOST_ALTERNATIVES:
        return f"it has {size.alternatives:,} alternatives; at most {MOST_ALTERNATIVES:,} are allowed"
    if re.search(_CALLS_ITSELF, pattern):
        return "it calls itself; a recursive pattern can take memory without a limit"
    return ""


def pattern_size(pattern: str) -> PatternSize:
    r"""Measure a pattern. The measure is never too small for a pattern that `regex` accepts.

    >>> pattern_size(r"(?:a{10}b|[c-z]){3}")
    PatternSize(positions=36, nested=1, alternatives=2)
    """
    if re.search(_OTHER_SYNTAX, pattern):
        positions = len(pattern)
        for count in re.finditer(_COUNT, pattern):
            positions *= _count(count)
        return PatternSize(positions, pattern.count("("), pattern.count("|") + 1)
    total, last = 0, 0  # positions of the open group; of what a count would repeat
    open_groups: list[int] = []  # positions of the groups around the open one
    nested = 0
    alternatives = 1
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "(":
            open_groups.append(total)
            nested = max(nested, len(open_groups))
            total = last = 0
            at += 3 if pattern.startswith("(?:", at) else 1
        elif character == ")" and open_groups:
            last, total = total, total + open_groups.pop()
            at += 1
        elif match := re.compile(_COUNT).match(pattern, at):
            total += last * (_count(match) - 1)
            last *= _count(match)
            at = match.end()
        elif character in "*+?":
            at += 1  # what is repeated is written once, however often it is repeated
        elif character == "|":
            alternatives += 1
            last = 0
            at += 1
        else:
            total, last = total + 1, 1
            at = _after_character(pattern, at)
    return PatternSize(total + sum(open_groups), nested, alternatives)


def _count(match: re.Match[str]) -> int:
    """How often a count writes out what it repeats: the larger of its numbers, at least 1."""
    return max(1, *(int(number or 0) for number in match.groups()))


def _after_character(pattern: str, at: int) -> int:
    """The index just past a character, an escape or a class."""
    if pattern[at] == "\\":
        match = re.compile(_BRACED_ESCAPE).match(pattern, at)
        return match.end() if match else at + 2
    return _after_class(pattern, at) if pattern[at] == "[" else at + 1


def _after_class(pattern: str, at: int) -> int:
    """The index just past a class in brackets. A bracket that is first in it is one of its characters."""
    at += 2 if pattern.startswith("[^", at) else 1
    first = at
    while at < len(pattern):
        if pattern[at] == "]" and at > first:
            return at + 1
        if match := re.compile(_POSIX_CLASS).match(pattern, at):
            at = match.end()
        else:
            at = at + 2 if pattern[at] == "\\" else at + 1
    return at
