"""The match key: texts that count as the same, and texts that do not."""

import unicodedata

import pytest
from hypothesis import given

from cleaner.lines.key import key, plain
from tests.helpers.strategies import lines

SAME = [
    ("case of Vietnamese letters", "ĐỌC NHIỀU", "đọc nhiều"),
    ("decomposed", unicodedata.normalize("NFD", "Đọc thêm"), "Đọc thêm"),
    ("windows-1258 order of marks", "Tiê\u0301ng Viê\u0323t", "Tiếng Việt"),
    ("tone on the first vowel", "Hoà bình", "Hòa bình"),
    ("tone of uy", "Thuỷ lợi", "Thủy lợi"),
    ("tone before punctuation", "hoá, khoẻ.", "hóa, khỏe."),
    ("capitals with old tone", "HOÀ", "hòa"),
    ("eth for D with stroke", "Ðà Nẵng", "Đà Nẵng"),
    ("African D for D with stroke", "Ɖọc", "Đọc"),
    ("no-break space", "Tin\xa0mới", "Tin mới"),
    ("runs of spaces", "  Tin   mới\t", "Tin mới"),
    ("zero-width space", "Tin\u200b mới\ufeff", "Tin mới"),
    ("soft hyphen", "News\u00adletter", "Newsletter"),
    ("bullet", "  • Rất hay", "Rất hay"),
    ("two bullets", "▪ • Rất hay", "Rất hay"),
    ("sharp s", "STRASSE", "Straße"),
    ("final sigma", "ΝΕΑΣ", "νέας".replace("έ", "ε")),
]
DIFFERENT = [
    ("tone in the onset qu", "quý", "qúy"),
    ("tone before a consonant", "hoàn", "hòan"),
    ("y and i", "kỹ", "kĩ"),
    ("accents", "Mỹ", "My"),
    ("d and đ", "Da Nang", "Đa Nang"),
    ("hyphen as bullet", "- Xin chào", "Xin chào"),
    ("punctuation", "Tin mới:", "Tin mới"),
    ("vowel after the tone", "khuỷu", "khủyu"),
    ("inner bullet", "Tin • mới", "Tin mới"),
    ("number", "Bình luận (0)", "Bình luận (1)"),
    ("bullet alone", "•", ""),
]


@pytest.mark.parametrize(("text", "other"), [pair[1:] for pair in SAME], ids=[pair[0] for pair in SAME])
def test_spellings_of_the_same_text_have_the_same_key(text: str, other: str) -> None:
    assert key(text) == key(other)


@pytest.mark.parametrize(("text", "other"), [pair[1:] for pair in DIFFERENT], ids=[pair[0] for pair in DIFFERENT])
def test_different_texts_have_different_keys(text: str, other: str) -> None:
    assert key(text) != key(other)


@given(lines())
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(lines())
def test_normal_forms_do_not_change_the_key(text: str) -> None:
    assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))


def test_the_plain_form_keeps_case_and_tone_marks() -> None:
    assert plain(" •\xa0HOÀ  bình ") == "HOÀ bình"
