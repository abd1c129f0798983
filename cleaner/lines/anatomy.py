"""What can be read off a pattern before it runs: text that every match contains, and whether it may be slow.

The `regex` library runs all patterns, but its parse tree is private. The tree of the standard library's
parser is used instead. A pattern that only `regex` understands has no known anatomy: it is tried on every
line, each time with a time limit.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleaner.lines.pattern_size import size_fault

Nodes = Sequence[tuple[Any, Any]]  # what the standard parser returns: (opcode, argument) in order

MANY = 10  # repetitions: with this many or more allowed, a repetition behaves as if it had no bound
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)

# Syntax of `regex` that the standard parser reads as something else: POSIX classes like [[:alpha:]] and fuzzy
# counts like (?:text){e<=1}. It reads conditions like (?(1)a|b), but this module does not follow them.
_MISREAD = re.compile(r"\[:|(?<!\\N)\{(?!\d*(?:,\d*)?\})|\(\?\(")

# Unicode properties as classes that the standard parser knows, each outside and inside of [ ]. A class may match
# more than the property, but never less.
_PROPERTIES = {"L": (r"[^\W\d_]", r"\w"), "Nd": (r"\d", r"\d"), "P": (r"[\W_]", r"\W_"), "Z": (r"\s", r"\s")}
_ANY_CHARACTER = (".", r"\s\S")


class Anatomy(NamedTuple):
    """What is known of a pattern."""

    literals: tuple[str, ...]  # every match contains one of these, written as by `lower`; empty if none is known
    starts: bool  # the line has to start with one of the literals
    digit: bool  # the line has to start with a digit
    watched: bool  # it may be slow even on a short line, so that it needs a time limit there too


@cache
def dissect(pattern: str) -> Anatomy:
    r"""Return what is known of a pattern before it runs.

    >>> dissect(r"^\d+ bình luận$").literals
    (' bình luận',)
    """
    tree = None if size_fault(pattern) else parsed(pattern)
    if tree is None:
        return Anatomy((), starts=False, digit=False, watched=True)
    anchored = bool(tree) and tree[0] == (op.AT, op.AT_BEGINNING)
    leading = _leading(tree[1:]) if anchored else frozenset()
    return Anatomy(
        literals=tuple(sorted(leading or _required(tree))),
        starts=bool(leading),
        digit=anchored and not leading and _starts_with_digit(tree[1:]),
        watched=_unbounded_repetitions(tree) > 1 or _repeats_in_repeats(tree),
    )


def lower(text: str) -> str:
    """Return a plain line in the form in which required literals are searched for.

    Letters that `regex` treats as equal when it ignores case are equal in this form, even the dotted and the
    dotless Turkish i.

    >>> lower("İSTANBUL Straße")
    'istanbul strasse'
    """
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")


# ------------------------------------------------------------------ the tree


def parsed(pattern: str) -> Nodes | None:
    """Return the standard parser's tree of a pattern, or None if that parser does not understand it."""
    bare = _without_properties(unicodedata.normalize("NFC", pattern))
    if _MISREAD.search(bare):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "possible nested set" is about another dialect
            tree: Nodes = parser.parse(bare, op.SRE_FLAG_IGNORECASE).data
    except Exception:  # the parser is private; whatever it raises only means that nothing is known
        return None
    return tree


def children(nodes: Nodes) -> Iterator[Nodes]:
    """Yield the contents of groups, branches, repetitions and look-arounds."""
    for code, value in nodes:
        if code in (op.SUBPATTERN, op.ASSERT, op.ASSERT_NOT):
            yield value[-1]
        elif code is op.ATOMIC_GROUP:
            yield value
        elif code is op.BRANCH:
            yield from value[1]
        elif code in _REPEATS:
            yield value[2]


