"""Lines of an article that repeat other lines of it."""

import pytest

from cleaner import Cleaner
from cleaner.article.copies import contents, copies
from cleaner.engine.explain import explanation
from tests.helpers.packs import shipped_cleaner
from tests.helpers.pages import HEADLINE, SENTENCES, facts_of, mill_page, page_of_lines


def clean_and_repeated(raw: str) -> tuple[list[str], list[str]]:
    """The clean text of a page, and its lines that are explained as repeated elsewhere."""
    cleaner = shipped_cleaner()
    explained = explanation(cleaner, raw)
    whys = explained.whys()
    repeated = [
        line.text
        for line in explained.lines
        if "repeated elsewhere in the article" in "".join(whys.get(line.number, []))
    ]
    return [line for line in cleaner.clean(raw).text.splitlines() if line], repeated


def test_of_an_article_that_is_printed_twice_the_second_copy_goes_whatever_its_spaces() -> None:
    article = "\n\n".join([*SENTENCES[:3], "What the mayor said", *SENTENCES[3:]])
    on_paper = article.replace(" on ", "\xa0on ")
    for copy in (article, on_paper, "\n\n".join(SENTENCES[1:3])):
        text, repeated = clean_and_repeated(
            mill_page().replace("\n\n".join(SENTENCES), f"{article}\n\nFor the printer\n\n{copy}")
        )
        shown = [line for line in text if line != "For the printer" and not line.startswith("  •")]
        assert shown == [HEADLINE, *article.split("\n\n")]
        assert repeated == copy.split("\n\n")


def test_a_repeated_caption_goes_and_a_repeated_question_stays() -> None:
    caption = "The harbour in the rain, as it was seen from the old mill on Tuesday evening."
    text, repeated = clean_and_repeated(mill_page(caption, caption))
    assert text.count(caption) == len(repeated) == 1
    answers = [f"{sentence[:-1]}, or so she says." for sentence in SENTENCES]
    question = "What do you do when the water comes up to the window of your room?"
    text, repeated = clean_and_repeated(mill_page(question, *answers, question, "I climb."))
    assert (text.count(question), repeated) == (2, [])
    refrain = "Row, row, row your boat"
    text, _ = clean_and_repeated(mill_page(refrain, refrain))
    assert text.count(refrain) == 2


HEADS = ["The sluice at noon", "What the flood took", "Who pays in rye"]
SECTIONS = [line for head, text in zip(HEADS, SENTENCES[1:4], strict=True) for line in (head, text)]
NUMBERED = [f"  • {n}. {head}" for n, head in enumerate(HEADS, 1)]


@pytest.mark.parametrize(
    ("lines", "table"),
    [
        pytest.param([SENTENCES[0], *NUMBERED, *SECTIONS], {1, 2, 3}, id="numbered, below a paragraph"),
        pytest.param([*HEADS, *SECTIONS], {0, 1, 2}, id="at the top"),
        pytest.param([*HEADS, *HEADS, *SECTIONS], {0, 1, 2, 3, 4, 5}, id="twice"),
        pytest.param(SECTIONS, set(), id="no table"),
        pytest.param([*HEADS[:2], *SECTIONS], set(), id="two lines are no table"),
        pytest.param([*HEADS[::-1], *SECTIONS], set(), id="in another order"),
        pytest.param([SENTENCES[0], *HEADS, *SENTENCES[1:4], *HEADS, SENTENCES[4]], set(), id="no text between the heads"),
        pytest.param([*SENTENCES[:3], *HEADS, *SECTIONS], set(), id="too far down"),
        pytest.param([*SENTENCES[:3], *SENTENCES[:3], *SECTIONS], set(), id="sentences"),
    ],
)  # fmt: skip
def test_a_table_of_contents_is_lines_that_return_as_the_heads_of_sections(lines: list[str], table: set[int]) -> None:
    page = page_of_lines(lines)
    assert contents(page, facts_of(page), range(len(lines))) == table


CAPTION = "The harbour in the rain, as it was seen from the old mill on Tuesday evening, when nobody was there but Ida, Tom and the cat."
COPIES = {
    "nothing is repeated": (SENTENCES, set()),
    "the article once more": ([*SENTENCES[:3], *SENTENCES[:3]], {3, 4, 5}),
    "its second copy is shorter": ([*SENTENCES[:4], "For the printer", *SENTENCES[1:3]], {5, 6}),
    "other spaces": ([*SENTENCES[:2], *(text.replace(" on ", "\xa0on ") for text in SENTENCES[:2])], {2, 3}),
    "a caption just below": ([CAPTION, CAPTION, SENTENCES[0]], {1}),
    "a long caption near by": ([CAPTION, *SENTENCES[:5], CAPTION], {6}),
    "a long caption further down": ([CAPTION, *SENTENCES, CAPTION], set()),
    "a question": ([SENTENCES[0], SENTENCES[1], SENTENCES[0], SENTENCES[2]], set()),
    "a refrain": (["Row, row, row your boat", "Gently", "Row, row, row your boat", "Gently"], set()),
    "subheads": (["What it costs", SENTENCES[0], "What it costs", SENTENCES[1]], set()),
}


@pytest.mark.parametrize(("lines", "repeated"), COPIES.values(), ids=COPIES)
def test_second_copies_are_repeated_and_questions_are_not(lines: list[str], repeated: set[int]) -> None:
    page = page_of_lines(lines)
    assert copies(page, facts_of(page), range(len(lines))) == repeated


def test_a_table_of_contents_goes_and_the_heads_of_the_sections_stay() -> None:
    article = "\n\n".join([SENTENCES[0], *HEADS, *SECTIONS, *SENTENCES[4:]])
    cleaner = Cleaner.load([], pack="web")
    kept = cleaner.clean(mill_page().replace("\n\n".join(SENTENCES), article)).text
    assert [kept.count(head) for head in HEADS] == [1, 1, 1]
