"""A crawl of news pages of any size, made from the project's samples: the same seed gives the same pages.

Every document follows one sample. Menus, player controls, comment boxes and teasers stay where the
sample has them; the words of headlines and paragraphs are mixed by a chain of word pairs, so
that pages of one outlet share their chrome and nothing else, as real ones do.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).parent.parent / "samples"
OUTLETS = 60
DECOMPOSED = 0.02  # of the documents are in Unicode's form NFD
PARAGRAPH = 60  # characters of a sample's line from which it is a paragraph
WORDS = (50, 200)  # of a paragraph: four fifths of a crawl's bytes are in long lines
SHORT = 200  # characters; longer lines are what most rules pass over


class Sample(NamedTuple):
    """One of the project's samples as lines."""

    raw: tuple[str, ...]
    article: frozenset[str]  # the lines of the clean text

    def chrome(self) -> Iterator[str]:
        """The lines that are not the article's."""
        return (line.strip() for line in self.raw if line.strip() and line not in self.article)


class Outlet(NamedTuple):
    """An invented newspaper: a sample's pages under another name."""

    sample: Sample
    masthead: str
    imprint: str


class Facts(NamedTuple):
    """What a corpus is like; speed depends on these."""

    bytes: int
    lines: int
    long_share: float  # of the bytes, in lines that are not short
    distinct: int  # short lines that differ


@cache
def samples() -> tuple[Sample, ...]:
    """The samples, in the order of their paths."""
    pairs = [
        (path, path.with_name(path.name.replace(".raw.", ".clean."))) for path in sorted(SAMPLES.glob("*/*.raw.txt"))
    ]
    return tuple(Sample(_lines(raw), frozenset(filter(str.strip, _lines(clean)))) for raw, clean in pairs)


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).split("\n"))


def chrome() -> list[str]:
    """Every line of the samples that is no article's, each once, the most frequent first."""
    counted = Counter(line for sample in samples() for line in sample.chrome() if len(line) <= SHORT)
    return [line for line, _ in counted.most_common()]


@cache
def chain() -> dict[str, tuple[str, ...]]:
    """For each word of the articles the words that follow it, as often as they do."""
    follow: dict[str, list[str]] = {}
    for sample in samples():
        for line in sample.raw:
            if line in sample.article:
                words = line.split()
                for word, after in pairwise(words):
                    follow.setdefault(word, []).append(after)
    return {word: tuple(after) for word, after in follow.items()}


def outlets(rng: random.Random) -> list[Outlet]:
    """The invented newspapers; each sample serves several."""
    names: dict[str, None] = {}
    while len(names) < OUTLETS:
        first, second = ("".join(rng.choice("bcdghklmnprstv") + rng.choice("aeiou") for _ in range(2)) for _ in "12")
        names[f"{first.title()} {second.title()}"] = None
    return [
        Outlet(samples()[n % len(samples())], f"{name} Online", f"© {2000 + n % 25} {name}")
        for n, name in enumerate(names)
    ]


def documents(megabytes: float, unique: float = 0.0, seed: int = 1) -> list[str]:
    """Documents with this many megabytes of UTF-8 in all. `unique` is the share of short lines that occur only once."""
    rng = random.Random(seed)  # one generator, so that one seed says everything
    papers = outlets(rng)
    left = megabytes * 1e6
    out: list[str] = []
    while left > 0:
        document = _document(rng, rng.choice(papers), unique)
        if rng.random() < DECOMPOSED:
            document = unicodedata.normalize("NFD", document)
        out.append(document)
        left -= len(document.encode())
    return out


def _document(rng: random.Random, outlet: Outlet, unique: float) -> str:
    lines = [outlet.masthead]
    for line in outlet.sample.raw:
        if line in outlet.sample.article:
            words = line.split()
            if len(line) >= PARAGRAPH:
                end = "" if line[-1].isalnum() else line[-1]
                lines.append(_mixed(rng, words, rng.randint(*WORDS)) + end)
            else:
                lines.append(_mixed(rng, words, len(words)))
        elif line and rng.random() < unique:
            lines.append(f"{line} {rng.randrange(10**9):x}")
        else:
            lines.append(line)
    return "\n".join([*lines, outlet.imprint, ""])


FRESH_LINES = (160, 320)  # of a page of `pages`; a real page has about 250
_MENU_WORDS, _TEASER_WORDS = (1, 3), (5, 14)
_KINDS = {"menu": 25, "teaser": 35, "chrome": 15, "blank": 25}  # lines that are no paragraphs, in a hundred


def pages(count: int, seed: int = 1) -> list[str]:
    """Pages of unknown outlets whose lines are mostly new, as those of a crawl of many sites are.

    A tenth of the lines are the article. The others are menus and teasers in words that are mixed anew for each line,
    lines of the samples' chrome, and blank lines.
    """
    rng = random.Random(seed)
    return [_page(rng) for _ in range(count)]


def _page(rng: random.Random) -> str:
    sample = rng.choice(samples())
    article = [line for line in sample.raw if line in sample.article]
    chrome_lines = [line for line in sample.raw if line not in sample.article and line.strip()] or ["Menu"]
    count = rng.randint(*FRESH_LINES)
    above = rng.randint(count // 5, count // 2)
    paragraphs = [_mixed(rng, line.split(), rng.randint(20, 120)) + "." for line in article if len(line) >= PARAGRAPH]
    body = [text for line in paragraphs[: count // 10] or ["A line."] for text in (line, "")]
    furniture = [_furniture(rng, chrome_lines) for _ in range(count - len(body))]
    title = _mixed(rng, article[0].split(), rng.randint(6, 12))
    return "\n".join([*furniture[:above], title, "", *body, *furniture[above:], ""])


def _furniture(rng: random.Random, chrome_lines: Sequence[str]) -> str:
    (kind,) = rng.choices(list(_KINDS), list(_KINDS.values()))
    if kind in ("blank", "chrome"):
        return "" if kind == "blank" else rng.choice(chrome_lines)
    least, most = _MENU_WORDS if kind == "menu" else _TEASER_WORDS
    text = _mixed(rng, [rng.choice(list(chain()))], rng.randint(least, most))
    return f"  • {text.capitalize()}" if kind == "menu" else text.capitalize()


def _mixed(rng: random.Random, words: Sequence[str], count: int) -> str:
    """So many words, starting as a line does and going on as the articles do."""
    follow = chain()
    choice = rng.random
    word = words[0]
    out = [word]
    for _ in range(count - 1):
        after = follow.get(word) or words
        word = after[int(choice() * len(after))]
        out.append(word)
    return " ".join(out)


def facts(texts: Sequence[str]) -> Facts:
    """What a corpus is like."""
    size = lines = long = 0
    distinct: set[str] = set()
    for text in texts:
        size += len(text.encode())
        for line in text.split("\n"):
            lines += 1
            if len(line) > SHORT:
                long += len(line.encode())
            else:
                distinct.add(line)
    return Facts(size, lines, long / size, len(distinct))
