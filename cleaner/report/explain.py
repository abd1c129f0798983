"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from typing import TYPE_CHECKING

from cleaner.packs.layers import DEFAULT
from cleaner.report.console import safe

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.engine.clean import Cleaner
    from cleaner.engine.explain import Explanation


MARKS = {"kept": (" ", ""), "dropped": ("-", "red"), "edited": ("~", "yellow"), "protected": ("=", "green")}


def gutter(told: "Explanation", why: bool = False) -> "RenderableType":
    """Every line of a dump behind its number, its fate and the rules that touched it; `why`: and how it was judged."""
    from rich.console import Group
    from rich.text import Text

    names = [" ".join(short_name(rule, told.pack) for rule in line.rules) for line in told.lines]
    wide = max(map(len, names), default=0)
    digits = len(str(len(told.lines)))
    scored = any(line.score is not None for line in told.lines)
    whys = told.whys() if why else {}
    rows: list[Text] = [_heading(told)]
    for line, name in zip(told.lines, names, strict=True):
        mark, style = MARKS[line.fate]
        row = Text(no_wrap=True, overflow="ellipsis")
        score = "" if not scored else f"{'' if line.score is None else f'{line.score:+.1f}':>5} "
        row.append(f"{line.number:>{digits}} {mark} {score}{name:<{wide}} │ ", style or "dim")
        row.append(safe(line.text), f"{style} strike" if line.fate == "dropped" else style)
        rows.append(row)
        if line.fate == "edited":
            row = Text(no_wrap=True, overflow="ellipsis")
            row.append(f"{'':{digits}} > {'      ' if scored else ''}{'':<{wide}} │ ", style)
            row.append(safe(line.after or ""))
            rows.append(row)
        rows += [Text(f"{'':{digits + 3}}{reason}", "dim") for reason in whys.get(line.number, ())]
    return Group(*rows)


def one_line(told: "Explanation", cleaner: "Cleaner", number: int) -> "RenderableType":
    """All about one line: what touched it, or what came nearest and why it did not."""
    from rich.console import Group
    from rich.text import Text

    line = told.lines[number - 1]
    rows: list[Text] = [_heading(told), Text(f"line {number}: {safe(line.text)}")]
    rows += [Text(f"{near.rule}: {near.why}") for near in told.judged(number)]
    if line.rules:
        verb = "protected" if line.fate == "protected" else line.fate
        rows.append(Text(f"{verb} by {', '.join(line.rules)}", MARKS[line.fate][1]))
        if line.fate == "edited":
            rows.append(Text(f"came out as: {safe(line.after or '')}"))
    else:
        rows.append(Text("kept: no rule touched it"))
        near = told.near(cleaner, number)
        rows += [Text("came near:")] if near else []
        rows += [Text(f"  {rule + ': ' if rule else ''}{safe(why)}") for rule, why in near]
    return Group(*rows)


def _heading(told: "Explanation") -> "Text":
    from rich.text import Text

    text = Text(f"{told.document}: pack {told.pack}, chosen by: {told.reason}", "bold")
    for flag in told.flags:
        text.append(f"\n{flag}", "yellow")
    if told.unjudged and told.pack == DEFAULT:  # an outlet's own rules are enough
        text.append(f"\nthe page was {told.unjudged}", "dim")
    return text


def short_name(rule: str, pack: str) -> str:
    """A rule's name without the name of the pack that was chosen."""
    return rule[len(pack) :] if rule.startswith(pack + ":") else rule
