"""Which lines of a dump are its article, found by aligning the dump with the reference."""

import re
from collections.abc import Sequence
from typing import Final

from cleaner.evaluation.align import aligned

Words = tuple[str, ...]  # tokens

_TOKEN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\W_]+")
_TITLE_WORDS: Final = 3  # a title of fewer words has to be equal
_TITLE_SHARE: Final = 0.6  # of the longer title's words that the shorter one has to have


def tokens(text: str) -> Words:
    """Return the words of a text; in scripts without spaces, its characters."""
    return tuple(_TOKEN.findall(text.casefold()))


def labels(texts: Sequence[str], reference: str, title: str = "") -> list[bool | None]:
    """Return for each line whether it is part of the article: half of its tokens are on the alignment.

    None if the line counts for neither side: it has no tokens, or it repeats a line of the article or the title.

    >>> labels(["Menu", "The wheel turns again.", "Imprint"], "The wheel turns again.")
    [False, True, False]
    """
    lines = [tokens(text) for text in texts]
    counts = aligned(lines, tokens(reference))
    inside = [bool(line) and count * 2 >= len(line) for line, count in zip(lines, counts, strict=True)]
    article = {line for line, here in zip(lines, inside, strict=True) if here}
    return [
        True if here else None if not line or line in article or is_title(text, title) else False
        for text, line, here in zip(texts, lines, inside, strict=True)
    ]


def is_title(text: str, title: str) -> bool:
    """Whether a line is the title, or the title and the name of the site.

    >>> is_title("Mill wheel turns again - Post", "Mill wheel turns again")
    True
    """
    words, title_words = set(tokens(text)), set(tokens(title))
    if len(words) < _TITLE_WORDS or len(title_words) < _TITLE_WORDS:
        return words == title_words != set()
    small, large = sorted((words, title_words), key=len)
    return small <= large and len(small) > _TITLE_SHARE * len(large)
