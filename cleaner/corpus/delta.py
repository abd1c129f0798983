"""Read the lengths of strings that a page of a Parquet file holds as their differences.

A few bytes can be a billion lengths, and a library decodes all those of a page at once.
"""

from collections.abc import Iterator

from cleaner.corpus.thrift import ThriftError, ThriftReader

_GROUP = 32  # differences that are packed together, into whole bytes
_MAX_LENGTH = (1 << 31) - 1
_MAX_WIDTH = 32  # bits of a difference


def longest(data: bytes | memoryview, at: int, most: int) -> tuple[int, int]:
    """The greatest of the lengths at a place, and where they end.

    Raises ThriftError for more than `most` lengths or what no writer writes, and IndexError at the end of the data.
    """
    reader = ThriftReader(data, at)
    block, parts, count, length = reader.varint(), reader.varint(), reader.varint(), _checked(reader.signed())
    size = block // parts if parts else 0  # differences of a part of a block
    if count > most or not size or size % _GROUP or block > _MAX_LENGTH:
        raise ThriftError("a page has other lengths than values")
    greatest, left = length, count - 1
    while left > 0:
        least = reader.signed()
        widths = bytes(data[reader.at : reader.at + parts])
        reader.at += parts
        if len(widths) < parts:
            raise IndexError
        for width in widths:
            steps = min(size, left)
            if width == 0:
                length = _checked(length + least * steps)
                greatest = max(greatest, length)
            else:
                for more in _unpacked(data, reader.at, width, steps):
                    length = _checked(length + least + more)
                    greatest = max(greatest, length)
            reader.at += size * width // 8 if steps else 0
            left -= steps
    return greatest, reader.at


def _unpacked(data: bytes | memoryview, at: int, width: int, count: int) -> Iterator[int]:
    """Numbers that are packed into as many bits each. Raises ThriftError, and IndexError at the end of the data."""
    if width > _MAX_WIDTH:
        raise ThriftError("a page has lengths of too many bits")
    if at + (count * width + 7) // 8 > len(data):
        raise IndexError
    mask, step = (1 << width) - 1, _GROUP * width // 8
    for start in range(0, count, _GROUP):
        packed = int.from_bytes(data[at : at + step], "little")
        at += step
        for n in range(min(_GROUP, count - start)):
            yield packed >> n * width & mask


def _checked(length: int) -> int:
    """A length. Raises ThriftError for a number that is none."""
    if not 0 <= length <= _MAX_LENGTH:
        raise ThriftError("a page has a length that is none")
    return length
