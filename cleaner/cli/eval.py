"""`cleaner eval`."""

import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.options import (
    Encoding,
    Keep,
    NoProject,
    OutputFormat,
    PackName,
    Rules,
    checked_encoding,
    load_cleaner,
    usage,
)
from cleaner.cli.stdio import DONE, FAILED, FOUND, MESSAGES, json_bytes, out, save, say
from cleaner.corpus.files import read_regular
from cleaner.engine.clean import Cleaner
from cleaner.lines.host import host_of

if TYPE_CHECKING:
    from cleaner.evaluation.evaluate import ScoredPair
    from cleaner.evaluation.floor import Floor, FloorCheck
    from cleaner.evaluation.page_manifest import PageManifest
    from cleaner.evaluation.pairs import Pairs


def evaluate(
    raw: Annotated[str, typer.Argument(metavar="RAW", help="Dumps: a folder of .txt files, or one file.")],
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="References: a folder with the same names, or one file.")],
    pred: Annotated[
        str | None,
        typer.Option("--pred", metavar="DIR", help="Score the texts in this folder (default: clean the dumps)."),
    ] = None,
    manifest: Annotated[
        str | None,
        typer.Option(
            "--manifest",
            metavar="FILE",
            help="Language, outlet, URL and title of each page, as JSON lines "
            "(default: manifest.jsonl in RAW or next to it).",
        ),
    ] = None,
    worst: Annotated[int, typer.Option("--worst", metavar="N", min=0, help="Number of documents to show.")] = 10,
    output_format: OutputFormat = "text",
    floor: Annotated[
        str | None,
        typer.Option(
            "--floor",
            metavar="FILE",
            help="Exit 1 if a figure is below its floor in this file. The file is created if missing.",
        ),
    ] = None,
    raise_floor: Annotated[
        bool, typer.Option("--raise-floor", help="Raise the floor to better figures, if no figure is worse.")
    ] = False,
    lower_floor: Annotated[bool, typer.Option("--lower-floor", help="Lower the floor to worse figures.")] = False,
    with_titles: Annotated[
        bool, typer.Option("--with-titles", help="Clean with the titles of the manifest, as with `clean --title`.")
    ] = False,
    pack: PackName = None,
    rules: Rules = None,
    no_project: NoProject = False,
    keep: Keep = "",
    encoding: Encoding = None,
) -> None:
    """Score clean texts against reference texts.

    Prints precision, recall and F1 of shingles (four consecutive tokens) and of lines, in total and for each
    language and outlet. Then shows the documents with the lowest scores, and for each a command that explains it.

    Exit codes: 0 success; 1 a figure is worse than its floor; 2 wrong usage, a faulty pack or floor, or nothing
    to score; 3 a file is missing or could not be read, the others were scored.
    """
    # imported here, because the other commands start sooner without them
    from cleaner.evaluation.evaluate import facts, group_scores, worst_first
    from cleaner.evaluation.floor import FloorCheck, check
    from cleaner.report.console import printed
    from cleaner.report.eval import score_tables

    codec = checked_encoding(encoding)
    if (raise_floor or lower_floor) and floor is None:
        usage("--raise-floor and --lower-floor need --floor FILE")
    if with_titles and pred is not None:
        usage("--with-titles cleans dumps, and --pred does not")
    pages, pairs = _paired(raw, gold, pred, manifest)
    limits = _read_floor(floor) if floor is not None else None
    if not pairs.complete:
        _say_all("files without a partner", pairs.unpaired)
        usage(f"nothing to score: no .txt file has the same name in {raw} and {gold}")
    cleaner = load_cleaner(rules, pack, keep, no_project) if pred is None else None
    documents, failed = _scored(pairs, cleaner, codec, with_titles)
    _say_all("faulty lines of the manifest", pages.faults)
    _say_all("files without a partner", pairs.unpaired)
    _say_all("failures", failed)
    if not documents:
        raise typer.Exit(FAILED)
    faults = [*pages.faults, *pairs.unpaired, *failed]
    groups, ordered = group_scores(documents), worst_first(documents)
    checked = FloorCheck(()) if floor is None else check(limits, groups, raise_floor, lower_floor)
    code = _hold_floor(floor or "", checked, complete=not faults)
    explain = partial(
        _explain_command,
        rules=rules,
        no_project=no_project,
        pack=pack,
        with_titles=with_titles,
        keep=keep,
        encoding=encoding,
    )
    if output_format == "json":
        below = {"below_floor": [miss._asdict() for miss in checked.misses]}
        out(json_bytes(facts(groups, ordered, explain) | {"faults": faults} | below))
    else:
        shown = [document for document in ordered if not document.faultless][:worst]
        out(printed(score_tables(groups, [(document, explain(document)) for document in shown])))
    raise typer.Exit(max(code, FAILED if faults else DONE))


