"""Pages that do not look like articles, and articles that have something of them."""

from pathlib import Path

import pytest

from cleaner.article.odds import PAGE_KINDS
from cleaner.article.page import REMOVED
from cleaner.article.page_kind import page_kind
from tests.helpers import SAMPLES
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import MENU, SENTENCES, mill_page, page_of_lines


def kinds_of(**likely: float) -> list[float]:
    """How likely each kind of page is."""
    return [likely.get(name, 0.0) for name in PAGE_KINDS]


RUNNING = [SENTENCES[0], "Menu", "Rye", SENTENCES[1]]


@pytest.mark.parametrize(
    ("likely", "like"),
    [
        ({"article": 0.9}, ""),
        ({"article": 0.3, "forum": 0.7}, "a discussion"),
        ({"documentation": 0.9}, "documentation"),
        ({"listing": 0.9}, "a list of other pages"),
        ({"product": 0.9}, "a product page"),
        ({"collection": 0.9}, "a collection of pages"),
        ({"service": 0.9}, "a page about a service"),
        ({"recipe": 0.9}, "a recipe"),
        ({"recipe": 0.4, "article": 0.3, "forum": 0.3}, ""),  # not sure
    ],
)
def test_a_page_looks_like_the_likeliest_kind_if_that_is_sure(likely: dict[str, float], like: str) -> None:
    page = page_of_lines(RUNNING)
    seems = page_kind(page, kinds_of(**likely), [True, False, False, True], {0})
    assert (seems.like, seems.kept, seems.has_text) == (like, {0}, True)
    assert str(seems.flag) == (f"looks like {like}, not like an article" if like else "None")


def test_nothing_is_removed_if_the_article_has_no_running_text() -> None:
    page = page_of_lines(RUNNING, {1: REMOVED})
    for likely, flag in (
        ({"article": 1.0}, "no article was found"),
        ({"forum": 1.0}, "looks like a discussion, not like an article"),
    ):
        seems = page_kind(page, kinds_of(**likely), [True, False, False, True], {2})
        assert seems.kept == {0, 2, 3}
        assert str(seems.flag) == flag


ROWS = [f"Boat {n}\t{n}" for n in range(5)]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["Menu", SENTENCES[0], *ROWS, SENTENCES[1], "Imprint"], [SENTENCES[0], *ROWS, SENTENCES[1]]),
        (["Menu", *ROWS, "Imprint"], ROWS),
        ([*ROWS, *["Menu"] * 9, "Log\tin"], ROWS),  # a row far away
        (["  •\tHome", *ROWS[:1], "• a", "• b"], ["  •\tHome".strip(), *ROWS[:1], "• a", "• b"]),  # too few rows
    ],
)
def test_of_a_table_the_rows_and_the_text_around_them_are_kept(lines: list[str], kept: list[str]) -> None:
    page = page_of_lines(lines)
    running = [text in SENTENCES for text in page.texts]
    seems = page_kind(page, kinds_of(article=1.0), running, set())
    assert [page.texts[n] for n in sorted(seems.kept)] == kept
    assert (seems.like == "a table") == (len(kept) != 4)


# ------------------------------------------------------------------ with the shipped weights

TABLE = "".join(f"Boat {n}\t{n * 3} m\t{n} crew\t190{n % 10}\n" for n in range(60))
PIPES = "| Boat | Length | Crew |\n|---|---|---|\n" + "".join(f"| Boat {n} | {n * 3} m | {n} |\n" for n in range(60))
POEM = "The ferry\n\n" + "the ferry goes at six\nwith nobody aboard\nbut Ida and the priest\n\n" * 9


@pytest.mark.parametrize("table", [TABLE, PIPES], ids=["tabs", "bars"])
def test_a_page_that_is_a_table_gets_a_flag_and_stays(table: str) -> None:
    result = shipped_cleaner().clean(MENU + "\n" + table)
    assert str(result.flags[0]) == "looks like a table, not like an article"
    assert not result.unchanged
    assert table.strip() in result.text


def test_a_page_without_running_text_stays_and_gets_a_flag() -> None:
    result = shipped_cleaner().clean(MENU + "\n" + POEM)
    assert POEM.strip() in result.text
    assert result.flags


def test_a_live_report_is_an_article() -> None:
    report = "".join(
        f"1{n % 10}:0{n % 6}\n\nThe water has risen by another {n + 2} centimetres. {SENTENCES[n % 6]}\n\n"
        f"{SENTENCES[-n % 6]} {SENTENCES[(n + 3) % 6]}\n\n"
        for n in range(20)
    )
    result = shipped_cleaner().clean(MENU + "\nFlood in the valley: water at the bridge\n\n" + report)
    assert result.flags == ()
    assert result.text.count("has risen by another") > 15


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.clean.txt")), ids=lambda path: path.name)
def test_no_sample_looks_like_anything_but_an_article(path: Path) -> None:
    assert not any(flag.kind == "looks" for flag in shipped_cleaner().clean(path.read_bytes().decode()).flags)


@pytest.mark.parametrize(
    "raw",
    [
        mill_page(),
        mill_page() + "\nThe mill book\n\nBuy now\n",
        mill_page().replace("  • ", "  •\t"),
        MENU + "\n" + "\n\n".join(f"{n} May 20{n + 10}\n\n{text}" for n, text in enumerate(SENTENCES, 1)) + "\n",
    ],
    ids=["nothing", "product", "tabs behind bullets", "chronology"],
)  # fmt: skip
def test_an_article_may_have_something_of_another_kind_of_page(raw: str) -> None:
    assert shipped_cleaner().clean(raw).flags == ()


FOOTER = """Contact
Imprint
Jobs
Press
Partners
Archive
Newsletter
Feed
We are committed to protecting your privacy, and we ask you to accept these cookies before you go on.
Cookie settings
"""


@pytest.mark.parametrize("table", [TABLE, PIPES])
def test_a_table_stays_with_the_text_around_it_and_without_the_footer(table: str) -> None:
    before = "The list of the boats on the river was drawn up by the harbour master in the spring of this year.\n"
    after = "Boats of less than two metres are not in the list, because they need no licence for the river.\n"
    result = shipped_cleaner().clean(f"{MENU}\n{before}\n{table}\n{after}\n{FOOTER}")
    assert "looks" in [flag.kind for flag in result.flags]
    assert table in result.text
    assert before in result.text
    assert after in result.text
    for line in FOOTER.splitlines():
        assert line not in result.text.splitlines()
