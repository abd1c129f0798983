"""Programs as plain data, and back: only the types that a program is made of, every value checked.

The data comes from a file that may be damaged or forged. So a record is made only of a type in a fixed table, and
only if its values have the types that its fields declare. A number that refers to a rule or a test has to exist.
"""

import marshal
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any, TypeAlias, TypeVar, overload

from cleaner.lines.linetest import LineTest
from cleaner.lines.prefilter import ALTERNATIVES, Index
from cleaner.packs.program import Program

T = TypeVar("T")
# What marshal can store. A record is stored as a list of its class's name and the fields that differ from its defaults.
Plain: TypeAlias = (
    "bool | int | float | str | bytes | frozenset[str] | frozenset[int] | "
    "tuple[Plain, ...] | list[Plain] | dict[str, Plain] | None"
)

# The records that a rule is made of, and their modules, which are imported when the first record is read. A new
# selector needs an entry.
TYPES = {
    "Rule": "cleaner.packs.rule",
    "Where": "cleaner.packs.rule",
    "Replace": "cleaner.packs.rule",
    "Place": "cleaner.packs.rule",
    "LineTest": "cleaner.lines.linetest",
    "Span": "cleaner.lines.linetest",
    "LineSelector": "cleaner.filters.line",
    "RegionSelector": "cleaner.filters.region",
    "RunSelector": "cleaner.filters.run",
    "BlockSelector": "cleaner.filters.block",
    "RepeatSelector": "cleaner.filters.repeat",
    "BodySelector": "cleaner.filters.body",
}


def freeze(value: Any) -> Plain:
    """Return a value of the types of packs as plain data. Raises ValueError for a record of another type.

    >>> freeze(LineTest(text=("Menu",)))
    ['LineTest', {'text': ('Menu',)}]
    """
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        cls: Any = type(value)
        if TYPES.get(cls.__name__) != cls.__module__:
            raise ValueError(f"not a type of a program: {cls.__module__}.{cls.__name__}")
        defaults = cls._field_defaults
        given = {
            name: freeze(field)
            for name, field in zip(cls._fields, value, strict=True)
            if name not in defaults or field != defaults[name]
        }
        return [cls.__name__, given]
    plain: Plain = tuple(map(freeze, value)) if isinstance(value, tuple) else value
    return plain


_NESTED = frozenset((list, tuple))


def thaw(value: Any) -> Any:
    """Return the value that `freeze` was given. Raises ValueError or TypeError for data that `freeze` did not make."""
    if isinstance(value, tuple):  # most tuples hold only numbers or words, and need no copy
        return value if _NESTED.isdisjoint(map(type, value)) else tuple(map(thaw, value))
    if isinstance(value, list):
        name, given = value
        cls, checks = _record_type(name)
        fields = {field: thaw(part) for field, part in given.items()}
        for field, part in fields.items():
            if not checks[field](part):
                raise TypeError(f"{name}.{field} has a value of another type")
        record = cls(**fields)
        # answers to a test are remembered by its identity, and many rules have equal tests
        return _TESTS.setdefault(record, record) if isinstance(record, LineTest) else record
    return value


_TESTS: dict[LineTest, LineTest] = {}


# ------------------------------------------------------------------ types

Check = Callable[[Any], bool]


@cache
def _record_type(name: str) -> tuple[Any, dict[str, Check]]:
    """The class of a record and a check for each of its fields. Raises ValueError for a name that is not in `TYPES`."""
    if name not in TYPES:
        raise ValueError(f"not a type of a program: {name}")
    cls: Any = getattr(import_module(TYPES[name]), name)
    return cls, {field: _check(hint) for field, hint in typing.get_type_hints(cls).items()}


