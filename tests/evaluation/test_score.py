"""Laws of the figures, and tables of what they are, most of them of things that must not count."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation import floor
from cleaner.evaluation.align import aligned
from cleaner.evaluation.score import Marks, Score, ScoreCounts, harmonic, marks, shingles, standing, summary, tokens
from tests.helpers.strategies import dumps

counts = st.builds(
    lambda both, more, other: ScoreCounts(both, both + more, both + other),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
)
found = st.builds(Marks, counts, counts, st.floats(0, 1), st.booleans())
shares = st.floats(0, 1)
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


def test_a_shingle_counts_as_often_as_it_stands_there() -> None:
    assert shingles("a b c d a b c d")[("a", "b", "c", "d")] == 2
    assert marks("", "a b c d", "a b c d a b c d").shingles == ScoreCounts(1, 5, 1)


# ------------------------------------------------------------------ one document


@given(dumps(), dumps())
def test_a_text_against_itself_is_perfect(dump: str, text: str) -> None:
    for reference in (dump, text):
        own = marks(dump, reference, reference)
        assert own.shingles.score() == own.lines.score() == PERFECT
        assert (own.lost, own.empty, own.missed, own.extra) == (0, False, (), ())


@given(dumps(), dumps(), dumps())
def test_text_and_reference_changed_over_change_precision_and_recall(dump: str, one: str, other: str) -> None:
    there, back = marks(dump, one, other), marks(dump, other, one)
    assert there.shingles == (back.shingles.both, back.shingles.reference, back.shingles.text)
    assert there.shingles.score()[:2] == back.shingles.score()[1::-1]
    assert there.shingles.score().f1 == pytest.approx(back.shingles.score().f1)


@given(dumps(), dumps(), dumps(), st.one_of(st.none(), st.text(max_size=20)))
def test_marks_hold_together(dump: str, reference: str, text: str, title: str | None) -> None:
    one = marks(dump, reference, text, title)
    for things in (one.shingles, one.lines):
        assert 0 <= things.both <= min(things.text, things.reference)
        assert all(0 <= share <= 1 for share in things.score())
    assert 0 <= one.lost <= 1
    assert not set(one.missed) & set(one.extra)
    assert len(one.missed) == one.lines.reference - one.lines.both
    assert len(one.extra) == one.lines.text - one.lines.both


@given(dumps(), dumps())
def test_nothing_kept_loses_all_that_was_there_and_all_kept_loses_nothing(dump: str, reference: str) -> None:
    nothing, everything = marks(dump, reference, ""), marks(dump, reference, dump)
    assert nothing.lost in (0, 1)
    assert nothing.extra == ()
    assert (everything.lost, everything.missed) == (0, ())


@given(dumps(), dumps(), dumps())
def test_line_ends_do_not_count(dump: str, reference: str, text: str) -> None:
    ends = [one.replace("\r\n", "\n").replace("\r", "\n") for one in (dump, reference, text)]
    assert marks(dump, reference, text) == marks(*ends) == marks(*(one.replace("\n", "\r\n") for one in ends))


DUMP = "News\n\nFox News said so on Monday.\nIt went on.\nNews\nIt went on.\nMore of it: a long teaser here.\n• |\n"


@pytest.mark.parametrize(
    ("reference", "text", "missed", "extra"),
    [
        # nothing to complain of
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
def test_lines(reference: str, text: str, missed: tuple[int, ...], extra: tuple[int, ...]) -> None:
    one = marks(DUMP, reference, text)
    assert (one.missed, one.extra) == (missed, extra)


def test_a_copy_that_is_kept_in_place_of_the_line_counts_for_it() -> None:
    dump = "Bridge opens\nBy A. Writer\nBridge opens\nIt opened on Monday.\nThe end.\n"
    reference = "By A. Writer\nBridge opens\nIt opened on Monday.\n"
    one = marks(dump, reference, "Bridge opens\nIt opened on Monday.\n")
    assert (one.missed, one.extra) == ((2,), ())
    assert marks(dump, reference, "It opened on Monday.\n").missed == (2, 3)


def test_half_of_a_line_is_enough() -> None:
    dump = "one two three and no more\none two three and no more of it\n"
    assert standing(dump, "see: one two three") == [True, False]
    assert standing(dump, "see: one two") == [False, False]


@pytest.mark.parametrize(
    ("title", "extra"), [("Bridge Opens", ()), ("bridge opens!", ()), ("Bridge", (1,)), ("", (1,)), (None, (1,))]
)
def test_the_title_counts_for_nobody(title: str | None, extra: tuple[int, ...]) -> None:
    dump = "Bridge opens\nIt did so on Monday.\n"
    for text in (dump, "It did so on Monday.\n"):
        one = marks(dump, "It did so on Monday.\n", text, title)
        assert (one.missed, one.extra) == ((), extra if text is dump else ())


def test_what_the_dump_never_had_is_not_charged_as_lost() -> None:
    one = marks("a b c d e\n", "a b c d e f g h i j", "a b c d e\n")
    assert one.lost == 0
    assert one.shingles == ScoreCounts(2, 2, 7)


@pytest.mark.parametrize(
    ("reference", "text", "empty"),
    [("", "", False), ("\n", " \u200b\n", False), ("a", "b", False), ("", "a", False), ("a", "", True), ("a", "\n\xa0\n", True)],
)  # fmt: skip
def test_empty(reference: str, text: str, empty: bool) -> None:
    assert marks("a\nb\n", reference, text).empty is empty


# ------------------------------------------------------------------ the alignment


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=8), max_size=12), st.lists(st.sampled_from("abcdef")))
def test_no_line_has_more_on_the_alignment_than_it_has_nor_all_more_than_the_text(
    lines: list[list[str]], other: list[str]
) -> None:
    taken = aligned(lines, other)
    assert all(0 <= some <= len(line) for some, line in zip(taken, lines, strict=True))
    assert sum(taken) <= len(other)


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=8), max_size=8))
def test_lines_that_are_the_text_are_aligned_whole(lines: list[list[str]]) -> None:
    flat = [f"{token}{number}" for number, token in enumerate(token for line in lines for token in line)]
    tokens_ = iter(flat)
    assert aligned([[next(tokens_) for _ in line] for line in lines], flat) == [len(line) for line in lines]


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=5), max_size=4),
    st.lists(st.sampled_from("abcd"), max_size=10),
)
def test_the_chain_is_the_longest(lines: list[list[str]], other: list[str]) -> None:
    """Against all chains of the same runs, tried one by one."""
    from cleaner.evaluation.align import Run, _chain

    tokens_ = [(token, number) for number, line in enumerate(lines) for token in line]
    runs = sorted(
        Run(at, at + size, there, tokens_[at][1])
        for size in (1, 2)
        for at in range(len(tokens_) - size + 1)
        for there in range(len(other) - size + 1)
        if [token for token, _ in tokens_[at : at + size]] == other[there : there + size]
    )[:60]
    best = [0] * len(runs)
    for n, run in enumerate(runs):
        ahead = [
            best[m]
            for m, one in enumerate(runs[:n])
            if one.end <= run.start and one.there + one.end - one.start <= run.there
        ]
        best[n] = max(ahead, default=0) + run.end - run.start
    chain = list(_chain(runs))[::-1]
    assert sum(run.end - run.start for run in chain) == max(best, default=0)
    for one, after in pairwise(chain):
        assert one.end <= after.start
        assert one.there + one.end - one.start <= after.there


def test_a_text_that_says_the_same_over_and_over_is_aligned_in_time() -> None:
    assert sum(aligned([["a"] * 3000] * 10, ["a"] * 30_000)) <= 30_000
    assert len(standing("la la la la\n" * 3000, "x " + "la la la la\n" * 3000)) == 3000


# ------------------------------------------------------------------ many documents


@given(st.lists(found, max_size=12), st.integers())
def test_the_order_of_documents_does_not_matter(documents: list[Marks], seed: int) -> None:
    other = list(documents)
    random.Random(seed).shuffle(other)
    assert summary(documents) == summary(other)


@given(st.lists(found, min_size=1, max_size=6), st.integers(1, 4))
def test_the_same_documents_again_have_the_same_shares(documents: list[Marks], times: int) -> None:
    once, more = summary(documents), summary(documents * times)
    assert more.documents == times * once.documents
    for one, other in ((once.shingles, more.shingles), (once.lines, more.lines)):
        assert other.micro == pytest.approx(one.micro)
        assert other.macro == pytest.approx(one.macro)


@given(found)
def test_the_figures_of_one_document_are_its_own(document: Marks) -> None:
    both = summary([document]).shingles
    assert both.micro == document.shingles.score()
    assert both.macro == pytest.approx(both.micro)


def test_no_documents_have_no_faults() -> None:
    assert summary([]) == (0, (PERFECT, PERFECT), (PERFECT, PERFECT), 0, 0)


def test_macro_and_micro_are_what_they_are_called() -> None:
    lines = [ScoreCounts(1, 1, 1), ScoreCounts(0, 9, 1), ScoreCounts(0, 4, 0)]
    got = summary([Marks(one, one, lost, False) for one, lost in zip(lines, (0.05, 0.051, 0), strict=True)])
    precision, recall = 1 / 3, 1 / 2  # the third has no line to find
    assert got.shingles.macro == pytest.approx((precision, recall, harmonic(precision, recall)))
    assert got.lines.macro == pytest.approx((precision, recall, 1 / 2))
    assert got.lines.micro == pytest.approx((1 / 14, 1 / 2, harmonic(1 / 14, 1 / 2)))
    assert got.losing == pytest.approx(1 / 3)


# ------------------------------------------------------------------ the floor


@given(st.lists(found, max_size=10))
def test_a_run_stands_on_its_own_floor(documents: list[Marks]) -> None:
    groups = {floor.ALL: summary(documents)}
    own = floor.made(groups)
    assert floor.read(floor.written(own)) == own
    assert list(floor.misses(own, groups)) == []
    for up in (True, False):
        for down in (True, False):
            assert floor.moved(own, groups, up, down) == own


@given(st.lists(found, max_size=10), st.lists(found, max_size=10))
def test_the_floor_moves_only_where_that_is_wanted(before: list[Marks], after: list[Marks]) -> None:
    held = floor.made({floor.ALL: summary(before)})
    groups = {floor.ALL: summary(after)}
    now = floor.made(groups)
    assert floor.moved(held, groups, up=False, down=False) == held
    assert floor.moved(held, groups, up=True, down=True) == now
    for up in (True, False):
        moved = floor.moved(held, groups, up, not up)[floor.ALL]
        for figure, least in moved.items():
            assert least in (held[floor.ALL][figure], now[floor.ALL][figure])
            assert not floor.worse(
                figure, *((least, held[floor.ALL][figure]) if up else (held[floor.ALL][figure], least))
            )
    lowered = floor.moved(held, groups, up=False, down=True)
    assert list(floor.misses(lowered, groups)) == []


@given(st.sampled_from(floor.HELD), shares)
def test_a_rounded_figure_is_never_better_and_near(figure: str, share: float) -> None:
    assert not floor.worse(figure, share, floor.rounded(figure, share))
    assert abs(share - floor.rounded(figure, share)) < 0.00101


def test_a_group_that_is_gone_is_missed_and_leaves_only_when_the_floor_is_lowered() -> None:
    groups = {floor.ALL: summary([])}
    held: floor.Floor = {**floor.made(groups), "outlet a": {"documents": 9, "losing": 0.5}}
    assert [str(miss) for miss in floor.misses(held, groups)] == ["outlet a: documents is 0, 9 below its floor 9"]
    assert floor.moved(held, groups, up=True, down=False) == held
    assert floor.moved(held, groups, up=False, down=True) == floor.made(groups)


def test_a_figure_put_in_by_hand_stays_and_small_groups_come_in_by_hand_only() -> None:
    one = Marks(ScoreCounts(1, 2, 1), ScoreCounts(1, 1, 1), 0.0, False)
    groups = {floor.ALL: summary([one]), "outlet a": summary([one])}
    assert list(floor.made(groups)) == [floor.ALL]
    held: floor.Floor = {"outlet a": {"shingles.micro.precision": 0.4}}
    assert floor.moved(held, groups, up=True, down=False)["outlet a"] == {"shingles.micro.precision": 0.5}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no floor"),
        (b"{}", "no floor"),
        (b'{"all": 0.9}', "all: there have to be figures"),
        (b'{"all": {"shingles.macro.f2": 0.9}}', "did you mean 'shingles.macro.f1'?"),
        (b'{"all": {"losing": "0.1"}}', "losing is \"0.1\""),
        (b'{"all": {"losing": true}}', "a share is a number from 0 to 1"),
        (b'{"all": {"losing": NaN}}', "a share is a number"),
        (b'{"all": {"losing": -1}}', "a share is a number"),
        (b'{"all": {"documents": 1.5}}', "a whole number"),
        (b'{"all": {"empty": -1}}', "a whole number"),
        (b'{"all": {"documents": null}}', "documents is null"),
    ],
)  # fmt: skip
def test_a_broken_floor_is_told(data: bytes, said: str) -> None:
    with pytest.raises(floor.FloorError, match=said.replace("?", r"\?")):
        floor.read(data)
