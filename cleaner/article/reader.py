"""Read the lines of a page for a model, and remember short lines, which come back on other pages of an outlet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cleaner.article.line_features import LineFeatures, line_features
from cleaner.article.model import Model, Reading
from cleaner.article.page import Removal, page_of
from cleaner.article.weights import score
from cleaner.lines.linetest import MEMO
from cleaner.lines.pattern import SHORT


class _ReadLine(NamedTuple):
    features: LineFeatures | None
    alone: float
    line: float


class Reader:
    """Reads pages for one model. The memory is bounded, and forgetting changes no reading."""

    def __init__(self, model: Model, function_words: Iterable[str]) -> None:
        self.model = model
        self._function_words = frozenset(function_words)
        self._memory: dict[str, _ReadLine] = {}

    def read(self, texts: Sequence[str], removals: Mapping[int, Removal]) -> Reading:
        """Read all lines of a page. `removals` has the lines that rules removed."""
        memory = self._memory
        lines = [memory.get(text) or self._read_line(text) for text in texts]
        page = page_of(texts, [line.features for line in lines], removals)
        shown = [line for line in lines if line.features is not None]
        return Reading(page, [line.alone for line in shown], [line.line for line in shown])

    def _read_line(self, text: str) -> _ReadLine:
        features = line_features(text, self._function_words)
        line = _ReadLine(
            features,
            score(self.model.alone, features.bins) if features else 0.0,
            score(self.model.line, features.bins) if features else 0.0,
        )
        if len(text) <= SHORT:
            if len(self._memory) >= MEMO:
                self._memory.clear()
            self._memory[text] = line
        return line
