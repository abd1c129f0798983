"""The article itself, found by what its lines look like."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, compress, pairwise
from math import exp
from operator import getitem
from typing import NamedTuple

from cleaner import features
from cleaner.features import BOX, COMMENTS, GONE, HEAD, LINE, PLACE, Bins, Page, Seen
from cleaner.key import plain
from cleaner.looks import Look, Sign, look
from cleaner.match import MEMO, LineTest
from cleaner.pattern import SHORT
from cleaner.text import PARTS
from cleaner.view import View

Weights = tuple[float, ...]
UNJUDGED = "not judged"  # how the note on a page begins that is left as it is


class Line(NamedTuple):
    """The weights of what a line shows by itself, one a value."""

    ending: Weights  # its length and how it ends
    function: Weights  # the share of function words
    capitals: Weights  # the share of words that start with a capital
    commas: Weights
    signs: Weights  # separators such as | and ›
    time: Weights  # a date or a time of day in it


class Place(NamedTuple):
    """The weights of what stands around a line, one a value."""

    blanks: Weights
    above: Weights  # how likely the line above is prose
    above2: Weights
    below: Weights
    below2: Weights
    above4: Weights  # how much of the four lines above is prose
    below4: Weights
    above10: Weights
    below10: Weights
    done: Weights  # how much of the page's prose stands above
    mass: Weights  # how much prose stands around
    copies: Weights  # how often the line stands on the page
    twin: Weights  # whether a neighbour says the same
    walls: Weights  # lines around that rules have taken
    comments: Weights  # whether comments have begun above, and behind how much prose
    boxes: Weights  # boxes of other stories above
    since: Weights  # how far above the last line stands that a rule has taken


class Head(NamedTuple):
    """The weights of what makes a line the headline, one a value."""

    length: Weights
    overlap: Weights  # the share of its words that the article has too
    shared: Weights  # how many these are
    distance: Weights  # lines to the article's first
    copies: Weights
    end: Weights
    capitals: Weights
    signs: Weights
    blanks: Weights
    holds: Weights  # whether another line near is part of it: "Title - Site"
    held: Weights  # whether it is part of another
    dated: Weights  # whether a date stands right below
    date: Weights
    taken: Weights  # whether a rule has taken it
    again: Weights  # whether it stands once more below
    prose: Weights
    below: Weights  # how likely the line below is prose


class Body(NamedTuple):
    """Everything but the article: for pages whose outlet has no pack that knows better.

    Each line gets a score: the sum of the weights of what it shows by itself (length, end, function
    words, capitals, commas, separators, dates) and of what stands around it (prose above and below, blank
    lines, copies, and what rules have taken: a box of other stories or the comments' head is a wall). The
    scores are log odds that the line belongs to the article. The article is the stretch of lines with
    the greatest sum, each line weighed by its length (maximum subsequence segmentation, Pasternack and
    Roth, "Extracting article text from the web with maximum subsequence segmentation", WWW 2009), without
    the lines in it that score low; subheads, lists and tables have to score lower to go. Sentences that stand right
    above or below belong to it. A table of contents goes, and of an article that the page prints twice the second
    copy. Above it the headline is looked for, by its words, its place and its copies, and kept once with the
    standfirst.

    A page of fewer than `large` lines, with fewer than `least` left that are no running text, is not judged:
    everything stays. Of one with fewer than `small` lines left the article reaches from the first running text to
    the last. Where the article is small for the page or the page bears `signs` of something else, the result says
    what it looks like; if most of its running text would go, everything stays.

    `byline`, `date` and `caption` say which lines between the headline and the article's end are such;
    they go, unless the caller keeps them. `comments` and `boxes` are parts of the ids of rules whose lines
    are walls. `words` are words of grammar, one text a language.

    The weights are trained by `python -m training` and stand in `rules/body.yaml`, which `web` extends. A pack
    that knows all of its outlet's pages does without it: `without: [body:article]`.
    """

    words: tuple[str, ...]  # words of grammar, a text for each language
    comments: tuple[str, ...]  # parts of ids of rules that take the comments' head
    boxes: tuple[str, ...]  # parts of ids of rules that take boxes of other stories
    alone: Line  # weights for the likeliness of prose, from the line alone
    line: Line  # weights of what a line shows by itself
    place: Place  # weights of what stands around it
    head: Head  # weights of what makes a line the headline
    bias: float  # added to each score: the more, the longer the article
    inner: float  # lines within the article that score lower go
    listed: float  # of subheads, and of three lines and more in a row that end no sentence, those that score lower
    edge: float  # sentences right above and below the article that score lower do not belong to it
    headline: float  # the score that a headline needs
    clear: float = 99.0  # or by how much it has to score higher than any other line, if not more than 4 below that
    least: int = 1  # lines without running text that have to be left for a page to be judged
    large: int = 1  # or lines that it had in the first place, whatever is left
    small: int = 1  # lines left; of a page with fewer the article reaches from the first running text to the last
    spare: float = -99.0  # lines within the article of such a page that score lower go
    signs: tuple[Sign, ...] = ()  # asked of pages that seem to have a short article
    byline: LineTest | None = None  # lines that name who wrote the article
    date: LineTest | None = None  # lines that say when it was published
    caption: LineTest | None = None  # lines that stand below a picture

    def anchor(self) -> tuple[LineTest | None, bool]:
        return None, True

    def select(self, view: View) -> Iterable[int]:
        model = _model(self)
        page, alone, line = model.page(view)
        shown = [n for n, gone in enumerate(page.gone) if not gone]
        if len(shown) < self.small and len(page.at) < self.large:
            text = [n for n in shown if page.seen[n].running]
            outside = [n for n in shown if not text or not text[0] <= n <= text[-1]]
            if len(outside) < self.least:
                for n in outside or shown[:1] if view.telling else ():
                    view.note(
                        page.at[n], f"{UNJUDGED}: {len(outside)} of {self.least} lines stand outside the running text"
                    )
                return ()
        tests = [test for test in (self.byline, self.date, self.caption) if test is not None]
        verdict = self.judge(page, alone, line, lambda n: any(view.passes(test, page.at[n]) for test in tests))
        kept, top = verdict.kept, verdict.headline
        if not kept:
            return ()
        parts: dict[int, str] = {}
        for part in PARTS:
            found = self._part(part, kept, view, page, top)
            kept = kept | found if part in view.keep else kept - found or kept
            parts.update(dict.fromkeys(found, part))
        seems = look(page, kept, self.signs, view.passes)
        if seems.flag:
            view.flag(seems.flag)
        if view.telling:
            self._tell(view, page, verdict._replace(kept=kept), parts, seems)
        return [page.at[n] for n in shown if n not in seems.kept]

    def judge(
        self,
        page: Page,
        alone: Sequence[float] | None = None,
        line: Sequence[float] | None = None,
        apart: Callable[[int], bool] = lambda _: False,
    ) -> "Verdict":
        """What of a page is the article.

        `alone` and `line`: what the lines sum up to by themselves, if known. `apart`: whether a line is a byline, a
        date or a caption, which no headline is.
        """
        prose = self.prose(page, alone)
        scores, bins = self.scores(page, prose, line)
        inside = article(page, scores, self.bias)
        there = [n for n, gone in enumerate(page.gone) if not gone]
        inner, listed = self.inner, self.listed
        if len(there) < self.small:
            inside = _around(page, scores, inside, self.listed)
            inner, listed = self.spare, min(self.spare, self.listed)
        listing = contents(page, [n for n in inside if not page.gone[n]])
        kept = _within(page, scores, [n for n in inside if not page.gone[n] and n not in listing], inner, listed)
        for begin, step in ((inside.start - 1, -1), (inside.stop, 1)) if kept else ():
            kept |= _grown(page, scores, begin, step, self.edge)
        kept -= (again := copies(page, kept) | listing)
        top = self.title(page, prose, inside, apart) if kept else None
        if top is not None:
            kept = {n for n in kept if page.texts[n] != page.texts[top]}
            kept |= {top, *(n for n in range(top + 1, inside.start) if _standfirst(page, scores, n))}
        return Verdict(scores, bins, inside, kept, top, again)

    def kind(self, rule: str) -> int:
        """What the lines are that a rule has taken: GONE, BOX or COMMENTS."""
        name = rule.rpartition(":")[2]
        if any(part in name for part in self.comments):
            return COMMENTS
        return BOX if any(part in name for part in self.boxes) else GONE

    def prose(self, page: Page, alone: Sequence[float] | None = None) -> list[float]:
        """How likely each line of a page is prose, by itself; 0 for those that rules have taken.

        `alone` are the sums of the weights of what the lines show by themselves, where they are known.
        """
        if alone is None:
            alone = [sum(map(getitem, self.alone, one.bins)) for one in page.seen]
        return [0.0 if gone else 1 / (1 + exp(-odds)) for odds, gone in zip(alone, page.gone, strict=True)]

    def scores(
        self, page: Page, prose: Sequence[float], line: Sequence[float] | None = None
    ) -> tuple[list[float], list[Bins]]:
        """The log odds that each line belongs to the article, and its values of PLACE."""
        if line is None:
            line = [sum(map(getitem, self.line, one.bins)) for one in page.seen]
        bins = features.places(page, prose)
        return [odds + sum(map(getitem, self.place, here)) for odds, here in zip(line, bins, strict=True)], bins

    def title(self, page: Page, prose: Sequence[float], inside: range, apart: Callable[[int], bool]) -> int | None:
        """The line that is the headline of the article, if one is likely enough, or stands out from the others."""
        heads = self._heads(page, prose, inside)
        scores = {line: score for line, (score, _) in heads.items() if not page.gone[line]}
        found = max(scores, key=lambda line: (scores[line], line), default=None)
        while found is not None and apart(found):
            del scores[found]
            found = max(scores, key=lambda line: (scores[line], line), default=None)
        if found is None or scores[found] >= self.headline:
            return found
        others = (score for line, score in scores.items() if page.texts[line] != page.texts[found])
        clear = scores[found] - max(others, default=-_FAINT) >= self.clear
        return found if clear and found < inside.start and scores[found] >= self.headline - _FAINT else None

    def weighed(self, **groups: dict[str, list[float]]) -> "Body":
        """The same with other weights: `alone`, `line`, `place`, `head`."""
        new = {
            name: type(getattr(self, name))(**{k: tuple(v) for k, v in group.items()}) for name, group in groups.items()
        }
        return self._replace(**new)

    def fault(self) -> str:
        for name, tables in (("alone", LINE), ("line", LINE), ("place", PLACE), ("head", HEAD)):
            for feature, names in tables.items():
                if len(getattr(getattr(self, name), feature)) != len(names):
                    return f"'{name}' needs {len(names)} weights for {feature!r}, one for each value"
        return ""

    def _part(self, part: str, kept: set[int], view: View, page: Page, top: int | None) -> set[int]:
        """The bylines, dates or captions among the lines that are kept; where they are wanted, between them too."""
        test: LineTest | None = getattr(self, part)
        if test is None:
            return set()
        wanted = part in view.keep
        lines: Collection[int] = range(min(kept), max(kept) + 1) if wanted else kept
        if not wanted and part != "caption":
            # "By the numbers" and "1 April 1975" are subheads in the middle of an article
            text = sorted(n for n in kept if n != top and page.seen[n].running)
            lines = [n for n in kept if len(text) < 2 or not text[1] < n < text[-1]]
        found = {n for n in lines if n != top and not page.gone[n] and view.passes(test, page.at[n])}
        if part == "caption":  # the picture's alternative text says above the caption what the caption says
            above = [n - 1 for n in found if n and page.seen[n - 1].words > 2 and not page.gone[n - 1]]
            found |= {n for n in above if n in lines and n != top and page.texts[n + 1].startswith(page.texts[n])}
        return found

    def _tell(self, view: View, page: Page, verdict: "Verdict", parts: Mapping[int, str], seems: Look) -> None:
        """For `explain`: each line's score and the three features that made it."""
        heads = self._heads(page, self.prose(page), verdict.stretch)
        second = max((n for n in heads if not page.gone[n]), key=lambda n: heads[n][0], default=None)
        tables = [*zip(LINE.values(), self.line, strict=True), *zip(PLACE.values(), self.place, strict=True)]
        for n, line in enumerate(page.at):
            if n == verdict.headline:
                names = [tuple(f"{feature}: {value}" for value in values) for feature, values in HEAD.items()]
                score, bins = heads[n]
                view.score(
                    line,
                    score,
                    f"the headline, score {score:+.1f}: {_made([*zip(names, self.head, strict=True)], bins)}",
                )
            elif not page.gone[n]:
                fate = "the article" if n in verdict.kept else "outside the article"
                if n in verdict.copies - verdict.kept:
                    fate = "stands elsewhere in the article"
                if n in seems.kept - verdict.kept:
                    fate = (
                        f"kept, for the page {seems.flag.partition(',')[0]}"
                        if seems.like
                        else "kept, for no article was found"
                    )
                if n == second and verdict.headline is None:
                    fate += f"; as a headline it scores {heads[n][0]:+.1f}, and {self.headline:+.1f} is needed"
                if n in parts:
                    fate = f"a {parts[n]}, {'kept' if n in verdict.kept else 'not kept'}"
                why = _made(tables, (*page.seen[n].bins, *verdict.bins[n]))
                view.score(line, verdict.scores[n], f"{fate}, score {verdict.scores[n]:+.1f}: {why}")

    def _heads(self, page: Page, prose: Sequence[float], inside: range) -> dict[int, tuple[float, Bins]]:
        """The lines that could be the headline, with their scores and what made these."""
        found = features.heads(page, prose, inside.start, inside.stop)
        return {line: (sum(map(getitem, self.head, bins)), bins) for line, bins in found}


def _made(tables: Sequence[tuple[Sequence[str], Weights]], bins: Bins) -> str:
    """The three values whose weights are the furthest from what their feature weighs in the mean."""
    made = [(table[at] - sum(table) / len(table), names[at]) for at, (names, table) in zip(bins, tables, strict=True)]
    made.sort(key=lambda pair: -abs(pair[0]))
    return "; ".join(f"{weight:+.1f} {name}" for weight, name in made[:3])


class Verdict(NamedTuple):
    """What of a page is the article. Lines are numbered as in the page."""

    scores: list[float]  # log odds that each line belongs to it
    bins: list[Bins]  # a value of each feature of PLACE for each line
    stretch: range  # from its first line to its last
    kept: set[int]  # the lines of it that stay, the headline and the standfirst too
    headline: int | None
    copies: set[int]  # lines of it that say what others say: second copies, a table of contents


def article(page: Page, scores: Sequence[float], bias: float) -> range:
    """The stretch of lines that explains the page best; empty where there is nothing left of the page.

    Linear in the number of lines. A line counts by its tokens to the power of 0.7, so that paragraphs outweigh
    menus and one giant does not outweigh an article. A stretch without running text, as of a long list of
    headlines, yields to the second or third best that has some.
    """
    weighed = [
        -1.0 if gone else _POWER[min(one.tokens, 100)] * (score + bias)
        for one, score, gone in zip(page.seen, scores, page.gone, strict=True)
    ]
    best = range(*stretch(weighed))
    if not best:  # nothing looks like an article: the best line there is
        there = [n for n, gone in enumerate(page.gone) if not gone]
        start = max(there, key=lambda n: scores[n], default=0)
        return range(start, start + (1 if there else 0))
    found = best
    for _ in range(_MORE):
        if _runs_in(page, found):
            return found
        weighed[found.start : found.stop] = [-1.0] * len(found)
        found = range(*stretch(weighed))
    return found if _runs_in(page, found) else best


def _runs_in(page: Page, lines: range) -> bool:
    """Whether text runs in a stretch of a page."""
    return any(page.seen[n].running and not page.gone[n] for n in lines)


def copies(page: Page, kept: Iterable[int]) -> set[int]:
    """The lines of an article that say once more what stands above.

    A page may print its article twice, for the screen and for paper: lines are copies whose texts stand above in
    the same order, two of them or more running text. And it may say a picture's caption twice: running text is
    a copy where the same stands right above, a line of twenty words where it stands not more than six lines above. A
    sentence that comes back further down stays, as the questions of an interview and refrains do.
    """
    lines = sorted(kept)
    running = [page.seen[n].running for n in lines]
    shown = [page.seen[n] for n in compress(lines, running)]
    if len(set(shown)) == len(shown):  # no two are alike
        return set()
    texts = [plain(page.texts[n]) for n in lines]
    first: dict[str, int] = {}
    for n, text in enumerate(texts):
        first.setdefault(text, n)
    out: set[int] = set()
    here = 0
    while here < len(lines):
        above, stop = first[texts[here]], here
        while stop < len(lines) and above + stop - here < here and texts[above + stop - here] == texts[stop]:
            stop += 1
        if sum(running[here:stop]) > 1:
            out.update(lines[here:stop])
        here = max(stop, here + 1)
    last: dict[str, int] = {}
    for n, text in enumerate(texts):
        if running[n] and n - last.get(text, -7) <= (6 if page.seen[lines[n]].words >= 20 else 1):
            out.add(lines[n])
        last[text] = n
    return out


def contents(page: Page, kept: Iterable[int]) -> set[int]:
    """The lines of an article that are its table of contents.

    These are three lines in a row or more in the article's first quarter that end no sentence and stand again below,
    in the same order, as the heads of its parts: text runs between most of them. Bullets and numbers in front do
    not count.
    """
    lines = sorted(kept)
    running = [0, *accumulate(page.seen[n].running for n in lines)]
    heads = ["" if page.seen[n].stops or page.seen[n].size == 2 else _head(page.texts[n]) for n in lines]
    last = {text: at for at, text in enumerate(heads)}
    out: set[int] = set()
    if len(last) + _LIST > len(lines) + 1:  # fewer than three stand twice
        return out
    start = 0
    while start < len(lines):
        stop, below = start, start
        while stop < len(lines) and heads[stop] and last[heads[stop]] > max(below, stop):
            below = last[heads[stop]]
            stop += 1
        again = [last[text] for text in heads[start:stop]]
        parts = sum(running[b] > running[a] for a, b in pairwise(again))
        early = running[start] * 4 <= running[-1]
        if early and len(again) >= _LIST and again[0] >= stop and parts * 2 > len(again) - 1:
            out.update(lines[start:stop])
        start = max(stop, start + 1)
    return out


def _head(text: str) -> str:
    """A line without the bullet or number in front of it."""
    return plain(text).lstrip(_NUMBERS).casefold()


_NUMBERS = "0123456789.()-–—*• "
_MORE = 2  # stretches that are looked at where the best one has no running text
_LIST = 3  # lines in a row that end no sentence
_FAINT = 4.0  # what lies further below the score that a headline needs is none, whatever the others have
_POWER = [n**0.7 for n in range(101)]


def stretch(values: Sequence[float]) -> tuple[int, int]:
    """The run of values with the greatest sum, from start to before stop; (0, 0) where none is above 0.

    >>> stretch([-1, 2, -1, 3, -9, 2])
    (1, 4)
    """
    best = total = 0.0
    first = last = begin = 0
    for n, value in enumerate(values):
        if total <= 0:
            total, begin = 0.0, n
        total += value
        if total > best:
            best, first, last = total, begin, n + 1
    return first, last


def _around(page: Page, scores: Sequence[float], inside: range, low: float) -> range:
    """A stretch, up to the first and down to the last running text, behind a box of other stories if it scores well.

    Teasers stand there, but an article may go on as well. It does not behind the head of the comments.
    """
    start, stop = inside.start, inside.stop
    for step, n in ((-1, inside.start - 1), (1, inside.stop)):
        wall = False
        while 0 <= n < len(page.at) and page.gone[n] != COMMENTS:
            wall = wall or page.gone[n] == BOX
            if page.seen[n].running and not page.gone[n] and (not wall or scores[n] > low):
                start, stop = min(start, n), max(stop, n + 1)
            n += step
    return range(start, stop)


def _within(page: Page, scores: Sequence[float], lines: Sequence[int], inner: float, listed: float) -> set[int]:
    """The lines of the article without those in its middle that score low.

    Lines in a row that end no sentence are judged together, by their mean: of a list all items stay or none. A list,
    a table and a subhead of the article look like parts of a menu, but that seldom stands between two paragraphs.
    """
    out = {lines[0], lines[-1]} if lines else set()
    here = 0
    for run in _runs(lines, lambda n: _row(page, n) or (page.seen[n].size < 2 and not page.seen[n].stops)):
        around = [page.seen[n].running for n in (*lines[max(0, here - 1) : here], *lines[here + 1 : here + 2])]
        subhead = len(run) == 1 and around == [True, True] and page.blanks[run[0]] == 3 and not page.seen[run[0]].stops
        if sum(scores[n] for n in run) > (listed if subhead or len(run) >= _LIST else inner) * len(run):
            out.update(run)
        here += len(run)
    return out


def _runs(lines: Sequence[int], together: Callable[[int], bool]) -> Iterator[Sequence[int]]:
    """Lines next to each other of which each passes, in one piece; the others one by one."""
    start = 0
    for n, line in enumerate(lines):
        joined = n > start and line == lines[n - 1] + 1 and together(line) and together(lines[n - 1])
        if n > start and not joined:
            yield lines[start:n]
            start = n
    if lines:
        yield lines[start:]


def _grown(page: Page, scores: Sequence[float], begin: int, step: int, edge: float) -> set[int]:
    """The sentences that go on from an edge of the article, up to a wall or to two lines that are none."""
    out: set[int] = set()
    missed = 0
    n = begin
    while 0 <= n < len(page.at) and missed < 2 and page.gone[n] < BOX:
        if not page.gone[n]:
            if page.seen[n].words >= 4 and page.seen[n].stops and scores[n] > edge:
                out.add(n)
                missed = 0
            else:
                missed += 1
        n += step
    return out


def _standfirst(page: Page, scores: Sequence[float], n: int) -> bool:
    """Whether a line between the headline and the article is a sentence or more, and not all that unlikely."""
    return not page.gone[n] and page.seen[n].words >= 8 and page.seen[n].stops and scores[n] > -2


def _row(page: Page, n: int) -> bool:
    """Whether a line is a row of a table of three columns or more."""
    return page.texts[n].count("\t") > 1


class _Read(NamedTuple):
    """A line and the sums of its weights."""

    seen: Seen | None
    alone: float
    line: float


class _Model:
    """The weights of a rule, ready to be used, and what is remembered of short lines."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.function = frozenset(word for text in body.words for word in text.split())
        self._memo: dict[str, _Read] = {}

    def page(self, view: View) -> tuple[Page, list[float], list[float]]:
        """The page as the rules before have left it, and for each line the sums of `alone` and of `line`."""
        memo = self._memo
        read = [memo.get(text) or self._see(text) for text in view.texts]
        kinds = {rule: self.body.kind(rule) for rule in set(view.taken.values())}
        gone = {line: kinds[rule] for line, rule in view.taken.items()}
        page = features.page_of(view.texts, [one.seen for one in read], gone)
        there = [one for one in read if one.seen is not None]
        return page, [one.alone for one in there], [one.line for one in there]

    def _see(self, text: str) -> _Read:
        seen = features.see(text, self.function)
        out = _Read(
            seen,
            sum(map(getitem, self.body.alone, seen.bins)) if seen else 0.0,
            sum(map(getitem, self.body.line, seen.bins)) if seen else 0.0,
        )
        if len(text) <= SHORT:
            if len(self._memo) >= MEMO:
                self._memo.clear()
            self._memo[text] = out
        return out


@cache
def _model(body: Body) -> _Model:
    return _Model(body)