def _without_properties(pattern: str) -> str:
    r"""Return the pattern with each `\p{…}`, which the standard parser rejects, replaced by a class at least as wide.

    >>> _without_properties(r"^\p{Lu}[\p{L}-]\p{Han}")
    '^[^\\W\\d_][\\w-].'
    """
    out: list[str] = []
    at = 0
    in_class = False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            end = pattern.find("}", at)
            if pattern[at + 1 : at + 3] in ("p{", "P{") and end > 0:
                name = pattern[at + 3 : end]
                wider = _PROPERTIES.get(name) or _PROPERTIES.get(name[0:1] if len(name) == 2 else "")
                out.append((wider if wider and pattern[at + 1] == "p" else _ANY_CHARACTER)[in_class])
                at = end + 1
            else:
                out.append(pattern[at : at + 2])
                at += 2
            continue
        if char == "[" and not in_class:
            in_class = True
        elif char == "]" and in_class and out[-1] not in ("[", "^"):
            in_class = False
        out.append(char)
        at += 1
    return "".join(out)


# ------------------------------------------------------------------ required text


def _leading(nodes: Nodes) -> frozenset[str]:
    """Literals of which one is at the start of whatever the nodes match; empty if unknown."""
    run = ""
    for code, value in nodes:
        if code is op.LITERAL:
            run += chr(value)
            continue
        if run or code is op.AT:
            if run:
                break
            continue
        if code is op.SUBPATTERN:
            return _leading(value[3])
        if code is op.ATOMIC_GROUP:
            return _leading(value)
        if code is op.BRANCH:
            branches = [_leading(branch) for branch in value[1]]
            return frozenset().union(*branches) if all(branches) else frozenset()
        if code in _REPEATS and value[0] > 0:
            return _leading(value[2])
        break
    return _literals([run]) if run else frozenset()


def _required(nodes: Nodes) -> frozenset[str]:
    """Literals of which one is in whatever the nodes match; of several such sets, the one with the longest texts."""
    best: frozenset[str] = frozenset()
    run = ""
    for code, value in [*nodes, (None, None)]:
        if code is op.LITERAL:
            run += chr(value)
            continue
        here = _literals([run]) if run else frozenset()
        run = ""
        best = max(best, here, key=_shortest)
        if code is op.SUBPATTERN:
            here = _required(value[3])
        elif code is op.ATOMIC_GROUP:
            here = _required(value)
        elif code is op.BRANCH:
            branches = [_required(branch) for branch in value[1]]
            here = frozenset().union(*branches) if all(branches) else frozenset()
        elif code in _REPEATS and value[0] > 0:
            here = _required(value[2])
        else:
            continue
        best = max(best, here, key=_shortest)
    return best


def _literals(texts: Iterable[str]) -> frozenset[str]:
    lowered = frozenset(lower(text) for text in texts)
    # `lower` joins a combining dot to the i before it, and that i may be outside the literal
    return frozenset() if any("\u0307" in text or not text for text in lowered) else lowered


def _shortest(literals: frozenset[str]) -> int:
    return min(map(len, literals), default=0)


def _starts_with_digit(nodes: Nodes) -> bool:
    for code, value in nodes:
        if code is op.AT:
            continue
        if code is op.SUBPATTERN:
            return _starts_with_digit(value[3])
        if code is op.BRANCH:
            return all(_starts_with_digit(branch) for branch in value[1])
        if code in _REPEATS:
            return bool(value[0] > 0 and _starts_with_digit(value[2]))
        if code is op.IN:
            return all(
                item == (op.CATEGORY, op.CATEGORY_DIGIT)
                or (item[0] is op.LITERAL and chr(item[1]).isdecimal())
                or (item[0] is op.RANGE and chr(item[1][0]) >= "0" and chr(item[1][1]) <= "9")
                for item in value
            )
        return bool(code is op.LITERAL and chr(value).isdecimal())
    return False


# ------------------------------------------------------------------ slow repetitions


def _unbounded_repetitions(nodes: Nodes) -> int:
    """The number of repetitions without a bound. Three in a row take cubic time."""
    here = [code for code, value in nodes if code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[1] >= MANY]
    return len(here) + sum(map(_unbounded_repetitions, children(nodes)))


def _repeats_in_repeats(nodes: Nodes, repeated: bool = False) -> bool:
    """Whether a repetition of varying length is itself repeated: (x{1,9}){1,9} can match in 9⁹ ways."""
    for node in nodes:
        code, value = node
        repeats = code in (op.MAX_REPEAT, op.MIN_REPEAT)
        if repeats and repeated and value[0] != value[1]:
            return True
        if any(_repeats_in_repeats(child, repeated or (repeats and value[1] > 1)) for child in children([node])):
            return True
    return False
