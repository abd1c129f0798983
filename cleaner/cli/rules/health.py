"""`cleaner rules health`."""

import fnmatch
import json
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cleaner.cli.options import PackName, Rules, TextField, Url, library, usage
from cleaner.cli.stdio import DONE, FAILED, FOUND, out, say
from cleaner.corpus.files import write
from cleaner.corpus.tally import MOST, OTHERS
from cleaner.lines.errors import near

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cleaner.health.health import Health, HealthReport
    from cleaner.health.history import History

URL = "url"  # the field with a page's host, where nobody names another
MOVED = ("risen", "fallen", "redesign")  # findings that would be gone if the history went on


def health(
    sources: Annotated[list[str], typer.Argument(metavar="SRC", help="Folders or files of raw dumps.")],
    history: Annotated[
        str | None,
        typer.Option("--history", metavar="FILE", help="Compare with the runs remembered there, and add this one."),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="KINDS",
            help="Exit 1 where there are such findings; several with commas: stale, shadowed, duplicate, contained, "
            "risen, fallen, redesign.",
        ),
    ] = "",
    only: Annotated[
        str,
        typer.Option(
            "--only",
            metavar="PACKS",
            help="Tell of rules of these packs alone; several with commas, * for any: outlets/*.",
        ),
    ] = "",
    show: Annotated[int, typer.Option("--show", metavar="N", min=0, help="How many rules and outlets are shown.")] = 20,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for machines.")] = "text",
    pack: PackName = None,
    rules: Rules = None,
    text: TextField = "text",
    url: Url = URL,
) -> None:
    """Tell how the rules fare on a corpus: what each takes, which are of no use, which outlets have changed.

    Nothing is changed but the history file. Exit codes: 0 done; 1 there are findings that --fail-on names; 2 wrong
    usage, a faulty pack, or too few documents to judge; 3 a document could not be read, the rest is counted.
    """
    # the other commands start sooner without these
    from cleaner.cli.reading import read
    from cleaner.corpus.formats import Fields
    from cleaner.corpus.tally import FEW
    from cleaner.health.health import KINDS, Health
    from cleaner.report.console import printed
    from cleaner.report.health import health_report

    wanted = _kinds(fail_on, KINDS)
    if {"risen", "fallen"} & set(wanted) and history is None:
        usage("--fail-on risen and fallen compare with an earlier run; say --history FILE")
    known = _history(history)
    packs = library(rules)
    if pack is not None and pack not in packs.packs:
        usage(f"--pack {pack}: there is no pack of this name{near(pack, packs.packs)}")
    about = _packs(only, packs.packs)
    found = Health(packs, pack)
    unread, failed = read(sources, Fields(text=text, url=url), found.add)
    whole = found.report(date.today().isoformat(), known)
    report = whole.about(about)
    _remark(found, report, url)
    failing = [finding for finding in report.findings if finding.kind in wanted]
    if form == "json":
        told = json.dumps(facts(report, unread, failed), ensure_ascii=False, indent=1)
        out((told + "\n").encode("utf-8", "backslashreplace"))
    else:
        out(printed(health_report(report, show)))
    few = report.documents < FEW
    if few:
        say(f"too few documents: by fewer than {FEW} no rule is called stale and no outlet changed")
    if failing:
        names = ", ".join(f"{len(report.of(kind))} {kind}" for kind in wanted if report.of(kind))
        say(f"--fail-on {','.join(wanted)}: {names}")
    elif few and wanted:
        usage(f"--fail-on {','.join(wanted)}: there have to be {FEW} documents to judge from")
    code = FAILED if unread else FOUND if failing else DONE
    why = "not all documents could be read" if unread else ""
    if any(finding.kind in MOVED for finding in failing):
        why = why or "what has changed is to be looked at first; without --fail-on it becomes the usual"
    raise typer.Exit(max(code, _remember(history, known, whole, why)))


