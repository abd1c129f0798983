"""Facts about the units of a page, from which a page is judged besides the net's log odds."""

from typing import NamedTuple

_TENTHS = 10  # of a word


class Signs(NamedTuple):
    """How many characters of some classes each unit has."""

    chars: list[int]  # of all classes
    colon: list[int]
    code: list[int]
    underscore: list[int]
    tab: list[int]
    bar: list[int]
    digit: list[int]


class Facts(NamedTuple):
    """What is known about each unit."""

    tenths: list[int]  # tenths of words; of scripts without spaces an estimate
    tokens: list[int]  # words, and the characters of scripts without spaces; at least 1
    words: list[int]  # words between spaces
    stops: list[bool]  # whether it ends like a sentence
    running: list[bool]  # whether it is running text
    left: list[bool]  # whether no rule removed it
    bulleted: list[bool]
    numbered: list[bool]  # whether it begins like an entry of a numbered list
    signs: Signs

    def size(self, unit: int) -> float:
        """Return the words of a unit; of scripts without spaces an estimate."""
        return self.tenths[unit] / _TENTHS
