"""Line tests, and many of them compiled into one matcher.

`passes` says what a test means, one line and one test at a time. `Matcher` gives the same answers for
all tests at once: it finds the few tests that could pass (by the line's key, its first or last
letters, a text inside it) and asks `passes` only about those. A test that no line touches costs nothing.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner.key import BULLETS, fold, key, plain
from cleaner.pattern import SHORT, dissect, found, lower
from cleaner.text import blank, sentence, words

MEMO = 200_000  # distinct short lines remembered, about 200 bytes each; beyond, all are forgotten
_EDGE = 3  # letters by which starts and ends are looked up; shorter ones by all they have
_STARTS = tuple(slice(None, n) for n in range(_EDGE, 0, -1))
_ENDS = tuple(slice(-n, None) for n in range(_EDGE, 0, -1))


class Span(NamedTuple):
    """From `least` to `most`, both included; a side that is left out is open."""

    least: int = 0  # no fewer than these
    most: int | None = None  # no more than these

    def holds(self, number: int) -> bool:
        """Whether a number lies in the span.

        >>> Span(most=5).holds(6)
        False
        """
        return self.least <= number and (self.most is None or number <= self.most)


class LineTest(NamedTuple):
    """A predicate of one line. Every key that is given has to hold; a list holds where one of it does.

    Literals are compared by match key: case, kinds of spaces, Unicode forms, the placement of
    Vietnamese tone marks and a bullet at the line's start make no difference; a space at the inner end of
    a literal counts (`starts: "By "` is not the start of "Byron"). A blank line passes no
    test, and a line of more than 200 characters only tests that name `chars` or that take nothing away.

    ```yaml
    - id: shouted-heads
      why: sections of the page are printed in capitals, headlines are not
      drop: {line: {upper: true, words: {most: 3}, not: {starts: [UNESCO, WHO]}}}
      hits: [MORE NEWS, "• SPORT"]
      misses: [UNESCO MEETS IN HANOI, "More news", THE LAST FERRY LEAVES AT NOON]
    ```
    """

    text: tuple[str, ...] = ()  # the whole line, of at most 200 characters, is one of these
    starts: tuple[str, ...] = ()  # the line starts with one of these
    ends: tuple[str, ...] = ()  # the line ends with one of these
    contains: tuple[str, ...] = ()  # one of these stands anywhere in the line
    regex: tuple[str, ...] = ()  # one of these patterns is found in the line; case is ignored
    words: Span | None = None  # how many words; two Han or kana characters count as one
    chars: Span | None = None  # how many characters; lifts the guard that spares long lines
    sentence: bool | None = None  # whether it ends as a sentence does: . ! ? … 。
    bullet: bool | None = None  # whether it starts with a bullet, a dash or a star
    upper: bool | None = None  # whether it has letters and all of them are capitals
    any: tuple["LineTest", ...] = ()  # at least one of these tests passes
    all: tuple["LineTest", ...] = ()  # every one of these tests passes
    not_: "LineTest | None" = None  # this test does not pass


class Look:
    """A line in the forms that tests ask for, each made when first needed."""

    __slots__ = ("_key", "_plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain: str | None = None
        self._key: str | None = None

    @property
    def plain(self) -> str:
        """As patterns see it."""
        if self._plain is None:
            self._plain = plain(self.text)
        return self._plain

    @property
    def key(self) -> str:
        """As literals are compared with it."""
        if self._key is None:
            self._key = fold(self.plain)
        return self._key


@cache
def literal(text: str, where: str = "text") -> str:
    """The key of a literal of a rule. A space at its inner side asks for one in the line.

    >>> literal("By ", "starts"), literal(" said", "contains"), literal("  Menu ")
    ('by ', ' said', 'menu')
    """
    out = key(text)
    if out and where in ("starts", "contains") and text[-1].isspace():
        out += " "
    if out and where in ("ends", "contains") and text[0].isspace():
        out = " " + out
    return out


def passes(test: LineTest, text: str, any_length: bool = False) -> bool:
    """Whether a line passes a test: the meaning of line tests, written plainly.

    `any_length` lifts the guard for long lines. Raises pattern.Exhausted.

    >>> passes(LineTest(text=("Đọc nhiều",)), "ĐỌC NHIỀU")
    True
    >>> passes(LineTest(starts=("Xem thêm",), words=Span(most=4)), "Xem thêm ảnh của sự kiện này")
    False
    """
    if blank(text) or (len(text) > SHORT and not any_length and not reaches_long(test)):
        return False
    return holds(test, Look(text))


def reaches_long(test: LineTest) -> bool:
    """Whether a test speaks of lines beyond the length guard itself, by naming `chars`.

    >>> reaches_long(LineTest(chars=Span(most=600))), reaches_long(LineTest(chars=Span(most=40)))
    (True, False)
    """
    return test.chars is not None and (test.chars.most is None or test.chars.most > SHORT)


def holds(test: LineTest, look: Look) -> bool:
    """Whether every condition of a test holds for a line that is not blank."""
    for check, wanted in given(test):  # noqa: SIM110 - a loop is twice as fast as all(), and this is the hot one
        if not check(wanted, look):
            return False
    return True


UNSET: tuple[Any, ...] = (None, ())
Conditions = tuple[tuple[Callable[[Any, Look], bool], Any], ...]
_GIVEN: dict[int, tuple[LineTest, Conditions]] = {}  # by identity; the test is held, so that it keeps its own


def given(test: LineTest) -> Conditions:
    """The conditions that a test sets, the cheap ones first."""
    entry = _GIVEN.get(id(test))
    if entry is None:
        conditions = tuple((check, getattr(test, name)) for name, check in CHECKS.items())
        if len(_GIVEN) > MEMO:
            _GIVEN.clear()
        entry = _GIVEN[id(test)] = (test, tuple(pair for pair in conditions if pair[1] not in UNSET))
    return entry[1]


@cache
def _keys(literals: tuple[str, ...], where: str) -> tuple[str, ...]:
    return tuple(literal(text, where) for text in literals)


@cache
def _key_set(literals: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(literal, literals))


def bulleted(text: str) -> bool:
    """Whether a line starts with a bullet, or a dash, star or plus with a space behind it.

    >>> bulleted("  • Rất hay"), bulleted("- Xin chào"), bulleted("-5 độ")
    (True, True, False)
    """
    text = text.lstrip()
    return (text[:1] in BULLETS and bool(text)) or text[:2] in ("- ", "– ", "— ", "* ", "+ ")


def capitals(text: str) -> bool:
    """Whether a line has letters with case, and all of them are capitals."""
    return text.isupper()


def _shape(fact: Callable[[str], bool]) -> Callable[[bool, Look], bool]:
    return lambda wanted, look: fact(look.text) is wanted


# One entry a key of a line test, the cheap ones first.
CHECKS: dict[str, Callable[[Any, Look], bool]] = {
    "chars": lambda span, look: span.holds(len(look.plain)),
    "text": lambda literals, look: len(look.text) <= SHORT and look.key in _key_set(literals),
    "starts": lambda literals, look: look.key.startswith(_keys(literals, "starts")),
    "ends": lambda literals, look: look.key.endswith(_keys(literals, "ends")),
    "contains": lambda literals, look: any(map(look.key.__contains__, _keys(literals, "contains"))),
    "bullet": _shape(bulleted),
    "upper": _shape(capitals),
    "sentence": _shape(sentence),
    "words": lambda span, look: span.holds(words(look.plain)),
    "regex": lambda patterns, look: any(found(x, look.plain) for x in patterns),
    "any": lambda tests, look: any(holds(x, look) for x in tests),
    "all": lambda tests, look: all(holds(x, look) for x in tests),
    "not_": lambda test, look: not holds(test, look),
}


def tests_in(value: Any) -> Iterator[LineTest]:
    """Every line test inside a rule's parts, the nested ones too."""
    if isinstance(value, LineTest):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from tests_in(item)


