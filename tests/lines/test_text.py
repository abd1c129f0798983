"""Lines, words, sentences; and the way back to the raw dump."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lines.text import Edit, cut, replay, split, undo
from cleaner.lines.words import blank, pieces, prose, sentence, words
from tests.helpers.strategies import dumps


@given(dumps())
def test_lines_and_their_ends_are_the_whole_dump(raw: str) -> None:
    texts, ends = cut(raw)
    assert "".join(map("".join, zip(texts, ends, strict=True))) == raw
    assert not any("\n" in text or "\r" in text for text in texts)


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("\n", [""]),
        ("a\r\rb", ["a", "", "b"]),
        ("a\n\r\nb", ["a", "", "b"]),
        ("a\x0cb\x85c\u2028d\x1ce", ["a\x0cb\x85c\u2028d\x1ce"]),  # str.splitlines would break at each
    ],
)
def test_only_line_feed_and_carriage_return_end_a_line(raw: str, texts: list[str]) -> None:
    assert [line.text for line in split(raw)] == texts
    assert [line.number for line in split(raw)] == list(range(1, len(texts) + 1))


@pytest.mark.parametrize("text", ["b\n", "a\nc\n", "", "b\nc\nd\n"])
def test_edits_of_another_text_are_refused(text: str) -> None:
    edits = [Edit(1, "p:x", "a\n", None), Edit(3, "p:y", "c\n", "C\n"), Edit(5, "p:x", "e\n", None)]
    with pytest.raises(ValueError, match="another text"):
        undo(text, edits)


def test_edits_do_not_replay_over_another_dump() -> None:
    with pytest.raises(ValueError, match="line 1"):
        replay(split("b\n"), [Edit(1, "p:x", "a\n", None)])


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
        ("нов\u0301ости", 2),  # a combining mark that composes with nothing parts the word: counted apart, known
    ],
)
def test_words_are_counted_in_any_script(text: str, number: int) -> None:
    assert words(text) == number


@pytest.mark.parametrize("text", ["Hết.", "“Hết.”", "Sao?", "終わり。", "«Fin !»", "(xong.)", "وداعا؟", "Hm…  "])
def test_sentences_end_as_sentences_do(text: str) -> None:
    assert sentence(text)


@pytest.mark.parametrize("text", ["", "Đọc nhiều", "Ảnh:", "a.b", "12,5", "”", "xem thêm >>", "3. Điều khoản"])
def test_other_lines_are_no_sentences(text: str) -> None:
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
def test_prose_is_eight_words_and_an_end(text: str, expected: bool) -> None:
    assert prose(text) is expected


@given(st.text(alphabet="最新消息ข่าวカ ab.，"))
def test_pieces_are_all_pairs_of_han_and_all_fours_of_thai(raw: str) -> None:
    han, thai = (lambda a: a in "最新消息カ"), (lambda a: a in "ข่าว")
    pairs = {raw[n : n + 2] for n in range(len(raw) - 1) if all(map(han, raw[n : n + 2]))}
    fours = {raw[n : n + 4] for n in range(len(raw) - 3) if all(map(thai, raw[n : n + 4]))}
    assert pieces(raw) == pairs | fours
