"""Line tests, and many of them compiled into one matcher.

`passes` says what a test means, one line and one test at a time. `Matcher` gives the same answers for
all tests at once: it finds the few tests that could pass (by the line's key, its first or last
letters, a text inside it) and asks `passes` only about those. A test that no line touches costs nothing.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from cleaner.lines.key import BULLETS, fold, key, plain
from cleaner.lines.pattern import SHORT, found
from cleaner.lines.words import blank, sentence, words

MEMO = 200_000  # distinct short lines remembered, about 200 bytes each; beyond, all are forgotten


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


class FoldedLine:
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
    return holds(test, FoldedLine(text))


def reaches_long(test: LineTest) -> bool:
    """Whether a test speaks of lines beyond the length guard itself, by naming `chars`.

    >>> reaches_long(LineTest(chars=Span(most=600))), reaches_long(LineTest(chars=Span(most=40)))
    (True, False)
    """
    return test.chars is not None and (test.chars.most is None or test.chars.most > SHORT)


def holds(test: LineTest, look: FoldedLine) -> bool:
    """Whether every condition of a test holds for a line that is not blank."""
    for check, wanted in given(test):  # noqa: SIM110 - a loop is twice as fast as all(), and this is the hot one
        if not check(wanted, look):
            return False
    return True


UNSET: tuple[Any, ...] = (None, ())
Conditions = tuple[tuple[Callable[[Any, FoldedLine], bool], Any], ...]
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


def _shape(fact: Callable[[str], bool]) -> Callable[[bool, FoldedLine], bool]:
    return lambda wanted, look: fact(look.text) is wanted


# One entry a key of a line test, the cheap ones first.
CHECKS: dict[str, Callable[[Any, FoldedLine], bool]] = {
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
