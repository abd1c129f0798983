"""All line tests at once: which of them does a line pass?

`linetest.passes` defines the answer for one test. `Matcher` gives the same answers for thousands of tests: an
index finds the few tests that a line could pass, and only those are tried.
"""

from collections.abc import Iterable, Sequence

from cleaner.lines import budget
from cleaner.lines.linetest import MEMO, FoldedLine, LineTest, holds, passes, reaches_long
from cleaner.lines.pattern import SHORT
from cleaner.lines.prefilter import Index, candidates, index, long_line_candidates, may_start
from cleaner.lines.words import blank

Verdict = tuple[int, ...]  # numbers of the tests that a line passes, ascending


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

    @staticmethod
    def indexes(tests: Sequence[LineTest], any_length: frozenset[int]) -> tuple[Index, Index]:
        """Build the indexes for short and for long lines."""
        numbered = list(enumerate(tests))
        long = index([(number, test) for number, test in numbered if number in any_length or reaches_long(test)])
        return index(numbered), long._replace(exact={})  # a line that equals a literal is short

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
        new = self._judge_short([text for text in unknown if len(text) <= SHORT])
        for text in unknown:
            if len(text) > SHORT:
                new[text] = self._judge_long(text)
        return [new[text] if verdict is None else verdict for text, verdict in zip(texts, remembered, strict=True)]

    def passes(self, test: LineTest, text: str, any_length: bool = False) -> bool:
        """Whether a line passes a test, which need not be one of the matcher's. Raises BudgetError."""
        if len(text) > SHORT:
            budget.check()
            return passes(test, text, any_length)
        question = (id(test), text)
        answer = self._answers.get(question)
        if answer is None:
            budget.check()  # a single rule can have thousands of tests, and a document thousands of lines
            if len(self._answers) >= self._memory:
                self._answers.clear()
            answer = self._answers[question] = passes(test, text)
        return answer

    def _judge_short(self, texts: list[str]) -> dict[str, Verdict]:
        """Return and remember the verdicts on new short lines."""
        out = {
            text: self._confirmed(text, numbers, self._short.sure)
            for text, numbers in zip(texts, candidates(self._short, texts), strict=True)
        }
        if len(self._verdicts) + len(out) > self._memory:
            self._verdicts.clear()
        self._verdicts.update(out)
        return out

    def _judge_long(self, text: str) -> Verdict:
        if self._long_starts_only and not may_start(self._long, text):
            return ()
        return self._confirmed(text, long_line_candidates(self._long, text))

    def _confirmed(self, text: str, numbers: set[int], sure: frozenset[int] = frozenset()) -> Verdict:
        """The candidates that the line really passes. Those in `sure` are not tried."""
        if not numbers or blank(text):
            return ()
        budget.check(numbers)
        line = FoldedLine(text)
        tests = self.tests
        return tuple(sorted([n for n in numbers if n in sure or holds(tests[n], line)]))
