"""The first reading of an outlet's dumps: nothing is kept of them but hashes of their lines, and counts."""

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from cleaner.lines.key import key
from cleaner.lines.pattern import SHORT
from cleaner.lines.text import cut
from cleaner.lines.words import blank, prose, words

SAMPLE = 300  # dumps that are looked at whole
_BITS = 1 << 27  # of the table of lines seen once

# ------------------------------------------------------------------ lines that say the same

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
    """A line's match key with its numbers and, beside a number, the names of months and days folded away.

    >>> shape("12 bình luận") == shape("7 Bình luận"), shape("04 Jul, 08:56 PM")
    (True, '0 @, 0 @')
    """
    out = key(text)
    folded = NUMBER.sub("0", out)
    return out if folded == out else DATE.sub("@", folded)


def digest(text: str) -> int:
    """A hash of a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


# ------------------------------------------------------------------ counting


class Sketch(NamedTuple):
    """What is kept of a dump between the readings."""

    digest: int
    lines: "array[int]"  # hashes of its lines' shapes, each once
    prose: "array[int]"  # hashes of the running text among them
    weight: "array[int]"  # the words of these


class LineCounts(NamedTuple):
    """In how many independent dumps each line stands."""

    dumps: int  # all of them
    pages: int  # independent ones
    times: dict[int, int]  # of lines seen more than once
    sample: frozenset[int]  # digests of the pages to look at whole

    @property
    def least(self) -> int:
        """In how many pages a line has to stand before it counts as repeating.

        A quarter of few; of many a smaller share says as much.

        >>> [LineCounts(0, pages, {}, frozenset()).least for pages in (3, 10, 100, 10_000)]
        [2, 2, 16, 412]
        """
        return max(2, round(min(self.pages * 0.25, 12 + self.pages * 0.04)))


def sketch(text: str) -> Sketch:
    """The hashes of a dump."""
    lines: dict[int, int] = {}
    for line in cut(text)[0]:
        if not blank(line):
            name, count = _known(line) if len(line) <= SHORT else _read(line)
            lines.setdefault(name, count)
    running = {name: count for name, count in lines.items() if count}
    return Sketch(digest(text), array("Q", lines), array("Q", running), array("L", running.values()))


def _read(line: str) -> tuple[int, int]:
    """The hash of a line, and its words if it is running text."""
    return digest(shape(line)), words(line) if prose(line) else 0


_known = lru_cache(1 << 16)(_read)  # the lines of menus come again with each dump


def count(sketches: Iterable[Sketch]) -> LineCounts:
    """Counts lines over the dumps that are independent: that bring running text no earlier one has."""
    found = sorted(sketches, key=lambda one: one.digest)
    bits = min(_BITS, 1 << max(16, (sum(len(one.lines) for one in found) * 16).bit_length()))
    told, seen = bytearray(bits // 8), bytearray(bits // 8)
    times: dict[int, int] = {}
    pages: list[int] = []
    for one in found:
        new = sum(count for name, count in zip(one.prose, one.weight, strict=True) if _mark(told, name, bits))
        if new < max(20, sum(one.weight) * 0.05):
            continue
        pages.append(one.digest)
        for name in one.lines:
            if not _mark(seen, name, bits):
                times[name] = times.get(name, 1) + 1
    return LineCounts(len(found), len(pages), times, frozenset(pages[:SAMPLE]))


def _mark(table: bytearray, name: int, bits: int) -> bool:
    """Marks a hash; whether it was new."""
    byte, bit = divmod(name % bits, 8)
    new = not table[byte] >> bit & 1
    table[byte] |= 1 << bit
    return new
