"""The ledger of `cleaner clean`: a record of every edit, on the disk before the text that it describes."""

import contextlib
import os
from collections.abc import Callable, Iterator

import typer

from cleaner.cli.stdio import DONE, FAILED, say
from cleaner.corpus.files import AtomicFile
from cleaner.lines.text import Result


class CleanLedger:
    """Records the edits of a run in a file, or does nothing if there is no path.

    Use it as a context manager. A file that cannot be opened ends the run. The ledger is kept even if the run fails
    half-way: some dumps were overwritten, and only the ledger can restore them.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.code = DONE  # exit code: FAILED once something could not be recorded
        self._file: AtomicFile | None = None

    def __enter__(self) -> "CleanLedger":
        if self.path is not None:
            self._file = AtomicFile(self.path)
            try:
                os.makedirs(os.path.dirname(self.path) or ".", exist_ok=True)
                self._file.open()
            except OSError as error:
                say(f"{self.path}: not written: {error.strerror}; no dump was changed")
                raise typer.Exit(FAILED) from None
        return self

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            with self._report_failure():
                self._file.sync()
                self._file.commit()
            self._file.close()  # does nothing after a commit

    def add(self, file: str, document: str, result: Result) -> None:
        """Record the edits of a document whose text goes to `file`."""
        if self._file is not None:
            from cleaner.corpus import compression  # imported here, because a run without a ledger does not need them
            from cleaner.corpus.ledger import edit_lines

            with self._report_failure():
                lines = edit_lines(file, 1, document, result.edits)
                if lines:
                    self._file.write(compression.compress(lines, compression.of(self.path or "")))

    def record_then(self, path: str, result: Result, change: Callable[[], int]) -> int:
        """Record the edits of a dump, then change the dump. Return the exit code of `change`.

        If the edits cannot be recorded, the dump is not changed. If the change fails, the record is removed.
        """
        if self._file is None:
            return change()
        size = self._file.size
        self.add(path, path, result)
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
