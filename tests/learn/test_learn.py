import random

import pytest

from cleaner.learn.learn import TooFewDumps, clusters, learn
from cleaner.learn.write import pack_text
from tests.helpers.gazette import (
    BARE,
    HOST,
    board_of,
    drafted,
    dump,
    dumps,
    headed,
    ids,
    learnt,
    other_words,
    pages,
    sentence,
)


def test_a_dump_and_its_copies_are_too_few() -> None:
    assert "only 1 with twenty words" in learnt([dump(1)] * 50).obstacle
    with pytest.raises(TooFewDumps, match="only 1 with twenty words"):
        drafted([dump(1)] * 50)


@pytest.mark.parametrize("count", [1, 2])
def test_nothing_is_proposed_from_one_or_two_dumps(count: int) -> None:
    assert "at least 3 are needed" in learnt(dumps(count)).obstacle


def test_no_dumps_give_no_outlets() -> None:
    assert list(learn(lambda: (), BARE)) == []


def test_dumps_in_which_nothing_repeats_give_no_proposals() -> None:
    texts = ["\n".join(sentence(random.Random(n * 10 + k)) for k in range(6)) for n in range(6)]
    outlet = learnt(texts)
    assert outlet.proposals == ()
    assert "nothing repeats" in outlet.obstacle


def test_a_sample_of_many_dumps_shows_what_few_dumps_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.learn.counts.SAMPLE", 30)
    few, many = ([dump(n, 3) for n in range(count)] for count in (30, 120))
    assert len(board_of(many).pages) == 30
    assert ids(pack_text(drafted(many))) == ids(pack_text(drafted(few))) == ["masthead", "tail", "counters", "dateline"]


def test_lines_that_two_outlets_share_are_foreign_to_both() -> None:
    texts = [(f"{name}.{HOST}", text) for name in ("sport", "money") for text in own_pages(name)]
    for outlet in learn(lambda: texts, BARE):
        assert outlet.board is not None
        shapes = {line.text: line.shape for page in outlet.board.pages for line in page.lines}
        assert shapes["Harbour Gazette"] in outlet.foreign
        assert shapes[f"{outlet.outlet.partition('.')[0]} pages of the Gazette"] not in outlet.foreign


def own_pages(name: str) -> list[str]:
    return pages(4, lambda source, n: [f"{name} pages of the Gazette", *headed(source)])


def test_the_pages_of_one_outlet_form_one_group() -> None:
    assert list(map(len, clusters(board_of(dumps(4))))) == [4]


def test_pages_that_share_no_line_form_several_groups() -> None:
    texts = [other_words(dump(n)) if n % 2 else dump(n) for n in range(8)]
    groups = clusters(board_of(texts))
    assert list(map(len, groups)) == [4, 4]
