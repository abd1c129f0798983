"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

from typing import TYPE_CHECKING

from cleaner.report.console import table_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cleaner.lines.linetest import LineTest
    from cleaner.packs.library import Library


def pack_table(library: "Library") -> "RenderableType":
    """All packs of a library."""
    table = table_of("pack", "rules", "about", "file")
    for pack in library.packs.values():
        table.add_row(pack.name, str(len(pack.rules)), pack.about, pack.path)
    return table


def pack_page(library: "Library", name: str) -> "RenderableType":
    """One pack: its signs, and its rules in the order in which they act."""
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
        table.add_row(rule.name, rule.verb, rule.why)
    return Group(*map(Text, lines), table)


def _in_words(test: "LineTest") -> str:
    """A line test in short: the keys that are set."""
    parts = []
    for name, value in test._asdict().items():
        if value is None or value == ():
            continue
        shown = " | ".join(map(str, value)) if isinstance(value, tuple) and not hasattr(value, "_fields") else value
        parts.append(f"{name.rstrip('_')} {shown}")
    return ", ".join(parts)
