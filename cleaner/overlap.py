"""Rules that say what another rule says already: compared as they are written, without a document."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from cleaner.match import UNSET, LineTest, Span, literal, reaches_long
from cleaner.packs import Library
from cleaner.rule import Replace, Rule, Where

_WHOLE, _NOWHERE = "text", Where()
_PLACES = ("text", "starts", "ends", "contains")


class Overlap(NamedTuple):
    """A rule that can be done without, as far as the packs can tell."""

    rule: Rule
    by: Rule  # the one that takes all that it takes
    same: bool  # each says what the other says


def overlaps(library: Library) -> Iterator[Overlap]:
    """The rules that are the same as another one, or contained in it, where both act in one pack.

    Only rules of one kind are compared: the same verb, selector and `part`, and conditions that the other one
    has too. Of two that are the same the later one is told.
    """
    together = [{rule.name: n for n, rule in enumerate(library.rules(name))} for name in library.packs]
    kinds: dict[tuple[Any, ...], list[Rule]] = {}
    for pack in library.packs.values():
        for rule in pack.rules:
            kinds.setdefault((rule.verb, type(rule.selector), rule.part), []).append(rule)
    for group in kinds.values():
        for one, other in combinations(group, 2):
            there, back = within(one, other), within(other, one)
            if not there and not back:
                continue
            order = next((names for names in together if one.name in names and other.name in names), None)
            if order is None:
                continue
            if there and back:
                first, later = sorted((one, other), key=lambda rule: order[rule.name])
                yield Overlap(later, first, True)
            else:
                yield Overlap(one, other, False) if there else Overlap(other, one, False)


def within(one: Rule, other: Rule) -> bool:
    """Whether a rule acts only where another one of its kind acts too, by what is written in them.

    >>> from cleaner.filters.line import Line
    >>> few, many = (Rule("p:r", "drop", Line(LineTest(text=t))) for t in [("Menu",), ("MENU", "Home")])
    >>> within(few, many), within(many, few)
    (True, False)
    """
    if other.where not in (_NOWHERE, one.where) or other.most_share not in (None, one.most_share):
        return False
    if one.replace is not None and other.replace is not None:
        return _replaces(one.replace, other.replace)
    if one.selector is None or other.selector is None:
        return False
    test = one.selector.anchor()[0]
    wider = other.selector.anchor()[0]
    if test is None or wider is None:  # no line is their sign: only the very same says the same
        return one.selector == other.selector
    if reaches_long(test) and not reaches_long(wider):
        return False
    return _without(one.selector, test) == _without(other.selector, wider) and implies(test, wider)


def _without(selector: Any, anchor: LineTest) -> tuple[Any, ...]:
    """The options of a selector beside its anchor, which is marked by its place."""
    return tuple("the anchor" if option is anchor else option for option in selector)


def _replaces(one: Replace, other: Replace) -> bool:
    same_end = one.with_ == other.with_
    finds = {literal(text, "contains") for text in other.find}
    return same_end and {literal(text, "contains") for text in one.find} <= finds and set(one.regex) <= set(other.regex)


def implies(one: LineTest, other: LineTest) -> bool:
    """Whether each line that passes a test passes another one, as far as that can be read off them.

    Literals are compared by match key; of patterns only the same ones are known to find the same.

    >>> implies(LineTest(text=("Xem thêm ảnh",)), LineTest(starts=("Xem thêm",)))
    True
    >>> implies(LineTest(starts=("Xem thêm",)), LineTest(text=("Xem thêm ảnh",)))
    False
    """
    if one == other:
        return True
    if one.any and _only(one, "any"):
        return all(implies(part, other) for part in one.any)
    return all(_holds(name, one, wanted) for name, wanted in _given(other))


def _holds(name: str, one: LineTest, wanted: Any) -> bool:
    """Whether one condition of the other test surely holds for all lines of this one."""
    own = getattr(one, name)
    if name in _PLACES:
        return _literals(name, one, wanted)
    if name in ("words", "chars"):
        return own is not None and _inside(own, wanted)
    if name == "regex":
        return bool(own) and set(own) <= set(wanted)
    if name == "any":
        return any(implies(one, part) for part in wanted) or (bool(own) and _each(own, wanted))
    if name == "all":
        return all(implies(one, part) for part in wanted)
    return bool(own == wanted)


def _each(own: Sequence[LineTest], wanted: Sequence[LineTest]) -> bool:
    return all(any(implies(part, whole) for whole in wanted) for part in own)


def _literals(name: str, one: LineTest, wanted: Iterable[str]) -> bool:
    """Whether the literals of a test that is at hand are among, or longer than, those that are wanted."""
    keys = [literal(text, name) for text in wanted]
    for own in (_WHOLE, name) if name != "contains" else _PLACES:
        literals = getattr(one, own)
        if literals and all(_bears(name, literal(text, own), keys) for text in literals):
            return True
    return False


def _bears(name: str, text: str, keys: list[str]) -> bool:
    if name == _WHOLE:
        return text in keys
    if name == "starts":
        return text.startswith(tuple(keys))
    if name == "ends":
        return text.endswith(tuple(keys))
    return any(part in text for part in keys)


def _inside(own: Span, wanted: Span) -> bool:
    if wanted.most is not None and (own.most is None or own.most > wanted.most):
        return False
    return own.least >= wanted.least


def _given(test: LineTest) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in zip(test._fields, test, strict=True) if value not in UNSET)


def _only(test: LineTest, name: str) -> bool:
    return [given for given, _ in _given(test)] == [name]
