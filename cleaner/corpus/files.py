"""Write files whole or not at all: under a hidden name first, then renamed to their own."""

import contextlib
import errno
import os
import stat
from typing import IO

PART_SUFFIX = ".part"  # ends the hidden name of a file that is still being written
MAX_NAME_BYTES = 255  # longest file name on the file systems in use

_BINARY = getattr(os, "O_BINARY", 0)


def is_device(path: str) -> bool:
    """Whether a path is a device or a pipe, which is written to and never replaced."""
    try:
        return not stat.S_ISREG(mode := os.stat(path).st_mode) and not stat.S_ISDIR(mode)
    except OSError:
        return False


def hidden_path(path: str, suffix: str) -> str:
    """The hidden companion of a file, in the folder where the file really is (links are followed).

    >>> os.path.basename(hidden_path("a/page.txt", ".part"))
    '.page.txt.part'
    """
    folder, name = os.path.split(os.path.realpath(path))
    if len(os.fsencode(name)) + len(suffix) + 1 > MAX_NAME_BYTES:
        import hashlib  # a bare pipe starts sooner without it

        name = hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f".{name}{suffix}")


class AtomicFile:
    """A file that is written under a hidden name and takes its own name when it is complete.

    At any moment the path holds the old file or the new one, never half of one. A link stays a link, and a
    new file keeps the mode of the one it replaces. A device or a pipe is written to directly.
    """

    def __init__(self, path: str, hidden: str = "") -> None:
        self.path = os.path.realpath(path)
        self.device = is_device(self.path)
        # The name is known before the file exists, so that an interrupt at any moment can remove it.
        self.hidden = self.path if self.device else hidden or hidden_path(self.path, PART_SUFFIX)
        self.size = 0  # bytes written with `write`, and those kept by `open`
        self._file: IO[bytes] | None = None

    def open(self, keep: int = 0) -> IO[bytes]:
        """Start the file, or continue after the first `keep` bytes of an earlier run.

        Raises OSError, also if another run is writing the same file.
        """
        if self.device:
            self._file = open(self.path, "wb")  # noqa: SIM115 - it stays open until it is complete
            return self._file
        self._file = open(os.open(self.hidden, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600), "wb")  # noqa: SIM115
        _lock(self._file, self.path)
        if os.fstat(self._file.fileno()).st_size > keep:
            self.truncate(keep)
        self._file.seek(keep)
        self.size = keep
        return self._file

    @property
    def file(self) -> IO[bytes]:
        """The open file."""
        return self._file or self.open()

    def write(self, data: bytes) -> None:
        """Append a piece and flush it. Raises OSError."""
        self.file.write(data)
        self.file.flush()
        self.size += len(data)

    def truncate(self, size: int) -> None:
        """Remove everything after the first `size` bytes. What went through a pipe cannot be taken back."""
        if not self.device:
            self.file.truncate(size)
            self.file.seek(size)
            self.size = size

    def sync(self) -> None:
        """Wait until everything written is on the disk. Raises OSError."""
        self.file.flush()
        if not self.device:
            os.fsync(self.file.fileno())

    def commit(self, backup: str = "") -> None:
        """Close the file and give it its name. With `backup`, a suffix, keep the old file too. Raises OSError."""
        self.file.close()
        if not self.device:
            os.chmod(self.hidden, _mode(self.path))
            if backup:
                _keep(self.path, self.path + backup)
            os.replace(self.hidden, self.path)

    def close(self) -> None:
        """Close the file and leave it under its hidden name."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # a full disk refuses the last flush; that data is lost either way
                self._file.close()

    def discard(self) -> None:
        """Close the file and delete it."""
        self.close()
        if not self.device:
            with contextlib.suppress(OSError):
                os.unlink(self.hidden)


def write(path: str, data: bytes, backup: str = "") -> None:
    """Replace a file by these bytes, whole and synced to the disk.

    With `backup` the old file stays beside the new one, its name ending in that suffix; an existing backup is
    never overwritten. Raises OSError; then nothing has changed.
    """
    folder, name = os.path.split(os.path.realpath(path))
    file = AtomicFile(path, os.path.join(folder, f".cleaner-{os.getpid()}-{name[:50]}.tmp"))
    try:
        file.write(data)
        file.sync()
        file.commit(backup)
    except BaseException:
        file.discard()
        raise


def _lock(file: IO[bytes], path: str) -> None:
    """Keep other runs off a file until it is closed. Raises BlockingIOError if another run holds it."""
    try:
        import fcntl
    except ImportError:  # Windows cannot replace an open file, so it needs no lock
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise BlockingIOError(errno.EAGAIN, "another run is writing this file", path) from None
    except OSError:
        return  # a file system without locks


def _mode(path: str) -> int:
    """The mode of a file; of one that does not exist, the mode that the umask gives to a new file."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _keep(path: str, copy: str) -> None:
    """Keep a file under a second name. Raises FileExistsError if that name is taken."""
    if os.path.lexists(copy):
        raise FileExistsError(errno.EEXIST, f"the backup {copy} already exists; move it or choose another suffix")
    try:
        os.link(path, copy)
    except OSError:  # a file system without hard links
        import shutil

        with open(copy, "xb"):
            pass
        shutil.copy2(path, copy)
