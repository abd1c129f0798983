"""The first reading of an outlet's dumps: counts on how many pages each line repeats. Keeps hashes only, no texts."""

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from cleaner.lines.key import key
from cleaner.lines.pattern import SHORT
from cleaner.lines.text import cut
from cleaner.lines.words import blank, prose, words

SAMPLE = 300  # pages of an outlet that the second reading looks at
_COPY_SHARE = 0.05  # a dump with less new running text than this share is a copy
_COPY_WORDS = 20  # so is a dump with fewer new words of running text
_MOST_BITS = 1 << 27  # size of a hash table (16 MiB)

# ------------------------------------------------------------------ shapes: lines that differ only in numbers and dates

NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun am pm "
    "januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου "
    "δεκεμβρίου δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή"
)
DATE = re.compile(rf"\b(?:{'|'.join(sorted(map(key, _MONTHS.split()), key=len, reverse=True))})\b")


def shape(text: str) -> str:
    """The match key of a line with every number as 0 and, in a line with numbers, names of months and days as @.

    >>> shape("12 bình luận") == shape("7 Bình luận"), shape("04 Jul, 08:56 PM")
    (True, '0 @, 0 @')
    """
    folded = key(text)
    numberless = NUMBER.sub("0", folded)
    return folded if numberless == folded else DATE.sub("@", numberless)


def digest(text: str) -> int:
    """A 64-bit hash of a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


# ------------------------------------------------------------------ counting


class Sketch(NamedTuple):
    """What is kept of a dump after the first reading."""

    digest: int  # hash of the whole dump
    shapes: "array[int]"  # hashes of the shapes of its lines, each once
    prose: "array[int]"  # hashes of the lines of running text
    words: "array[int]"  # the number of words of each of these


class LineCounts(NamedTuple):
    """On how many pages of an outlet each line is."""

    dumps: int  # all dumps
    pages: int  # dumps that are not copies of others
    repeats: dict[int, int]  # hash of a shape -> number of pages, for shapes on two pages or more
    sample: frozenset[int]  # digests of the pages for the second reading

    @property
    def min_pages(self) -> int:
        """On how many pages a line must be to count as repeating.

        It is a quarter of few pages, and a smaller share of many pages.

        >>> [LineCounts(0, pages, {}, frozenset()).min_pages for pages in (3, 10, 100, 10_000)]
        [2, 2, 16, 412]
        """
        return max(2, round(min(self.pages * 0.25, 12 + self.pages * 0.04)))

    @property
    def copies(self) -> int:
        """The number of dumps that were skipped as copies."""
        return self.dumps - self.pages


def sketch(text: str) -> Sketch:
    """The hashes of a dump's lines."""
    prose_words: dict[int, int] = {}  # hash of a shape -> words, 0 if it is not running text
    for line in cut(text)[0]:
        if not blank(line):
            hashed, count = _known(line) if len(line) <= SHORT else _read(line)
            prose_words.setdefault(hashed, count)
    running = {hashed: count for hashed, count in prose_words.items() if count}
    return Sketch(digest(text), array("Q", prose_words), array("Q", running), array("L", running.values()))


def _read(line: str) -> tuple[int, int]:
    """The hash of a line's shape, and its number of words if it is running text, else 0."""
    return digest(shape(line)), words(line) if prose(line) else 0


_known = lru_cache(1 << 16)(_read)  # every dump repeats the lines of the menus


def count(sketches: Iterable[Sketch]) -> LineCounts:
    """Count lines over the dumps that are not copies: those with enough running text that no earlier dump has.

    The order of the sketches does not matter.
    """
    ordered = sorted(sketches, key=lambda dump: dump.digest)
    bits = min(_MOST_BITS, 1 << max(16, (sum(len(dump.shapes) for dump in ordered) * 16).bit_length()))
    seen = bytearray(bits // 8)
    repeats: dict[int, int] = {}
    pages: list[int] = []
    for dump in _without_copies(ordered, bits):
        pages.append(dump.digest)
        for hashed in dump.shapes:
            if not _add(seen, hashed, bits):
                repeats[hashed] = repeats.get(hashed, 1) + 1
    return LineCounts(len(ordered), len(pages), repeats, frozenset(pages[:SAMPLE]))


def _without_copies(sketches: Iterable[Sketch], bits: int) -> Iterator[Sketch]:
    """The dumps that add at least 20 words, and 5 % of their running text, to those before them."""
    seen = bytearray(bits // 8)
    for dump in sketches:
        new = sum(count for hashed, count in zip(dump.prose, dump.words, strict=True) if _add(seen, hashed, bits))
        if new >= max(_COPY_WORDS, sum(dump.words) * _COPY_SHARE):
            yield dump


def _add(table: bytearray, hashed: int, bits: int) -> bool:
    """Add a hash to a bit table. Return whether it was new."""
    byte, bit = divmod(hashed % bits, 8)
    new = not table[byte] >> bit & 1
    table[byte] |= 1 << bit
    return new
