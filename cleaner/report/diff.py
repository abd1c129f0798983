"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleaner.lines.words import counted
from cleaner.report.batch import TOP
from cleaner.report.console import safe, table_of
from cleaner.report.explain import short_name

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.health.diff import Change, Difference


# ------------------------------------------------------------------ differences

SIGNS = {"-": "red", "+": "green"}


def difference_report(found: "Difference", show: int) -> "RenderableType":
    """What a change of rules does: the sums, the rules, the documents; then some of these with their lines."""
    from rich.console import Group
    from rich.text import Text

    share = f" ({found.changed / found.documents:.1%})" if found.changed else ""
    come = "comes" if found.changed == 1 else "come"
    parts: list[RenderableType] = [
        Text(
            f"{counted(found.documents, 'document')}, of which {found.changed:,} {come} out otherwise{share}",
            "bold",
        )
    ]
    if found.lines:
        said = {"-": "now removed", "+": "now kept", "~": "rewritten"}
        sums = [
            f"{counted(number, 'line')} {said[sign]} ({counted(found.words[sign], 'word')})"
            for sign, number in sorted(found.lines.items(), key=lambda item: "-+~".index(item[0]))
        ]
        parts.append(Text("; ".join(sums)))
    for (old, new), number in sorted(found.packs.items(), key=lambda item: (-item[1], item[0])):
        parts.append(Text(f"pack {old} → {new}: {counted(number, 'document')}"))
    if effects := found.effects():
        table = table_of("rule", "now removed", "now kept", "rewritten", "documents")
        for rule, effect in effects.items():
            table.add_row(rule, *(f"{number:,}" if number else "-" for number in effect))
        parts += [Text(), table]
    changes = found.first(max(show, TOP))
    if changes and not show:
        table = table_of("document", "now removed", "now kept", "rewritten")
        for change in changes[:TOP]:
            table.add_row(safe(change.document), *(f"{number:,}" if number else "-" for number in _counts(change)))
        parts += [Text(), table]
        more = f"and {found.changed - TOP:,} more; " if found.changed > TOP else ""
        parts.append(Text(f"{more}--show N shows the lines of so many documents"))
    for change in changes[:show]:
        parts += [Text(), *_changed(change)]
    if show and found.changed > show:
        parts.append(Text(f"\nand {counted(found.changed - show, 'more document')}"))
    return Group(*parts)


def _counts(change: "Change") -> tuple[int, int, int]:
    return change.count("-"), change.count("+"), change.count("~")


def _changed(change: "Change") -> "Iterator[Text]":
    """One document as a diff, the rules at its side."""
    from rich.text import Text

    old, new = change.packs
    yield Text(f"{safe(change.document)}: pack {old if old == new else f'{old} → {new}'}", "bold")
    for flag in change.flags:
        yield Text(flag, "yellow")
    if not change.lines:
        yield Text("only blank lines differ", "dim")
    digits = max((len(str(line.number)) for line in change.lines), default=0)
    wide = max((len(short_name(line.rule, new)) for line in change.lines), default=0)
    for line in change.lines:
        for mark, text in (("-", line.before), ("+", line.after)):
            if text is not None:
                row = Text(no_wrap=True, overflow="ellipsis")
                row.append(f"{line.number:>{digits}} {mark} {short_name(line.rule, new):<{wide}} │ ", SIGNS[mark])
                yield row.append(safe(text), SIGNS[mark])
