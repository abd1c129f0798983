"""All the rules that a job may need, compiled together: each rule once, each line test once, one index."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from cleaner.lines.linetest import LineTest, tests_in
from cleaner.lines.matcher import Index, Matcher
from cleaner.lines.matcher import signs as signs_of
from cleaner.lines.pattern import dissect
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Detect, Rule

K = TypeVar("K")
V = TypeVar("V")


class Program(NamedTuple):
    """What a cleaner runs. Sequences may build their items when asked, so that unused rules cost nothing."""

    rules: Sequence[Rule]  # every rule that one of the packs uses, the rules of one file together
    files: tuple[int, ...]  # rule -> the file that it stands in; where packs adjust rules, a file counts anew
    tests: Sequence[LineTest]  # the rules' anchors, where they have a sign, and the outlets' fingerprints
    free: frozenset[int]  # tests that look at lines of any length
    indexes: tuple[Index, Index]  # of all tests, for short and for long lines
    uses: dict[int, tuple[int, ...]]  # test -> the rules that it is the anchor of
    unanchored: tuple[int, ...]  # rules whose anchor has no sign: they look at every document of their packs
    packs: dict[str, tuple[int, ...]]  # pack -> the files that it is made of, most specific first
    off: dict[str, tuple[int, ...]]  # pack -> the rules of these files that do not act in it
    signs: dict[int, tuple[str, ...]]  # test -> the packs that it is a fingerprint of
    least: dict[str, int]  # pack -> how many of its fingerprints have to be there
    hosts: dict[str, str]  # host -> pack
    calm: frozenset[str] = frozenset()  # patterns of the rules that need no watch on short lines

    def matcher(self) -> Matcher:
        """A matcher of all its tests."""
        return Matcher(self.tests, self.free, self.indexes)

    def order(self, pack: str) -> Iterator[Rule]:
        """The rules of a pack in the order in which they act."""
        for file in self.packs[pack]:
            for rule, home in enumerate(self.files):
                if home == file and rule not in self.off.get(pack, ()):
                    yield self.rules[rule]


def compile_packs(library: Library, pack: str | None = None) -> Program:
    """The program for one pack, or, without one, for every pack that documents can be recognised by.

    Raises KeyError for a pack that the library does not have.
    """
    detecting: dict[str, Detect] = {}
    if pack is None:
        # of two packs with the same host that of the upper layer is taken
        packs = sorted(library.packs.values(), key=lambda pack: -pack.layer)
        detecting = {p.name: p.detect for p in packs if p.detect is not None}
    names = [pack] if pack is not None else [*detecting, *([DEFAULT] if DEFAULT not in detecting else [])]
    editions = {name: library.editions(name) for name in names}
    files = {file: n for n, file in enumerate(dict.fromkeys(f for made_of in editions.values() for f in made_of))}
    rules = [_bare(rule) for file in files for rule in library.edition(file)]
    places: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        places.setdefault(rule.name, []).append(place)

    numbers: dict[tuple[LineTest, bool], int] = {}
    uses: dict[int, list[int]] = {}
    unanchored: list[int] = []
    for place, rule in enumerate(rules):
        test, free = rule.anchor()
        if test is None or signs_of(test) is None:
            unanchored.append(place)
        else:
            uses.setdefault(numbers.setdefault((test, free), len(numbers)), []).append(place)
    signs: dict[int, list[str]] = {}
    hosts: dict[str, str] = {}
    for name, detect in detecting.items():
        for test in detect.line:
            signs.setdefault(numbers.setdefault((test, _by_start(test)), len(numbers)), []).append(name)
        for host in detect.host:
            hosts.setdefault(host.lower(), name)

    tests = [test for test, _ in numbers]
    free_tests = frozenset(n for (_, free), n in numbers.items() if free)
    off = {
        name: tuple(place for rule in sorted(library.without(name)) for place in places.get(rule, ())) for name in names
    }
    return Program(
        rules=rules,
        files=tuple(number for file, number in files.items() for _ in library.packs[file[0]].rules),
        tests=tests,
        free=free_tests,
        indexes=Matcher.indexes(tests, free_tests),
        uses=_frozen(uses),
        unanchored=tuple(unanchored),
        packs={name: tuple(files[file] for file in made_of) for name, made_of in editions.items()},
        off={name: rules for name, rules in off.items() if rules},
        signs=_frozen(signs),
        least={name: detect.least for name, detect in detecting.items() if detect.line},
        hosts=hosts,
        calm=frozenset(
            pattern
            for test in {*tests_in((tuple(rules), tuple(tests)))}
            for pattern in test.regex
            if not dissect(pattern).watched
        ),
    )


def _bare(rule: Rule) -> Rule:
    """A rule without what is written for people and tests: that is more than the rest of it."""
    return rule._replace(why="", hits=(), misses=())


def _by_start(test: LineTest) -> bool:
    """Whether a line's start alone shows that a test could pass: then it costs nothing to look at long lines too."""
    return all(sign.where in ("starts", "low-starts") for sign in signs_of(test) or ())


def _frozen(table: dict[K, list[V]]) -> dict[K, tuple[V, ...]]:
    return {key: tuple(values) for key, values in table.items()}
