"""Pages of many kinds, each with its article and its furniture.

A file of `kinds` has the pages of one kind, with a line of equals signs between them. Each line of a page begins with
a space if it stays, or with a hyphen if it goes. `@en` stands for the lines below `@en` in `furniture.txt`, which go.
"""

from difflib import ndiff
from functools import cache
from pathlib import Path

import pytest

from tests.helpers.packs import shipped_cleaner

KINDS = Path(__file__).with_name("kinds")
NAMES = sorted(path.stem for path in KINDS.glob("*.txt") if path.stem != "furniture")
BETWEEN = "=====\n"
# Kinds of which a page does not come out right yet, and why.
NOT_YET = {
    "forms": "no rule has these sentences, and the net knows no words",
    "mega-menu": "teasers of one sentence each look like an article, and stand above it",
    "modal": "no rule has these sentences, and the net knows no words",
    "lynx": "a short page has a footer of two lines with the numbers of links",
    "paywall-de": "no rule has these sentences, and the net knows no words",
    "policy": "an address at the end looks like a footer",
    "q-and-a": "an answer below a row of buttons looks like a comment",
    "thread": "names and votes of posts stay with the posts",
    "verse": "the furniture of a page that is hardly longer than its menu",
    "wrapped": "teasers at the foot of a broken page with little furniture",
}


def kinds(*failing: str) -> list[object]:
    """The names of all kinds, those that fail marked as such."""
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=NOT_YET[name], strict=True)) if name in failing else name
        for name in NAMES
    ]


@cache
def furniture() -> dict[str, list[str]]:
    """The menus and footers by name."""
    blocks: dict[str, list[str]] = {}
    for line in (KINDS / "furniture.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            blocks[line[1:]] = []
        else:
            list(blocks.values())[-1].append(line)
    return blocks


def page_and_article(text: str) -> tuple[str, list[str]]:
    """A dump and the lines of its article."""
    page: list[str] = []
    article: list[str] = []
    for line in text.splitlines():
        if line.startswith("@"):
            page += furniture()[line[1:]]
            continue
        page.append(line.removeprefix("- ")[not line.startswith("- ") and line != "" :])
        if line.startswith(" "):
            article.append(page[-1])
    return "\n".join(page) + "\n", article


def difference(page: str, article: list[str]) -> list[str]:
    """The lines of an article that are lost, with "-", and other lines that are left, with "+"."""
    kept = [line.rstrip() for line in shipped_cleaner().clean(page).text.splitlines() if line.strip()]
    return [line for line in ndiff([line.rstrip() for line in article], kept) if line[0] in "-+"]


@pytest.mark.parametrize("name", kinds(*NOT_YET))
def test_the_article_of_a_page_stays_and_its_furniture_goes(name: str) -> None:
    cases = (KINDS / f"{name}.txt").read_text(encoding="utf-8").split(BETWEEN)
    assert [difference(*page_and_article(case)) for case in cases] == [[]] * len(cases)


@pytest.mark.parametrize("name", NAMES)
def test_the_article_alone_stays_as_a_whole(name: str) -> None:
    for case in (KINDS / f"{name}.txt").read_text(encoding="utf-8").split(BETWEEN):
        text = "\n\n".join(page_and_article(case)[1]) + "\n"
        assert shipped_cleaner().clean(text).text == text
