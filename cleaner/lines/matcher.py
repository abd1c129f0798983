"""Line tests, and many of them compiled into one matcher.

`passes` says what a test means, one line and one test at a time. `Matcher` gives the same answers for
all tests at once: it finds the few tests that could pass (by the line's key, its first or last
letters, a text inside it) and asks `passes` only about those. A test that no line touches costs nothing.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cleaner.lines.key import fold, plain
from cleaner.lines.linetest import MEMO, UNSET, FoldedLine, LineTest, holds, literal, passes, reaches_long
from cleaner.lines.pattern import SHORT, dissect, lower
from cleaner.lines.words import blank

_EDGE = 3  # letters by which starts and ends are looked up; shorter ones by all they have
_STARTS = tuple(slice(None, n) for n in range(_EDGE, 0, -1))
_ENDS = tuple(slice(-n, None) for n in range(_EDGE, 0, -1))


# ------------------------------------------------------------------ one matcher for all tests


class Prefilter(NamedTuple):
    """Something cheap to look up, without which a test cannot pass."""

    where: str  # "text", "starts", "ends", "contains": in the key; "low-…": in `lower`; "digit"
    literal: str


def signs(test: LineTest) -> list[Prefilter] | None:
    """Signs of which a line has to bear one before the test can pass; None: any line might.

    >>> from cleaner.lines.linetest import Span
    >>> signs(LineTest(starts=("Ảnh:",), words=Span(most=9)))
    [Prefilter(where='starts', literal='ảnh:')]
    """
    for name in ("text", "starts", "ends", "contains"):
        if literals := getattr(test, name):
            return [Prefilter(name, literal(x, name)) for x in literals]
    if test.regex:
        return _pattern_signs(test.regex)
    for part in test.all:
        if (found := signs(part)) is not None:
            return found
    if test.any:
        parts = [signs(part) for part in test.any]
        if None not in parts:
            return [sign for part in parts if part for sign in part]
    return None


def _pattern_signs(patterns: Iterable[str]) -> list[Prefilter] | None:
    out: list[Prefilter] = []
    for pattern in patterns:
        anatomy = dissect(pattern)
        if anatomy.literals and anatomy.starts:
            out += [Prefilter("low-starts", x) for x in anatomy.literals]
        elif anatomy.literals and (not anatomy.digit or min(map(len, anatomy.literals)) >= _EDGE):
            out += [Prefilter("low-contains", x) for x in anatomy.literals]
        elif anatomy.digit:
            out.append(Prefilter("digit", ""))
        else:
            return None
    return out


# Where a test has one of these keys and nothing else, bearing the sign is passing the test.
_SUFFICIENT = ("text", "starts", "ends", "contains")

Table = dict[str, tuple[int, ...]]
Edges = dict[str, tuple[tuple[str, int], ...]]


class Index(NamedTuple):
    """Which tests a line could pass, by the signs that it bears. Plain data, so that it can be kept in a file."""

    exact: Table = {}  # noqa: RUF012 - never changed after it is built
    heads: Edges = {}  # noqa: RUF012 - first letters -> (start, test)
    tails: Edges = {}  # noqa: RUF012
    inside: Table = {}  # noqa: RUF012
    low_heads: Edges = {}  # noqa: RUF012
    low_inside: Table = {}  # noqa: RUF012
    digit: tuple[int, ...] = ()
    sure: frozenset[int] = frozenset()


def index(tests: Sequence[tuple[int, LineTest]]) -> Index:
    """The index of some numbered tests; those that have no sign are left out."""
    tables: dict[str, dict[str, list[int]]] = {}
    sure: set[int] = set()
    for number, test in tests:
        found = signs(test)
        if found is None:
            continue
        given = [name for name, value in zip(test._fields, test, strict=True) if value not in UNSET]
        if len(given) == 1 and given[0] in _SUFFICIENT:
            sure.add(number)
        for where, text in dict.fromkeys(found):
            tables.setdefault(where, {}).setdefault(text, []).append(number)

    def table(where: str) -> Table:
        return {text: tuple(numbers) for text, numbers in tables.get(where, {}).items()}

    def edges(where: str, part: slice) -> Edges:
        out: dict[str, list[tuple[str, int]]] = {}
        for text, numbers in tables.get(where, {}).items():
            out.setdefault(text[part], []).extend((text, number) for number in numbers)
        return {edge: tuple(rows) for edge, rows in out.items()}

    return Index(
        exact=table("text"),
        heads=edges("starts", slice(None, _EDGE)),
        tails=edges("ends", slice(-_EDGE, None)),
        inside=table("contains"),
        low_heads=edges("low-starts", slice(None, _EDGE)),
        low_inside=table("low-contains"),
        digit=table("digit").get("", ()),
        sure=frozenset(sure),
    )


Verdict = tuple[int, ...]  # the numbers of the tests that a line passes, ascending


class Matcher:
    """Asks each line once: which of the tests do you pass?

    `tests` are numbered by their place; each has a sign. `free` are the numbers of those that look at
    lines of any length. A test of nothing but shape (`words`, `bullet` …) has no sign and is asked by
    `passes`, by the rules that are at work on the document. What a short line answered is remembered;
    the memory is bounded, and forgetting changes no answer.
    """

    def __init__(
        self,
        tests: Sequence[LineTest],
        free: Iterable[int] = (),
        indexes: tuple[Index, Index] | None = None,
        memory: int = MEMO,
    ) -> None:
        self.tests = tests
        self._memory = memory  # lines remembered at most
        self.free = frozenset(free)
        self._short, self._long = indexes or self.indexes(tests, self.free)
        self._only_heads = not any(
            getattr(self._long, name) for name in self._long._fields if name not in ("heads", "low_heads", "sure")
        )
        self._memo: dict[str, Verdict] = {"": ()}
        self._answers: dict[tuple[int, str], bool] = {}  # by the test's identity; rules hold their tests

    @staticmethod
    def indexes(tests: Sequence[LineTest], free: frozenset[int]) -> tuple[Index, Index]:
        """The indexes for short and for long lines."""
        numbered = list(enumerate(tests))
        long = index([(n, t) for n, t in numbered if n in free or reaches_long(t)])
        return index(numbered), long._replace(exact={})  # a whole line that is a literal is a short one

    def ask(self, texts: Sequence[str]) -> list[Verdict]:
        """For each line the numbers of the tests that it passes. Raises pattern.Exhausted.

        >>> tests = [LineTest(text=("Đọc nhiều",)), LineTest(starts=("Ảnh:",))]
        >>> Matcher(tests).ask(["ẢNH: Reuters", "Đọc nhiều", "Hà Nội"])
        [(1,), (0,), ()]
        """
        answers: list[Verdict | None] = list(map(self._memo.get, texts))
        if None in answers:
            fresh = {text for text, answer in zip(texts, answers, strict=True) if answer is None}
            learnt = self._learn([text for text in fresh if len(text) <= SHORT])
            for text in fresh:
                if len(text) > SHORT:
                    learnt[text] = self._long_answer(text)
            answers = [learnt[text] if answer is None else answer for text, answer in zip(texts, answers, strict=True)]
        return answers  # type: ignore[return-value]  # no None is left

    def passes(self, test: LineTest, text: str, any_length: bool = False) -> bool:
        """Whether a line passes one test, which need not be one of the matcher's. Raises pattern.Exhausted."""
        if len(text) > SHORT:
            return passes(test, text, any_length)
        question = (id(test), text)
        answer = self._answers.get(question)
        if answer is None:
            if len(self._answers) >= self._memory:
                self._answers.clear()
            answer = self._answers[question] = passes(test, text)
        return answer

    def _learn(self, texts: list[str]) -> dict[str, Verdict]:
        """The verdicts of short lines that were not seen before, together."""
        table = self._short
        plains = list(map(plain, texts))
        keys = list(map(fold, plains))
        maybe: list[set[int]] = [set(table.exact.get(k, ())) for k in keys]
        if table.heads:
            _by_edge(table.heads, keys, maybe, str.startswith, _STARTS)
        if table.tails:
            _by_edge(table.tails, keys, maybe, str.endswith, _ENDS)
        if table.inside:
            _by_inside(table.inside, keys, maybe)
        if table.low_heads or table.low_inside:
            lows = list(map(lower, plains))
            _by_edge(table.low_heads, lows, maybe, str.startswith, _STARTS)
            _by_inside(table.low_inside, lows, maybe)
        if table.digit:
            for p, numbers in zip(plains, maybe, strict=True):
                if p[:1].isdecimal():
                    numbers.update(table.digit)
        out = {t: self._confirmed(t, table, numbers, False) for t, numbers in zip(texts, maybe, strict=True)}
        if len(self._memo) + len(out) > self._memory:
            self._memo.clear()
        self._memo.update(out)
        return out

    def _long_answer(self, text: str) -> Verdict:
        table = self._long
        maybe: set[int] = set()
        if self._only_heads and not _may_start(table, text):
            return ()
        p = plain(text)
        k, low = fold(p), lower(p)
        maybe.update(table.digit if p[:1].isdecimal() else ())
        _by_edge(table.heads, [k], [maybe], str.startswith, _STARTS)
        _by_edge(table.tails, [k], [maybe], str.endswith, _ENDS)
        _by_edge(table.low_heads, [low], [maybe], str.startswith, _STARTS)
        maybe.update(n for part, numbers in table.inside.items() if part in k for n in numbers)
        maybe.update(n for part, numbers in table.low_inside.items() if part in low for n in numbers)
        return self._confirmed(text, table, maybe, True)

    def _confirmed(self, text: str, table: Index, maybe: set[int], long: bool) -> Verdict:
        if not maybe or blank(text):
            return ()
        sure = () if long else maybe & table.sure
        look = FoldedLine(text)
        tests = self.tests
        out = [n for n in maybe if n in sure or holds(tests[n], look)]
        return tuple(sorted(out))


