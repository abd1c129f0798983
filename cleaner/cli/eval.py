"""`cleaner eval`."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cleaner.cli.options import Encoding, Keep, PackName, Rules, known, loaded, usage
from cleaner.cli.stdio import DONE, FAILED, FOUND, out, say
from cleaner.corpus.files import write
from cleaner.lines.host import host_of

if TYPE_CHECKING:
    from cleaner.evaluation.evaluate import Pairs, Scored
    from cleaner.evaluation.floor import Floor, Miss
    from cleaner.evaluation.score import ScoreCounts, ScoreSummary

TOLD = 10  # messages of one kind that are said one by one


def evaluate(
    raw: Annotated[str, typer.Argument(metavar="RAW", help="The dumps: a folder of .txt files, or one file.")],
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Their references, under the same names.")],
    pred: Annotated[
        str | None,
        typer.Option(
            "--pred",
            metavar="DIR",
            help="Score the texts there, as they are; the options for packs then go into the commands that are shown.",
        ),
    ] = None,
    manifest: Annotated[
        str | None,
        typer.Option(
            "--manifest",
            metavar="FILE",
            help="What is known of each page, as JSON lines: id, outlet, language, url, title; "
            "else manifest.jsonl in RAW or beside it.",
        ),
    ] = None,
    worst: Annotated[int, typer.Option("--worst", metavar="N", min=0, help="How many documents are shown.")] = 10,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for machines.")] = "text",
    floor: Annotated[
        str | None,
        typer.Option("--floor", metavar="FILE", help="Exit 1 where a figure is worse than there; made if not there."),
    ] = None,
    raise_floor: Annotated[
        bool, typer.Option("--raise-floor", help="Write better figures into the floor, if none is worse.")
    ] = False,
    lower_floor: Annotated[bool, typer.Option("--lower-floor", help="Write worse figures into the floor.")] = False,
    pack: PackName = None,
    rules: Rules = None,
    keep: Keep = "",
    encoding: Encoding = None,
) -> None:
    """Score clean texts against references, by shingles of four tokens and by lines; show the worst documents.

    Exit codes: 0 done; 1 a figure is worse than its floor; 2 wrong usage, a faulty pack or floor, or nothing
    to score; 3 a dump, reference or text is missing or could not be read, the rest is scored.
    """
    # the other commands start sooner without these
    from cleaner.evaluation.evaluate import (
        SUFFIX,
        EvaluationError,
        FailedPair,
        groups_of,
        known_of,
        manifest_beside,
        pages,
        scored,
        worst_first,
    )
    from cleaner.report.console import printed
    from cleaner.report.eval import score_tables

    codec = known(encoding)
    if (raise_floor or lower_floor) and floor is None:
        usage("--raise-floor and --lower-floor go with --floor FILE")
    try:
        listed = manifest if manifest is not None else manifest_beside(raw)
        entries, faults = known_of(listed) if listed is not None else ({}, [])
        todo = pages(raw, gold, pred, entries)
    except EvaluationError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{error.filename}: {error.strerror}")
    held = _floor(floor)
    if not todo.found:
        _nothing(todo, raw, gold)
    cleaner = loaded(rules, pack, keep) if pred is None else None
    documents: list[Scored] = []
    failed: list[str] = []
    for one in scored(todo.found, cleaner, codec):
        if isinstance(one, FailedPair):
            failed.append(one.message)
        else:
            documents.append(one)
    _say_all("faulty lines of the manifest", faults)
    if entries and not any(one.name.removesuffix(SUFFIX) in entries for one in todo.found):
        say(f"{listed}: it names none of these pages; an id is a page's path below {raw}, like {todo.found[0].name}")
    _say_all("files without a partner", todo.alone)
    _say_all("failures", failed)
    incomplete = bool(faults or todo.alone or failed)
    if not documents:
        raise typer.Exit(FAILED)

    def command(document: "Scored") -> str:
        return _explain(document, rules, pack, keep, encoding)

    groups, ordered = groups_of(documents), worst_first(documents)
    code, missed = _held(floor, held, groups, raise_floor, lower_floor, incomplete)
    if form == "json":
        facts = _facts(groups, ordered, command) | {
            "faults": [*faults, *todo.alone, *failed],
            "below_floor": [miss._asdict() for miss in missed],
        }
        out((json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace"))
    else:
        bad = [(one, command(one)) for one in ordered if not one.faultless][:worst]
        out(printed(score_tables(groups, bad)))
    raise typer.Exit(max(code, FAILED if incomplete else DONE))


def _nothing(todo: "Pairs", raw: str, gold: str) -> None:
    _say_all("files without a partner", todo.alone)
    usage(f"there is nothing to score: no .txt file stands in {raw} and under the same name in {gold}")


def _say_all(what: str, messages: "list[str] | tuple[str, ...]") -> None:
    for message in messages[:TOLD]:
        say(message)
    if messages:
        more = f", of which {len(messages) - TOLD:,} are not told" if len(messages) > TOLD else ""
        say(f"{what}: {len(messages):,}{more}")


def _explain(document: "Scored", rules: list[Path] | None, pack: str | None, keep: str, encoding: str | None) -> str:
    """The command that shows what became of each line of a dump."""
    words = ["cleaner", "explain"]
    for option, value in (
        *(("--rules", str(folder)) for folder in rules or ()),
        ("--pack", pack),
        ("--host", host_of(document.page.entry.host or "") or None),
        ("--keep", keep or None),
        ("--encoding", encoding),
    ):
        words += [option, value] if value is not None else []
    path = document.page.raw
    return shlex.join([*words, f"./{path}" if path.startswith("-") else path])


# ------------------------------------------------------------------ the floor


def _floor(path: str | None) -> "Floor | None":
    """The floor as it stands; None where there is none yet."""
    from cleaner.evaluation.floor import FloorError, read

    if path is None:
        return None
    try:
        return read(Path(path).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        usage(f"{path}: {error.strerror}")
    except FloorError as error:
        usage(f"{path}: {error}")


def _held(
    path: str | None, held: "Floor | None", groups: "dict[str, ScoreSummary]", up: bool, down: bool, incomplete: bool
) -> "tuple[int, list[Miss]]":
    """Compares a run with its floor, and moves the floor where that is wanted: the exit code, and what is worse."""
    from cleaner.evaluation.floor import made, misses, moved

    if path is None:
        return DONE, []
    missed = list(misses(held, groups)) if held is not None else []
    for miss in missed:
        say(f"{path}: {miss}")
    wanted = made(groups) if held is None else moved(held, groups, up and (down or not missed), down)
    if wanted == held:
        return FOUND if missed and not down else DONE, missed
    if incomplete:
        say(f"{path}: not written, because the figures are not those of all documents")
        return FAILED, missed
    code = _write(path, wanted)
    if code == DONE:
        say(f"{path}: {'written' if held is None else 'lowered' if missed else 'raised'}")
    return code or (FOUND if missed and not down else DONE), missed


def _write(path: str, floor: "Floor") -> int:
    from cleaner.evaluation.floor import written

    try:
        write(path, written(floor))
    except OSError as error:
        say(f"{path}: not written: {error.strerror}")
        return FAILED
    return DONE


# ------------------------------------------------------------------ JSON


def _facts(
    groups: "dict[str, ScoreSummary]", documents: "list[Scored]", command: "Callable[[Scored], str]"
) -> dict[str, Any]:
    """All figures as plain data."""
    named: dict[str, dict[str, Any]] = {"all": {}, "language": {}, "outlet": {}}
    for name, found in groups.items():
        kind, _, which = name.partition(" ")
        figures = {
            "documents": found.documents,
            "losing": found.losing,
            "empty": found.empty,
            **{
                things: {way: score._asdict() for way, score in scores._asdict().items()}
                for things, scores in (("shingles", found.shingles), ("lines", found.lines))
            },
        }
        if which:
            named[kind][which] = figures
        else:
            named[kind] = figures
    return {
        "all": named["all"],
        "languages": named["language"],
        "outlets": named["outlet"],
        "documents": [_document(one, command(one)) for one in documents],
    }


def _document(one: "Scored", command: str) -> dict[str, Any]:
    def figures(counts: "ScoreCounts") -> dict[str, float]:
        return {**counts._asdict(), **counts.score()._asdict()}

    return {
        "document": one.page.name,
        "outlet": one.page.entry.outlet,
        "language": one.page.entry.language,
        "pack": one.pack,
        "flags": list(map(str, one.flags)),
        "shingles": figures(one.marks.shingles),
        "lines": figures(one.marks.lines),
        "lost": one.marks.lost,
        "empty": one.marks.empty,
        "lines_lost": list(one.marks.missed),
        "lines_left_in": list(one.marks.extra),
        "first_lost": [{"line": number, "text": text} for number, text in one.missed],
        "first_left_in": [{"line": number, "text": text} for number, text in one.extra],
        "explain": command,
    }
