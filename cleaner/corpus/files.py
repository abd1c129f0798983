"""Write files whole or not at all: under a hidden name first, then renamed to their own.

A hidden work file may have been planted, because an archive or a repository can hold links. So no link is followed
here, and an existing file is used only if it is a regular file of the same user without a second name.
"""

import contextlib
import errno
import os
import stat
from typing import IO, Literal

PART_SUFFIX = ".part"  # ends the hidden name of a file that is still being written
MAX_NAME_BYTES = 255  # longest file name on the file systems in use

_NEW_MODE = 0o600
# O_NONBLOCK, because opening a planted pipe would wait for its other end.
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_TRIES = 3  # to lock a work file that another run renames or deletes at the same moment


def is_device(path: str) -> bool:
    """Whether a path is a device or a pipe, which is written to and never replaced."""
    try:
        return not stat.S_ISREG(mode := os.stat(path).st_mode) and not stat.S_ISDIR(mode)
    except OSError:
        return False


def has_content(path: str) -> bool:
    """Whether a path is a regular file with something in it, which would be lost if it were replaced."""
    try:
        status = os.stat(path)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0


def real_path(path: str, follow: bool = True) -> str:
    """The path of a file without links. Without `follow`, the file itself may be one, but no folder above it."""
    if follow:
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def make_folders(path: str) -> None:
    """Make a folder, and the folders above it that are missing. Raises OSError.

    `os.makedirs` calls itself for each folder above, and an archive can hold more of them than Python can call
    functions.
    """
    missing: list[str] = []
    while path and not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path.rstrip("/" + os.sep))
    for folder in reversed(missing):
        os.makedirs(folder, exist_ok=True)


def read_regular(path: str, most_bytes: int) -> bytes:
    """Return the content of a regular file.

    Raises OSError, also for a device, a pipe (which might never end) and a file of more than `most_bytes`.
    """
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > most_bytes:
            raise OSError(errno.EFBIG, f"it is larger than {most_bytes:,} bytes", path)
        return file.read(most_bytes)


def open_regular(path: str) -> IO[bytes]:
    """Open a regular file for reading. Raises OSError, also for a device and a pipe, which might never end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a regular file", path)
        return open(descriptor, "rb")
    except OSError:
        os.close(descriptor)
        raise


def hidden_path(path: str, suffix: str, follow: bool = True) -> str:
    """The hidden companion of a file, in the folder of its `real_path`.

    >>> os.path.basename(hidden_path("a/page.txt", ".part"))
    '.page.txt.part'
    """
    folder, name = os.path.split(real_path(path, follow))
    if len(os.fsencode(name)) + len(suffix) + 1 > MAX_NAME_BYTES:
        import hashlib  # a bare pipe starts sooner without it

        name = hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f".{name}{suffix}")


# ------------------------------------------------------------------ work files


def open_work_file(path: str, mode: Literal["wb", "ab"] = "wb") -> IO[bytes]:
    """Open a work file for writing, and keep what is in it.

    Raises OSError, also for a file that may have been planted; the message says so.
    """
    flags = os.O_WRONLY | _SAFE | (os.O_APPEND if mode == "ab" else 0)
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, _NEW_MODE)
    except FileExistsError:
        descriptor = _open_own(path, flags)
    return open(descriptor, mode)


def read_work_file(path: str) -> IO[bytes]:
    """Open a work file for reading. Raises OSError if there is none, or if it may have been planted."""
    return open(_open_own(path, os.O_RDONLY | _SAFE), "rb")


def work_file_status(path: str) -> os.stat_result | None:
    """The status of a work file. None if there is none, or if it may have been planted."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return None if _fault(status) else status


def _open_own(path: str, flags: int) -> int:
    """Open an existing file, unless it may have been planted. Return its descriptor. Raises OSError."""
    _check(os.lstat(path), path)  # not every system has O_NOFOLLOW, and its message would not name the link
    descriptor = os.open(path, flags)
    try:
        _check(os.fstat(descriptor), path)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _check(status: os.stat_result, path: str) -> None:
    if fault := _fault(status):
        raise OSError(errno.EPERM, f"the hidden work file {path} {fault}, so it is not used; delete it")


def _fault(status: os.stat_result) -> str:
    """Why an existing file may have been planted; "" if it is an ordinary file of this user."""
    if stat.S_ISLNK(status.st_mode):
        return "is a link"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        return "belongs to another user"
    if status.st_nlink > 1:
        return "has a second name (a hard link)"
    return ""


# ------------------------------------------------------------------ files that appear when they are complete


