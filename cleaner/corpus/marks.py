"""Marks: how far a run has written its ledger and its rejects, with a hash of what is in them up to there.

The next run continues a file only if it has exactly these bytes. Another batch may have used the same name since.
"""

import hashlib
from collections.abc import Iterable
from typing import IO, Any, NamedTuple

from cleaner.corpus.files import read_work_file
from cleaner.corpus.tally import is_count

HASH_BYTES = 16
_READ_BYTES = 1 << 20


class Mark(NamedTuple):
    """A place in a file, at the end of what a run had written."""

    size: int  # bytes before it
    hash: str  # of these bytes


Marks = dict[str, Mark]  # path of the ledger or of the rejects -> how far it was written


class Hasher:
    """A hash of bytes that arrive one after the other, and their number."""

    def __init__(self) -> None:
        self.size = 0
        self._hash = hashlib.blake2b(digest_size=HASH_BYTES)

    def update(self, data: bytes) -> None:
        """Add some bytes."""
        self.size += len(data)
        self._hash.update(data)

    def copy(self) -> "Hasher":
        """The same state, to go on from separately."""
        other = Hasher()
        other.size, other._hash = self.size, self._hash.copy()
        return other

    @property
    def mark(self) -> Mark:
        """The mark after the bytes so far.

        >>> Hasher().mark
        Mark(size=0, hash='cae66941d9efbd404e4d88758ea67670')
        """
        return Mark(self.size, self._hash.hexdigest())


def marks_from_plain(data: Any) -> Marks:
    """Marks that were read from JSON. Raises ValueError, TypeError or AttributeError for other data."""
    marks: Marks = {}
    for path, (size, digest) in data.items():
        if not is_count(size) or not isinstance(digest, str):
            raise ValueError("not a mark")
        marks[path] = Mark(size, digest)
    return marks


def has_marks(path: str, marks: Iterable[Mark]) -> bool:
    """Whether a hidden work file has, up to each of these marks, the bytes that were there. Raises OSError."""
    hasher = Hasher()
    with read_work_file(path) as file:
        return all(mark == _hash_to(mark.size, file, hasher).mark for mark in sorted(marks))


def hash_file_to(path: str, size: int) -> Hasher:
    """The hash of the first `size` bytes of a hidden work file, or of all if it is shorter. Raises OSError."""
    with read_work_file(path) as file:
        return _hash_to(size, file, Hasher())


def _hash_to(size: int, file: IO[bytes], hasher: Hasher) -> Hasher:
    """Go on reading and hashing, until `size` bytes are hashed."""
    while hasher.size < size and (data := file.read(min(size - hasher.size, _READ_BYTES))):
        hasher.update(data)
    return hasher
