"""TODO."""

from typing import NamedTuple

Weights = tuple[float, ...]


class LineWeights(NamedTuple):
    """The weights of what a line shows by itself, one a value."""

    ending: Weights  # its length and how it ends
    function: Weights  # the share of function words
    capitals: Weights  # the share of words that start with a capital
    commas: Weights
    signs: Weights  # separators such as | and ›
    time: Weights  # a date or a time of day in it


class PlaceWeights(NamedTuple):
    """The weights of what stands around a line, one a value."""

    blanks: Weights
    above: Weights  # how likely the line above is prose
    above2: Weights
    below: Weights
    below2: Weights
    above4: Weights  # how much of the four lines above is prose
    below4: Weights
    above10: Weights
    below10: Weights
    done: Weights  # how much of the page's prose stands above
    mass: Weights  # how much prose stands around
    copies: Weights  # how often the line stands on the page
    twin: Weights  # whether a neighbour says the same
    walls: Weights  # lines around that rules have taken
    comments: Weights  # whether comments have begun above, and behind how much prose
    boxes: Weights  # boxes of other stories above
    since: Weights  # how far above the last line stands that a rule has taken


class HeadlineWeights(NamedTuple):
    """The weights of what makes a line the headline, one a value."""

    length: Weights
    overlap: Weights  # the share of its words that the article has too
    shared: Weights  # how many these are
    distance: Weights  # lines to the article's first
    copies: Weights
    end: Weights
    capitals: Weights
    signs: Weights
    blanks: Weights
    holds: Weights  # whether another line near is part of it: "Title - Site"
    held: Weights  # whether it is part of another
    dated: Weights  # whether a date stands right below
    date: Weights
    taken: Weights  # whether a rule has taken it
    again: Weights  # whether it stands once more below
    prose: Weights
    below: Weights  # how likely the line below is prose
