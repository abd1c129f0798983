"""The finder as a whole: what stays of a page, line by line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.article import finder
from cleaner.engine.clean import Cleaner
from tests.helpers import SAMPLES
from tests.helpers.packs import body_rule, rules_only, shipped_cleaner
from tests.helpers.pages import HEADLINE, MENU, SENTENCES, TEASERS, mill_page, paragraphs
from tests.helpers.strategies import invented_pages

SAMPLE_TEXTS = sorted(SAMPLES.rglob("*.clean.txt"))


def alone(**options: float) -> Cleaner:
    """A cleaner by the rule for the article alone."""
    return rules_only([body_rule(**options)])


@given(invented_pages(), st.booleans())
@settings(max_examples=40)
def test_what_stays_are_lines_of_the_dump_byte_for_byte_and_in_order(raw: str, eager: bool) -> None:
    cleaner = alone(doubt=0.0, bias=-2.0 if eager else 0.0)
    text = cleaner.clean(raw).text
    lines = iter(raw.splitlines(keepends=True))
    for line in text.splitlines(keepends=True):
        assert any(line.rstrip("\r\n") == own.rstrip("\r\n") for own in lines)


@given(invented_pages())
@settings(max_examples=30)
def test_a_page_with_a_letter_or_digit_never_becomes_empty(raw: str) -> None:
    shows = any(map(str.isalnum, raw))
    text = alone(doubt=0.0, bias=-9.0).clean(raw).text
    assert any(map(str.isalnum, text)) == shows


@pytest.mark.parametrize("path", SAMPLE_TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_cleaning_a_clean_sample_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert shipped_cleaner().clean(text).text == text


def test_teasers_and_menus_are_not_part_of_the_article() -> None:
    result = shipped_cleaner().clean(mill_page())
    assert result.text == paragraphs([HEADLINE, *SENTENCES]).removesuffix("\n")
    assert (result.headline, result.flags) == (HEADLINE, ())
    assert not set(MENU.split("\n")) & set(result.text.split("\n")) - {""}
    assert shipped_cleaner().clean(result.text).text == result.text


# ------------------------------------------------------------------ lines of signs alone


def test_lines_of_signs_alone_stay_between_two_lines_that_stay() -> None:
    article = paragraphs([HEADLINE, *SENTENCES[:3], "* * *", *SENTENCES[3:]])
    text = shipped_cleaner().clean(f"|\n{MENU}×\n***\n\n{article}---\n\n{TEASERS}×\n|\n").text
    assert text.strip() == article.strip()


def test_of_a_page_that_stays_the_lines_of_signs_stay_too() -> None:
    text = "---\n\n" + "\n\n".join([HEADLINE, *SENTENCES[:2], "* * *", *SENTENCES[2:]]) + "\n"
    assert shipped_cleaner().clean(text).text == text


# ------------------------------------------------------------------ pages that are not judged


def flags_of(raw: str) -> list[str]:
    result = alone().clean(raw)
    assert result.text == raw
    return list(map(str, result.flags))


def test_a_page_in_one_long_line_is_not_judged() -> None:
    assert flags_of(" ".join(SENTENCES)) == ["the page was not judged: it has only one line of text"]
    assert flags_of(f"***\n{' '.join(SENTENCES)}\n---\n") == ["the page was not judged: it has only one line of text"]
    assert flags_of(SENTENCES[0]) == []
    assert flags_of("") == flags_of("***\n\n---\n") == []


def test_a_page_of_too_many_lines_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "_MOST_UNITS", 5)
    assert flags_of("\n\n".join(SENTENCES)) == ["the page was not judged: it has 6 lines, more than 5"]
    monkeypatch.setattr(finder, "_MOST_UNITS", 6)
    assert flags_of("\n\n".join(SENTENCES)) == []


def test_a_page_of_too_many_characters_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(map(len, SENTENCES))
    monkeypatch.setattr(finder, "_MOST_CHARS", size - 1)
    assert flags_of("\n\n".join(SENTENCES)) == [
        f"the page was not judged: it has {size} characters, more than {size - 1}"
    ]
    monkeypatch.setattr(finder, "_MOST_CHARS", size)
    assert flags_of("\n\n".join(SENTENCES)) == []


def test_a_page_of_which_most_text_is_removed_gets_a_flag() -> None:
    other = [text.replace("mill", "inn").replace("wheel", "roof") for text in SENTENCES]
    raw = "\n\n".join([*SENTENCES, "Menu", *other, *(f"{text[:-1]}, too." for text in other)]) + "\n"
    result = alone(doubt=0.0, bias=-99.0).clean(raw)  # one paragraph is the least that stays
    assert any("words of running text were removed" in str(flag) for flag in result.flags)


THAI = [
    "แม่น้ำในหุบเขาเพิ่มขึ้นอีกห้าเซนติเมตรเมื่อคืนนี้ ชาวบ้านช่วยกันขนกระสอบทรายไปที่โรงสีเก่าซึ่งน้ำท่วมห้องใต้ดินแล้ว",
    "ผู้ใหญ่บ้านกล่าวว่าสะพานไม้ยังใช้ได้ แต่ขอให้ทุกคนเดินข้ามทีละคน และอย่านำรถจักรยานยนต์ขึ้นไปบนสะพานจนกว่าน้ำจะลด",
    "โรงเรียนปิดหนึ่งวันเพื่อใช้เป็นที่พักของครอบครัวที่อยู่ริมฝั่ง ครูช่วยกันทำข้าวต้มและแจกผ้าห่มให้เด็กกับคนชราก่อนค่ำ",
    "คนเฝ้าเขื่อนเปิดประตูน้ำบานที่สองตั้งแต่เที่ยง เขาบอกว่าฝนจะเบาลงในวันพรุ่งนี้ และน้ำจะกลับสู่ระดับเดิมภายในสามวัน",
    "ตลาดเช้าย้ายไปที่ลานวัดจนถึงวันอาทิตย์ พ่อค้าแม่ค้าบอกว่าขายได้ดีกว่าเดิมเพราะพระช่วยประกาศผ่านเครื่องขยายเสียง",
]


@pytest.mark.xfail(reason="the pages that the net was trained on have hardly any Thai", strict=True)
def test_a_thai_article_is_found_without_full_stops() -> None:
    above = "หน้าแรก\nข่าว\nกีฬา\nบันเทิง\nเศรษฐกิจ\nต่างประเทศ\nสุขภาพ\nท่องเที่ยว\nอาหาร\nเข้าสู่ระบบ\n"
    below = "ติดต่อเรา\nนโยบายความเป็นส่วนตัว\nร่วมงานกับเรา\n"
    text = shipped_cleaner().clean(f"{above}\n{paragraphs(THAI)}{below}").text
    assert text == paragraphs(THAI).removesuffix("\n")


def test_a_short_sentence_at_the_end_is_part_of_the_article() -> None:
    last = "The cats were not asked."
    text = shipped_cleaner().clean(mill_page().replace(SENTENCES[-1], f"{SENTENCES[-1]}\n\n{last}")).text
    assert text.rstrip().endswith(last)
