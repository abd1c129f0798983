"""Features of what rules removed: from the unit itself and around it, by kind."""

import numpy as np

from cleaner.article.around import Sums, octaves, since, until
from cleaner.article.look import Columns
from cleaner.article.page import BOXES, COMMENTS, KINDS, Page

WINDOWS = ((-3, -1), (1, 3), (-10, -1), (1, 10))


def verdicts(page: Page) -> Columns:
    """Return what the rules say about each unit and its surroundings."""
    removals = np.asarray(page.removals)
    columns: Columns = {f"removed: {kind}": removals == n for n, kind in enumerate(("no", "yes", *KINDS))}
    walls = {
        "comments": np.isin(removals, list(COMMENTS)),
        "boxes": np.isin(removals, list(BOXES)),
        "removed": removals > 0,
    }
    for name, wall in walls.items():
        columns[f"{name} above"] = octaves(np.cumsum(wall) - wall)
        columns[f"since {name}"] = octaves(since(wall))
        columns[f"until {name}"] = octaves(until(wall))
    removed = Sums(removals > 0)
    for low, high in WINDOWS:
        columns[f"removed from {low} to {high}"] = removed.between(low, high)
    return columns
