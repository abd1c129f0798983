"""See in a browser what a batch took out of your pages, by which rule, and where that looks wrong: one file, offline.

Nothing in it is asked of the network and nothing runs. What comes from dumps is text and stays text.
"""

import html
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby

from cleaner.corpus.batch import BatchSummary
from cleaner.corpus.tally import FEW, Outlet
from cleaner.corpus.worker import Sample
from cleaner.engine.explain import ExplainedLine, Fate
from cleaner.engine.pipeline import TIDY
from cleaner.lines.text import split
from cleaner.lines.words import blank

ROWS, FIRST = 100, 12  # rows of a table or entries of a list, and how many stand there unfolded
LINES, CHARS = 400, 40_000  # what is shown from a sample's top; of its end, a quarter of that
LINE = 4_000  # characters shown of one line
NAME = 300  # characters shown of a name or a message
SAMPLES = 2 << 20  # bytes of all samples together, as HTML

# An escape sequence is shown, not obeyed; so is all else that would act and not show.
_PICTURES = {n: 0x2400 + n for n in range(32) if n != 9} | {127: 0x2421} | dict.fromkeys(range(128, 160), 0xFFFD)


def page(summary: BatchSummary) -> str:
    """The page. Lone surrogates of the dumps are still in it: encode it with `backslashreplace`."""
    parts = {
        "rules": ("Removal by rule", _rules(summary)),
        "outlets": ("Removal by outlet", _outlets(summary)),
        "outliers": ("Outliers", _outliers(summary)),
        "problems": ("Problems", _problems(summary)),
        "samples": ("Samples", _samples(summary)),
    }
    links = "".join(f'<li><a href="#{name}">{name.title()}</a></li>\n' for name in parts)
    body = "".join(_section(name, title, part) for name, (title, part) in parts.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Batch report: {_count(summary.tally.documents, "document")}</title>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<h1>Batch report</h1>
{_sums(summary)}
<nav aria-label="Sections"><ul>
{links}</ul></nav>
</header>
<main id="main" tabindex="-1">
{body}</main>
</body>
</html>
"""


# ------------------------------------------------------------------ sums and charts


def _sums(summary: BatchSummary) -> str:
    tally = summary.tally
    sums = [
        ("documents", f"{tally.documents:,}"),
        ("words in", f"{tally.words_in:,}"),
        ("words out", f"{tally.words_out:,}"),
        ("removed", f"{100 * tally.removed:.1f} %"),
        ("came back unchanged", f"{tally.flags:,}"),
        ("no articles, by their look", f"{tally.looks.total():,}"),
        ("failed", f"{tally.failed:,}"),
        ("not read or not written", f"{len(summary.unread):,}"),
        ("files done before", f"{summary.skipped:,}"),
    ]
    tiles = "".join(f"<div><dt>{name}</dt><dd>{number}</dd></div>\n" for name, number in sums)
    stopped = ", ".join(_name(name) for name in summary.stopped)
    told = f'<p class="flag">The run was stopped at {stopped}; the same command goes on from there.</p>\n'
    bar = _bar(tally.words_in - tally.words_out, tally.words_in)
    return f'{told if stopped else ""}<dl class="sums">\n{tiles}</dl>\n{bar}'


def _rules(summary: BatchSummary) -> str:
    tally = summary.tally
    ranked = sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))
    most = max(tally.rules.values(), default=0)
    rows = [(_name(rule) + _bar(words, most), f"{words:,}", f"{tally.lines[rule]:,}") for rule, words in ranked]
    return table_of(("rule", "words", "lines"), rows, "No rule touched anything.")


def _outlets(summary: BatchSummary) -> str:
    ranked = sorted(summary.tally.outlets.items(), key=lambda item: (-item[1].documents, item[0]))
    rows = [(_name(name), f"{one.documents:,}", f"{one.usual} %", _spread(one)) for name, one in ranked]
    note = (
        '<p class="note">In half of an outlet’s documents, no more than the usual share is removed. '
        "The spread shows how many lose how much, from nothing on its left to everything on its right.</p>\n"
    )
    columns = ("outlet", "documents", "usual", "spread")
    return (note if rows else "") + table_of(columns, rows, "There were no documents.")


def _outliers(summary: BatchSummary) -> str:
    places: dict[str, int] = {}
    for number, sample in enumerate(summary.samples, 1):
        places.setdefault(sample.document, number)
    found = [(name, outlet) for name, outlet in sorted(summary.tally.outlets.items()) if outlet.outliers()]
    if not found:
        few = f"Outlets with fewer than {FEW} documents are not judged."
        return f"<p>No document is far from what is usual at its outlet. {few}</p>\n"
    parts = []
    for name, outlet in found[:ROWS]:
        entries = []
        for percent, document in outlet.outliers():
            at = places.get(document)
            link = f'<a href="#sample-{at}">{_name(document)}</a>' if at else _name(document)
            entries.append(f"{percent} % of {link}")
        parts.append(f"<h3>{_name(name)}</h3>\n<p>Usually, {outlet.usual} % is removed. Here it was:</p>\n")
        parts.append(_list(entries))
    return "".join(parts) + _unlisted(len(found) - ROWS)


def _problems(summary: BatchSummary) -> str:
    tally = summary.tally
    flagged = [f"{_name(document)}: {_name(str(flag))}" for document, flag in tally.flagged]
    parts = [
        ("Came back unchanged", flagged, tally.flags),
        (
            "No articles, by their look",
            [f"{_name(d)}: {_name(str(flag))}" for d, flag in tally.unlike],
            tally.looks.total(),
        ),
        ("Failed", [_name(failure) for failure in tally.failures], tally.failed),
        ("Not read or not written", [_name(message) for message in summary.unread], len(summary.unread)),
    ]
    told = [f"<h3>{title}</h3>\n{_list(entries, number)}" for title, entries, number in parts if entries]
    return "".join(told) or "<p>There were none.</p>\n"


def _bar(part: int, whole: int) -> str:
    """A bar for a number that stands beside it as text."""
    wide = round(100 * part / whole, 1) if whole else 0
    return (
        '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" width="100" height="1"/><rect width="{wide}" height="1"/></svg>'
    )


def _spread(outlet: Outlet) -> str:
    """How many documents lost how much, in ten steps, the usual one marked."""
    steps = [0] * 10
    for percent, number in outlet.shares.items():
        steps[min(percent // 10, 9)] += number
    most = max(steps) or 1
    bars, told = [], []
    for step, number in enumerate(steps):
        tall = max(round(24 * number / most, 1), 1.5 if number else 0.5)
        style = "usual" if step == min(outlet.usual // 10, 9) else "" if number else "all"
        bars.append(f'<rect class="{style}" x="{10 * step}" y="{24 - tall:g}" width="9" height="{tall:g}"/>')
        if number:
            told.append(f"{10 * step} to {10 * step + 9 + (step == 9)} %: {_count(number, 'document')}")
    least, most = min(outlet.shares, default=0), max(outlet.shares, default=0)
    label = "; ".join(told) or "no documents"
    picture = f'<svg class="spread" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label="{label}">'
    span = f"{least} %" if least == most else f"{least} to {most} %"
    return f'{picture}{"".join(bars)}</svg><span class="note">{span}</span>'


# ------------------------------------------------------------------ samples


def _samples(summary: BatchSummary) -> str:
    if not summary.samples:
        return "<p>No document was kept to be shown.</p>\n"
    parts: list[str] = []
    size = 0
    telling = next((n for n, sample in enumerate(summary.samples, 1) if sample.result.edits), 1)
    for number, sample in enumerate(summary.samples, 1):
        part = _sample(number, sample, number == telling)
        size += len(part.encode("utf-8", "backslashreplace"))
        if parts and size > SAMPLES:
            left = _count(len(summary.samples) - number + 1, "more sample")
            parts.append(f'<p class="note">{left} left out here.</p>\n')
            break
        parts.append(part)
    return (
        '<p class="note"><del>Struck lines</del> were removed; <ins>marked lines</ins> are what became of edited ones. '
        "The rule stands beside them, or shows below when you point at them, tap them or tab to them.</p>\n"
        + "".join(parts)
    )


def _sample(number: int, sample: Sample, unfolded: bool) -> str:
    lines = _lines_of(sample)
    shown, rest = _fitting(lines, LINES, CHARS)
    end, between = _fitting(rest[::-1], LINES // 4, CHARS // 4)
    gap = f'<p class="note">{_count(len(between), "line")} left out here.</p>\n' if between else ""
    result = sample.result
    flags = "".join(f'<p class="flag">{_name(str(flag))}</p>\n' for flag in result.flags)
    fates = Counter(line.fate for line in lines if not blank(line.text))
    sums = f"{fates['dropped']:,} of {_count(fates.total(), 'line')} of text removed"
    sums += f", {fates['edited']:,} edited" if fates["edited"] else ""
    return (
        f'<details id="sample-{number}"{" open" if unfolded else ""}>\n'
        f"<summary><h3>{_name(sample.document)}</h3> <span>{sums}</span></summary>\n"
        f"<p>Pack {_name(result.pack)}, chosen by: {_name(result.reason)}</p>\n{flags}"
        f'<div class="dump" lang="">\n{_blocks(shown)}{gap}{_blocks(end[::-1])}</div>\n</details>\n'
    )


def _lines_of(sample: Sample) -> list[ExplainedLine]:
    """Each raw line with what became of it."""
    rules: dict[int, list[str]] = {}
    after: dict[int, str | None] = {}
    for edit in sample.result.edits:
        rules.setdefault(edit.line, []).append(edit.rule)
        after[edit.line] = None if edit.after is None else edit.after.rstrip("\r\n")
    told = []
    for line in split(sample.raw):
        end = after.get(line.number, line.text)
        fate: Fate = "dropped" if end is None else "kept" if end == line.text else "edited"
        touched = tuple(rules[line.number]) if fate != "kept" else ()  # a line end alone is not worth showing
        told.append(ExplainedLine(line.number, line.text, fate, touched, end))
    return told


def _fitting(lines: list[ExplainedLine], most: int, chars: int) -> tuple[list[ExplainedLine], list[ExplainedLine]]:
    """The lines from the top that may be shown, and the others."""
    sizes = accumulate(min(len(line.text), LINE) for line in lines)
    count = sum(size <= chars for size in sizes)
    return lines[: min(count, most)], lines[min(count, most) :]


def _blocks(lines: Iterable[ExplainedLine]) -> str:
    """Lines that one rule took together are one stop of the Tab key; blank lines that tidy took are none."""
    return "".join(_block(rules, list(run)) for rules, run in groupby(lines, lambda line: line.rules))


def _block(rules: tuple[str, ...], lines: list[ExplainedLine]) -> str:
    rows = "".join(map(_row, lines))
    if not rules or rules == (TIDY,):
        title = f' title="{TIDY}"' if rules else ""
        return f'<div class="block"{title}>\n<div>\n{rows}</div>\n</div>\n'
    verb = "edited" if any(line.fate == "edited" for line in lines) else "removed"
    label = _text(f"{verb} by {', '.join(rules)}")
    return (
        f'<div class="block touched" tabindex="0" role="group" aria-label="{label}">\n<div>\n{rows}</div>\n'
        f'<p class="rule" lang="en"><span>{verb} by</span> {", ".join(map(_name, rules))}</p>\n</div>\n'
    )


def _row(line: ExplainedLine) -> str:
    style = "line empty" if blank(line.text) else "line"
    tag = "span" if line.fate == "kept" else "del"
    number = f'<span class="number">{line.number}</span>'
    row = f'<div class="{style}">{number}<{tag} dir="auto">{_text(line.text, LINE)}</{tag}></div>\n'
    if line.fate == "edited":
        after = f'<ins dir="auto">{_text(line.after or "", LINE)}</ins>'
        row += f'<div class="line"><span class="number">→</span>{after}</div>\n'
    return row


# ------------------------------------------------------------------ parts


def _section(name: str, title: str, body: str) -> str:
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{title}</h2>\n{body}</section>\n'
    )


def table_of(columns: Sequence[str], rows: Sequence[Sequence[str]], none: str) -> str:
    """A table of cells that are HTML; the first of a row is its heading."""
    if not rows:
        return f"<p>{none}</p>\n"
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = [
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'
        for first, *cells in rows[:ROWS]
    ]
    start = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    return _folded(start, body, "</tbody>\n</table>\n", len(rows))


def _list(entries: Sequence[str], number: int = 0) -> str:
    """A list of entries that are HTML, the first of `number`."""
    return _folded("<ul>\n", [f"<li>{entry}</li>\n" for entry in entries[:ROWS]], "</ul>\n", max(number, len(entries)))


def _folded(start: str, rows: Sequence[str], end: str, number: int) -> str:
    """Rows between the start and the end of their element; those after the first are folded up."""
    more = _unlisted(number - len(rows))
    if len(rows) <= FIRST + 2:
        return f"{start}{''.join(rows)}{end}{more}"
    first, rest = "".join(rows[:FIRST]), "".join(rows[FIRST:])
    fold = f"<summary>{len(rows) - FIRST:,} more</summary>\n{start}{rest}{end}{more}"
    return f'{start}{first}{end}<details class="more">\n{fold}</details>\n'


def _unlisted(number: int) -> str:
    return f'<p class="note">{number:,} more are not listed.</p>\n' if number > 0 else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _name(text: str) -> str:
    """A name or message inside a sentence: it cannot turn the direction of what stands around it."""
    return f"<bdi>{_text(text)}</bdi>"


def _text(text: str, most: int = NAME) -> str:
    """A text as HTML, for an element or an attribute in double quotes."""
    rest = len(text) - most
    shown = html.escape(text[:most].translate(_PICTURES))
    return f"{shown} … (and {_count(rest, 'more character')})" if rest > 0 else shown


# ------------------------------------------------------------------ looks

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #202326; --soft: #5a6169; --rule: #dcdfe2;
  --bar: #4f7fb5; --usual: #1f4e83; --all: #e9ecef; --link: #1f5a9c; --focus: #b35c00;
  --old: #8f2323; --old-paper: #fcf0ee; --new: #17603a; --new-paper: #e9f5ed; --flag: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --paper: #17191c; --ink: #e2e4e7; --soft: #a3aab2; --rule: #363b41;
  --bar: #5f8fc6; --usual: #a9cdf5; --all: #272b30; --link: #8fbcf0; --focus: #ffb35c;
  --old: #f2aaa4; --old-paper: #2b1e1e; --new: #97d8ad; --new-paper: #182a1f; --flag: #3a3118; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; font-weight: 600; }
h1 { font-size: 1.75rem; margin: 0 0 1.25rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; max-width: 42rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .25rem .75rem; background: var(--paper); }
.note, dt, thead th, summary span { color: var(--soft); font-size: .875rem; }
.flag { background: var(--flag); margin: 0 0 1rem; padding: .4rem .75rem; border-radius: 4px; }
ul { padding-left: 1.25rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: 1.25rem 0 0; }
.sums { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(12rem, 40%), 1fr)); gap: 1rem; }
.sums { margin: 0 0 1rem; }
.sums div { display: flex; flex-direction: column; justify-content: space-between; }
dd { margin: 0; font-size: 1.375rem; }
dd, table, .number { font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; fill: var(--bar); }
.all { fill: var(--all); }
.usual { fill: var(--usual); }
.bar { height: .3rem; margin-top: .25rem; }
.spread { height: 1.75rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { padding: .45rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 400; }
th:first-child { text-align: left; }
td, th + th { padding-left: 1.25rem; width: 8rem; }
details { border-top: 1px solid var(--rule); }
details:last-child { border-bottom: 1px solid var(--rule); }
summary { padding: .6rem 0; cursor: pointer; }
summary h3 { display: inline; margin: 0 .5rem 0 .15rem; }
.more, .more:last-child { border: 0; }
.more summary { color: var(--link); }
.more thead { position: absolute; clip-path: inset(50%); }
.dump { margin: 1rem 0 2rem; }
.block { display: grid; grid-template-columns: minmax(0, 1fr) 15rem; column-gap: 1.25rem; position: relative; }
.line { display: grid; grid-template-columns: 2.75rem minmax(0, 1fr); column-gap: .75rem; }
.line > :last-child { white-space: pre-wrap; tab-size: 4; padding: 0 .4rem; }
.number { color: var(--soft); font-size: .8125rem; line-height: 1.9; text-align: right; user-select: none; }
.empty, .empty .number { height: .8rem; font-size: .625rem; line-height: .8rem; overflow: hidden; }
.empty:not(:hover) .number { opacity: 0; }
del { color: var(--old); text-decoration-thickness: 1px; }
ins { color: var(--new); background: var(--new-paper); text-decoration: none; border-left: 2px solid; }
.touched del { background: var(--old-paper); }
.touched:hover del, .touched:focus del { box-shadow: inset 2px 0 var(--old); }
.rule { margin: 0; padding-top: .1rem; color: var(--soft); font-size: .8125rem; }
.rule span { display: none; }
.touched:hover .rule, .touched:focus .rule { color: var(--ink); }
@media screen and (max-width: 48rem) {
  td, th + th { padding-left: .5rem; width: 4.9rem; }
  thead th, td .note { font-size: .75rem; }
  table { font-size: .9375rem; }
  .block { grid-template-columns: minmax(0, 1fr); }
  .line { grid-template-columns: 1.75rem minmax(0, 1fr); column-gap: .4rem; }
  .rule { padding: .1rem .4rem .4rem 2.55rem; }
  .rule span { display: inline; }
  .touched:not(:hover, :focus) .rule { position: absolute; clip-path: inset(50%); }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip { display: none; }
  svg, del, ins, .flag { print-color-adjust: exact; }
  tr, summary { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
}
"""
