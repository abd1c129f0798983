"""Turn raw text dumps of web pages into clean article text, by ordered YAML rules."""

__version__ = "0.2.0"
__all__ = [
    "Cleaner",
    "CleanerError",
    "Edit",
    "Fault",
    "Flag",
    "Line",
    "PackError",
    "PatternTimeout",
    "ProjectPack",
    "Result",
    "replay",
    "split",
    "undo",
]

from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import CleanerError, Fault, PackError, PatternTimeout
from cleaner.lines.text import Edit, Flag, Line, Result, replay, split, undo
from cleaner.packs.layers import ProjectPack


def __dir__() -> list[str]:
    """Return the public names. Rooms such as `cleaner.lines` can be imported, but their names may change."""
    return [*__all__, "__version__"]
