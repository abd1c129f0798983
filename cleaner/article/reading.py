"""The text of a page as arrays: its characters, its words, and what each unit is made of."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.article.around import Bools, Ints
from cleaner.article.chars import (
    CLASS,
    CLASSES,
    FIRST_OF_WORDS,
    LAST_OF_WORDS,
    Classes,
    Codes,
    Tables,
    classes_of,
    codes_of,
)
from cleaner.article.facts import Facts, Signs
from cleaner.article.page import LEFT, Page

TENTHS, _HAN_TENTHS, _THAI_TENTHS = 10, 6, 2  # tenths of a word: of a word, of a Han and of a Thai character
_THAI_SENTENCE = 12  # words: Thai and Lao end a sentence without a mark, so a unit of this length counts as one
_PROSE_WORDS, _LONG_WORDS = 8, 20  # a sentence of 8 words is running text, and so is any unit of 20


class Reading(NamedTuple):
    """What the features of a page are counted from."""

    codes: Codes  # the characters of all units, with a line break after each
    classes: Classes
    unit: NDArray[np.int32]  # for each character its unit
    starts: Ints  # for each unit its first character
    counts: dict[str, Ints]  # for each class of characters how many a unit has
    chars: Ints  # the characters of each unit, at least 1
    word_starts: Ints  # for each word between spaces its first character
    word_stops: Ints  # the character after its last
    words: Ints  # words between spaces
    tenths: Ints  # tenths of words of each unit; of scripts without spaces an estimate
    tokens: Ints  # words, and the characters of scripts without spaces; at least 1
    end: Classes  # the class of the last character that is no space, quotation mark or bracket
    first: Classes  # the class of the first character
    bulleted: Bools
    numbered: Bools  # whether the unit begins like an entry of a numbered list: "3. " or "12) "
    left: Bools  # whether no rule removed the unit
    stops: Bools  # whether the unit ends like a sentence
    running: Bools  # whether it is running text

    def facts(self) -> Facts:
        """Return what judging a page needs of this."""
        return Facts(
            tenths=self.tenths.tolist(),
            tokens=self.tokens.tolist(),
            words=self.words.tolist(),
            stops=self.stops.tolist(),
            running=self.running.tolist(),
            left=self.left.tolist(),
            bulleted=self.bulleted.tolist(),
            numbered=self.numbered.tolist(),
            signs=Signs(self.chars.tolist(), *(self.counts[name].tolist() for name in Signs._fields[1:])),
        )


def read(page: Page, tables: Tables) -> Reading:
    """Read the text of a page that has at least one unit."""
    count = len(page.units)
    codes = codes_of("\n".join(page.texts) + "\n")
    classes = classes_of(codes, tables.classes)
    ends = np.flatnonzero(codes == ord("\n"))
    starts = np.concatenate(([0], ends[:-1] + 1))
    unit = np.repeat(np.arange(count, dtype=np.int32), ends - starts + 1)
    table = np.bincount(unit * len(CLASSES) + classes, minlength=count * len(CLASSES)).reshape(count, -1)
    counts = {name: table[:, number] for number, name in enumerate(CLASSES)}

    dense = (classes == CLASS["han"]) | (classes == CLASS["thai"])
    in_word = np.zeros(len(classes) + 2, np.bool_)
    in_word[1:-1] = (classes >= FIRST_OF_WORDS) & (classes <= LAST_OF_WORDS) & ~dense
    word_starts = np.flatnonzero(in_word[1:-1] & ~in_word[:-2])
    words = np.bincount(unit[word_starts], minlength=count)
    tenths = words * TENTHS + counts["han"] * _HAN_TENTHS + counts["thai"] * _THAI_TENTHS

    end = classes[_last_shown(classes, starts)]
    first = classes[starts]
    spaced_dash = (first == CLASS["dash"]) & (classes[np.minimum(starts + 1, len(classes) - 1)] == CLASS["space"])
    stops = (end == CLASS["stop"]) | (end == CLASS["question"]) | (end == CLASS["dots"])
    stops |= (counts["thai"] * 2 > ends - starts) & (tenths >= _THAI_SENTENCE * TENTHS) & (end == CLASS["thai"])
    return Reading(
        codes,
        classes,
        unit,
        starts,
        counts,
        chars=np.maximum(ends - starts, 1),
        word_starts=word_starts,
        word_stops=np.flatnonzero(in_word[1:-1] & ~in_word[2:]) + 1,
        words=words,
        tenths=tenths,
        tokens=np.maximum(words + counts["han"] + counts["thai"], 1),
        end=end,
        first=first,
        bulleted=(first == CLASS["bullet"]) | spaced_dash,
        numbered=_numbered(codes, classes, starts),
        left=np.asarray(page.removals) == LEFT,
        stops=stops,
        running=tenths >= np.where(stops, _PROSE_WORDS, _LONG_WORDS) * TENTHS,
    )


def _numbered(codes: Codes, classes: Classes, starts: Ints) -> Bools:
    """Which units begin with a number of one or two digits, a full stop or bracket, and a space."""
    first, second, third, fourth = (np.minimum(starts + n, len(codes) - 1) for n in range(4))
    digit = classes == CLASS["digit"]
    ends = (codes == ord(".")) | (codes == ord(")"))
    space = classes == CLASS["space"]
    one = ends[second] & space[third]
    two = digit[second] & ends[third] & space[fourth]
    numbered: Bools = digit[first] & (one | two)
    return numbered


_MAY_FOLLOW_END = np.isin(
    np.arange(len(CLASSES)), [CLASS[name] for name in ("quote", "close", "space", "break", "tab")]
)


def _last_shown(classes: Classes, starts: Ints) -> NDArray[np.int64]:
    """The last character of each unit that may not follow the end of a sentence."""
    places = np.where(_MAY_FOLLOW_END[classes], -1, np.arange(len(classes)))
    return np.maximum(np.maximum.reduceat(places, starts), starts)
