"""What people look at: diff, gutter, tables. Returns text or rich renderables; printing is the command line's."""

import difflib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaner.packs import DEFAULT
from cleaner.text import split

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType
    from rich.table import Table
    from rich.text import Text

    from cleaner.batch import Step, Summary
    from cleaner.board import Proposed
    from cleaner.check import Report
    from cleaner.clean import Cleaner
    from cleaner.difference import Change, Difference
    from cleaner.draft import Draft
    from cleaner.evaluate import Scored
    from cleaner.explain import Told
    from cleaner.health import Finding
    from cleaner.health import Report as Health
    from cleaner.match import LineTest
    from cleaner.packs import Library
    from cleaner.score import Scores
    from cleaner.score import Summary as Figures

MARKS = {"kept": (" ", ""), "dropped": ("-", "red"), "edited": ("~", "yellow"), "protected": ("=", "green")}
# An escape sequence in a dump is shown, not obeyed.
_PICTURES = {n: 0x2400 + n for n in range(32) if n != 9} | {127: 0x2421}


def printed(*parts: "RenderableType") -> bytes:
    """Renderables as bytes for standard output: with colour and fitted to the window only in a terminal."""
    from rich.console import Console

    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
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
        console.print(part, soft_wrap=not terminal, no_wrap=not terminal, crop=False)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n")).encode("utf-8", "backslashreplace")


