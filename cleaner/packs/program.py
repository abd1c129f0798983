"""Compile packs into a program: each rule once, each line test once, and one index for all tests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cleaner.lines.anatomy import dissect
from cleaner.lines.linetest import LineTest, tests_in
from cleaner.lines.matcher import Matcher
from cleaner.lines.pattern import trust
from cleaner.lines.prefilter import Index, prefilters
from cleaner.packs.layers import DEFAULT
from cleaner.packs.rule import Detect, Pack, Place, Rule

if TYPE_CHECKING:
    from cleaner.packs.library import Library  # a bare pipe with compiled packs does without

K = TypeVar("K")
V = TypeVar("V")


class Program(NamedTuple):
    """The compiled rules that a cleaner runs.

    Rules, tests and editions are referred to by index. `rules` and `tests` may build their items on first access, so
    that unused ones cost nothing.
    """

    rules: Sequence[Rule]  # all rules of all packs, those of an edition together
    editions: tuple[int, ...]  # for each rule, the edition that it belongs to
    tests: Sequence[LineTest]  # anchors of rules and fingerprints of outlets
    any_length: frozenset[int]  # tests that look at lines of any length
    indexes: tuple[Index, Index]  # over all tests: for short lines, for long lines
    uses: dict[int, tuple[int, ...]]  # test -> the rules whose anchor it is
    unanchored: tuple[int, ...]  # rules without an anchor that can be looked up; they look at every document
    packs: dict[str, tuple[int, ...]]  # pack -> its editions, most specific first
    off: dict[str, tuple[int, ...]]  # pack -> the rules of its editions that do not act in it
    fingerprints: dict[int, tuple[str, ...]]  # test -> the packs that it is a fingerprint of
    least: dict[str, int]  # pack -> how many different fingerprints a document needs
    hosts: dict[str, str]  # host -> pack
    unwatched: frozenset[str] = frozenset()  # shipped patterns that need no time limit on short lines
    shipped: frozenset[int] = frozenset()  # editions of shipped packs, whose rules have no budget
    detect_places: dict[str, str] = {}  # noqa: RUF012 - pack -> where its `detect` is, as "file:line"

    @property
    def is_shipped(self) -> bool:
        """Whether all packs of the program come with it."""
        return self.shipped.issuperset(chain.from_iterable(self.packs.values()))

    def matcher(self) -> Matcher:
        """Return a matcher for all tests."""
        trust(self.unwatched)
        return Matcher(self.tests, self.any_length, self.indexes)

    def order(self, pack: str) -> Iterator[Rule]:
        """Yield the rules of a pack in the order in which they act."""
        off = self.off.get(pack, ())
        for edition in self.packs[pack]:
            for rule, its_edition in enumerate(self.editions):
                if its_edition == edition and rule not in off:
                    yield self.rules[rule]


class _Tests:
    """Line tests, each with a number; equal tests share one."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[LineTest, bool], int] = {}

    def number(self, test: LineTest, any_length: bool) -> int:
        return self._numbers.setdefault((test, any_length), len(self._numbers))

    @property
    def tests(self) -> list[LineTest]:
        return [test for test, _ in self._numbers]

    @property
    def any_length(self) -> frozenset[int]:
        return frozenset(number for (_, any_length), number in self._numbers.items() if any_length)


