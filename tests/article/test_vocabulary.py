"""Copies and shared words are those that a plain loop over the words finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.around import FAR, ONE, octaves
from cleaner.article.chars import CLASSES, classes_of, codes_of
from cleaner.article.page import REMOVED, Page
from cleaner.article.reading import read
from cleaner.article.vocabulary import Words, signatures, vocabulary, words_of
from tests.helpers.pages import SENTENCES, page_of_lines, tables
from tests.helpers.strategies import awkward_pages

WORD = ("lower", "upper", "caseless", "digit", "mark")
DENSE = ("han", "thai")


def plain_words(text: str) -> list[str]:
    """The words of a text in order: runs of letters, and pairs of characters in scripts without spaces."""
    names = [CLASSES[number] for number in classes_of(codes_of(text), tables().classes)]
    found: list[str] = []
    for at, name in enumerate(names):
        if name in WORD and not (at and names[at - 1] in WORD):
            stop = next((n for n in range(at, len(names)) if names[n] not in WORD), len(names))
            found.append("w" + lower(text[at:stop]))
        elif name in DENSE and at + 1 < len(names) and names[at + 1] in DENSE:
            found.append("p" + lower(text[at : at + 2]))
    return found


def lower(text: str) -> str:
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def columns(page: Page) -> dict[str, list[float]]:
    reading = read(page, tables())
    found = vocabulary(page, reading, words_of(reading, tables()))
    return {name: np.asarray(column, np.float64).tolist() for name, column in found.items()}


texts = st.lists(
    st.sampled_from(
        ["The mill", "the MILL", "Rye", "rye and oats", "磨坊的水车", "水车转动", "ข่าวด่วน", "水", "12", *SENTENCES[:2]]
    ),
    min_size=1,
    max_size=14,
)


@given(awkward_pages())
def test_equal_words_have_equal_numbers_and_others_do_not(page: Page) -> None:
    words = words_of(read(page, tables()), tables())
    expected = [(n, word) for n, text in enumerate(page.texts) for word in plain_words(text)]
    assert words.unit.tolist() == [n for n, _ in expected]
    pairs = set(zip(words.hashes.tolist(), (word for _, word in expected), strict=True))
    assert len(pairs) == len({number for number, _ in pairs}) == len({word for _, word in pairs})


@given(texts)
def test_copies_of_a_unit_and_how_far_they_are(drawn: list[str]) -> None:
    page = page_of_lines(drawn)
    found = columns(page)
    own = [plain_words(text) for text in page.texts]
    for n, words in enumerate(own):
        same = [m for m in range(len(own)) if own[m] == words] if words else [n]
        assert found["copies"][n] == min(5, len(same))
        above, below = ([abs(n - m) for m in side] for side in ([m for m in same if m < n], [m for m in same if m > n]))
        assert found["copy above"][n] == octaves(np.array(min(above, default=FAR)))
        assert found["copy below"][n] == octaves(np.array(min(below, default=FAR)))


@given(texts, st.data())
def test_words_that_a_unit_shares_with_the_text_and_its_neighbours(drawn: list[str], data: st.DataObject) -> None:
    removed = data.draw(st.sets(st.integers(0, len(drawn) - 1)))
    page = page_of_lines(drawn, dict.fromkeys(removed, REMOVED))
    reading, found = read(page, tables()), columns(page)
    own = [set(plain_words(text)) for text in page.texts]
    count = len(own)
    with_word = {word: sum(word in other for other in own) for words in own for word in words}
    of_all, *of_words = octaves(np.array([count, *(units - 1 for units in with_word.values())])).tolist()
    weight = {word: of_all - of_word for word, of_word in zip(with_word, of_words, strict=True)}
    text = {n for n in range(count) if reading.running[n] and not page.removals[n]}

    def share(n: int, words: set[str]) -> int:
        return int(sum(weight[word] for word in words) * ONE // max(1, sum(weight[word] for word in own[n])))

    def others(n: int, units: set[int]) -> set[str]:
        return {word for word in own[n] if any(word in own[m] for m in units - {n})}

    for n in range(count):
        of_text = others(n, text)
        assert found["words of the text"][n] == len(of_text) * ONE // max(1, len(own[n]))
        assert found["weight of words of the text"][n] == share(n, of_text)
        once = own[n] - others(n, set(range(count)))
        assert found["weight of words that occur once"][n] == share(n, once)
        brief = {m for m in range(count) if not reading.running[m] and reading.tenths[m] <= 250}
        assert found["weight of words of other short units"][n] == share(n, others(n, brief))
        for reach in (1, 4):
            above, below = set(range(max(0, n - reach), n)), set(range(n + 1, min(count, n + reach + 1)))
            assert found[f"words of {reach} above"][n] == share(n, others(n, above))
            assert found[f"words of {reach} below"][n] == share(n, others(n, below))


def test_the_same_words_in_another_order_are_no_copy() -> None:
    words = Words(np.array([0, 0, 1, 1, 3, 3]), np.array([5, 7, 7, 5, 5, 7], np.uint64))
    first, second, none, fourth = signatures(4, words).tolist()
    assert first == fourth != second
    assert none == 0
