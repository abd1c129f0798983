"""The table of features: for each page the same features, all of them numbers."""

import numpy as np
from hypothesis import given

from cleaner.article.features import GROUPS, feature_names, features
from cleaner.article.net import unpacked
from cleaner.article.page import Page
from tests.helpers.pages import page_of_lines, tables
from tests.helpers.strategies import awkward_pages, shipped_body


@given(awkward_pages())
def test_every_page_has_the_same_features_and_each_is_a_number(page: Page) -> None:
    shown = features(page, tables())
    table = shown.table()
    assert shown.names() == feature_names(tables())
    assert table.shape == (len(page.units), len(shown.names()))
    assert np.isfinite(table).all()
    assert np.abs(table).max() < 10_000
    assert (features(page, tables()).table() == table).all()


@given(awkward_pages())
def test_lines_without_letters_and_digits_change_no_feature_but_those_of_blank_lines(page: Page) -> None:
    texts = [text for unit in page.units for text in ("---", unit.text)]
    plain, signs = (
        features(page_of_lines(lines), tables()) for lines in (["" if t == "---" else t for t in texts], texts)
    )
    assert (plain.table() == signs.table()).all()


def test_the_names_of_features_have_their_group_and_are_unique() -> None:
    names = feature_names(tables())
    assert len(set(names)) == len(names)
    assert {name.partition(": ")[0] for name in names} == set(GROUPS)


def test_the_shipped_net_was_trained_on_these_features() -> None:
    assert shipped_body().fault() == ""
    assert unpacked(shipped_body().weights).features == feature_names(tables())