def compile_packs(library: "Library", pack: str | None = None) -> Program:
    """Return the program for one pack, or, without one, for every pack that can be chosen for a document.

    Raises KeyError if the library does not have the pack.
    """
    detects = _detects(library) if pack is None else {}
    names = list(dict.fromkeys([*detects, DEFAULT])) if pack is None else [pack]
    made_of = {name: library.editions(name) for name in names}
    editions = list(dict.fromkeys(edition for own in made_of.values() for edition in own))
    rules = [_without_prose(rule) for edition in editions for rule in library.edition(edition)]
    table = _Tests()
    uses, unanchored = _anchors(rules, table)
    fingerprints = _fingerprints(detects, table)
    tests, any_length = table.tests, table.any_length
    numbers = {edition: number for number, edition in enumerate(editions)}
    return Program(
        rules=rules,
        editions=tuple(numbers[edition] for edition in editions for _ in library.packs[edition.pack].rules),
        tests=tests,
        any_length=any_length,
        indexes=Matcher.indexes(tests, any_length),
        uses=uses,
        unanchored=unanchored,
        packs={name: tuple(numbers[edition] for edition in own) for name, own in made_of.items()},
        off=_switched_off(library, names, rules),
        fingerprints=fingerprints,
        least={name: detect.least for name, detect in detects.items() if detect.line},
        hosts=_hosts(detects),
        unwatched=_unwatched_patterns(library, names),
        shipped=frozenset(numbers[edition] for edition in editions if library.packs[edition.pack].shipped),
        detect_places={name: _detect_place(library.packs[name]) for name in detects},
    )


def _detects(library: "Library") -> dict[str, Detect]:
    """How each outlet is recognised, those of upper layers first: they win where two packs have the same host."""
    packs = sorted(library.packs.values(), key=lambda pack: -pack.layer)
    return {pack.name: pack.detect for pack in packs if pack.detect is not None}


def _without_prose(rule: Rule) -> Rule:
    """A rule without its reason and examples, which are most of its bytes."""
    return rule._replace(why="", hits=(), misses=())


def _anchors(rules: Iterable[Rule], table: _Tests) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """For each test the rules whose anchor it is, and the rules whose anchor cannot be looked up."""
    uses: dict[int, list[int]] = {}
    unanchored: list[int] = []
    for number, rule in enumerate(rules):
        test, any_length = rule.anchor()
        if test is None or prefilters(test) is None:
            unanchored.append(number)
        else:
            uses.setdefault(table.number(test, any_length), []).append(number)
    return _frozen(uses), tuple(unanchored)


def _fingerprints(detects: Mapping[str, Detect], table: _Tests) -> dict[int, tuple[str, ...]]:
    """For each fingerprint the packs that it identifies."""
    packs: dict[int, list[str]] = {}
    for name, detect in detects.items():
        for test in detect.line:
            packs.setdefault(table.number(test, _by_start(test)), []).append(name)
    return _frozen(packs)


def _by_start(test: LineTest) -> bool:
    """Whether the start of a line decides if the test can pass. Then long lines can be tested too, at no cost."""
    return all(prefilter.where in ("starts", "low-starts") for prefilter in prefilters(test) or ())


def _hosts(detects: Mapping[str, Detect]) -> dict[str, str]:
    """The pack of each host: the first one that lists it."""
    hosts: dict[str, str] = {}
    for name, detect in detects.items():
        for host in detect.host:
            hosts.setdefault(host.lower(), name)
    return hosts


def _switched_off(library: "Library", names: Iterable[str], rules: Iterable[Rule]) -> dict[str, tuple[int, ...]]:
    """For each pack the rules that its `without`, or that of a pack that it extends, names."""
    numbers: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        numbers.setdefault(rule.name, []).append(number)
    off = {
        name: [number for rule in sorted(library.without(name)) for number in numbers.get(rule, ())] for name in names
    }
    return _frozen({name: own for name, own in off.items() if own})


def _detect_place(pack: Pack) -> str:
    return str(Place(pack.path, pack.mark("detect").line))


def _unwatched_patterns(library: "Library", names: Iterable[str]) -> frozenset[str]:
    """The patterns of shipped packs that cannot take exponential time."""
    from cleaner.lines.ambiguity import analyse  # a bare pipe with cached packs does without it

    packs = [library.packs[name] for name in {member for name in names for member in library.lineage(name)}]
    ours = [pack for pack in packs if pack.shipped]
    tests = {test for pack in ours for test in tests_in((pack.rules, pack.detect))}
    patterns = {pattern for test in tests for pattern in test.regex}
    return frozenset(pattern for pattern in patterns if not dissect(pattern).watched and analyse(pattern).complete)


def _frozen(table: dict[K, list[V]]) -> dict[K, tuple[V, ...]]:
    return {key: tuple(values) for key, values in table.items()}
