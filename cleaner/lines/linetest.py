"""Line tests: conditions that a single line meets or not. `passes` defines what each condition means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from cleaner.lines.anatomy import Guard, admits, lower
from cleaner.lines.key import BULLETS, fold, key, plain
from cleaner.lines.pattern import SHORT, matches
from cleaner.lines.words import blank, sentence, words

MEMO = 200_000  # entries of a cache, about 200 bytes each; a full cache is emptied


class Span(NamedTuple):
    """A range of numbers that includes both ends. An end that is left out is open."""

    least: int = 0  # smallest number allowed
    most: int | None = None  # largest number allowed

    def holds(self, number: int) -> bool:
        """Whether a number is in the range.

        >>> Span(most=5).holds(6)
        False
        """
        return self.least <= number and (self.most is None or number <= self.most)


class LineTest(NamedTuple):
    """A test of one line. The line passes if it meets every condition; of a list, one entry is enough.

    Literals are compared by match key: differences of case, kinds of spaces, Unicode form and the place of Vietnamese
    tone marks are ignored, and so is a bullet at the start of the line. A space at the inner end of a literal
    counts: `starts: "By "` does not match "Byron". A blank line passes no test. A line of more than 200
    characters passes a test only if the test names `chars`, or if passing it cannot remove the line.

    ```yaml
    - id: shouted-heads
      why: sections of the page are printed in capitals, headlines are not
      drop: {line: {upper: true, words: {most: 3}, not: {starts: [UNESCO, WHO]}}}
      hits: [MORE NEWS, "• SPORT"]
      misses: [UNESCO MEETS IN HANOI, "More news", THE LAST FERRY LEAVES AT NOON]
    ```
    """

    text: tuple[str, ...] = ()  # the whole line, of at most 200 characters, equals one of these
    starts: tuple[str, ...] = ()  # the line starts with one of these
    ends: tuple[str, ...] = ()  # the line ends with one of these
    contains: tuple[str, ...] = ()  # the line contains one of these
    regex: tuple[str, ...] = ()  # one of these patterns matches anywhere in the line; case is ignored
    words: Span | None = None  # number of words; two Han or kana characters count as one
    chars: Span | None = None  # number of characters; a span beyond 200 admits long lines
    sentence: bool | None = None  # whether the line ends like a sentence: . ! ? … 。
    bullet: bool | None = None  # whether the line starts with a bullet, a dash or an asterisk
    upper: bool | None = None  # whether the line has letters and all of them are capitals
    any: tuple["LineTest", ...] = ()  # at least one of these tests passes
    all: tuple["LineTest", ...] = ()  # all of these tests pass
    not_: "LineTest | None" = None  # this test does not pass


LiteralKey = Literal["text", "starts", "ends", "contains"]
LITERAL_KEYS: tuple[LiteralKey, ...] = get_args(LiteralKey)  # conditions whose values are literals
UNSET: tuple[object, ...] = (None, ())  # values of conditions that a test does not set


NO_GUARDS: Mapping[str, Guard] = MappingProxyType({})


class FoldedLine:
    """A line in the forms in which it is compared, each computed on first use.

    `guards` says of some patterns what a line has to be like for them to match. They change no answer.
    """

    def __init__(self, text: str, guards: Mapping[str, Guard] = NO_GUARDS) -> None:
        self.text = text
        self._guards = guards

    @cached_property
    def plain(self) -> str:
        """The line as patterns see it."""
        return plain(self.text)

    @cached_property
    def key(self) -> str:
        """The match key, which literals are compared with."""
        return fold(self.plain)

    @cached_property
    def low(self) -> str:
        """The line in the form in which the texts that patterns require are searched."""
        return lower(self.plain)

    @cached_property
    def words(self) -> int:
        """The number of words."""
        return words(self.plain)

    def matches(self, pattern: str) -> bool:
        """Whether a pattern matches somewhere in the line. Raises PatternBudgetError or BudgetError.

        A pattern is not even compiled if its guard keeps the line out: compiling takes longer than 100 searches.
        """
        guard = self._guards.get(pattern)
        return (guard is None or admits(guard, self.plain, self.low)) and matches(pattern, self.plain)


def folded(texts: Sequence[str], guards: Mapping[str, Guard]) -> list[FoldedLine]:
    """Return many lines at once, with all forms that an index needs. This costs less than one form at a time."""
    plains = list(map(plain, texts))
    lines = [FoldedLine(text, guards) for text in texts]
    for line, plain_text, key_text, low in zip(lines, plains, map(fold, plains), map(lower, plains), strict=True):
        line.plain, line.key, line.low = plain_text, key_text, low
    return lines


def passes(test: LineTest, text: str, any_length: bool = False) -> bool:
    """Whether a line passes a test. This is the plain definition of line tests.

    `any_length` also admits lines of more than 200 characters. Raises BudgetError.

    >>> passes(LineTest(text=("Đọc nhiều",)), "ĐỌC NHIỀU")
    True
    >>> passes(LineTest(starts=("Xem thêm",), words=Span(most=4)), "Xem thêm ảnh của sự kiện này")
    False
    """
    if blank(text) or (len(text) > SHORT and not any_length and not reaches_long(test)):
        return False
    return holds(test, FoldedLine(text))


def reaches_long(test: LineTest) -> bool:
    """Whether a test admits lines of more than 200 characters on its own, because its `chars` does.

    >>> reaches_long(LineTest(chars=Span(most=600))), reaches_long(LineTest(chars=Span(most=40)))
    (True, False)
    """
    return test.chars is not None and (test.chars.most is None or test.chars.most > SHORT)


def holds(test: LineTest, line: FoldedLine) -> bool:
    """Whether a line that is not blank meets every condition of a test."""
    known = _CONDITIONS.get(id(test))
    for check, wanted in known[1] if known else _conditions(test):  # noqa: SIM110 - all() would take twice as long
        if not check(wanted, line):
            return False
    return True


Conditions = tuple[tuple[Callable[[Any, FoldedLine], bool], Any], ...]  # a check of CHECKS, and the value it wants
_CONDITIONS: dict[int, tuple[LineTest, Conditions]] = {}  # by id(test); holding the test keeps its id from being reused


def _conditions(test: LineTest) -> Conditions:
    """The conditions that a test sets, cheap ones first. They are remembered."""
    conditions = tuple((check, getattr(test, name)) for name, check in CHECKS.items())
    if len(_CONDITIONS) > MEMO:
        _CONDITIONS.clear()
    entry = _CONDITIONS[id(test)] = (test, tuple(pair for pair in conditions if pair[1] not in UNSET))
    return entry[1]


@cache
def literal(text: str, where: str = "text") -> str:
    """Return the match key of a literal in a condition. A space at the literal's inner end stays.

    >>> literal("By ", "starts"), literal(" said", "contains"), literal("  Menu ")
    ('by ', ' said', 'menu')
    """
    out = key(text)
    if out and where in ("starts", "contains") and text[-1].isspace():
        out += " "
    if out and where in ("ends", "contains") and text[0].isspace():
        out = " " + out
    return out


@cache
def _keys(literals: tuple[str, ...], where: str) -> tuple[str, ...]:
    return tuple(literal(text, where) for text in literals)


@cache
def _key_set(literals: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(literal, literals))


def bulleted(text: str) -> bool:
    """Whether a line starts with a bullet, or with a dash, an asterisk or a plus sign and a space.

    >>> bulleted("  • Rất hay"), bulleted("- Xin chào"), bulleted("-5 độ")
    (True, True, False)
    """
    text = text.lstrip()
    return (text[:1] in BULLETS and bool(text)) or text[:2] in ("- ", "– ", "— ", "* ", "+ ")


def _is(fact: Callable[[str], bool]) -> Callable[[bool, FoldedLine], bool]:
    """A check that a fact about a line is as wanted."""
    return lambda wanted, line: fact(line.text) is wanted


# One check for each condition of a line test, cheap ones first. The type of the first argument is that of the
# condition's field in LineTest.
CHECKS: dict[str, Callable[[Any, FoldedLine], bool]] = {
    "chars": lambda span, line: span.holds(len(line.plain)),
    "text": lambda literals, line: len(line.text) <= SHORT and line.key in _key_set(literals),
    "starts": lambda literals, line: line.key.startswith(_keys(literals, "starts")),
    "ends": lambda literals, line: line.key.endswith(_keys(literals, "ends")),
    "contains": lambda literals, line: any(map(line.key.__contains__, _keys(literals, "contains"))),
    "bullet": _is(bulleted),
    "upper": _is(str.isupper),
    "sentence": _is(sentence),
    "words": lambda span, line: span.holds(line.words),
    "regex": lambda patterns, line: any(map(line.matches, patterns)),
    "any": lambda tests, line: any(holds(test, line) for test in tests),
    "all": lambda tests, line: all(holds(test, line) for test in tests),
    "not_": lambda test, line: not holds(test, line),
}


def tests_in(value: object) -> Iterator[LineTest]:
    """Yield every line test inside a rule, a selector or a tuple of them, including nested tests."""
    if isinstance(value, LineTest):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from tests_in(item)
