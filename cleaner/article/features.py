"""All features of a page as one table: a row for each unit, a column for each feature."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.article.chars import Tables
from cleaner.article.frames import frames
from cleaner.article.look import Columns, look
from cleaner.article.page import Page, page_of
from cleaner.article.place import place
from cleaner.article.reading import Reading, read
from cleaner.article.verdicts import verdicts
from cleaner.article.vocabulary import vocabulary, words_of

GROUPS = ("the unit itself", "its place", "the rules", "its words", "repetition")


class Features(NamedTuple):
    """The features of a page. Each is a whole number."""

    reading: Reading
    groups: dict[str, Columns]  # the features of each of GROUPS, by name

    def table(self) -> NDArray[np.int32]:
        """Return the features of all units: units by features."""
        columns = [column for group in self.groups.values() for column in group.values()]
        table = np.empty((len(columns), len(self.reading.starts)), np.int32)
        for row, column in zip(table, columns, strict=True):
            row[:] = column
        return table.T

    def names(self) -> tuple[str, ...]:
        """Return the names of the columns of the table, each with its group: "its place: height"."""
        return tuple(f"{group}: {name}" for group, columns in self.groups.items() for name in columns)


def feature_names(tables: Tables) -> tuple[str, ...]:
    """Return the names of all features in the order of the table. They are the same for each page."""
    return features(page_of(["a"], ["a"], {}), tables).names()


def features(page: Page, tables: Tables) -> Features:
    """Return the features of a page that has at least one unit."""
    reading = read(page, tables)
    columns = (
        look(page, reading),
        place(page, reading),
        verdicts(page),
        vocabulary(page, reading, words_of(reading, tables)),
        frames(page, reading),
    )
    return Features(reading, dict(zip(GROUPS, columns, strict=True)))
