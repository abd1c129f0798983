"""All line tests at once: which of them does a line pass?

`linetest.passes` defines the answer for one test. `Matcher` gives the same answers for thousands of tests: an
index finds the few tests that a line could pass, and only those are tried.
"""

from collections.abc import Iterable, Sequence

from cleaner.lines import budget
from cleaner.lines.linetest import MEMO, FoldedLine, LineTest, folded, holds, reaches_long
from cleaner.lines.pattern import SHORT
from cleaner.lines.prefilter import (
    ALTERNATIVES,
    Index,
    alternatives,
    candidates,
    index,
    long_line_candidates,
    may_start,
)
from cleaner.lines.words import blank

Verdict = tuple[int, ...]  # numbers of the tests that a line passes, ascending

_BATCH = 5_000  # short lines that are judged at once; a document may have millions
# Characters of the lines whose forms are remembered, which take about ten times as many bytes. A line of so many
# characters more costs as much as its objects.
_FORMS = 1_000_000
_OBJECTS = 100


class Matcher:
    """Tells for each line which tests it passes.

    A test's number is its position in `tests`. `any_length` holds the numbers of tests that long lines may pass.
    A test without a prefilter, such as one that sets only `words` and `bullet`, is never in a verdict; use `passes`
    for it. Answers for short lines are remembered. The memory is bounded, and forgetting changes no answer.
    """

    def __init__(
        self,
        tests: Sequence[LineTest],
        any_length: Iterable[int] = (),
        indexes: tuple[Index, Index] | None = None,
        memory: int = MEMO,
    ) -> None:
        self.tests = tests
        self.any_length = frozenset(any_length)
        self._memory = memory  # lines remembered at most
        self._short, self._long = indexes or self.indexes(tests, self.any_length)
        self._long_starts_only = self._long.starts_only
        self._verdicts: dict[str, Verdict] = {"": ()}  # of short lines
        self._answers: dict[tuple[int, str], bool] = {}  # by id(test) and line; rules hold their tests
        self._lines: dict[str, FoldedLine] = {}  # of the last documents, with their forms
        self._lines_left = _FORMS  # characters of lines that may still be remembered
        self._alternatives: dict[int, LineTest | str] = {}  # of tests that were tried; a str is a pattern

    @staticmethod
    def indexes(tests: Sequence[LineTest], any_length: frozenset[int]) -> tuple[Index, Index]:
        """Build the indexes for short and for long lines."""
        numbered = list(enumerate(tests))
        long = index([(number, test) for number, test in numbered if number in any_length or reaches_long(test)])
        # a line that equals a literal is short, and the guards of all patterns are in the other index
        return index(numbered), long._replace(exact={}, guards={})

    def ask(self, texts: Sequence[str]) -> list[Verdict]:
        """Return the verdict on each line. Raises BudgetError.

        >>> tests = [LineTest(text=("Đọc nhiều",)), LineTest(starts=("Ảnh:",))]
        >>> Matcher(tests).ask(["ẢNH: Reuters", "Đọc nhiều", "Hà Nội"])
        [(1,), (0,), ()]
        """
        remembered: list[Verdict | None] = list(map(self._verdicts.get, texts))
        if None not in remembered:
            return remembered  # type: ignore[return-value]  # mypy does not see that no None is left
        unknown = {text for text, verdict in zip(texts, remembered, strict=True) if verdict is None}
        short = [text for text in unknown if len(text) <= SHORT]
        new: dict[str, Verdict] = {}
        for start in range(0, len(short), _BATCH):
            new.update(self._judge_short(short[start : start + _BATCH]))
        for text in unknown:
            if len(text) > SHORT:
                new[text] = self._judge_long(text)
        return [new[text] if verdict is None else verdict for text, verdict in zip(texts, remembered, strict=True)]

    def passes(self, test: LineTest, text: str, any_length: bool = False) -> bool:
        """Whether a line passes a test, which need not be one of the matcher's. Raises BudgetError."""
        if len(text) > SHORT:
            budget.check()
            return (any_length or reaches_long(test)) and not blank(text) and holds(test, self._line(text))
        question = (id(test), text)
        answer = self._answers.get(question)
        if answer is None:
            budget.check()  # a single rule can have thousands of tests, and a document thousands of lines
            if len(self._answers) >= self._memory:
                self._answers.clear()
            answer = self._answers[question] = not blank(text) and holds(test, self._line(text))
        return answer

    def _judge_short(self, texts: list[str]) -> dict[str, Verdict]:
        """Return and remember the verdicts on new short lines."""
        lines = folded(texts, self._short.guards)
        found = candidates(self._short, lines)
        sure = self._short.sure
        out = {
            line.text: self._confirmed(line, numbers, sure) if numbers else ()
            for line, numbers in zip(lines, found, strict=True)
        }
        if len(self._verdicts) + len(out) > self._memory:
            self._verdicts.clear()
        self._verdicts.update(out)
        self._remember(lines)
        return out

    def _judge_long(self, text: str) -> Verdict:
        if self._long_starts_only and not may_start(self._long, text):
            return ()
        line = self._line(text)
        numbers = long_line_candidates(self._long, line)
        return self._confirmed(line, numbers) if numbers else ()

    def _line(self, text: str) -> FoldedLine:
        """A line whose forms are computed once."""
        line = self._lines.get(text)
        if line is None:
            line = FoldedLine(text, self._short.guards)
            self._remember([line])
        return line

    def _remember(self, lines: Sequence[FoldedLine]) -> None:
        """Remember the forms of some lines, unless they are very long."""
        cost = sum(len(line.text) + _OBJECTS for line in lines)
        if cost > self._lines_left:
            self._lines.clear()
            self._lines_left = _FORMS
        if cost <= self._lines_left:
            self._lines_left -= cost
            self._lines.update((line.text, line) for line in lines)

    def _confirmed(self, line: FoldedLine, numbers: set[int], sure: frozenset[int] = frozenset()) -> Verdict:
        """The tests of which the line really passes one of these alternatives. Those in `sure` are not tried."""
        if blank(line.text):
            return ()
        budget.check(number // ALTERNATIVES for number in numbers)
        passed: set[int] = set()
        for number in numbers:
            test = number // ALTERNATIVES
            if test not in passed and (number in sure or self._passes_alternative(line, number)):
                passed.add(test)
        return tuple(sorted(passed))

    def _passes_alternative(self, line: FoldedLine, number: int) -> bool:
        part = self._alternatives.get(number)
        if part is None:
            part = self._alternatives[number] = self._alternative(*divmod(number, ALTERNATIVES))
        return line.matches(part) if isinstance(part, str) else holds(part, line)

    def _alternative(self, test: int, place: int) -> LineTest | str:
        """An alternative of a test, or its pattern if it is nothing but a pattern."""
        found = alternatives(self.tests[test])
        part = found[place] if place < len(found) else self.tests[test]
        return part.regex[0] if part.regex and part == LineTest(regex=part.regex[:1]) else part
