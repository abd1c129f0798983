"""The headline of an article."""

import pytest

from cleaner import Cleaner
from cleaner.engine.explain import explanation
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, mill_page


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
    assert text.startswith("Old ferry returns to the river after eleven years\nThe ferry Anna returned to the river")
    captions = Cleaner.load(keep=["caption"]).clean(QUAY).text
    assert captions.count("The ferry Anna at the quay on Tuesday morning.") == 2


def test_the_explanation_says_by_how_much_a_page_has_no_headline() -> None:
    headless = mill_page().replace(f"{HEADLINE}\n\n", "")
    whys = [why for line in explanation(shipped_cleaner(), headless).whys().values() for why in line]
    assert len([why for why in whys if "; as a headline it scores -" in why and "and -2.0 is needed" in why]) == 1