def _packs(only: str, known: "Collection[str]") -> "Collection[str]":
    """The packs that are meant; a pattern that fits none is a fault."""
    found: set[str] = set()
    for pattern in filter(None, (part.strip() for part in only.split(","))):
        fits = fnmatch.filter(known, pattern)
        if not fits:
            usage(f"--only {pattern}: there is no pack of such a name{near(pattern, known)}")
        found.update(fits)
    return found or known


def _kinds(fail_on: str, known: "Sequence[str]") -> list[str]:
    named = [kind.strip() for kind in fail_on.split(",") if kind.strip()]
    for kind in named:
        if kind not in known:
            usage(f"--fail-on {kind}: there are {', '.join(known)}{near(kind, known)}")
    return [kind for kind in known if kind in named]


def _remark(found: "Health", report: "HealthReport", url: str) -> None:
    """Where documents have no host, or too many, the figures of outlets are not those of all of them."""
    if others := found.tally.outlets.get(OTHERS):
        say(f"{others.documents:,} documents of further outlets than {MOST:,} are counted together, and not judged")
    if report.nameless == report.documents and url != URL:
        say(f"no document has a host in {url!r}, which --url-field names")
    if 0 < report.nameless < report.documents:
        lost = found.tally.outlets[""].documents if "" in found.tally.outlets else 0
        told = f"; {lost:,} are left out of the outlets" if lost else ""
        say(
            f"{report.nameless:,} of {report.documents:,} documents have no host in {url!r}, "
            f"so their outlet is told by their text{told}"
        )


# ------------------------------------------------------------------ the history


def _history(path: str | None) -> "History | None":
    from cleaner.health.history import HistoryError, read

    if path is None:
        return None
    try:
        return read(Path(path).read_bytes())
    except FileNotFoundError:
        if not os.path.isdir(os.path.dirname(path) or "."):
            usage(f"{path}: there is no folder {os.path.dirname(path)} for the history")
        return None
    except OSError as error:
        usage(f"{path}: {error.strerror}")
    except HistoryError as error:
        usage(f"{path}: {error}")


def _remember(path: str | None, known: "History | None", report: "HealthReport", why: str) -> int:
    """Adds the run to the history, if nothing speaks against it."""
    from cleaner.health.health import remembered
    from cleaner.health.history import History, written

    if path is None:
        return DONE
    if why:
        say(f"{path}: not written, because {why}")
        return DONE
    try:
        write(path, written(remembered(report, known or History())))
    except OSError as error:
        say(f"{path}: not written: {error.strerror}")
        return FAILED
    if known is None:
        say(f"{path}: written; the next run is compared with this one")
    return DONE


# ------------------------------------------------------------------ JSON


def facts(report: "HealthReport", unread: list[str], failed: int) -> dict[str, Any]:
    """The report as plain data."""
    from cleaner.health.health import KINDS, fences, spread

    return {
        "date": report.date,
        "documents": report.documents,
        "words": report.words,
        "removed": round(report.removed, 4),
        "unchanged": report.unchanged,
        "without_host": report.nameless,
        "rules": [
            {
                **row._asdict(),
                "share": round(row.share, 4),
                "before": None if row.before is None else round(row.before, 4),
                "findings": [finding.kind for finding in report.findings if finding.of == row.rule],
            }
            for row in report.rules
        ],
        "outlets": [
            {
                "outlet": name,
                "documents": outlet.documents,
                "usual": outlet.usual,
                "mean": spread(outlet, report.date).mean,
                "deviation": spread(outlet, report.date).deviation,
                "fences": list(fences(outlet)),
            }
            for name, outlet in sorted(report.outlets.items())
        ],
        "findings": {
            kind: [
                {"of": one.of, "why": one.why, "by": one.by or None, "documents": list(one.documents)}
                for one in report.of(kind)
            ]
            for kind in KINDS
        },
        "failed": failed,
        "unread": unread,
    }
