"""Documents as bytes in files: decoded without guessing, written whole or not at all."""

import contextlib
import errno
import os
from typing import NamedTuple

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

_BINARY = getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
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


def decode(data: bytes, encoding: str | None = None, name: str = "the input") -> str:
    """The text of a document. Without an encoding: UTF-8, or what a byte order mark says.

    A UTF-8 mark stays in the text, where the match key passes over it, so that undoing is exact.
    Raises Unreadable with the offset of the first byte, from 0, that does not decode.

    >>> decode(b"a\\xff", name="x.txt")
    Traceback (most recent call last):
    cleaner.files.Unreadable: x.txt: byte 1 (0xff) is not utf-8; if it is another encoding, name it with --encoding
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
        raise Unreadable(
            f"{name}: byte {at} ({found}) is not {written.name}; if it is another encoding, name it with --encoding"
        ) from None
    except UnicodeEncodeError as error:
        raise Unreadable(
            f"{name}: read as {written.name}, character {error.start} is half of one, which no text holds"
        ) from None
    if "\0" in text and encoding is None and not written.mark:
        raise Unreadable(f"{name}: byte {data.index(0)} is NUL, so this is no text; for UTF-16 say --encoding utf-16")
    return text


def write(path: str, data: bytes, backup: str = "") -> None:
    """Puts bytes in a file's place so that at any moment the old or the new stands there, never half of one.

    A link stays a link, and the mode of a file that is replaced is kept. With `backup` the old file
    stays beside it, its name ending in that suffix; a backup that is there already is never written over.
    Raises OSError; then nothing has changed.
    """
    path = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):  # a device or a pipe is written to, not replaced
        with open(path, "wb") as device:
            device.write(data)
        return
    folder, name = os.path.split(path)
    # named before it is there, so that an interrupt at any moment finds what it has to take away
    temporary = os.path.join(folder, f".cleaner-{os.getpid()}-{name[:50]}.tmp")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        if backup:
            _keep(path, path + backup)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
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
