"""The pages of an outlet while rules are proposed for them: what repeats, where it stands, what would take it.

Nothing depends on the order in which the dumps come.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.learn.counts import NUMBER, LineCounts
from cleaner.learn.page import LearntPage, headed
from cleaner.learn.patterns import loose, pattern, writable
from cleaner.lines.key import key, plain
from cleaner.lines.linetest import bulleted
from cleaner.lines.pattern import SHORT
from cleaner.lines.words import prose, sentence, words

# ------------------------------------------------------------------ rules


class Proposal(NamedTuple):
    """A rule with the evidence for it."""

    id: str
    why: str
    rule: dict[str, Any]  # what stands in the pack besides
    taken: dict[int, list[int]]  # page -> the lines that it would take there
    literals: tuple[str, ...] = ()
    text: str = ""  # the rule as a person has written it, if one has

    @property
    def kind(self) -> str:
        """What the rule is: its id without a number."""
        return self.id.rstrip("-0123456789")


def long_sentence(least: int) -> dict[str, Any]:
    """The line test of a paragraph of running text."""
    return {"sentence": True, "words": {"least": least}, "bullet": False}


def _long(text: str, least: int) -> bool:
    return sentence(text) and words(text) >= least and not bulleted(text)


Places = dict[int, dict[int, int]]  # line -> page -> where it stands there


class Board:
    """The pages while rules are proposed: which lines are left."""

    def __init__(self, pages: Sequence[LearntPage], counts: LineCounts) -> None:
        self.counts = counts
        # in how many of the pages at hand, which may be a sample, a line has to stand
        self.least = max(2, round(counts.least * len(pages) / max(1, counts.pages)))
        self.pages = pages = headed(pages, self.least)
        self.left = [[True] * len(page.lines) for page in pages]
        self.proposed: list[Proposal] = []
        self.headlines: set[int] = set()
        self._texts: dict[int, Counter[str]] = defaultdict(Counter)
        for page in pages:
            if page.top < len(page.lines) and not page.lines[page.top].prose:
                self.headlines.add(page.lines[page.top].name)
            for line in page.lines:
                if line.times >= counts.least:
                    self._texts[line.name][plain(line.text)] += 1

    def texts(self, name: int) -> list[str]:
        """How the pages write a line, the most frequent first."""
        found = self._texts[name]
        return sorted(found, key=lambda text: (-found[text], text))

    def literal(self, name: int) -> str:
        """The line as a literal, if all pages write it alike; else ""."""
        texts = self.texts(name)
        return texts[0] if len(set(map(key, texts))) == 1 and writable(texts[0]) else ""

    def propose(self) -> None:
        """Proposes rules, those that take most first: each sees only the lines that are left."""
        self.heads()
        self.tails()
        self.lines()
        self.labels()
        self.copies()
        self.datelines()
        self.endings()

    def repeats(self, at: int, n: int) -> bool:
        return self.left[at][n] and self.pages[at].lines[n].times >= self.counts.least

    def is_marker(self, name: int) -> bool:
        """Whether a line says enough to be a marker."""
        text = self.literal(name)
        return 0 < len(text) <= SHORT and sum(map(str.isalpha, text)) >= 3 and words(text) <= 16

    def weight(self, at: int, lines: Iterable[int]) -> int:
        return sum(self.pages[at].lines[n].words for n in lines if self.left[at][n])

    def cuts(self, firsts: dict[int, int], above: bool) -> bool:
        """Whether a region to or from these lines would take a good part of what seems to be articles."""
        bad = box = 0
        for at, n in firsts.items():
            upper, lower = self.own(at, 0, n), self.own(at, n, len(self.pages[at].lines))
            gone, stays = (upper, lower) if above else (lower, upper)
            bad += gone > max(40, stays * 0.4)
            box += not above and self.own(at, n + 1, n + 4) > 0
        # a box before the last paragraph has it right below on all pages, however short it is
        return bad > max(self.spared(firsts), len(firsts) // 4) or box * 10 >= len(firsts) * 9

    def own(self, at: int, start: int, stop: int) -> int:
        """The words from start to before stop of running text that no other page has and that seems the article's."""
        return sum(
            line.words for line in self.pages[at].lines[start:stop] if line.times == 1 and line.prose and line.kept
        )

    def spared(self, firsts: dict[int, int]) -> int:
        """How many pages may speak against a marker: of a hundred two."""
        return len(firsts) // 50

    def mark(self, at: int, least: int) -> int:
        """The first paragraph that is left of a page; below the last line if there is none."""
        lines = self.pages[at].lines
        long = (n for n, line in enumerate(lines) if self.left[at][n] and _long(line.text, least))
        return next(long, len(lines))

    # ------------------------------------------------------------ heads

    def heads(self) -> None:
        """Regions from the top through the last repeated line above the headline."""
        below = Counter(
            name for page in self.pages for name in {line.name for line in page.lines[page.stop :] if line.times > 1}
        )
        for turn in range(3):
            where: Places = defaultdict(dict)
            for at, page in enumerate(self.pages):
                for n, line in enumerate(page.lines):
                    if self.repeats(at, n):
                        where[line.name].setdefault(at, n)
            marks = {least: [self.mark(at, least) for at in range(len(self.pages))] for least in GUARDS}
            best: tuple[int, str, int, int] | None = None
            for name, firsts in where.items():
                if len(firsts) < self.least or not self.is_marker(name) or name in self.headlines:
                    continue
                bad = sum(n >= self.pages[at].top for at, n in firsts.items()) + below[name]
                if bad > self.spared(firsts) or self.cuts(firsts, above=True):
                    continue
                if sum(sum(self.left[at][: n + 1]) for at, n in firsts.items()) < 3 * len(firsts):
                    continue
                guard = next((x for x in GUARDS if all(n < marks[x][at] for at, n in firsts.items())), 0)
                if not guard:
                    continue
                gain = sum(self.weight(at, range(n + 1)) for at, n in firsts.items())
                best = max(best or (0, "", 0, 0), (gain, self.literal(name), guard, name))
            if best is None:
                return
            text, guard, name = best[1:]
            firsts = where[name]
            most = max(n + 1 for n in firsts.values())
            limit = {"first": (most * 3 // 2 + 19) // 10 * 10, "before": long_sentence(guard)}
            self.add(
                "masthead" if turn == 0 else f"masthead-{turn + 1}",
                "menus and bars of the site stand above the headline",
                {"drop": {"region": {"through": {"text": text}}}, "where": limit},
                {at: range(n + 1) for at, n in firsts.items()},
                [text],
            )

    # ------------------------------------------------------------ tails

    def tails(self) -> None:
        """One region from the first of some repeated lines below the article to the bottom."""
        chosen, ends, gain = self._tail()
        if not gain:
            return
        texts = [self.literal(name) for name in chosen]
        region: dict[str, Any] = {"from": {"text": _one(texts)}}
        if self.never_resumes(ends):
            region["resumes"] = long_sentence(GUARDS[0])
        self.add(
            "tail",
            "other stories, comments and the imprint stand below the article",
            {"drop": {"region": region}, "where": {"after": long_sentence(GUARDS[0])}},
            {at: range(end, len(page.lines)) for at, (end, page) in enumerate(zip(ends, self.pages, strict=True))},
            texts,
        )

    def never_resumes(self, ends: Sequence[int]) -> bool:
        """Whether no text follows below the article on any page but those on which the marker stands inside it.

        Then a page on which text does follow has its marker in the middle.
        """
        for page, end in zip(self.pages, ends, strict=True):
            long = [_long(line.text, GUARDS[0]) for line in page.lines[end:]]
            if end >= page.stop and any(map(all, pairwise(long))):
                return False
        return True

    def _tail(self) -> tuple[list[int], list[int], int]:
        """The markers of the tail, where it begins on each page, and how many words it takes."""
        where: Places = defaultdict(dict)
        above = Counter(
            name for page in self.pages for name in {line.name for line in page.lines[: page.start] if line.times > 1}
        )
        ends = [len(page.lines) for page in self.pages]
        for at, page in enumerate(self.pages):
            for n in range(self.mark(at, GUARDS[0]) + 1, ends[at]):
                if self.repeats(at, n):
                    where[page.lines[n].name].setdefault(at, n)
        fit: Places = {}
        for name, firsts in where.items():
            if len(firsts) < self.least or not self.is_marker(name) or name in self.headlines:
                continue
            if self.cuts(firsts, above=False):
                continue
            if sentence(self.literal(name)) and len(firsts) * 2 < len(self.pages):
                continue  # articles of a series may end alike
            if above[name] + sum(n < self.pages[at].stop for at, n in firsts.items()) <= self.spared(firsts):
                fit[name] = firsts
        chosen: list[int] = []
        total = 0
        while fit and len(chosen) < 6:
            # a marker's own words are no gain
            gains = {
                name: sum(self.weight(at, range(n, ends[at])) - self.weight(at, [n]) for at, n in firsts.items())
                for name, firsts in fit.items()
            }
            name = max(gains, key=lambda one: (gains[one], len(fit[one]), self.literal(one)))
            if gains[name] < max(5, total * 0.01):
                break
            total += gains[name]
            chosen.append(name)
            for at, n in fit.pop(name).items():
                ends[at] = min(ends[at], n)
        return chosen, ends, total

    # ------------------------------------------------------------ lines

    def lines(self) -> None:
        """Lines that repeat and that no region takes, and running text of the site wherever it stands."""
        where: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        spots: dict[int, Counter[int]] = defaultdict(Counter)
        for at, page in enumerate(self.pages):
            for n, line in enumerate(page.lines):
                if line.times < self.counts.least:
                    continue
                spots[line.name][page.place(n)] += 1
                if (self.left[at][n] and not line.taken) or line.prose:
                    where[line.name][at].append(n)
        groups: dict[str, tuple[list[Any], dict[int, list[int]]]] = {}
        for name in sorted(where, key=self.texts):
            texts = self.texts(name)
            if spots[name][0] or name in self.headlines or not any(map(str.isalnum, texts[0])):
                continue
            literal = self.literal(name)
            if words(texts[0]) >= 3 and len(where[name]) < 0.5 * len(self.pages):
                continue
            if max(map(len, texts)) > SHORT:
                if not literal:
                    continue
                kind, test = "standing-text", literal
            elif literal:
                kind, test = ("standing-text" if prose(literal) else "furniture"), literal
            elif sum(map(str.isalpha, texts[0])) >= 3 and writable(texts[0]) and (test := pattern(texts)):
                kind = "counters"
            elif writable(texts[0]) and (test := pattern(texts, wide=True)) and self.stands_above(where[name]):
                kind = "stamps"
            else:
                continue
            tests, taken = groups.setdefault(kind, ([], defaultdict(list)))
            if test not in tests:
                tests.append(test)
            for at, found in where[name].items():
                taken[at] += found
        for kind, why in (
            ("furniture", "short lines of the site that stand on many pages"),
            ("standing-text", "what the site says on many pages in whole sentences"),
            ("counters", "lines that differ in numbers and dates alone"),
            ("stamps", "dates and numbers that stand above the first paragraph"),
        ):
            if kind not in groups:
                continue
            tests, taken = groups[kind]
            if kind in ("counters", "stamps"):
                drop: dict[str, Any] = {"regex": tests}
            else:
                short = [text for text in tests if len(text) <= SHORT]
                much = sorted({_opening(text) for text in tests if len(text) > SHORT})
                parts: list[dict[str, Any]] = [{"text": short}] if short else []
                parts += [{"starts": much, "chars": {"least": 100, "most": 5000}}] if much else []
                drop = parts[0] if len(parts) == 1 else {"any": parts}
                if much and short:
                    drop = {"any": parts, "chars": {"most": 5000}}
            rule: dict[str, Any] = {"drop": {"line": drop}}
            if kind == "stamps":
                rule["where"] = {"before": long_sentence(GUARDS[0])}
            self.add(kind, why, rule, taken, tests)

    def stands_above(self, where: dict[int, list[int]]) -> bool:
        """Whether lines stand above the first paragraph of each page."""
        return all(max(lines) < self.mark(at, GUARDS[0]) for at, lines in where.items())

    # ------------------------------------------------------------ parts of lines

    def labels(self) -> None:
        """Short lines that begin alike and go on differently: breadcrumbs, bylines, stamps."""
        least = max(3, round(len(self.pages) * 0.4))
        where: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        rests: dict[str, set[str]] = defaultdict(set)
        bad: Counter[str] = Counter()
        for at, page in enumerate(self.pages):
            for n, line in enumerate(page.lines):
                if not self.left[at][n] or line.taken or line.prose or len(line.text) > SHORT or bulleted(line.text):
                    continue
                for start in _starts(line.text) if writable(line.text) else ():
                    if (page.place(n) == 0 and n > page.top) or page.tells_headline(n):
                        bad[start] += 1
                    elif n != page.top:
                        where[start][at].append(n)
                        rests[start].add(line.text)
        found: dict[str, dict[int, list[int]]] = {}
        for start in sorted(where, key=lambda one: (-len(one), one)):
            pages = {at: [n for n in lines if self.left[at][n]] for at, lines in where[start].items()}
            pages = {at: lines for at, lines in pages.items() if lines}
            if len(pages) < least or bad[start] or len(rests[start]) < 3:
                continue
            found[start] = pages
            for at, lines in pages.items():
                for n in lines:
                    self.left[at][n] = False
        taken: dict[int, list[int]] = defaultdict(list)
        for pages in found.values():
            for at, lines in pages.items():
                for n in lines:
                    self.left[at][n] = True
                    taken[at].append(n)
        if found:
            starts = sorted(found)
            rule = {"drop": {"line": {"starts": _one(starts)}}}
            self.add("labels", "lines that begin alike on many pages and go on differently", rule, taken, starts)

    def datelines(self) -> None:
        """What stands before the first sentence of many articles."""
        found: dict[str, dict[int, int]] = defaultdict(dict)
        texts: dict[str, Counter[str]] = defaultdict(Counter)
        for at, page in enumerate(self.pages):
            for n in range(page.start, min(page.stop, page.start + 3)):
                line = page.lines[n]
                if (n == page.top and not line.prose) or not self.left[at][n] or line.words < 8:
                    continue
                match = _DATELINE.match(plain(line.text))
                if match and _names(match[0]) and writable(match[0]):
                    found[key(match[0])].setdefault(at, n)
                    texts[key(match[0])][match[0]] += 1
        for start in sorted(found, key=lambda one: (-len(found[one]), one)):
            if len(found[start]) < max(3, round(len(self.pages) * 0.3)):
                return
            if self.begins(start) * 2 > len(found[start]) * 3:
                continue  # speakers of an interview, not the article's first words
            text = min(texts[start], key=lambda one: (-texts[start][one], one))
            rule = {"replace": {"regex": f"^{loose(text)}"}, "where": {"line": {"starts": text.strip()}}}
            self.proposed.append(
                Proposal(
                    "dateline",
                    "the outlet's mark before the first sentence",
                    rule,
                    {at: [n] for at, n in found[start].items()},
                    (text,),
                )
            )
            return

    def begins(self, start: str) -> int:
        """How many lines of all pages begin so."""
        return sum(key(line.text).startswith(start) for page in self.pages for line in page.lines)

    def copies(self) -> None:
        """The headline's second copy, above the first paragraph."""
        taken: dict[int, list[int]] = {}
        for at, page in enumerate(self.pages):
            if page.top == page.start:
                continue
            told, end = key(page.lines[page.top].text), self.mark(at, GUARDS[0])
            here = [n for n, line in enumerate(page.lines[:end]) if self.left[at][n] and key(line.text) == told]
            if len(here) > 1 and not page.lines[page.top].taken and 3 <= page.lines[page.top].words <= 40:
                taken[at] = here[1:]
        if len(taken) < max(3, 0.5 * len(self.pages)):
            return
        rule = {
            "drop": {"repeat": {"of": {"words": {"least": 3}}, "keep": "first"}},
            "where": {"before": long_sentence(GUARDS[0])},
        }
        self.add("headline-copy", "the headline stands twice above the article", rule, taken, ())

    def endings(self) -> None:
        """What stands behind the headline, as the outlet's name does behind a bar or a dash."""
        found: dict[str, dict[int, int]] = defaultdict(dict)
        rests: dict[str, set[str]] = defaultdict(set)
        for at, page in enumerate(self.pages):
            for n in range(min(page.start + 1, self.mark(at, GUARDS[0]))):
                line = page.lines[n]
                match = _ENDING.search(plain(line.text))
                if match and self.left[at][n] and not line.taken and writable(match[0]):
                    found[match[0]].setdefault(at, n)
                    rests[match[0]].add(line.text)
        for text in sorted(found, key=lambda one: (-len(found[one]), one)):
            if len(found[text]) < max(3, round(len(self.pages) * 0.5)) or len(rests[text]) * 2 < len(found[text]):
                return
            where = {"line": {"ends": text.strip()}, "before": long_sentence(GUARDS[0])}
            rule = {"replace": {"regex": f"{loose(text)}$"}, "where": where}
            taken = {at: [n] for at, n in found[text].items()}
            why = "the outlet's name stands behind the headline"
            self.proposed.append(Proposal("headline-end", why, rule, taken, (text,)))
            return

    def add(self, name: str, why: str, rule: dict[str, Any], taken: dict[int, Any], literals: Iterable[str]) -> None:
        """Writes a rule down and takes its lines from the pages."""
        real = {at: sorted(lines) for at, lines in sorted(taken.items()) if len(lines)}
        for at, lines in real.items():
            for n in lines:
                self.left[at][n] = False
        self.proposed.append(Proposal(name, why, rule, real, tuple(literals)))


GUARDS = (12, 20, 30)  # words of the paragraph that a region's marker stands above or below of
_ENDING = re.compile(r"(?<=\S) ?[|»–—·•-] [^|»–—·•.!?:-]{2,40}$")
_DATELINE = re.compile(r"^\(?[^\W\d_](?:[^.!?:–—]|\.(?=\S)){1,38}?\)?(?: ?[-–—] |: )(?=\S)")


def _names(start: str) -> bool:
    """Whether what stands before a sentence names a place or an outlet, and is no one who speaks.

    >>> [_names(one) for one in ("HANOI (Reuters) - ", "EXAMPLE.VN: ", "Police said: ", "The mayor of Wold - ")]
    [True, True, False, False]
    """
    if "(" in start or re.search(r"\w\.\w", start):
        return True
    found = re.findall(r"[^\W\d_]+", start)
    if all(word.isupper() for word in found):
        return True
    return not start.rstrip().endswith(":") and len(found) <= 2 and all(word[0].isupper() for word in found)


def _opening(text: str) -> str:
    """The first words of a line, enough to know it by."""
    return " ".join(text.split()[:10])[:80].rstrip()


def _starts(text: str) -> Iterator[str]:
    """The beginnings of a line by which it may be known: two to four words, or what stands before a colon."""
    parts = plain(text).split(" ")
    for count in range(1, min(5, len(parts))):
        start = " ".join(parts[:count])
        if (count > 1 or start.endswith(":")) and sum(map(str.isalpha, start)) >= 5 and not NUMBER.search(start):
            yield start + ("" if start.endswith(":") else " ")


def _one(values: list[str]) -> Any:
    return values[0] if len(values) == 1 else values
