"""What is around a line."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.bin_names import HEADLINE, PLACE
from cleaner.article.bins import Bins
from cleaner.article.headline import candidates
from cleaner.article.line_features import line_features
from cleaner.article.page import BOX, COMMENTS, REMOVED, Removal, page_of
from cleaner.article.place_features import place_features
from cleaner.lines.text import cut
from tests.helpers.pages import FUNCTION_WORDS
from tests.helpers.strategies import dumps

REMOVALS: list[Removal] = [REMOVED, BOX, COMMENTS]


def has_names(bins: Bins, names: dict[str, tuple[str, ...]]) -> bool:
    return all(0 <= value < len(own) and own[value] for value, own in zip(bins, names.values(), strict=True))


@given(dumps(), st.data())
def test_every_line_of_a_page_has_a_named_bin_of_each_feature(raw: str, data: st.DataObject) -> None:
    texts, _ = cut(raw)
    removals = data.draw(st.dictionaries(st.integers(0, max(0, len(texts) - 1)), st.sampled_from(REMOVALS)))
    page = page_of(texts, [line_features(text, FUNCTION_WORDS) for text in texts], removals)
    count = len(page.indexes)
    prose = data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count))
    assert all(has_names(bins, PLACE) for bins in place_features(page, prose))
    for start in range(count):
        assert all(has_names(bins, HEADLINE) for _, bins in candidates(page, prose, range(start, count)))
