"""Laws of floors, and which files are refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation import floor
from cleaner.evaluation.score import ALL, DocumentScore, Group, ScoreCounts, summarize
from tests.helpers.scores import document_scores

OUTLET = Group("outlet", "a")
shares = st.floats(0, 1)


@given(st.lists(document_scores, max_size=10))
def test_a_run_passes_its_own_floor(documents: list[DocumentScore]) -> None:
    groups = {ALL: summarize(documents)}
    own = floor.floor_of(groups)
    assert floor.from_bytes(floor.to_bytes(own)) == own
    assert list(floor.misses(own, groups)) == []
    for up in (True, False):
        for down in (True, False):
            assert floor.moved(own, groups, up, down) == own


@given(st.lists(document_scores, max_size=10), st.lists(document_scores, max_size=10))
def test_the_floor_moves_only_in_the_directions_that_are_allowed(
    before: list[DocumentScore], after: list[DocumentScore]
) -> None:
    held = floor.floor_of({ALL: summarize(before)})
    groups = {ALL: summarize(after)}
    new = floor.floor_of(groups)[str(ALL)]
    now = {figure: new.get(figure, 0) for figure in held[str(ALL)]}  # `head` may be in one of the two only
    assert floor.moved(held, groups, up=False, down=False) == held
    assert floor.moved(held, groups, up=True, down=True) == {str(ALL): now}
    for up in (True, False):
        moved = floor.moved(held, groups, up, not up)[str(ALL)]
        for figure, least in moved.items():
            assert least in (held[str(ALL)][figure], now[figure])
            assert not floor.worse(
                figure, *((least, held[str(ALL)][figure]) if up else (held[str(ALL)][figure], least))
            )
    lowered = floor.moved(held, groups, up=False, down=True)
    assert list(floor.misses(lowered, groups)) == []


@given(st.sampled_from(floor.CHOSEN), shares)
def test_a_rounded_figure_is_close_and_never_better(figure: str, share: float) -> None:
    assert not floor.worse(figure, share, floor.rounded(figure, share))
    assert abs(share - floor.rounded(figure, share)) < 0.00101


def test_a_group_that_is_gone_is_a_miss_until_the_floor_is_lowered() -> None:
    groups = {ALL: summarize([])}
    held: floor.Floor = {**floor.floor_of(groups), "outlet a": {"documents": 9, "losing": 0.5}}
    assert [str(miss) for miss in floor.misses(held, groups)] == ["outlet a: documents is 0, 9 below its floor 9"]
    assert floor.moved(held, groups, up=True, down=False) == held
    assert floor.moved(held, groups, up=False, down=True) == floor.floor_of(groups)


def test_a_figure_added_by_hand_stays_and_small_groups_are_only_added_by_hand() -> None:
    score = DocumentScore(ScoreCounts(1, 2, 1), ScoreCounts(1, 1, 1), 0.0, False)
    groups = {ALL: summarize([score]), OUTLET: summarize([score])}
    assert list(floor.floor_of(groups)) == [str(ALL)]
    held: floor.Floor = {"outlet a": {"shingles.micro.precision": 0.4}}
    assert floor.moved(held, groups, up=True, down=False)["outlet a"] == {"shingles.micro.precision": 0.5}


def test_a_floor_may_hold_the_share_of_headlines_and_need_not() -> None:
    def run(*heads: bool | None) -> floor.Groups:
        return {ALL: summarize([DocumentScore(ScoreCounts(), ScoreCounts(), 0.0, False, head=head) for head in heads])}

    assert floor.floor_of(run(True, False, None))["all"]["head"] == 0.5
    assert "head" not in floor.floor_of(run(None, None))["all"]
    old: floor.Floor = {"all": {"documents": 1}}
    assert list(floor.misses(old, run(False))) == []
    assert floor.moved(old, run(True), up=True, down=True) == old
    held = floor.from_bytes(b'{"all": {"head": 0.75}}')
    assert list(floor.misses(held, run(True, True, True, False))) == []
    assert [str(miss) for miss in floor.misses(held, run(True, False))] == [
        "all: head is 0.5, 0.25 below its floor 0.75"
    ]
    assert [str(miss) for miss in floor.misses(held, run(None))] == ["all: head is 0, 0.75 below its floor 0.75"]
    assert floor.moved(held, run(None), up=True, down=False) == held
    assert floor.moved(held, run(None), up=False, down=True) == {"all": {"head": 0}}


CHECKS = {
    "a first run makes the floor": (None, False, False, "made", True, 0.5),
    "an equal run leaves the floor": (0.5, True, True, None, True, None),
    "a better run leaves the floor": (0.4, False, False, None, True, None),
    "a better run raises the floor if asked": (0.4, True, False, "raised", True, 0.5),
    "a better run lowers nothing": (0.4, False, True, None, True, None),
    "a worse run fails": (0.6, False, False, None, False, None),
    "a worse run fails if only better figures may be written": (0.6, True, False, None, False, None),
    "a worse run lowers the floor if asked": (0.6, False, True, "lowered", True, 0.5),
}


@pytest.mark.parametrize(("limit", "up", "down", "change", "passed", "new"), CHECKS.values(), ids=CHECKS)
def test_a_floor(
    limit: float | None, up: bool, down: bool, change: str | None, passed: bool, new: float | None
) -> None:
    half = DocumentScore(ScoreCounts(1, 2, 2), ScoreCounts(), 0.0, False)
    held: floor.Floor | None = None if limit is None else {"all": {"shingles.micro.f1": limit}}
    checked = floor.check(held, {ALL: summarize([half])}, up, down)
    assert (checked.change, checked.passed) == (change, passed)
    assert (checked.new and checked.new["all"]["shingles.micro.f1"]) == new
    assert [miss.figure for miss in checked.misses] == ["shingles.micro.f1"] * (limit == 0.6)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no floor"),
        (b"{}", "no floor"),
        (b'{"all": 0.9}', "all: expected an object of figures"),
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
def test_a_file_that_holds_no_floor_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(floor.FloorError, match=re.escape(message)):
        floor.from_bytes(data)
