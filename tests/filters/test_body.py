"""The article found by what lines look like."""

import json
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.article import features
from cleaner.article.copies import contents
from cleaner.article.features import HEAD, LINE, PLACE
from cleaner.article.segment import article, stretch
from cleaner.engine.explain import explanation
from cleaner.filters.body import BodySelector
from cleaner.lines.text import cut, split
from tests.helpers import SAMPLES
from tests.helpers.strategies import BODY, dumps, lines

CLEANER = Cleaner.load()
SAMPLE = SAMPLES / "unknown-en/harbour-ferry.raw.txt"
RAW = SAMPLE.read_text(encoding="utf-8")
CLEAN = CLEANER.clean(RAW).text
FUNCTION = frozenset(["the", "on", "and", "of", "a"])


def fits(bins: tuple[int, ...], tables: dict[str, tuple[str, ...]]) -> bool:
    return len(bins) == len(tables) and all(
        0 <= value < len(names) and names[value] for value, names in zip(bins, tables.values(), strict=True)
    )


@given(lines())
def test_every_line_with_a_letter_or_digit_has_a_value_of_each_feature_that_has_a_name(line: str) -> None:
    seen = features.see(line, FUNCTION)
    assert (seen is None) == (not any(map(str.isalnum, line)))
    if seen is not None:
        assert fits(seen.bins, LINE)
        assert seen.tokens >= 1


@given(dumps(), st.data())
def test_every_line_of_a_page_has_a_value_of_each_feature_of_its_place(raw: str, data: st.DataObject) -> None:
    texts, _ = cut(raw)
    gone = data.draw(st.dictionaries(st.integers(0, max(0, len(texts) - 1)), st.integers(1, 3)))
    page = features.page_of(texts, [features.see(text, FUNCTION) for text in texts], gone)
    prose = data.draw(st.lists(st.floats(0, 1), min_size=len(page.at), max_size=len(page.at)))
    assert all(fits(bins, PLACE) for bins in features.places(page, prose))
    for start in range(len(page.at)):
        assert all(fits(bins, HEAD) for _, bins in features.heads(page, prose, start, len(page.at)))


@pytest.mark.parametrize(
    ("text", "words", "stops"),
    [
        ("The council met.", 3, True), ("最新新闻。", 3, True), ("Đọc nhiều", 2, False), ("ข่าวด่วนวันนี้", 3, False),
        ("Really?”", 1, True), ("and so on...", 3, True), ("12", 1, False), ("နေပြည်တော်။", 3, True), ("Σχόλια:", 1, False),
    ],
)  # fmt: skip
def test_lines_of_any_script_are_counted_and_seen_to_end(text: str, words: int, stops: bool) -> None:
    seen = features.see(text, FUNCTION)
    assert seen is not None
    assert (seen.words, seen.stops) == (words, stops)


@given(st.lists(st.integers(-5, 5), max_size=14))
def test_the_stretch_is_the_best_of_all(values: list[int]) -> None:
    start, stop = stretch(values)
    sums = [0, *accumulate(values)]
    best = max(sums[b] - sums[a] for a in range(len(sums)) for b in range(a, len(sums)))
    assert sum(values[start:stop]) == best


def test_the_article_of_an_unknown_outlet_is_whole_and_alone() -> None:
    kept = CLEAN.splitlines()
    assert kept[0] == "Harbour ferry returns after two winters on dry land"
    assert kept.count(kept[0]) == 1
    assert kept[2].startswith("The small green ferry crossed")
    assert kept[-1].startswith("In June the boat is to be painted.")
    assert "What it costs" in kept
    for gone in ("Rowing", "Nora Whitlock", "Photo:", "Marlene", "heron", "Archive", "friend"):
        assert gone not in CLEAN


