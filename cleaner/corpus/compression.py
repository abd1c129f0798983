"""Read and write compressed files. The end of the name says how: `.gz`, `.zst`, or neither."""

import contextlib
import gzip
import io
import zlib
from typing import IO, Any, Literal, cast, get_args

from cleaner.lines.errors import CleanerError

Compression = Literal["", ".gz", ".zst"]  # the suffix of a file name; "": not compressed

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3
_ZSTD_MAX_WINDOW = 2**31  # bytes; what `zstd --long=31` writes
_READ_BYTES = 1 << 16  # compressed bytes that are read from the file at once
_STEP_BYTES = 512  # compressed bytes that are decompressed at once; at most about 16 MB come out
_BUFFER_BYTES = 1 << 20


class MissingExtra(CleanerError):
    """An optional library is not installed. The message says how to install it."""


def of(path: str) -> Compression:
    """The compression that a file's name implies.

    >>> of("corpus.jsonl.zst"), of("corpus.jsonl")
    ('.zst', '')
    """
    suffixes: tuple[Compression, ...] = get_args(Compression)
    return next((suffix for suffix in suffixes if suffix and path.lower().endswith(suffix)), "")


def zstandard() -> Any:
    """The library for `.zst`. Raises MissingExtra."""
    try:
        import zstandard
    except ImportError:
        raise MissingExtra(".zst files need an extra: pip install 'article-cleaner[zstd]'") from None
    return zstandard


def reader(raw: IO[bytes], compression: Compression) -> IO[bytes]:
    """Decompress a file while it is read, across all its members or frames. Raises MissingExtra."""
    if compression == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw, mode="rb"))
    if compression == ".zst":
        return io.BufferedReader(_ZstdFrames(raw), _BUFFER_BYTES)
    return raw


class _ZstdFrames(io.RawIOBase):
    """All frames of a `.zst` file as one stream. Raises EOFError if the last frame is incomplete.

    The library's own reader silently accepts a file that is cut short.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._zstd = zstandard().ZstdDecompressor(max_window_size=_ZSTD_MAX_WINDOW)
        self._frame: Any = None
        self._compressed = memoryview(b"")  # read from the file, not yet decompressed
        self._decompressed = memoryview(b"")  # not yet handed out

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._decompressed:
            self._compressed = self._compressed or memoryview(self._raw.read(_READ_BYTES))
            if not self._compressed:
                if self._frame is not None:
                    raise EOFError("the last frame is cut short")
                return 0
            self._frame = self._frame or self._zstd.decompressobj()
            # A few bytes can expand to a hundred thousand times as many, so little is decompressed at once.
            step, self._compressed = self._compressed[:_STEP_BYTES], self._compressed[_STEP_BYTES:]
            self._decompressed = memoryview(self._frame.decompress(step))
            if self._frame.eof:
                self._compressed = memoryview(self._frame.unused_data + bytes(self._compressed))
                self._frame = None
        handed_out = self._decompressed[: len(buffer)]
        self._decompressed = self._decompressed[len(buffer) :]
        buffer[: len(handed_out)] = handed_out
        return len(handed_out)


def compress(data: bytes, compression: Compression) -> bytes:
    """The bytes as a complete member or frame of their own. The same bytes give the same result each time.

    Members can be concatenated. So any process can compress any piece of a file, and a file that is cut after
    a piece is a valid file.
    """
    if compression == ".gz":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if compression == ".zst":
        return cast("bytes", zstandard().ZstdCompressor(level=_ZSTD_LEVEL).compress(data))
    return data


def read_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged or incomplete compressed file can raise."""
    errors: list[type[Exception]] = [EOFError, zlib.error, gzip.BadGzipFile]
    with contextlib.suppress(MissingExtra):
        errors.append(zstandard().ZstdError)
    return tuple(errors)
