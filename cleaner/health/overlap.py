"""Find rules that another rule makes needless, by comparing how they are written. No document is needed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from cleaner.filters import Selector
from cleaner.filters.line import LineSelector
from cleaner.lines.linetest import LITERAL_KEYS, UNSET, LineTest, LiteralKey, Span, literal, reaches_long
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import ANYWHERE, Replace, Rule

_ANCHOR = object()  # stands for the anchor among the options of a selector


class Overlap(NamedTuple):
    """A rule that can be deleted, as far as the packs show."""

    rule: Rule
    by: Rule  # the rule that matches all that it matches
    same: bool  # whether both match the same


def overlaps(library: Library, packs: Iterable[str] | None = None) -> Iterator[Overlap]:
    """The rules that are the same as another rule, or contained in one, wherever they act.

    `packs` are the packs that documents can get (default: all packs with fingerprints or hosts, and the default
    pack). Rules are compared if they have the same verb, kind of selector and `part`, and if the other rule acts in
    every pack in which the rule acts. So every rule reported here can be deleted. If two rules are the same and
    always act together, the later one is reported.
    """
    if packs is None:
        packs = [name for name, pack in library.packs.items() if pack.detect or name == DEFAULT]
    turns = {name: {rule.name: turn for turn, rule in enumerate(library.rules(name))} for name in packs}
    homes: dict[str, set[str]] = {}  # rule -> packs in which it acts
    for name, rules in turns.items():
        for rule_name in rules:
            homes.setdefault(rule_name, set()).add(name)

    def later(pair: tuple[Rule, Rule]) -> bool:
        """Whether the first of two rules acts after the second, in a pack that has both."""
        rules = turns[min(homes[pair[0].name] & homes[pair[1].name])]
        return rules[pair[0].name] > rules[pair[1].name]

    for group in _comparable(library, homes):
        for first, second in combinations(group, 2):
            pairs = [
                (rule, by)
                for rule, by in ((first, second), (second, first))
                if homes[rule.name] <= homes[by.name]
            ]  # fmt: skip
            if pairs and same(first, second):
                yield Overlap(*max(pairs, key=later), same=True)
            else:
                yield from (Overlap(rule, by, same=False) for rule, by in pairs if within(rule, by))


def _comparable(library: Library, homes: dict[str, set[str]]) -> Iterable[list[Rule]]:
    """The rules that act in some pack, grouped by verb, kind of selector, and part."""
    groups: dict[tuple[Any, ...], list[Rule]] = {}
    for pack in library.packs.values():
        for rule in pack.rules:
            if rule.name in homes:
                groups.setdefault((rule.verb, type(rule.selector), rule.part), []).append(rule)
    return groups.values()


def same(rule: Rule, other: Rule) -> bool:
    """Whether two rules of one group match the same.

    >>> rules = [Rule("p:r", "drop", LineSelector(LineTest(text=(t,)))) for t in ("Menu", "MENU", "Home")]
    >>> same(rules[0], rules[1]), same(rules[0], rules[2])
    (True, False)
    """
    if rule.where != other.where or rule.most_share != other.most_share:
        return False
    if rule.replace is not None and other.replace is not None:
        return _replaces(rule.replace, other.replace) and _replaces(other.replace, rule.replace)
    if rule.selector is None or other.selector is None:
        return False
    test, other_test = rule.selector.anchor()[0], other.selector.anchor()[0]
    if test is None or other_test is None:  # without an anchor only equal options are known to match the same
        return rule.selector == other.selector
    alike = reaches_long(test) == reaches_long(other_test) and implies(test, other_test) and implies(other_test, test)
    return alike and _without(rule.selector, test) == _without(other.selector, other_test)


def within(rule: Rule, other: Rule) -> bool:
    """Whether a rule matches only lines that another rule of its group matches too.

    True only for rules for single lines and for replacements. A region with more markers may start at another
    marker and end elsewhere, and a guard may keep the wider rule from acting.

    >>> few, many = (Rule("p:r", "drop", LineSelector(LineTest(text=t))) for t in [("Menu",), ("MENU", "Home")])
    >>> within(few, many), within(many, few)
    (True, False)
    """
    if other.where not in (ANYWHERE, rule.where) or other.most_share is not None:
        return False
    if rule.replace is not None and other.replace is not None:
        return _replaces(rule.replace, other.replace)
    if not isinstance(rule.selector, LineSelector) or not isinstance(other.selector, LineSelector):
        return False
    test, wider = rule.selector.anchor()[0], other.selector.anchor()[0]
    if test is None or wider is None or (reaches_long(test) and not reaches_long(wider)):
        return False
    return implies(test, wider)


def _without(selector: Selector, anchor: LineTest) -> tuple[object, ...]:
    """The options of a selector, with a placeholder for its anchor."""
    return tuple(_ANCHOR if option is anchor else option for option in selector._asdict().values())


def _replaces(replace: Replace, other: Replace) -> bool:
    """Whether one replacement finds only what another one finds, and both put the same text in its place."""
    literals, other_literals = ({literal(text, "contains") for text in each.find} for each in (replace, other))
    return replace.with_ == other.with_ and literals <= other_literals and set(replace.regex) <= set(other.regex)


def implies(test: LineTest, other: LineTest) -> bool:
    """Whether every line that passes a test passes another test, as far as their keys show.

    Literals are compared by match key. Patterns are only known to match the same if they are equal.

    >>> implies(LineTest(text=("Xem thêm ảnh",)), LineTest(starts=("Xem thêm",)))
    True
    >>> implies(LineTest(starts=("Xem thêm",)), LineTest(text=("Xem thêm ảnh",)))
    False
    """
    if test == other:
        return True
    if test.any and [key for key, _ in _conditions(test)] == ["any"]:
        return all(implies(part, other) for part in test.any)
    return all(_implies_condition(test, key, wanted) for key, wanted in _conditions(other))


def _conditions(test: LineTest) -> Iterator[tuple[str, Any]]:
    """The keys that a line test sets, with their values."""
    return ((key, value) for key, value in test._asdict().items() if value not in UNSET)


def _implies_condition(test: LineTest, key: str, wanted: Any) -> bool:
    """Whether a line that passes a test surely meets one condition."""
    own = getattr(test, key)
    if key in LITERAL_KEYS:
        return _implies_literals(test, key, wanted)
    if key in ("words", "chars"):
        return own is not None and _inside(own, wanted)
    if key == "regex":
        return bool(own) and set(own) <= set(wanted)
    if key == "any":
        return any(implies(test, part) for part in wanted) or (bool(own) and _implies_one_each(own, wanted))
    if key == "all":
        return all(implies(test, part) for part in wanted)
    return bool(own == wanted)


def _implies_one_each(tests: Sequence[LineTest], wanted: Sequence[LineTest]) -> bool:
    """Whether each test implies one of the wanted tests."""
    return all(any(implies(test, wider) for wider in wanted) for test in tests)


def _implies_literals(test: LineTest, key: LiteralKey, wanted: Iterable[str]) -> bool:
    """Whether each literal of some key of a test is a wanted literal, or has one at the right place in it."""
    match_keys = [literal(text, key) for text in wanted]
    for own in ("text", key) if key != "contains" else LITERAL_KEYS:
        literals = getattr(test, own)
        if literals and all(_holds_literal(key, literal(text, own), match_keys) for text in literals):
            return True
    return False


def _holds_literal(key: LiteralKey, text: str, match_keys: list[str]) -> bool:
    if key == "text":
        return text in match_keys
    if key == "starts":
        return text.startswith(tuple(match_keys))
    if key == "ends":
        return text.endswith(tuple(match_keys))
    return any(part in text for part in match_keys)


def _inside(span: Span, wider: Span) -> bool:
    if wider.most is not None and (span.most is None or span.most > wider.most):
        return False
    return span.least >= wider.least
