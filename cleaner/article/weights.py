"""The weights of the article model: one number for each bin of each feature."""

from operator import getitem
from typing import NamedTuple

from cleaner.article.bins import Bins

Weights = tuple[float, ...]  # of the bins of one feature


class LineWeights(NamedTuple):
    """The weights of what a line shows by itself."""

    ending: Weights  # length and last character
    function: Weights  # share of function words
    capitals: Weights  # share of words that start with a capital
    commas: Weights  # number of commas
    signs: Weights  # separators such as | and ›
    time: Weights  # a date or a time of day


class PlaceWeights(NamedTuple):
    """The weights of what is around a line."""

    blanks: Weights  # blank lines above and below
    above: Weights  # how likely the line above is prose
    above2: Weights  # the same for the second line above
    below: Weights  # the same for the line below
    below2: Weights  # the same for the second line below
    above4: Weights  # share of prose in the four lines above
    below4: Weights  # share of prose in the four lines below
    above10: Weights  # share of prose in the ten lines above
    below10: Weights  # share of prose in the ten lines below
    done: Weights  # share of the page's prose that is above
    mass: Weights  # words of prose around
    copies: Weights  # how often the line occurs on the page
    twin: Weights  # whether a neighbour has the same text
    walls: Weights  # removed lines nearby
    comments: Weights  # whether comments started above, and after how much prose
    boxes: Weights  # boxes of other stories above, and after how much prose
    since: Weights  # distance to the last removed line above


class HeadlineWeights(NamedTuple):
    """The weights of what makes a line the headline."""

    length: Weights  # number of words
    overlap: Weights  # share of its words that are in the article too
    shared: Weights  # number of its words that are in the article too
    distance: Weights  # lines to the first line of the article
    copies: Weights  # how often the line occurs on the page
    end: Weights  # last character
    capitals: Weights  # share of words that start with a capital
    signs: Weights  # separators such as | and ›
    blanks: Weights  # blank lines above and below
    holds: Weights  # whether it contains another line nearby, as "Title - Site" contains "Title"
    held: Weights  # whether another line nearby contains it
    dated: Weights  # whether a date follows
    date: Weights  # whether it has a date itself
    taken: Weights  # whether a rule removed it
    again: Weights  # whether the same text follows once more
    prose: Weights  # how likely it is prose
    below: Weights  # how likely the line below is prose


def score(weights: tuple[Weights, ...], bins: Bins) -> float:
    """Return the sum of the weights of some bins, one of each feature.

    >>> score(((0.0, 1.5), (-1.0, 0.0)), (1, 0))
    0.5
    """
    return sum(map(getitem, weights, bins))