@pytest.mark.parametrize(
    ("keep", "there", "gone"),
    [
        (("byline",), ["By Nora Whitlock"], ["7:42", "Photo:"]),
        (("date",), ["March 3, 2026 | 7:42 am"], ["By Nora", "Photo:"]),
        (("caption",), ["The green ferry at the north quay on Monday. Photo: Edda Marsh"], ["7:42", "By Nora"]),
        (("byline", "date", "caption"), ["By Nora", "7:42", "Photo:"], ["Marlene", "Rowing"]),
    ],
)
def test_parts_that_the_caller_wants_stay(keep: tuple[str, ...], there: list[str], gone: list[str]) -> None:
    text = Cleaner.load(keep=keep).clean(RAW).text  # type: ignore[arg-type]
    assert [part for part in there if part not in text] == []
    assert [part for part in gone if part in text] == []


def test_a_rule_for_a_part_that_is_wanted_protects_its_lines() -> None:
    text = "Ảnh: Trần Văn Bình\nÔng nói rằng hội đồng sẽ họp lại vào thứ Hai để bàn về ngân sách.\n"
    assert "Ảnh" not in CLEANER.clean(text).text
    assert "Ảnh" in Cleaner.load(keep=["caption"]).clean(text).text


SENTENCES = [
    "The water came over the sluice at noon, and the old wheel needed a push before it moved.",
    "Since the flood the mill had stood still, and grass had grown between the paddles for eleven years.",
    "A carpenter took the wheel apart in the spring, numbered every board with chalk, and put it together again.",
    "Whoever brings grain takes flour home, said the miller, and leaves every tenth sack here.",
    "The stones were cut in the quarry above the village, which has been closed for as long as anybody can remember.",
    "On Saturdays the mill is open to visitors, who are asked to leave their dogs outside because of the cats.",
]
HEADLINE = "Mill wheel turns again after eleven years"


def page(*middle: str) -> str:
    """A page with a menu, an article with some lines in its middle, and teasers."""
    teasers = "".join(f"  • {word} {n} | Baker looks for help\n" for n in range(7) for word in ("Mill", "Inn", "Quay"))
    text = [HEADLINE, *SENTENCES[:3], *middle, *SENTENCES[3:]]
    return MENU + "\n" + "\n\n".join(text) + "\n\n" + teasers


@pytest.mark.parametrize(
    "line", ["By the numbers", "By Design", "Por qué es importante", "1 April 1975", "14.05.2001", "Von Ida gelernt"]
)
def test_what_looks_like_a_byline_or_a_date_stays_in_the_middle_of_the_article(line: str, tmp_path: Path) -> None:
    (tmp_path / "patient.yaml").write_text("about: x\nextends: [web]\nadjust: {body:article: {inner: -99}}\n")
    patient = Cleaner.load([tmp_path], "patient")  # whatever the lines' scores are
    assert f"\n{line}\n" in patient.clean(page(line, "1 May 1976", "2 June 1977")).text


@pytest.mark.parametrize(
    "line", ["By Oda Fenn", "Von Oda Fenn und Edda Marsch", "14 August 2026", "Published 3 May 2026"]
)
def test_bylines_and_dates_go_above_and_below_the_text(line: str) -> None:
    for raw in (
        page().replace(HEADLINE, f"{HEADLINE}\n\n{line}"),
        page().replace(SENTENCES[-1], f"{SENTENCES[-1]}\n\n{line}"),
    ):
        text = CLEANER.clean(raw).text
        assert line not in text
        assert text.startswith(HEADLINE)
        assert text.rstrip().endswith(SENTENCES[-1])


def test_of_a_list_in_the_article_all_items_stay_or_none() -> None:
    items = ["A bell", "Two sacks of rye from the upper valley", "Chalk", "1 push", "Boards (38)", "Cats"]
    text = CLEANER.clean(page("What it took:", *items)).text
    assert len([item for item in items if item in text]) in (0, len(items))


@pytest.mark.parametrize(
    "caption",
    [
        "Oda Fenn, right, speaks to the carpenters of the upper valley during a fair on Sunday, May 3, 2026.",
        "FILE - The wheel of the old mill on a morning in April.",
        "In this May 3, 2026, photo, the wheel of the old mill turns again.",
        "Die alte Mühle im oberen Tal am Morgen Foto: Edda Marsch",
        "The old mill in the upper valley. Nora Whitlock / AP",
    ],
)
def test_captions_go_unless_they_are_wanted(caption: str) -> None:
    assert caption not in CLEANER.clean(page(caption)).text
    assert caption in Cleaner.load(keep=["caption"]).clean(page(caption)).text


