"""The samples of the HTML report: documents with the removed lines struck out, and the rules beside them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby

from cleaner.corpus.summary import Sample
from cleaner.engine.fates import ExplainedLine, explained_lines
from cleaner.engine.pipeline import TIDY
from cleaner.lines.text import split
from cleaner.lines.words import blank, counted
from cleaner.report.markup import name_of, note, text_of

TOP_LINES, TOP_CHARS = 400, 40_000  # shown from the top of a document
END_LINES, END_CHARS = TOP_LINES // 4, TOP_CHARS // 4  # shown from its end
LINE_CHARS = 4_000  # shown of one line
MAX_BYTES = 2 << 20  # HTML of all samples together


def samples_section(samples: Sequence[Sample]) -> str:
    """All samples that fit, folded. The first one with edits is unfolded."""
    if not samples:
        return "<p>No samples were kept.</p>\n"
    parts: list[str] = []
    size = 0
    unfolded = next((number for number, sample in enumerate(samples, 1) if sample.result.edits), 1)
    for number, sample in enumerate(samples, 1):
        part = _sample(number, sample, number == unfolded)
        size += len(part.encode("utf-8", "backslashreplace"))
        if parts and size > MAX_BYTES:
            parts.append(note(f"{counted(len(samples) - number + 1, 'more sample')} left out here."))
            break
        parts.append(part)
    legend = (
        "<del>Struck lines</del> were removed; <ins>marked lines</ins> are lines after editing. "
        "The rule is shown beside them; on a narrow screen, point at, tap or tab to a line to see its rule below."
    )
    return note(legend) + "".join(parts)


def _sample(number: int, sample: Sample, unfolded: bool) -> str:
    lines = _explained_lines(sample)
    shown, rest = _first_that_fit(lines, TOP_LINES, TOP_CHARS)
    end, between = _first_that_fit(rest[::-1], END_LINES, END_CHARS)
    gap = note(f"{counted(len(between), 'line')} left out here.") if between else ""
    result = sample.result
    flags = "".join(f'<p class="flag">{name_of(str(flag))}</p>\n' for flag in result.flags)
    fates = Counter(line.fate for line in lines if not blank(line.text))
    sums = f"{fates['dropped']:,} of {counted(fates.total(), 'line')} of text removed"
    sums += f", {fates['edited']:,} edited" if fates["edited"] else ""
    return (
        f'<details id="sample-{number}"{" open" if unfolded else ""}>\n'
        f"<summary><h3>{name_of(sample.document)}</h3> <span>{sums}</span></summary>\n"
        f"<p>Pack {name_of(result.pack)}, chosen by: {name_of(result.reason)}</p>\n{flags}"
        f'<div class="dump" lang="">\n{_blocks(shown)}{gap}{_blocks(end[::-1])}</div>\n</details>\n'
    )


def _explained_lines(sample: Sample) -> list[ExplainedLine]:
    """Each raw line with its fate and the rules that acted on it. A change of the line end alone is not shown."""
    lines = explained_lines([line.text for line in split(sample.raw)], sample.result.edits)
    return [line._replace(fate="kept", rules=()) if line.after == line.text else line for line in lines]


def _first_that_fit(
    lines: list[ExplainedLine], max_lines: int, max_chars: int
) -> tuple[list[ExplainedLine], list[ExplainedLine]]:
    """The first lines, as many as may be shown, and the others."""
    sizes = accumulate(min(len(line.text), LINE_CHARS) for line in lines)
    count = min(sum(size <= max_chars for size in sizes), max_lines)
    return lines[:count], lines[count:]


def _blocks(lines: Iterable[ExplainedLine]) -> str:
    """Consecutive lines with the same rules as one block, which is one stop of the Tab key."""
    return "".join(_block(rules, list(run)) for rules, run in groupby(lines, lambda line: line.rules))


def _block(rules: tuple[str, ...], lines: list[ExplainedLine]) -> str:
    rows = "".join(map(_row, lines))
    if not rules or rules == (TIDY,):  # blank lines that were tidied away are too many to stop at each
        title = f' title="{TIDY}"' if rules else ""
        return f'<div class="block"{title}>\n<div>\n{rows}</div>\n</div>\n'
    verb = "edited" if any(line.fate == "edited" for line in lines) else "removed"
    label = text_of(f"{verb} by {', '.join(rules)}")
    return (
        f'<div class="block touched" tabindex="0" role="group" aria-label="{label}">\n<div>\n{rows}</div>\n'
        f'<p class="rule" lang="en"><span>{verb} by</span> {", ".join(map(name_of, rules))}</p>\n</div>\n'
    )


def _row(line: ExplainedLine) -> str:
    style = "line empty" if blank(line.text) else "line"
    tag = "span" if line.fate == "kept" else "del"
    number = f'<span class="number">{line.number}</span>'
    row = f'<div class="{style}">{number}<{tag} dir="auto">{text_of(line.text, LINE_CHARS)}</{tag}></div>\n'
    if line.fate == "edited":
        after = f'<ins dir="auto">{text_of(line.after or "", LINE_CHARS)}</ins>'
        row += f'<div class="line"><span class="number">→</span>{after}</div>\n'
    return row
