"""Features of a unit by itself: its length, its end, capitals, separators, numbers, dates."""

import numpy as np
from numpy.typing import NDArray

from cleaner.article.around import ONE, Bools, Ints, octaves, shares
from cleaner.article.chars import CLASS
from cleaner.article.page import Page
from cleaner.article.reading import TENTHS, Reading

Columns = dict[str, NDArray[np.generic]]  # features by name: one whole number for each unit

_ENDS = ("stop", "question", "dots", "comma", "colon", "digit", "lower", "upper", "code")
_FIRST = ("lower", "upper", "digit", "quote", "open", "bar", "code")
_SHARES = ("lower", "upper", "caseless", "han", "thai", "digit")
_COUNTED = (
    "tab",
    "question",
    "colon",
    "quote",
    "open",
    "dash",
    "slash",
    "bar",
    "at",
    "money",
    "code",
    "underscore",
    "rights",
    "emoji",
    "digit",
)
_BETWEEN_DIGITS = {"clock": ":", "decimal": ".", "fraction": "/", "hyphened": "-"}
_FULL_WIDTH_STOPS = tuple(map(ord, "。！？"))  # no space follows them
_MOST = 3  # dates, addresses
_LONGEST_WORD = 15  # characters, on average
_SHORT = 50  # tenths of words: densities of shorter units are those of five words
_PER_WORDS = 10  # words that densities are counted by
_LINES = 8  # parts of a line that the mean of lines is counted in


def look(page: Page, reading: Reading) -> Columns:
    """Return what each unit shows by itself."""
    counts, chars = reading.counts, reading.chars
    density = np.maximum(reading.tenths, _SHORT)
    letters = counts["lower"] + counts["upper"] + counts["caseless"]
    shown = letters + counts["han"] + counts["thai"] + counts["digit"] + counts["space"] + counts["mark"]
    capitals = _per_unit(reading, reading.word_starts[reading.classes[reading.word_starts] == CLASS["upper"]])
    sentences = _per_unit(reading, np.flatnonzero(_sentence_ends(reading)))
    indents = np.asarray(page.indents)
    lines = np.array([len(unit.lines) for unit in page.units])
    linked = np.array([int(unit.linked * ONE) for unit in page.units])
    count = len(lines)
    return {
        "words": octaves(reading.tenths),
        "characters": octaves(chars),
        "word length": np.minimum(shares(letters, reading.words), _LONGEST_WORD * ONE),
        **{f"share of {name}": shares(counts[name], chars) for name in _SHARES},
        "share of signs": ONE - shares(shown, chars),
        "capital words": shares(capitals, reading.words),
        "all capitals": (counts["upper"] > 2) & (counts["lower"] == 0),
        **{f"ends with {name}": reading.end == CLASS[name] for name in _ENDS},
        **{f"starts with {name}": reading.first == CLASS[name] for name in _FIRST},
        "bullet": reading.bulleted,
        "numbered": reading.numbered,
        "sentences": octaves(sentences),
        "sentences a word": shares(sentences * _PER_WORDS * TENTHS, density),
        "commas": octaves(counts["comma"]),
        "commas a word": shares(counts["comma"] * _PER_WORDS * TENTHS, density),
        **{f"signs: {name}": octaves(counts[name]) for name in _COUNTED},
        "ends like a sentence": reading.stops,
        "running text": reading.running,
        **_numbers(reading),
        "addresses": np.minimum(_per_unit(reading, _sequence(reading, "://")), _MOST),
        "gaps": octaves(_per_unit(reading, _gaps(reading))),
        "linked": linked,
        "heading": np.array([unit.heading for unit in page.units]),
        "linked page": np.full(count, linked.sum() // count),
        "lines": octaves(lines),
        "lines of the page": np.full(count, octaves(lines.sum() * _LINES // count)),
        "indent": octaves(indents - indents.min()),
    }


def _per_unit(reading: Reading, places: Ints) -> Ints:
    """How many of some characters each unit has."""
    counts: Ints = np.bincount(reading.unit[places], minlength=len(reading.starts))
    return counts


def _sentence_ends(reading: Reading) -> Bools:
    """The characters that end a sentence: a stop, and after it a space, a quotation mark or a bracket."""
    classes = reading.classes
    following = np.append(classes[1:], np.uint8(CLASS["break"]))
    ends = (classes == CLASS["stop"]) | (classes == CLASS["question"]) | (classes == CLASS["dots"])
    apart = (following <= CLASS["break"]) | (following == CLASS["quote"]) | (following == CLASS["close"])
    ended: Bools = ends & (apart | np.isin(reading.codes, _FULL_WIDTH_STOPS))
    return ended


def _numbers(reading: Reading) -> Columns:
    """Numbers, years, and the signs between the digits of dates and times."""
    codes = reading.codes
    digit = np.zeros(len(codes) + 6, np.bool_)
    digit[1:-5] = reading.classes == CLASS["digit"]
    here, above, below = digit[1:-5], digit[:-6], digit[2:-4]
    begins = here & ~above
    four = begins & below & digit[3:-3] & digit[4:-2] & ~digit[5:-1]
    century = np.append(codes[1:], np.uint32(0))
    year = four & ((codes == ord("1")) & (century == ord("9")) | (codes == ord("2")) & (century == ord("0")))
    return {
        "numbers": octaves(_per_unit(reading, np.flatnonzero(begins))),
        **{
            name: np.minimum(_per_unit(reading, np.flatnonzero(above & below & (codes == ord(sign)))), _MOST)
            for name, sign in _BETWEEN_DIGITS.items()
        },
        "years": np.minimum(_per_unit(reading, np.flatnonzero(year)), _MOST),
    }


def _sequence(reading: Reading, text: str) -> Ints:
    """Where a short text begins."""
    codes = reading.codes
    places = np.flatnonzero(codes == ord(text[0]))
    for n, sign in enumerate(text[1:], 1):
        places = places[(places + n < len(codes)) & (codes[np.minimum(places + n, len(codes) - 1)] == ord(sign))]
    return places


def _gaps(reading: Reading) -> Ints:
    """Where two or more spaces end: between the columns of a table."""
    space = reading.codes == ord(" ")
    gaps: Ints = np.flatnonzero(space[1:-1] & space[:-2] & ~space[2:]) + 1
    return gaps
