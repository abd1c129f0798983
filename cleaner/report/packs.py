"""The reports of `cleaner rules list` and `cleaner rules show`."""

from typing import TYPE_CHECKING, Any

from cleaner.lines.linetest import UNSET, LineTest, Span
from cleaner.lines.safe import safe
from cleaner.report.console import numbers, table_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.packs.library import Library


def pack_table(library: "Library") -> "RenderableType":
    """All packs of a library."""
    table = table_of("pack", *numbers("rules"), "about", "file")
    for pack in library.packs.values():
        table.add_row(safe(pack.name), str(len(pack.rules)), safe(pack.about), safe(pack.path))
    return table


def pack_page(library: "Library", name: str) -> "RenderableType":
    """One pack: how it is detected, and its rules in the order in which they act, with inherited ones."""
    from rich.console import Group
    from rich.text import Text

    pack = library.packs[name]
    lines = [f"{name}: {pack.about}" if pack.about else name, f"file: {pack.path}"]
    lineage = library.lineage(name)
    if len(lineage) > 1:
        lines.append(f"extends: {', '.join(lineage[1:])}")
    if off := sorted(library.without(name)):
        lines.append(f"without: {', '.join(off)}")
    if pack.detect is not None:
        lines += [f"detected by host: {', '.join(pack.detect.host)}"] if pack.detect.host else []
        lines += [f"detected by a line: {_in_words(test)}" for test in pack.detect.line]
    table = table_of("rule", "verb", "why")
    for rule in library.rules(name):
        table.add_row(safe(rule.name), rule.verb, safe(rule.why))
    return Group(*(Text(safe(line)) for line in lines), table)


def _in_words(value: Any) -> str:
    """A line test, or a value inside one, in short.

    >>> _in_words(LineTest(starts=("A ONLINE",), words=Span(most=5)))
    'starts A ONLINE, words at most 5'
    """
    if isinstance(value, LineTest):
        given = ((key.removesuffix("_"), wanted) for key, wanted in value._asdict().items() if wanted not in UNSET)
        return ", ".join(f"{key} {_in_words(wanted)}" for key, wanted in given)
    if isinstance(value, Span):
        return _span(value)
    if isinstance(value, tuple):
        return " | ".join(map(_in_words, value))
    return str(value)


def _span(span: Span) -> str:
    if span.most is None:
        return f"at least {span.least}"
    return f"{span.least} to {span.most}" if span.least else f"at most {span.most}"
