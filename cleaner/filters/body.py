"""Select everything but the article, which is found by the features of its lines."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cleaner.article.judge import judge
from cleaner.article.model import Model
from cleaner.article.page import BOX, COMMENTS, REMOVED, Page, Removal
from cleaner.article.page_kind import KindSign, page_kind
from cleaner.article.parts import parts_above, without_parts
from cleaner.article.reader import Reader
from cleaner.article.segment import outside_running_text
from cleaner.article.weights import HeadlineWeights, LineWeights, PlaceWeights
from cleaner.lines.document import Anchor, View
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Part


# Longer than the other selectors, because it has many options and most of it is its page of the manual.
class BodySelector(NamedTuple):
    """Everything but the article: for pages whose outlet has no pack.

    Each line gets a score, which is the sum of the weights of its features. Some features are of the line by itself:
    length, end, function words, capitals, commas, separators, dates. The others are of what is around it: prose above
    and below, blank lines, copies, and lines that rules removed. A box of other stories and the head of the comments
    are walls. The score is the log odds that the line is part of the article.

    The article is the stretch of lines with the greatest sum of scores, each line weighed by its length (maximum
    subsequence segmentation, Pasternack and Roth, "Extracting article text from the web with maximum subsequence
    segmentation", WWW 2009). Lines inside it that score low are removed; subheads, lists and tables are removed only
    at a lower score. Sentences just above or below the stretch are added. A table of contents is removed, and so is the
    second copy of an article that the page has twice. The headline is looked for above the stretch, by its words, its
    place and its copies. One copy of it is kept, together with the standfirst.

    If fewer than `small` lines are left of a page, the article runs from the first to the last line of running text.
    Such a page is not judged at all, and nothing is removed, if its dump has fewer than `large` lines and fewer than
    `least` of the lines left are outside its running text.

    If the page does not look like an article, a flag says what it looks like. A short article is compared with `signs`
    of other kinds of pages, such as recipes. Nothing is removed from a table or from a page with such signs, nor from a
    page whose article would have no running text. A discussion keeps all its running text.

    `byline`, `date` and `caption` match the parts of an article between the headline and its end. They are removed
    unless the caller keeps them. `comments` and `boxes` are parts of rule ids: the lines that these rules removed are
    walls. `words` are function words, one text for each language.

    The weights are trained with `python -m training` and stored in `rules/body.yaml`, which `web` extends. A
    pack that covers all pages of its outlet can switch the selector off: `without: [body:article]`.
    """

    words: tuple[str, ...]  # function words, one text for each language
    comments: tuple[str, ...]  # parts of the ids of rules that remove the head of the comments
    boxes: tuple[str, ...]  # parts of the ids of rules that remove boxes of other stories
    alone: LineWeights  # weights for how likely a line by itself is prose
    line: LineWeights  # weights of what a line shows by itself
    place: PlaceWeights  # weights of what is around it
    head: HeadlineWeights  # weights of what makes a line the headline
    bias: float  # added to each score; a larger bias makes articles longer
    inner: float  # lines inside the article that score lower are removed
    listed: float  # the same for subheads, and for three or more lines in a row that do not end like a sentence
    edge: float  # sentences just above and below the article that score lower are not added
    headline: float  # the score that a headline needs
    clear: float = 99.0  # a headline may score up to 4 lower if it leads all other lines by at least this
    least: int = 1  # lines outside the running text that a small page needs to be judged
    large: int = 1  # a page of at least this many lines is always judged
    small: int = 1  # if fewer lines are left, the article runs from the first to the last line of running text
    spare: float = -99.0  # then lines inside the article that score lower are removed
    signs: tuple[KindSign, ...] = ()  # signs of other kinds of pages; looked for if the article seems short
    byline: LineTest | None = None  # lines that name the author
    date: LineTest | None = None  # lines that give the date of publication
    caption: LineTest | None = None  # lines below a picture

    def anchor(self) -> Anchor:
        return Anchor(None, any_length=True)

    def select(self, view: View) -> Iterable[int]:
        reader = _reader(self)
        removals = {rule: self.removal(rule) for rule in set(view.removed_by.values())}
        reading = reader.read(view.texts, {line: removals[rule] for line, rule in view.removed_by.items()})
        page = reading.page
        if self._is_unjudged(page, view):
            return ()

        def passes(test: LineTest, n: int) -> bool:
            return view.passes(test, page.indexes[n])

        tests = self._part_tests()
        judgement = judge(reading, reader.model, lambda n: any(passes(test, n) for test in tests.values()))
        if not judgement.article:
            return ()
        article, parts = without_parts(page, judgement.article, judgement.headline, tests, view.keep, passes)
        for n, part in (*parts.items(), *parts_above(page, judgement.article, judgement.headline, tests, passes)):
            view.recognise(page.indexes[n], part)
        if judgement.headline is not None:
            view.recognise(page.indexes[judgement.headline], "headline")
        seems = page_kind(page, article, self.signs, passes)
        if seems.flag:
            view.flag(seems.flag)
        if view.explaining:
            from cleaner.article.reasons import reasons  # imported here, because cleaning a page does not need it

            for line, score, why in reasons(page, reader.model, judgement, article, parts, seems):
                view.score(page.indexes[line], score, why)
        return [page.indexes[n] for n in page.left() if n not in seems.kept]

    def fault(self) -> str:
        from cleaner.article.bin_names import HEADLINE, LINE, PLACE  # imported here, because only readers of packs ask

        for name, features in (("alone", LINE), ("line", LINE), ("place", PLACE), ("head", HEADLINE)):
            for weights, (feature, bins) in zip(getattr(self, name), features.items(), strict=True):
                if len(weights) != len(bins):
                    return f"{name!r} needs {len(bins)} weights for {feature!r}, one for each of its values"
        return ""

    @property
    def model(self) -> Model:
        """The options that judge a page."""
        return Model(
            self.alone,
            self.line,
            self.place,
            self.head,
            bias=self.bias,
            inner=self.inner,
            listed=self.listed,
            edge=self.edge,
            headline=self.headline,
            clear=self.clear,
            small=self.small,
            spare=self.spare,
        )

    def function_words(self) -> frozenset[str]:
        """The function words of all languages."""
        return frozenset(word for text in self.words for word in text.split())

    def removal(self, rule: str) -> Removal:
        """What kind of lines a rule removes, given its name."""
        rule_id = rule.rpartition(":")[2]
        if any(part in rule_id for part in self.comments):
            return COMMENTS
        return BOX if any(part in rule_id for part in self.boxes) else REMOVED

    def _part_tests(self) -> dict[Part, LineTest]:
        tests: dict[Part, LineTest | None] = {"byline": self.byline, "date": self.date, "caption": self.caption}
        return {part: test for part, test in tests.items() if test is not None}

    def _is_unjudged(self, page: Page, view: View) -> bool:
        """Whether too little is left of a page to judge it. If so, `explain` gets a note."""
        left = page.left()
        if len(left) >= self.small or len(page.indexes) >= self.large:
            return False
        outside = outside_running_text(page)
        if len(outside) >= self.least:
            return False
        for n in outside or left[:1] if view.explaining else ():
            why = f"not judged: {len(outside)} lines are outside the running text, and {self.least} are needed"
            view.note(page.indexes[n], why, "unjudged")
        return True


@cache
def _reader(body: BodySelector) -> Reader:
    return Reader(body.model, body.function_words())
