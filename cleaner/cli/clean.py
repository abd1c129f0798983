"""`cleaner clean`."""

import os
from collections.abc import Callable, Iterable
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
    PackName,
    Rules,
    checked_encoding,
    display_name,
    load_cleaner,
    read_dump,
    usage,
)
from cleaner.cli.stdio import DONE, FAILED, FOUND, STDIN, is_stdin, is_stdout, onto_itself, out, save, say
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.text import Result
from cleaner.lines.words import counted
from cleaner.report.clean import diff


class CleanedDump(NamedTuple):
    """A dump and its result."""

    dump: DumpFile
    result: Result

    @property
    def code(self) -> int:
        """The exit code for this document."""
        return FOUND if self.result.unchanged else DONE


CleanFile = Callable[[str], CleanedDump | None]  # from the name of a dump; None: a message says why it failed


def clean(
    files: Files = None,
    pack: PackName = None,
    rules: Rules = None,
    host: Host = None,
    keep: Keep = "",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the texts to this file (default: standard output)."),
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
    ledger: Annotated[
        str | None, typer.Option("--ledger", metavar="FILE", help="Write every edit to this file, as JSON lines.")
    ] = None,
    encoding: Encoding = None,
) -> None:
    """Clean dumps and print the texts.

    The texts are printed in UTF-8, one after the other. With --in-place, each text keeps the encoding of its dump.

    Exit codes: 0 success; 1 --check found a change, or a document was left unchanged because its whole article
    would have been removed; 2 wrong usage or a faulty pack, nothing was written; 3 a dump could not be read or a text
    not written, the others were cleaned.
    """
    names = files or [STDIN]
    _refuse(names, output, in_place, backup, check or show_diff, ledger)
    cleaner, codec = load_cleaner(rules, pack, keep), checked_encoding(encoding)
    clean_file = partial(_clean_file, cleaner=cleaner, codec=codec, host=host)
    if check or show_diff:
        raise typer.Exit(max(_preview(clean_file(name), check, show_diff) for name in names))
    with CleanLedger(ledger) as log:
        if in_place:
            code = max(_clean_in_place(name, clean_file, backup, log) for name in names)
        else:
            code = _print_texts(names, clean_file, output, log)
    raise typer.Exit(max(code, log.code))


def _clean_file(name: str, cleaner: Cleaner, codec: str | None, host: str | None) -> CleanedDump | None:
    """Clean a dump and print its flags. Return None, after a message, if that fails."""
    dump = read_dump(name, codec)
    if dump is None:
        return None
    shown = display_name(name)
    try:
        result = cleaner.clean(dump.text, host, shown)
    except PatternTimeout as error:
        say(error)
        return None
    for flag in result.flags:
        say(f"{shown}: {flag}")
    return CleanedDump(dump, result)


def _preview(cleaned: CleanedDump | None, check: bool, show_diff: bool) -> int:
    """Print what would change in a dump. Return the exit code."""
    if cleaned is None:
        return FAILED
    dump, result = cleaned
    if show_diff:
        out(diff(display_name(dump.name), dump.text, result.text).encode())
    elif result.edits:
        say(f"{display_name(dump.name)}: would change ({counted(len(result.edits), 'edit')})")
    return FOUND if check and result.edits else cleaned.code


def _print_texts(names: Iterable[str], clean_file: CleanFile, output: str | None, log: CleanLedger) -> int:
    """Clean dumps and write their texts to standard output or into one file. Return the exit code."""
    code = DONE
    texts: list[bytes] = []
    for name in names:
        cleaned = clean_file(name)
        if cleaned is None:
            code = FAILED
            continue
        log.add(os.path.basename(output) if output else name, name, cleaned.result)
        code = max(code, cleaned.code)
        text = cleaned.result.text.encode()
        if output is None:
            out(text)
        else:
            texts.append(text)
    if output is not None and (texts or code != FAILED):
        code = max(code, save(output, b"".join(texts)))
    return code


def _clean_in_place(name: str, clean_file: CleanFile, backup: str, log: CleanLedger) -> int:
    """Clean a dump and overwrite it. Return the exit code."""
    cleaned = clean_file(name)
    if cleaned is None:
        return FAILED
    return max(log.record_then(name, cleaned.result, partial(_overwrite, cleaned, backup)), cleaned.code)


def _overwrite(cleaned: CleanedDump, backup: str) -> int:
    """Write a clean text over its dump, in the encoding of the dump. Return the exit code."""
    dump, result = cleaned
    if not result.edits:
        return DONE
    try:
        data = dump.codec.encode(result.text)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        say(f"{dump.name}: not written: {dump.codec.name} has no character {character!r}, which a rule inserted")
        return FAILED
    return save(dump.name, data, backup)


def _refuse(names: list[str], output: str | None, in_place: bool, backup: str, dry: bool, ledger: str | None) -> None:
    """End the run if its options contradict each other, or would overwrite a dump by mistake."""
    if in_place and STDIN in names:
        usage("--in-place needs files, not standard input")
    if in_place and output is not None:
        usage("--in-place and --output exclude each other")
    if dry and (in_place or output is not None or ledger is not None):
        usage("--check and --diff write nothing; leave out --in-place, --output and --ledger")
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
    for name in names:
        for target, option in ((output, "--output"), (ledger, "--ledger")):
            if target is not None and (is_stdin(target) if name == STDIN else _same_file(name, target)):
                usage(f"{display_name(name)} is both a dump and the {option} file; to overwrite a dump use --in-place")
        if not in_place and not dry and (onto_itself() if name == STDIN else is_stdout(name)):
            usage(f"{display_name(name)} is both a dump and standard output; to overwrite a dump use --in-place")


def _same_file(path: str, other: str) -> bool:
    if os.path.realpath(path) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False
