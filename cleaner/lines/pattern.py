"""Patterns: compiled once, run on a budget, and what can be known of one before it runs.

The `regex` library runs every pattern. Its parse tree is private, so what is known beforehand (text
that must be there, a repetition that can explode) is read off the standard library's parser. A
pattern that only `regex` understands is not looked into: it is asked of every line and gets a
budget each time.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.lines.errors import CleanerError

if TYPE_CHECKING:
    import regex

BUDGET = 1.0  # seconds that one pattern may spend on one line
SHORT = 200  # characters; on longer lines every pattern runs on its budget

Nodes = Sequence[tuple[Any, Any]]  # what the parser makes: (opcode, argument) in order

# Written by `regex` alone, and read by the standard parser as something else: POSIX classes
# like [[:alpha:]] and fuzzy counts like (?:text){e<=1}. Conditions like (?(1)a|b) are read, but not followed.
_MISREAD = re.compile(r"\[:|(?<!\\N)\{(?!\d*(?:,\d*)?\})|\(\?\(")

# Classes of Unicode as the standard parser knows them, never less than they are: outside and inside of [ ].
_PROPERTIES = {"L": (r"[^\W\d_]", r"\w"), "Nd": (r"\d", r"\d"), "P": (r"[\W_]", r"\W_"), "Z": (r"\s", r"\s")}
_ANY = (".", r"\s\S")


class Anatomy(NamedTuple):
    """What a pattern shows of itself."""

    literals: tuple[str, ...]  # one of these, as `lower` writes it, stands in every match; (): unknown
    starts: bool  # a line has to start with one of the literals
    digit: bool  # a line has to start with a digit
    watched: bool  # it has loops enough, or is strange enough, that its time is watched on short lines too


class PatternExhausted(CleanerError):
    """A pattern ran out of its budget on a line."""

    def __init__(self, pattern: str, line: str) -> None:
        super().__init__(pattern, line)
        self.pattern, self.line = pattern, line

    def __str__(self) -> str:
        shown = self.line if len(self.line) <= 60 else self.line[:60] + "…"
        return f"the pattern {self.pattern} found no answer within {BUDGET:g} s on the line {shown!r}"


def lower(text: str) -> str:
    """A plain line as required literals are looked for: what a pattern takes as equal is equal.

    Turkish dotted and dotless i are one letter to `regex` where case is ignored.

    >>> lower("İSTANBUL Straße")
    'istanbul strasse'
    """
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")


# Patterns that were found to need no watch when their pack was compiled: a page is clean before so many are dissected.
_CALM: set[str] = set()


def trust(patterns: Iterable[str]) -> None:
    """Takes word that patterns need no watch on short lines: `dissect` has said so of each before."""
    _CALM.update(patterns)


@cache
def compiled(pattern: str) -> "regex.Pattern[str]":
    """The pattern, case ignored; `(?-i:…)` inside it asks for case. Raises regex.error."""
    import regex

    return regex.compile(unicodedata.normalize("NFC", pattern), regex.IGNORECASE)


def found(pattern: str, line: str) -> bool:
    """Whether a pattern is found in a plain line. Raises Exhausted.

    A watched call costs about five times as much, so the time is watched only where it has to be.
    """
    if len(line) <= SHORT and (pattern in _CALM or not dissect(pattern).watched):
        return compiled(pattern).search(line) is not None
    try:
        return compiled(pattern).search(line, timeout=BUDGET) is not None
    except TimeoutError:
        raise PatternExhausted(pattern, line) from None


def substitute(pattern: str, replacement: str, line: str) -> str:
    r"""The line with each match replaced; what is not replaced keeps its Unicode form. Raises Exhausted.

    >>> substitute(r"^\(Dân trí\) - ", "", unicodedata.normalize("NFD", "(Dân trí) - Tết")) == "Te\u0302\u0301t"
    True
    """
    try:
        if unicodedata.is_normalized("NFC", line):
            return compiled(pattern).sub(replacement, line, timeout=BUDGET)
        # patterns are in NFC, so they are matched there, and what they match is cut out of the line as it is
        composed, places = _composed(line)
        out: list[str] = []
        done = 0
        for match in compiled(pattern).finditer(composed, timeout=BUDGET):
            start, stop = places.get(match.start()), places.get(match.end())
            if start is not None and stop is not None:
                out += [line[done:start], match.expand(replacement)]
                done = stop
        return "".join([*out, line[done:]])
    except TimeoutError:
        raise PatternExhausted(pattern, line) from None


def _composed(line: str) -> tuple[str, dict[int, int]]:
    """A line in NFC, and for each place between two of its letters the same place in the line."""
    composed = unicodedata.normalize("NFC", line)
    places = {0: 0}
    at = letter = 0
    for here in range(1, len(line) + 1):
        if here == len(line) or not unicodedata.combining(line[here]):
            at += len(unicodedata.normalize("NFC", line[letter:here]))
            places[at] = letter = here
    return composed, places if at == len(composed) else {}


@cache
def dissect(pattern: str) -> Anatomy:
    r"""What can be known of a pattern before it runs.

    >>> dissect(r"^\d+ bình luận$").literals
    (' bình luận',)
    """
    tree = parsed(pattern)
    if tree is None:
        return Anatomy((), starts=False, digit=False, watched=True)
    anchored = bool(tree) and tree[0] == (op.AT, op.AT_BEGINNING)
    head = _leading(tree[1:]) if anchored else frozenset()
    return Anatomy(
        literals=tuple(sorted(head or _required(tree))),
        starts=bool(head),
        digit=anchored and not head and _digit_first(tree[1:]),
        watched=_loops(tree) > 1 or _nested(tree),
    )


def parsed(pattern: str) -> Nodes | None:
    """The standard parser's tree of a pattern, `\\p{…}` read as a class it knows; None where it cannot read it."""
    bare = _without_properties(unicodedata.normalize("NFC", pattern))
    if _MISREAD.search(bare):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "possible nested set": a dialect, not a fault
            tree: Nodes = parser.parse(bare, op.SRE_FLAG_IGNORECASE).data
    except Exception:  # whatever the private parser raises, the pattern is only not looked into
        return None
    return tree


