"""`cleaner clean`."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, NamedTuple

import typer

from cleaner.cli.clean_ledger import CleanLedger
from cleaner.cli.options import (
    DumpFile,
    Encoding,
    Files,
    Host,
    Keep,
    NoProject,
    OutputFormat,
    PackName,
    Rules,
    Title,
    checked_encoding,
    display_name,
    load_cleaner,
    read_dump,
    usage,
)
from cleaner.cli.stdio import (
    DONE,
    FAILED,
    FOUND,
    STDIN,
    at_terminal,
    is_stdin,
    is_stdout,
    json_bytes,
    onto_itself,
    out,
    out_text,
    save,
    say,
)
from cleaner.engine.clean import Account, Cleaner
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.text import Result
from cleaner.lines.words import counted
from cleaner.report.clean import coloured, diff, document_facts


class CleanedDump(NamedTuple):
    """A dump and what cleaning made of it."""

    dump: DumpFile
    account: Account

    @property
    def result(self) -> Result:
        """The clean text with its record."""
        return self.account.result

    @property
    def code(self) -> int:
        """The exit code for this document."""
        return FOUND if self.result.doubtful else DONE


CleanFile = Callable[[str], CleanedDump | None]  # from the name of a dump; None: a message says why it failed


def clean(
    files: Files = None,
    pack: PackName = None,
    rules: Rules = None,
    no_project: NoProject = False,
    host: Host = None,
    title: Title = None,
    keep: Keep = "",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the texts to this file (default: standard output)."),
    ] = None,
    output_dir: Annotated[
        str | None,
        typer.Option("--output-dir", metavar="DIR", help="Write each text to this folder, under the name of its dump."),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", "-i", help="Overwrite each dump with its clean text.")
    ] = False,
    backup: Annotated[
        str,
        typer.Option("--backup", metavar="SUFFIX", help="With --in-place, keep each dump under its name plus SUFFIX."),
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Write no text. Exit 1 if any dump would change.")] = False,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Print the changes as a diff instead of the texts.")
    ] = False,
    output_format: OutputFormat = "text",
    ledger: Annotated[
        str | None, typer.Option("--ledger", metavar="FILE", help="Write every edit to this file, as JSON lines.")
    ] = None,
    encoding: Encoding = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no messages but errors.")] = False,
) -> None:
    """Clean dumps and print the texts.

    The texts are printed in UTF-8, one after the other, with a blank line between two texts. With --in-place, each
    text keeps the encoding of its dump. With --format json, each document is one line of JSON: its text, headline,
    byline and date, and how it was cleaned.

    Exit codes: 0 success; 1 --check found a change, a document was left unchanged because its whole article would
    have been removed, or the input looks like HTML, JSON or CSV; 2 wrong usage or a faulty pack, nothing was written;
    3 a dump could not be read or a text not written, the others were cleaned.
    """
    names = files or [STDIN]
    target = Target(output, output_dir, in_place, check or show_diff, ledger, output_format == "json")
    _refuse(names, target, backup)
    cleaner, codec = load_cleaner(rules, pack, keep, no_project, quiet), checked_encoding(encoding)
    clean_file = partial(_clean_file, cleaner=cleaner, codec=codec, host=host, title=title, quiet=quiet)
    if target.dry:
        raise typer.Exit(max(_preview(clean_file(name), check, show_diff, quiet) for name in names))
    as_json = partial(_as_json, cleaner=cleaner) if target.json else None
    with CleanLedger(ledger, in_place, cleaner.project_packs) as log:
        if in_place:
            code = max(_clean_in_place(name, clean_file, backup, log) for name in names)
        elif output_dir is not None:
            code = max(_clean_into_folder(name, clean_file, output_dir, log) for name in names)
        else:
            code = _print_texts(names, clean_file, as_json, output, log)
    raise typer.Exit(max(code, log.code))


def _clean_file(
    name: str, cleaner: Cleaner, codec: str | None, host: str | None, title: str | None, quiet: bool
) -> CleanedDump | None:
    """Clean a dump and print its flags. Return None, after a message, if that fails."""
    dump = read_dump(name, codec)
    if dump is None:
        return None
    shown = display_name(name)
    try:
        account = cleaner.account(dump.text, host, shown, explaining=False, title=title)
    except PatternTimeout as error:
        say(error)
        return None
    for flag in account.outcome.flags if not quiet else ():
        say(f"{shown}: {flag}")
    return CleanedDump(dump, account)


def _preview(cleaned: CleanedDump | None, check: bool, show_diff: bool, quiet: bool) -> int:
    """Print what would change in a dump. Return the exit code."""
    if cleaned is None:
        return FAILED
    dump, result = cleaned.dump, cleaned.result
    if show_diff:
        changes = diff(display_name(dump.name), dump.text, result.text)
        if at_terminal(sys.stdout):
            out(coloured(changes, plain=_no_colour()).encode())
        else:
            out(changes.encode("utf-8", "surrogateescape"))  # a name of a file may have bytes that are not UTF-8
    elif result.edits and not quiet:
        say(f"{display_name(dump.name)}: would change ({counted(len(result.edits), 'edit')})")
    return FOUND if check and result.edits else cleaned.code


def _no_colour() -> bool:
    """Whether the terminal shows no colour, or its user wants none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


