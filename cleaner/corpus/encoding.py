"""Text encodings of dumps: decode strictly, never guess, and encode the text again as it was."""

import codecs
from typing import NamedTuple

from cleaner.engine.input_kind import binary_kind
from cleaner.lines.errors import CleanerError

NAME_IT = "name it with --encoding"  # the way out for a command that has this option
CONVERT_IT = "convert it to UTF-8 first, as `iconv` does"  # the way out for all others

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What Python calls an encoding, but no file has. Encoding a long text as `punycode` takes hours.
_NOT_OF_FILES = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")


class DecodeError(CleanerError):
    """The bytes of a document are not text in its encoding."""


class Codec(NamedTuple):
    """How the bytes of a text are encoded."""

    name: str
    mark: bytes = b""  # the byte order mark before the text; not part of the text

    def encode(self, text: str) -> bytes:
        """Encode a text in the same way. Raises UnicodeEncodeError for a character that the encoding lacks."""
        return self.mark + text.encode(self.name)

    def decode(self, data: bytes) -> str:
        """Decode a text that was encoded in this way. Raises ValueError for other bytes."""
        if not data.startswith(self.mark):
            raise ValueError(f"it lacks the byte order mark of {self.name}")
        return data[len(self.mark) :].decode(self.name)


def codec(data: bytes, encoding: str | None = None) -> Codec:
    """The encoding of a document: the one that was named, else that of its byte order mark, else UTF-8.

    >>> codec(b"\\xff\\xfea\\0")
    Codec(name='utf-16-le', mark=b'\\xff\\xfe')
    """
    for mark, name in _MARKS:
        family = name[: len("utf-16")]
        if data.startswith(mark) and (encoding is None or encoding.lower().replace("_", "-") == family):
            return Codec(name, mark)
    return Codec(encoding or "utf-8")


def encoding_details(used: Codec, kept: bool = False) -> dict[str, object]:
    """What the ledger says of the encoding of a dump; nothing of UTF-8.

    `kept` says that the clean text has the same encoding; else it is UTF-8.
    """
    if used == Codec("utf-8"):
        return {}
    return {"encoding": used.name, "mark": used.mark.hex(), **({"kept": True} if kept else {})}


def recorded_codec(name: str, mark: str) -> Codec:
    """The encoding that a ledger names, with its byte order mark in hexadecimal digits.

    A ledger may be forged: raises ValueError, TypeError or LookupError for an encoding that no run writes.
    """
    recorded = Codec(name, bytes.fromhex(mark))
    if (recorded.mark, name) not in _MARKS if mark else codecs.lookup(name).name in _NOT_OF_FILES:
        raise ValueError(f"no text of a dump is encoded as {name!r:.50}")
    return recorded


def decode(data: bytes, encoding: str | None = None, name: str = "the input", way_out: str = NAME_IT) -> str:
    """The text of a document, decoded as `codec` says.

    The byte order mark of UTF-8 stays in the text, where the match key ignores it, so that undoing is exact.
    Raises DecodeError with the offset of the first byte, from 0, that does not decode, or with the kind of a binary
    file, and the way out.

    >>> decode(b"a\\xff", name="x.txt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    cleaner.corpus.encoding.DecodeError: x.txt: byte 1 (0xff) is not utf-8; if ... name it with --encoding
    """
    used = codec(data, encoding)
    start = len(used.mark)
    try:
        text = data[start:].decode(used.name)
        if encoding is not None:
            text.encode("utf-8")  # codecs such as unicode_escape can produce lone surrogates
    except UnicodeDecodeError as error:
        at = start + error.start
        byte = f"0x{data[at]:02x}" if at < len(data) else "the end"
        fault = f"byte {at} ({byte}) is not {used.name}; if it is another encoding, {way_out}"
        raise DecodeError(f"{name}: {binary_kind(data) or fault}") from None
    except UnicodeEncodeError as error:
        raise DecodeError(
            f"{name}: read as {used.name}, character {error.start} is a lone surrogate, which no text contains"
        ) from None
    if "\0" in text and encoding is None and not used.mark:
        fault = f"byte {data.index(0)} is NUL, so this is not text; if it is UTF-16, {way_out}"
        raise DecodeError(f"{name}: {binary_kind(data) or fault}")
    return text
