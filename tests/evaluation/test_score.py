"""Laws of the scores, and tables of scores. Most rows are of things that must not count."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation.score import (
    DocumentScore,
    Score,
    ScoreCounts,
    harmonic,
    lines_in,
    score_text,
    shingles,
    summarize,
    tokens,
)
from tests.helpers.scores import document_scores
from tests.helpers.strategies import dumps

PERFECT = Score(1.0, 1.0, 1.0)


# ------------------------------------------------------------------ tokens and shingles


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \n\t", []),
        ("• – — | … !", []),
        ("\u200b\xad", []),
        ("he left", ["he", "left"]),
        ("co-op's", ["co", "op", "s"]),
        ("snake_case", ["snake_case"]),
        ("3,5 %", ["3", "5"]),
        ("THE", ["THE"]),
        ("hoa\u0300", ["hoà"]),
        ("a" + 30 * "\u0316" + "\u0301", ["a"]),  # the 31st mark does not count: sorting many takes minutes
        ("a" + 29 * "\u0316" + "\u0301", ["á"]),
        ("北京", ["北", "京"]),
        ("北京2026年", ["北", "京", "2026", "年"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("カナ", ["カ", "ナ"]),
        ("한국어 신문", ["한국어", "신문"]),  # Korean has spaces
        ("новости", ["новости"]),
    ],
)
def test_tokens(text: str, wanted: list[str]) -> None:
    assert tokens(text) == wanted


@given(st.text())
def test_a_text_has_a_shingle_for_every_token_that_three_follow(text: str) -> None:
    size = len(tokens(text))
    assert shingles(text).total() == (0 if not size else max(1, size - 3))


def test_a_repeated_shingle_counts_each_time() -> None:
    assert shingles("a b c d a b c d")[("a", "b", "c", "d")] == 2
    assert score_text("", "a b c d", "a b c d a b c d").shingles == ScoreCounts(1, 5, 1)


# ------------------------------------------------------------------ one document


@given(dumps(), dumps())
def test_a_text_against_itself_is_perfect(dump: str, text: str) -> None:
    for reference in (dump, text):
        own = score_text(dump, reference, reference)
        assert own.shingles.score() == own.lines.score() == PERFECT
        assert (own.lost, own.empty, own.missed, own.extra) == (0, False, (), ())


@given(dumps(), dumps(), dumps())
def test_swapping_text_and_reference_swaps_precision_and_recall(dump: str, left: str, right: str) -> None:
    there, back = score_text(dump, left, right), score_text(dump, right, left)
    assert there.shingles == (back.shingles.both, back.shingles.reference, back.shingles.text)
    assert there.shingles.score()[:2] == back.shingles.score()[1::-1]
    assert there.shingles.score().f1 == pytest.approx(back.shingles.score().f1)


@given(dumps(), dumps(), dumps(), st.one_of(st.none(), st.text(max_size=20)))
def test_a_score_is_consistent(dump: str, reference: str, text: str, title: str | None) -> None:
    score = score_text(dump, reference, text, title)
    for counts in (score.shingles, score.lines):
        assert 0 <= counts.both <= min(counts.text, counts.reference)
        assert all(0 <= share <= 1 for share in counts.score())
    assert 0 <= score.lost <= 1
    assert not set(score.missed) & set(score.extra)
    assert len(score.missed) == score.lines.reference - score.lines.both
    assert len(score.extra) == score.lines.text - score.lines.both


@given(dumps(), dumps())
def test_an_empty_text_loses_everything_and_the_whole_dump_loses_nothing(dump: str, reference: str) -> None:
    nothing, everything = score_text(dump, reference, ""), score_text(dump, reference, dump)
    assert nothing.lost in (0, 1)
    assert nothing.extra == ()
    assert (everything.lost, everything.missed) == (0, ())


@given(dumps(), dumps(), dumps())
def test_line_ends_do_not_count(dump: str, reference: str, text: str) -> None:
    unix = [given.replace("\r\n", "\n").replace("\r", "\n") for given in (dump, reference, text)]
    windows = [given.replace("\n", "\r\n") for given in unix]
    assert score_text(dump, reference, text) == score_text(*unix) == score_text(*windows)


DUMP = "News\n\nFox News said so on Monday.\nIt went on.\nNews\nIt went on.\nMore of it: a long teaser here.\n• |\n"


@pytest.mark.parametrize(
    ("reference", "text", "missed", "extra"),
    [
        # no faults
        ("Fox News said so on Monday.", "Fox News said so on Monday.", (), ()),
        ("Fox News said so on Monday.", "  Fox  News said so on Monday.\n\n\n", (), ()),
        ("Fox News said so on Monday.", "Fox News said so on Monday.\n• |\n", (), ()),
        ("It went on.", "It went on.\nIt went on.", (), ()),
        ("News", "News\nNews", (), ()),
        ("Fox News said so, on Monday!", "Fox News said so on Monday.", (), ()),
        ("FOX NEWS SAID SO ON MONDAY.", "Fox News said so on Monday.", (), ()),
        ("", "", (), ()),
        ("nothing of this stands there", "nor does anything of that", (), ()),
        # lost, or left in
        ("Fox News said so on Monday.", "", (3,), ()),
        ("Fox News said so on Monday.", "News\nFox News said so on Monday.", (), (1,)),
        ("Fox News said so on Monday.", "News\nNews", (3,), (1, 5)),
        ("It went on.", "More of it: a long teaser here.", (4,), (7,)),
        ("", "It went on.", (), (4,)),
    ],
)
def test_lost_lines_and_lines_left_in(
    reference: str, text: str, missed: tuple[int, ...], extra: tuple[int, ...]
) -> None:
    score = score_text(DUMP, reference, text)
    assert (score.missed, score.extra) == (missed, extra)


def test_a_line_counts_as_kept_if_a_copy_of_it_is_kept() -> None:
    dump = "Bridge opens\nBy A. Writer\nBridge opens\nIt opened on Monday.\nThe end.\n"
    reference = "By A. Writer\nBridge opens\nIt opened on Monday.\n"
    score = score_text(dump, reference, "Bridge opens\nIt opened on Monday.\n")
    assert (score.missed, score.extra) == ((2,), ())
    assert score_text(dump, reference, "It opened on Monday.\n").missed == (2, 3)


def test_a_line_is_in_a_text_that_has_half_of_it() -> None:
    dump = "one two three and no more\none two three and no more of it\n"
    assert lines_in(dump, "see: one two three") == [True, False]
    assert lines_in(dump, "see: one two") == [False, False]


@pytest.mark.parametrize(
    ("title", "extra"), [("Bridge Opens", ()), ("bridge opens!", ()), ("Bridge", (1,)), ("", (1,)), (None, (1,))]
)
def test_a_copy_of_the_title_does_not_count(title: str | None, extra: tuple[int, ...]) -> None:
    dump = "Bridge opens\nIt did so on Monday.\n"
    for text in (dump, "It did so on Monday.\n"):
        score = score_text(dump, "It did so on Monday.\n", text, title)
        assert (score.missed, score.extra) == ((), extra if text is dump else ())


TITLE = "Bridge opens on Monday"
NEWS = "It did so at nine in the morning.\n"


@pytest.mark.parametrize(
    ("reference", "text", "perfect", "head"),
    [
        (NEWS, f"{TITLE}\n{NEWS}", True, True),
        (NEWS, f"  BRIDGE opens: on Monday!\n{NEWS}", True, True),
        (NEWS, NEWS, True, False),
        (NEWS, f"{TITLE}\n{TITLE}\n{NEWS}", True, False),  # the second copy counts for `head` alone
        (NEWS, f"{TITLE} - Gazette\n{NEWS}", False, False),
        (f"{TITLE}\n{NEWS}", f"{TITLE}\n{NEWS}", True, True),
        (f"{TITLE}\n{NEWS}", NEWS, False, False),
        (f"{TITLE}, {NEWS}", f"{TITLE}\n{NEWS}", False, True),  # not a line of the reference
    ],
)
def test_the_title_is_free_if_the_reference_lacks_it(reference: str, text: str, perfect: bool, head: bool) -> None:
    score = score_text(f"Menu\n{TITLE}\n{NEWS}{TITLE} - Gazette\n{TITLE}\n", reference, text, TITLE)
    assert (score.shingles.score().f1 == 1) is perfect
    assert score.head is head


@pytest.mark.parametrize("title", [None, "", "• –", "Bridge"])
def test_a_title_that_is_unknown_or_no_line_of_the_dump_counts_for_nothing(title: str | None) -> None:
    dump = f"{TITLE}\n{NEWS}"
    for text in (dump, NEWS, ""):
        score = score_text(dump, NEWS, text, title)
        assert score == score_text(dump, NEWS, text)
        assert score.head is None


def test_the_share_of_headlines_is_that_of_the_documents_that_have_one() -> None:
    def scored(*heads: bool | None) -> float | None:
        return summarize([DocumentScore(ScoreCounts(), ScoreCounts(), 0.0, False, head=head) for head in heads]).head

    assert scored(True, None, False, True) == pytest.approx(2 / 3)
    assert scored(None) is None


def test_a_blank_text_is_empty_and_a_text_of_nothing_but_the_title_is_not() -> None:
    assert score_text(f"{TITLE}\n{NEWS}", NEWS, "", TITLE).empty
    assert not score_text(f"{TITLE}\n{NEWS}", NEWS, TITLE, TITLE).empty


def test_what_the_dump_never_had_is_not_lost() -> None:
    score = score_text("a b c d e\n", "a b c d e f g h i j", "a b c d e\n")
    assert score.lost == 0
    assert score.shingles == ScoreCounts(2, 2, 7)


@pytest.mark.parametrize(
    ("reference", "text", "empty"),
    [("", "", False), ("\n", " \u200b\n", False), ("a", "b", False), ("", "a", False), ("a", "", True), ("a", "\n\xa0\n", True)],
)  # fmt: skip
def test_a_text_is_empty_only_if_its_reference_is_not(reference: str, text: str, empty: bool) -> None:
    assert score_text("a\nb\n", reference, text).empty is empty


# ------------------------------------------------------------------ many documents


@given(st.lists(document_scores, max_size=12), st.integers())
def test_the_order_of_documents_does_not_matter(documents: list[DocumentScore], seed: int) -> None:
    other = list(documents)
    random.Random(seed).shuffle(other)
    assert summarize(documents) == summarize(other)


@given(st.lists(document_scores, min_size=1, max_size=6), st.integers(1, 4))
def test_repeating_the_documents_keeps_the_shares(documents: list[DocumentScore], times: int) -> None:
    once, more = summarize(documents), summarize(documents * times)
    assert more.documents == times * once.documents
    for one, other in ((once.shingles, more.shingles), (once.lines, more.lines)):
        assert other.micro == pytest.approx(one.micro)
        assert other.macro == pytest.approx(one.macro)


@given(document_scores)
def test_the_figures_of_one_document_are_its_own(document: DocumentScore) -> None:
    both = summarize([document]).shingles
    assert both.micro == document.shingles.score()
    assert both.macro == pytest.approx(both.micro)


def test_no_documents_have_perfect_shares() -> None:
    assert summarize([]) == (0, (PERFECT, PERFECT), (PERFECT, PERFECT), 0, 0, None)


def test_macro_figures_weigh_documents_and_micro_figures_weigh_lines() -> None:
    lines = [ScoreCounts(1, 1, 1), ScoreCounts(0, 9, 1), ScoreCounts(0, 4, 0)]
    got = summarize(
        [DocumentScore(line, line, lost, False) for line, lost in zip(lines, (0.05, 0.051, 0), strict=True)]
    )
    precision, recall = 1 / 3, 1 / 2  # the third document has no article line
    assert got.shingles.macro == pytest.approx((precision, recall, harmonic(precision, recall)))
    assert got.lines.macro == pytest.approx((precision, recall, 1 / 2))
    assert got.lines.micro == pytest.approx((1 / 14, 1 / 2, harmonic(1 / 14, 1 / 2)))
    assert got.losing == pytest.approx(1 / 3)
