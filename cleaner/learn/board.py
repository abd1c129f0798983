"""The pages of an outlet while rules are proposed for them: which lines repeat, and which no proposal has removed yet.

Nothing depends on the order of the dumps.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cleaner.learn.counts import LineCounts
from cleaner.learn.page import LearntPage, with_headlines
from cleaner.learn.patterns import writable
from cleaner.learn.proposal import Lines
from cleaner.lines.key import key, plain
from cleaner.lines.linetest import bulleted
from cleaner.lines.pattern import SHORT
from cleaner.lines.words import sentence, words

Firsts = dict[int, int]  # index of a page -> index of the first such line on it
Places = dict[int, Firsts]  # hash of a shape -> its first line on each page


class Board:
    """The pages, and which of their lines are left. Pages and lines are named by their indexes, shapes by hashes."""

    def __init__(self, pages: Sequence[LearntPage], counts: LineCounts) -> None:
        self.counts = counts
        # on how many of these pages (they may be a sample) a line must be
        self.min_pages = max(2, round(counts.min_pages * len(pages) / max(1, counts.pages)))
        self.pages = with_headlines(pages, self.min_pages)
        self.left = [[True] * len(page.lines) for page in self.pages]
        self.headlines: set[int] = set()  # shapes of headlines
        self._texts: dict[int, Counter[str]] = defaultdict(Counter)  # shape -> texts of repeated lines
        for page in self.pages:
            if page.top < len(page.lines) and not page.lines[page.top].prose:
                self.headlines.add(page.lines[page.top].shape)
            for line in page.lines:
                if line.pages >= counts.min_pages:
                    self._texts[line.shape][plain(line.text)] += 1

    def remove(self, lines: Lines) -> None:
        """Take lines off the board."""
        for at, numbers in lines.items():
            for n in numbers:
                self.left[at][n] = False

    # ------------------------------------------------------------ one line

    def texts(self, shape: int) -> list[str]:
        """How the pages write a repeated line, the most frequent text first."""
        texts = self._texts[shape]
        return sorted(texts, key=lambda text: (-texts[text], text))

    def literal(self, shape: int) -> str:
        """A repeated line as a literal, or "" if the pages write it differently."""
        texts = self.texts(shape)
        return texts[0] if len(set(map(key, texts))) == 1 and writable(texts[0]) else ""

    def repeats(self, at: int, n: int) -> bool:
        """Whether a line repeats on many pages and is left."""
        return self.left[at][n] and self.pages[at].lines[n].pages >= self.counts.min_pages

    def is_marker(self, shape: int) -> bool:
        """Whether a repeated line is distinctive enough to be a marker: it has letters and is not a paragraph."""
        text = self.literal(shape)
        return 0 < len(text) <= SHORT and sum(map(str.isalpha, text)) >= 3 and words(text) <= 16

    def may_mark(self, shape: int, firsts: Firsts) -> bool:
        """Whether a line can be the marker of a region: on enough pages, distinctive, and no headline."""
        return len(firsts) >= self.min_pages and self.is_marker(shape) and shape not in self.headlines

    # ------------------------------------------------------------ several lines

    def words_left(self, at: int, lines: Iterable[int]) -> int:
        """The number of words of those lines of a page that are left."""
        return sum(self.pages[at].lines[n].words for n in lines if self.left[at][n])

    def article_words(self, at: int, start: int, stop: int) -> int:
        """The number of words of running text, from `start` to before `stop`, that is this page's own article."""
        return sum(
            line.words for line in self.pages[at].lines[start:stop] if line.pages == 1 and line.prose and line.body
        )

    def first_paragraph(self, at: int, min_words: int) -> int:
        """The first line of a page that is left and is a sentence of at least `min_words`, or the end of the page."""
        lines = self.pages[at].lines
        paragraphs = (n for n, line in enumerate(lines) if self.left[at][n] and is_paragraph(line.text, min_words))
        return next(paragraphs, len(lines))

    def cuts_articles(self, firsts: Firsts, above: bool) -> bool:
        """Whether a region that ends (`above`) or starts at these lines would remove a good part of many articles."""
        cut = boxes = 0
        for at, n in firsts.items():
            upper, lower = self.article_words(at, 0, n), self.article_words(at, n, len(self.pages[at].lines))
            removed, kept = (upper, lower) if above else (lower, upper)
            cut += removed > max(40, kept * 0.4)
            boxes += not above and self.article_words(at, n + 1, n + 4) > 0
        # a box before the last paragraph has that paragraph right below it on all pages, however short it is
        return cut > max(exceptions(firsts), len(firsts) // 4) or boxes * 10 >= len(firsts) * 9


def exceptions(firsts: Firsts) -> int:
    """On how many pages a marker may be in the wrong place: two of a hundred."""
    return len(firsts) // 50


def is_paragraph(text: str, min_words: int) -> bool:
    """Whether a line passes the line test `long_sentence(min_words)`."""
    return sentence(text) and words(text) >= min_words and not bulleted(text)
