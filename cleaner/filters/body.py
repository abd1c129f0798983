"""Select everything but the article, which is found by a small net over the features of the page."""

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.lines.document import Anchor, View
from cleaner.lines.linetest import LineTest
from cleaner.lines.text import Part


# Longer than the other selectors, because most of it is its page of the manual.
class BodySelector(NamedTuple):
    """Everything but the article: for pages whose outlet has no pack.

    The page is read as units: lines, and paragraphs that were broken into lines of one width. A small net gives each
    unit a score, the log odds that it is part of the article. The net sees how the unit looks, what is around it, which
    words it shares with the rest of the page, what repeats, and what rules removed. It knows no words of any language.

    The article is the choice of units with the greatest sum of scores, each unit weighed by its length. It may have
    several stretches; each of them costs `switch`. `bias` is added to every score and `text` to the scores of running
    text: larger numbers make articles longer. `other` is added on pages that do not look like articles. A switch inside
    a list, a table or another block costs `together` times as much, so that what is alike shares one fate. Units
    between two parts of the article stay if their mean score is above `inner`. A table of contents is removed, and so
    is the second copy of an article that the page has twice.

    The headline is the unit with the highest score as a headline, if that is at least `headline`. A known title counts
    for it. One copy of it is kept, together with the standfirst.

    If rules removed nothing and the units outside the article add up to less than `doubt`, the page shows no sign of
    boilerplate, and nothing is removed. If the page does not look like an article, a flag says what it looks like.

    `byline`, `date` and `caption` match the parts of an article between the headline and its end. They are removed
    unless the caller keeps them.

    `rules/body.yaml` shows the rule. The weights of the net are in the file beside the pack that has its name and
    ends in `.safetensors`. They are trained with `python -m training`. A pack that covers all pages of its outlet
    can switch the selector off: `without: [body:article]`.
    """

    bias: float = 0.0  # added to each score; a larger bias makes articles longer
    text: float = 0.0  # added to the scores of running text
    other: float = 0.0  # added to the bias of pages that surely do not look like articles
    switch: float = 3.0  # the price of each place where the article begins or ends
    together: float = 2.0  # times the price inside a block
    inner: float = 0.0  # the mean score that units between two parts of the article need to stay
    headline: float = 0.0  # the score that a headline needs
    doubt: float = 0.0  # the evidence of boilerplate without which nothing is removed
    byline: LineTest | None = None  # lines that name the author
    date: LineTest | None = None  # lines that give the date of publication
    caption: LineTest | None = None  # lines below a picture
    weights: bytes = b""  # of the net: a .safetensors file

    def anchor(self) -> Anchor:
        return Anchor(None, any_length=True)

    def select(self, view: View) -> Iterable[int]:
        # imported here, because packs alone run without numpy
        from cleaner.article.finder import lines_outside
        from cleaner.article.judge import Thresholds
        from cleaner.article.segment import Costs

        costs = Costs(self.bias, self.text, self.switch, self.together)
        thresholds = Thresholds(costs, self.other, self.inner, self.headline, self.doubt)
        return lines_outside(view, self.weights, thresholds, self._part_tests())

    def fault(self) -> str:
        if not self.weights:
            return ""  # the library adds them
        from cleaner.article.features import feature_names  # only readers of packs ask
        from cleaner.article.net import unpacked
        from cleaner.article.weights import WeightsError

        try:
            model = unpacked(self.weights)
        except WeightsError as error:
            return str(error)
        is_ours = model.features == feature_names(model.tables)
        return "" if is_ours else "the net was trained on other features than this version has; train it again"

    def _part_tests(self) -> dict[Part, LineTest]:
        """The tests of the parts of an article."""
        tests: dict[Part, LineTest | None] = {"byline": self.byline, "date": self.date, "caption": self.caption}
        return {part: test for part, test in tests.items() if test is not None}
