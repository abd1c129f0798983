"""Whether a pattern can take exponential time, because it can match the same text in two ways.

A backtracking matcher tries each way of matching a text before it gives up. If a repetition in a pattern can match
one text in two ways, n rounds have 2ⁿ ways. To find out, a pattern is turned into its position automaton (Glushkov
1961): a state for each character of the pattern, and an edge to each state that can follow. Two walks through the
automaton over the same text then must not part and meet again on a loop (Weber and Seidl 1991, exponential degree of
ambiguity).
"""

from collections.abc import Iterable
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleaner.lines.anatomy import MANY, Nodes, children, lower, parsed
from cleaner.lines.pattern_size import size_fault

LARGE = 400  # characters in a pattern; larger patterns are not analysed, but have a time limit when they run
MOST_STEPS = (
    100_000  # of the analysis, which takes less than 0.1 s for them; a pattern that needs more is not analysed either
)

Chars = frozenset[str]
Ways = dict[int, int]  # state -> in how many ways it is reached; 2 means two or more
Pair = tuple[int, int]  # the states of two walks, the smaller one first
Graph = dict[Pair, list[Pair]]

# A few characters of each kind are enough to decide whether two character classes have a character in common.
_ALPHABET = frozenset(map(chr, range(32, 127))) | frozenset("\t\xa0éĐđабλ中あ한عن٣–—“”…•")


class Analysis(NamedTuple):
    """What the analysis of a pattern found."""

    explodes: bool  # it can take time exponential in the length of a line
    complete: bool  # the analysis came to an end
    steps: int  # that it took


def explodes(pattern: str) -> bool:
    r"""Whether a pattern can take time exponential in the length of a line.

    A pattern that the standard library's parser does not understand, or one that needs too many steps, is not
    analysed; it has a time limit whenever it runs.

    >>> explodes(r"^(\w+\s?)+:$"), explodes(r"^(\w+\s)+:$"), explodes(r"^(\w++\s?)+:$")
    (True, False, False)
    """
    return analyse(pattern).explodes


@cache
def analyse(pattern: str) -> Analysis:
    """Look for an ambiguous loop in a pattern, in at most `MOST_STEPS` steps."""
    tree = None if size_fault(pattern) else parsed(pattern)
    if tree is None:
        return Analysis(explodes=False, complete=False, steps=0)
    steps = _Steps()
    try:
        found = any(_ambiguous_loop(_automaton(nodes, steps), steps) for nodes in _separate(tree))
    except (OverflowError, RecursionError):
        return Analysis(explodes=False, complete=False, steps=steps.taken)
    return Analysis(found, complete=True, steps=steps.taken)


class _Steps:
    """Counts the steps of an analysis."""

    def __init__(self) -> None:
        self.taken = 0

    def take(self, steps: int = 1) -> None:
        """Count some steps before they are made. Raises OverflowError if they are too many."""
        self.taken += steps
        if self.taken > MOST_STEPS:
            raise OverflowError


def _separate(nodes: Nodes) -> Iterable[Nodes]:
    """Yield the pattern, and each part that is matched on its own: look-arounds, atomic and possessive parts."""
    yield nodes
    for code, value in nodes:
        alone = {op.ATOMIC_GROUP: lambda v: v, op.ASSERT: lambda v: v[1], op.ASSERT_NOT: lambda v: v[1]}
        if code in alone:
            yield from _separate(alone[code](value))
        elif code is op.POSSESSIVE_REPEAT:
            yield from _separate(value[2])
        else:
            for child in children([(code, value)]):
                yield from list(_separate(child))[1:]  # the child itself is part of the whole


# ------------------------------------------------------------------ from a pattern to its automaton


class _Automaton(NamedTuple):
    """The characters of a pattern, and which can follow which."""

    chars: list[Chars]  # state -> the characters that it matches
    follow: list[Ways]  # state -> the states that can follow it


