"""Bylines, dates and captions of an article, and lines that look like them."""

from pathlib import Path

import pytest

from cleaner import Cleaner
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES, mill_page


@pytest.mark.parametrize(
    "line", ["By the numbers", "By Design", "Por qué es importante", "1 April 1975", "14.05.2001", "Von Ida gelernt"]
)
def test_what_looks_like_a_byline_or_a_date_stays_in_the_middle_of_the_article(line: str, tmp_path: Path) -> None:
    (tmp_path / "patient.yaml").write_text("about: x\nextends: [web]\nadjust: {body:article: {inner: -99}}\n")
    patient = Cleaner.load([tmp_path], "patient")  # keeps lines whatever their scores are
    assert f"\n{line}\n" in patient.clean(mill_page(line, "1 May 1976", "2 June 1977")).text


@pytest.mark.parametrize(
    "line", ["By Oda Fenn", "Von Oda Fenn und Edda Marsch", "14 August 2026", "Published 3 May 2026"]
)
def test_bylines_and_dates_above_and_below_the_text_go(line: str) -> None:
    for raw in (
        mill_page().replace(HEADLINE, f"{HEADLINE}\n\n{line}"),
        mill_page().replace(SENTENCES[-1], f"{SENTENCES[-1]}\n\n{line}"),
    ):
        text = shipped_cleaner().clean(raw).text
        assert line not in text
        assert text.startswith(HEADLINE)
        assert text.rstrip().endswith(SENTENCES[-1])


@pytest.mark.parametrize(
    "caption",
    [
        "Oda Fenn, right, speaks to the carpenters of the upper valley during a fair on Sunday, May 3, 2026.",
        "FILE - The wheel of the old mill on a morning in April.",
        "In this May 3, 2026, photo, the wheel of the old mill turns again.",
        "Die alte Mühle im oberen Tal am Morgen Foto: Edda Marsch",
        "The old mill in the upper valley. Nora Whitlock / AP",
    ],
)
def test_captions_go_unless_the_caller_wants_them(caption: str) -> None:
    assert caption not in shipped_cleaner().clean(mill_page(caption)).text
    assert caption in Cleaner.load(keep=["caption"]).clean(mill_page(caption)).text


@pytest.mark.parametrize(
    "line",
    [
        "Oda Fenn speaks of the wheel as if it were a child that has come home late.",
        "“She speaks to the carpenters of the upper valley on Sunday,” said Nora Whitlock.",
        "Whoever walks to the mill finds it closed, and has to wait until the goats are fed.",
        "In this photograph nothing moves but the water, and nobody knows who took it.",
        "On Sunday the carpenters spoke to Oda Fenn, and she to them, about the fair of May 3, 2026.",
        "Her photographs hang in the inn, and the miller has never looked at one of them.",
        "Does the wheel turn as it did before, and who speaks for the goats on Sunday?",
    ],
)
def test_what_reads_like_a_caption_stays(line: str) -> None:
    assert line in shipped_cleaner().clean(mill_page(line)).text