# ------------------------------------------------------------------ one matcher for all tests


class Sign(NamedTuple):
    """Something cheap to look up, without which a test cannot pass."""

    where: str  # "text", "starts", "ends", "contains": in the key; "low-…": in `lower`; "digit"
    literal: str


def signs(test: LineTest) -> list[Sign] | None:
    """Signs of which a line has to bear one before the test can pass; None: any line might.

    >>> signs(LineTest(starts=("Ảnh:",), words=Span(most=9)))
    [Sign(where='starts', literal='ảnh:')]
    """
    for name in ("text", "starts", "ends", "contains"):
        if literals := getattr(test, name):
            return [Sign(name, literal(x, name)) for x in literals]
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


def _pattern_signs(patterns: Iterable[str]) -> list[Sign] | None:
    out: list[Sign] = []
    for pattern in patterns:
        anatomy = dissect(pattern)
        if anatomy.literals and anatomy.starts:
            out += [Sign("low-starts", x) for x in anatomy.literals]
        elif anatomy.literals and (not anatomy.digit or min(map(len, anatomy.literals)) >= _EDGE):
            out += [Sign("low-contains", x) for x in anatomy.literals]
        elif anatomy.digit:
            out.append(Sign("digit", ""))
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

    def __init__(self, tests: Sequence[LineTest], free: Iterable[int] = (), indexes: tuple[Index, Index] | None = None):
        self.tests = tests
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
            if len(self._answers) >= MEMO:
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
        if len(self._memo) + len(out) > MEMO:
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
        look = Look(text)
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
