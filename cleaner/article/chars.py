"""Characters by class: what the features of a page are counted from.

Each character of a page gets a class, such as "lower" or "stop", from a table. Classes are counted alike in all
scripts, without a lexicon, and for a whole page at once.
"""

import unicodedata
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]  # code points of a text
Classes = NDArray[np.uint8]

CLASSES: Final = (
    "space",
    "break",  # between two units of a page
    "tab",
    "lower",
    "upper",
    "caseless",  # letters of scripts without capitals, such as Arabic and Hangul
    "han",  # Han and kana
    "thai",  # Thai, Lao, Khmer and Burmese, which are written without spaces
    "digit",
    "mark",  # combining marks
    "stop",
    "question",
    "dots",
    "comma",
    "colon",
    "quote",
    "open",
    "close",
    "dash",
    "slash",
    "bar",  # between the entries of a menu: |, ›, →
    "bullet",
    "at",
    "money",
    "code",  # signs that are common in code and mathematics
    "underscore",
    "rights",  # ©, ®
    "emoji",
    "other",
)
CLASS: Final = {name: number for number, name in enumerate(CLASSES)}
FIRST_OF_WORDS, LAST_OF_WORDS = CLASS["lower"], CLASS["mark"]  # the classes of which words are made

_SIGNS: Final = {
    "space": " \xa0\u200b\u200c\u200d\ufeff\u00ad\u2060",
    "break": "\n",
    "tab": "\t",
    "stop": ".!。！｡।॥۔።",
    "question": "?？؟",
    "dots": "…",
    "comma": ",，、،",
    "colon": ":;：；؛",
    "quote": "\"'„“”«»‘’‚‹「」『』＂`",
    "open": "([（【《〈［",
    "close": ")]）】》〉］",
    "dash": "-–—―‐‑−",
    "slash": "/",
    "bar": "|›→←↑↓｜▶►▸＞>·",
    "bullet": "•*●○▪■◦‣∙",
    "at": "@",
    "money": "$€£¥₫₽₩₹¢%",
    "code": "{}<=+\\~^&#",
    "underscore": "_",
    "rights": "©®™",
}
PLANE = 0x10000  # code points that the tables have; those above are emoji or rare Han
_RARE_HAN = 0x20000
_SYMBOLS = 0x2100  # symbols from here on are arrows, boxes and pictures
_HAN = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_THAI = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_BY_CATEGORY = {"Lu": "upper", "Lt": "upper", "Ll": "lower", "Nd": "digit", "Zs": "space", "Zl": "space", "Zp": "space"}
_BY_GROUP = {"L": "caseless", "M": "mark", "N": "digit"}


class Tables(NamedTuple):
    """What a page is read with. The tables are stored with the weights, so that every Python reads a page alike."""

    classes: Classes  # the class of each code point below 65,536
    lowered: NDArray[np.uint16]  # its lower-case form


def tables() -> Tables:
    """Return the tables by the Unicode data of this Python.

    >>> CLASSES[tables().classes[ord("é")]], chr(tables().lowered[ord("É")])
    ('lower', 'é')
    """
    classes = np.array([CLASS[_class_name(chr(code))] for code in range(PLANE)], np.uint8)
    for ranges, name in ((_HAN, "han"), (_THAI, "thai")):
        for first, last in ranges:
            classes[first : last + 1] = CLASS[name]
    for name, signs in _SIGNS.items():
        classes[[ord(sign) for sign in signs]] = CLASS[name]
    lowered = [ord(lower) if len(lower := chr(code).lower()) == 1 else code for code in range(PLANE)]
    return Tables(classes, np.array(lowered, np.uint16))


def _class_name(char: str) -> str:
    category = unicodedata.category(char)
    symbol = "emoji" if category[0] == "S" and ord(char) > _SYMBOLS else "other"
    return _BY_CATEGORY.get(category) or _BY_GROUP.get(category[0], symbol)


def codes_of(text: str) -> Codes:
    """Return the code points of a text.

    >>> codes_of("aé").tolist()
    [97, 233]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classes_of(codes: Codes, of_plane: Classes) -> Classes:
    """Return the class of each code point."""
    if not len(codes) or int(codes.max()) < PLANE:
        return of_plane[codes]
    classes = of_plane[np.minimum(codes, PLANE - 1)]
    classes[codes >= PLANE] = CLASS["emoji"]
    classes[codes >= _RARE_HAN] = CLASS["han"]
    return classes


def lowered(codes: Codes, of_plane: NDArray[np.uint16]) -> Codes:
    """Return each code point in lower case."""
    lower: Codes = of_plane[np.minimum(codes, PLANE - 1)].astype(np.uint32)
    return np.where(codes < PLANE, lower, codes)
