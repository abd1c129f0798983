"""The bins of each feature in words, for `explain`."""

from collections.abc import Sequence
from itertools import pairwise, product

from cleaner.article.bins import (
    ABOVE_EDGES,
    BLANKS,
    BOXES,
    CAPITAL_EDGES,
    COMMA_SIZES,
    COMMAS,
    COMMENT_HEADS,
    COPIES,
    DONE_EDGES,
    ENDS,
    FEW,
    FUNCTION_EDGES,
    GRAMMAR_EDGES,
    HEADLINE_COPIES,
    HEADLINE_DISTANCE_EDGES,
    HEADLINE_WORD_EDGES,
    KINDS,
    MASS_EDGES,
    MOST_SHARED,
    OVERLAP_EDGES,
    PROSE_EDGES,
    SIGNS,
    SINCE_EDGES,
    SIZES,
    TWINS,
    UNUSED,
    WALLS,
    WORD_EDGES,
)

Names = tuple[str, ...]  # of the bins of one feature


def _between(edges: Sequence[float], unit: str = "") -> Names:
    """The names of the bins between edges."""
    first, last = f"under {edges[0]:g}{unit}", f"{edges[-1]:g} and more{unit}"
    return (first, *(f"{low:g} to {high:g}{unit}" for low, high in pairwise(edges)), last)


def _each(*measures: Sequence[str]) -> Names:
    """The names of the bins of several measures: one for each combination, the last measure changes fastest."""
    return tuple(map(", ".join, product(*measures)))


def _after(words: str, names: Sequence[str]) -> Names:
    return tuple(f"{words}{name}" for name in names)


_PROSE = _between(PROSE_EDGES)
_NEIGHBOUR = (*_after("prose ", _PROSE), "removed by a rule", "none")
_NO_YES = ("no", "yes")

LINE: dict[str, Names] = {
    "ending": _each(_between(WORD_EDGES, " words"), ENDS),
    "function": (
        "too few words to tell",
        *_after("function words ", _between(FUNCTION_EDGES)),
        *("",) * UNUSED,
        *_after("grammar ", _between(GRAMMAR_EDGES)),
        "words not separated by spaces",
    ),
    "capitals": ("too few words to tell", *_after("capitals ", _between(CAPITAL_EDGES)), "all capitals", "none"),
    "commas": _each(COMMAS, COMMA_SIZES),
    "signs": _each(SIGNS, SIZES),
    "time": ("no time or date", *_after("time or date in a ", SIZES)),
}
PLACE: dict[str, Names] = {
    "blanks": _each(KINDS, BLANKS),
    "above": _after("line above: ", _NEIGHBOUR),
    "above2": _after("second line above: ", _NEIGHBOUR),
    "below": _after("line below: ", _NEIGHBOUR),
    "below2": _after("second line below: ", _NEIGHBOUR),
    "above4": _after("prose in the four lines above: ", _PROSE),
    "below4": _after("prose in the four lines below: ", _PROSE),
    "above10": _after("prose in the ten lines above: ", _PROSE),
    "below10": _after("prose in the ten lines below: ", _PROSE),
    "done": _after("share of the page's prose above: ", _between(DONE_EDGES)),
    "mass": _after("prose around: ", _between(MASS_EDGES, " words")),
    "copies": _each(COPIES, SIZES),
    "twin": _each(TWINS, SIZES),
    "walls": _each(_after("removed in the ten lines above: ", FEW), _after("below: ", FEW)),
    "comments": _each(KINDS, COMMENT_HEADS, _after("prose before: ", _between(ABOVE_EDGES, " words"))),
    "boxes": _each(KINDS, BOXES, _after("prose above: ", _between(ABOVE_EDGES, " words"))),
    "since": _each(KINDS, WALLS, _after("lines between: ", _between(SINCE_EDGES))),
}
HEADLINE: dict[str, Names] = {
    "length": _between(HEADLINE_WORD_EDGES, " words"),
    "overlap": _between(OVERLAP_EDGES),
    "shared": tuple(map(str, range(MOST_SHARED + 1))),
    "distance": _between(HEADLINE_DISTANCE_EDGES),
    "copies": HEADLINE_COPIES,
    "end": ENDS,
    "capitals": LINE["capitals"],
    "signs": LINE["signs"],
    "blanks": ("none around", "below", "above", "around"),
    "holds": _NO_YES,
    "held": _NO_YES,
    "dated": _NO_YES,
    "date": _NO_YES,
    "taken": _NO_YES,
    "again": _NO_YES,
    "prose": _PROSE,
    "below": (*_PROSE, "none"),
}
