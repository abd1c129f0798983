"""`cleaner rules health`."""

import fnmatch
import os
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.options import (
    NoProject,
    OutputFormat,
    PackName,
    Rules,
    TextField,
    TitleField,
    Url,
    load_library,
    usage,
)
from cleaner.cli.stdio import DONE, FAILED, FOUND, json_bytes, out, save, say
from cleaner.corpus.files import read_regular
from cleaner.corpus.tally import MAX_OUTLETS, MIN_DOCUMENTS, OTHER_OUTLETS
from cleaner.lines.errors import near
from cleaner.lines.words import counted

if TYPE_CHECKING:
    from cleaner.health.health import Health
    from cleaner.health.health_report import Finding, FindingKind, HealthReport
    from cleaner.health.history import History

URL_FIELD = "url"  # default of --url-field
# Findings that compare with earlier runs. If one of them fails the run, the history is not written: with this run in
# it, the next run would not find the change again.
CHANGES = ("risen", "fallen", "redesign")


def health(
    sources: Annotated[list[str], typer.Argument(metavar="SRC", help="Folders or files of raw dumps.")],
    history: Annotated[
        str | None,
        typer.Option("--history", metavar="FILE", help="Compare with the runs in this file, and add this run to it."),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="KINDS",
            help="Exit 1 if any of these is found: stale, shadowed, duplicate, contained, risen, fallen, redesign "
            "(comma-separated).",
        ),
    ] = "",
    only: Annotated[
        str,
        typer.Option(
            "--only",
            metavar="PACKS",
            help="Report only rules of these packs (comma-separated, * matches any text: outlets/*).",
        ),
    ] = "",
    show: Annotated[int, typer.Option("--show", metavar="N", min=0, help="Number of rules and outlets to show.")] = 20,
    output_format: OutputFormat = "text",
    pack: PackName = None,
    rules: Rules = None,
    no_project: NoProject = False,
    text: TextField = "text",
    url: Url = URL_FIELD,
    title: TitleField = "title",
) -> None:
    """Report how often each rule acts on a corpus, which rules are useless, and which outlets have changed.

    Writes nothing but the history file.

    Exit codes: 0 success; 1 a kind of finding named with --fail-on was found; 2 wrong usage, a faulty pack, or too
    few documents for --fail-on; 3 a document could not be read, the others were counted.
    """
    # imported here, because the other commands start sooner without them
    from cleaner.cli.reading import read_documents
    from cleaner.corpus.formats import Fields
    from cleaner.health.health import Health
    from cleaner.report.console import printed
    from cleaner.report.health import health_report

    kinds = _kinds(fail_on, history)
    known = _read_history(history)
    library = load_library(rules, no_project)
    if pack is not None and pack not in library.packs:
        usage(f"--pack {pack}: there is no such pack{near(pack, library.packs)}")
    packs = _matching_packs(only, library.packs)
    counts = Health(library, pack)
    failures = read_documents(sources, Fields(text=text, url=url, title=title), counts.add)
    whole = counts.report(date.today().isoformat(), known)
    report = whole.about(packs)
    _warn_of_gaps(counts, report, url)
    if output_format == "json":
        out(json_bytes({**report.facts(), "failed": failures.number, "unread": list(failures.messages)}))
    else:
        out(printed(health_report(report, show)))
    failing = _failing(report, kinds)
    code = FAILED if failures.number else FOUND if failing else DONE
    obstacle = ""
    if failures.number:
        obstacle = "some documents could not be read"
    elif any(finding.kind in CHANGES for finding in failing):
        obstacle = "--fail-on found a change; run without --fail-on to accept it"
    raise typer.Exit(max(code, _write_history(history, known, whole, obstacle)))


def _kinds(fail_on: str, history: str | None) -> "list[FindingKind]":
    """The kinds of findings in a comma-separated list. An unknown kind ends the run."""
    from cleaner.health.health_report import KINDS

    named = [kind.strip() for kind in fail_on.split(",") if kind.strip()]
    for kind in named:
        if kind not in KINDS:
            usage(f"--fail-on {kind}: the kinds are {', '.join(KINDS)}{near(kind, KINDS)}")
    kinds = [kind for kind in KINDS if kind in named]
    if {"risen", "fallen"} & set(kinds) and history is None:
        usage("--fail-on risen and fallen compare with an earlier run; add --history FILE")
    return kinds


def _matching_packs(only: str, packs: Collection[str]) -> Collection[str]:
    """The packs that match a comma-separated list of patterns, or all. A pattern without a match ends the run."""
    matching: set[str] = set()
    for pattern in filter(None, (part.strip() for part in only.split(","))):
        matches = fnmatch.filter(packs, pattern)
        if not matches:
            usage(f"--only {pattern}: no pack matches{near(pattern, packs)}")
        matching.update(matches)
    return matching or packs


def _failing(report: "HealthReport", kinds: "list[FindingKind]") -> "list[Finding]":
    """The findings that fail the run. Too few documents to find anything end it."""
    failing = [finding for finding in report.findings if finding.kind in kinds]
    few = report.documents < MIN_DOCUMENTS
    if few:
        say(
            f"too few documents: with fewer than {MIN_DOCUMENTS}, no rule is reported as stale and no outlet as changed"
        )
    if failing:
        counts = ", ".join(f"{len(report.of(kind))} {kind}" for kind in kinds if report.of(kind))
        say(f"--fail-on {','.join(kinds)}: {counts}")
    elif few and kinds:
        usage(f"--fail-on {','.join(kinds)}: needs at least {MIN_DOCUMENTS} documents")
    return failing


def _warn_of_gaps(counts: "Health", report: "HealthReport", url_field: str) -> None:
    """Print why the figures of outlets leave out some documents."""
    if others := counts.tally.outlets.get(OTHER_OUTLETS):
        say(f"{counted(others.documents, 'document')} of outlets beyond the first {MAX_OUTLETS:,} are counted as one")
    if report.nameless == report.documents and url_field != URL_FIELD:
        say(f"no document has a host in the field {url_field!r} (--url-field)")
    if 0 < report.nameless < report.documents:
        unknown = counts.tally.outlets[""].documents if "" in counts.tally.outlets else 0
        left_out = f"; {unknown:,} belong to no known outlet" if unknown else ""
        say(
            f"{report.nameless:,} of {counted(report.documents, 'document')} have no host in the field {url_field!r}, "
            f"so their outlet is taken from their text{left_out}"
        )


# ------------------------------------------------------------------ the history


def _read_history(path: str | None) -> "History | None":
    """The history in a file, or None if there is no file yet. A file that holds no history ends the run."""
    from cleaner.health.history import MAX_BYTES, HistoryError, from_bytes

    if path is None:
        return None
    try:
        return from_bytes(read_regular(path, MAX_BYTES))
    except FileNotFoundError:
        folder = os.path.dirname(path) or "."
        if not os.path.isdir(folder):
            usage(f"{path}: there is no folder {folder}")
        return None
    except OSError as error:
        usage(f"{path}: {error.strerror}")
    except HistoryError as error:
        usage(f"{path}: {error}")


def _write_history(path: str | None, known: "History | None", report: "HealthReport", obstacle: str) -> int:
    """Add a run to the history, unless there is an obstacle. Return the exit code."""
    from cleaner.health.health import with_report
    from cleaner.health.history import History, to_bytes

    if path is None:
        return DONE
    if obstacle:
        say(f"{path}: not written, because {obstacle}")
        return DONE
    code = save(path, to_bytes(with_report(known or History(), report)))
    if code == DONE and known is None:
        say(f"{path}: written; the next run is compared with this one")
    return code
