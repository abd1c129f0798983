"""How many rows of a Parquet file can be read at once, and how far: known before anything of them is decoded.

A few bytes of a file can be a page of gigabytes, a value that a million rows share, or a row with a billion values, and
the library decodes what it is asked for. So the heads of all pages of a row group are read first. Where they do not say
enough, the pages are too: how long the longest value of a dictionary is, and how many values of a list a row has.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from struct import Struct
from typing import IO, NamedTuple

from cleaner.corpus.delta import longest
from cleaner.corpus.parquet_footer import ColumnChunk, RowGroup
from cleaner.corpus.thrift import FALSE, I32, STRUCT, TRUE, ThriftError, ThriftReader

MAX_PAGE_BYTES = 1 << 30  # of the largest pages of all columns together, compressed and decompressed
KNOWN_BYTES = 1 << 26  # of all columns together: pages and lists below this size are not looked into
# Memory for a value, for a list around it and for a struct around it, at most: in a reject they are objects of Python.
VALUE_BYTES = 64
LIST_BYTES = 64
STRUCT_BYTES = 256
MIN_WIDTH = 16  # bytes of the largest value of a type that has no width of its own
MAX_BLOCK_VALUES = 512  # values of lists that are counted together
MAX_NAME = 100  # characters of the name of a column that a message has

_HEAD_BYTES = (1 << 9, 1 << 14, 1 << 19, 1 << 24)  # bytes of a page that are read to find its head, until they suffice
_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3  # kinds of pages
_PLAIN, _RLE, _DELTA_LENGTH, _DELTA_STRING = 0, 3, 6, 7  # encodings
_BY_DICTIONARY = (2, 8)
_DETAILS = {5: 4, 7: 2, 8: 6}  # field of a head that describes a kind of page -> its first fields, which are numbers
_DETAILS_OF = {_DATA: 5, _DICTIONARY: 7, _DATA_V2: 8}  # kind of page -> this field
_STRINGS = "BYTE_ARRAY"
_WIDTHS = {_STRINGS: 4, "INT32": 4, "FLOAT": 4, "INT64": 8, "DOUBLE": 8, "INT96": 12}  # least bytes of a value
_HEAD_COPIES = 4  # of a head with long statistics
_ENTRY_BYTES = 20  # of the library for a value of a dictionary, beside its own bytes
_OFFSET_BYTES = 8  # of Arrow for a string, beside its own bytes
_LENGTH_BYTES = 16  # and for a string that is held with its length as a difference
_UNCOMPRESSED = 0
_LENGTH = Struct("<I")
_NO_CAP = 1 << 62

# From the number of a codec, data, and their size when they are decompressed. None: the codec is not known. Raises
# ThriftError.
Decompress = Callable[[int, memoryview, int], memoryview | None]


class Column(NamedTuple):
    """A column of the schema: a leaf in the tree of its fields."""

    name: str
    kind: str  # physical type
    width: int  # bytes of a value, if its type says so
    lists: int  # around it
    optional: int  # fields around it that can be missing, with the lists
    structs: int  # around it
    padding: int = 0  # values that a list of a fixed size has in memory if it is missing
    whole_dictionary: bool = False  # whether each part of the column has its whole dictionary in memory


class Limit(NamedTuple):
    """How a row group can be read."""

    rows: int  # at once
    stop: int | None = None  # the first row that cannot be read; None: all can be
    fault: str = ""  # why it cannot

    def allows(self, row: int, rows: int) -> bool:
        """Whether the next rows of a row group of so many rows can be read, from `row` on."""
        return self.stop is None or min(row + self.rows, rows) <= self.stop


def limit_of(
    raw: IO[bytes], group: RowGroup, columns: Sequence[Column], most_rows: int, max_bytes: int, decompress: Decompress
) -> Limit:
    """How a row group can be read: at most `most_rows` rows at once, which take at most `max_bytes`."""
    if len(columns) != len(group.columns):
        return Limit(1, 0, "its row group has other columns than the schema")
    sizes = [*(max(most_rows >> shift, 1) for shift in (0, 2, 4, 6, 8)), 1]
    known = KNOWN_BYTES // max(len(columns), 1)
    costs, page_bytes = [0] * len(sizes), 0
    faults: list[tuple[int, str]] = []
    for column, chunk in zip(columns, group.columns, strict=True):
        scan = _Scan(_Pages(raw, chunk, column, decompress), column, sizes, known, max_bytes)
        if fault := scan.run():
            faults.append((scan.row, f"column {column.name[:MAX_NAME]!r}: {fault}"))
        costs = [cost + more for cost, more in zip(costs, scan.costs(), strict=True)]
        page_bytes += scan.pages.bytes
        if page_bytes > MAX_PAGE_BYTES:
            return Limit(1, 0, f"the pages of its row group have more than {MAX_PAGE_BYTES:,} bytes")
    rows = max((size for size, cost in zip(sizes, costs, strict=True) if cost <= max_bytes), default=0)
    if not rows:
        faults.append((0, f"a row can have more than {max_bytes:,} bytes"))
    stop, fault = min(faults, default=(None, ""))
    return Limit(max(rows, 1), stop, fault)


# ------------------------------------------------------------------ pages


class _Page(NamedTuple):
    """The head of a page."""

    at: int  # place of what comes after the head
    kind: int
    packed: int  # bytes in the file
    size: int  # bytes when it is decompressed
    values: int
    encoding: int
    encodings: tuple[int, int]  # of the levels before the values: those of lists, those of optional fields
    level_bytes: tuple[int, int] | None  # their sizes; None: they are where the levels are
    compressed: bool  # unless no page of the column is

    @property
    def most_bytes(self) -> int:
        """Bytes when it is decompressed. If it is not compressed, the library does not look at `size`."""
        return max(self.packed, self.size)


class _Content(NamedTuple):
    """What is in a page of values."""

    lists: memoryview  # the levels that say where lists begin
    values: memoryview


class _Pages:
    """The pages of a column."""

    def __init__(self, raw: IO[bytes], chunk: ColumnChunk, column: Column, decompress: Decompress) -> None:
        self._raw, self._chunk, self._column, self._decompress = raw, chunk, column, decompress
        self.bytes = 0  # of the largest pages that are in memory together
        self.dictionary_bytes = 0  # of the dictionary and what is made of it
        self.kept_bytes = 0  # of the dictionary, if it comes with the values
        self.longest = 0  # bytes of the longest string of the dictionary

    def __iter__(self) -> Iterator[_Page]:
        """The pages of values. Raises ThriftError and IndexError."""
        at, values, largest = self._chunk.start, 0, 0
        while values < self._chunk.values and at < self._chunk.start + self._chunk.size:
            page = self._page(at)
            head, at = page.at - at, page.at + page.packed
            if page.kind == _DICTIONARY:
                self._read_dictionary(page)
            else:
                lengths = page.values if page.encoding in (_DELTA_LENGTH, _DELTA_STRING) else 0
                needed = _HEAD_COPIES * head + page.packed + page.size + _LENGTH_BYTES * lengths
                largest = max(largest, needed)
            if largest + self.dictionary_bytes > MAX_PAGE_BYTES:
                raise ThriftError(f"a page has more than {MAX_PAGE_BYTES:,} bytes")
            self.bytes = largest + self.dictionary_bytes
            if page.kind in (_DATA, _DATA_V2):
                values += page.values
                yield page

    def content(self, page: _Page) -> _Content | None:
        """What is in a page. None if its codec is not known. Raises ThriftError and IndexError."""
        packed = self._bytes(page)
        if page.level_bytes is not None:
            before = sum(page.level_bytes)
            rest = packed[before:]
            values = self._decompressed(rest, page.size - before) if page.compressed else rest
            return None if values is None else _Content(packed[: page.level_bytes[0]], values)
        values = self._decompressed(packed, page.size)
        if values is None:
            return None
        lists = memoryview(b"")
        if self._column.lists:
            lists, values = _cut_levels(values, page.encodings[0])
        if self._column.optional:
            _, values = _cut_levels(values, page.encodings[1])
        return _Content(lists, values)

    def _page(self, at: int) -> _Page:
        """The page at a place."""
        for size, larger in pairwise((*_HEAD_BYTES, 0)):
            self._raw.seek(at)
            data = self._raw.read(size)
            try:
                page, length = _head(ThriftReader(data))
            except IndexError:
                if not larger or len(data) < size:
                    raise
            else:
                return page._replace(at=at + length)
        raise IndexError

    def _read_dictionary(self, page: _Page) -> None:
        """Find out how long the longest string of a dictionary is, if there are strings in it."""
        width = _WIDTHS.get(self._column.kind, self._column.width)
        if page.values * width > page.most_bytes:
            raise ThriftError("its dictionary has fewer values than it says")
        self.dictionary_bytes = page.packed + 3 * page.most_bytes + _ENTRY_BYTES * page.values
        self.kept_bytes = page.most_bytes + _OFFSET_BYTES * page.values
        if self.dictionary_bytes > MAX_PAGE_BYTES:
            raise ThriftError(f"its dictionary has more than {MAX_PAGE_BYTES:,} bytes")
        if self._column.kind == _STRINGS:
            data = self._decompressed(self._bytes(page), page.size)
            self.longest = max(self.longest, page.most_bytes if data is None else _longest(data, page.values))

    def _bytes(self, page: _Page) -> memoryview:
        """The bytes of a page as they are in the file."""
        self._raw.seek(page.at)
        data = self._raw.read(page.packed)
        if len(data) < page.packed:
            raise IndexError
        return memoryview(data)

    def _decompressed(self, data: memoryview, size: int) -> memoryview | None:
        if self._chunk.codec == _UNCOMPRESSED:
            return data
        return self._decompress(self._chunk.codec, data, size) if size else memoryview(b"")


def _head(reader: ThriftReader) -> tuple[_Page, int]:
    """The head of a page, and its length. Raises ThriftError for one that others could read differently."""
    numbers: dict[int, int] = {}
    details: dict[int, dict[int, int]] = {}
    for field, kind in reader.fields():
        if field in (1, 2, 3):
            numbers[field] = reader.number(kind, I32)
        elif field in _DETAILS:
            details[field] = _details(reader, kind, _DETAILS[field])
        else:
            reader.skip(kind)
    try:
        kind, size, packed = (numbers[field] for field in (1, 2, 3))
        found = details.get(_DETAILS_OF.get(kind, 0), {})
        values = encoding = 0
        level_bytes = None
        if kind in _DETAILS_OF:
            values, encoding = found[1], found[4 if kind == _DATA_V2 else 2]
        if kind == _DATA_V2:
            level_bytes = found[6], found[5]
    except KeyError:
        raise ThriftError("the head of a page is not complete") from None
    if min(size, packed, values, *(level_bytes or ())) < 0 or sum(level_bytes or ()) > min(size, packed):
        raise ThriftError("the head of a page has a size that is none")
    encodings = found.get(4, _RLE), found.get(3, _RLE)
    return _Page(0, kind, packed, size, values, encoding, encodings, level_bytes, bool(found.get(7, True))), reader.at


def _details(reader: ThriftReader, kind: int, numbers: int) -> dict[int, int]:
    """The numbers and the truth values of a part of a head."""
    if kind != STRUCT:
        raise ThriftError("the head of a page has a field of another kind")
    found: dict[int, int] = {}
    for field, inner in reader.fields():
        if field <= numbers:
            found[field] = reader.number(inner, I32)
        elif inner in (TRUE, FALSE):
            found[field] = reader.flag(inner)
        else:
            reader.skip(inner)
    return found


def _cut_levels(data: memoryview, encoding: int) -> tuple[memoryview, memoryview]:
    """The levels at the beginning of a page, and what comes after them."""
    if encoding != _RLE:
        raise ThriftError("its levels are encoded in a way that is no longer in use")
    end = 4 + int.from_bytes(data[:4], "little")
    if end > len(data):
        raise IndexError
    return data[4:end], data[end:]


def _longest(data: memoryview, count: int) -> int:
    """The length of the longest of some strings, each of which has its length before it.

    >>> _longest(memoryview(b"\\1\\0\\0\\0a" + b"\\3\\0\\0\\0abc"), 2)
    3
    """
    at, last, greatest = 0, len(data) - 4, 0
    for _ in range(count):
        if at > last:
            break  # nothing reads beyond the end
        (length,) = _LENGTH.unpack_from(data, at)
        at += 4 + length
        if length > greatest:
            greatest = length
    return min(greatest, len(data))


# ------------------------------------------------------------------ rows


class _Windows:
    """What it takes to read a column in steps of so many rows, for several numbers of rows."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._last = [-1] * len(sizes)  # the last window, from 0
        self._cost = [0] * len(sizes)  # of the last window so far
        self.most = [0] * len(sizes)  # bytes for the most expensive window

    def add(self, first: int, stop: int, each: int, cap: int) -> None:
        """Add the rows from `first` to below `stop`, which take `each` bytes, but at most `cap` together.

        They begin with the last row that was added, or after it.
        """
        for n, size in enumerate(self._sizes):
            start, end = first // size, (stop - 1) // size
            cost = min(each * (min(stop, (start + 1) * size) - first), cap)
            if start == self._last[n]:
                cost += self._cost[n]
            if end > start:
                between = min(each * size, cap) if end > start + 1 else 0
                self.most[n] = max(self.most[n], cost, between)
                cost = min(each * (stop - end * size), cap)
            self.most[n] = max(self.most[n], cost)
            self._last[n], self._cost[n] = end, cost