def _without_properties(pattern: str) -> str:
    r"""The pattern with `\p{…}`, which the standard parser does not know, as a class that holds as much or more.

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
                known = _PROPERTIES.get(name) or _PROPERTIES.get(name[0:1] if len(name) == 2 else "")
                out.append((known if known and pattern[at + 1] == "p" else _ANY)[in_class])
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


def _literals(texts: Iterable[str]) -> frozenset[str]:
    found = frozenset(lower(text) for text in texts)
    # `lower` joins a combining dot to the i before it, which may stand outside the literal
    return frozenset() if any("\u0307" in text or not text for text in found) else found


def _leading(nodes: Nodes) -> frozenset[str]:
    """The texts of which one has to stand at the start of whatever the nodes match."""
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
            heads = [_leading(branch) for branch in value[1]]
            return frozenset().union(*heads) if all(heads) else frozenset()
        if code in _REPEATS and value[0] > 0:
            return _leading(value[2])
        break
    return _literals([run]) if run else frozenset()


def _required(nodes: Nodes) -> frozenset[str]:
    """The texts of which one has to stand somewhere in whatever the nodes match: the longest such set."""
    best: frozenset[str] = frozenset()
    run = ""
    for code, value in [*nodes, (None, None)]:
        if code is op.LITERAL:
            run += chr(value)
            continue
        here = _literals([run]) if run else frozenset()
        run = ""
        best = max(best, here, key=_strength)
        if code is op.SUBPATTERN:
            here = _required(value[3])
        elif code is op.ATOMIC_GROUP:
            here = _required(value)
        elif code is op.BRANCH:
            parts = [_required(branch) for branch in value[1]]
            here = frozenset().union(*parts) if all(parts) else frozenset()
        elif code in _REPEATS and value[0] > 0:
            here = _required(value[2])
        else:
            continue
        best = max(best, here, key=_strength)
    return best


def _strength(literals: frozenset[str]) -> int:
    return min(map(len, literals), default=0)


def _digit_first(nodes: Nodes) -> bool:
    for code, value in nodes:
        if code is op.AT:
            continue
        if code is op.SUBPATTERN:
            return _digit_first(value[3])
        if code is op.BRANCH:
            return all(_digit_first(branch) for branch in value[1])
        if code in _REPEATS:
            return bool(value[0] > 0 and _digit_first(value[2]))
        if code is op.IN:
            return all(
                item == (op.CATEGORY, op.CATEGORY_DIGIT)
                or (item[0] is op.LITERAL and chr(item[1]).isdecimal())
                or (item[0] is op.RANGE and chr(item[1][0]) >= "0" and chr(item[1][1]) <= "9")
                for item in value
            )
        return bool(code is op.LITERAL and chr(value).isdecimal())
    return False


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
MANY = 10  # a repetition of ten and more behaves as one without a bound


def _loops(nodes: Nodes) -> int:
    """How many repetitions without a bound there are: three in a row take cubic time."""
    here = [code for code, value in nodes if code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[1] >= MANY]
    return len(here) + sum(map(_loops, inner(nodes)))


def _nested(nodes: Nodes, inside: bool = False) -> bool:
    """Whether a repetition that can be of several lengths is itself repeated: (x{1,9}){1,9} has 9⁹ ways."""
    for node in nodes:
        code, value = node
        free = code in (op.MAX_REPEAT, op.MIN_REPEAT)
        if free and inside and value[0] != value[1]:
            return True
        if any(_nested(child, inside or (free and value[1] > 1)) for child in inner([node])):
            return True
    return False


def inner(nodes: Nodes) -> Iterator[Nodes]:
    """The parts of a pattern that stand inside its groups, branches, repetitions and look-arounds."""
    for code, value in nodes:
        if code in (op.SUBPATTERN, op.ASSERT, op.ASSERT_NOT):
            yield value[-1]
        elif code is op.ATOMIC_GROUP:
            yield value
        elif code is op.BRANCH:
            yield from value[1]
        elif code in _REPEATS:
            yield value[2]
