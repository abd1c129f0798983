"""Rules that say what another rule says already: compared as they are written, without a document."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from cleaner.filters.line import LineSelector
from cleaner.lines.linetest import UNSET, LineTest, Span, literal, reaches_long
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Replace, Rule, Where

_WHOLE, _NOWHERE = "text", Where()
_PLACES = ("text", "starts", "ends", "contains")


class Overlap(NamedTuple):
    """A rule that can be done without, as far as the packs can tell."""

    rule: Rule
    by: Rule  # the one that asks for all that it asks for
    same: bool  # each says what the other says


def overlaps(library: Library, packs: Iterable[str] | None = None) -> Iterator[Overlap]:
    """The rules that are the same as another one, or contained in it, wherever they act.

    `packs` are those that documents can get; else all by which documents are recognised, and the default. Only
    rules of one kind are compared: the same verb, selector and `part`. The other one has to act in every pack in
    which the rule acts: what is told can go. Of two that are the same and always act together it is the later one.
    """
    names = [name for name, pack in library.packs.items() if pack.detect or name == DEFAULT] if packs is None else packs
    turns = {name: {rule.name: turn for turn, rule in enumerate(library.rules(name))} for name in names}
    homes: dict[str, set[str]] = {}
    for name, turn in turns.items():
        for rule_name in turn:
            homes.setdefault(rule_name, set()).add(name)
    kinds: dict[tuple[Any, ...], list[Rule]] = {}
    for pack in library.packs.values():
        for rule in pack.rules:
            if rule.name in homes:
                kinds.setdefault((rule.verb, type(rule.selector), rule.part), []).append(rule)

    def later(pair: tuple[Rule, Rule]) -> bool:
        both = turns[min(homes[pair[0].name] & homes[pair[1].name])]
        return both[pair[0].name] > both[pair[1].name]

    for group in kinds.values():
        for one, other in combinations(group, 2):
            pairs = [pair for pair in ((one, other), (other, one)) if homes[pair[0].name] <= homes[pair[1].name]]
            if pairs and same(one, other):
                yield Overlap(*(max(pairs, key=later)), True)
            else:
                yield from (Overlap(rule, by, False) for rule, by in pairs if within(rule, by))


def same(one: Rule, other: Rule) -> bool:
    """Whether two rules of one kind say the same.

    >>> rules = [Rule("p:r", "drop", LineSelector(LineTest(text=(t,)))) for t in ("Menu", "MENU", "Home")]
    >>> same(rules[0], rules[1]), same(rules[0], rules[2])
    (True, False)
    """
    if one.where != other.where or one.most_share != other.most_share:
        return False
    if one.replace is not None and other.replace is not None:
        return _replaces(one.replace, other.replace) and _replaces(other.replace, one.replace)
    if one.selector is None or other.selector is None:
        return False
    test, twin = one.selector.anchor()[0], other.selector.anchor()[0]
    if test is None or twin is None:  # no line is their sign: only the very same says the same
        return one.selector == other.selector
    alike = reaches_long(test) == reaches_long(twin) and implies(test, twin) and implies(twin, test)
    return alike and _without(one.selector, test) == _without(other.selector, twin)


def within(one: Rule, other: Rule) -> bool:
    """Whether a rule asks only for lines for which another one of its kind asks too, by what is written in them.

    Told of single lines and replacements alone: a region from more markers may begin at another one and then end
    elsewhere, and a guard may hold the wider rule back.

    >>> few, many = (Rule("p:r", "drop", LineSelector(LineTest(text=t))) for t in [("Menu",), ("MENU", "Home")])
    >>> within(few, many), within(many, few)
    (True, False)
    """
    if other.where not in (_NOWHERE, one.where) or other.most_share is not None:
        return False
    if one.replace is not None and other.replace is not None:
        return _replaces(one.replace, other.replace)
    if not isinstance(one.selector, LineSelector) or not isinstance(other.selector, LineSelector):
        return False
    test, wider = one.selector.anchor()[0], other.selector.anchor()[0]
    if test is None or wider is None or (reaches_long(test) and not reaches_long(wider)):
        return False
    return implies(test, wider)


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
