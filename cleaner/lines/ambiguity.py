"""Whether a pattern can take exponential time: two ways round a loop over the same text.

A backtracking matcher tries each way of matching a text before it gives up. If some part of a pattern
can be gone round in two ways over one text, n rounds make 2ⁿ ways. The pattern is made into its
position automaton (Glushkov 1961: a state for each character of the pattern, an edge where one can
follow another), and two walks through it are watched side by side: they must not part and meet
again on a loop (Weber and Seidl 1991, exponential degree of ambiguity).
"""

from collections.abc import Iterable
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleaner.lines.pattern import MANY, Nodes, inner, lower, parsed

LARGE = 400  # characters in a pattern; larger ones are not looked into, only watched while they run

Chars = frozenset[str]
Ways = dict[int, int]  # state -> in how many ways, counted up to two

# One character of each kind is enough to tell whether two character classes can meet.
_ALPHABET = frozenset(map(chr, range(32, 127))) | frozenset("\t\xa0éĐđабλ中あ한عن٣–—“”…•")


class _Part(NamedTuple):
    """A piece of a pattern: where a walk through it can begin and end, and the ways to match nothing."""

    first: Ways
    last: Ways
    empty: int


NOTHING = _Part({}, {}, 1)


class _Automaton:
    """The characters of a pattern and which can follow which, in how many ways."""

    def __init__(self) -> None:
        self.chars: list[Chars] = []
        self.follow: list[Ways] = []

    def one(self, chars: Chars) -> _Part:
        if len(self.chars) >= LARGE:
            raise OverflowError
        self.chars.append(chars)
        self.follow.append({})
        state = {len(self.chars) - 1: 1}
        return _Part(state, state, 0)

    def link(self, last: Ways, first: Ways) -> None:
        for here, a in last.items():
            for there, b in first.items():
                self.follow[here][there] = min(2, self.follow[here].get(there, 0) + a * b)

    def chain(self, parts: Iterable[_Part]) -> _Part:
        out = NOTHING
        for part in parts:
            self.link(out.last, part.first)
            out = _Part(
                _sum(out.first, part.first, out.empty),
                _sum(part.last, out.last, part.empty),
                min(2, out.empty * part.empty),
            )
        return out

    def sequence(self, nodes: Nodes) -> _Part:
        return self.chain(map(self.node, nodes))

    def node(self, node: tuple[Any, Any]) -> _Part:
        code, value = node
        if code is op.SUBPATTERN:
            return self.sequence(value[3])
        if code is op.BRANCH:
            branches = [self.sequence(branch) for branch in value[1]]
            first: Ways = {}
            last: Ways = {}
            for branch in branches:
                first, last = _sum(first, branch.first, 1), _sum(last, branch.last, 1)
            return _Part(first, last, min(2, sum(branch.empty for branch in branches)))
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self.repeat(*value)
        if code in (op.ATOMIC_GROUP, op.POSSESSIVE_REPEAT):
            # never gone back into, so from outside it is one step; what is inside is looked at by itself
            body, least = (value, 1) if code is op.ATOMIC_GROUP else (value[2], value[0])
            return self.one(_all_chars(body))._replace(empty=int(least == 0))
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return NOTHING
        return self.one(_chars(node))

    def repeat(self, least: int, most: int, body: Nodes) -> _Part:
        if most >= MANY:
            part = self.sequence(body)
            self.link(part.last, part.first)
            return part._replace(empty=1 if least == 0 else part.empty)
        must = [self.sequence(body) for _ in range(least)]
        can = NOTHING
        for _ in range(most - least):  # x{0,3} is (x(x(x)?)?)?
            part = self.chain([self.sequence(body), can])
            can = part._replace(empty=1)
        return self.chain([*must, can])

    def two_ways_round(self) -> bool:
        """Whether some state can be left and come back to in two ways over one text."""
        graph: dict[tuple[int, int], list[tuple[int, int]]] = {}
        doubled: set[tuple[tuple[int, int], tuple[int, int]]] = set()
        stack = [(state, state) for state in range(len(self.chars))]
        while stack:
            pair = stack.pop()
            if pair in graph:
                continue
            one, other = pair
            out: dict[tuple[int, int], None] = {}
            for a, ways in self.follow[one].items():
                for b in self.follow[other]:
                    if a == b or not self.chars[a].isdisjoint(self.chars[b]):
                        out[min(a, b), max(a, b)] = None
                        if one == other and a == b and ways > 1:
                            doubled.add((pair, (a, a)))
            graph[pair] = list(out)
            stack += out
        loops = _components(graph)
        if any(loops[here] == loops[there] for here, there in doubled):
            return True
        diagonal = {loops[pair] for pair in graph if pair[0] == pair[1]}
        return any(pair[0] != pair[1] and loops[pair] in diagonal for pair in graph)


def _sum(one: Ways, other: Ways, factor: int) -> Ways:
    out = dict(one)
    for state, ways in other.items() if factor else ():
        out[state] = min(2, out.get(state, 0) + ways * factor)
    return out


def _components(graph: dict[tuple[int, int], list[tuple[int, int]]]) -> dict[tuple[int, int], int]:
    """For each node the number of its strongly connected component (Tarjan 1972, without recursion)."""
    number: dict[tuple[int, int], int] = {}
    low: dict[tuple[int, int], int] = {}
    component: dict[tuple[int, int], int] = {}
    stack: list[tuple[int, int]] = []
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


@cache
def explodes(pattern: str) -> bool:
    r"""Whether a pattern can take time exponential in the length of a line.

    A pattern that the standard library's parser cannot read, or a very large one, is not looked into;
    its time is watched whenever it runs.

    >>> explodes(r"^(\w+\s?)+:$"), explodes(r"^(\w+\s)+:$"), explodes(r"^(\w++\s?)+:$")
    (True, False, False)
    """
    tree = parsed(pattern)
    try:
        return tree is not None and any(_explodes(nodes) for nodes in _separate(tree))
    except (OverflowError, RecursionError):
        return False


def _explodes(nodes: Nodes) -> bool:
    automaton = _Automaton()
    automaton.sequence(nodes)
    return automaton.two_ways_round()


def _separate(nodes: Nodes) -> Iterable[Nodes]:
    """The pattern, and each part of it that is matched by itself: look-arounds and what is never gone back into."""
    yield nodes
    for code, value in nodes:
        alone = {op.ATOMIC_GROUP: lambda v: v, op.ASSERT: lambda v: v[1], op.ASSERT_NOT: lambda v: v[1]}
        if code in alone:
            yield from _separate(alone[code](value))
        elif code is op.POSSESSIVE_REPEAT:
            yield from _separate(value[2])
        else:
            for child in inner([(code, value)]):
                yield from list(_separate(child))[1:]  # the child itself is part of the whole


def _all_chars(nodes: Nodes) -> Chars:
    out: Chars = frozenset()
    for node in nodes:
        children = list(inner([node]))
        out |= frozenset().union(*map(_all_chars, children)) if children else _chars(node)
    return out


def _chars(node: tuple[Any, Any]) -> Chars:
    """Which characters of the alphabet one character of a pattern matches; all of them where in doubt."""
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
