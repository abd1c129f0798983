"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

import difflib
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.text import split

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from cleaner.check import Report
    from cleaner.clean import Cleaner
    from cleaner.explain import Told
    from cleaner.match import LineTest
    from cleaner.packs import Library

MARKS = {"kept": (" ", ""), "dropped": ("-", "red"), "edited": ("~", "yellow"), "protected": ("=", "green")}
# An escape sequence in a dump is shown, not obeyed.
_PICTURES = {n: 0x2400 + n for n in range(32) if n != 9} | {127: 0x2421}


def printed(*parts: "RenderableType") -> bytes:
    """Renderables as bytes for standard output: with colour and fitted to the window only in a terminal."""
    from rich.console import Console

    terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=terminal,
        no_color=None if terminal else True,
        width=None if terminal else 10_000,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=not terminal, no_wrap=not terminal)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n")).encode("utf-8", "backslashreplace")


def diff(name: str, raw: str, clean: str) -> str:
    """What a cleaning changes, as a unified diff; "" where it changes nothing."""
    before, after = ([line.text + line.end for line in split(text)] for text in (raw, clean))
    lines = difflib.unified_diff(before, after, name, f"{name} (clean)")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def gutter(told: "Told") -> "RenderableType":
    """Every line of a dump behind its number, its fate and the rules that touched it."""
    from rich.console import Group
    from rich.text import Text

    names = [" ".join(_short(rule, told.pack) for rule in line.rules) for line in told.lines]
    wide = max(map(len, names), default=0)
    digits = len(str(len(told.lines)))
    rows: list[Text] = [_heading(told)]
    for line, name in zip(told.lines, names, strict=True):
        mark, style = MARKS[line.fate]
        row = Text(no_wrap=True, overflow="ellipsis")
        row.append(f"{line.number:>{digits}} {mark} {name:<{wide}} │ ", style or "dim")
        row.append(_safe(line.text), f"{style} strike" if line.fate == "dropped" else style)
        rows.append(row)
        if line.fate == "edited":
            row = Text(no_wrap=True, overflow="ellipsis")
            row.append(f"{'':{digits}} > {'':<{wide}} │ ", style)
            row.append(_safe(line.after or ""))
            rows.append(row)
    return Group(*rows)


def one_line(told: "Told", cleaner: "Cleaner", number: int) -> "RenderableType":
    """All about one line: what touched it, or what came nearest and why it did not."""
    from rich.console import Group
    from rich.text import Text

    line = told.lines[number - 1]
    rows: list[Text] = [_heading(told), Text(f"line {number}: {_safe(line.text)}")]
    if line.rules:
        verb = "protected" if line.fate == "protected" else line.fate
        rows.append(Text(f"{verb} by {', '.join(line.rules)}", MARKS[line.fate][1]))
        if line.fate == "edited":
            rows.append(Text(f"came out as: {_safe(line.after or '')}"))
    else:
        rows.append(Text("kept: no rule touched it"))
        near = told.near(cleaner, number)
        rows += [Text("came near:")] if near else []
        rows += [Text(f"  {rule + ': ' if rule else ''}{_safe(why)}") for rule, why in near]
    return Group(*rows)


def _heading(told: "Told") -> "Text":
    from rich.text import Text

    text = Text(f"{told.document}: pack {told.pack}, chosen by: {told.reason}", "bold")
    for flag in told.flags:
        text.append(f"\n{flag}", "yellow")
    return text


def _short(rule: str, pack: str) -> str:
    """A rule's name without the name of the pack that was chosen."""
    return rule[len(pack) :] if rule.startswith(pack + ":") else rule


def _safe(text: str) -> str:
    return text.translate(_PICTURES)


def pack_table(library: "Library") -> "RenderableType":
    """All packs of a library."""
    table = _table("pack", "rules", "about", "file")
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
        lines += [f"detected by a line: {_told(test)}" for test in pack.detect.line]
    table = _table("rule", "verb", "why")
    for rule in library.rules(name):
        table.add_row(rule.name, rule.verb, rule.why)
    return Group(*map(Text, lines), table)


def _told(test: "LineTest") -> str:
    """A line test in short: the keys that are set."""
    parts = []
    for name, value in test._asdict().items():
        if value is None or value == ():
            continue
        shown = " | ".join(map(str, value)) if isinstance(value, tuple) and not hasattr(value, "_fields") else value
        parts.append(f"{name.rstrip('_')} {shown}")
    return ", ".join(parts)


def test_report(reports: "Sequence[Report]") -> "RenderableType":
    """What the examples of packs showed: the complaints, then a line a pack and a sum."""
    from rich.console import Group
    from rich.text import Text

    rows: list[Text] = []
    for report in reports:
        bad = len(report.complaints)
        style = "red" if bad else "green"
        verdict = f"{bad} failed" if bad else "ok"
        rows.append(Text(f"{report.pack}: {report.rules} rules, {report.examples} examples, {verdict}", style))
        rows += [Text(f"  {_safe_lines(str(complaint))}", "red") for complaint in report.complaints]
    rules, examples = sum(r.rules for r in reports), sum(r.examples for r in reports)
    bad = sum(len(r.complaints) for r in reports)
    rows.append(Text(f"{len(reports)} packs, {rules} rules, {examples} examples, {bad} failed", "bold"))
    return Group(*rows)


def _safe_lines(text: str) -> str:
    return "\n".join(map(_safe, text.split("\n")))


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column == "rules" else "left", overflow="fold")
    return table
