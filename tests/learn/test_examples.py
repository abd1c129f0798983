from cleaner.learn.draft import parsed
from cleaner.learn.examples import examples_of, short_page, without_marks
from tests.helpers.gazette import FOOT, MENU, NAME, board_of, dumps, headed, learnt, pages, proposed


def test_a_miss_starts_with_the_literal_if_no_paragraph_looks_like_it() -> None:
    pack = parsed(proposed(pages(8, lambda source, n: headed(source))), NAME)
    for rule in pack.rules:
        assert [miss for miss in rule.misses if miss.startswith((*MENU, *FOOT))]


def test_the_hit_of_a_region_has_its_marker_next_to_a_paragraph() -> None:
    outlet = learnt(dumps(5))
    assert outlet.board is not None
    masthead, tail = outlet.proposals[:2]
    for hit in examples_of(outlet.board, masthead).hits:
        assert hit.split("\n")[:2] == MENU[-2:]
    for hit in examples_of(outlet.board, tail).hits:
        assert hit.split("\n")[0].endswith(".")
        assert hit.split("\n")[1] == FOOT[0]


def test_a_short_page_has_lines_for_each_rule_and_an_article() -> None:
    outlet = learnt(dumps(5))
    assert outlet.board is not None
    page = short_page(outlet.board, outlet.proposals, 0)
    lines = page.raw.split("\n")
    assert {MENU[-1], FOOT[0]} <= set(lines)
    assert set(page.article) <= set(lines)
    assert len(short_page(outlet.board, outlet.proposals, 5).raw) > len(page.raw)


def test_a_rule_that_acts_on_no_page_does_not_hinder_the_short_page() -> None:
    outlet = learnt(dumps(5))
    assert outlet.board is not None
    idle = outlet.proposals[0]._replace(kind="edited", lines={})
    assert short_page(outlet.board, [idle], 0).article


def test_examples_have_no_marks_that_nobody_sees() -> None:
    assert without_marks("  Share\tthis\u200b page") == "  Share this page"
    assert board_of(dumps(3)).pages