class AtomicFile:
    """A file that is written under a hidden name and takes its own name when it is complete.

    At any moment the path holds the old file or the new one, never half of one. A new file keeps the mode of the one
    it replaces. A link that the user has named stays a link, and a device or a pipe is written to directly. Without
    `follow`, for a file that nobody named, a link or a device is replaced: it may have been planted. With `temporary`,
    the hidden name belongs to this process, and no other run continues the file.
    """

    def __init__(self, path: str, follow: bool = True, temporary: bool = False) -> None:
        self.path = real_path(path, follow)
        self.device = follow and is_device(self.path)
        # The name is known before the file exists, so that an interrupt at any moment can remove it.
        self.hidden = self.path if self.device else hidden_path(path, PART_SUFFIX, follow)
        self._temporary = temporary and not self.device
        if self._temporary:
            self.hidden = self._temporary_name(str(os.getpid()))
        self.size = 0  # bytes written with `write`, and those kept by `open`
        self._file: IO[bytes] | None = None
        self._claimed = False  # whether the hidden file is this one's, and not another run's or a planted one

    def open(self, keep: int = 0) -> IO[bytes]:
        """Start the file, or continue after the first `keep` bytes of an earlier run.

        Raises OSError, also if another run is writing the same file, or if its hidden file may have been planted.
        """
        if self.device:
            self._file = open(self.path, "wb")  # noqa: SIM115 - it stays open until it is complete
            return self._file
        self._claimed = True
        try:
            self._file = self._new() if self._temporary else _locked(self.hidden, self.path)
        except OSError:
            self._claimed = False
            raise
        if os.fstat(self._file.fileno()).st_size > keep:
            self.truncate(keep)
        self._file.seek(keep)
        self.size = keep
        return self._file

    def _new(self) -> IO[bytes]:
        """Make the temporary file. An old one of a process with the same number, or a planted one, is left alone."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE
        try:
            return open(os.open(self.hidden, flags, _NEW_MODE), "wb")
        except FileExistsError:
            self.hidden = self._temporary_name(os.urandom(8).hex())
            return open(os.open(self.hidden, flags, _NEW_MODE), "wb")

    def _temporary_name(self, token: str) -> str:
        folder, name = os.path.split(self.path)
        return os.path.join(folder, f".cleaner-{token}-{name[:50]}.tmp")

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
        file = self.file
        if not self.device:
            file.flush()
            mode = _mode(self.path)
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            else:
                os.chmod(self.hidden, mode)
        file.close()
        if not self.device:
            if backup:
                _keep(self.path, self.path + backup)
            os.replace(self.hidden, self.path)

    def close(self) -> None:
        """Close the file and leave it under its hidden name."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # a full disk refuses the last flush; that data is lost either way
                self._file.close()

    def discard(self) -> None:
        """Close the file and delete it. A hidden file that `open` refused stays: another run may be writing it."""
        self.close()
        if self._claimed:
            with contextlib.suppress(OSError):
                os.unlink(self.hidden)


def write(path: str, data: bytes, backup: str = "") -> None:
    """Replace a file by these bytes, whole and synced to the disk.

    With `backup` the old file stays beside the new one, its name ending in that suffix; an existing backup is
    never overwritten. Raises OSError; then nothing has changed.
    """
    file = AtomicFile(path, temporary=True)
    try:
        file.write(data)
        file.sync()
        file.commit(backup)
    except BaseException:
        file.discard()
        raise


def _locked(hidden: str, path: str) -> IO[bytes]:
    """Open a hidden work file and keep other runs off it until it is closed.

    Raises BlockingIOError if another run holds it, and OSError.
    """
    for _ in range(_TRIES):
        file = open_work_file(hidden)
        try:
            _lock(file, path)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), os.lstat(hidden)):
                    return file
        except BaseException:
            file.close()
            raise
        file.close()  # the run that held it has finished it or given it up in the meantime
    raise BlockingIOError(errno.EAGAIN, "another run is writing this file", path)


def _lock(file: IO[bytes], path: str) -> None:
    try:
        import fcntl
    except ImportError:  # Windows cannot replace an open file, so it needs no lock
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BlockingIOError(errno.EAGAIN, "another run is writing this file", path) from None
    except OSError:
        return  # a file system without locks


def _mode(path: str) -> int:
    """The mode of a file. If there is none, or a link in its place, the mode that the umask gives to a new file."""
    with contextlib.suppress(FileNotFoundError):
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode):
            return status.st_mode & 0o7777
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

        with open(copy, "xb") as target, open(path, "rb") as source:  # "x" follows no link
            shutil.copyfileobj(source, target)
        shutil.copystat(path, copy)
