"""The pages of an outlet while rules are proposed for them: what repeats, where it stands, what would take it.

Nothing depends on the order in which the dumps come.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.clean import Cleaner
from cleaner.key import key, plain
from cleaner.match import bulleted
from cleaner.pattern import SHORT
from cleaner.sketch import DATE, NUMBER, Counts, digest, shape
from cleaner.text import blank, prose, sentence, words

# ------------------------------------------------------------------ pages


class Line(NamedTuple):
    """A line of a page that is not blank."""

    number: int  # in the dump, from 0
    text: str  # as the packs that are there leave it
    name: int  # the hash of its shape
    times: int  # in how many pages it stands
    words: int
    prose: bool
    taken: bool  # by the packs that are there
    kept: bool  # the body selector, if there is one, takes it for the article's


class Page(NamedTuple):
    """A dump as learning sees it."""

    raw: str
    lines: list[Line]
    top: int  # the first line that has to stay, the headline's or the article's
    start: int  # the article's first line
    stop: int  # the line below its last

    def tells_headline(self, at: int) -> bool:
        """Whether a line holds the headline, as a breadcrumb does."""
        own = key(self.lines[at].text)
        for other in self.lines[at + 1 : self.start + 3]:
            if other.times == 1 and len(other.text) > 15 and key(other.text) in own:
                return True
        told = _tokens(self.lines[self.top].text)
        return sum(map(set(_tokens(self.lines[at].text)).__contains__, told)) * 2 > len(told)

    def place(self, at: int) -> int:
        """-1 above the article, 0 in it and on the headline, 1 below."""
        return 0 if at == self.top else -1 if at < self.start else int(at >= self.stop)


def page(raw: str, cleaner: Cleaner, counts: Counts, judges: frozenset[str]) -> Page:
    """Reads a dump: which lines repeat, and where the article seems to stand. `judges` are rules by `body`."""
    outcome, texts = cleaner.account(raw, telling=False)[1:]
    gone = {edit.line - 1: edit.rule for edit in outcome.edits if edit.after is None}
    after = {edit.line - 1: edit.after.rstrip("\r\n") for edit in outcome.edits if edit.after is not None}
    lines = []
    for number, text in enumerate(texts):
        if blank(text):
            continue
        name = digest(shape(text))
        rule = gone.get(number, "")
        kept = rule not in judges
        taken = bool(rule) and kept
        text = after.get(number, text)
        lines.append(Line(number, text, name, counts.times.get(name, 1), words(text), prose(text), taken, kept))
    start, stop = _article(lines, counts, bool(judges))
    return Page(raw, lines, start, start, stop)


def _article(lines: Sequence[Line], counts: Counts, body: bool) -> tuple[int, int]:
    """The stretch of lines with most running text that stands on no other page."""
    best = total = 0.0
    first = last = begin = 0
    for at, line in enumerate(lines):
        if total <= 0:
            total, begin = 0.0, at
        total += _worth(line, counts, body)
        if total > best:
            best, first, last = total, begin, at + 1
    return first, last


def _worth(line: Line, counts: Counts, body: bool) -> float:
    if line.times >= counts.least and not (
        line.prose and NUMBER.search(line.text)
    ):  # "The pound stood at 1.35 dollars."
        # what stands on nearly all pages stands rarely inside articles, however much text follows it
        return -32.0 if line.times * 10 >= counts.pages * 8 else -8.0
    if line.taken:
        return -4.0
    value = min(line.words, 60)
    if body:
        if line.kept:
            return float(value)
        return -6.0 if not line.prose else -value / 3
    if line.prose:
        return float(value)
    return value / 4 if line.words >= 14 else -3.0


def _headed(pages: Sequence[Page], least: int) -> list[Page]:
    """The pages with their headlines.

    A line that stands above the articles of many pages is none. One that stands on many pages below, as a teaser,
    may well be that of its own.
    """
    above = Counter(name for page in pages for name in {line.name for line in page.lines[: page.start]})
    return [page._replace(top=_headline(page.lines, page.start, page.stop, above, least)) for page in pages]


def _headline(lines: Sequence[Line], start: int, stop: int, above: Counter[int], least: int) -> int:
    """The line above the article that shares most of its words with it; else the article's first."""
    text = Counter(w for line in lines[start:stop] for w in set(_tokens(line.text)))
    best, found = 0.0, start
    near = range(max(0, start - 25), start)
    keys = {at: key(lines[at].text) for at in near}
    for at in near:
        line = lines[at]
        if above[line.name] >= least or not 3 <= line.words <= 30:
            continue
        if any(len(other) > 15 and other != keys[at] and other in keys[at] for other in keys.values()):
            continue  # a breadcrumb that ends in the headline
        own = {w for w in _tokens(line.text) if len(w) > 3 or not w.isascii()}
        shared = sum(1 for w in own if w in text)
        score = shared / max(len(own), 1) * min(shared, 4) - (start - at) * 0.02
        if shared >= 2 and score > best and shared * 3 >= len(own):
            best, found = score, at
    return found


