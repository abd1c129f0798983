"""The selectors: which lines a rule points at. One kind, one file.

The module `region` holds the class `Region`: the module's name is the key in a pack, the class's
fields are the options, its docstring is the page of the manual. A class has two methods: `anchor`
gives the line test without which the rule has nothing to do (None: it looks at every document), and
`select` yields the indexes of the lines that it points at. A selector never changes anything.
"""

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from cleaner.lines.document import View
from cleaner.lines.linetest import LineTest


class Selector(Protocol):
    """What every class in this folder can do."""

    def anchor(self) -> tuple[LineTest | None, bool]:
        """The test by which the rule is found at all, and whether it looks at lines of any length."""

    def select(self, view: View) -> Iterable[int]:
        """The lines that the rule points at."""

    def fault(self) -> str:
        """What is wrong with the options taken together, or ""."""


@cache
def kind(name: str) -> Any:
    """The class of a selector by its name in a pack; one module is imported, not all."""
    return getattr(import_module(f"{__name__}.{name}"), f"{name.capitalize()}Selector")


@cache
def kinds() -> tuple[str, ...]:
    """The names of all selectors.

    >>> "region" in kinds()
    True
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
