"""`cleaner batch`."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import typer

from cleaner.cli.options import (
    Exclude,
    ForceBatch,
    HtmlFile,
    Include,
    Jobs,
    Keep,
    LedgerFile,
    NoProject,
    OnError,
    OutField,
    PackName,
    ProvenanceField,
    QuietBatch,
    RejectsFile,
    ReportFile,
    Rules,
    SourcesAndOutput,
    TextField,
    TitleField,
    UrlToChoose,
    announce_project,
    parts,
    usage,
)
from cleaner.cli.planning import FormatName, IdField, plan_or_exit
from cleaner.cli.stdio import (
    DONE,
    FAILED,
    FOUND,
    INTERRUPTED,
    at_terminal,
    faulty,
    reader_gone,
    save,
    say,
    to_stderr,
)
from cleaner.lines.errors import PackError
from cleaner.packs.layers import PackReadError

if TYPE_CHECKING:
    from cleaner.corpus.formats import Fields
    from cleaner.corpus.plan import BatchOptions, BatchPlan, Job
    from cleaner.corpus.summary import BatchSummary

SAMPLE_DOCUMENTS = 12  # documents that the HTML report shows with their removed lines


def batch(
    paths: SourcesAndOutput,
    format_name: FormatName = None,
    pack: PackName = None,
    rules: Rules = None,
    no_project: NoProject = False,
    jobs: Jobs = 0,
    include: Include = None,
    exclude: Exclude = None,
    text_field: TextField = "text",
    id_field: IdField = "id",
    url_field: UrlToChoose = "url",
    title_field: TitleField = "title",
    keep: Keep = "",
    out_field: OutField = None,
    provenance_field: ProvenanceField = None,
    on_error: OnError = None,
    rejects: RejectsFile = None,
    ledger: LedgerFile = None,
    report: ReportFile = None,
    html: HtmlFile = None,
    force: ForceBatch = False,
    quiet: QuietBatch = False,
) -> None:
    """Clean many documents, in order, on all cores: folders of text files, JSON lines, Parquet and WET files.

    An interrupted run resumes where it stopped. A second run skips files that are done and have not changed.

    Exit codes: 0 success; 1 documents were left unchanged, because their whole article would have been removed, or
    look like HTML, JSON or CSV; 2 wrong usage or a faulty pack; 3 records or files failed, the others were cleaned;
    130 interrupted.
    """
    # Imported here, so that the other commands start sooner.
    from cleaner.corpus.formats import Fields
    from cleaner.corpus.plan import BatchOptions

    if len(paths) < 2:
        usage("batch needs an input and an output: cleaner batch SRC DST")
    *inputs, output = paths
    plan = plan_or_exit(inputs, output, format_name, include or (), exclude or ())
    _check_sides(plan.jobs, (rejects, ledger, report, html))
    fields = Fields(
        text=text_field,
        id=id_field,
        url=url_field,
        title=title_field,
        out=out_field,
        provenance=provenance_field,
        reject=_rejects(on_error, rejects),
    )
    _check_fields(fields)
    options = BatchOptions(
        rules=tuple(map(str, rules or ())),
        pack=pack,
        fields=fields,
        processes=jobs,
        force=force,
        ledger=ledger,
        rejects=rejects,
        samples=SAMPLE_DOCUMENTS if html else 0,
        format_name=format_name,
        keep=parts(keep),
        project=not no_project,
    )
    if not quiet:
        announce_project(rules, no_project)
    reports = _Reports(report, html)
    summary = _run(plan, options, output, quiet, reports)
    code = max(_say(summary, quiet), reports.code)
    if summary.stopped:
        say(f"interrupted at {', '.join(summary.stopped)}; run the same command again to resume")
        code = INTERRUPTED
    raise typer.Exit(code)


def _rejects(on_error: str | None, rejects: str | None) -> bool:
    """Whether records that fail are left out of the output."""
    if on_error not in (None, "pass", "reject"):
        usage(f"--on-error {on_error}: the choices are pass and reject")
    return on_error == "reject" or (on_error is None and rejects is not None)


def _check_fields(fields: "Fields") -> None:
    """Refuse a field for the results that is also one of those that a batch reads. Only the text may be replaced."""
    read = {"--id-field": fields.id, "--url-field": fields.url, "--title-field": fields.title}
    _check_field("--out-field", fields.out, read)
    _check_field(
        "--provenance-field", fields.provenance, {"--text-field": fields.text, "--out-field": fields.out, **read}
    )


def _check_field(option: str, name: str | None, others: Mapping[str, str | None]) -> None:
    for other, taken in others.items():
        if name is not None and name == taken:
            usage(f"{option} {name} would overwrite the field of {other}; name another field")


def _check_sides(jobs: "Iterable[Job]", sides: Iterable[str | None]) -> None:
    """Refuse a ledger, rejects or a report that would overwrite another file of the batch."""
    files = {os.path.realpath(path) for job in jobs for path in (job.source, job.output)}
    named = [side for side in sides if side is not None]
    if len(set(map(os.path.realpath, named))) < len(named):
        usage("two of --rejects, --ledger, --report and --html name the same file")
    for side in named:
        if os.path.realpath(side) in files:
            usage(f"{side} is also an input or an output of the batch")


def _run(plan: "BatchPlan", options: "BatchOptions", output: str, quiet: bool, reports: "_Reports") -> "BatchSummary":
    """Clean a batch. What stops it as a whole ends the run."""
    from cleaner.cli.progress import show_progress
    from cleaner.corpus.batch import run
    from cleaner.corpus.compression import MissingExtra
    from cleaner.corpus.inputs import PathError
    from cleaner.corpus.pool import WorkerStartError

    try:
        with show_progress(_size(plan.jobs), quiet) as watch:
            return run(plan, options, watch, reports.write)
    except (PackError, PackReadError) as error:
        faulty(error)
    except (MissingExtra, PathError) as error:
        usage(str(error))
    except WorkerStartError as error:
        say(error)
        raise typer.Exit(FAILED) from None
    except BrokenPipeError:
        reader_gone()
    except OSError as error:
        say(f"{error.filename or output}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None


def _size(jobs: "Iterable[Job]") -> int:
    """The size of all inputs in bytes; 0 if one of them is standard input, whose size is not known."""
    from cleaner.corpus.inputs import STDIO

    sources = [job.source for job in jobs]
    return 0 if STDIO in sources else sum(os.path.getsize(source) for source in sources if os.path.exists(source))


def _say(summary: "BatchSummary", quiet: bool) -> int:
    """Print the messages and the summary. Return the exit code."""
    from cleaner.report.batch import summary_table

    for message in summary.unread:
        say(message)
    if not quiet:
        told = at_terminal(sys.stderr)  # of packs of the working directory, before the batch began
        to_stderr(summary_table(summary._replace(project_packs=()) if told else summary))
    if summary.unread or summary.tally.failed:
        return FAILED
    return FOUND if summary.tally.doubtful else DONE


class _Reports:
    """The files that `--report` and `--html` name."""

    def __init__(self, json_path: str | None, html_path: str | None) -> None:
        self._json_path, self._html_path = json_path, html_path
        self.code = DONE  # exit code: FAILED if one of them could not be written

    def write(self, summary: "BatchSummary") -> None:
        """Write the reports. A run that was stopped before its first document keeps those of an earlier one."""
        if summary.stopped and not summary.tally.documents + summary.tally.failed:
            return
        if self._json_path is not None:
            from cleaner.corpus.summary import report_data

            text = json.dumps(report_data(summary), ensure_ascii=False, indent=1)
            self._save(self._json_path, text)
        if self._html_path is not None:
            from cleaner.report.html import html_report

            self._save(self._html_path, html_report(summary))

    def _save(self, path: str, text: str) -> None:
        self.code = max(self.code, save(path, text.encode("utf-8", "backslashreplace")))