class _Part(NamedTuple):
    """A piece of a pattern: the states in which a match of it can begin and end."""

    first: Ways
    last: Ways
    empty: int  # ways to match the empty text


_NOTHING = _Part({}, {}, 1)


def _automaton(nodes: Nodes, steps: _Steps) -> _Automaton:
    """Build the automaton of a pattern. Raises OverflowError if the pattern is too large."""
    builder = _Builder(steps)
    builder.sequence(nodes)
    return builder.automaton


class _Builder:
    """Adds the parts of a pattern to an automaton."""

    def __init__(self, steps: _Steps) -> None:
        self.automaton = _Automaton([], [])
        self._steps = steps

    def sequence(self, nodes: Nodes) -> _Part:
        return self._chain(map(self._node, nodes))

    def _node(self, node: tuple[Any, Any]) -> _Part:
        self._steps.take()
        code, value = node
        if code is op.SUBPATTERN:
            return self.sequence(value[3])
        if code is op.BRANCH:
            return _alternatives([self.sequence(branch) for branch in value[1]])
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeat(*value)
        if code in (op.ATOMIC_GROUP, op.POSSESSIVE_REPEAT):
            # the matcher never goes back into it, so it is one step; `_separate` yields what is inside
            body, least = (value, 1) if code is op.ATOMIC_GROUP else (value[2], value[0])
            return self._state(_all_chars(body))._replace(empty=int(least == 0))
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return _NOTHING
        return self._state(_chars(node))

    def _repeat(self, least: int, most: int, body: Nodes) -> _Part:
        if most >= MANY:
            part = self.sequence(body)
            self._link(part.last, part.first)
            return part._replace(empty=1 if least == 0 else part.empty)
        required = [self.sequence(body) for _ in range(least)]
        optional = _NOTHING
        for _ in range(most - least):  # x{0,3} is (x(x(x)?)?)?
            part = self._chain([self.sequence(body), optional])
            optional = part._replace(empty=1)
        return self._chain([*required, optional])

    def _chain(self, parts: Iterable[_Part]) -> _Part:
        """Link parts that follow each other, and return them as one part."""
        out = _NOTHING
        for part in parts:
            self._link(out.last, part.first)
            self._steps.take(len(out.first) + len(out.last))
            out = _Part(
                _sum(out.first, part.first, out.empty),
                _sum(part.last, out.last, part.empty),
                min(2, out.empty * part.empty),
            )
        return out

    def _state(self, chars: Chars) -> _Part:
        """Add a state for one character."""
        states = self.automaton.chars
        if len(states) >= LARGE:
            raise OverflowError
        states.append(chars)
        self.automaton.follow.append({})
        ways = {len(states) - 1: 1}
        return _Part(ways, ways, 0)

    def _link(self, last: Ways, first: Ways) -> None:
        """Let each state of `first` follow each state of `last`."""
        self._steps.take(len(last) * len(first))
        for before, ways_before in last.items():
            follow = self.automaton.follow[before]
            for after, ways_after in first.items():
                follow[after] = min(2, follow.get(after, 0) + ways_before * ways_after)


def _alternatives(branches: list[_Part]) -> _Part:
    first: Ways = {}
    last: Ways = {}
    for branch in branches:
        first, last = _sum(first, branch.first, 1), _sum(last, branch.last, 1)
    return _Part(first, last, min(2, sum(branch.empty for branch in branches)))


def _sum(ways: Ways, more: Ways, factor: int) -> Ways:
    """The ways of both, those of `more` times a factor."""
    out = dict(ways)
    for state, count in more.items() if factor else ():
        out[state] = min(2, out.get(state, 0) + count * factor)
    return out


# ------------------------------------------------------------------ two walks over one text


