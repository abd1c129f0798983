"""Characters by class, and the tables that decide it."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.chars import CLASSES, classes_of, codes_of, lowered
from cleaner.article.net import unpacked
from tests.helpers.pages import tables
from tests.helpers.strategies import shipped_body

any_text = st.text(alphabet=st.characters())  # with lone surrogates


def classes(text: str) -> list[str]:
    return [CLASSES[number] for number in classes_of(codes_of(text), tables().classes)]


@given(any_text)
def test_each_character_has_one_code_and_one_class(text: str) -> None:
    assert codes_of(text).tolist() == list(map(ord, text))
    assert len(classes(text)) == len(text)


CHARACTERS = {
    "space": " \xa0\u200b\u200d\ufeff\u00ad\u3000\u2028\u2029",
    "break": "\n",
    "tab": "\t",
    "lower": "aßéđяσ",
    "upper": "AÉĐЯΣǅ",
    "caseless": "مשか".replace("か", "") + "한ªʰ",
    "han": "磨かア豈\U00020000",
    "thai": "กລမខ",
    "digit": "0٣५²½Ⅷ",
    "mark": "\u0301\u0323\u064b",
    "stop": ".!。！।۔",
    "question": "?？؟",
    "dots": "…",
    "comma": ",，、،",
    "colon": ":;：；",
    "quote": "\"'“”«»「」`",
    "dash": "-–—−",
    "bullet": "•*●",
    "bar": "|›→·>",
    "money": "$€₫%",
    "code": "{}<=+\\~^&#",
    "rights": "©®",
    "emoji": "☎✓🚢👍🏽𝒜",
    "other": "\0\x1b\ud800\udfff§¶\ue000\uffff",
}


@pytest.mark.parametrize(("name", "text"), CHARACTERS.items(), ids=CHARACTERS)
def test_characters_of_all_scripts_have_their_class(name: str, text: str) -> None:
    assert dict(zip(text, classes(text), strict=True)) == dict.fromkeys(text, name)


def test_letters_by_the_class_are_letters_by_unicode() -> None:
    for code in range(0, 0x10000, 7):
        name, category = CLASSES[tables().classes[code]], unicodedata.category(chr(code))
        if name in ("lower", "upper", "caseless"):
            assert category[0] == "L"
        assert category != "Nd" or name in ("digit", "thai")


@given(any_text)
def test_each_letter_is_compared_in_lower_case(text: str) -> None:
    expected = [ord(char.lower()) if len(char.lower()) == 1 and ord(char) < 0x10000 else ord(char) for char in text]
    assert lowered(codes_of(text), tables().lowered).tolist() == expected


def test_the_shipped_tables_are_those_of_some_python() -> None:
    shipped = unpacked(shipped_body().weights).tables
    known = np.array([unicodedata.category(chr(code)) not in ("Cn", "Co") for code in range(0x10000)])
    same = shipped.classes == tables().classes
    assert same[known].mean() > 0.99  # another version of Unicode may differ in a few
    assert same[:0x250].all()