def to_stderr(*parts: "RenderableType") -> None:
    """Renderables on standard error, with colour only in a terminal."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(stderr=True, highlight=False, markup=False, emoji=False, width=120, no_color=True)
    for part in parts:
        console.print(part)


def diff(name: str, raw: str, clean: str) -> str:
    """What a cleaning changes, as a unified diff; "" where it changes nothing."""
    before, after = ([line.text + line.end for line in split(text)] for text in (raw, clean))
    lines = difflib.unified_diff(before, after, name, f"{name} (clean)")
    ends = {"\n": "", "\r": "\n"}  # a line that ends in a carriage return alone has to end for the reader too
    return "".join(line + ends.get(line[-1:], "\n\\ No newline at end of file\n") for line in lines)


def gutter(told: "Told", why: bool = False) -> "RenderableType":
    """Every line of a dump behind its number, its fate and the rules that touched it; `why`: and how it was judged."""
    from rich.console import Group
    from rich.text import Text

    names = [" ".join(_short(rule, told.pack) for rule in line.rules) for line in told.lines]
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
        row.append(_safe(line.text), f"{style} strike" if line.fate == "dropped" else style)
        rows.append(row)
        if line.fate == "edited":
            row = Text(no_wrap=True, overflow="ellipsis")
            row.append(f"{'':{digits}} > {'      ' if scored else ''}{'':<{wide}} │ ", style)
            row.append(_safe(line.after or ""))
            rows.append(row)
        rows += [Text(f"{'':{digits + 3}}{reason}", "dim") for reason in whys.get(line.number, ())]
    return Group(*rows)


def one_line(told: "Told", cleaner: "Cleaner", number: int) -> "RenderableType":
    """All about one line: what touched it, or what came nearest and why it did not."""
    from rich.console import Group
    from rich.text import Text

    line = told.lines[number - 1]
    rows: list[Text] = [_heading(told), Text(f"line {number}: {_safe(line.text)}")]
    rows += [Text(f"{near.rule}: {near.why}") for near in told.judged(number)]
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
    if told.unjudged and told.pack == DEFAULT:  # an outlet's own rules are enough
        text.append(f"\nthe page was {told.unjudged}", "dim")
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
        lines += [f"detected by a line: {_in_words(test)}" for test in pack.detect.line]
    table = _table("rule", "verb", "why")
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


def test_report(reports: "Sequence[Report]") -> "RenderableType":
    """What the examples of packs showed: the complaints, then a line a pack and a sum."""
    from rich.console import Group
    from rich.text import Text

    rows: list[Text] = []
    for report in reports:
        bad = len(report.complaints)
        style = "red" if bad else "green"
        verdict = f"{bad} failed" if bad else "ok"
        what = f"{_number(report.rules, 'rule')}, {_number(report.examples, 'example')}"
        rows.append(Text(f"{report.pack}: {what}, {verdict}", style))
        rows += [Text(f"  {_safe_lines(str(complaint))}", "red") for complaint in report.complaints]
    rules, examples = sum(r.rules for r in reports), sum(r.examples for r in reports)
    bad = sum(len(r.complaints) for r in reports)
    sums = f"{_number(len(reports), 'pack')}, {_number(rules, 'rule')}, {_number(examples, 'example')}"
    rows.append(Text(f"{sums}, {bad} failed", "bold"))
    return Group(*rows)


def _safe_lines(text: str) -> str:
    return "\n".join(map(_safe, text.split("\n")))


NUMBERS = (
    "rules", "words removed", "lines", "documents", "usually removed", "lose > 5 %", "empty", "pages", "removed",
    "of", "words", "share", "now removed", "now kept", "rewritten",
)  # fmt: skip
SHARES = ("macro P", "R", "F1", "micro P", "R", "F1")


def _table(*columns: str, header: bool = True) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_header=header)
    for column in columns:
        justify: JustifyMethod = "right" if column in NUMBERS + SHARES else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=column in NUMBERS + SHARES)
    return table


# ------------------------------------------------------------------ batches

SLOW = 10.0  # seconds between two lines of progress where there is no terminal
TOP = 10  # rules and outlets that a summary shows


@contextmanager
def watched(size: int, quiet: bool) -> Iterator["Callable[[Step], None]"]:
    """Shows how far a batch is, on standard error: a bar in a terminal, a line now and then elsewhere.

    `size` is the input's, in bytes; 0 where it is not known.
    """
    if quiet:
        yield lambda _: None
    elif not sys.stderr.isatty():
        yield _lines(size)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %" if size else ""),
            TextColumn("{task.fields[documents]:,} documents"),
            TextColumn("{task.fields[rate]:.1f} MB/s"),
            TimeRemainingColumn(),
        )
        start = time.monotonic()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=size or None, documents=0, rate=0.0)

            def show(step: "Step") -> None:
                rate = step.size / 1e6 / max(time.monotonic() - start, 0.01)
                bar.update(task, completed=step.size, documents=step.documents, rate=rate)

            yield show


def _lines(size: int) -> "Callable[[Step], None]":
    start = last = time.monotonic()

    def show(step: "Step") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SLOW:
            return
        last = now
        rate = step.size / 1e6 / (now - start)
        share = f"{step.size / size:.0%}, " if size else ""
        left = f", {max(size - step.size, 0) / 1e6 / rate:.0f} s left" if size and rate else ""
        print(f"cleaner: {share}{step.documents:,} documents, {rate:.1f} MB/s{left}", file=sys.stderr)  # noqa: T201

    return show


def summary(made: "Summary") -> "RenderableType":
    """How a batch ended: the sums, the rules that removed most, and each outlet's usual share with its outliers."""
    from rich.console import Group
    from rich.text import Text

    tally = made.tally
    sums = _table("", "", header=False)
    sums.add_row("documents", f"{tally.documents:,}")
    if made.skipped:
        sums.add_row("files done before", f"{made.skipped:,}")
    sums.add_row("words in", f"{tally.words_in:,}")
    sums.add_row("words out", f"{tally.words_out:,}")
    sums.add_row("removed", f"{tally.removed:.1%}")
    sums.add_row("came back unchanged", f"{tally.flags:,}")
    for flag, number in sorted(tally.looks.items(), key=lambda item: (-item[1], item[0])):
        sums.add_row(flag, f"{number:,}")
    sums.add_row("failed", f"{tally.failed + len(made.unread):,}")
    parts: list[RenderableType] = [sums]
    if tally.rules:
        rules = _table("rule", "words removed", "lines")
        for name, taken in sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))[:TOP]:
            rules.add_row(name, f"{taken:,}", f"{tally.lines[name]:,}")
        parts += [Text(), rules]
    if tally.outlets:
        outlets = _table("outlet", "documents", "usually removed", "outliers")
        most = sorted(tally.outlets.items(), key=lambda item: (-item[1].documents, item[0]))[:TOP]
        for name, outlet in most:
            far = ", ".join(f"{share.document} ({share.percent} %)" for share in outlet.outliers()[:3])
            outlets.add_row(name, f"{outlet.documents:,}", f"{outlet.usual} %", _safe(far))
        parts += [Text(), outlets]
    for label, found, number in (
        ("came back unchanged", [f"{name}: {flag}" for name, flag in tally.flagged], tally.flags),
        ("no articles, by their look", [f"{name}: {flag}" for name, flag in tally.unlike], tally.looks.total()),
        ("failed", tally.failures, tally.failed),
    ):
        if found:
            more = [f"  and {number - TOP:,} more"] if number > TOP else []
            parts += [Text(f"\n{label}:"), *(Text(f"  {_safe(line)}") for line in found[:TOP]), *map(Text, more)]
    return Group(*parts)


