"""Score the units of a page: with the compiled kernel where it is installed, else with numpy. Both give the same."""

from array import array
from functools import lru_cache
from typing import Any, Final, NamedTuple

from cleaner.article.facts import Facts, Signs
from cleaner.article.odds import PAGE_KINDS, Odds, Said, odds_of, pool_shares
from cleaner.article.page import BOXES, COMMENTS, KINDS, Page
from cleaner.article.weights import WeightsError, read

try:
    from cleaner.article import _kernel
except ImportError:  # installed without a compiler
    _kernel = None  # type: ignore[assignment]

COMPILED: Final = _kernel is not None

_LINKED_PARTS: Final = 256  # in which the share of a unit that is links is counted
_VERDICTS: Final = 2 + len(KINDS)  # what rules can say about a unit
_NET: Final = (
    *("mean", "scale", "enter", "enter_bias", "look", "look_bias", "leave", "page"),
    *("article", "article_bias", "headline", "headline_bias", "kind", "kind_bias"),
)


class Scored(NamedTuple):
    """A page with the scores of its units."""

    facts: Facts
    odds: Odds


def scored(page: Page, weights: bytes) -> Scored:
    """Return the scores of a page that has at least one unit. Raises WeightsError."""
    return _with_kernel(page, weights) if COMPILED else with_numpy(page, weights)


def with_numpy(page: Page, weights: bytes) -> Scored:
    """Return the scores of a page, computed with numpy."""
    import numpy as np  # imported here, because it takes longer than cleaning a page

    from cleaner.article.features import features
    from cleaner.article.net import odds, unpacked

    model = unpacked(weights)
    shown = features(page, model.tables)
    facts = shown.reading.facts()
    return Scored(facts, odds(model.nets, shown.table(), np.array(pool_shares(facts.tokens, facts.left))))


def _with_kernel(page: Page, weights: bytes) -> Scored:
    model = _compiled(weights)
    table, facts, signs = _kernel.features(
        ("\n".join(page.texts) + "\n").encode("utf-32-le", "surrogatepass"),
        (
            array("i", page.blanks),
            array("i", page.indents),
            array("i", [len(unit.lines) for unit in page.units]),
            array("i", [int(unit.linked * _LINKED_PARTS) for unit in page.units]),
            array("i", [unit.heading for unit in page.units]),
            array("i", page.removals),
            array("i", [removal in COMMENTS for removal in page.removals]),
            array("i", [removal in BOXES for removal in page.removals]),
        ),
        model.classes,
        model.lowered,
        _VERDICTS,
        model.features,
    )
    known = Facts(*facts, Signs(*signs))
    share = array("q", pool_shares(known.tokens, known.left))
    return Scored(known, odds_of([Said(*_kernel.said(net, table, share)) for net in model.nets]))


class _Compiled(NamedTuple):
    """Weights as the kernel has them."""

    classes: bytes
    lowered: bytes
    nets: tuple[Any, ...]
    features: int


@lru_cache(maxsize=4)
def _compiled(weights: bytes) -> _Compiled:
    file = read(weights)
    features = len(file.features)
    try:
        tables = file.arrays["tables.classes"].data, file.arrays["tables.lowered"].data
        nets = [tuple(file.arrays[f"nets.{n}.{name}"] for name in _NET) for n in range(file.nets)]
        (inside,) = {net[3].shape[0] for net in nets}
        own = tuple(_kernel.net(tuple(array.data for array in net), features, inside, len(PAGE_KINDS)) for net in nets)
    except (KeyError, IndexError, ValueError) as error:
        raise WeightsError(f"these are no weights of a net: {error!r:.200}") from None
    return _Compiled(*tables, own, features)
