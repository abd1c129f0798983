"""Find the few line tests that a line could pass, by looking up its text in an index of all tests.

A test of literals or patterns can only pass on a line that contains certain text. That text is the test's
prefilter. The index maps the prefilters of all tests to the tests, so that a test costs nothing on lines
without its prefilter.

A test like `any: [{text: Menu}, {regex: …}, {regex: …}]` has alternatives, each with prefilters of its own. The
index maps prefilters to alternatives, so that a line is not tried on the other ones.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from cleaner.lines.anatomy import Anatomy, Guard, dissect, guard, lower
from cleaner.lines.key import fold, plain
from cleaner.lines.linetest import LITERAL_KEYS, UNSET, FoldedLine, LineTest, LiteralKey, literal, tests_in

_EDGE = 3  # letters by which starts and ends are looked up; a shorter start or end is looked up whole
_STARTS = tuple(slice(None, n) for n in range(_EDGE, 0, -1))
_ENDS = tuple(slice(-n, None) for n in range(_EDGE, 0, -1))

_LEAD = 24  # characters of a long line that show how it starts
_SURE_LEAD = 12  # with fewer left after folding, the last ones could fold differently in the whole line

ALTERNATIVES = 4096  # of one test, at most


class Prefilter(NamedTuple):
    """A text that a line has to contain for a test to pass, and where."""

    # conditions on literals are looked up in the match key, the others in the form of `lower`; "odd-contains": the
    # line contains the text and starts with something else than a letter; "first": the first character of the line
    where: LiteralKey | Literal["low-starts", "low-contains", "odd-contains", "first"]
    literal: str


def prefilters(test: LineTest) -> list[Prefilter] | None:
    """Return prefilters of which at least one holds for every line that passes; None if any line might pass.

    >>> from cleaner.lines.linetest import Span
    >>> prefilters(LineTest(starts=("Ảnh:",), words=Span(most=9)))
    [Prefilter(where='starts', literal='ảnh:')]
    """
    for name in LITERAL_KEYS:
        if literals := getattr(test, name):
            return [Prefilter(name, literal(text, name)) for text in literals]
    if test.regex:
        return _pattern_prefilters(test.regex)
    for part in test.all:
        if (of_part := prefilters(part)) is not None:
            return of_part
    if test.any:
        parts = [prefilters(part) for part in test.any]
        if None not in parts:
            return [prefilter for part in parts if part for prefilter in part]
    return None


def _pattern_prefilters(patterns: Iterable[str]) -> list[Prefilter] | None:
    out: list[Prefilter] = []
    for pattern in patterns:
        anatomy = dissect(pattern)
        of_pattern = _by_start(anatomy) or [Prefilter("low-contains", text) for text in anatomy.literals]
        if not of_pattern:
            return None
        out += of_pattern
    return out


def _by_start(anatomy: Anatomy) -> list[Prefilter]:
    """Prefilters that look at the start of a line; empty if that would find too many lines."""
    starts = [Prefilter("low-starts", text) for text in anatomy.starts]
    one_letter = any(len(text) == 1 and text.isalpha() for text in anatomy.starts)
    if one_letter and anatomy.literals and min(map(len, anatomy.literals)) >= _EDGE:
        return []
    if not anatomy.odd:
        return starts
    if anatomy.literals:
        return starts + [Prefilter("odd-contains", text) for text in anatomy.literals]
    # without the first characters, lines that start with any digit or sign are looked at
    odd = [Prefilter("first", character) for character in anatomy.first if not character.isalpha()]
    return starts + odd if odd else []


def alternatives(test: LineTest) -> tuple[LineTest, ...]:
    """Return the alternatives of a test: it passes if and only if at least one of them passes.

    >>> [part.regex for part in alternatives(LineTest(any=(LineTest(text=("a",)), LineTest(regex=("b", "c")))))]
    [(), ('b',), ('c',)]
    """
    found = tuple(_alternatives(test))
    return found if len(found) <= ALTERNATIVES else (test,)


def _alternatives(test: LineTest) -> Iterator[LineTest]:
    if test.any:
        others = test._replace(any=())
        for part in test.any:
            for alternative in _alternatives(part):
                yield alternative if others == LineTest() else others._replace(any=(alternative,))
    elif len(test.regex) > 1:
        for pattern in test.regex:
            yield test._replace(regex=(pattern,))
    else:
        yield test


# ------------------------------------------------------------------ the index

# A number in an index is an alternative of a test: the number of the test times ALTERNATIVES, and the place of the
# alternative among those of the test.
Table = dict[str, tuple[int, ...]]  # text -> numbers
Edges = dict[str, tuple[tuple[str, int], ...]]  # the first or last letters -> (the whole start or end, number)
Inside = dict[str, Table]  # the letter of a text that is rarest -> the texts with this letter


class Index(NamedTuple):
    """Numbered tests by their prefilters. Plain data, so that it can be stored in a file."""

    exact: Table = {}  # noqa: RUF012 - never changed once built; so are those below
    heads: Edges = {}  # noqa: RUF012
    tails: Edges = {}  # noqa: RUF012
    inside: Inside = {}  # noqa: RUF012
    low_heads: Edges = {}  # noqa: RUF012
    low_inside: Inside = {}  # noqa: RUF012
    odd_inside: Inside = {}  # noqa: RUF012 - looked up only in lines that do not start with a letter
    first: Table = {}  # noqa: RUF012 - by the first character of a line, which is no letter
    guards: dict[str, Guard] = {}  # noqa: RUF012 - of the patterns in the tests
    sure: frozenset[int] = frozenset()  # those with one condition, on literals: a short line that is found passes

    @property
    def starts_only(self) -> bool:
        """Whether every test is found by the start of the line."""
        return not (self.exact or self.tails or self.inside or self.low_inside or self.odd_inside or self.first)


def index(tests: Sequence[tuple[int, LineTest]]) -> Index:
    """Build the index of numbered tests. Tests without a prefilter are left out."""
    tables: dict[str, dict[str, list[int]]] = {}
    sure: set[int] = set()
    guards: dict[str, Guard] = {}
    for test_number, test in tests:
        if prefilters(test) is None:
            continue
        for number, alternative in enumerate(alternatives(test), test_number * ALTERNATIVES):
            conditions = [name for name, value in zip(test._fields, alternative, strict=True) if value not in UNSET]
            if len(conditions) == 1 and conditions[0] in LITERAL_KEYS:
                sure.add(number)
            for where, text in dict.fromkeys(prefilters(alternative) or ()):
                tables.setdefault(where, {}).setdefault(text, []).append(number)
        patterns = [pattern for part in tests_in(test) for pattern in part.regex]
        guards.update({pattern: guard(pattern) for pattern in patterns})
    return Index(
        exact=_table(tables.get("text", {})),
        heads=_edges(tables.get("starts", {}), _STARTS[0]),
        tails=_edges(tables.get("ends", {}), _ENDS[0]),
        inside=_inside(tables.get("contains", {})),
        low_heads=_edges(tables.get("low-starts", {}), _STARTS[0]),
        low_inside=_inside(tables.get("low-contains", {})),
        odd_inside=_inside(tables.get("odd-contains", {})),
        first=_table(tables.get("first", {})),
        guards=guards,
        sure=frozenset(sure),
    )


def _table(rows: dict[str, list[int]]) -> Table:
    return {text: tuple(numbers) for text, numbers in rows.items()}


def _edges(rows: dict[str, list[int]], edge: slice) -> Edges:
    out: dict[str, list[tuple[str, int]]] = {}
    for text, numbers in rows.items():
        out.setdefault(text[edge], []).extend((text, number) for number in numbers)
    return {letters: tuple(entries) for letters, entries in out.items()}


def _inside(rows: dict[str, list[int]]) -> Inside:
    out: Inside = {}
    for text, numbers in rows.items():
        # the last letter in the order of Unicode is one of the script or language of the text, not a Latin one
        out.setdefault(max(text), {})[text] = tuple(numbers)
    return out


# ------------------------------------------------------------------ looking lines up


def candidates(index: Index, lines: Sequence[FoldedLine]) -> list[set[int]]:
    """For each short line, return the alternatives that it could pass. Many lines at once cost less than one by one."""
    keys = [line.key for line in lines]
    lows = [line.low for line in lines]
    out: list[set[int]] = [set(index.exact.get(key, ())) for key in keys]
    if index.heads:
        _add_by_edge(index.heads, keys, out, str.startswith, _STARTS)
    if index.tails:
        _add_by_edge(index.tails, keys, out, str.endswith, _ENDS)
    _add_by_inside(index.inside, keys, out)
    if index.low_heads:
        _add_by_edge(index.low_heads, lows, out, str.startswith, _STARTS)
    _add_by_inside(index.low_inside, lows, out)
    if index.odd_inside or index.first:
        odd = [place for place, low in enumerate(lows) if not low[:1].isalpha()]
        _add_by_inside(index.odd_inside, [lows[place] for place in odd], [out[place] for place in odd])
        for place in odd:
            out[place].update(_by_first(index.first, lows[place]))
    return out


def long_line_candidates(index: Index, line: FoldedLine) -> set[int]:
    """Return the alternatives that one long line could pass."""
    key, low = line.key, line.low
    out: set[int] = set()
    for table, form, fits, edges in (
        (index.heads, key, str.startswith, _STARTS),
        (index.tails, key, str.endswith, _ENDS),
        (index.low_heads, low, str.startswith, _STARTS),
    ):
        if table:
            _add_by_edge(table, [form], [out], fits, edges)
    _add_by_inside(index.inside, [key], [out])
    _add_by_inside(index.low_inside, [low], [out])
    if not low[:1].isalpha():
        _add_by_inside(index.odd_inside, [low], [out])
        out.update(_by_first(index.first, low))
    return out


def may_start(index: Index, text: str) -> bool:
    """Whether a long line could start with one of the starts, judged by its first letters.

    Most bytes of a dump are in paragraphs. Where an index has `starts_only`, nothing more is done to them.
    """
    if not index.heads and not index.low_heads:
        return False
    lead = text[:_LEAD]
    if not lead.isascii() and any(map(unicodedata.combining, lead)):
        return True  # marks may still compose with the next character, or change places
    lead = plain(lead)
    if len(lead) < _SURE_LEAD:
        return True
    for heads, form in ((index.heads, fold(lead)), (index.low_heads, lower(lead))):
        for edge in _STARTS:
            if form[edge] in heads:
                return True
    return False


def _add_by_edge(
    table: Edges,
    forms: list[str],
    out: list[set[int]],
    fits: Callable[[str, str], bool],
    edges: tuple[slice, ...],
) -> None:
    """Add to each line's set the tests whose start or end the line has."""
    for form, numbers in zip(forms, out, strict=True):
        for edge in edges:
            if entries := table.get(form[edge]):
                numbers.update(number for text, number in entries if fits(form, text))