def _check(hint: Any) -> Check:
    """A check that a value has the type that a field declares."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        checks = [_check(arg) for arg in args]
        return lambda value: any(check(value) for check in checks)
    if origin is typing.Literal:
        return lambda value: type(value) is str and value in args
    if origin is tuple:
        item = _check(args[0])
        return lambda value: type(value) is tuple and all(map(item, value))
    if hint is float:
        return lambda value: type(value) in (int, float)
    if getattr(hint, "_is_protocol", False):  # a selector of any kind
        return lambda value: type(value).__name__.endswith("Selector")
    return lambda value: type(value) is hint


# ------------------------------------------------------------------ programs


def freeze_program(program: Program) -> dict[str, Any]:
    """Return a program as plain data."""
    plain = program._asdict()
    plain["rules"] = tuple(marshal.dumps(freeze(rule.with_weights(b""))) for rule in program.rules)
    plain["tests"] = tuple(marshal.dumps(freeze(test)) for test in program.tests)
    short, long = program.indexes
    plain["indexes"] = (tuple(short), tuple(long))
    return plain


def thaw_program(plain: Any, weights: Mapping[str, bytes], build: Callable[[], Program]) -> Program:
    """Return the program that `freeze_program` was given. Raises an exception of some kind for other data.

    Rules and tests are thawed when they are needed. If one of them is damaged, `build` makes the program anew.
    `weights` are those of each pack that has some: rules get them from there, and not from data that may be damaged.
    """
    built = cache(build)
    short, long = (Index(*index) for index in plain["indexes"])
    kept = Program(**{key: part for key, part in plain.items() if key != "indexes"}, indexes=(short, long))
    _check_program(kept)

    def with_weights(rule: Any) -> Any:
        return rule.with_weights(weights[rule.pack]) if rule.needs_weights else rule

    return kept._replace(
        rules=ThawedSequence(kept.rules, _rule_type, lambda: built().rules, with_weights),  # type: ignore[arg-type]
        tests=ThawedSequence(kept.tests, lambda: LineTest, lambda: built().tests),  # type: ignore[arg-type]
    )


def _rule_type() -> Any:
    return _record_type("Rule")[0]


def _check_program(program: Program) -> None:
    """Raise an exception if a program has values of wrong types, or numbers of rules or tests that do not exist."""
    rules, tests, editions = len(program.rules), len(program.tests), max(program.editions, default=-1) + 1
    _expect(set(map(type, (*program.rules, *program.tests))) <= {bytes})
    _expect(len(program.editions) == rules)
    _numbers(program.editions, editions)
    _numbers(program.any_length, tests)
    _numbers(program.uses, tests)
    _numbers(chain.from_iterable(program.uses.values()), rules)
    _numbers(program.unanchored, rules)
    _numbers(chain.from_iterable(program.packs.values()), editions)
    _numbers(chain.from_iterable(program.off.values()), rules)
    _numbers(program.fingerprints, tests)
    packs = frozenset().union(*program.fingerprints.values())
    _numbers(program.shipped, editions)
    _texts([*program.packs, *program.off, *program.least, *program.hosts, *program.detect_places])
    _texts([*program.hosts.values(), *program.detect_places.values(), *program.unwatched, *packs])
    _expect(packs <= program.packs.keys() and packs <= program.least.keys() and packs <= program.detect_places.keys())
    _expect(program.packs.keys() >= set(program.hosts.values()) and program.off.keys() <= program.packs.keys())
    _expect(all(type(least) is int for least in program.least.values()))
    for index in program.indexes:
        _check_index(index, tests)


def _check_index(index: Index, tests: int) -> None:
    numbers = tests * ALTERNATIVES
    insides = (index.inside, index.low_inside, index.odd_inside)
    for table in (index.exact, index.first, *chain.from_iterable(inside.values() for inside in insides)):
        _texts(table)
        _numbers(chain.from_iterable(table.values()), numbers)
    for edges in (index.heads, index.tails, index.low_heads):
        _texts(edges)
        if edges:
            texts, of_texts = zip(*chain.from_iterable(edges.values()), strict=True)
            _texts(texts)
            _numbers(of_texts, numbers)
    _numbers(index.sure, numbers)
    _texts([*chain.from_iterable(insides), *index.guards])
    if index.guards:
        starts, odd, literals, first, last, least, most = zip(*index.guards.values(), strict=True)
        _expect(set(map(type, (*starts, *literals))) <= {tuple} and set(map(type, odd)) <= {bool})
        _texts([*chain.from_iterable((*starts, *literals)), *first, *last])
        _expect(set(map(type, (*least, *most))) <= {int})


def _expect(holds: bool) -> None:
    if not holds:
        raise ValueError("not a program")


def _numbers(numbers: Iterable[Any], count: int) -> None:
    distinct = set(numbers)  # thousands of literals share a few hundred tests
    _expect(set(map(type, distinct)) <= {int})
    if distinct:
        _expect(min(distinct) >= 0 and max(distinct) < count)


def _texts(texts: Iterable[Any]) -> None:
    _expect(set(map(type, texts)) <= {str})


class ThawedSequence(Sequence[T]):
    """A sequence of frozen values, each of which is thawed on first access.

    `rebuilt` returns the values that have to be in the sequence. It is called if a frozen value is damaged. `completed`
    adds to a value what was not frozen with it.
    """

    def __init__(
        self,
        frozen: Sequence[bytes],
        record_type: Callable[[], type[T]],
        rebuilt: Callable[[], Sequence[T]],
        completed: Callable[[T], T] = lambda value: value,
    ) -> None:
        self._frozen = frozen
        self._completed = completed
        self._record_type = record_type
        self._rebuilt = rebuilt
        self._thawed: dict[int, T] = {}

    def __reduce__(self) -> tuple[type[list[T]], tuple[list[T]]]:
        return list, (list(self),)  # another process gets the values

    def __len__(self) -> int:
        return len(self._frozen)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        value = self._thawed.get(at)
        if value is None:
            value = self._thawed[at] = self._thaw(at)
        return value

    def _thaw(self, at: int) -> T:
        try:
            value = thaw(marshal.loads(self._frozen[at]))  # noqa: S302 - from a file that only this user can write
            if type(value) is self._record_type():
                return self._completed(value)
        except Exception:  # noqa: S110 - whatever is wrong with the data, the value is made anew
            pass
        return self._rebuilt()[at]

    def __iter__(self) -> Iterator[T]:
        return (self[n] for n in range(len(self)))