def _ambiguous_loop(automaton: _Automaton, steps: _Steps) -> bool:
    """Whether there are two ways from some state back to that state over the same text."""
    graph, doubled = _walks(automaton, steps)
    loops = _components(graph)
    if any(loops[before] == loops[after] for before, after in doubled):
        return True
    together = {loops[pair] for pair in graph if pair[0] == pair[1]}
    return any(pair[0] != pair[1] and loops[pair] in together for pair in graph)


def _walks(automaton: _Automaton, steps: _Steps) -> tuple[Graph, set[tuple[Pair, Pair]]]:
    """Return the steps of two walks over the same text, and the steps that both take together in two ways."""
    chars, follow = automaton
    graph: Graph = {}
    doubled: set[tuple[Pair, Pair]] = set()
    stack: list[Pair] = [(state, state) for state in range(len(chars))]
    while stack:
        pair = stack.pop()
        if pair in graph:
            continue
        left, right = pair
        steps.take(1 + len(follow[left]) * len(follow[right]))
        together: dict[Pair, None] = {}
        for a, ways in follow[left].items():
            for b in follow[right]:
                if a == b or not chars[a].isdisjoint(chars[b]):
                    together[min(a, b), max(a, b)] = None
                    if left == right and a == b and ways > 1:
                        doubled.add((pair, (a, a)))
        graph[pair] = list(together)
        stack += together
    return graph, doubled


def _components(graph: Graph) -> dict[Pair, int]:
    """Return the number of each node's strongly connected component (Tarjan 1972, without recursion)."""
    number: dict[Pair, int] = {}
    low: dict[Pair, int] = {}
    component: dict[Pair, int] = {}
    stack: list[Pair] = []
    for root in graph:
        if root in number:
            continue
        work = [(root, iter(graph[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    work.append((other, iter(graph[other])))
                    break
                if other not in component:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    while True:
                        member = stack.pop()
                        component[member] = number[node]
                        if member == node:
                            break
    return component


# ------------------------------------------------------------------ characters


def _all_chars(nodes: Nodes) -> Chars:
    """Every character that may be in a match of the nodes."""
    out: Chars = frozenset()
    for node in nodes:
        parts = list(children([node]))
        out |= frozenset().union(*map(_all_chars, parts)) if parts else _chars(node)
    return out


def _chars(node: tuple[Any, Any]) -> Chars:
    """The characters of the alphabet that a one-character node matches; all of them if in doubt."""
    code, value = node
    if code is op.LITERAL:
        return frozenset(lower(chr(value)))
    if code is op.NOT_LITERAL:
        return _ALPHABET - {chr(value), lower(chr(value))}
    if code is not op.IN:
        return _ALPHABET
    out: set[str] = set()
    negate = False
    for kind, item in value:
        if kind is op.NEGATE:
            negate = True
        elif kind is op.LITERAL:
            out.update(lower(chr(item)))
        elif kind is op.RANGE:
            out.update(c for c in _ALPHABET if item[0] <= ord(c) <= item[1] or item[0] <= ord(c.upper()) <= item[1])
            out.update(lower(chr(item[0])))
        else:
            out.update(_category(item))
    return _ALPHABET - out if negate else frozenset(out)


def _category(name: Any) -> Chars:
    r"""The characters of \d, \s, \w or their opposites."""
    if name in (op.CATEGORY_DIGIT, op.CATEGORY_NOT_DIGIT):
        inside = frozenset(filter(str.isdecimal, _ALPHABET))
    elif name in (op.CATEGORY_SPACE, op.CATEGORY_NOT_SPACE):
        inside = frozenset(filter(str.isspace, _ALPHABET))
    elif name in (op.CATEGORY_WORD, op.CATEGORY_NOT_WORD):
        inside = frozenset(c for c in _ALPHABET if c.isalnum() or c == "_")
    else:
        return _ALPHABET
    negated = (op.CATEGORY_NOT_DIGIT, op.CATEGORY_NOT_SPACE, op.CATEGORY_NOT_WORD)
    return _ALPHABET - inside if name in negated else inside