def _paired(raw: str, gold: str, pred: str | None, manifest: str | None) -> "tuple[PageManifest, Pairs]":
    """The manifest and the documents to score. Paths that cannot be used end the run."""
    from cleaner.evaluation.page_manifest import ManifestError, PageManifest, default_path, page_id, read_manifest
    from cleaner.evaluation.pairs import PairingError, pairs

    path = manifest if manifest is not None else default_path(raw)
    try:
        pages = read_manifest(path) if path is not None else PageManifest({})
        found = pairs(raw, gold, pred, pages)
    except (ManifestError, PairingError) as error:
        usage(str(error))
    except OSError as error:
        usage(f"{error.filename}: {error.strerror}")
    if found.complete and pages.entries and not any(page_id(pair.name) in pages.entries for pair in found.complete):
        example = page_id(found.complete[0].name)
        say(f"{path}: no entry matches a page; an id is the path of a page below {raw}, such as {example}")
    return pages, found


def _scored(
    pairs: "Pairs", cleaner: Cleaner | None, codec: str | None, with_titles: bool
) -> "tuple[list[ScoredPair], list[str]]":
    """The documents with their scores, and messages about those that could not be scored as they are."""
    from cleaner.evaluation.evaluate import FailedPair, score_pairs

    documents: list[ScoredPair] = []
    failed: list[str] = []
    for scored in score_pairs(pairs.complete, cleaner, codec, with_titles):
        if isinstance(scored, FailedPair):
            failed.append(scored.message)
        else:
            documents.append(scored)
    return documents, failed


def _say_all(what: str, messages: Sequence[str]) -> None:
    """Print the first messages of a kind, and how many there are."""
    for message in messages[:MESSAGES]:
        say(message)
    if messages:
        hidden = f" ({len(messages) - MESSAGES:,} not shown)" if len(messages) > MESSAGES else ""
        say(f"{what}: {len(messages):,}{hidden}")


def _explain_command(
    document: "ScoredPair",
    *,
    rules: list[Path] | None,
    no_project: bool,
    pack: str | None,
    with_titles: bool,
    keep: str,
    encoding: str | None,
) -> str:
    """The command that shows what happened to each line of a dump."""
    words = ["cleaner", "explain", *(["--no-project"] if no_project else [])]
    for option, value in (
        *(("--rules", str(folder)) for folder in rules or ()),
        ("--pack", pack),
        ("--host", host_of(document.pair.entry.host or "") or None),
        ("--title", (document.pair.entry.title or None) if with_titles else None),
        ("--keep", keep or None),
        ("--encoding", encoding),
    ):
        words += [option, value] if value is not None else []
    path = document.pair.raw
    return shlex.join([*words, f"./{path}" if path.startswith("-") else path])


# ------------------------------------------------------------------ the floor


def _read_floor(path: str) -> "Floor | None":
    """The floor in a file, or None if the file is missing. A file that holds no floor ends the run."""
    from cleaner.evaluation.floor import MAX_BYTES, FloorError, from_bytes

    try:
        return from_bytes(read_regular(path, MAX_BYTES))
    except FileNotFoundError:
        return None
    except OSError as error:
        usage(f"{path}: {error.strerror}")
    except FloorError as error:
        usage(f"{path}: {error}")


def _hold_floor(path: str, checked: "FloorCheck", complete: bool) -> int:
    """Report what is worse than the floor and write the new floor, if there is one. Return the exit code."""
    from cleaner.evaluation.floor import to_bytes

    for miss in checked.misses:
        say(f"{path}: {miss}")
    passed = DONE if checked.passed else FOUND
    if checked.new is None:
        return passed
    if not complete:
        say(f"{path}: not written, because some documents were not scored")
        return FAILED
    code = save(path, to_bytes(checked.new))
    if code == DONE:
        say(f"{path}: {'written' if checked.change == 'made' else checked.change}")
    return code or passed
