"""Examples for proposed rules, made from the dumps: hits, misses, and a short page as a whole-document test."""

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.learn.board import Board, is_paragraph
from cleaner.learn.page import LearntPage
from cleaner.learn.patterns import writable
from cleaner.learn.proposal import GUARDS, Examples, Proposal
from cleaner.lines.key import key, plain
from cleaner.lines.pattern import SHORT
from cleaner.lines.rule_name import RuleName
from cleaner.lines.words import blank, printable

_MOST_HITS = 5  # candidates
_MOST_MISSES = 3


# ------------------------------------------------------------------ hits and misses


def examples_of(board: Board, proposal: Proposal) -> Examples:
    """Candidates for the examples of a rule, the best first. The draft keeps those that the rule agrees with."""
    return Examples(_hits_of(board, proposal), _misses_of(board, proposal))


def _hits_of(board: Board, proposal: Proposal) -> list[str]:
    """Texts from the dumps that the rule should change."""
    hits = {hit.replace("\xa0", " ") for hit in _hits(board, proposal)}  # a hard space matches like any other
    return sorted(hits, key=lambda text: (len(text) < 8, len(text), text))[:_MOST_HITS]


def _hits(board: Board, proposal: Proposal) -> set[str]:
    hits: set[str] = set()
    for at, numbers in proposal.lines.items():
        page = board.pages[at]
        texts = [without_marks(page.lines[n].text) for n in numbers]
        ends = texts[-2:] if proposal.scope == "top" else texts[:2]
        if not all(map(printable, ends)):
            continue
        paragraph = next(iter(_paragraphs(page, proposal.guard)), "")
        if proposal.is_region and not paragraph:
            continue
        if proposal.scope == "top":
            hits.add("\n".join([*ends, paragraph]))
        elif proposal.scope == "bottom":
            hits.add("\n".join([paragraph, *ends]))
        elif proposal.scope == "copies":
            hits.add("\n".join([texts[0].strip(), texts[0].strip(), paragraph]))
        else:
            hits.add(texts[0].strip())
    return hits


def _misses_of(board: Board, proposal: Proposal) -> list[str]:
    """Paragraphs of articles that look most like the lines that the rule removes.

    If none looks like them, a made-up one: the line itself as the start of a paragraph.
    """
    literals = [key(text) for text in proposal.literals[:50]]
    own_words = {word for text in literals for word in text.split() if len(word) > 2}
    ranked = []
    for page in board.pages[:60]:
        for text in _paragraphs(page, 6):
            if len(text) <= SHORT:
                folded = key(text)
                likeness = 3 * any(literal in folded for literal in literals)
                likeness += len(own_words.intersection(folded.split()))
                ranked.append((-likeness, len(text), text))
    ranked.sort()
    alike = [text.replace("\xa0", " ") for likeness, _, text in ranked[:_MOST_MISSES] if likeness]
    if alike:
        return alike
    starts = [text.rstrip(" .:") for text in proposal.literals[:1] if printable(text) and "\\" not in text]
    made_up = [f"{start}: {' '.join(text.split()[:12])[:80]}" for start in starts for _, _, text in ranked[:1]]
    return [text for text in made_up if len(text) <= SHORT]


def without_marks(text: str) -> str:
    """A line without tabs and invisible marks. Rules ignore these, and a person cannot read an example with them."""
    if printable(text):
        return text
    return text[: len(text) - len(text.lstrip(" "))] + plain(text)


def _paragraphs(page: LearntPage, min_words: int) -> list[str]:
    """The paragraphs of the article that no other page has, the short ones first."""
    paragraphs = [
        line.text.strip()
        for line in page.lines[page.start : page.stop]
        if is_paragraph(line.text, min_words) and printable(line.text) and line.pages == 1
    ]
    return sorted(paragraphs, key=len)


# ------------------------------------------------------------------ a whole page

_VARIANTS = 6  # short pages that are tried


class PageTest(NamedTuple):
    """A whole-document test."""

    raw: str
    clean: str
    shown: frozenset[str]  # ids of the rules that act in it


