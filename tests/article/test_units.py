"""What a reader takes for one line: which lines of a dump belong together."""

import textwrap
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.units import Unit, columns, units, visible
from tests.helpers.pages import SENTENCES
from tests.helpers.strategies import lines

LONG = " ".join(SENTENCES[:3])


def units_of(text: str) -> list[Unit]:
    raw = text.split("\n")
    return units(raw, raw)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def lengths(text: str) -> list[int]:
    return [len(unit.lines) for unit in units_of(text)]


JOINS = {  # the text, and how many lines each unit has
    "a wrapped paragraph": (wrapped(LONG, 72), [5]),
    "two wrapped paragraphs": (f"{wrapped(LONG, 60)}\n\n{wrapped(SENTENCES[4] + ' ' + SENTENCES[5], 60)}", [6, 4]),
    "a narrow column": (wrapped(LONG, 40), [8]),
    "a wide column": (wrapped(LONG + " " + LONG, 120), [6]),
    "the margin of lynx": ("   News\n\n" + wrapped(LONG, 72, "   ", "   ") + "\n\n   Share", [1, 5, 1]),
    "an indented first line": (wrapped(LONG, 72, "    "), [5]),
    "bullets with hanging indents": (
        f"{wrapped(SENTENCES[0] + ' ' + SENTENCES[1], 60, '  * ', '    ')}\n{wrapped(LONG, 60, '  * ', '    ')}",
        [4, 6],
    ),
    "numbered items": (
        f"{wrapped(SENTENCES[0] + ' ' + SENTENCES[1], 60, ' 9. ', '    ')}\n{wrapped(LONG, 60, '10. ', '    ')}",
        [4, 6],
    ),
    "a heading above a paragraph": (f"The old wheel\n{wrapped(LONG, 72)}", [1, 5]),
    "columns of Han": ("\n".join(["磨坊的水车在星期一的早上重新转动起来了村民们都站在岸上看"] * 5), [5]),
    "columns of kana": (
        "\n".join(
            [
                "水車小屋の古い水車が十一年ぶりに動き始め、村の人たちは",
                "川の岸に立って朝からずっと眺めていた。大工は春のあいだに",
                "板の一枚ずつに白い墨で番号を書き、もとの形に組み直した。",
                "粉を持ち帰る人は十袋に一袋を小屋に置いていくのだという。",
                "土曜日には誰でも中を見られる。",
            ]
        ),
        [5],
    ),
    "Cyrillic": (
        wrapped(
            "Старое колесо мельницы снова пошло, и вода перелилась через край ровно в полдень, когда мельник ещё спал. "
            "Плотник разобрал колесо весной, пометил каждую доску мелом и собрал его снова, и никто ему не помогал.",
            50,
        ),
        [5],
    ),
}  # fmt: skip
APART = {
    "a paragraph in one line": LONG,
    "a few long paragraphs": "\n".join(SENTENCES),
    "paragraphs apart": "\n\n".join(SENTENCES),
    "a menu": "Home\nNews\nSport\nCulture\nTravel\nWeather\nPuzzles",
    "a menu of long entries": "\n".join(
        f"{name} and what the harbour board decided on Monday"
        for name in ("Rowing", "Cricket", "Hockey", "Chess", "Books", "Theatre", "Gardens", "Travel")
    ),
    "headlines of one width": "\n".join(
        [
            "Old brewery on the north quay to become sixty flats",
            "Three men held after the break-in at the market hall",
            "Choir seeks new members for the spring and the fair",
            "Ferry timetable changes from Sunday on both the banks",
            "Goat wins the race of the village for the third time",
            "Baker finds the ring that he lost in a Sunday loaf",
        ]
    ),
    "verse": "\n".join(
        [
            "The ferry goes at six with nobody aboard",
            "But Ida and the priest,",
            "The wind has taken every word they said",
            "And carried it up east.",
            "The ferry goes at nine with all of us",
            "And half of us come back.",
        ]
    ),
    "verse in small letters": "\n".join(
        ["the ferry goes at six", "with nobody aboard", "but Ida and the priest", "and what the wind", "will say"] * 3
    ),
    "rows of a table": "\n".join(f"Boat {n}\t{n * 3} m\t{n} crew\tquay {n % 4}\tlicence {n * 7}" for n in range(9)),
    "rows between bars": "\n".join(f"| Boat {n} | {n * 3} m | {n} crew | quay {n % 4} | licence |" for n in range(9)),
    "code between paragraphs": f"""{LONG}

def ferry(bank, water):
    if water.height > bank.height:
        return None
    for boat in bank.boats:
        boat.cross(water, bank.other)
    return bank.other

{LONG}""",
    "commands": "sudo apt install ferry\nferry --to quay\nsha256sum -c sums.txt\ndd if=image.iso of=/dev/sdx bs=4M\nreboot",
    "addresses": "\n".join(f"https://harbour.example/news/2026/03/{n}/the-board-agrees-on-the-pier" for n in range(9)),
    "numbered addresses": "\n".join(f"   {n}. https://harbour.example/news/the-board-agrees-{n}" for n in range(1, 12)),
    "short bullets": "\n".join(
        f"  * the {word} and the water of the {word}" for word in ("mill", "quay", "lock", "weir")
    ),
    "numbered references": "\n".join(
        f"[{n}] Moor, I. ({1990 + n}). The ferries of the Elder, and who paid for them, p. {n}." for n in range(1, 9)
    ),
    "numbered steps": "\n".join(f"{n}. stir the pot until the spoon stands by itself in it" for n in range(1, 9)),
    "one-word lines of Han": "首页\n新闻\n体育\n财经\n科技\n旅游",
    "lines with blank lines between": "\n\n".join(wrapped(LONG, 72).split("\n")),
    "nothing": "",
    "signs alone": "***\n---\n| | |",
}


