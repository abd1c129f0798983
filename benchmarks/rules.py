"""As many rules as you like, as packs hold them, and the loop that anybody would write first to run them.

Six rules in ten name whole lines, two a start or a part, two hold a pattern: words in either case, or
classes of letters. Some are made of the corpus' own chrome and hit it, the same ones however many
rules there are; the others look alike and hit next to nothing.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence

import regex

from benchmarks.corpus import SHORT, chain, chrome
from cleaner.engine.clean import Cleaner
from cleaner.filters.line import LineSelector
from cleaner.lines.key import fold, key, plain
from cleaner.lines.linetest import LineTest
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from cleaner.packs.rule import Pack, Rule

PACK = "benchmark"
HITS = 30  # rules made of the corpus' own lines: a page meets its outlet's rules, however many others there are
_PATTERNS = (  # half are words in either case, half classes
    r"\b(?:{0}|{1}) {2}\b",
    r"^{0} \p{{L}}+ {2}\b",
    r"\b{0} {1}\b",
    r"^\p{{Lu}}\p{{L}}* {1} {2}",
    r"^(?:{0} {1}|{1} {2})\b",
    r"^\d+ {0} {1}$",
    r"\b{0} {1} (?:{2}|{0})\b",
    r"{0} {1} {2} ?\p{{P}}$",
)


def rules(count: int, hits: int = HITS, seed: int = 2) -> list[Rule]:
    """So many different rules; the first ones are made of the most frequent lines of the corpus' chrome."""
    rng = random.Random(seed)
    own = iter([line for line in chrome() if len(line.split()) > 1][:hits])
    vocabulary = sorted(word for word in chain() if word.isalpha())
    found: dict[LineTest, None] = {}
    while len(found) < count:
        words = next(own, "").split() or [rng.choice(vocabulary) for _ in range(rng.randint(3, 6))]
        found[_test(rng, len(found) % 10, words)] = None
    return [Rule(f"{PACK}:{n}", "drop", LineSelector(test)) for n, test in enumerate(found)]


def _test(rng: random.Random, kind: int, words: Sequence[str]) -> LineTest:
    phrase = " ".join(words)
    if kind < 6:
        return LineTest(text=(phrase,))
    if kind == 6:
        return LineTest(starts=(" ".join(words[:3]),))
    if kind == 7:
        return LineTest(contains=(" ".join(words[-3:]),))
    parts = [regex.escape(word, special_only=True) for word in [*words, *words, *words][:3]]
    return LineTest(regex=(rng.choice(_PATTERNS[kind % 2 :: 2]).format(*parts),))


def exact(count: int, seed: int = 2) -> list[str]:
    """`count` whole lines, some of which are in the corpus."""
    found = [test.text[0] for rule in rules(2 * count, seed=seed) for test in tests([rule]) if test.text]
    return found[:count]


def tests(made: Iterable[Rule]) -> Iterator[LineTest]:
    """The line tests of generated rules."""
    for rule in made:
        assert isinstance(rule.selector, LineSelector)
        yield rule.selector.test


def cleaner(made: Sequence[Rule]) -> Callable[[], Cleaner]:
    """Makes a cleaner of these rules alone, which has seen no line yet; compiling them is done once, here."""
    program = compile_packs(Library([Pack(PACK, rules=tuple(made))]), PACK)
    return lambda: Cleaner(program, PACK)


def pack_of_lines(lines: Sequence[str]) -> str:
    """A pack file of one rule that drops whole lines; JSON is YAML."""
    rule = {"id": "lines", "drop": {"line": {"text": list(lines)}}}
    return json.dumps({"about": "lines to drop", "rules": [rule]}, ensure_ascii=False)


# ------------------------------------------------------------------ the loop that anybody would write first


class Loop:
    """For each line, for each rule, one search: what the rules mean, without any cleverness.

    Literals are searched in the folded line and patterns in the plain one, so that it removes what a
    cleaner removes. `most` is how long a line may be to be looked at.
    """

    def __init__(self, made: Iterable[Rule], most: float = SHORT) -> None:
        self._most = most
        self._literals: list[regex.Pattern[str]] = []
        self._patterns: list[regex.Pattern[str]] = []
        for test in tests(made):
            literals = [
                *(f"^{_folded(text)}$" for text in test.text),
                *(f"^{_folded(text)}" for text in test.starts),
                *(_folded(text) for text in test.contains),
            ]
            self._literals += [regex.compile(pattern, regex.IGNORECASE) for pattern in literals]
            self._patterns += [regex.compile(pattern, regex.IGNORECASE) for pattern in test.regex]

    def removes(self, line: str) -> bool:
        """Whether a rule hits the line."""
        if len(line) > self._most:
            return False
        form = plain(line)
        for patterns, seen in ((self._literals, fold(form)), (self._patterns, form)):
            for pattern in patterns:
                if pattern.search(seen):
                    return True
        return False

    def clean(self, text: str) -> str:
        """The text without the lines that a rule hits."""
        return "\n".join([line for line in text.split("\n") if not self.removes(line)])


def _folded(text: str) -> str:
    return regex.escape(key(text), special_only=True)
