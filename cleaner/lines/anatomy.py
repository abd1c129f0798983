"""What can be read off a pattern before it runs: how the lines that it matches look, and whether it may be slow.

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
from typing import Any, NamedTuple, TypeAlias

from cleaner.lines.pattern_size import size_fault

Nodes = Sequence[tuple[Any, Any]]  # what the standard parser returns: (opcode, argument) in order

ENDLESS = int(op.MAXREPEAT)  # characters: a length without a bound
MANY = 10  # repetitions: with this many or more allowed, a repetition behaves as if it had no bound
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_BEGINNINGS = (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
_ENDS = (op.AT_END, op.AT_END_STRING)
_MOST_EDGE = 64  # different characters at the start or end of a line; with more, they are as good as unknown
_MOST_STARTS = 300  # different texts at the start of a line, as above
_LONG_START = 3  # characters of a start: one that is so long is not made longer in several ways
_LONGEST_START = 24  # characters of a start: one that is so long is not made longer

# Syntax of `regex` that the standard parser reads as something else: POSIX classes like [[:alpha:]] and fuzzy
# counts like (?:text){e<=1}. It reads conditions like (?(1)a|b), but this module does not follow them.
_MISREAD = re.compile(r"\[:|(?<!\\N)\{(?!\d*(?:,\d*)?\})|\(\?\(")

# Unicode properties as classes that the standard parser knows, each outside and inside of [ ]. A class may match
# more than the property, but never less.
_PROPERTIES = {"L": (r"[^\W\d_]", r"\w"), "Nd": (r"\d", r"\d"), "P": (r"[\W_]", r"\W_"), "Z": (r"\s", r"\s")}
_ANY_CHARACTER = (".", r"\s\S")

# A negated class of properties can match more than the one that stands for it, and with the flag `a` the letters of
# most languages are no word characters. So in these patterns a class like [^\w ] may match a letter.
_MAY_BE_LETTERS = r"\(\?[a-zA-Z]*a|\[\^\]?(?:\\[^pP]|[^\]\\])*\\[pP]\{"


class Anatomy(NamedTuple):
    """What is known of a pattern: conditions that every line meets on which it matches.

    Texts and characters are written as by `lower`, and lengths are those of the plain line.
    """

    starts: tuple[str, ...]  # the line starts with one of these; empty if `odd` says all, or if nothing is known
    odd: bool  # or the line starts with a digit, a sign or anything else but a letter
    literals: tuple[str, ...]  # the line contains one of these; empty if none is known
    first: str  # the first character of the line is one of these; "" if unknown; "0" is a digit of any script
    last: str  # the last one, as above
    least: int  # characters that the line has at least
    most: int  # characters that the line has at most
    watched: bool  # the pattern may be slow even on a short line, so that it needs a time limit there too


@cache
def dissect(pattern: str) -> Anatomy:
    r"""Return what is known of a pattern before it runs.

    >>> dissect(r"^\d+ bình luận$").literals, dissect(r"^(?:tất cả )?(?:\d+ )?bình luận$").starts
    ((' bình luận',), ('bình luận', 'tất cả '))
    """
    tree = None if size_fault(pattern) else parsed(pattern)
    if tree is None:
        return Anatomy((), odd=False, literals=(), first="", last="", least=0, most=ENDLESS, watched=True)
    from_start, to_end = _anchored(tree, 0, _BEGINNINGS), _anchored(tree, -1, _ENDS)
    starts, odd = _starts(tree) if from_start else ((), False)
    if odd and re.search(_MAY_BE_LETTERS, pattern):
        starts, odd = (), False
    least, most = _width(tree)
    return Anatomy(
        starts=starts,
        odd=odd,
        literals=tuple(sorted(_required(tree))),
        first=_edge(tree, 1) if from_start else "",
        last=_edge(tree, -1) if to_end else "",
        least=least,
        most=most if from_start and to_end else ENDLESS,
        watched=_unbounded_repetitions(tree) > 1 or _repeats_in_repeats(tree),
    )


# `Anatomy` as plain data that a file can hold, without the last field: the condition for trying a pattern on a line.
Guard: TypeAlias = tuple[tuple[str, ...], bool, tuple[str, ...], str, str, int, int]


def guard(pattern: str) -> Guard:
    """Return the condition that a line has to meet for a pattern to be tried on it."""
    starts, odd, literals, first, last, least, most, _ = dissect(pattern)
    return starts, odd, () if literals == starts and not odd else literals, "" if starts else first, last, least, most


def admits(guard: Guard, plain: str, low: str) -> bool:
    r"""Whether a pattern with this guard may match a line, given in its plain form and in the form of `lower`.

    >>> admits(guard(r"^\d{1,2}:\d\d$"), "12:30", "12:30"), admits(guard(r"^\d{1,2}:\d\d$"), "12:30 h", "12:30 h")
    (True, False)
    """
    starts, odd, literals, first, last, least, most = guard
    return (
        least <= len(plain) <= most
        and (not first or _is_one_of(low[:1], first))
        and (not last or _is_one_of(low[-1:], last))
        and (low.startswith(starts) or (not low[:1].isalpha() if odd else not starts))
        and (not literals or any(map(low.__contains__, literals)))
    )


def _is_one_of(character: str, characters: str) -> bool:
    # `regex` knows digits of scripts that are newer than the interpreter
    return character in characters or (not character.isascii() and "0" in characters)


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


# ------------------------------------------------------------------ how a match starts


class _Starts(NamedTuple):
    """How a match starts: with one of some texts, or with something else than a letter.

    An open text is followed by what the next nodes match. Of what follows the other texts nothing is known.
    """

    texts: frozenset[tuple[str, bool]]  # a text, and whether it is open
    odd: bool = False  # whether a match may also start with something else than a letter


_NOTHING = _Starts(frozenset([("", True)]))  # a match of nothing, such as an anchor


def _starts(nodes: Nodes) -> tuple[tuple[str, ...], bool]:
    """Texts of which one is at the start of the line, and whether the line may start without a letter instead."""
    found = _starts_of_all(nodes)
    if found is None:
        return (), False
    texts = sorted({lower(text) for text, _ in found.texts})
    if "" in texts or any("\u0307" in text for text in texts):  # see `_literals`
        return (), False
    shortest: list[str] = []
    for text in texts:
        if not shortest or not text.startswith(shortest[-1]):
            shortest.append(text)
    return tuple(shortest), found.odd


def _starts_of_all(nodes: Nodes) -> _Starts | None:
    """How a match of the nodes starts; None if it may start with anything."""
    texts = _NOTHING.texts
    odd = False
    for code, value in nodes:
        if not any(is_open for _, is_open in texts):
            break
        here = _starts_of_node(code, value)
        longer: set[tuple[str, bool]] = set()
        for text, is_open in texts:
            if not is_open:
                longer.add((text, False))
            elif not text:
                if here is None:
                    return None
                longer |= here.texts
                odd = odd or here.odd
            elif here is None or here.odd or len(text) >= (_LONG_START if len(here.texts) > 1 else _LONGEST_START):
                longer.add((text, False))
            else:
                longer |= {(text + more, more_is_open) for more, more_is_open in here.texts}
        if len(longer) > _MOST_STARTS:
            return None
        texts = frozenset(longer)
    return _Starts(texts, odd)


def _starts_of_node(code: Any, value: Any) -> _Starts | None:
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _NOTHING
    if code is op.LITERAL:
        return _Starts(frozenset([(chr(value), True)]))
    if code is op.IN:
        return _starts_of_class(value)
    if code is op.SUBPATTERN:
        return _starts_of_all(value[3])
    if code is op.ATOMIC_GROUP:
        return _starts_of_all(value)
    if code is op.BRANCH:
        branches = [_starts_of_all(branch) for branch in value[1]]
        known = [branch for branch in branches if branch is not None]
        if len(known) < len(branches):
            return None
        return _Starts(frozenset().union(*(starts.texts for starts in known)), any(starts.odd for starts in known))
    if code in _REPEATS:
        repeated = _starts_of_all(value[2])
        if repeated is None:
            return None
        once = {(text, (is_open and value[1] == 1) or not text) for text, is_open in repeated.texts}
        return _Starts(frozenset(once) | (_NOTHING.texts if value[0] == 0 else frozenset()), repeated.odd)
    return None


def _starts_of_class(items: Nodes) -> _Starts | None:
    if items[0][0] is op.NEGATE:
        without_letters = (op.CATEGORY, op.CATEGORY_WORD) in items
        return _Starts(frozenset(), odd=True) if without_letters else None
    odd = False
    letters: list[str] = []
    for code, value in items:
        if code is op.CATEGORY and value in (op.CATEGORY_DIGIT, op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD):
            odd = True
        elif code is op.LITERAL or (code is op.RANGE and value[1] - value[0] < _MOST_EDGE):
            characters = [chr(value)] if code is op.LITERAL else list(map(chr, range(value[0], value[1] + 1)))
            here = [character for character in characters if lower(character)[:1].isalpha()]
            odd = odd or len(here) < len(characters)
            letters += here
        else:
            return None
    return _Starts(frozenset((letter, True) for letter in letters), odd)


# ------------------------------------------------------------------ required text


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


# ------------------------------------------------------------------ the ends and the length of a line


def _anchored(nodes: Nodes, end: int, anchors: Sequence[Any]) -> bool:
    """Whether the nodes begin (`end` is 0) or end (-1) with an anchor, in each of their alternatives."""
    if not nodes:
        return False
    code, value = nodes[end]
    if code is op.AT:
        return value in anchors
    if code is op.SUBPATTERN:
        return _anchored(value[3], end, anchors)
    return code is op.BRANCH and all(_anchored(branch, end, anchors) for branch in value[1])


_Edge: TypeAlias = tuple[frozenset[str] | None, bool]  # characters, None if unknown; whether nothing at all may match


def _edge(nodes: Nodes, step: int) -> str:
    """Characters of which one is the first (`step` is 1) or the last (-1) of a match; "" if they are unknown."""
    characters, empty = _edge_of_all(nodes, step)
    if characters is None or empty or len(characters) > _MOST_EDGE:
        return ""
    return "".join(sorted(characters))


def _edge_of_all(nodes: Nodes, step: int) -> _Edge:
    """The characters that a match of the nodes may start or end with."""
    characters: frozenset[str] = frozenset()
    for code, value in nodes[::step]:
        here, empty = _edge_of_node(code, value, step)
        if here is None:
            return None, True
        characters |= here
        if not empty:
            return characters, False
    return characters, True


def _edge_of_node(code: Any, value: Any, step: int) -> _Edge:
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return frozenset(), True
    if code is op.LITERAL:
        return _characters([chr(value)], step), False
    if code is op.IN:
        return _class(value, step), False
    if code is op.SUBPATTERN:
        return _edge_of_all(value[3], step)
    if code is op.ATOMIC_GROUP:
        return _edge_of_all(value, step)
    if code is op.BRANCH:
        branches = [_edge_of_all(branch, step) for branch in value[1]]
        known = [characters for characters, _ in branches if characters is not None]
        empty = any(empty for _, empty in branches)
        return (frozenset().union(*known), empty) if len(known) == len(branches) else (None, empty)
    if code in _REPEATS:
        characters, empty = _edge_of_all(value[2], step)
        return characters, empty or value[0] == 0
    return None, True


def _class(items: Nodes, step: int) -> frozenset[str] | None:
    """The characters of a class like `[a-f\\d]`; None if they are too many."""
    out: list[str] = []
    for code, value in items:
        if code is op.LITERAL:
            out.append(chr(value))
        elif code is op.RANGE and value[1] - value[0] < _MOST_EDGE:
            out += map(chr, range(value[0], value[1] + 1))
        elif code is op.CATEGORY and value is op.CATEGORY_DIGIT:
            out += "0123456789"
        elif code is op.CATEGORY and value is op.CATEGORY_SPACE:
            out.append(" ")  # a plain line has no other space
        else:
            return None
    return _characters(out, step)


def _characters(characters: Iterable[str], step: int) -> frozenset[str] | None:
    """The first or last characters in the form of `lower`; None if the characters next to them can change them."""
    edges = {"0" if char.isdecimal() and not char.isascii() else lower(char)[::step][:1] for char in characters}
    return None if "\u0307" in edges else frozenset(edges)


def _width(nodes: Nodes) -> tuple[int, int]:
    """The fewest and the most characters that the nodes match."""
    least = most = 0
    for code, value in nodes:
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        if code in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            fewest = longest = 1
        elif code is op.BRANCH:
            widths = [_width(branch) for branch in value[1]]
            fewest, longest = min(least for least, _ in widths), max(most for _, most in widths)
        elif code in _REPEATS:
            fewest, longest = _width(value[2])
            fewest, longest = fewest * value[0], longest * value[1]
        elif code in (op.SUBPATTERN, op.ATOMIC_GROUP):
            fewest, longest = _width(value[3] if code is op.SUBPATTERN else value)
        else:  # a reference to a group
            fewest, longest = 0, ENDLESS
        least += fewest
        most = min(most + longest, ENDLESS)
    return least, most


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
