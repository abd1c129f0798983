"""Files that are compressed or not, by their name: `.gz`, `.zst`, or neither."""

import contextlib
import gzip
import io
import zlib
from typing import IO, Any, cast

from cleaner.lines.errors import CleanerError

SUFFIXES = (".gz", ".zst")
_SOME = 512  # bytes of a frame that are taken apart at once: at most some 16 MB come out


class MissingExtra(CleanerError):
    """A library of an extra is not installed; the message says how to get it."""


def of(path: str) -> str:
    """The compression that a file's name tells: ".gz", ".zst" or "".

    >>> of("corpus.jsonl.zst"), of("corpus.jsonl")
    ('.zst', '')
    """
    return next((suffix for suffix in SUFFIXES if path.lower().endswith(suffix)), "")


def zstandard() -> Any:
    """The library for `.zst`. Raises Missing."""
    try:
        import zstandard
    except ImportError:
        raise MissingExtra("for .zst files install the extra: pip install 'cleaner[zstd]'") from None
    return zstandard


def reader(raw: IO[bytes], compression: str) -> IO[bytes]:
    """The bytes of a file as they were before compression; all members or frames of it."""
    if compression == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw, mode="rb"))
    if compression == ".zst":
        return io.BufferedReader(_Frames(raw), 1 << 20)
    return raw


class _Frames(io.RawIOBase):
    """The frames of a `.zst` file as one stream; the library's own takes one that is cut short for a whole one."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._zstd = zstandard().ZstdDecompressor(max_window_size=2**31)
        self._frame: Any = None
        self._rest = memoryview(b"")  # read from the file, not yet taken apart
        self._made = memoryview(b"")  # taken apart, not yet given out

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._made:
            self._rest = self._rest or memoryview(self._raw.read(1 << 16))
            if not self._rest:
                if self._frame is not None:
                    raise EOFError("the last frame is cut short")
                return 0
            self._frame = self._frame or self._zstd.decompressobj()
            # a few bytes can stand for a hundred thousand times as many, so few are taken at once
            some, self._rest = self._rest[:_SOME], self._rest[_SOME:]
            self._made = memoryview(self._frame.decompress(some))
            if self._frame.eof:
                self._rest = memoryview(self._frame.unused_data + bytes(self._rest))
                self._frame = None
        taken = self._made[: len(buffer)]
        self._made = self._made[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def pack(data: bytes, compression: str) -> bytes:
    """Some bytes as a whole member or frame of their own.

    Members can be put one behind another, so that each piece of a file can be made by itself, in any
    process, and a file that was cut after a piece is a whole file. The same bytes come out each time.
    """
    if compression == ".gz":
        return gzip.compress(data, 6, mtime=0)
    if compression == ".zst":
        return cast("bytes", zstandard().ZstdCompressor(level=3).compress(data))
    return data


def faults() -> tuple[type[Exception], ...]:
    """What reading a file that is cut short or spoilt can raise."""
    found: list[type[Exception]] = [EOFError, zlib.error, gzip.BadGzipFile]
    with contextlib.suppress(MissingExtra):
        found.append(zstandard().ZstdError)
    return tuple(found)
