"""`cleaner clean`."""

import json
import os
import sys
from typing import Annotated

import typer

from cleaner.cli.options import STDIN, Encoding, Files, Host, PackName, Rules, documents, known, loaded, shown, usage
from cleaner.fault import PatternTimeout
from cleaner.files import write
from cleaner.pipe import DONE, FAILED, FOUND, out, say
from cleaner.render import diff
from cleaner.text import Result


def clean(
    files: Files = None,
    pack: PackName = None,
    rules: Rules = None,
    host: Host = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of to standard output.")
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", "-i", help="Write each clean text over its dump.")] = False,
    backup: Annotated[
        str, typer.Option("--backup", metavar="SUFFIX", help="With --in-place: keep each dump beside it.")
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where something would change.")] = False,
    show_diff: Annotated[bool, typer.Option("--diff", help="Write what would change instead of the texts.")] = False,
    ledger: Annotated[
        str | None, typer.Option("--ledger", metavar="FILE", help="Write every edit there, one JSON object a line.")
    ] = None,
    encoding: Encoding = None,
) -> None:
    """Clean dumps. Texts go to standard output, one after the other, always in UTF-8.

    Exit codes: 0 done; 1 --check found something, or a document came back unchanged because its whole
    article would have gone; 2 wrong usage or a faulty pack, nothing written; 3 a dump could not be read
    or a text not written, the rest is done.
    """
    names = files or [STDIN]
    _refuse(names, output, in_place, backup, check or show_diff, ledger)
    cleaner = loaded(rules, pack)
    texts: list[bytes] = []
    records: list[str] = []
    code = DONE
    for name, raw in documents(names, known(encoding)):
        result = None
        if raw is not None:
            try:
                result = cleaner.clean(raw, host, shown(name))
            except PatternTimeout as error:
                say(error)
        if raw is None or result is None:
            code = FAILED
            continue
        records += _records(name, result)
        for flag in result.flags:
            if flag.startswith("unchanged"):
                say(f"{shown(name)}: {flag}")
                code = max(code, FOUND)
        if check and result.edits:
            code = max(code, FOUND)
            if not show_diff:
                say(f"{shown(name)}: would change, {len(result.edits)} edits")
        if show_diff:
            out(diff(shown(name), raw, result.text).encode())
        elif in_place and result.edits:
            code = max(code, _write(name, result.text.encode(), backup))
        elif output is not None:
            texts.append(result.text.encode())
        elif not check and not in_place:
            try:
                out(result.text.encode())
            except OSError as error:
                say(f"standard output: {error.strerror}")
                raise typer.Exit(FAILED) from None
    if output is not None and not (check or show_diff) and (texts or code != FAILED):
        code = max(code, _write(output, b"".join(texts)))
    if ledger is not None:
        code = max(code, _write(ledger, "".join(records).encode("utf-8", "backslashreplace")))
    raise typer.Exit(code)


def _refuse(names: list[str], output: str | None, in_place: bool, backup: str, dry: bool, ledger: str | None) -> None:
    """Calls that cannot be meant, or that would lose a dump."""
    if in_place and STDIN in names:
        usage("--in-place needs files; standard input has no place")
    if in_place and output is not None:
        usage("--in-place and --output name two places for the same text")
    if in_place and dry:
        usage("--check and --diff write nothing; leave --in-place out")
    if backup and not in_place:
        usage("--backup goes with --in-place")
    if backup and os.path.basename(backup) != backup:
        usage(f"--backup {backup}: a suffix has no folder in it")
    if backup and any(_same(name + backup, other) for name in names for other in names):
        usage(f"--backup {backup}: one of the dumps would be written over by the backup of another")
    if names.count(STDIN) > 1:
        usage("standard input can be read once")
    for name in names:
        for target, option in ((output, "--output"), (ledger, "--ledger")):
            if target is not None and _same(name, target):
                usage(f"{name} is the dump and the {option} file; to write over a dump say --in-place")
        if not in_place and not dry and name != STDIN and _is_stdout(name):
            usage(f"{name} is the dump and standard output; to write over a dump say --in-place")
    if output is not None and ledger is not None and _same(output, ledger):
        usage("--output and --ledger name the same file")


def _same(one: str, other: str) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _is_stdout(name: str) -> bool:
    try:
        here, there = os.stat(name), os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return False
    return os.path.isfile(name) and os.path.samestat(here, there)


def _write(path: str, data: bytes, backup: str = "") -> int:
    try:
        write(path, data, backup)
    except OSError as error:
        say(f"{path}: not written: {error.strerror}")
        return FAILED
    return DONE


def _records(name: str, result: Result) -> list[str]:
    """The edits of a document as JSON lines."""
    return [json.dumps({"document": name, **edit._asdict()}, ensure_ascii=False) + "\n" for edit in result.edits]