@pytest.mark.parametrize(
    "line",
    [
        "Oda Fenn speaks of the wheel as if it were a child that has come home late.",
        "“She speaks to the carpenters of the upper valley on Sunday,” said Nora Whitlock.",
        "Whoever walks to the mill finds it closed, and has to wait until the goats are fed.",
        "In this photograph nothing moves but the water, and nobody knows who took it.",
        "On Sunday the carpenters spoke to Oda Fenn, and she to them, about the fair of May 3, 2026.",
        "Her photographs hang in the inn, and the miller has never looked at one of them.",
        "Does the wheel turn as it did before, and who speaks for the goats on Sunday?",
    ],
)
def test_what_reads_like_a_caption_stays(line: str) -> None:
    assert line in CLEANER.clean(page(line)).text


@pytest.mark.parametrize(("listed", "inner", "left"), [(-99, 99, [1, 3, 6]), (99, -99, [2]), (-99, -99, [1, 2, 3, 6])])
def test_subheads_and_lists_have_a_measure_of_their_own(
    listed: int, inner: int, left: list[int], tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(
        f"about: x\nextends: [web]\nadjust: {{body:article: {{inner: {inner}, listed: {listed}}}}}\n"
    )
    cleaner = Cleaner.load([tmp_path], pack="own")
    rows = ["Wheel | 4", "Sluice gate | 2", "Rye | 3 sacks", "Stones | 1", "Boards | 38", "Nails | 900"]
    assert [n for n in (1, 2, 3, 6) if set(rows[:n]) <= {*cleaner.clean(page(*rows[:n])).text.splitlines()}] == left


def test_the_article_is_a_stretch_with_running_text_though_a_list_scores_higher() -> None:
    long, short = "The water came over the sluice at noon.", "Three ducks in the town hall after the flood"
    seen = [features.see(text, FUNCTION) for text in (short,) * 6 + ("Menu",) * 2 + (long,) * 2]
    whole = features.page_of([short] * 6 + ["Menu"] * 2 + [long] * 2, seen, {})
    scores = [1.0] * 6 + [-9.0] * 2 + [0.5] * 2
    assert article(whole, scores, 0.0) == range(8, 10)
    assert article(whole, scores[:6] + [-9.0] * 4, 0.0) == range(6)


def test_a_page_of_which_little_is_left_is_not_judged() -> None:
    text = "\n\n".join([HEADLINE, "Open on Saturdays", *SENTENCES, "Rye\nOats"]) + "\n"
    assert CLEANER.clean(text).text == text
    (line,) = [line for line in explanation(CLEANER, text).lines if line.text == "Oats"]
    told = explanation(CLEANER, text)
    assert [near.why for near in told.near(CLEANER, line.number) if near.rule == "body:article"] == [
        "not judged: 4 of 8 lines stand outside the running text"
    ]


def test_a_small_page_keeps_all_between_its_first_and_its_last_running_text() -> None:
    items = [f"  • {word}" for word in ("The old mill", "Saint Ann's chapel", "The quarry lake", "The upper dam")]
    menu = "\n".join(
        f"  • {word}" for word in ("Boats", "Ropes", "Sails", "Tides", "Letters", "Courts", "Roads", "Barns")
    )
    article = "\n\n".join([*SENTENCES[:2], "\n".join(items), *SENTENCES[2:4]])
    assert CLEANER.clean(f"{menu}\n\n{HEADLINE}\n\n{article}\n").text == f"{HEADLINE}\n\n{article}\n"


def judged(raw: str) -> tuple[list[str], list[str]]:
    """What an unknown page comes out as, and the lines of it that are said to stand above already."""
    told = explanation(CLEANER, raw)
    whys = told.whys()
    again = [
        line.text for line in told.lines if "stands elsewhere in the article" in "".join(whys.get(line.number, []))
    ]
    return [line for line in CLEANER.clean(raw).text.splitlines() if line], again


def test_of_an_article_printed_twice_the_second_copy_goes_whatever_its_spaces() -> None:
    article = "\n\n".join([*SENTENCES[:3], "What the mayor said", *SENTENCES[3:]])
    paper = article.replace(" on ", "\xa0on ")
    for copy in (article, paper, "\n\n".join(SENTENCES[1:3])):
        text, again = judged(page().replace("\n\n".join(SENTENCES), f"{article}\n\nFor the printer\n\n{copy}"))
        assert [line for line in text if line != "For the printer"] == [HEADLINE, *article.split("\n\n")]
        assert again == copy.split("\n\n")


def test_rows_of_a_table_are_a_list_however_long_they_are(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("about: x\nextends: [web]\nadjust: {body:article: {inner: 99, listed: -99}}\n")
    cleaner = Cleaner.load([tmp_path], pack="own")
    words = "what the carpenter wrote of it with chalk on the board that he had taken out of it in the spring"
    rows = [f"{part}\t\t{n}\t\t{words}." for n, part in enumerate(("Wheel", "Sluice", "Stones"))]
    assert all(row in cleaner.clean(page(*rows)).text for row in rows)
    assert not any(row in cleaner.clean(page(*rows[:2])).text for row in rows)


HEADS = ["The sluice at noon", "What the flood took", "Who pays in rye"]
PARTS = [line for head, text in zip(HEADS, SENTENCES[1:4], strict=True) for line in (head, text)]


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        ([SENTENCES[0], "  • 1. The sluice at noon", "  • 2. What the flood took", "  • 3. Who pays in rye", *PARTS], {1, 2, 3}),
        ([*HEADS, *PARTS], {0, 1, 2}),
        ([*HEADS, *HEADS, *PARTS], {0, 1, 2, 3, 4, 5}),
        (PARTS, set()),
        ([*HEADS[:2], *PARTS], set()),  # two lines are no table
        ([*HEADS[::-1], *PARTS], set()),  # in another order
        ([SENTENCES[0], *HEADS, *SENTENCES[1:4], *HEADS, SENTENCES[4]], set()),  # no text runs between the heads
        ([*SENTENCES[:3], *HEADS, *PARTS], set()),  # it stands too far down
        ([*SENTENCES[:3], *SENTENCES[:3], *PARTS], set()),
        ([], set()),
    ],
)  # fmt: skip
def test_a_table_of_contents_is_what_stands_again_as_the_heads_of_the_parts(lines: list[str], gone: set[int]) -> None:
    whole = features.page_of(lines, [features.see(text, FUNCTION) for text in lines], {})
    assert contents(whole, range(len(lines))) == gone