# ------------------------------------------------------------------ scores

CHARS = 160  # of a line of a document


def scores(groups: "dict[str, Figures]", worst: "Sequence[tuple[Scored, str]]") -> "RenderableType":
    """How near texts come to their references: all, by language and outlet; then documents, with what shows them."""
    from rich.console import Group
    from rich.text import Text

    outlets = [name for name in groups if name.startswith("outlet ")]
    shown = {name: found for name, found in groups.items() if name not in outlets[TOP:]}
    shingles = _table("by shingles", "documents", *SHARES)
    lines = _table("by lines", *SHARES, "lose > 5 %", "empty")
    for name, found in shown.items():
        bare = _safe(name.removeprefix("outlet "))
        shingles.add_row(bare, f"{found.documents:,}", *_shares(found.shingles))
        lines.add_row(bare, *_shares(found.lines), f"{100 * found.losing:.1f} %", f"{found.empty:,}")
    parts: list[RenderableType] = [shingles, Text(), lines]
    if outlets[TOP:]:
        parts += [Text(f"and {len(outlets) - TOP:,} more outlets; --format json has all")]
    if worst:
        parts += [Text("\nworst first:")]
    for document, command in worst:
        parts += [Text(), *_document(document, command)]
    return Group(*parts)


def _shares(found: "Scores") -> list[str]:
    return [f"{share:.3f}" for score in found for share in score]


def _document(document: "Scored", command: str) -> "Iterator[Text]":
    from rich.text import Text

    found = document.marks
    precision, recall, f1 = found.shingles.score()
    both, text, reference = found.lines
    yield Text(f"{_safe(document.page.name)}: F1 {f1:.3f}, P {precision:.3f}, R {recall:.3f}", "bold")
    empty = "; it came out empty" if found.empty else ""
    lines = f"{reference:,} article lines, {reference - both:,} lost, {text - both:,} others left in"
    yield Text(f"  {lines}; loses {100 * found.lost:.1f} %{empty}")
    for label, style, these, number in (
        ("lost", "red", document.missed, reference - both),
        ("left in", "yellow", document.extra, text - both),
    ):
        for place, line in these:
            short = line if len(line) <= CHARS else line[: CHARS - 1] + "…"
            row = Text(f"  {label:7} {place:>5} │ ", style, no_wrap=True, overflow="ellipsis")
            yield row.append(_safe(short))
        if number > len(these):
            yield Text(f"  {'':13} │ and {number - len(these):,} more", style)
    yield Text(f"  {_safe(command)}", "cyan", no_wrap=True, overflow="ignore")  # one line, to be copied


# ------------------------------------------------------------------ proposals

AROUND = 2  # lines above and below those that a rule takes
MUCH = 12  # lines of a page that a rule takes and that are shown


def proposals(made: "Draft") -> "RenderableType":
    """The rules of a draft: how many pages and lines each would change, the share of words, and an example."""
    from rich.console import Group
    from rich.text import Text

    board = made.board
    table = _table("rule", "pages", "lines", "removed", "such as")
    everything = sum(line.words for page in board.pages for line in page.lines) or 1
    for one in made.rules:
        found = made.taken.get(one.id, {})
        taken = [board.pages[at].lines[n] for at, lines in found.items() for n in lines]
        share = sum(line.words for line in taken) / everything
        example = next((line.text.strip() for line in taken if line.words > 1), taken[0].text.strip() if taken else "")
        pages = f"{len(found)} of {len(board.pages)}"
        changed = f"{share:.1%}" if "drop" in one.rule else "rewritten"
        table.add_row(one.id, pages, f"{len(taken):,}", changed, _safe(example[:60]))
    return Group(Text(f"{made.name}: proposed from {board.counts.dumps} dumps", "bold"), table)


