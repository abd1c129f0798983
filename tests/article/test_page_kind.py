"""Pages that do not look like articles, and articles that have something of them."""

from pathlib import Path

import pytest

from tests.helpers import SAMPLES
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import MENU, SENTENCES, mill_page

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
def test_a_page_that_is_no_article_gets_a_flag_and_stays(page: str, looks: str) -> None:
    result = shipped_cleaner().clean(MENU + "\n" + page)
    assert tuple(map(str, result.flags)) == (f"looks like {looks}, not like an article",)
    assert not result.unchanged
    kept = set(result.text.splitlines())
    assert [line for line in page.splitlines() if line.strip() and line not in kept and "minutes ago" not in line] == []


def test_a_page_without_running_text_stays() -> None:
    result = shipped_cleaner().clean(MENU + "\n" + POEM)
    assert tuple(map(str, result.flags)) == ("no article was found",)
    assert POEM.strip() in result.text


def test_all_paragraphs_of_a_discussion_stay() -> None:
    result = shipped_cleaner().clean(MENU + "\n" + POSTS)
    assert tuple(map(str, result.flags)) == ("looks like a discussion, not like an article",)
    assert result.text.count("I think that the ferry is a fine thing") == 24


def test_a_live_report_is_an_article() -> None:
    report = "".join(
        f"1{n % 10}:0{n % 6}\n\nThe water at the bridge has risen by another {n + 2} centimetres, says the warden, and the road "
        "is closed.\n\n"
        for n in range(20)
    )
    result = shipped_cleaner().clean(MENU + "\nFlood in the valley: water at the bridge\n\n" + report)
    assert result.flags == ()
    assert result.text.count("has risen by another") > 15


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.clean.txt")), ids=lambda path: path.name)
def test_no_sample_looks_like_anything_but_an_article(path: Path) -> None:
    assert not any(flag.kind == "looks" for flag in shipped_cleaner().clean(path.read_bytes().decode()).flags)


@pytest.mark.parametrize(
    ("raw", "looks"),
    [
        (mill_page(*SENTENCES[:1]) + "\nThe mill book\n\nBuy now\n", ""),
        (mill_page().replace("  • ", "  •\t"), ""),
        (MENU + "\n" + "\n\n".join(f"{n} May 20{n + 10}\n\n{text}" for n, text in enumerate(SENTENCES, 1)) + "\n", ""),
        (
            MENU + "\n" + "\n\n".join(f"Baker {n} looks for help\n\n{text}\n\n{n} hours ago" for n, text in enumerate(SENTENCES * 3, 1)),
            "a list of other pages",
        ),
    ],
    ids=["product", "tabs behind bullets", "chronology", "teasers"],
)  # fmt: skip
def test_an_article_may_have_something_of_another_kind_of_page(raw: str, looks: str) -> None:
    flags = [str(flag) for flag in shipped_cleaner().clean(raw).flags]
    assert [flag for flag in flags if "looks like" in flag] == (
        [f"looks like {looks}, not like an article"] if looks else []
    )


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
    assert [flag.kind for flag in result.flags] == ["looks"]
    assert table in result.text
    assert before in result.text
    assert after in result.text
    for line in FOOTER.splitlines():
        assert line not in result.text.splitlines()