@pytest.mark.parametrize(("text", "expected"), JOINS.values(), ids=JOINS)
def test_the_lines_of_a_broken_paragraph_are_one_unit(text: str, expected: list[int]) -> None:
    assert lengths(text) == expected


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_lines_that_were_not_broken_are_units_of_their_own(text: str) -> None:
    assert set(lengths(text)) <= {1}


def test_a_line_that_a_rule_emptied_parts_a_paragraph() -> None:
    raw = wrapped(LONG, 60).split("\n")
    texts = [*raw[:2], "", *raw[3:]]
    assert [len(unit.lines) for unit in units(texts, raw)] == [2, len(raw) - 3]


def paragraph(lot: Random) -> str:
    """A sentence of 50 to 90 invented words. None of them is "o", which is a bullet of lynx."""
    words = ["".join(lot.choices("abdeghiklmnoprstuvz", k=lot.randint(2, 9))) for _ in range(lot.randint(50, 90))]
    return " ".join(words).capitalize() + "."


@given(st.integers(0), st.integers(2, 6), st.integers(45, 110), st.sampled_from(["", "   ", "      "]))
def test_paragraphs_that_were_wrapped_and_parted_by_blank_lines_come_back(
    seed: int, count: int, width: int, margin: str
) -> None:
    lot = Random(seed)
    texts = [paragraph(lot) for _ in range(count)]
    dump = "\n\n".join(wrapped(text, width, margin, margin) for text in texts)
    assert [unit.text for unit in units_of(dump)] == texts


@given(st.lists(st.one_of(lines(), st.sampled_from(wrapped(LONG, 50).split("\n"))), max_size=20))
def test_the_units_are_all_lines_that_have_a_letter_or_digit_in_order(drawn: list[str]) -> None:
    found = units(drawn, drawn)
    shown = [n for n, text in enumerate(drawn) if any(map(str.isalnum, text))]
    assert [line for unit in found for line in unit.lines] == shown
    assert [unit.text for unit in found] == [" ".join(drawn[line].strip() for line in unit.lines) for unit in found]


MARKDOWN = {
    "no Markdown": ("The pier [1] (2026) is closed.", "The pier [1] (2026) is closed.", 0.0),
    "a link": ("[Home](/)", "Home", 1.0),
    "a link in a sentence": ("The [board](/board) met.", "The board met.", 5 / 14),
    "two links": ("[Home](/) > [News](/news)", "Home > News", 8 / 11),
    "a linked picture": ("[![Pier](pier.jpg)](/pier)", "Pier", 1.0),
    "brackets in a link": ("[The pier [new]](/pier)", "The pier [new]", 1.0),
    "brackets in an address": ("[Pier](/wiki/Pier_(structure)) opens", "Pier opens", 4 / 10),
    "a picture without words": ("![](pier.jpg)", "", 0.0),
    "a title behind an address": ('[Pier](/pier "The pier") opens', "Pier opens", 4 / 10),
    "an open bracket": ("[Home](/ and more", "[Home](/ and more", 0.0),
}


@pytest.mark.parametrize(("text", "shown", "linked"), MARKDOWN.values(), ids=MARKDOWN)
def test_of_markdown_the_visible_text_counts(text: str, shown: str, linked: float) -> None:
    found = visible(text)
    assert found[0] == shown
    assert found[1] == pytest.approx(linked)


@pytest.mark.parametrize("text", ["[" * 30_000 + "](", "[a](" * 30_000, "![" * 30_000 + "](", "[x[y](z)" * 20_000])
def test_text_that_is_almost_markdown_takes_no_long_time(text: str) -> None:
    visible(text)  # if the work grew with the square of the length, this would take minutes


def test_a_heading_of_markdown_loses_its_mark_and_an_image_without_words_is_no_unit() -> None:
    found = units_of("## The [pier](/pier)\n\n![](pier.jpg)\n\n#1 in the charts\n\n# ![](x.png)")
    assert [(unit.text, unit.heading) for unit in found] == [("The pier", True), ("#1 in the charts", False)]


@given(st.lists(st.sampled_from(["[", "]", "(", ")", "!", "a", " ", "](", "/x"]), max_size=30).map("".join))
def test_what_is_visible_of_any_text_is_part_of_it(text: str) -> None:
    shown, linked = visible(text)
    signs = iter(text)
    assert all(sign in signs for sign in shown)
    assert linked >= 0


def test_a_letter_of_han_takes_two_columns() -> None:
    assert [columns(text) for text in ("pier", "埠头", "ほうとう", "부두", "ÄÖÜ", "Ａ")] == [4, 4, 8, 4, 3, 2]
