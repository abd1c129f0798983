"""Find the few line tests that a line could pass, by looking up its text in an index of all tests.

A test of literals or patterns can only pass on a line that contains certain text. That text is the test's
prefilter. The index maps the prefilters of all tests to the tests, so that a test costs nothing on lines
without its prefilter.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from cleaner.lines.anatomy import dissect, lower
from cleaner.lines.key import fold, plain
from cleaner.lines.linetest import LITERAL_KEYS, UNSET, LineTest, LiteralKey, literal

_EDGE = 3  # letters by which starts and ends are looked up; a shorter start or end is looked up whole
_STARTS = tuple(slice(None, n) for n in range(_EDGE, 0, -1))
_ENDS = tuple(slice(-n, None) for n in range(_EDGE, 0, -1))

_LEAD = 24  # characters of a long line that show how it starts
_SURE_LEAD = 12  # with fewer left after folding, the last ones could fold differently in the whole line


class Prefilter(NamedTuple):
    """A text that a line has to contain for a test to pass, and where."""

    # conditions on literals are looked up in the match key, "low-…" in the form of `lower`;
    # "digit": the line starts with a digit
    where: LiteralKey | Literal["low-starts", "low-contains", "digit"]
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
        if anatomy.literals and anatomy.starts:
            out += [Prefilter("low-starts", text) for text in anatomy.literals]
        elif anatomy.literals and (not anatomy.digit or min(map(len, anatomy.literals)) >= _EDGE):
            out += [Prefilter("low-contains", text) for text in anatomy.literals]
        elif anatomy.digit:
            out.append(Prefilter("digit", ""))
        else:
            return None
    return out


# ------------------------------------------------------------------ the index

Table = dict[str, tuple[int, ...]]  # text -> numbers of tests
Edges = dict[str, tuple[tuple[str, int], ...]]  # the first or last letters -> (the whole start or end, test)


class Index(NamedTuple):
    """Numbered tests by their prefilters. Plain data, so that it can be stored in a file."""

    exact: Table = {}  # noqa: RUF012 - never changed once built; so are those below
    heads: Edges = {}  # noqa: RUF012
    tails: Edges = {}  # noqa: RUF012
    inside: Table = {}  # noqa: RUF012
    low_heads: Edges = {}  # noqa: RUF012
    low_inside: Table = {}  # noqa: RUF012
    digit: tuple[int, ...] = ()
    sure: frozenset[int] = frozenset()  # tests with one condition, on literals: a short line that is found passes

    @property
    def starts_only(self) -> bool:
        """Whether every test is found by the start of the line."""
        return not (self.exact or self.tails or self.inside or self.low_inside or self.digit)


def index(tests: Sequence[tuple[int, LineTest]]) -> Index:
    """Build the index of numbered tests. Tests without a prefilter are left out."""
    tables: dict[str, dict[str, list[int]]] = {}
    sure: set[int] = set()
    for number, test in tests:
        of_test = prefilters(test)
        if of_test is None:
            continue
        conditions = [name for name, value in zip(test._fields, test, strict=True) if value not in UNSET]
        if len(conditions) == 1 and conditions[0] in LITERAL_KEYS:
            sure.add(number)
        for where, text in dict.fromkeys(of_test):
            tables.setdefault(where, {}).setdefault(text, []).append(number)
    return Index(
        exact=_table(tables.get("text", {})),
        heads=_edges(tables.get("starts", {}), _STARTS[0]),
        tails=_edges(tables.get("ends", {}), _ENDS[0]),
        inside=_table(tables.get("contains", {})),
        low_heads=_edges(tables.get("low-starts", {}), _STARTS[0]),
        low_inside=_table(tables.get("low-contains", {})),
        digit=_table(tables.get("digit", {})).get("", ()),
        sure=frozenset(sure),
    )


def _table(rows: dict[str, list[int]]) -> Table:
    return {text: tuple(numbers) for text, numbers in rows.items()}


def _edges(rows: dict[str, list[int]], edge: slice) -> Edges:
    out: dict[str, list[tuple[str, int]]] = {}
    for text, numbers in rows.items():
        out.setdefault(text[edge], []).extend((text, number) for number in numbers)
    return {letters: tuple(entries) for letters, entries in out.items()}


# ------------------------------------------------------------------ looking lines up


def candidates(index: Index, texts: Sequence[str]) -> list[set[int]]:
    """For each short line, return the tests that it could pass. Many lines at once cost less than one by one."""
    plains = list(map(plain, texts))
    keys = list(map(fold, plains))
    out: list[set[int]] = [set(index.exact.get(key, ())) for key in keys]
    if index.heads:
        _add_by_edge(index.heads, keys, out, str.startswith, _STARTS)
    if index.tails:
        _add_by_edge(index.tails, keys, out, str.endswith, _ENDS)
    if index.inside:
        _add_by_inside(index.inside, keys, out)
    if index.low_heads or index.low_inside:
        lows = list(map(lower, plains))
        _add_by_edge(index.low_heads, lows, out, str.startswith, _STARTS)
        _add_by_inside(index.low_inside, lows, out)
    if index.digit:
        for text, numbers in zip(plains, out, strict=True):
            if text[:1].isdecimal():
                numbers.update(index.digit)
    return out


def long_line_candidates(index: Index, text: str) -> set[int]:
    """Return the tests that one long line could pass."""
    plain_text = plain(text)
    key, low = fold(plain_text), lower(plain_text)
    out = set(index.digit if plain_text[:1].isdecimal() else ())
    _add_by_edge(index.heads, [key], [out], str.startswith, _STARTS)
    _add_by_edge(index.tails, [key], [out], str.endswith, _ENDS)
    _add_by_edge(index.low_heads, [low], [out], str.startswith, _STARTS)
    out.update(number for part, numbers in index.inside.items() if part in key for number in numbers)
    out.update(number for part, numbers in index.low_inside.items() if part in low for number in numbers)
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


def _add_by_inside(table: Table, forms: list[str], out: list[set[int]]) -> None:
    """Add to each line's set the tests whose text the line contains.

    Each text is searched in all lines joined: one search in C for each text, not one for each text and line.
    """
    if not forms:
        return
    joined = "\n".join(forms)
    starts: list[int] = []  # of the lines in `joined`; made when the first text is found
    for part, numbers in table.items():
        at = joined.find(part)
        while at >= 0:
            starts = starts or list(accumulate((len(form) + 1 for form in forms[:-1]), initial=0))
            line = bisect_right(starts, at) - 1
            out[line].update(numbers)
            at = joined.find(part, starts[line + 1]) if line + 1 < len(starts) else -1