def proposal(made: "Draft", one: "Proposed", number: str) -> "RenderableType":
    """One rule of a draft as YAML, with its evidence, and the lines that it takes of a page."""
    from rich.console import Group
    from rich.text import Text

    head = Text(f"\n{one.id} ({number})", "bold")
    evidence = [Text(f"# {line}", "dim") for line in made.evidence(one)]
    yaml = Text(_safe_lines(made.written(one).rstrip()))
    return Group(head, *evidence, yaml, in_context(made, one, 0))


def in_context(made: "Draft", one: "Proposed", turn: int) -> "RenderableType":
    """The lines that a rule takes of a page, with those around them."""
    from rich.console import Group
    from rich.text import Text

    found = made.taken.get(one.id, {})
    if not found:
        why = "other rules take its lines first" if one.taken else "it takes no line of the pages"
        return Text(why, MARKS["edited"][1])
    at = list(found)[turn % len(found)]
    lines, taken = made.board.pages[at].lines, found[at]
    near = sorted({n for m in taken for n in range(m - AROUND, m + AROUND + 1) if 0 <= n < len(lines)})
    taking, shown, hidden = set(taken), 0, 0
    mark, struck = ("-", f"{MARKS['dropped'][1]} strike") if "drop" in one.rule else ("~", MARKS["edited"][1])
    rows: list[Text] = []
    for n in near:
        if n in taking:
            shown += 1
            if MUCH // 2 < shown <= len(taken) - MUCH // 2:
                hidden += 1
                if hidden == 1:
                    rows.append(Text(f"       … {len(taken) - MUCH} more", "dim"))
                continue
        row = Text(no_wrap=True, overflow="ellipsis")
        row.append(f"{lines[n].number + 1:>5} {mark if n in taking else ' '} │ ", "dim")
        row.append(_safe(lines[n].text), struck if n in taking else "")
        rows.append(row)
    return Group(*rows)


# ------------------------------------------------------------------ health


def health(found: "Health", rows: int) -> "RenderableType":
    """How rules fare: what each took, those that took most first; the outlets; then what to look at."""
    from rich.console import Group
    from rich.text import Text

    acted = sum(row.documents > 0 for row in found.rules)
    sums = [
        f"{_number(found.documents, 'document')}, {_number(found.words, 'word')}, {found.removed:.1%} removed",
        f"{found.unchanged:,} came back unchanged" if found.unchanged else "",
        f"{acted:,} of {len(found.rules):,} rules acted",
    ]
    parts: list[RenderableType] = [Text("; ".join(filter(None, sums)), "bold"), Text()]
    table = _table("rule", "documents", "of", "lines", "words", "share", "last seen")
    acting = [row for row in found.rules if row.documents]
    ranked = sorted(acting, key=lambda row: (-row.words, -row.lines, -row.asked, row.rule))
    for row in ranked[:rows]:
        share = f"{row.share:.1%}" if row.words else "-"
        numbers = (f"{number:,}" for number in (row.documents, row.asked, row.lines, row.words))
        table.add_row(row.rule, *numbers, share, row.seen or "never")
    parts += [table] * bool(rows and ranked)
    parts += _more(len(ranked) - rows, "rule")
    outlets = sorted(found.outlets.items(), key=lambda item: (-item[1].documents, item[0]))
    if outlets and rows:
        table = _table("outlet", "documents", "usually removed")
        for name, outlet in outlets[:rows]:
            table.add_row(_safe(name), f"{outlet.documents:,}", f"{outlet.usual} %")
        parts += [Text(), table, *_more(len(outlets) - rows, "outlet")]
    for kind in dict.fromkeys(finding.kind for finding in found.findings):
        these = found.of(kind)
        parts += [Text(f"\n{kind}: {len(these):,}", "yellow")]
        table = _table("", "", header=False)
        for name, why in _by_pack(these, found) if kind == "stale" else (row for one in these for row in _told(one)):
            table.add_row(f"  {_safe(name)}" if name else "", _safe(why))
        parts.append(table)
    return Group(*parts)


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _more(number: int, what: str) -> "list[RenderableType]":
    from rich.text import Text

    if number <= 0:
        return []
    return [Text(f"and {_number(number, f'more {what}')}; --show N shows so many, --format json has all")]


