"""The report of `cleaner explain`: every line of a dump with its fate, or one line in detail."""

from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.rule_name import RuleName
from cleaner.lines.safe import safe
from cleaner.packs.layers import DEFAULT
from cleaner.report.project import project_note

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.engine.clean import Cleaner
    from cleaner.engine.explain import Explanation
    from cleaner.engine.fates import ExplainedLine, Fate

SCORE_WIDTH = 6  # columns of a score with the space after it


class FateStyle(NamedTuple):
    """How a line with a certain fate is shown."""

    mark: str
    style: str  # of rich; "": none
    verb: str


STYLES: "dict[Fate, FateStyle]" = {
    "kept": FateStyle(" ", "", "kept"),
    "dropped": FateStyle("-", "red", "removed"),
    "edited": FateStyle("~", "yellow", "rewritten"),
    "protected": FateStyle("=", "green", "protected"),
}


def gutter(explained: "Explanation", why: bool = False) -> "RenderableType":
    """Every line of a dump after its number, its fate and the rules that touched it.

    With `why`, the reasons for its score are below each scored line.
    """
    from rich.console import Group
    from rich.text import Text

    names = [safe(" ".join(short_name(rule, explained.pack) for rule in line.rules)) for line in explained.lines]
    width = max(map(len, names), default=0)
    digits = len(str(len(explained.lines)))
    scored = any(line.score is not None for line in explained.lines)
    reasons = explained.whys() if why else {}
    rows: list[Text] = [_heading(explained)]
    for line, name in zip(explained.lines, names, strict=True):
        mark, style, _ = STYLES[line.fate]
        score = _score(line) if scored else ""
        row = Text(no_wrap=True, overflow="ellipsis")
        row.append(f"{line.number:>{digits}} {mark} {score}{name:<{width}} │ ", style or "dim")
        row.append(safe(line.text), f"{style} strike" if line.fate == "dropped" else style)
        rows.append(row)
        if line.fate == "edited":
            row = Text(no_wrap=True, overflow="ellipsis")
            row.append(f"{'':{digits}} > {'':{len(score)}}{'':<{width}} │ ", style)
            row.append(safe(line.after or ""))
            rows.append(row)
        rows += [Text(f"{'':{digits + 3}}{safe(reason)}", "dim") for reason in reasons.get(line.number, ())]
    return Group(*rows)


def _score(line: "ExplainedLine") -> str:
    number = "" if line.score is None else f"{line.score:+.1f}"
    return f"{number:>{SCORE_WIDTH - 1}} "


def one_line(explained: "Explanation", cleaner: "Cleaner", number: int) -> "RenderableType":
    """One line in detail: the rules that touched it, or those that came close and why they did not act."""
    from rich.console import Group
    from rich.text import Text

    line = explained.lines[number - 1]
    rows: list[Text] = [_heading(explained), Text(f"line {number}: {safe(line.text)}")]
    rows += [Text(safe(f"{judgement.rule}: {judgement.why}")) for judgement in explained.judged(number)]
    if line.rules:
        _, style, verb = STYLES[line.fate]
        rows.append(Text(safe(f"{verb} by {', '.join(line.rules)}"), style))
        if line.fate == "edited":
            rows.append(Text(f"new text: {safe(line.after or '')}"))
    else:
        rows.append(Text("kept: no rule touched it"))
        near = explained.near(cleaner, number)
        rows += [Text("rules that came close:")] if near else []
        rows += [Text(safe(f"  {rule + ': ' if rule else ''}{why}")) for rule, why in near]
    return Group(*rows)


def _heading(explained: "Explanation") -> "Text":
    from rich.text import Text

    file = f" ({explained.pack_file})" if explained.pack_file else ""
    choice = f"{explained.document}: pack {explained.pack}{file}, chosen by: {explained.reason}"
    text = Text(safe(choice), "bold")
    if explained.project_packs:
        text.append(f"\n{safe(project_note(explained.project_packs))}", "yellow")
    for flag in explained.flags:
        text.append(f"\n{safe(str(flag))}", "yellow")
    if explained.unjudged and explained.pack == DEFAULT:  # the rules of an outlet suffice without a judgement
        text.append(f"\nthe page was {safe(explained.unjudged)}", "dim")
    return text


def short_name(rule: str, pack: str) -> str:
    """A rule's name without the name of its pack, if that is the pack of the document.

    >>> short_name("outlets/a.vn:tail", "outlets/a.vn"), short_name("web:share", "outlets/a.vn")
    (':tail', 'web:share')
    """
    name = RuleName.of(rule)
    return f":{name.id}" if name.pack == pack else rule