def test_a_table_of_contents_goes_and_the_heads_of_the_parts_stay() -> None:
    text = [SENTENCES[0], *HEADS, *PARTS]
    cleaner = Cleaner.load([], pack="web")
    kept = cleaner.clean(page().replace("\n\n".join(SENTENCES), "\n\n".join([*text, *SENTENCES[4:]]))).text
    assert [kept.count(head) for head in HEADS] == [1, 1, 1]


def test_a_caption_said_twice_stays_once_and_a_question_as_often_as_it_is_asked() -> None:
    caption = "The harbour in the rain, as it was seen from the old mill on Tuesday evening."
    text, again = judged(page(caption, caption))
    assert text.count(caption) == len(again) == 1
    answers = [f"{sentence[:-1]}, or so she says." for sentence in SENTENCES]
    question = "What do you do when the water comes up to the window of your room?"
    text, again = judged(page(question, *answers, question, "I climb."))
    assert (text.count(question), again) == (2, [])
    short = "Row, row, row your boat"
    assert judged(page(short, short))[0].count(short) == 2


@pytest.mark.parametrize("headline", ["Miller gets his wheel back", "A wheel at last", "The end of the dry mill"])
def test_a_headline_that_stands_out_is_taken_though_its_words_are_not_the_article_s(headline: str) -> None:
    text = CLEANER.clean(page().replace(HEADLINE, headline)).text
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


