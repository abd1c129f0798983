"""The report of `cleaner rules diff`: sums, the rules to blame, and the documents that change."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleaner.lines.safe import safe, short
from cleaner.lines.words import counted
from cleaner.report.batch import TOP_ROWS
from cleaner.report.console import numbers, table_of
from cleaner.report.explain import short_name

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from cleaner.health.diff import Change, Difference, Sign

STYLES: "dict[Sign, str]" = {"-": "red", "+": "green"}
NAMES: "dict[Sign, str]" = {"-": "now removed", "+": "now kept", "~": "rewritten"}


def difference_report(difference: "Difference", show: int) -> "RenderableType":
    """The whole report, with the lines of `show` documents."""
    from rich.console import Group

    changes = _lines_of(difference, show) if show else _documents(difference)
    return Group(*_sums(difference), *_rules(difference), *changes)


def _sums(difference: "Difference") -> "Iterator[RenderableType]":
    from rich.text import Text

    changed, documents = difference.changed, difference.documents
    share = f" ({changed / documents:.1%})" if changed else ""
    yield Text(
        f"{changed:,} of {counted(documents, 'document')} {'changes' if changed == 1 else 'change'}{share}", "bold"
    )
    if difference.lines:
        sums = (
            f"{counted(difference.lines[sign], 'line')} {name} ({counted(difference.words[sign], 'word')})"
            for sign, name in NAMES.items()
            if difference.lines[sign]
        )
        yield Text("; ".join(sums))
    for (old, new), number in sorted(difference.packs.items(), key=lambda item: (-item[1], item[0])):
        yield Text(f"pack {safe(old)} → {safe(new)}: {counted(number, 'document')}")


def _rules(difference: "Difference") -> "Iterator[RenderableType]":
    from rich.text import Text

    effects = difference.effects()
    if effects:
        table = table_of("rule", *numbers(*NAMES.values(), "documents"))
        for rule, effect in effects.items():
            table.add_row(safe(rule), *map(_number, effect))
        yield from (Text(), table)


def _documents(difference: "Difference") -> "Iterator[RenderableType]":
    """The documents that change most, one row each."""
    from rich.text import Text

    changes = difference.first(TOP_ROWS)
    if changes:
        table = table_of("document", *numbers(*NAMES.values()))
        for change in changes:
            table.add_row(safe(short(change.document)), *(_number(change.count(sign)) for sign in NAMES))
        hidden = f"and {difference.changed - TOP_ROWS:,} more; " if difference.changed > TOP_ROWS else ""
        yield from (Text(), table, Text(f"{hidden}--show N shows the changed lines of N documents"))


def _lines_of(difference: "Difference", show: int) -> "Iterator[RenderableType]":
    """The documents that change most, with their changed lines."""
    from rich.text import Text

    for change in difference.first(show):
        yield from (Text(), *_changed_lines(change))
    if difference.changed > show:
        yield Text(f"\nand {counted(difference.changed - show, 'more document')}")


def _number(number: int) -> str:
    return f"{number:,}" if number else "-"


def _changed_lines(change: "Change") -> "Iterator[Text]":
    """One document as a diff, with the rules at its side."""
    from rich.text import Text

    old, new = change.packs
    yield Text(safe(f"{short(change.document)}: pack {old if old == new else f'{old} → {new}'}"), "bold")
    for flag in change.flags:
        yield Text(safe(flag), "yellow")
    if not change.lines:
        yield Text("only blank lines differ", "dim")
    digits = max((len(str(line.number)) for line in change.lines), default=0)
    width = max((len(safe(short_name(line.rule, new))) for line in change.lines), default=0)
    for line in change.lines:
        rows: tuple[tuple[Sign, str | None], ...] = (("-", line.before), ("+", line.after))
        for sign, text in rows:
            if text is not None:
                row = Text(no_wrap=True, overflow="ellipsis")
                name = safe(short_name(line.rule, new))
                row.append(f"{line.number:>{digits}} {sign} {name:<{width}} │ ", STYLES[sign])
                yield row.append(safe(text), STYLES[sign])
