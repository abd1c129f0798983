"""`dateline`: the name of an outlet or a place before the first sentence of many articles."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from cleaner.learn.board import Board, Firsts
from cleaner.learn.patterns import loose, writable
from cleaner.learn.proposal import Proposal
from cleaner.lines.key import key, plain

_PAGES = 0.3  # share of the pages that must have the name
_REACH = 3  # lines from the start of the article in which the name is looked for
_DATELINE = re.compile(r"^\(?[^\W\d_](?:[^.!?:–—]|\.(?=\S)){1,38}?\)?(?: ?[-–—] |: )(?=\S)")


def dateline(board: Board) -> Iterator[Proposal]:
    """Propose to remove the most frequent name, and to keep the rest of its line."""
    found: dict[str, Firsts] = defaultdict(dict)  # match key of a dateline -> where it is
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    for at, page in enumerate(board.pages):
        for n in range(page.start, min(page.stop, page.start + _REACH)):
            line = page.lines[n]
            if (n == page.top and not line.prose) or not board.left[at][n] or line.words < 8:
                continue
            match = _DATELINE.match(plain(line.text))
            if match and is_name(match[0]) and writable(match[0]):
                found[key(match[0])].setdefault(at, n)
                texts[key(match[0])][match[0]] += 1
    for start in sorted(found, key=lambda start: (-len(found[start]), start)):
        if len(found[start]) < max(3, round(len(board.pages) * _PAGES)):
            return
        if _lines_starting(board, start) * 2 > len(found[start]) * 3:
            continue  # the name of a speaker in an interview, before other paragraphs too
        text = min(texts[start], key=lambda text: (-texts[start][text], text))
        yield Proposal.of(
            "dateline",
            "the dateline before the first sentence",
            {"replace": {"regex": f"^{loose(text)}"}, "where": {"line": {"starts": text.strip()}}},
            {at: [n] for at, n in found[start].items()},
            literals=[text],
        )
        return


def _lines_starting(board: Board, start: str) -> int:
    """The number of lines, on all pages, that start with a match key."""
    return sum(key(line.text).startswith(start) for page in board.pages for line in page.lines)


def is_name(start: str) -> bool:
    """Whether the text before a sentence names a place or an outlet, not a speaker.

    >>> [is_name(text) for text in ("HANOI (Reuters) - ", "EXAMPLE.VN: ", "Police said: ", "The mayor of Wold - ")]
    [True, True, False, False]
    """
    if "(" in start or re.search(r"\w\.\w", start):
        return True
    names = re.findall(r"[^\W\d_]+", start)
    if all(name.isupper() for name in names):
        return True
    return not start.rstrip().endswith(":") and len(names) <= 2 and all(name[0].isupper() for name in names)