def page_test(board: Board, rules: Sequence[Proposal], cleaner: Cleaner, pack: str) -> PageTest:
    """The test from the short page on which the article stays whole, if possible, and most rules act.

    `cleaner` has the pack with these rules.
    """
    best, best_rank = PageTest("", "", frozenset()), (False, -1)
    for variant in range(_VARIANTS):
        page = short_page(board, rules, variant)
        result = cleaner.clean(page.raw)
        acting = {edit.rule for edit in result.edits}
        shown = frozenset(rule.id for rule in rules if str(RuleName(pack, rule.id)) in acting)
        rank = set(page.article) <= set(result.text.split("\n")), len(shown)
        if rank > best_rank:
            best, best_rank = PageTest(page.raw, result.text, shown), rank
    return best


class ShortPage(NamedTuple):
    """A short page for a whole-document test."""

    raw: str
    article: list[str]  # the lines that must come out unchanged


class _Parts:
    """The parts of a short page, from top to bottom."""

    def __init__(self, headline: str, paragraphs: list[str]) -> None:
        self.above: list[str] = []
        self.headline = headline
        self.paragraphs = paragraphs
        self.below: list[str] = []
        self.tail: list[str] = []
        self.rewritten: set[str] = set()  # of the article, by rules that replace

    def add(self, proposal: Proposal, page: LearntPage, numbers: Sequence[int], variant: int) -> None:
        """Put lines of a page where the rule would act on them. A higher variant puts more lines."""
        first = page.lines[numbers[0]].text
        if not proposal.drops:
            self._rewrite(proposal, first.strip())
        elif proposal.scope == "top":
            marker = page.lines[numbers[-1]].text
            self.above += [*_some_lines(page, numbers[:-1], 1 + variant), marker]
        elif proposal.scope == "bottom":
            self.tail += [first, *_some_lines(page, numbers[1:], 2 + variant)]
        else:
            part = self.above if page.side(numbers[0]) < 0 else self.below
            part += _some_lines(page, numbers, 1 + variant)

    def _rewrite(self, proposal: Proposal, text: str) -> None:
        self.rewritten.add(text)
        if proposal.scope == "headline":
            self.headline = text
        elif text not in self.paragraphs:
            self.paragraphs.insert(0, text)

    def page(self) -> ShortPage:
        """The parts as a page, with blank lines between them."""
        blocks = ["\n".join(self.above), self.headline, *self.paragraphs, "\n".join(self.below), "\n".join(self.tail)]
        lines = "\n\n".join(block for block in blocks if not blank(block)).split("\n")
        article = [text for text in (self.headline, *self.paragraphs) if text and text not in self.rewritten]
        return ShortPage("\n".join(map(without_marks, lines)) + "\n", list(map(without_marks, article)))


def short_page(board: Board, rules: Sequence[Proposal], variant: int) -> ShortPage:
    """A short page on which the rules should act, made from lines of a real page.

    If that page has no line for a rule, lines of another page are used. The variants, from 0, differ in the number
    of their lines: a rule may need more of them to act, and the installed packs may remove some.
    """
    min_words = max([GUARDS[0], *(rule.guard for rule in rules)])
    suited = [at for at, page in enumerate(board.pages) if _paragraphs(page, min_words)] or range(len(board.pages))
    best = max(suited, key=lambda at: (sum(at in rule.lines for rule in rules), -len(board.pages[at].lines)))
    page = board.pages[best]
    in_order = [line.text.strip() for line in page.lines].index
    paragraphs = sorted(_paragraphs(page, min_words)[: 2 + variant % 2], key=in_order)
    headline = page.lines[page.top].text.strip()
    parts = _Parts("" if headline in paragraphs else headline, paragraphs)
    for rule in rules:
        at = best if best in rule.lines else next(iter(rule.lines), best)
        lender = board.pages[at]
        numbers = [n for n in rule.lines.get(at, ()) if writable(lender.lines[n].text)]
        if numbers:
            parts.add(rule, lender, numbers, variant)
    return parts.page()


def _some_lines(page: LearntPage, numbers: Sequence[int], count: int) -> list[str]:
    """The texts of up to `count` lines in their order, preferably those that no installed rule removes."""
    ranked = sorted(numbers, key=lambda n: (page.lines[n].removed, not page.lines[n].body, page.lines[n].words < 2, n))
    return [page.lines[n].text for n in sorted(ranked[:count])]
