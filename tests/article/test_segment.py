"""Which lines of a page are the article."""

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.article.segment import best_stretch, outside_running_text, stretch
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, MENU, SENTENCES, mill_page, page_of_lines, paragraphs


def adjusted(folder: Path, **thresholds: int) -> Cleaner:
    """A cleaner with other thresholds."""
    numbers = ", ".join(f"{name}: {value}" for name, value in thresholds.items())
    (folder / "own.yaml").write_text(f"about: x\nextends: [web]\nadjust: {{body:article: {{{numbers}}}}}\n")
    return Cleaner.load([folder], pack="own")


@given(st.lists(st.integers(-5, 5), max_size=14))
def test_no_run_of_values_has_a_greater_sum_than_the_stretch(values: list[int]) -> None:
    start, stop = stretch(values)
    sums = [0, *accumulate(values)]
    best = max(sums[b] - sums[a] for a in range(len(sums)) for b in range(a, len(sums)))
    assert sum(values[start:stop]) == best


def test_the_article_is_a_stretch_with_running_text_even_if_a_list_scores_higher() -> None:
    long, short = "The water came over the sluice at noon.", "Three ducks in the town hall after the flood"
    page = page_of_lines([short] * 6 + ["Menu"] * 2 + [long] * 2)
    odds = [1.0] * 6 + [-9.0] * 2 + [0.5] * 2
    assert best_stretch(page, odds, 0.0) == range(8, 10)
    assert best_stretch(page, odds[:6] + [-9.0] * 4, 0.0) == range(6)


def test_all_lines_of_a_page_without_running_text_are_outside_it() -> None:
    assert outside_running_text(page_of_lines(["Menu", SENTENCES[0], "Rye", SENTENCES[1], "Oats"])) == [0, 4]
    assert outside_running_text(page_of_lines(["Menu", "Rye"])) == [0, 1]


def test_a_list_in_the_article_stays_or_goes_as_a_whole() -> None:
    items = ["A bell", "Two sacks of rye from the upper valley", "Chalk", "1 push", "Boards (38)", "Cats"]
    text = shipped_cleaner().clean(mill_page("What it took:", *items)).text
    assert len([item for item in items if item in text]) in (0, len(items))


@pytest.mark.parametrize(("listed", "inner", "left"), [(-99, 99, [1, 3, 6]), (99, -99, [2]), (-99, -99, [1, 2, 3, 6])])
def test_subheads_and_lists_have_their_own_threshold(listed: int, inner: int, left: list[int], tmp_path: Path) -> None:
    cleaner = adjusted(tmp_path, inner=inner, listed=listed)
    rows = ["Wheel | 4", "Sluice gate | 2", "Rye | 3 sacks", "Stones | 1", "Boards | 38", "Nails | 900"]
    kept = {n: set(cleaner.clean(mill_page(*rows[:n])).text.splitlines()) for n in (1, 2, 3, 6)}
    assert [n for n, lines in kept.items() if set(rows[:n]) <= lines] == left


def test_rows_of_a_table_are_a_list_however_long_they_are(tmp_path: Path) -> None:
    cleaner = adjusted(tmp_path, inner=99, listed=-99)
    words = "what the carpenter wrote of it with chalk on the board that he had taken out of it in the spring"
    rows = [f"{part}\t\t{n}\t\t{words}." for n, part in enumerate(("Wheel", "Sluice", "Stones"))]
    assert all(row in cleaner.clean(mill_page(*rows)).text for row in rows)
    assert not any(row in cleaner.clean(mill_page(*rows[:2])).text for row in rows)


def test_a_small_page_keeps_everything_between_its_first_and_its_last_running_text() -> None:
    items = [f"  • {word}" for word in ("The old mill", "Saint Ann's chapel", "The quarry lake", "The upper dam")]
    menu = "\n".join(
        f"  • {word}" for word in ("Boats", "Ropes", "Sails", "Tides", "Letters", "Courts", "Roads", "Barns")
    )
    article = "\n\n".join([*SENTENCES[:2], "\n".join(items), *SENTENCES[2:4]])
    assert shipped_cleaner().clean(f"{menu}\n\n{HEADLINE}\n\n{article}\n").text == f"{HEADLINE}\n\n{article}\n"


FERRY = """Cầu phao mới giúp hai làng bớt đường vòng

Từ đầu tuần này, người dân hai làng ven sông đi chợ chỉ còn mất mười lăm phút thay vì cả buổi sáng như trước.

Chiếc cầu phao dài 120 mét do chính người dân góp thùng phuy, tre và công sức làm trong bốn tháng.

Trước đây, học sinh làng bên phải dậy từ bốn giờ rưỡi để kịp chuyến đò sớm, hôm nào nước lớn thì lớp vắng gần nửa.
"""


def test_a_small_page_ends_at_a_box_of_other_stories() -> None:
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
    cleaner = shipped_cleaner()
    assert cleaner.clean(f"{menu}\n{FERRY}{teasers}").text == FERRY
    without_wall = teasers.replace("Tin liên quan", "")
    assert "tụ về bến" in cleaner.clean(f"{menu}\n{FERRY}{without_wall}").text


def test_a_short_sentence_at_the_end_is_part_of_the_article() -> None:
    last = "The cats were not asked."
    text = shipped_cleaner().clean(mill_page().replace(SENTENCES[-1], f"{SENTENCES[-1]}\n\n{last}")).text
    assert text.rstrip().endswith(last)


THAI = "แม่น้ำในหุบเขาเพิ่มขึ้นอีกห้าเซนติเมตรเมื่อคืนนี้ ชาวบ้านช่วยกันขนกระสอบทรายไปที่โรงสีเก่าซึ่งน้ำท่วมห้องใต้ดินแล้ว"


def test_an_article_in_thai_is_found_without_full_stops() -> None:
    texts = [f"{place}{THAI}" for place in ("ที่สะพาน ", "ที่ท่าเรือ ", "ที่โรงเรียน ", "ที่วัด ", "ที่ตลาด ")]
    menu = "หน้าแรก\nข่าว\nกีฬา\nบันเทิง\nเศรษฐกิจ\nต่างประเทศ\n" * 2
    text = shipped_cleaner().clean(f"{menu}\n{paragraphs(texts)}{menu}").text
    assert text == paragraphs(texts).removesuffix("\n")


def test_teasers_and_menus_are_not_part_of_the_article() -> None:
    text = shipped_cleaner().clean(mill_page()).text
    assert text == paragraphs([HEADLINE, *SENTENCES]).removesuffix("\n")
    assert not set(MENU.split("\n")) & set(text.split("\n")) - {""}