def _by_edge(
    table: Edges,
    forms: list[str],
    maybe: list[set[int]],
    fits: Callable[[str, str], bool],
    parts: tuple[slice, ...],
) -> None:
    for form, numbers in zip(forms, maybe, strict=True):
        for part in parts:
            if rows := table.get(form[part]):
                numbers.update(number for edge, number in rows if fits(form, edge))


def _by_inside(table: Table, forms: list[str], maybe: list[set[int]]) -> None:
    """Looks each text up in all lines joined: one search in C a text rather than one a line."""
    if not forms:
        return
    joined = "\n".join(forms)
    starts: list[int] = []
    for part, numbers in table.items():
        at = joined.find(part)
        while at >= 0:
            if not starts:
                starts = _starts(forms)
            line = bisect_right(starts, at) - 1
            maybe[line].update(numbers)
            at = joined.find(part, starts[line + 1]) if line + 1 < len(starts) else -1


def _starts(forms: list[str]) -> list[int]:
    at = 0
    out = []
    for form in forms:
        out.append(at)
        at += len(form) + 1
    return out


def _may_start(table: Index, text: str) -> bool:
    """Whether a long line could start with one of the starts, judged by its first letters alone.

    Paragraphs are most of the bytes of a dump, and this is all that is done to them.
    """
    if not table.heads and not table.low_heads:
        return False
    lead = text[:24]
    if not lead.isascii() and any(map(unicodedata.combining, lead)):
        return True  # marks may still compose or change places with what follows
    p = plain(lead)
    if len(p) < 12:
        return True  # the last letters of a cut text can fold otherwise than in the whole
    for heads, form in ((table.heads, fold(p)), (table.low_heads, lower(p))):
        if form[:3] in heads or form[:2] in heads or form[:1] in heads:
            return True
    return False