def test_a_headline_in_a_script_without_spaces_is_found_by_what_it_shares_with_the_article() -> None:
    headline = (
        "老磨坊水车两年后重新转动"  # "the wheel of the old mill turns again": of its words no run stands in the article
    )
    text = CLEANER.clean(HAN.replace("HEADLINE", headline)).text
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


def test_a_caption_is_no_headline_and_takes_the_picture_s_text_along() -> None:
    text = CLEANER.clean(QUAY).text
    assert text.startswith("Old ferry returns to the river after eleven years\nThe ferry Anna returned to the river")
    captions = Cleaner.load(keep=["caption"]).clean(QUAY).text
    assert captions.count("The ferry Anna at the quay on Tuesday morning.") == 2


FERRY = """Cầu phao mới giúp hai làng bớt đường vòng

Từ đầu tuần này, người dân hai làng ven sông đi chợ chỉ còn mất mười lăm phút thay vì cả buổi sáng như trước.

Chiếc cầu phao dài 120 mét do chính người dân góp thùng phuy, tre và công sức làm trong bốn tháng.

Trước đây, học sinh làng bên phải dậy từ bốn giờ rưỡi để kịp chuyến đò sớm, hôm nào nước lớn thì lớp vắng gần nửa.
"""


def test_of_a_small_page_what_stands_below_a_box_of_other_stories_is_not_the_article_s() -> None:
    teasers = """
Tin liên quan
Sửa xong con đường ven đê
MINH TÚ | 10:20
Bến đò cũ thành chợ nổi
HÀ MY | 15:45
Mỗi sáng chủ nhật, hàng chục ghe chở trái cây tụ về bến.
"""
    menu = "".join(
        f"  • {word}\n" for word in ("Chợ quê", "Bến sông", "Nhà vườn", "Gốm", "Lụa", "Mây tre", "Cá", "Chè", "Mật ong")
    )
    assert CLEANER.clean(f"{menu}\n{FERRY}{teasers}").text == FERRY
    assert "tụ về bến" in CLEANER.clean(f"{menu}\n{FERRY}{teasers.replace('Tin liên quan', '')}").text  # no wall


def test_short_sentences_at_the_end_are_the_article_s() -> None:
    last = "The cats were not asked."
    text = CLEANER.clean(page().replace(SENTENCES[-1], f"{SENTENCES[-1]}\n\n{last}")).text
    assert text.rstrip().endswith(last)


THAI = "แม่น้ำในหุบเขาเพิ่มขึ้นอีกห้าเซนติเมตรเมื่อคืนนี้ ชาวบ้านช่วยกันขนกระสอบทรายไปที่โรงสีเก่าซึ่งน้ำท่วมห้องใต้ดินแล้ว"


def test_a_long_line_of_thai_ends_a_sentence_though_no_full_stop_does() -> None:
    paragraphs = [f"{place}{THAI}" for place in ("ที่สะพาน ", "ที่ท่าเรือ ", "ที่โรงเรียน ", "ที่วัด ", "ที่ตลาด ")]
    menu = "หน้าแรก\nข่าว\nกีฬา\nบันเทิง\nเศรษฐกิจ\nต่างประเทศ\n" * 2
    text = CLEANER.clean(menu + "\n" + "\n\n".join(paragraphs) + "\n\n" + menu).text
    assert text == "\n\n".join(paragraphs) + "\n"


@given(dumps())
def test_no_page_with_prose_comes_out_empty(raw: str) -> None:
    prose = "The council met on Monday and agreed on a new budget for the coming year."
    text = raw + "\n\n" + prose + "\n" + "Menu\n" * 3 + "".join(f"  • Entry {n}\n" for n in range(40))
    assert any(line.text.strip() for line in split(CLEANER.clean(text).text))