def _add_by_inside(inside: Inside, forms: list[str], out: list[set[int]]) -> None:
    """Add to each line's set the tests whose text the line contains.

    Each text is searched in all lines joined: one search in C for each text, not one for each text and line. Texts
    with a letter that no line has are not searched at all: a page has the letters of one language or two.
    """
    if not forms or not inside:
        return
    joined = "\n".join(forms)
    starts: list[int] = []  # of the lines in `joined`; made when the first text is found
    # looking for each letter is faster than collecting those of a page, but not than collecting those of a line
    letters = inside.keys() & joined if len(joined) < len(inside) else [letter for letter in inside if letter in joined]
    for letter in letters:
        for part, numbers in inside[letter].items():
            at = joined.find(part)
            while at >= 0:
                starts = starts or list(accumulate((len(form) + 1 for form in forms[:-1]), initial=0))
                line = bisect_right(starts, at) - 1
                out[line].update(numbers)
                at = joined.find(part, starts[line + 1]) if line + 1 < len(starts) else -1


def _by_first(first: Table, low: str) -> tuple[int, ...]:
    """The numbers of the tests that are found by the first character of a line."""
    character = low[:1]
    numbers = first.get(character, ())
    # `regex` knows digits of scripts that are newer than the interpreter
    return numbers if character.isascii() or character.isalpha() else numbers + first.get("0", ())
