"""`cleaner clean`."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.options import (
    STDIN,
    DumpFile,
    Encoding,
    Files,
    Host,
    Keep,
    PackName,
    Rules,
    dump,
    known,
    loaded,
    shown,
    usage,
)
from cleaner.cli.stdio import DONE, FAILED, FOUND, is_stdin, is_stdout, onto_itself, out, say
from cleaner.corpus.files import write
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.text import Result
from cleaner.report.clean import diff

if TYPE_CHECKING:
    from cleaner.corpus.outputs import Side


def clean(
    files: Files = None,
    pack: PackName = None,
    rules: Rules = None,
    host: Host = None,
    keep: Keep = "",
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
    """Clean dumps. Texts go to standard output, one after the other, in UTF-8; with --in-place as they were written.

    Exit codes: 0 done; 1 --check found something, or a document came back unchanged because its whole
    article would have gone; 2 wrong usage or a faulty pack, nothing written; 3 a dump could not be read
    or a text not written, the rest is done.
    """
    names = files or [STDIN]
    _refuse(names, output, in_place, backup, check or show_diff, ledger)
    cleaner, codec = loaded(rules, pack, keep), known(encoding)
    if check or show_diff:
        raise typer.Exit(max(_foretold(dump(name, codec), cleaner, host, check, show_diff) for name in names))
    code = DONE
    texts: list[bytes] = []
    with _Ledger(ledger) as told:
        for name in names:
            read = dump(name, codec)
            result = read and _cleaned(read, cleaner, host)
            if read is None or result is None:
                code = FAILED
            elif in_place:
                code = max(code, told.around(name, name, result, lambda: _over(read, result, backup)), _code(result))  # noqa: B023 - called at once
            else:
                told.add(os.path.basename(output) if output else name, name, result)
                code = max(code, _code(result))
                if output is None:
                    out(result.text.encode())
                else:
                    texts.append(result.text.encode())
        if output is not None and (texts or code != FAILED):
            code = max(code, _write(output, b"".join(texts)))
    raise typer.Exit(max(code, told.code))


def _cleaned(read: DumpFile, cleaner: Cleaner, host: str | None) -> Result | None:
    """The result, and its flags said; None, and a message, where a pattern took too long."""
    try:
        result = cleaner.clean(read.text, host, shown(read.name))
    except PatternTimeout as error:
        say(error)
        return None
    for flag in result.flags:
        say(f"{shown(read.name)}: {flag}")
    return result


def _code(result: Result) -> int:
    return FOUND if result.unchanged else DONE


def _foretold(read: DumpFile | None, cleaner: Cleaner, host: str | None, check: bool, show_diff: bool) -> int:
    """What would change, told instead of written."""
    result = read and _cleaned(read, cleaner, host)
    if read is None or result is None:
        return FAILED
    if show_diff:
        out(diff(shown(read.name), read.text, result.text).encode())
    elif result.edits:
        say(f"{shown(read.name)}: would change, {len(result.edits)} edits")
    return FOUND if check and result.edits else _code(result)


def _over(read: DumpFile, result: Result, backup: str) -> int:
    """Writes a clean text over its dump, in the encoding that the dump has."""
    if not result.edits:
        return DONE
    try:
        return _write(read.name, read.codec.encode(result.text), backup)
    except UnicodeEncodeError as error:
        say(f"{read.name}: not written: {read.codec.name} has no {error.object[error.start]!r}, which a rule put there")
        return FAILED


class _Ledger:
    """The ledger of a run; without a path, none. It is on the disk before the texts that it speaks of are changed."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.code = DONE
        self._side: Side | None = None

    def __enter__(self) -> "_Ledger":
        if self.path is not None:
            from cleaner.corpus.outputs import (
                Side,  # brings the formats along, which a call without a ledger does not need
            )

            try:
                self._side = Side(self.path, 0)
            except OSError as error:
                say(f"{self.path}: not written: {error.strerror}; no dump was touched")
                raise typer.Exit(FAILED) from None
        return self

    def __exit__(self, *error: object) -> None:
        if self._side is not None:
            with self._saved():
                self._side.sync()
                self._side.close(True)  # whatever happened: texts were changed, and this is the way back

    def add(self, file: str, name: str, result: Result) -> None:
        """Writes the edits of a document down."""
        if self._side is not None:
            from cleaner.corpus import compression
            from cleaner.corpus.ledger import written

            with self._saved():
                lines = written(file, 1, name, result.edits)
                self._side.write(compression.pack(lines, compression.of(self.path or "")) if lines else b"")

    def around(self, file: str, name: str, result: Result, change: Callable[[], int]) -> int:
        """Changes a file, its edits being on the disk before; they are taken back if it was not changed."""
        mark = self._side.size if self._side is not None else 0
        self.add(file, name, result)
        if self._side is None:
            return change()
        with self._saved():
            self._side.sync()
        if self.code:
            say(f"{name}: left as it is, because its edits could not be written down")
            return FAILED
        code = change()
        if code:
            self._side.back(mark)
        return code

    @contextlib.contextmanager
    def _saved(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            say(f"{self.path}: not written: {error.strerror}")
            self.code = FAILED


def _refuse(names: list[str], output: str | None, in_place: bool, backup: str, dry: bool, ledger: str | None) -> None:
    """Calls that cannot be meant, or that would lose a dump."""
    if in_place and STDIN in names:
        usage("--in-place needs files; standard input has no place")
    if in_place and output is not None:
        usage("--in-place and --output name two places for the same text")
    if dry and (in_place or output is not None or ledger is not None):
        usage("--check and --diff write nothing; leave --in-place, --output and --ledger out")
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
            if target is not None and (is_stdin(target) if name == STDIN else _same(name, target)):
                usage(f"{shown(name)} is the dump and the {option} file; to write over a dump say --in-place")
        if not in_place and not dry and (onto_itself() if name == STDIN else is_stdout(name)):
            usage(f"{shown(name)} is the dump and standard output; to write over a dump say --in-place")
    if output is not None and ledger is not None and _same(output, ledger):
        usage("--output and --ledger name the same file")


def _same(one: str, other: str) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _write(path: str, data: bytes, backup: str = "") -> int:
    try:
        write(path, data, backup)
    except OSError as error:
        say(f"{path}: not written: {error.strerror}")
        return FAILED
    return DONE