# ------------------------------------------------------------------ outputs


def _print_texts(
    names: Iterable[str],
    clean_file: CleanFile,
    as_json: Callable[[CleanedDump], str] | None,
    output: str | None,
    log: CleanLedger,
) -> int:
    """Clean dumps and write their texts, or JSON, to standard output or into one file. Return the exit code."""
    code = DONE
    pieces: list[str] = []
    last = ""  # the text before this one
    for name in names:
        cleaned = clean_file(name)
        if cleaned is None:
            code = FAILED
            continue
        log.add(os.path.basename(output) if output else name, name, cleaned.result, cleaned.dump.codec)
        code = max(code, cleaned.code)
        text = cleaned.result.text
        piece = as_json(cleaned) if as_json else separator(last, text) + text
        last = text or last
        if output is None:
            out_text(piece)
        else:
            pieces.append(piece)
    if output is not None and (pieces or code != FAILED):
        code = max(code, save(output, "".join(pieces).encode()))
    return code


def separator(above: str, below: str) -> str:
    r"""Return what is printed between two texts, so that there is a blank line between them.

    >>> separator("The end", "Another"), separator("The end\n", "Another"), separator("", "The first")
    ('\n\n', '\n', '')
    """
    if not above or not below:
        return ""
    return "\n" if above.endswith(("\n", "\r")) else "\n\n"


def _as_json(cleaned: CleanedDump, cleaner: Cleaner) -> str:
    """A document as one line of JSON."""
    facts = document_facts(cleaned.dump.name, cleaned.dump.text, cleaned.account, cleaner.project_packs)
    return json_bytes(facts, indent=None).decode()


def _clean_into_folder(name: str, clean_file: CleanFile, folder: str, log: CleanLedger) -> int:
    """Clean a dump and write its text into a folder. Return the exit code."""
    cleaned = clean_file(name)
    if cleaned is None:
        return FAILED
    path = _path_in(folder, name)
    log.add(os.path.basename(path), name, cleaned.result, cleaned.dump.codec)
    return max(save(path, cleaned.result.text.encode(), folders=True), cleaned.code)


def _path_in(folder: str, name: str) -> str:
    """The path of a dump's text in a folder."""
    return os.path.join(folder, os.path.basename(name))


def _clean_in_place(name: str, clean_file: CleanFile, backup: str, log: CleanLedger) -> int:
    """Clean a dump and overwrite it. Return the exit code."""
    cleaned = clean_file(name)
    if cleaned is None:
        return FAILED
    change = partial(_overwrite, cleaned, backup)
    return max(log.record_then(name, cleaned.result, cleaned.dump.codec, change), cleaned.code)


def _overwrite(cleaned: CleanedDump, backup: str) -> int:
    """Write a clean text over its dump, in the encoding of the dump. Return the exit code."""
    dump, result = cleaned.dump, cleaned.result
    if not result.edits:
        return DONE
    try:
        data = dump.codec.encode(result.text)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        say(f"{dump.name}: not written: {dump.codec.name} has no character {character!r}, which a rule inserted")
        return FAILED
    return save(dump.name, data, backup)


