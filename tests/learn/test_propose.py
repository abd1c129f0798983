"""Planted lines around made-up articles are proposed; lines of the articles are not."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.gazette import (
    BARE,
    DATELINE,
    FOOT,
    MENU,
    WORDS,
    Cleaned,
    article,
    below_menu,
    dump,
    dumps,
    headed,
    ids,
    pages,
    proposed,
    sentence,
    with_body,
)
from tests.helpers.packs import shipped_packs

seeds = st.integers(0, 10**6)
few_examples = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# ------------------------------------------------------------------ laws


@few_examples
@given(seeds, st.integers(3, 12), st.integers(3, 9))
def test_a_pack_leaves_only_the_article_of_a_dump_that_it_was_not_made_from(seed: int, count: int, size: int) -> None:
    pack = proposed([dump(seed + n, size) for n in range(count)])
    fresh = dump(seed + 1000, size)
    assert Cleaned(pack)(fresh) == article(fresh, size)


def test_so_it_does_with_all_shipped_packs() -> None:
    pack = proposed(dumps(4), shipped_packs())
    fresh = dump(1000)
    assert Cleaned(pack, shipped_packs())(fresh) == article(fresh)


@few_examples
@given(seeds, st.integers(4, 12), st.integers(2, 4))
def test_sentences_that_articles_share_are_not_proposed(seed: int, count: int, sharing: int) -> None:
    common = [sentence(random.Random(seed), 5), "A word of thanks", sentence(random.Random(seed + 1))]
    sharing = min(sharing, count // 2)  # the lines of most articles are the outlet's
    pack = proposed([dump(seed + n, 7, common if n < sharing else ()) for n in range(count)])
    assert set(common) <= set(Cleaned(pack)(dump(seed + 1000, 7, common)))


@few_examples
@given(seeds, st.integers(3, 8), st.randoms(use_true_random=False))
def test_the_order_of_the_dumps_does_not_matter(seed: int, count: int, source: random.Random) -> None:
    texts = [dump(seed + n) for n in range(count)]
    first = proposed(texts)
    source.shuffle(texts)
    assert proposed(texts) == first


# ------------------------------------------------------------------ regions


def test_a_box_before_the_last_paragraph_is_no_tail() -> None:
    box = "Get the morning letter of the Gazette"
    texts = pages(12, lambda source, n: [*headed(source), box, sentence(source)])
    pack = proposed(texts, with_body())
    cleaned = Cleaned(pack, with_body())
    assert f"from: {{text: {box[:12]}" not in pack
    for text in texts:
        lines = text.split("\n")
        assert lines[lines.index(box) + 1] in cleaned(text)


def test_a_marker_inside_two_of_a_hundred_articles_cuts_neither() -> None:
    def make(source: random.Random, n: int) -> list[str]:
        text = headed(source)
        return [*text[:2], FOOT[0], *text[2:]] if n in (7, 50) else text

    texts = pages(100, make)
    pack = proposed(texts, with_body())
    cleaned = Cleaned(pack, with_body())
    assert "resumes: {sentence: true, words: {least: 12}, bullet: false}" in pack
    for n in (7, 50):
        lines = [line for line in texts[n].split("\n") if line]
        assert set(lines[len(MENU) : -4 - len(FOOT)]) - {FOOT[0]} <= set(cleaned(texts[n]))


@pytest.mark.parametrize("shipped", [False, True])
def test_an_interview_is_not_cut_at_a_question_that_each_one_has(shipped: bool) -> None:
    question = "What is your favourite book?"

    def interview(n: int) -> str:
        source = random.Random(n)
        body = [question if k == 2 else sentence(source) for k in range(8)]
        lines = [*MENU, "", f"Guest {WORDS[n]} of the harbour", "", *(part for text in body for part in (text, ""))]
        return "\n".join([*lines, *FOOT]) + "\n"

    packs = with_body() if shipped else BARE
    pack = proposed([interview(n) for n in range(4)], packs)
    assert question not in pack.partition("rules:")[2].partition("# Not proposed")[0]
    assert len(Cleaned(pack, packs)(interview(9))) >= 8


@pytest.mark.parametrize("mark", ["\t", "\u200b", "\u00ad", "\u00a0", "\U0001f469\u200d\U0001f33e", "\x00"])
def test_a_marker_with_odd_characters_costs_no_rule(mark: str) -> None:
    def odd(n: int) -> str:
        return dump(n).replace(MENU[-1], f"Share{mark}this page").replace(FOOT[0], f"More{mark}of the Gazette")

    pack = proposed([odd(n) for n in range(5)])
    assert ids(pack)[:2] == ["masthead", "tail"]
    assert mark == "\x00" or len(Cleaned(pack)(odd(1000))) <= 9  # no pack can name a line with this character


def test_half_a_character_in_a_dump_does_not_matter() -> None:
    texts = [dump(n).replace(MENU[2], "Sport \ud800 desk") for n in range(5)]
    assert ids(proposed(texts))[0] == "masthead"


# ------------------------------------------------------------------ lines


@pytest.mark.parametrize(
    "text",
    [
        "The trial continues on Monday.",
        "The pound stood at 1.{0:02} dollars at 4:{0:02} on Monday in the town of Wold.",
        "Winds of {0} km/h will blow over the harbour and the lower town on Tuesday.",
    ],
)
def test_sentences_of_articles_are_no_rules(text: str) -> None:
    def make(source: random.Random, n: int) -> list[str]:
        return [*headed(source), *([text.format(10 + n)] if n % 5 < 2 or "{" in text else [])]

    pack = proposed(pages(20, make), with_body())
    rules = pack.partition("rules:")[2].partition("tests:")[0]
    written = "\n".join(line for line in rules.split("\n") if not line.lstrip().startswith("#"))
    assert text[:9] not in written.replace("\\", "")


def test_lines_between_the_headline_and_the_article_are_proposed() -> None:
    pack = proposed(pages(12, lambda source, n: headed(source, f"Edition {700 + n}, sheet {n}")), with_body())
    assert r"'^Edition \d+, sheet \d+$'" in pack
    assert "above the article" in pack.partition("id: counters")[0].rpartition(" lines on ")[2]


def test_a_short_date_is_removed_only_above_the_article() -> None:
    def dated(n: int) -> str:
        return below_menu(dump(n), f"Sun {n % 28 + 1}")

    pack = proposed([dated(n) for n in range(6)])
    cleaned = Cleaned(pack)(dated(1000).replace("\n\n", "\n\nStep 2\n\n", 4))
    assert "stamps" in ids(pack)
    assert "Step 2" in cleaned
    assert not any(line.startswith("Sun ") for line in cleaned)


def test_lines_that_start_the_same_and_end_differently_are_labels() -> None:
    def labelled(n: int) -> str:
        return below_menu(dump(n), f"Written by: {WORDS[n % 20]} {WORDS[n % 20 + 2]}")

    pack = proposed([labelled(n) for n in range(8)])
    assert 'drop: {line: {starts: "Written by:"}}' in pack
    assert Cleaned(pack)(labelled(1000)) == article(dump(1000))


def test_long_and_short_sentences_of_the_site_are_one_rule() -> None:
    long = f"The Gazette is printed {'and read ' * 30}at the harbour of Wold."
    short = "The Gazette is made by its readers and sold at the quay."
    texts = pages(6, lambda source, n: [*headed(source), "", short, title_of(n), long])
    pack = proposed([f"{text}\n{long}\n" for text in texts])
    assert "standing-text" in ids(pack)
    assert long not in Cleaned(pack)(texts[0])


def title_of(n: int) -> str:
    return f"Letter {WORDS[n]} of {WORDS[n + 3]}"


# ------------------------------------------------------------------ parts of lines


def test_a_second_copy_of_the_headline_is_removed() -> None:
    def twice(n: int) -> str:
        return below_menu(dump(n), dump(n).split("\n")[len(MENU) + 1], f"{n % 28} May 2024")

    pack = proposed([twice(n) for n in range(6)])
    assert "headline-copy" in ids(pack)
    assert Cleaned(pack)(twice(1000)) == article(dump(1000))
    assert "headline-copy" not in ids(proposed(dumps(6)))


def test_the_name_after_each_headline_is_removed() -> None:
    def named(n: int) -> str:
        lines = dump(n).split("\n")
        lines[len(MENU) + 1] += " | The Gazette of Wold"
        return "\n".join(lines)

    pack = proposed([named(n) for n in range(6)])
    assert "headline-end" in ids(pack)
    assert Cleaned(pack)(named(1000)) == article(dump(1000))


@pytest.mark.parametrize("start", ["Police said: ", "Answer: ", "The mayor of Wold - "])
def test_a_speaker_is_no_dateline(start: str) -> None:
    assert "dateline" not in ids(proposed([dump(n).replace(DATELINE, start) for n in range(6)]))


def test_names_are_removed_only_at_the_ends_of_their_own_line() -> None:
    def make(source: random.Random, n: int) -> list[str]:
        headline, first, *rest = headed(source)
        last = f"{sentence(source)[:-1]}, reads a banner at the lower quay of the town | The Gazette"
        return [
            f"{headline} | The Gazette",
            f"Wold - {first} The night train Wold - Berlin comes back in spring.",
            *rest,
            last,
        ]

    texts = pages(12, make)
    pack = proposed(texts, with_body())
    cleaned = Cleaned(pack, with_body())
    assert {"dateline", "headline-end"} <= set(ids(pack))
    for text in texts:
        lines = cleaned(text)
        assert "The night train Wold - Berlin comes back" in "\n".join(lines)
        assert " | The Gazette" not in lines[0]
        assert lines[-1].endswith("| The Gazette")
