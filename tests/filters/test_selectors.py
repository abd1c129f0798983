"""Rules of each selector on small dumps: rules that act, and rules that look alike and do not."""

import pytest

from cleaner import filters
from cleaner.filters import Selector
from cleaner.filters.block import BlockSelector
from cleaner.filters.body import BodySelector
from cleaner.filters.line import LineSelector
from cleaner.filters.region import RegionSelector
from cleaner.filters.repeat import RepeatSelector
from cleaner.filters.run import RunSelector
from tests.helpers.packs import rule

# mypy checks here that each selector has the methods of the protocol, with their types
SELECTORS: dict[str, type[Selector]] = {
    "block": BlockSelector,
    "body": BodySelector,
    "line": LineSelector,
    "region": RegionSelector,
    "repeat": RepeatSelector,
    "run": RunSelector,
}

# a name, the body of a rule, the lines of a dump joined by "|", the lines of the clean text
# A rule that does not act leaves the dump as it is.
ACTS = [
    ("line: every line that passes", "drop: {line: {text: x}}", "a|x|b|X", "a|b"),
    ("line: one literal of a list is enough", "drop: {line: {text: [x, y]}}", "a|x|y", "a"),
    ("region: to the bottom", "drop: {region: {from: {text: m}}}", "a|m|b|c", "a"),
    ("region: from the top through", "drop: {region: {through: {text: m}}}", "a|m|b", "b"),
    ("region: from the top before", "drop: {region: {before: {text: m}}}", "a|b|m|c", "m|c"),
    ("region: between markers", "drop: {region: {from: {text: m}, through: {text: n}}}", "a|m|b|n|c", "a|c"),
    ("region: before its end", "drop: {region: {from: {text: m}, before: {text: n}}}", "a|m|b|n|c", "a|n|c"),
    ("region: each marker opens one", "drop: {region: {from: {text: m}, through: {text: n}}}", "m|n|a|m|n|b", "a|b"),
    ("region: a long paragraph ends it", "drop: {region: {from: {text: m}, before: {bullet: false}}}",
     "m|• b|" + "p" * 300, "p" * 300),
    ("region: one paragraph is no text that resumes",
     "drop: {region: {from: {text: m}, resumes: {sentence: true}}}", "a|m|b|c.|d|e.", "a"),
    ("region: the text resumed above the marker", "drop: {region: {from: {text: m}, resumes: {sentence: true}}}",
     "a.|b.|m|c", "a.|b."),
    ("region: blank lines above its end stay", "drop: {region: {from: {text: m}, before: {text: n}}}",
     "a||m||b||n", "a||n"),
    ("region: a later marker with its end in reach", "drop: {region: {from: {text: m}, through: {text: n}, most: 2}}",
     "m|a|m|n|b", "m|a|b"),
    ("region: no longer than most", "drop: {region: {from: {text: m}, through: {text: n}, most: 3}}", "a|m|b||n", "a"),
    ("run: enough neighbours", "drop: {run: {of: {words: {most: 1}}, least: 3}}", "a b|x|y|z|c d", "a b|c d"),
    ("run: blank lines between do not count", "drop: {run: {of: {words: {most: 1}}, least: 3}}", "x||y||z", ""),
    ("block: any line", "drop: {block: {any: {text: m}}}", "a||b|m|c||d", "a||d"),
    ("block: every line", "drop: {block: {all: {words: {most: 1}}}}", "a b||x|y||c d", "a b||c d"),
    ("repeat: later copies", "drop: {repeat: {}}", "a|b|a|A", "a|b"),
    ("repeat: the last stays", "drop: {repeat: {keep: last}}", "a|b|a", "b|a"),
    ("repeat: none stays", "drop: {repeat: {keep: none}}", "a|b|a", "b"),
    ("repeat: only near copies", "drop: {repeat: {within: 1}}", "a|a|b|c|a", "a|b|c|a"),
    ("repeat: of what passes", "drop: {repeat: {of: {words: {most: 1}}}}", "a|a|b c|b c", "a|b c|b c"),
    ("where first", "drop: {line: {text: x}}, where: {first: 2}", "x|||a|x", "a|x"),
    ("where last", "drop: {line: {text: x}}, where: {last: 2}", "x|a|x||b", "x|a||b"),
    ("where after", "drop: {line: {text: x}}, where: {after: {text: m}}", "x|m|x", "x|m"),
    ("where before", "drop: {line: {text: x}}, where: {before: {text: m}}", "x|m|x", "m|x"),
    ("where line", "drop: {line: {text: [x, y]}}, where: {line: {text: y}}", "x|y", "x"),
    ("where last and after: the mark may be above the last lines", "drop: {line: {text: x}}, where: {last: 2, after: {text: m}}",
     "x|m|x|x|x", "x|m|x"),
    ("where first and before: the mark may be below the first lines", "drop: {line: {text: x}}, where: {first: 1, before: {text: m}}",
     "x|x|m", "x|m"),
    ("a space at a literal's inner end counts", "drop: {line: {starts: 'By '}}", "By Ann|Byron", "Byron"),
    ("replace: other places of tone marks, another Đ", "replace: {find: 'Hoà Đức - '}", "HÒA Ð\u1ee8C - a", "a"),
    ("replace a literal by more of it", "replace: {find: Foo, with: Foo Bar}", "BB Foo", "BB Foo Bar"),
    ("replace a literal", "replace: {find: 'K - '}", "K - a|b", "a|b"),
    ("replace: another Unicode form, a no-break space", "replace: {find: 'Tỉnh - '}", "TI\u0309NH\xa0- a", "a"),
    ("replace by pattern and group", r"replace: {regex: '^\((\w+)\) - ', with: '\1: '}", "(TTO) - a", "TTO: a"),
    ("replace in a long line", "replace: {find: 'K - '}", "K - " + "a" * 300, "a" * 300),
    ("replace that empties a line", "replace: {find: K}", "a|K|b", "a|b"),
]  # fmt: skip
DOES_NOT_ACT = [
    ("line: a part is not the whole", "drop: {line: {text: x}}", "a x|xx"),
    ("line: long lines are protected", "drop: {line: {starts: x}}", "x" * 201),
    ("region: no marker", "drop: {region: {from: {text: m}}}", "a|b"),
    ("region: no end", "drop: {region: {from: {text: m}, through: {text: n}}}", "a|m|b"),
    ("region: the end is above", "drop: {region: {from: {text: m}, through: {text: n}}}", "n|a|m|b"),
    ("region: the marker is its own end", "drop: {region: {from: {text: m}, through: {text: m}}}", "a|m|b"),
    ("region: end comes too late", "drop: {region: {from: {text: m}, through: {text: n}, most: 3}}", "m|a|b|n"),
    ("region: too long to the bottom", "drop: {region: {from: {text: m}, most: 2}}", "m|a|b"),
    ("region: the text resumes", "drop: {region: {from: {text: m}, resumes: {sentence: true}}}", "a|m|b|c.||d."),
    ("region: marker below the window", "drop: {region: {through: {text: m}}}, where: {first: 2}", "a|b|m|c"),
    ("region: nothing above the marker", "drop: {region: {before: {text: m}}}", "m|a"),
    ("run: too few", "drop: {run: {of: {words: {most: 1}}, least: 3}}", "x|y|a b|z"),
    ("run: another line in between", "drop: {run: {of: {words: {most: 1}}, least: 3}}", "x|y|a b|z|w"),
    ("block: the marker is in another block", "drop: {block: {all: {text: m}}}", "m|a||b"),
    ("repeat: similar is not the same", "drop: {repeat: {}}", "a|a.|á"),
    ("repeat: long lines do not count", "drop: {repeat: {}}", "x" * 201 + "|" + "x" * 201),
    ("repeat: the copy is too far below", "drop: {repeat: {within: 1}}", "a|b|a"),
    ("repeat: blank lines do not count", "drop: {repeat: {keep: none}}", "a||b||c"),
    ("where after, no marker", "drop: {line: {text: x}}, where: {after: {text: m}}", "x|a"),
    ("where before, no marker", "drop: {line: {text: x}}, where: {before: {text: m}}", "x|a"),
    ("where first, below", "drop: {line: {text: x}}, where: {first: 1}", "a|x"),
    ("where last and after: the mark is in the last line", "drop: {line: {text: x}}, where: {last: 1, after: {text: m}}", "x|m"),
    ("contains with spaces at both ends", "drop: {line: {contains: ' on '}}", "on time|Once|Iron on"),
    ("replace: the literal is not there", "replace: {find: 'K - '}", "K: a"),
    ("replace: another letter under the mark", "replace: {find: 'e'}", "e\u0301"),
    ("replace: other lines", "replace: {find: K}, where: {line: {starts: K}}", "a K"),
    ("keep changes nothing", "keep: {line: {text: x}}", "a|x"),
]  # fmt: skip


def test_the_type_checker_sees_every_selector() -> None:
    assert {name: filters.kind(name) for name in filters.kinds()} == SELECTORS, "add the new selector to SELECTORS"


@pytest.mark.parametrize(("body", "dump", "left"), [case[1:] for case in ACTS], ids=[case[0] for case in ACTS])
def test_a_rule_acts(body: str, dump: str, left: str) -> None:
    assert rule(body).clean(dump.replace("|", "\n")).text.rstrip("\n") == left.replace("|", "\n")


@pytest.mark.parametrize(("body", "dump"), [case[1:] for case in DOES_NOT_ACT], ids=[case[0] for case in DOES_NOT_ACT])
def test_a_rule_does_not_act(body: str, dump: str) -> None:
    result = rule(body).clean(dump.replace("|", "\n"))
    assert result.text == dump.replace("|", "\n")
    assert result.edits == ()
