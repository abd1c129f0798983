"""Words, sentences, running text, blank lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.words import blank, pieces, prose, sentence, words


@pytest.mark.parametrize("text", ["", " ", "\t\xa0", "\u200b", "\ufeff \u2060", "\u3000", "\x85\u2028"])
def test_lines_that_show_nothing_are_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", [".", "•", "\x00", " a", "\u0301", "\u200ba"])
def test_lines_that_show_something_are_not_blank(text: str) -> None:
    assert not blank(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("| • —", 0),
        ("Đọc nhiều", 2),
        ("don't stop", 2),
        ("12:30, 3.5 %", 2),
        ("最新新闻", 2),
        ("新", 1),
        ("NATO 宣布", 2),
        ("ニュース速報です", 4),
        ("ข่าวล่าสุดวันนี้", 4),
        ("한국 뉴스", 2),
        ("нов\u0301ости", 2),  # known fault: a combining mark that composes with nothing splits the word
    ],
)
def test_words_are_counted_in_any_script(text: str, number: int) -> None:
    assert words(text) == number


@pytest.mark.parametrize(
    "text", ["Hết.", "“Hết.”", "Sao?", "終わり。", "«Fin !»", "(xong.)", "وداعا؟", "Hm…  ", "« Fin. ›", "Fin. »"]
)
def test_lines_that_end_like_a_sentence(text: str) -> None:
    assert sentence(text)


@pytest.mark.parametrize("text", ["", "Đọc nhiều", "Ảnh:", "a.b", "12,5", "”", "xem thêm >>", "3. Điều khoản"])
def test_lines_that_do_not_end_like_a_sentence(text: str) -> None:
    assert not sentence(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đọc thêm.", False),
        ("Tin mới | Thời sự | Kinh tế | Giáo dục | Thể thao | Giải trí", False),
        ("Hội đồng đã họp vào thứ Hai và thông qua ngân sách.", True),
        ("市议会星期一开会并通过了明年的预算方案。", True),
        ("更多新闻。", False),
    ],
)
def test_prose_is_a_sentence_of_eight_words(text: str, expected: bool) -> None:
    assert prose(text) is expected


@given(st.text(alphabet="最新消息ข่าวカ ab.，"))
def test_pieces_are_all_pairs_of_han_characters_and_all_fours_of_thai_ones(raw: str) -> None:
    han, thai = (lambda a: a in "最新消息カ"), (lambda a: a in "ข่าว")
    pairs = {raw[n : n + 2] for n in range(len(raw) - 1) if all(map(han, raw[n : n + 2]))}
    fours = {raw[n : n + 4] for n in range(len(raw) - 3) if all(map(thai, raw[n : n + 4]))}
    assert pieces(raw) == pairs | fours