class _Scan:
    """Finds out what it takes to read a column."""

    def __init__(self, pages: _Pages, column: Column, sizes: Sequence[int], known: int, max_bytes: int) -> None:
        self.pages = pages
        self._column, self._sizes, self._known, self._max_bytes = column, sizes, known, max_bytes
        width = max(column.width, MIN_WIDTH)
        self._value_bytes = VALUE_BYTES + LIST_BYTES * column.lists + STRUCT_BYTES * column.structs + width
        self._padding_bytes = column.padding * (width + 1)
        self._restart()

    def costs(self) -> list[int]:
        """Bytes for a step of rows, at most, for each size of a step."""
        kept = self.pages.kept_bytes if self._column.whole_dictionary else 0
        return [sum(costs) + kept for costs in zip(self._values.most, self._strings.most, strict=True)]

    def run(self) -> str:
        """Read the column. Return what is wrong with it, from `row` on, or ""."""
        try:
            if not self._column.lists:
                self._read_rows()
            elif not self._is_small():
                self._restart()
                self._read_lists()
        except ThriftError as error:
            return str(error)
        except IndexError:
            return "a page is cut short"
        return ""

    def _restart(self) -> None:
        self.row = 0  # rows that are complete. Of lists, none is before the next begins, and the library looks so far.
        self._values, self._strings = _Windows(self._sizes), _Windows(self._sizes)

    def _read_rows(self) -> None:
        """Read a column with one value for each row."""
        for page in self.pages:
            if page.values:
                each, cap = self._string_bytes(page)
                self._check(self._value_bytes + min(each, cap))
                stop = self.row + page.values
                self._values.add(self.row, stop, self._value_bytes, _NO_CAP)
                self._strings.add(self.row, stop, each, cap)
                self.row = stop

    def _is_small(self) -> bool:
        """Whether a column of lists is so small that it does not matter which row has which value."""
        total = 0
        try:
            for page in self.pages:
                each, cap = self._string_bytes(page)
                total += page.values * (self._value_bytes + self._padding_bytes) + min(page.values * each, cap)
                if total > self._known:
                    return False
        except (ThriftError, IndexError):
            return False  # the other way of reading says where
        self._values.most = [total] * len(self._sizes)
        return True

    def _read_lists(self) -> None:
        """Read a column with any number of values for each row."""
        started = row_bytes = 0  # rows that have begun; bytes of the last one so far
        for page in self.pages:
            each, cap = self._string_bytes(page)
            content = self.pages.content(page)
            if content is None:
                raise ThriftError("it has long lists, and a compression that is no longer in use")
            value_bytes, page_bytes = self._value_bytes, 0
            if cap < _NO_CAP:
                page_bytes = min(page.values * each, cap)
            else:
                value_bytes += each
            if self._column.lists > 1:
                value_bytes += self._padding_bytes
            first = max(started - 1, 0)
            row_bytes += page_bytes
            most = max(8, min(self._max_bytes // 16 // value_bytes, MAX_BLOCK_VALUES)) // 8 * 8
            for block in _blocks(content.lists, self._column.lists.bit_length(), page.values, most):
                taken = block.values * value_bytes
                if self._column.lists == 1:
                    taken += block.rows * self._padding_bytes
                if block.single:
                    taken //= block.rows
                    self._check(taken + page_bytes)
                    self._values.add(started, started + block.rows, taken, _NO_CAP)
                    row_bytes = taken + page_bytes
                else:
                    row_bytes += taken
                    self._check(row_bytes)
                    self._values.add(max(started - 1, 0), max(started + block.rows, 1), taken, taken)
                    row_bytes = taken + page_bytes if block.rows else row_bytes
                started += block.rows
                self.row = max(started - 1, 0)
            if page_bytes:
                self._strings.add(first, max(started, first + 1), page_bytes, page_bytes)
        self.row = started

    def _string_bytes(self, page: _Page) -> tuple[int, int]:
        """The bytes of each string of a page, at most, and those of all together."""
        if page.encoding in (_DELTA_LENGTH, _DELTA_STRING):
            return self._delta_bytes(page)
        if self._column.kind != _STRINGS:
            return 0, 0
        if page.encoding in _BY_DICTIONARY:
            return self.pages.longest, _NO_CAP
        size = page.most_bytes
        if size > self._known and not self._column.lists and (content := self.pages.content(page)):
            return _longest(content.values, page.values), size
        return size, size

    def _delta_bytes(self, page: _Page) -> tuple[int, int]:
        """The same for a page that holds lengths as differences. Raises ThriftError, and IndexError."""
        content = self.pages.content(page)
        if content is None:
            raise ThriftError("it has an encoding that its compression is too old for")
        if not content.values:
            return 0, 0
        each, at = longest(content.values, 0, page.values)
        if page.encoding == _DELTA_LENGTH:
            return each, page.most_bytes
        rest, _ = longest(content.values, at, page.values)  # of a string, after what it shares with the one before
        return each + rest, _NO_CAP

    def _check(self, size: int) -> None:
        if size > self._max_bytes:
            raise ThriftError(f"a value or a row can have more than {self._max_bytes:,} bytes")


class _Block(NamedTuple):
    """Some values of a column of lists."""

    values: int
    rows: int  # that begin among them
    single: bool = False  # whether each value is a row


def _blocks(levels: memoryview, width: int, values: int, most: int = MAX_BLOCK_VALUES) -> Iterator[_Block]:
    """The values of a page, in blocks, by their levels of so many bits: at level 0 a row begins.

    A block has at most `most` values, a multiple of 8, unless all its levels are the same. Raises ThriftError, and
    IndexError if there are not enough levels.

    >>> list(_blocks(memoryview(bytes([3, 0b1100_1010])), 1, 6))
    [_Block(values=6, rows=4, single=False)]
    >>> list(_blocks(memoryview(bytes([6, 0, 4, 1])), 1, 5))
    [_Block(values=3, rows=3, single=True), _Block(values=2, rows=0, single=False)]
    """
    reader = ThriftReader(levels)
    while values > 0:
        head = reader.varint()
        if head & 1:
            count = min((head >> 1) * 8, values)
            for start in range(0, count, most):
                part = min(most, count - start)
                yield _Block(part, _zeros(reader.take((part * width + 7) // 8), width, part))
        else:
            count = min(head >> 1, values)
            level = int.from_bytes(reader.take((width + 7) // 8), "little")
            if count:
                yield _Block(count, 0 if level else count, not level)
        values -= count


def _zeros(packed: bytes, width: int, count: int) -> int:
    """How many of the numbers that are packed into so many bits each are zero."""
    bits = folded = int.from_bytes(packed, "little")
    for shift in range(1, width):
        folded |= bits >> shift
    return count - (folded & _lowest_bits(width, count)).bit_count()


@lru_cache(64)
def _lowest_bits(width: int, count: int) -> int:
    """The lowest bit of each of some numbers of so many bits."""
    return ((1 << count * width) - 1) // ((1 << width) - 1)
