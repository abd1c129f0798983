"""What became of each line of a document, worked out from its edits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from cleaner.lines.text import Edit

Fate = Literal["kept", "dropped", "edited", "protected"]


class Touch(NamedTuple):
    """What one rule did to a line."""

    rule: str
    after: str | None  # the line as the rule left it, without its end; None: the rule removed it


class ExplainedLine(NamedTuple):
    """One raw line and what became of it."""

    number: int  # from 1
    text: str
    fate: Fate
    rules: tuple[str, ...]  # the rules that edited or protected it, in order
    after: str | None  # the line in the clean text; None: it was removed
    score: float | None = None  # log odds that it belongs to the article, if the selector `body` scored it


def touches(edits: Iterable[Edit]) -> dict[int, list[Touch]]:
    r"""Return for each edited line what the rules did to it, in order. Lines are numbered from 1.

    >>> touches([Edit(2, "p:case", "A\n", "a\n"), Edit(2, "p:drop", "a\n", None)])
    {2: [Touch(rule='p:case', after='a'), Touch(rule='p:drop', after=None)]}
    """
    by_line: dict[int, list[Touch]] = {}
    for edit in edits:
        after = None if edit.after is None else edit.after.rstrip("\r\n")
        by_line.setdefault(edit.line, []).append(Touch(edit.rule, after))
    return by_line


def explained_lines(
    texts: Sequence[str],
    edits: Iterable[Edit],
    claims: Mapping[int, str] | None = None,
    scores: Mapping[int, float] | None = None,
) -> list[ExplainedLine]:
    r"""Return each raw line with its fate.

    `claims` maps lines to the rules that protect them, `scores` maps lines to their scores, both from 1.

    >>> [(line.text, line.fate) for line in explained_lines(["Menu", "News"], [Edit(1, "p:menu", "Menu\n", None)])]
    [('Menu', 'dropped'), ('News', 'kept')]
    """
    claims, scores = claims or {}, scores or {}
    touched = touches(edits)
    lines = []
    for number, text in enumerate(texts, 1):
        rules = tuple(touch.rule for touch in touched.get(number, ()))
        after = touched[number][-1].after if rules else text
        fate: Fate = "dropped" if after is None else "edited" if rules else "kept"
        if fate == "kept" and number in claims:
            fate, rules = "protected", (claims[number],)
        lines.append(ExplainedLine(number, text, fate, rules, after, scores.get(number)))
    return lines
