"""Documents as bytes in files: decoded without guessing, written whole or not at all."""

import contextlib
import errno
import os
import stat
from typing import IO, NamedTuple

from cleaner.lines.errors import CleanerError

PART = ".part"  # how the hidden name of a file ends that is not whole yet
LONGEST = 255  # bytes of a name, on the file systems that are in use

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

_BINARY = getattr(os, "O_BINARY", 0)


class DecodeError(CleanerError):
    """A document that is no text in the encoding that was named."""


class Codec(NamedTuple):
    """How the bytes of a text were written."""

    name: str
    mark: bytes = b""  # the byte order mark in front of them, which is not part of the text

    def encode(self, text: str) -> bytes:
        """A text as bytes of the same kind. Raises UnicodeEncodeError for a character that it does not have."""
        return self.mark + text.encode(self.name)


def codec(data: bytes, encoding: str | None = None) -> Codec:
    """How a document is written: as was said, or else as its byte order mark says, or else in UTF-8.

    >>> codec(b"\\xff\\xfea\\0")
    Codec(name='utf-16-le', mark=b'\\xff\\xfe')
    """
    for mark, name in _MARKS:
        family = name[: len("utf-16")]
        if data.startswith(mark) and (encoding is None or encoding.lower().replace("_", "-") == family):
            return Codec(name, mark)
    return Codec(encoding or "utf-8")


NAMED = "name it with --encoding"  # what to do about another encoding
CONVERTED = "convert it to UTF-8 first, as `iconv` does"


def decode(data: bytes, encoding: str | None = None, name: str = "the input", way: str = NAMED) -> str:
    """The text of a document. Without an encoding: UTF-8, or what a byte order mark says.

    A UTF-8 mark stays in the text, where the match key passes over it, so that undoing is exact.
    Raises Unreadable with the offset of the first byte, from 0, that does not decode, and a way out.

    >>> decode(b"a\\xff", name="x.txt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    cleaner.corpus.files.DecodeError: x.txt: byte 1 (0xff) is not utf-8; if ... name it with --encoding
    """
    written = codec(data, encoding)
    start = len(written.mark)
    try:
        text = data[start:].decode(written.name)
        if encoding is not None:
            text.encode("utf-8")  # codecs like unicode_escape can make halves of characters
    except UnicodeDecodeError as error:
        at = start + error.start
        found = f"0x{data[at]:02x}" if at < len(data) else "the end"
        raise DecodeError(
            f"{name}: byte {at} ({found}) is not {written.name}; if it is another encoding, {way}"
        ) from None
    except UnicodeEncodeError as error:
        raise DecodeError(
            f"{name}: read as {written.name}, character {error.start} is half of one, which no text holds"
        ) from None
    if "\0" in text and encoding is None and not written.mark:
        raise DecodeError(f"{name}: byte {data.index(0)} is NUL, so this is no text; if it is UTF-16, {way}")
    return text


def special(path: str) -> bool:
    """Whether something stands there that is written to and not replaced: a device or a pipe."""
    try:
        return not stat.S_ISREG(mode := os.stat(path).st_mode) and not stat.S_ISDIR(mode)
    except OSError:
        return False


def beside(path: str, end: str) -> str:
    """The hidden name of a file that goes with another one, in the folder where that one really stands.

    >>> os.path.basename(beside("a/page.txt", ".part"))
    '.page.txt.part'
    """
    folder, name = os.path.split(os.path.realpath(path))
    if len(os.fsencode(name)) + len(end) + 1 > LONGEST:
        import hashlib  # a bare pipe does without

        name = hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f".{name}{end}")


class Growing:
    """A file that is written under a hidden name and put in its place when it is whole.

    At any moment the old file or the new one stands there, never half of one. A link stays a link, and the
    mode of a file that is replaced is kept. A device or a pipe is written to, not replaced.
    """

    def __init__(self, path: str, hidden: str = "") -> None:
        self.path = os.path.realpath(path)
        self.special = special(self.path)
        # named before it is there, so that an interrupt at any moment finds what it has to take away
        self.hidden = self.path if self.special else hidden or beside(self.path, PART)
        self.size = 0
        self._file: IO[bytes] | None = None

    def open(self, mark: int = 0) -> IO[bytes]:
        """Begins it, or goes on behind its first bytes, which were written before.

        Raises OSError, also where another run is writing the same file.
        """
        if self.special:
            self._file = open(self.path, "wb")  # noqa: SIM115 - it stays open until it is whole
            return self._file
        self._file = open(os.open(self.hidden, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600), "wb")  # noqa: SIM115
        _lock(self._file, self.path)
        if os.fstat(self._file.fileno()).st_size > mark:
            self.back(mark)
        self._file.seek(mark)
        self.size = mark
        return self._file

    @property
    def file(self) -> IO[bytes]:
        """What is written to."""
        return self._file or self.open()

    def write(self, data: bytes) -> None:
        """Adds a piece. Raises OSError."""
        self.file.write(data)
        self.file.flush()
        self.size += len(data)

    def back(self, mark: int) -> None:
        """Takes away what was written beyond a mark; what a pipe has carried off stays."""
        if not self.special:
            self.file.truncate(mark)
            self.file.seek(mark)
            self.size = mark

    def sync(self) -> None:
        """Returns when what was written is on the disk. Raises OSError."""
        self.file.flush()
        if not self.special:
            os.fsync(self.file.fileno())

    def place(self, backup: str = "") -> None:
        """Ends it and puts it in its place. Raises OSError."""
        self.file.close()
        if not self.special:
            os.chmod(self.hidden, _mode(self.path))
            if backup:
                _keep(self.path, self.path + backup)
            os.replace(self.hidden, self.path)

    def leave(self) -> None:
        """Lets go of it; what is there waits under its hidden name."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # what a full disk has not taken is lost either way
                self._file.close()

    def drop(self) -> None:
        """Lets go of it and takes it away."""
        self.leave()
        if not self.special:
            with contextlib.suppress(OSError):
                os.unlink(self.hidden)


def _lock(file: IO[bytes], path: str) -> None:
    """Keeps other runs off a file until it is closed. Raises BlockingIOError where another run has it."""
    try:
        import fcntl
    except ImportError:  # where files that are open cannot be replaced, they need no lock
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise BlockingIOError(errno.EAGAIN, "another run is writing it", path) from None
    except OSError:
        return  # a file system without locks


def write(path: str, data: bytes, backup: str = "") -> None:
    """Puts bytes in a file's place, whole and on the disk.

    With `backup` the old file stays beside it, its name ending in that suffix; a backup that is there
    already is never written over. Raises OSError; then nothing has changed.
    """
    folder, name = os.path.split(os.path.realpath(path))
    growing = Growing(path, os.path.join(folder, f".cleaner-{os.getpid()}-{name[:50]}.tmp"))
    try:
        growing.write(data)
        growing.sync()
        growing.place(backup)
    except BaseException:
        growing.drop()
        raise


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _keep(path: str, copy: str) -> None:
    """Keeps a file under a second name; one that is there already holds something that may be wanted."""
    if os.path.lexists(copy):
        raise FileExistsError(errno.EEXIST, f"there is a backup already, {copy}; take it away or choose another suffix")
    try:
        os.link(path, copy)
    except OSError:  # a file system without hard links
        import shutil

        with open(copy, "xb"):
            pass
        shutil.copy2(path, copy)
