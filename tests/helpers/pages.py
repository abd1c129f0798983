"""Invented pages of unknown outlets, for tests of the article finder."""

from collections.abc import Iterable, Sequence

from cleaner.article.line_features import line_features
from cleaner.article.page import Page, page_of

FUNCTION_WORDS = frozenset(["the", "on", "and", "of", "a"])

HEADLINE = "Mill wheel turns again after eleven years"
SENTENCES = [
    "The water came over the sluice at noon, and the old wheel needed a push before it moved.",
    "Since the flood the mill had stood still, and grass had grown between the paddles for eleven years.",
    "A carpenter took the wheel apart in the spring, numbered every board with chalk, and put it together again.",
    "Whoever brings grain takes flour home, said the miller, and leaves every tenth sack here.",
    "The stones were cut in the quarry above the village, which has been closed for as long as anybody can remember.",
    "On Saturdays the mill is open to visitors, who are asked to leave their dogs outside because of the cats.",
]
MENU = "".join(f"  • {word} {n}\n" for n in range(12) for word in ("Boats", "Ropes", "Sails"))
TEASERS = "".join(f"  • {word} {n} | Baker looks for help\n" for n in range(7) for word in ("Mill", "Inn", "Quay"))


def mill_page(*middle: str) -> str:
    """A page with a menu, an article with some lines in its middle, and teasers."""
    article = [HEADLINE, *SENTENCES[:3], *middle, *SENTENCES[3:]]
    return f"{MENU}\n{paragraphs(article)}\n{TEASERS}"


def paragraphs(texts: Iterable[str]) -> str:
    """Lines with a blank line below each."""
    return "".join(f"{text}\n\n" for text in texts)


def page_of_lines(texts: Sequence[str]) -> Page:
    """The lines as a page of which no rule has removed anything."""
    return page_of(texts, [line_features(text, FUNCTION_WORDS) for text in texts], {})
