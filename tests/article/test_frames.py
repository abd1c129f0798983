"""Repetition: frames, and runs of like units."""

import numpy as np
from hypothesis import given

from cleaner.article.around import ONE, octaves
from cleaner.article.frames import frames
from cleaner.article.page import Page
from cleaner.article.reading import read
from tests.helpers.pages import SENTENCES, page_of_lines, tables
from tests.helpers.strategies import awkward_pages


def columns(page: Page) -> dict[str, list[float]]:
    return {
        name: np.asarray(column, np.float64).tolist() for name, column in frames(page, read(page, tables())).items()
    }


COMMENT = ["ida", "3 May 2026", SENTENCES[0], "Reply"]


def test_comments_have_a_frame_and_paragraphs_around_them_have_none() -> None:
    unlike = ["The old mill", *SENTENCES, "Rye, oats and 12 sacks of barley, as it was said", "Sacks"]
    found = columns(page_of_lines([*unlike, *COMMENT * 6]))
    inside = slice(len(unlike) + 8, len(unlike) + 20)
    assert found["frame"][inside] == [ONE] * 12
    assert found["period of the frame"][inside] == [4] * 12
    assert found["frame"][0] < 0.8 * ONE


def test_a_short_page_has_no_frame() -> None:
    assert columns(page_of_lines(["a"] * 4))["frame"] == [0.0] * 4


@given(awkward_pages())
def test_a_frame_fits_between_not_at_all_and_entirely(page: Page) -> None:
    found = columns(page)
    assert all(0 <= fit <= ONE for fit in found["frame"])
    assert all(
        (period > 0) == (fit > 0) for fit, period in zip(found["frame"], found["period of the frame"], strict=True)
    )


def test_runs_of_bullets_and_of_running_text() -> None:
    found = columns(page_of_lines(["• a", "• b", "• c", *SENTENCES[:2], "d"]))
    assert found["run of bullets"] == octaves(np.array([3, 3, 3, 3, 3, 3])).tolist()
    assert found["run of running text"] == octaves(np.array([3, 3, 3, 2, 2, 1])).tolist()
    assert found["bullets of the page"] == [ONE // 2] * 6