_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[^\W\d_]+")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(key(text))


# ------------------------------------------------------------------ rules


class Proposed(NamedTuple):
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

    def __init__(self, pages: Sequence[Page], counts: Counts) -> None:
        self.counts = counts
        # in how many of the pages at hand, which may be a sample, a line has to stand
        self.least = max(2, round(counts.least * len(pages) / max(1, counts.pages)))
        self.pages = pages = _headed(pages, self.least)
        self.left = [[True] * len(page.lines) for page in pages]
        self.proposed: list[Proposed] = []
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
            rule = {"replace": {"regex": f"^{_loose(text)}"}, "where": {"line": {"starts": text.strip()}}}
            self.proposed.append(
                Proposed(
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
            rule = {"replace": {"regex": f"{_loose(text)}$"}, "where": where}
            taken = {at: [n] for at, n in found[text].items()}
            why = "the outlet's name stands behind the headline"
            self.proposed.append(Proposed("headline-end", why, rule, taken, (text,)))
            return

    def add(self, name: str, why: str, rule: dict[str, Any], taken: dict[int, Any], literals: Iterable[str]) -> None:
        """Writes a rule down and takes its lines from the pages."""
        real = {at: sorted(lines) for at, lines in sorted(taken.items()) if len(lines)}
        for at, lines in real.items():
            for n in lines:
                self.left[at][n] = False
        self.proposed.append(Proposed(name, why, rule, real, tuple(literals)))


GUARDS = (12, 20, 30)  # words of the paragraph that a region's marker stands above or below of
_ENDING = re.compile(r"(?<=\S) ?[|»–—·•-] [^|»–—·•.!?:-]{2,40}$")
_DATELINE = re.compile(r"^\(?[^\W\d_](?:[^.!?:–—]|\.(?=\S)){1,38}?\)?(?: ?[-–—] |: )(?=\S)")


def writable(text: str) -> bool:
    """Whether a text can stand in a pack: no control characters, no half characters."""
    return text.isprintable() or all(c.isprintable() or c.isspace() for c in plain(text))


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


def pattern(texts: Sequence[str], wide: bool = False) -> str:
    """A pattern for lines that differ in numbers and dates alone.

    "" where it would fit too many other lines, unless it may be `wide`.

    >>> pattern(["12 bình luận", "7 bình luận"]), pattern(["Sun 12", "Mon 13"])
    ('^\\\\d+ bình luận$', '')
    """
    text = texts[0]
    alike = len({re.sub(r"\d+", "0", one) for one in texts}) == 1
    out = []
    at = slots = 0
    dated = bool(NUMBER.search(text))
    for found in re.finditer(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+", text):
        if found[0][0].isdigit():
            new = re.sub(r"\d+", r"\\d+", _escape(found[0])) if alike else r"\d[\d.,:/-]*"
            slots += len(re.findall(r"\d+", found[0]))
        elif dated and DATE.fullmatch(key(found[0])):
            new = r"\p{L}+"
        else:
            continue
        out += [text[at : found.start()], new]
        at = found.end()
    fixed = "".join([*out[::2], text[at:]])
    if not wide and sum(map(str.isalpha, fixed)) < 3 and slots < 3:
        return ""  # nothing of it is the outlet's own
    out[::2] = map(_escape, out[::2])
    return f"^{''.join(out)}{_escape(text[at:])}$"


def _escape(text: str) -> str:
    return re.sub(r"([\\.^$*+?{}\[\]|()&~#])", r"\\\1", text)


def _loose(text: str) -> str:
    """A pattern for a text with any spaces around it and in it, as hard ones are."""
    return r"\s*" + r"\s+".join(map(_escape, text.split())) + r"\s*"


def _one(values: list[str]) -> Any:
    return values[0] if len(values) == 1 else values
