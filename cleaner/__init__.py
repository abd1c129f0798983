"""Raw text dumps of web pages in, clean article text out, by ordered YAML rules."""

__version__ = "0.1.0"
__all__ = ["Cleaner", "Edit", "Fault", "Line", "PackError", "PatternTimeout", "Result", "replay", "split", "undo"]

from cleaner.clean import Cleaner
from cleaner.fault import Fault, PackError, PatternTimeout
from cleaner.text import Edit, Line, Result, replay, split, undo
