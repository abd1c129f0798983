"""The features by which the article is found, and the meaning of their values.

A feature sorts what it measures into a few bins. Its value is the number of a bin. Each bin has a weight, and the
weights are options of the selector `body`. `bin_names` describes the bins in words, for `explain`.

Some features combine two or three measures and have a bin for each combination. The number of the bin is computed from
the number of bins of each measure: `length * len(ENDS) + end`.
"""

from collections.abc import Sequence
from typing import NamedTuple

Bins = tuple[int, ...]  # one bin of each feature


class LineBins(NamedTuple):
    """What a line shows by itself."""

    ending: int
    function: int
    capitals: int
    commas: int
    signs: int
    time: int


class PlaceBins(NamedTuple):
    """What is around a line."""

    blanks: int
    above: int
    above2: int
    below: int
    below2: int
    above4: int
    below4: int
    above10: int
    below10: int
    done: int
    mass: int
    copies: int
    twin: int
    walls: int
    comments: int
    boxes: int
    since: int


class HeadlineBins(NamedTuple):
    """What makes a line the headline."""

    length: int
    overlap: int
    shared: int
    distance: int
    copies: int
    end: int
    capitals: int
    signs: int
    blanks: int
    holds: int
    held: int
    dated: int
    date: int
    taken: int
    again: int
    prose: int
    below: int


# ------------------------------------------------------------------ measures

# Edges between bins: values below the first edge are in the first bin, values from the last edge on in the last bin.
WORD_EDGES = (2, 3, 5, 8, 12, 18, 26, 41, 71)
FUNCTION_EDGES = (0.001, 0.12, 0.2, 0.28, 0.36, 0.45)  # share of the words that are function words
CAPITAL_EDGES = (0.001, 0.12, 0.25, 0.45, 0.7)  # share of the words after the first that start with a capital
GRAMMAR_EDGES = (0.02, 0.05, 0.09, 0.14)  # share of the characters of Chinese and Japanese that are grammar
PROSE_EDGES = (0.03, 0.1, 0.25, 0.45, 0.65, 0.85)  # how likely a line by itself is prose
DONE_EDGES = (0.001, 0.02, 0.1, 0.3, 0.6, 0.85, 0.95, 0.995)  # share of the page's prose above
MASS_EDGES = (10, 30, 60, 120, 200, 320)  # words of prose around a line
ABOVE_EDGES = (20, 60, 150, 400)  # words of prose above a wall
SINCE_EDGES = (1, 2, 3, 5, 10)  # lines since the last wall
OVERLAP_EDGES = (0.01, 0.2, 0.4, 0.6, 0.8)  # share of a headline's words that are in the article
HEADLINE_WORD_EDGES = (2, 3, 4, 6, 9, 13, 18, 25, 35)
HEADLINE_DISTANCE_EDGES = (-1, 0, 1, 2, 3, 4, 6, 9, 13, 20)  # lines to the first line of the article


def bins_between(edges: Sequence[float]) -> int:
    """Return the number of bins."""
    return len(edges) + 1


ENDS = ("open end", "full stop", "question", "dots", "colon", "comma", "digit at the end")
OPEN_END, FULL_STOP, QUESTION, DOTS, COLON, COMMA, DIGIT = range(len(ENDS))

SIZES = ("short line", "middle line", "long line")
SHORT_LINE, MIDDLE_LINE, LONG_LINE = range(len(SIZES))
KINDS = ("short line", "short sentence", "middle line", "middle sentence", "long line", "long sentence")

FEW = ("none", "one", "two", "more")

# ------------------------------------------------------------------ what a line shows by itself

FIRST_FUNCTION = 1  # bin 0: too few words to tell
UNUSED = 2  # bins
FIRST_GRAMMAR = FIRST_FUNCTION + bins_between(FUNCTION_EDGES) + UNUSED
NO_WORDS_SEEN = FIRST_GRAMMAR + bins_between(GRAMMAR_EDGES)  # the script has no spaces between words

FIRST_CAPITALS = 1  # bin 0: too few words to tell
ALL_CAPITALS = FIRST_CAPITALS + bins_between(CAPITAL_EDGES)
NO_CAPITALS = ALL_CAPITALS + 1  # the script has none

COMMAS = ("no comma", "one comma", "two commas", "more commas")
SIGNS = ("no separators", "one separator", "two separators", "more separators")
COMMA_WORDS = 12  # the commas of shorter lines have bins of their own
COMMA_SIZES = (f"under {COMMA_WORDS} words", f"{COMMA_WORDS} words and more")

# ------------------------------------------------------------------ what is around a line

REMOVED_NEIGHBOUR = bins_between(PROSE_EDGES)
NO_NEIGHBOUR = REMOVED_NEIGHBOUR + 1

BLANKS = ("no blank line around", "blank line below", "blank line above", "blank lines around")
COPIES = ("occurs once", "occurs twice", "occurs more than twice")
TWINS = (
    "no twin",
    "the same text next to it",
    "next to it a text that starts alike",
    "next to it a text that contains it, or that it contains",
)
NO_TWIN, SAME_TEXT, SAME_START, PART_OF_TEXT = range(len(TWINS))

COMMENT_HEADS = ("no comments above", "comments above", "comments above twice")
BOXES = ("no boxes above", "one box above", "two boxes above", "three boxes above", "more boxes above")
WALLS = ("no removed line above", "below a removed line", "below a box", "below the comments")

# ------------------------------------------------------------------ what makes a line the headline

MOST_SHARED = 6  # words
HEADLINE_COPIES = ("one", "two", "three", "more")
NOTHING_BELOW = bins_between(PROSE_EDGES)