def _told(finding: "Finding") -> Iterator[tuple[str, str]]:
    yield finding.of, finding.why
    yield from (("", document) for document in finding.documents)


def _by_pack(findings: "Sequence[Finding]", found: "Health") -> Iterator[tuple[str, str]]:
    """Rules that never acted, a line a pack: a corpus in one language leaves the packs of all others idle."""
    seen = {row.rule: row.seen for row in found.rules}
    packs: dict[str, list[str]] = {}
    for finding in findings:
        packs.setdefault(finding.of.rpartition(":")[0], []).append(finding.of)
    for pack, rules in packs.items():
        all_ = sum(name.rpartition(":")[0] == pack for name in seen)
        ids = [name.rpartition(":")[2] + (f" ({day})" if (day := seen[name]) else "") for name in rules]
        idle = len(rules) == all_ > 1 and not any(seen[name] for name in rules)
        yield pack, f"all {all_} rules" if idle else ", ".join(ids)


# ------------------------------------------------------------------ differences

SIGNS = {"-": "red", "+": "green"}


def difference(found: "Difference", show: int) -> "RenderableType":
    """What a change of rules does: the sums, the rules, the documents; then some of these with their lines."""
    from rich.console import Group
    from rich.text import Text

    share = f" ({found.changed / found.documents:.1%})" if found.changed else ""
    come = "comes" if found.changed == 1 else "come"
    parts: list[RenderableType] = [
        Text(
            f"{_number(found.documents, 'document')}, of which {found.changed:,} {come} out otherwise{share}",
            "bold",
        )
    ]
    if found.lines:
        said = {"-": "now removed", "+": "now kept", "~": "rewritten"}
        sums = [
            f"{_number(number, 'line')} {said[sign]} ({_number(found.words[sign], 'word')})"
            for sign, number in sorted(found.lines.items(), key=lambda item: "-+~".index(item[0]))
        ]
        parts.append(Text("; ".join(sums)))
    for (old, new), number in sorted(found.packs.items(), key=lambda item: (-item[1], item[0])):
        parts.append(Text(f"pack {old} → {new}: {_number(number, 'document')}"))
    if effects := found.effects():
        table = _table("rule", "now removed", "now kept", "rewritten", "documents")
        for rule, effect in effects.items():
            table.add_row(rule, *(f"{number:,}" if number else "-" for number in effect))
        parts += [Text(), table]
    changes = found.first(max(show, TOP))
    if changes and not show:
        table = _table("document", "now removed", "now kept", "rewritten")
        for change in changes[:TOP]:
            table.add_row(_safe(change.document), *(f"{number:,}" if number else "-" for number in _counts(change)))
        parts += [Text(), table]
        more = f"and {found.changed - TOP:,} more; " if found.changed > TOP else ""
        parts.append(Text(f"{more}--show N shows the lines of so many documents"))
    for change in changes[:show]:
        parts += [Text(), *_changed(change)]
    if show and found.changed > show:
        parts.append(Text(f"\nand {_number(found.changed - show, 'more document')}"))
    return Group(*parts)


def _counts(change: "Change") -> tuple[int, int, int]:
    return change.count("-"), change.count("+"), change.count("~")


def _changed(change: "Change") -> "Iterator[Text]":
    """One document as a diff, the rules at its side."""
    from rich.text import Text

    old, new = change.packs
    yield Text(f"{_safe(change.document)}: pack {old if old == new else f'{old} → {new}'}", "bold")
    for flag in change.flags:
        yield Text(flag, "yellow")
    if not change.lines:
        yield Text("only blank lines differ", "dim")
    digits = max((len(str(line.number)) for line in change.lines), default=0)
    wide = max((len(_short(line.rule, new)) for line in change.lines), default=0)
    for line in change.lines:
        for mark, text in (("-", line.before), ("+", line.after)):
            if text is not None:
                row = Text(no_wrap=True, overflow="ellipsis")
                row.append(f"{line.number:>{digits}} {mark} {_short(line.rule, new):<{wide}} │ ", SIGNS[mark])
                yield row.append(_safe(text), SIGNS[mark])
