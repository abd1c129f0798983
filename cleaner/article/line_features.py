"""What a line shows by itself: its length, its end, function words, capitals, separators, dates.

Nothing here knows the phrases that pages use; packs know those, and what they removed is a feature of a line's place.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.article.bins import (
    ALL_CAPITALS,
    CAPITAL_EDGES,
    COLON,
    COMMA,
    COMMA_SIZES,
    COMMA_WORDS,
    COMMAS,
    DIGIT,
    DOTS,
    ENDS,
    FIRST_CAPITALS,
    FIRST_FUNCTION,
    FIRST_GRAMMAR,
    FULL_STOP,
    FUNCTION_EDGES,
    GRAMMAR_EDGES,
    LONG_LINE,
    MIDDLE_LINE,
    NO_CAPITALS,
    NO_WORDS_SEEN,
    OPEN_END,
    QUESTION,
    SHORT_LINE,
    SIGNS,
    SIZES,
    WORD_EDGES,
    LineBins,
)
from cleaner.lines.words import (
    CLOSING_MARKS,
    DENSE,
    FULL_STOPS,
    LONG_WORDS,
    PORTION,
    PROSE_WORDS,
    QUESTION_MARKS,
    dense,
    portions,
)

_MIDDLE_FROM, _LONG_FROM = 6, 18  # words that make a middle line, a long line
_HAN_WORDS, _THAI_WORDS = 0.6, 0.2  # words per character
_THAI_SENTENCE = 12  # words: Thai and Lao end a sentence without a mark, so a line of this length counts as one
# Only the start of a long paragraph is read.
_SIGN_CHARS, _FUNCTION_CHARS, _GRAMMAR_CHARS = 200, 280, 120  # characters
_FIRST_WORDS = 40  # words

# Closing marks at the end of a line are skipped, but spaces between them are not, unlike in `words.sentence`: a line
# such as "Fin. »" has an open end. The weights were trained on lines read like this.
_END_OF = {
    **dict.fromkeys(FULL_STOPS, FULL_STOP),
    **dict.fromkeys(QUESTION_MARKS, QUESTION),
    "…": DOTS,
    **dict.fromkeys(":：", COLON),
    **dict.fromkeys(",;，；、", COMMA),
}
_GRAMMATICAL = "[的了是在和有不也这這为為与與对對就他她我们們说說将將被把而のはがをにでともたす]"
_SEPARATORS = re.compile(r"[|/»›>→←·•＞｜▶►]")
_TIME = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|年")


class LineFeatures(NamedTuple):
    """What a line shows by itself."""

    bins: LineBins
    tokens: int  # words; in scripts without spaces, characters
    words: int
    size: int  # SHORT_LINE, MIDDLE_LINE or LONG_LINE
    end: int  # a number of ENDS
    kind: int  # size and end together, a number of KINDS: short line, short sentence, middle line …
    stops: bool  # whether it ends like a sentence
    running: bool  # whether it is running text: a sentence of eight words or more, or any line of twenty or more


def line_features(text: str, function_words: frozenset[str]) -> LineFeatures | None:
    """Return what a line shows by itself, or None if it has neither letters nor digits.

    >>> line_features("The council met on Monday.", frozenset(["the", "on"])).words
    5
    >>> line_features(" • – ", frozenset()) is None
    True
    """
    text = text.strip()
    if not any(map(str.isalnum, text)):
        return None
    if len(text) <= PORTION:
        parts = text.split()
        words = tokens = len(parts)
    else:
        parts = text.split(maxsplit=_FIRST_WORDS)
        words = tokens = sum(len(portion.split()) for portion in portions(text))
    han = thai = 0
    if not text.isascii() and DENSE.search(text):
        han, thai = dense(text)
        tokens += han + thai
        words += int(han * _HAN_WORDS + thai * _THAI_WORDS)
    size = SHORT_LINE if words < _MIDDLE_FROM else MIDDLE_LINE if words < _LONG_FROM else LONG_LINE
    end = _end(text)
    if thai * 2 > len(text):
        function, capitals = NO_WORDS_SEEN, NO_CAPITALS
        if words >= _THAI_SENTENCE and end == OPEN_END and "\u0e00" <= text.rstrip(CLOSING_MARKS)[-1:] <= "\u0eff":
            end = FULL_STOP
    elif han * 2 > len(text):
        function, capitals = _grammar(text), NO_CAPITALS
    else:
        function = _function(text, function_words) if words > 2 else 0
        capitals = ALL_CAPITALS if text.isupper() else _capitals(parts) if words > 2 else 0
    begin = text[:_SIGN_CHARS]
    bins = LineBins(
        bisect_right(WORD_EDGES, words) * len(ENDS) + end,
        function,
        capitals,
        _commas(text) * len(COMMA_SIZES) + (words >= COMMA_WORDS),
        min(len(SIGNS) - 1, len(_SEPARATORS.findall(begin))) * len(SIZES) + size,
        1 + size if _TIME.search(begin) else 0,
    )
    stops = FULL_STOP <= end <= DOTS
    running = words >= (PROSE_WORDS if stops else LONG_WORDS)
    return LineFeatures(bins, max(1, tokens), words, size, end, size * 2 + stops, stops, running)


def _end(text: str) -> int:
    text = text.rstrip(CLOSING_MARKS) or text
    end = _END_OF.get(text[-1])
    if end is None:
        return DIGIT if text[-1].isdigit() else OPEN_END
    return DOTS if end == FULL_STOP and text[-2:] == ".." else end


def _grammar(text: str) -> int:
    """The share of a Chinese or Japanese line that is grammar."""
    begin = text[:_GRAMMAR_CHARS]
    return FIRST_GRAMMAR + bisect_right(GRAMMAR_EDGES, len(re.findall(_GRAMMATICAL, begin)) / len(begin))


def _function(text: str, function_words: frozenset[str]) -> int:
    """The share of function words."""
    words = text[:_FUNCTION_CHARS].lower().split()[:_FIRST_WORDS]
    return FIRST_FUNCTION + bisect_right(FUNCTION_EDGES, sum(map(function_words.__contains__, words)) / len(words))


def _capitals(words: Sequence[str]) -> int:
    """The share of words after the first that start with a capital."""
    later = words[1:_FIRST_WORDS]
    return FIRST_CAPITALS + bisect_right(CAPITAL_EDGES, sum([w[0].isupper() for w in later]) / max(1, len(later)))


def _commas(text: str) -> int:
    return min(len(COMMAS) - 1, text.count(",") + text.count("，") + text.count("、"))
