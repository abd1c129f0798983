import pytest

from cleaner.learn.patterns import loose, pattern, writable


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["12 bình luận", "7 bình luận"], r"^\d+ bình luận$"),
        (["04 Jul, 08:56 PM"], r"^\d+ \p{L}+, \d+:\d+ \p{L}+$"),
        (["1,204 views", "7 views"], r"^\d[\d.,:/-]* views$"),
        (["Page 2 (of 9)"], r"^Page \d+ \(of \d+\)$"),
        (["May I"], "^May I$"),
        (["Sun 12"], ""),
        (["12"], ""),
    ],
)
def test_lines_that_differ_only_in_numbers_and_dates_share_a_pattern(texts: list[str], wanted: str) -> None:
    assert pattern(texts) == wanted


def test_a_wide_pattern_may_have_no_words_of_its_own() -> None:
    assert pattern(["Sun 12", "Mon 13"], wide=True) == r"^\p{L}+ \d[\d.,:/-]*$"


def test_a_loose_pattern_has_any_white_space_between_its_words() -> None:
    assert loose(" (Example) - ") == r"\s*\(Example\)\s+-\s*"


@pytest.mark.parametrize(
    ("text", "fit"), [("Đọc nhiều", True), ("a\u200bb", True), ("a\tb", True), ("a\x00b", False), ("a\ud800b", False)]
)
def test_a_pack_cannot_contain_control_characters_and_half_characters(text: str, fit: bool) -> None:
    assert writable(text) == fit
