"""The selectors: which lines a rule points at. One kind, one file.

The module `region` contains the class `RegionSelector`. The module's name is the key in a pack, the fields of the class
are the options, and the class docstring is the page of the manual. A selector never changes a document: it
gets a view of the document and yields line indexes.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, Protocol, Self

from cleaner.lines.document import Anchor, View


class Selector(Protocol):
    """What every selector has: it is a NamedTuple of its options, with three methods."""

    def __init__(self, *options: Any, **named: Any) -> None: ...

    def anchor(self) -> Anchor:
        """Return the anchor: if no line passes it, the selector is not called."""

    def select(self, view: View) -> Iterable[int]:
        """Return the indexes of the lines that the rule points at."""

    def fault(self) -> str:
        """Return what is wrong with the combination of options, or ""."""

    def _asdict(self) -> dict[str, Any]:
        """Return the options by name."""

    def _replace(self, *args: Any, **options: Any) -> Self:
        """Return the selector with some options changed."""


@cache
def kind(name: str) -> type[Selector]:
    """Return the class of a selector by its key in a pack. Only the module of this selector is imported.

    >>> kind("region").__name__
    'RegionSelector'
    """
    selector: type[Selector] = getattr(import_module(f"{__name__}.{name}"), f"{name.capitalize()}Selector")
    return selector


@cache
def kinds() -> tuple[str, ...]:
    """Return the keys of all selectors.

    >>> "region" in kinds()
    True
    """
    import pkgutil  # a bare pipe with compiled packs does without

    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
