"""The report of a batch as a web page: what was removed, by which rule, and where that looks wrong. One file, offline.

The page runs no script and loads nothing from the network. What comes from dumps is escaped: it is text and stays text.
"""

from functools import cache
from importlib.resources import files

from cleaner.corpus.summary import BatchSummary
from cleaner.corpus.tally import MIN_DOCUMENTS, OutletTally
from cleaner.lines.words import counted
from cleaner.report.html_samples import samples_section
from cleaner.report.markup import MAX_ROWS, bar, list_of, name_of, note, table_of, unlisted
from cleaner.report.project import project_note

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

STEPS = 10  # bars of the spread of an outlet, of ten percentage points each
SPREAD_HEIGHT = 24  # units of the drawing


def html_report(summary: BatchSummary) -> str:
    """The page. It may contain lone surrogates of the dumps: encode it with `backslashreplace`."""
    sections = {
        "rules": ("Removal by rule", _rules(summary)),
        "outlets": ("Removal by outlet", _outlets(summary)),
        "outliers": ("Outliers", _outliers(summary)),
        "problems": ("Problems", _problems(summary)),
        "samples": ("Samples", samples_section(summary.samples)),
    }
    links = "".join(f'<li><a href="#{name}">{name.title()}</a></li>\n' for name in sections)
    body = "".join(_section(name, title, content) for name, (title, content) in sections.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Batch report: {counted(summary.tally.documents, "document")}</title>
<style>
{style()}</style>
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


@cache
def style() -> str:
    """The style sheet, `html.css` in this folder."""
    return files("cleaner.report").joinpath("html.css").read_text(encoding="utf-8")


def _section(name: str, title: str, body: str) -> str:
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{title}</h2>\n{body}</section>\n'
    )


def _sums(summary: BatchSummary) -> str:
    tally = summary.tally
    sums = [
        ("documents", f"{tally.documents:,}"),
        ("words in", f"{tally.words_in:,}"),
        ("words out", f"{tally.words_out:,}"),
        ("removed", f"{100 * tally.removed_share:.1f} %"),
        ("left unchanged (safety stop)", f"{tally.flags:,}"),
        ("do not look like articles", f"{tally.looks.total():,}"),
        ("failed", f"{tally.failed:,}"),
        ("not read or not written", f"{len(summary.unread):,}"),
        ("files already done", f"{summary.skipped:,}"),
    ]
    tiles = "".join(f"<div><dt>{name}</dt><dd>{number}</dd></div>\n" for name, number in sums)
    notes = ""
    if summary.stopped:
        inputs = ", ".join(map(name_of, summary.stopped))
        notes = f'<p class="flag">Interrupted at {inputs}. Run the same command again to resume.</p>\n'
    if summary.project_packs:
        notes += f'<p class="flag">{name_of(project_note(summary.project_packs))}</p>\n'
    return f'{notes}<dl class="sums">\n{tiles}</dl>\n{bar(tally.words_in - tally.words_out, tally.words_in)}'


def _rules(summary: BatchSummary) -> str:
    tally = summary.tally
    ranked = sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))
    most = max(tally.rules.values(), default=0)
    rows = [(name_of(rule) + bar(words, most), f"{words:,}", f"{tally.lines[rule]:,}") for rule, words in ranked]
    return table_of(("rule", "words", "lines"), rows, "No rule acted on any line.")


def _outlets(summary: BatchSummary) -> str:
    ranked = sorted(summary.tally.outlets.items(), key=lambda item: (-item[1].documents, item[0]))
    rows = [
        (name_of(name), f"{outlet.documents:,}", f"{outlet.usual_percent} %", _spread(outlet))
        for name, outlet in ranked
    ]
    legend = note(
        "The usual share is the median: half of an outlet’s documents lose no more than that. The spread shows how "
        "many documents lose how much, from nothing on its left to everything on its right."
    )
    table = table_of(("outlet", "documents", "usual", "spread"), rows, "There were no documents.")
    return (legend if rows else "") + table


def _outliers(summary: BatchSummary) -> str:
    sample_numbers: dict[str, int] = {}
    for number, sample in enumerate(summary.samples, 1):
        sample_numbers.setdefault(sample.document, number)
    outlets = [(name, outlet) for name, outlet in sorted(summary.tally.outlets.items()) if outlet.outliers()]
    if not outlets:
        unjudged = f"Outlets with fewer than {MIN_DOCUMENTS} documents are not judged."
        return f"<p>No document is far from the usual share of its outlet. {unjudged}</p>\n"
    parts = []
    for name, outlet in outlets[:MAX_ROWS]:
        entries = []
        for percent, document in outlet.outliers():
            number = sample_numbers.get(document, 0)
            link = f'<a href="#sample-{number}">{name_of(document)}</a>' if number else name_of(document)
            entries.append(f"{percent} % of {link}")
        usual = f"Usually, {outlet.usual_percent} % is removed. Here it was:"
        parts.append(f"<h3>{name_of(name)}</h3>\n<p>{usual}</p>\n{list_of(entries)}")
    return "".join(parts) + unlisted(len(outlets) - MAX_ROWS)


def _problems(summary: BatchSummary) -> str:
    tally = summary.tally
    flagged = [f"{name_of(document)}: {name_of(flag)}" for document, flag in tally.flagged]
    unlike = [f"{name_of(document)}: {name_of(flag)}" for document, flag in tally.unlike]
    lists = [
        ("Left unchanged (safety stop)", flagged, tally.flags),
        ("Pages that do not look like articles", unlike, tally.looks.total()),
        ("Failed", [name_of(failure) for failure in tally.failures], tally.failed),
        ("Not read or not written", [name_of(message) for message in summary.unread], len(summary.unread)),
    ]
    parts = [f"<h3>{title}</h3>\n{list_of(entries, total)}" for title, entries, total in lists if entries]
    return "".join(parts) or "<p>There were no problems.</p>\n"


def _spread(outlet: OutletTally) -> str:
    """How many documents lost how much, as a bar chart with the usual share marked."""
    counts = [0] * STEPS
    for percent, number in outlet.shares.items():
        counts[_step(percent)] += number
    highest = max(counts) or 1
    bars, labels = [], []
    for step, number in enumerate(counts):
        height = max(round(SPREAD_HEIGHT * number / highest, 1), 1.5 if number else 0.5)
        css_class = "usual" if step == _step(outlet.usual_percent) else "" if number else "all"
        top = SPREAD_HEIGHT - height
        bars.append(f'<rect class="{css_class}" x="{10 * step}" y="{top:g}" width="9" height="{height:g}"/>')
        if number:
            last = 10 * step + (10 if step == STEPS - 1 else 9)
            labels.append(f"{10 * step} to {last} %: {counted(number, 'document')}")
    least, most = min(outlet.shares, default=0), max(outlet.shares, default=0)
    picture = (
        f'<svg class="spread" viewBox="0 0 100 {SPREAD_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{"; ".join(labels) or "no documents"}">'
    )
    span = f"{least} %" if least == most else f"{least} to {most} %"
    return f'{picture}{"".join(bars)}</svg><span class="note">{span}</span>'


def _step(percent: int) -> int:
    """The bar of a percentage; 100 belongs to the last one."""
    return min(percent // 10, STEPS - 1)
