"""Weights of nets as a file: .safetensors (huggingface.co/docs/safetensors)."""

import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cleaner.lines.errors import CleanerError

WIDTHS: Final = {"F32": 4, "I16": 2, "I32": 4, "U8": 1, "U16": 2}  # bytes of a number of each type
_MOST_NETS: Final = 4  # of a stranger's pack: each takes time on every page
_HEAD: Final = struct.Struct("<Q")  # the length of the header


class WeightsError(CleanerError, ValueError):
    """A file of weights that does not fit this version of the net."""


class Numbers(NamedTuple):
    """An array of a file."""

    type: str  # one of WIDTHS
    shape: tuple[int, ...]
    data: bytes


class WeightsFile(NamedTuple):
    """The contents of a file."""

    arrays: Mapping[str, Numbers]
    features: tuple[str, ...]  # names of the features, in order

    @property
    def nets(self) -> int:
        """How many nets the file has."""
        return sum(name.endswith(".article_bias") for name in self.arrays)


def written(file: WeightsFile) -> bytes:
    """Return the bytes of a file."""
    import json  # a bare pipe of one line does without

    header: dict[str, object] = {"__metadata__": {"features": "\n".join(file.features)}}
    start = 0
    for name, array in file.arrays.items():
        stop = start + len(array.data)
        header[name] = {"dtype": array.type, "shape": list(array.shape), "data_offsets": [start, stop]}
        start = stop
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    return b"".join((_HEAD.pack(len(head)), head, *(array.data for array in file.arrays.values())))


@lru_cache(maxsize=4)
def read(data: bytes) -> WeightsFile:
    """Return the contents of a file. Raises WeightsError."""
    import json  # a bare pipe of one line does without

    try:
        (length,) = _HEAD.unpack_from(data)
        header = json.loads(data[_HEAD.size : _HEAD.size + length])
        names = tuple(header.pop("__metadata__")["features"].split("\n"))
        _check_spans([entry["data_offsets"] for entry in header.values()], len(data) - _HEAD.size - length)
        arrays = {name: _numbers(entry, data, _HEAD.size + length) for name, entry in header.items()}
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, RecursionError, struct.error) as error:
        raise WeightsError(f"these are no weights of a net: {error!r:.200}") from None
    file = WeightsFile(arrays, names)
    if file.nets > _MOST_NETS:
        raise WeightsError(f"these weights have {file.nets} nets, more than {_MOST_NETS}")
    return file


def _check_spans(spans: Sequence[Sequence[int]], length: int) -> None:
    """Raise ValueError if the arrays do not follow each other, with nothing between them, over all of the data.

    Otherwise a small file could hold the same bytes as many large arrays.
    """
    end = 0
    for start, stop in sorted(map(tuple, spans)):
        if start != end or stop < start:
            raise ValueError(f"an array begins at {start} instead of {end}")
        end = stop
    if end != length:
        raise ValueError(f"{length} bytes of data, of which {end} are used")


def _numbers(entry: Mapping[str, Sequence[int]], data: bytes, origin: int) -> Numbers:
    """An array of a file. Raises various errors for a damaged file."""
    start, stop = entry["data_offsets"]
    shape = tuple(entry["shape"])
    own = bytes(memoryview(data)[origin:][start:stop])
    size = WIDTHS[str(entry["dtype"])]
    for length in shape:
        if not 0 <= length <= len(own):
            raise ValueError(shape)
        size *= length
    if size != len(own):
        raise ValueError(shape)
    return Numbers(str(entry["dtype"]), shape, own)
