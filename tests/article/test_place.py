"""Where a unit is on its page, and what is around it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.around import ONE, octaves
from cleaner.article.page import REMOVED, Page
from cleaner.article.place import WINDOWS, place
from cleaner.article.reading import read
from cleaner.article.verdicts import verdicts
from tests.helpers.pages import SENTENCES, page_of_lines, tables

drawn_lines = st.lists(st.sampled_from(["", "Menu", "• Boats", *SENTENCES[:3]]), min_size=1, max_size=25).filter(any)


def columns(page: Page) -> dict[str, list[float]]:
    return {name: np.asarray(column, np.float64).tolist() for name, column in place(page, read(page, tables())).items()}


@given(drawn_lines, st.data())
def test_text_around_a_unit_is_what_no_rule_removed(drawn: list[str], data: st.DataObject) -> None:
    removed = data.draw(st.sets(st.integers(0, len(drawn) - 1)))
    page = page_of_lines(drawn, dict.fromkeys(removed, REMOVED))
    reading, found = read(page, tables()), columns(page)
    count = len(page.units)
    text = [
        min(120, tokens) * bool(running) * (not removal)
        for tokens, running, removal in zip(reading.tokens, reading.running, page.removals, strict=True)
    ]
    for n in range(count):
        for low, high in WINDOWS:
            inside = sum(text[max(0, n + low) : max(0, n + high + 1)])
            assert found[f"text from {low} to {high}"][n] == octaves(np.array(inside))
        assert found["text above"][n] == octaves(np.array(sum(text[:n])))
        assert 0 <= found["height"][n] < ONE
    gone = np.asarray(page.removals) > 0
    said = verdicts(page)
    assert said["removed: no"].tolist() == (~gone).tolist()
    assert said["removed from -3 to -1"].tolist() == [gone[max(0, n - 3) : n].sum() for n in range(count)]


def test_the_blank_lines_of_a_page_that_has_lost_them_mean_nothing() -> None:
    kept = columns(page_of_lines(["a", "", "b", "c"]))
    assert (kept["blank lines above"], kept["blank lines below"]) == ([2, 1, 0], [1, 0, 2])
    lost = columns(page_of_lines(["a"] * 40))
    assert set(lost["blank lines above"]) == set(lost["blank lines below"]) == {1.0}
    assert set(lost["blank lines kept"]) == {0.0}
