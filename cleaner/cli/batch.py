"""`cleaner batch`."""

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.options import Keep, PackName, Rules, parts, usage
from cleaner.cli.stdio import DONE, FAILED, FOUND, faulty, say, unread
from cleaner.corpus.files import write
from cleaner.lines.errors import PackError

if TYPE_CHECKING:
    from cleaner.corpus.batch import BatchSummary
    from cleaner.corpus.plan import Job

SAMPLES = 12  # documents shown whole in the HTML report


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="SRC… DST", help="Folders or files to clean, then where the clean ones go; - for a pipe."
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORM", help="txt, jsonl, parquet or wet; else by each file's name."),
    ] = None,
    pack: PackName = None,
    rules: Rules = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes; 0: one a core, one for little work.")
    ] = 0,
    include: Annotated[
        list[str] | None, typer.Option("--include", metavar="GLOB", help="Only files below SRC whose path matches.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="GLOB", help="No files or folders whose path matches.")
    ] = None,
    text_field: Annotated[str, typer.Option("--text-field", metavar="NAME", help="The field of the text.")] = "text",
    id_field: Annotated[str, typer.Option("--id-field", metavar="NAME", help="The field of the document's id.")] = "id",
    url_field: Annotated[
        str, typer.Option("--url-field", metavar="NAME", help="The field of the page's URL or host: chooses the pack.")
    ] = "url",
    keep: Keep = "",
    out_field: Annotated[
        str | None,
        typer.Option("--out-field", metavar="NAME", help="The field for the clean text; else the text's own."),
    ] = None,
    provenance_field: Annotated[
        str | None,
        typer.Option("--provenance-field", metavar="NAME", help="A field for the pack, the reason, what went."),
    ] = None,
    on_error: Annotated[
        str | None,
        typer.Option("--on-error", metavar="pass|reject", help="Records that fail pass through, or are left out."),
    ] = None,
    rejects: Annotated[
        str | None, typer.Option("--rejects", metavar="FILE", help="Write records that fail there, and leave them out.")
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", metavar="FILE", help="Write every edit there: .jsonl, .jsonl.gz, .jsonl.zst."),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="FILE", help="Write the sums there, as JSON.")
    ] = None,
    html: Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write a report to read there.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Clean again what is done.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Clean many documents: a folder of text files, JSON lines, Parquet, WET, in order, on all cores.

    A run that was stopped goes on where it was; a second run passes over what is done and unchanged.
    Exit codes: 0 done; 1 documents came back unchanged because their whole article would have gone; 2 wrong
    usage or a faulty pack; 3 records or files failed, the rest is done.
    """
    # the other commands start sooner without these
    from cleaner.corpus import compression, formats
    from cleaner.corpus.batch import run
    from cleaner.corpus.formats import Fields, FormatError
    from cleaner.corpus.plan import BatchOptions, plans
    from cleaner.report.progress import watched

    if len(paths) < 2:
        usage("batch needs what to clean and where it goes: cleaner batch SRC DST")
    if form is not None and form not in formats.kinds():
        usage(f"--format {form}: there are {', '.join(formats.kinds())}")
    if on_error not in (None, "pass", "reject"):
        usage(f"--on-error {on_error}: there are pass and reject")
    reject = on_error == "reject" or (on_error is None and rejects is not None)
    fields = Fields(text_field, id_field, url_field, out_field, provenance_field, reject)
    *inputs, output = paths
    try:
        todo = plans(inputs, output, form, include or (), exclude or ())
    except FormatError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{error.filename}: {error.strerror}")
    _refuse_sides([plan.source for plan in todo] + [plan.output for plan in todo], [rejects, ledger, report, html])
    options = BatchOptions(
        tuple(map(str, rules or ())),
        pack,
        fields,
        jobs,
        force,
        ledger,
        rejects,
        SAMPLES if html else 0,
        form,
        parts(keep),
    )
    try:
        with watched(_size(todo), quiet) as watch:
            summary = run(todo, options, watch)
    except PackError as error:
        faulty(error)
    except compression.MissingExtra as error:
        usage(str(error))
    except BrokenPipeError:
        unread()
    except OSError as error:
        say(f"{error.filename or output}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None
    raise typer.Exit(_reported(summary, quiet, report, html))


def _size(todo: "list[Job]") -> int:
    """The bytes of all inputs; 0 where a pipe is among them."""
    if any(plan.source == "-" for plan in todo):
        return 0
    return sum(os.path.getsize(plan.source) for plan in todo if os.path.exists(plan.source))


def _refuse_sides(files: list[str], sides: list[str | None]) -> None:
    named = [side for side in sides if side is not None]
    real = {os.path.realpath(file) for file in files}
    if len(set(named)) < len(named):
        usage("two of --rejects, --ledger, --report and --html name the same file")
    for side in named:
        if os.path.realpath(side) in real:
            usage(f"{side} is an input or output of the batch too")


def _reported(summary: "BatchSummary", quiet: bool, report: str | None, html: str | None) -> int:
    from cleaner.report.batch import summary_table
    from cleaner.report.console import to_stderr
    from cleaner.report.html import page

    tally = summary.tally
    for message in summary.unread:
        say(message)
    code = FAILED if summary.unread or tally.failed else FOUND if tally.flags else DONE
    if not quiet:
        to_stderr(summary_table(summary))
    if report is not None:
        code = max(code, _write(report, json.dumps(facts(summary), ensure_ascii=False, indent=1)))
    if html is not None:
        code = max(code, _write(html, page(summary)))
    if summary.stopped:
        say(f"stopped at {', '.join(summary.stopped)}; the same command goes on from there")
        return 130
    return code


def _write(path: str, text: str) -> int:
    try:
        write(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        say(f"{path}: not written: {error.strerror}")
        return FAILED
    return DONE


def facts(summary: "BatchSummary") -> dict[str, object]:
    """The sums of a batch as plain data."""
    return {
        **summary.tally.plain(),
        "removed": round(summary.tally.removed, 4),
        "skipped_files": summary.skipped,
        "unread": list(summary.unread),
        "outliers": {
            name: [share._asdict() for share in outlet.outliers()]
            for name, outlet in sorted(summary.tally.outlets.items())
            if outlet.outliers()
        },
        "stopped": list(summary.stopped),
    }
