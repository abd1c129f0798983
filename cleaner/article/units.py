"""Units of a page: what a reader takes for one line, whether the dump has broken it into several or not.

Browsers for the terminal, such as lynx and w3m, print a paragraph as many lines of one width. A paragraph that was
broken like this is one unit: its lines share one fate, and its features are those of the whole paragraph.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.lines.words import has_dense

_NARROWEST, _WIDEST = 36, 140  # columns of a page that is broken into lines of one width
_SLACK = 8  # columns that a line of a paragraph may be wider than the others
_LONG_SHARE = 0.72  # of the width: shorter lines say nothing about it
_MARKER = re.compile(r"\s*(?:[*•●○▪■◦‣∙·+#o-]|\(?\d{1,3}[.)]|\[\d+\]|\|)(?:\s|$)")
_ADDRESS = re.compile(r"\s*(?:\d+\.\s+)?[a-z]{3,10}://\S*$")
_WORD = re.compile(r"\S+")
_SHOWN = re.compile(r"[^\W_]")  # a letter or digit


_LINK = re.compile(r"!?\[((?:[^\[\]]++|\[[^\[\]]*+\](?:\([^()\s]*+\))?)*+)\]\((?:[^()\n]++|\([^()\n]*+\))*+\)")
_IMAGE = re.compile(r"!\[([^\[\]\n]*+)\]\((?:[^()\n]++|\([^()\n]*+\))*+\)")
_HEADING = re.compile(r"^#{1,6}\s+")


class _Proof(NamedTuple):
    """What it takes to believe that a page was broken at a width."""

    overlong: float  # share of the lines that may be wider
    share: float  # of the long lines followed by another that have to be full
    dense: float  # the same share for scripts without capitals
    least: int  # full lines


# Few lines are wider: addresses, tables. Of a broken post with comments below it that are not broken, more are.
_PROOFS = (_Proof(0.03, 0.6, 0.8, 3), _Proof(0.1, 0.85, 1.0, 10))


class Unit(NamedTuple):
    """One or more lines of a dump that belong together."""

    lines: range  # of the dump
    text: str  # without spaces around, joined by spaces; of Markdown, what a reader sees
    linked: float = 0.0  # share of the text that is links or images in Markdown
    heading: bool = False  # whether it is a heading in Markdown


def visible(text: str) -> tuple[str, float]:
    """Return what a reader sees of Markdown, and which share of that is links or images.

    >>> visible("[Home](/) and [News](/news)")
    ('Home and News', 0.6153846153846154)
    """
    if "](" not in text:
        return text, 0.0
    linked = 0

    def shown(match: re.Match[str]) -> str:
        nonlocal linked
        linked += len(match[1])
        return match[1]

    without = _LINK.sub(shown, _IMAGE.sub(r"\1", text))
    return without.strip(), linked / max(1, len(without.strip()))


def units(texts: Sequence[str], raw: Sequence[str]) -> list[Unit]:
    """Return the units of a page: its lines that have a letter or digit, those of a broken paragraph together.

    >>> lines = ["The council met on Monday in the old", "hall at the quay and agreed on a new"]
    >>> lines += ["budget for the harbour and the bridge", "that it needs.", "", "Share"]
    >>> [len(unit.lines) for unit in units(lines, lines)]
    [4, 1]
    """
    shown = [n for n, text in enumerate(texts) if _SHOWN.search(text)]
    width = _width(raw, shown)
    out: list[Unit] = []
    start = 0
    while start < len(shown):
        stop = start + 1
        if width:
            while stop < len(shown) and _goes_on(raw, shown[start], shown[stop - 1], shown[stop], width):
                stop += 1
        lines = range(shown[start], shown[stop - 1] + 1)
        text, linked = visible(" ".join([texts[n].strip() for n in lines]))
        if _SHOWN.search(text):
            heading = _HEADING.match(text)
            out.append(Unit(lines, text[heading.end() :] if heading else text, linked, heading is not None))
        start = stop
    return out


def columns(text: str) -> int:
    """Return how many columns a text takes in a terminal: Han and kana take two."""
    return len(text) if text.isascii() else len(text) + len(re.findall(_WIDE, text))


# Compiled on first use: that takes longer than importing everything else here.
_WIDE = r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"


def _width(texts: Sequence[str], shown: Sequence[int]) -> int:
    """The width at which the paragraphs of a page were broken, or 0 if they were not.

    Of broken paragraphs most lines are full: the next word would not have fitted. And most lines below a full one go on
    with a small letter. In a menu of long entries the lines below begin with capitals.
    """
    lengths = sorted(columns(texts[n].rstrip()) for n in shown if not _ADDRESS.match(texts[n]))
    for proof in _PROOFS:
        if len(lengths) > proof.least:
            width = lengths[-1 - int(len(lengths) * proof.overlong)]
            if _NARROWEST <= width <= _WIDEST and _is_broken(texts, shown, width, proof):
                return width
    return 0


def _is_broken(texts: Sequence[str], shown: Sequence[int], width: int, proof: _Proof) -> bool:
    """Whether the paragraphs of a page were broken at a certain width."""
    long = full = small = capital = 0
    for here, below in pairwise(shown):
        if below != here + 1 or _MARKER.match(texts[below]):
            continue
        size = columns(texts[here].rstrip())
        if width * _LONG_SHARE <= size <= width + _SLACK:
            long += 1
            if _is_full(texts[below], size, width):
                full += 1
                begin = texts[below].lstrip()[:1]
                small += begin.islower()
                capital += begin.isupper()
    goes_on = small >= capital if small + capital > full / 2 else full >= long * proof.dense
    return full >= proof.least and full >= long * proof.share and goes_on


def _is_full(below: str, size: int, width: int) -> bool:
    """Whether a line of a certain size is not too wide, and the first word of the line below would not have fitted."""
    if size > width + _SLACK:
        return False
    word = _WORD.search(below)
    first = word.group() if word else ""
    if has_dense(first):
        return size >= width - 4
    return size + 1 + len(first) > width


def _goes_on(texts: Sequence[str], first: int, here: int, below: int, width: int) -> bool:
    """Whether the line `below` goes on with the paragraph whose first line and whose last line so far are given."""
    if below != here + 1 or _MARKER.match(texts[below]):
        return False
    margin, hanging = _indent(texts[below]), _indent(texts[first])
    marker = _MARKER.match(texts[first])
    if here == first and marker:
        if not hanging <= margin <= marker.end() + 2:
            return False
    elif (here != first and _indent(texts[here]) != margin) or (here == first and abs(margin - hanging) > 4):
        return False
    return _is_full(texts[below], columns(texts[here].rstrip()), width)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