# ------------------------------------------------------------------ options that contradict each other


class Target(NamedTuple):
    """Where the texts go, and what goes there."""

    output: str | None  # a file
    output_dir: str | None  # a folder
    in_place: bool
    dry: bool  # nothing is written
    ledger: str | None
    json: bool  # each document as a line of JSON


def _refuse(names: Sequence[str], target: Target, backup: str) -> None:
    """End the run if its options contradict each other, or would overwrite a dump by mistake."""
    output, _, in_place, dry, ledger, _ = target
    _refuse_combinations(names, target)
    if backup and not in_place:
        usage("--backup needs --in-place")
    if backup and os.path.basename(backup) != backup:
        usage(f"--backup {backup}: a suffix cannot contain a folder")
    if backup and any(_same_file(name + backup, other) for name in names for other in names):
        usage(f"--backup {backup}: the backup of one dump would overwrite another dump")
    if names.count(STDIN) > 1:
        usage("standard input can be read only once")
    if output is not None and ledger is not None and _same_file(output, ledger):
        usage("--output and --ledger name the same file")
    if target.output_dir is not None:
        _refuse_folder(names, target.output_dir, ledger)
    for name in names:
        for path, option in ((output, "--output"), (ledger, "--ledger")):
            if path is not None and (is_stdin(path) if name == STDIN else _same_file(name, path)):
                usage(f"{display_name(name)} is both a dump and the {option} file; to overwrite a dump use --in-place")
        to_stdout = not in_place and not dry and target.output_dir is None
        if to_stdout and (onto_itself() if name == STDIN else is_stdout(name)):
            usage(f"{display_name(name)} is both a dump and standard output; to overwrite a dump use --in-place")


def _refuse_combinations(names: Sequence[str], target: Target) -> None:
    """End the run if the texts would go to several places, or to a place that cannot hold them."""
    output, output_dir, in_place, dry, ledger, as_json = target
    if STDIN in names and (in_place or output_dir is not None):
        usage(f"{'--in-place' if in_place else '--output-dir'} needs files, not standard input")
    if in_place and output is not None:
        usage("--in-place and --output exclude each other")
    if output_dir is not None and (in_place or output is not None):
        usage(f"--output-dir and {'--in-place' if in_place else '--output'} exclude each other")
    if dry and (in_place or output is not None or output_dir is not None or ledger is not None):
        usage("--check and --diff write nothing; leave out --in-place, --output, --output-dir and --ledger")
    if ledger is not None and len(names) > 1 and not in_place and output_dir is None:
        usage(
            "--ledger with several dumps needs --output-dir or --in-place: "
            "no dump can be restored from a text that has several of them"
        )
    if as_json and (dry or in_place or output_dir is not None or ledger is not None):
        usage("--format json goes to standard output or to --output; leave out other outputs, --check and --diff")


def _refuse_folder(names: Sequence[str], folder: str, ledger: str | None) -> None:
    """End the run if a folder cannot hold the texts of these dumps, each under its own name."""
    if os.path.lexists(folder) and not os.path.isdir(folder):
        usage(f"--output-dir {folder}: it is a file; name a folder")
    taken: dict[str, str] = {}  # path of a text -> the dump that it is of
    for name in names:
        if os.path.basename(name) in ("", os.curdir, os.pardir):
            usage(f"{name}: it is a folder; name its files, or use: cleaner batch {name} {folder}")
        path = _path_in(folder, name)
        other = taken.setdefault(os.path.normcase(path), name)
        if other != name or names.count(name) > 1:
            usage(f"{other} and {name} would both be written to {path}")
        if os.path.islink(path):
            usage(f"{path} is a link; remove it, or name another folder")
        if any(_same_file(path, dump) for dump in names):
            usage(f"{path} is also a dump; to overwrite a dump use --in-place")
        if ledger is not None and _same_file(path, ledger):
            usage(f"{path} is also the --ledger file")


def _same_file(path: str, other: str) -> bool:
    if os.path.realpath(path) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False