MENU = "".join(f"  • {word} {n}\n" for n in range(12) for word in ("Boats", "Ropes", "Sails"))
TEASERS = "".join(f"Harbour story number {n} of this long week\n  {n} minutes ago\n\n" for n in range(60))
POSTS = "".join(
    f"user{n} wrote\nMarch {n}, 2026 at 9:1{n % 10}\nI think that the ferry is a fine thing, and that the {n} people who say "
    f"otherwise have never stood at the quay in the rain.\n\n"
    for n in range(1, 25)
)
TABLE = "".join(f"Boat {n}\t{n * 3} m\t{n} crew\t190{n % 10}\n" for n in range(60))
PIPES = "| Boat | Length | Crew |\n|---|---|---|\n" + "".join(f"| Boat {n} | {n * 3} m | {n} |\n" for n in range(60))
RECIPE = """Plum cake from the tin

Serves 8

250 g flour
120 g butter
100 g sugar
1 kg plums
2 tbsp milk

Stir butter and sugar until pale, then add the eggs and the flour spoon by spoon.
Halve the plums, lay them on top and bake the cake for three quarters of an hour.
"""
PRODUCT = """Rain barrel 200 litres, green

€ 59.90
In stock
Add to basket

Height
97 cm
Material
PE

The barrel collects rain from the roof and has a tap near the bottom, with a thread for the hose.
"""
POEM = "The ferry\n\n" + "the ferry goes at six\nwith nobody aboard\nbut Ida and the priest\n\n" * 9


@pytest.mark.parametrize(
    ("page", "looks"),
    [
        (TEASERS, "a list of other pages"),
        (TABLE, "a table"),
        (PIPES, "a table"),
        (RECIPE, "a recipe"),
        (PRODUCT, "a product page"),
    ],
)
def test_a_page_that_is_no_article_is_said_to_be_what_it_looks_like_and_stays(page: str, looks: str) -> None:
    result = CLEANER.clean(MENU + "\n" + page)
    assert tuple(map(str, result.flags)) == (f"looks like {looks}, not like an article",)
    assert not result.unchanged
    kept = set(result.text.splitlines())
    assert [line for line in page.splitlines() if line.strip() and line not in kept and "minutes ago" not in line] == []


def test_a_page_without_running_text_stays() -> None:
    result = CLEANER.clean(MENU + "\n" + POEM)
    assert tuple(map(str, result.flags)) == ("no article was found",)
    assert POEM.strip() in result.text


def test_all_paragraphs_of_a_discussion_stay() -> None:
    result = CLEANER.clean(MENU + "\n" + POSTS)
    assert tuple(map(str, result.flags)) == ("looks like a discussion, not like an article",)
    assert result.text.count("I think that the ferry is a fine thing") == 24


def test_a_live_report_is_an_article() -> None:
    report = "".join(
        f"1{n % 10}:0{n % 6}\n\nThe water at the bridge has risen by another {n + 2} centimetres, says the warden, and the road "
        "is closed.\n\n"
        for n in range(20)
    )
    result = CLEANER.clean(MENU + "\nFlood in the valley: water at the bridge\n\n" + report)
    assert result.flags == ()
    assert result.text.count("has risen by another") > 15


@pytest.mark.parametrize("raw", sorted(SAMPLES.rglob("*.clean.txt")), ids=lambda path: path.name)
def test_an_article_is_not_said_to_look_like_something_else(raw: Path) -> None:
    assert not any(flag.kind == "looks" for flag in CLEANER.clean(raw.read_bytes().decode()).flags)


@pytest.mark.parametrize(
    ("raw", "looks"),
    [
        (page(*SENTENCES[:1]) + "\nThe mill book\n\nBuy now\n", ""),
        (page().replace("  • ", "  •\t"), ""),
        (MENU + "\n" + "\n\n".join(f"{n} May 20{n + 10}\n\n{text}" for n, text in enumerate(SENTENCES, 1)) + "\n", ""),
        (
            MENU + "\n" + "\n\n".join(f"Baker {n} looks for help\n\n{text}\n\n{n} hours ago" for n, text in enumerate(SENTENCES * 3, 1)),
            "a list of other pages",
        ),
    ],
)  # fmt: skip
def test_what_an_article_has_by_the_way_makes_it_nothing_else(raw: str, looks: str) -> None:
    flags = [str(flag) for flag in CLEANER.clean(raw).flags]
    assert [flag for flag in flags if "looks like" in flag] == (
        [f"looks like {looks}, not like an article"] if looks else []
    )


