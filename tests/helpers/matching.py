"""Lines that a pattern matches, or nearly matches: random text seldom meets a pattern of a shipped pack."""

from collections.abc import Sequence
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from hypothesis import strategies as st

from cleaner.lines.anatomy import Nodes, parsed
from cleaner.lines.key import plain
from cleaner.lines.linetest import tests_in
from tests.helpers.packs import shipped_packs
from tests.helpers.strategies import PATTERNS

_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
# Characters for a class of many: letters with other cases than one, digits of two scripts, signs, a combining dot.
_WORD, _DIGIT, _SIGN = "aZé页ıİſKßп_9", "0159٣\U00010d40", "-–…»>|“(\u0307²ⓐ"
_OTHER_CASE = {"i": "İ", "s": "ſ", "k": "K", "ı": "I", "ß": "ẞ", "σ": "ς"}


def shipped_patterns() -> list[str]:
    """The patterns of all shipped packs."""
    packs = shipped_packs().packs.values()
    tests = tests_in(tuple((pack.rules, pack.detect) for pack in packs))
    return sorted({pattern for test in tests for pattern in test.regex})


patterns = st.one_of(st.deferred(lambda: st.sampled_from(shipped_patterns())), st.sampled_from(PATTERNS))


@st.composite
def lines_near(draw: st.DrawFn, pattern: str) -> str:
    """A plain line made along the tree of a pattern, sometimes with more before it or after it."""
    text = _text(draw, parsed(pattern) or ())
    before = draw(st.sampled_from(["", "", "", "x ", "12 ", "«", "İ"]))
    after = draw(st.sampled_from(["", "", "", " x", "!", "3", "\u0307"]))
    return plain(before + text + after)[:190]


def _text(draw: st.DrawFn, nodes: Nodes) -> str:
    return "".join(_text_of_node(draw, code, value) for code, value in nodes)


def _text_of_node(draw: st.DrawFn, code: Any, value: Any) -> str:
    if code is op.LITERAL:
        return _in_some_case(draw, chr(value))
    if code is op.IN:
        return _character_of_class(draw, value)
    if code in (op.ANY, op.NOT_LITERAL):
        return draw(st.sampled_from(_WORD + _DIGIT + _SIGN + " "))
    if code is op.BRANCH:
        return _text(draw, draw(st.sampled_from(value[1])))
    if code in (op.SUBPATTERN, op.ATOMIC_GROUP):
        return _text(draw, value[3] if code is op.SUBPATTERN else value)
    if code in _REPEATS:
        times = draw(st.integers(value[0], min(value[1], value[0] + 2)))
        return "".join(_text(draw, value[2]) for _ in range(times))
    return ""  # anchors and look-arounds


def _character_of_class(draw: st.DrawFn, items: Sequence[tuple[Any, Any]]) -> str:
    if items[0][0] is op.NEGATE:
        return draw(st.sampled_from(_WORD + _DIGIT + _SIGN))
    code, value = draw(st.sampled_from(items))
    if code is op.LITERAL:
        return _in_some_case(draw, chr(value))
    if code is op.RANGE:
        return _in_some_case(draw, chr(draw(st.integers(*value))))
    if value is op.CATEGORY_SPACE:
        return " "
    return draw(st.sampled_from({op.CATEGORY_DIGIT: _DIGIT, op.CATEGORY_WORD: _WORD}.get(value, _SIGN)))


def _in_some_case(draw: st.DrawFn, character: str) -> str:
    others = [character, character, character.swapcase(), _OTHER_CASE.get(character, character)]
    return draw(st.sampled_from(others))
