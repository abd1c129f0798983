"""The article itself, found by what its lines look like."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from math import exp
from operator import getitem
from typing import NamedTuple

from cleaner.article import features
from cleaner.article.copies import contents, copies
from cleaner.article.features import BOX, COMMENTS, GONE, HEAD, LINE, PLACE, Bins, Page, Seen
from cleaner.article.page_kind import KindSign, PageKind, look
from cleaner.article.segment import around, article, grown, standfirst, within
from cleaner.article.weights import HeadlineWeights, LineWeights, PlaceWeights, Weights
from cleaner.lines.document import View
from cleaner.lines.linetest import MEMO, LineTest
from cleaner.lines.pattern import SHORT
from cleaner.lines.text import PARTS


class BodySelector(NamedTuple):
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
    alone: LineWeights  # weights for the likeliness of prose, from the line alone
    line: LineWeights  # weights of what a line shows by itself
    place: PlaceWeights  # weights of what stands around it
    head: HeadlineWeights  # weights of what makes a line the headline
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
    signs: tuple[KindSign, ...] = ()  # asked of pages that seem to have a short article
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
                    why = f"not judged: {len(outside)} of {self.least} lines stand outside the running text"
                    view.note(page.at[n], why, "unjudged")
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
    ) -> "Judgement":
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
            inside = around(page, scores, inside, self.listed)
            inner, listed = self.spare, min(self.spare, self.listed)
        listing = contents(page, [n for n in inside if not page.gone[n]])
        kept = within(page, scores, [n for n in inside if not page.gone[n] and n not in listing], inner, listed)
        for begin, step in ((inside.start - 1, -1), (inside.stop, 1)) if kept else ():
            kept |= grown(page, scores, begin, step, self.edge)
        kept -= (again := copies(page, kept) | listing)
        top = self.title(page, prose, inside, apart) if kept else None
        if top is not None:
            kept = {n for n in kept if page.texts[n] != page.texts[top]}
            kept |= {top, *(n for n in range(top + 1, inside.start) if standfirst(page, scores, n))}
        return Judgement(scores, bins, inside, kept, top, again)

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

    def weighed(self, **groups: dict[str, list[float]]) -> "BodySelector":
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

    def _tell(self, view: View, page: Page, verdict: "Judgement", parts: Mapping[int, str], seems: PageKind) -> None:
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
                        f"kept, for the page looks like {seems.like}"
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


class Judgement(NamedTuple):
    """What of a page is the article. Lines are numbered as in the page."""

    scores: list[float]  # log odds that each line belongs to it
    bins: list[Bins]  # a value of each feature of PLACE for each line
    stretch: range  # from its first line to its last
    kept: set[int]  # the lines of it that stay, the headline and the standfirst too
    headline: int | None
    copies: set[int]  # lines of it that say what others say: second copies, a table of contents


_FAINT = 4.0  # what lies further below the score that a headline needs is none, whatever the others have


class _Read(NamedTuple):
    """A line and the sums of its weights."""

    seen: Seen | None
    alone: float
    line: float


class _Model:
    """The weights of a rule, ready to be used, and what is remembered of short lines."""

    def __init__(self, body: BodySelector) -> None:
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
def _model(body: BodySelector) -> _Model:
    return _Model(body)
