"""The ledger of `cleaner clean`: a record of every edit, on the disk before the text that it describes."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence

import typer

from cleaner.cli.options import usage
from cleaner.cli.stdio import DONE, FAILED, say
from cleaner.corpus.encoding import Codec, encoding_details
from cleaner.corpus.files import AtomicFile, has_content, make_folders, work_file_status
from cleaner.lines.text import Result
from cleaner.packs.layers import ProjectPack


class CleanLedger:
    """Records the edits of a run in a file, or does nothing if there is no path.

    Use it as a context manager. A file that cannot be opened ends the run. The ledger is kept even if the run fails
    half-way: some dumps were overwritten, and only the ledger can restore them. For the same reason a run with
    `in_place` never replaces a ledger that has something in it; it cannot add to it either, because a ledger that has
    a file twice cannot be undone. `packs` are those of the working directory that are in use.
    """

    def __init__(self, path: str | None, in_place: bool = False, packs: Sequence[ProjectPack] = ()) -> None:
        self.path = path
        self._in_place, self._packs = in_place, packs
        self.code = DONE  # exit code: FAILED once something could not be recorded
        self._file: AtomicFile | None = None

    def __enter__(self) -> "CleanLedger":
        if self.path is not None:
            self._file = AtomicFile(self.path)
            if self._in_place:
                self._check_unused(self._file)
            try:
                make_folders(os.path.dirname(self.path))
                self._file.open()
                self._write_head(self._file)
            except OSError as error:
                self._file.discard()
                say(f"{self.path}: not written: {error.strerror}; no dump was changed")
                raise typer.Exit(FAILED) from None
        return self

    def _check_unused(self, file: AtomicFile) -> None:
        """End the run if it would lose the edits of an earlier one, with which dumps were overwritten."""
        if has_content(file.path):
            usage(
                f"{self.path} has the edits of an earlier run, which cannot be restored without it; name another file"
            )
        killed = work_file_status(file.hidden)
        if killed is not None and killed.st_size:
            usage(
                f"{file.hidden} has the edits of a run that was killed, which cannot be restored without it; "
                "rename it to keep it as a ledger"
            )

    def _write_head(self, file: AtomicFile) -> None:
        if self._packs:
            from cleaner.corpus import compression
            from cleaner.corpus.ledger import head_line

            file.write(compression.compress(head_line(self._packs), compression.of(self.path or "")))

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            with self._report_failure():
                self._file.sync()
                self._file.commit()
            self._file.close()  # does nothing after a commit

    def add(self, file: str, document: str, result: Result, codec: Codec) -> None:
        """Record the edits of a document whose text goes to `file`, and its encoding if that is not UTF-8."""
        if self._file is not None:
            from cleaner.corpus import compression  # imported here, because a run without a ledger does not need them
            from cleaner.corpus.ledger import edit_lines, raw_line

            with self._report_failure():
                lines = edit_lines(file, 1, document, result.edits)
                details = encoding_details(codec, kept=self._in_place)
                if details and (lines or not self._in_place):  # without edits, a dump in its place stays as it is
                    lines += raw_line(file, 1, details)
                if lines:
                    self._file.write(compression.compress(lines, compression.of(self.path or "")))

    def record_then(self, path: str, result: Result, codec: Codec, change: Callable[[], int]) -> int:
        """Record the edits of a dump, then change the dump. Return the exit code of `change`.

        If the edits cannot be recorded, the dump is not changed. If the change fails, the record is removed.
        """
        if self._file is None:
            return change()
        size = self._file.size
        self.add(path, path, result, codec)
        with self._report_failure():
            self._file.sync()
        if self.code != DONE:
            say(f"{path}: not written, because its edits could not be recorded in the ledger")
            return FAILED
        code = change()
        if code != DONE:
            self._file.truncate(size)
        return code

    @contextlib.contextmanager
    def _report_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            say(f"{self.path}: not written: {error.strerror}")
            self.code = FAILED
