"""The headline of an article."""

import pytest

from cleaner import Cleaner
from cleaner.article.headline import find_headline, letters, other_copies
from cleaner.article.page import REMOVED
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES, mill_page, page_of_lines

LINES = ["The Harbour Echo", "Bridge news", HEADLINE, "By Oda Fenn", SENTENCES[0]]
ODDS = [-1.0, -0.5, 3.0, -4.0, -9.0]


def found(title: str = "", least: float = 0.0, odds: list[float] = ODDS, named: tuple[int, ...] = ()) -> int | None:
    return find_headline(page_of_lines(LINES), odds, least, {3}.__contains__, title, named)


def test_the_headline_is_the_unit_with_the_highest_odds_if_they_suffice() -> None:
    assert found() == 2
    assert found(least=2.9) == 2
    assert found(least=3.1) is None
    assert found(odds=[1.0, 1.0, 0.5, -4.0, -9.0]) == 0  # of equals the first


def test_a_byline_a_date_or_a_caption_is_never_the_headline() -> None:
    assert found(odds=[-1.0, -2.0, 3.0, 9.0, -9.0]) == 2
    assert found(odds=[-1.0, -2.0, -3.0, 9.0, -9.0]) is None
    assert found(odds=[-1.0, -2.0, -3.0, 9.0, -9.0], title="By Oda Fenn") is None


TITLES = {
    "no title": ("", 2),
    "the same": ("Bridge news", 1),
    "other case and signs": ("“BRIDGE” – news!", 1),
    "full-width letters": ("Ｂridge news", 1),
    "with the name of the site": ("Bridge news - Quay", 1),
    "most of its words": (f"{HEADLINE} | The Harbour Echo", 2),
    "with a long name of the site": ("Bridge news | The Harbour Echo Online", 2),  # less than most of it
    "nowhere": ("Weather for the coming week", 2),
    "signs alone": ("– | –", 2),
    "part of a sentence": ("The water came over the sluice", 2),
    "a sentence of the text": (SENTENCES[0], 4),  # the same letters always win
}


@pytest.mark.parametrize(("title", "expected"), TITLES.values(), ids=TITLES)
def test_a_title_speaks_for_the_unit_with_its_words(title: str, expected: int) -> None:
    assert found(title) == expected


def test_the_first_unit_that_a_pack_names_is_the_headline() -> None:
    assert found(named=(4, 1), title=HEADLINE, least=99) == 1


def test_a_unit_that_a_rule_removed_or_that_is_very_long_is_no_headline() -> None:
    page = page_of_lines([HEADLINE, "water " * 80], {0: REMOVED})
    assert find_headline(page, [9.0, 9.0], 0.0, lambda _: False) is None
    assert find_headline(page_of_lines(["Menu"], {0: REMOVED}), [9.0], 0.0, lambda _: False) is None


def test_copies_of_the_headline_differ_in_case_and_signs_only() -> None:
    page = page_of_lines([HEADLINE.upper(), HEADLINE, f"„{HEADLINE}“", f"{HEADLINE} today", "–"])
    assert other_copies(page, 1) == {0, 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fire – “no danger”", "FIRE: no danger!"),
        ("Straße", "STRASSE"),
        ("ﬁre", "fire"),
        ("Ｆｉｒｅ", "fire"),
        ("", "–"),
    ],
)
def test_headlines_are_compared_by_letters_and_digits(one: str, other: str) -> None:
    assert letters(one) == letters(other)


# ------------------------------------------------------------------ with the shipped weights


@pytest.mark.parametrize("headline", ["Miller gets his wheel back", "A wheel at last", "The end of the dry mill"])
def test_a_headline_that_stands_out_is_kept_even_if_it_shares_no_words_with_the_article(headline: str) -> None:
    text = shipped_cleaner().clean(mill_page().replace(HEADLINE, headline)).text
    assert text.split("\n")[0] == headline


HAN = """首页
新闻
体育
财经

山谷学校新操场下月开工
渡口木桥换上新桥板
HEADLINE
集市推迟到周日举行
邮差的自行车找到了

2026-03-04 08:30

星期一早上，河边老磨坊的水车重新转动起来，村民们带着面粉袋子站在岸上看了整整一个上午。磨坊主人说，他用了两个冬天修理那根断掉的轴。

水车停了两年，因为没有人会做这样的木齿轮。一位从邻村来的木匠听说以后，带着自己的工具住进了磨坊，每天晚上在油灯下画图。

村长表示，今后每个星期六磨坊都会开门，孩子们可以进去看面粉是怎样磨出来的，老人们可以坐在门口喝茶。

热门文章
关于我们
联系我们
"""


def test_a_headline_in_a_script_without_spaces_is_found_by_the_pieces_that_it_shares_with_the_article() -> None:
    # "the wheel of the old mill turns again": the article contains none of its runs of characters as a whole
    headline = "老磨坊水车两年后重新转动"
    text = shipped_cleaner().clean(HAN.replace("HEADLINE", headline)).text
    assert text.startswith(f"{headline}\n\n星期一早上，")
    assert "新桥板" not in text


QUAY_CAPTION = "The ferry Anna at the quay on Tuesday morning."
QUAY = """Skip to main content
The Harbour Echo
News
Sport
Business
Opinion
Lifestyle
Subscribe
Log in
News
Local
Old ferry returns to the river after eleven years
The boat that carried three generations across the Elder is back at the quay
Ida Moor
Ida Moor
12 Mar 2024, 7:05 AM
Updated 12 Mar 2024, 9:41 AM
Gift this article
Save
Share
3 Comments
The ferry Anna at the quay on Tuesday morning.
The ferry Anna at the quay on Tuesday morning.Credit: Ida Moor
The ferry Anna returned to the river on Tuesday, eleven years after her engine failed halfway across with forty schoolchildren on board.
Her owner, retired carpenter Tom Brandt, took the engine apart in his barn and rebuilt it over four winters with parts from three tractors.
“She starts on the second pull, which is one better than me,” Brandt said as the first passengers boarded.
Related Article
Bridges
Why the village never got its bridge
The council has agreed to pay for fuel until October. After that, the fares, one euro a crossing, will have to cover it.
Advertisement
About two hundred people live on the far bank. Most of them drive eleven miles to reach the bakery they can see from their kitchens.
For schoolteacher Mara Lind the ferry means forty minutes more sleep. “I may even have breakfast,” she said.
The Morning Edition newsletter is our guide to the day's most important and interesting stories, analysis and insights. Sign up here.
Save
Share
License this article
Ferries
River
Ida Moor is a senior reporter at The Harbour Echo. Connect via email.
Most Viewed in News
1 Goat wins village race for the third time
2 Baker finds ring in Sunday loaf
From our partners
The Harbour Echo
Twitter
Facebook
Our Sites
Contact & support
Advertise with us
Terms of use
Copyright 2024
"""


def test_a_caption_is_no_headline_and_goes_with_the_alternative_text_of_its_picture() -> None:
    text = shipped_cleaner().clean(QUAY).text
    assert text.startswith("Old ferry returns to the river after eleven years\n")
    assert "\nThe ferry Anna returned to the river" in text
    assert QUAY_CAPTION not in text
    assert Cleaner.load(keep=["caption"]).clean(QUAY).text.count(QUAY_CAPTION) == 2