def test_explain_says_what_became_of_a_page_as_a_whole() -> None:
    small = "\n\n".join([HEADLINE, *SENTENCES, "Rye"]) + "\n"
    assert explanation(CLEANER, small).unjudged == "not judged: 2 of 8 lines stand outside the running text"
    told = explanation(CLEANER, MENU + "\n" + POEM)
    assert told.unjudged == ""
    assert "kept, for no article was found, score " in str(told.whys())
    assert "outside the article" not in str(told.whys())
    told = explanation(CLEANER, MENU + "\n" + RECIPE)
    assert any(why[0].startswith("kept, for the page looks like a recipe, score ") for why in told.whys().values())


def test_explain_says_what_a_headline_lacks() -> None:
    headless = page().replace(f"{HEADLINE}\n\n", "")
    whys = [why for found in explanation(CLEANER, headless).whys().values() for why in found]
    assert len([why for why in whys if "; as a headline it scores -" in why and "and -2.0 is needed" in why]) == 1


def test_explain_shows_each_line_s_score_and_the_three_features_that_made_it() -> None:
    told = explanation(CLEANER, RAW)
    by_text = {line.text: line for line in told.lines}
    paragraph, menu = (
        by_text["“A bus does not smell of tar,” Mr Renn said, and he untied the rope."],
        by_text["  • Rowing"],
    )
    assert paragraph.score is not None
    assert menu.score is not None
    assert paragraph.score > 0 > menu.score
    (judged,) = told.judged(paragraph.number)
    assert judged.why.startswith("the article, score +")
    assert judged.why.count("; ") == 2
    assert not judged.why.split(": ", 1)[1].startswith("-")  # what speaks for a line comes before the bias of all lines
    headline = by_text["Harbour ferry returns after two winters on dry land"]
    assert told.judged(headline.number)[0].why.startswith("the headline, score ")
    byline = by_text["By Nora Whitlock"]
    wanted = explanation(Cleaner.load(keep=["byline"]), RAW).judged(byline.number)
    assert wanted[0].why.startswith("a byline, kept, score ")
    whys = {line["number"]: line["why"] for line in told.facts()["lines"]}
    assert whys[paragraph.number] == [judged.why]
    assert sum(line.score is not None for line in told.lines) >= 31


def test_the_command_shows_scores(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleaner", "explain", str(SAMPLE)]
    done = subprocess.run([*command, "--line", "3", "--format", "json"], capture_output=True, check=True, cwd=tmp_path)
    facts = json.loads(done.stdout)
    assert facts["score"] < 0
    assert facts["why"][0].startswith("outside the article, score -")
    done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
    assert " body:article " in done.stdout.decode()
    done = subprocess.run([*command, "--why"], capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.decode().count("outside the article, score -") > 20
    wrong = subprocess.run([*command, "--keep", "bylin"], capture_output=True, check=False, cwd=tmp_path)
    assert wrong.returncode == 2
    assert b"did you mean 'byline'" in wrong.stderr


def test_weights_have_to_be_as_many_as_there_are_values() -> None:
    assert BODY.fault() == ""
    assert "'place' needs 9 weights for 'above'" in BODY._replace(place=BODY.place._replace(above=(1.0,))).fault()


def test_a_page_of_which_no_running_text_would_be_left_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = BodySelector.judge

    def menu(self: BodySelector, *args: Any) -> Any:
        return judge(self, *args)._replace(kept={0}, headline=None)

    monkeypatch.setattr(BodySelector, "judge", menu)
    result = CLEANER.clean(RAW)
    assert tuple(map(str, result.flags)) == ("looks like a list of other pages, not like an article",)
    assert not any(edit.rule == "body:article" for edit in result.edits)
