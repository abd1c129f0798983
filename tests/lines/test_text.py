"""Lines, edits, and the way back to the raw dump."""

import pytest
from hypothesis import given

from cleaner.lines.text import Edit, Flag, Result, cut, replay, split, undo
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
def test_undo_refuses_the_edits_of_another_text(text: str) -> None:
    edits = [Edit(1, "p:x", "a\n", None), Edit(3, "p:y", "c\n", "C\n"), Edit(5, "p:x", "e\n", None)]
    with pytest.raises(ValueError, match="another text"):
        undo(text, edits)


def test_replay_refuses_the_edits_of_another_dump() -> None:
    with pytest.raises(ValueError, match="line 1"):
        replay(split("b\n"), [Edit(1, "p:x", "a\n", None)])


def test_a_result_shows_itself_in_short() -> None:
    result = Result(
        "The council met.\n" * 9, (Edit(1, "p:a", "Menu\n", None), Edit(2, "p:b", "a\n", "b\n")), "web", "", ()
    )
    assert repr(result) == (
        "<Result 'The council met. The council met. The council met. The counc…': 1 line removed, 1 rewritten, pack web>"
    )
    flagged = repr(Result("x", (), "p", "", (Flag("looks", "looks like a table"),)))
    assert flagged == "<Result 'x': 0 lines removed, 0 rewritten, pack p, flags: looks like a table>"
