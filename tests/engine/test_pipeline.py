"""The laws of the pipeline over any rules and any dump, and its guards."""

import pickle
from collections.abc import Iterable

import pytest
from hypothesis import given

from cleaner.engine.clean import Cleaner
from cleaner.engine.explain import explanation
from cleaner.engine.pipeline import TIDY, Outcome, run
from cleaner.lines.document import Document
from cleaner.lines.linetest import LineTest, passes
from cleaner.lines.matcher import Matcher, Verdict
from cleaner.lines.text import Flag, cut, replay, split, undo
from cleaner.lines.words import blank
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Pack, Rule
from tests.helpers.packs import cleaner
from tests.helpers.strategies import dumps, rules


def made(drawn: Iterable[Rule]) -> Cleaner:
    return Cleaner(compile_packs(Library([Pack("p", rules=tuple(drawn))]), "p"), "p")


@given(rules(), dumps())
def test_the_clean_text_is_the_raw_one_replayed_and_the_raw_one_comes_back(drawn: list[Rule], raw: str) -> None:
    result = made(drawn).clean(raw)
    assert replay(split(raw), result.edits) == result.text
    assert undo(result.text, result.edits) == raw


@given(rules(), dumps())
def test_lines_that_no_edit_names_come_out_as_they_went_in_and_in_order(drawn: list[Rule], raw: str) -> None:
    result = made(drawn).clean(raw)
    named = {edit.line for edit in result.edits}
    untouched = [line.text for line in split(raw) if line.number not in named]
    out = iter([line.text for line in split(result.text)])
    assert all(any(text == other for other in out) for text in untouched)


@given(rules(), dumps())
def test_no_rule_touches_a_line_after_a_keep_has_claimed_it(drawn: list[Rule], raw: str) -> None:
    _, outcome, _ = made(drawn).account(raw)
    order = {rule.name: n for n, rule in enumerate(drawn)} | {TIDY: len(drawn)}
    for edit in outcome.edits:
        keeper = outcome.claims.get(edit.line)
        assert keeper is None or order[edit.rule] < order[keeper] or (edit.rule == TIDY and edit.after is not None)


@given(rules(), dumps())
def test_a_rule_that_does_not_act_can_be_taken_out(drawn: list[Rule], raw: str) -> None:
    _, outcome, _ = made(drawn).account(raw)
    acted = {edit.rule for edit in outcome.edits} | set(outcome.claims.values())
    if outcome.flags:
        return  # a guard has spoken of a rule that did not act
    less = made(rule for rule in drawn if rule.name in acted).account(raw)[1]
    assert (less.text, less.edits, less.claims) == (outcome.text, outcome.edits, outcome.claims)


class NaiveMatcher(Matcher):
    """Asks every test of every line: what the fused matcher has to equal."""

    def ask(self, texts: Iterable[str]) -> list[Verdict]:
        numbered = list(enumerate(self.tests))
        return [tuple(n for n, t in numbered if passes(t, text, n in self.free)) for text in texts]

    def passes(self, test: LineTest, text: str, any_length: bool = False) -> bool:
        return passes(test, text, any_length)


def outcome_of(program: Program, matcher: Matcher, raw: str) -> Outcome:
    texts, ends = cut(raw)
    return run(program, "p", Document(texts, matcher), ends)


@given(rules(), dumps())
def test_the_fused_matcher_and_the_naive_loop_clean_alike(drawn: list[Rule], raw: str) -> None:
    program = compile_packs(Library([Pack("p", rules=tuple(drawn))]), "p")
    naive = NaiveMatcher(program.tests, program.free, program.indexes)
    assert outcome_of(program, program.matcher(), raw) == outcome_of(program, naive, raw)


@given(rules(), dumps(), dumps())
def test_what_was_cleaned_before_does_not_matter_nor_does_the_process(drawn: list[Rule], raw: str, other: str) -> None:
    one = made(drawn)
    first = one.clean(raw)
    one.clean(other)
    assert one.clean(raw) == first
    assert pickle.loads(pickle.dumps(one)).clean(raw) == first


@given(dumps())
def test_without_rules_only_blank_lines_go(raw: str) -> None:
    result = made([]).clean(raw)
    assert {edit.rule for edit in result.edits} <= {TIDY}
    shown = [line.text for line in split(raw) if not blank(line.text)]
    assert [line.text for line in split(result.text) if not blank(line.text)] == shown
    assert made([]).clean(result.text).edits == ()


PROSE = "The council met on Monday and agreed on a new budget for the coming year."


def test_a_document_whose_prose_would_all_go_comes_back_unchanged_and_says_who_took_it() -> None:
    result = cleaner(
        """
        rules:
          - {id: small, drop: {line: {text: Menu}}}
          - {id: greedy, drop: {region: {from: {text: Related}}}}
        """
    ).clean(f"Menu\nRelated\n{PROSE}\n")
    assert result.text == f"Menu\nRelated\n{PROSE}\n"
    assert result.edits == ()
    assert result.flags == (Flag("unchanged", "no running text would have been left; p:greedy took most of it"),)


def test_a_long_line_that_ends_as_no_sentence_is_running_text_too() -> None:
    tail = "rules: [{id: tail, drop: {region: {from: {text: Related}}}}]"
    signed = f"{PROSE} It will be spent on roads and schools. Ann Smith"
    for first, whole in ((signed, False), ("Ann Smith", True)):
        result = cleaner(tail).clean(f"{first}\nRelated\n{PROSE}\n")
        assert (len(result.flags) == 1) is whole


def test_prose_that_a_replace_rule_would_cut_to_pieces_counts_as_gone() -> None:
    made = cleaner("rules: [{id: cut, replace: {regex: '^The council.*$', with: x}}]")
    result = made.clean(f"Menu\n{PROSE}\n")
    assert result.text == f"Menu\n{PROSE}\n"
    assert result.unchanged
    assert "p:cut took most of it" in result.flags[0].text


def test_explain_tells_what_a_guard_has_undone() -> None:
    greedy = "rules: [{id: r, MOST drop: {region: {from: {text: Related}}}}]"
    for most, why in (("", "undone: the document came back no running"), ("most_share: 0.5,", "more than most_share")):
        told = explanation(cleaner(greedy.replace("MOST", most)), f"Related\n{PROSE}\nx\n")
        for number in (1, 2, 3):
            assert any(why in near.why for near in told.near(cleaner(greedy.replace("MOST", "")), number))


def test_a_document_without_prose_may_come_out_empty() -> None:
    result = cleaner("rules: [{id: r, drop: {region: {from: {text: Menu}}}}]").clean("Menu\nHome\nNews\n")
    assert (result.text, result.flags) == ("", ())


@pytest.mark.parametrize(("share", "acts"), [("0.4", False), ("0.6", True), ("1", True)])
def test_a_rule_with_most_share_does_not_act_beyond_it(share: str, acts: bool) -> None:
    text = f"rules: [{{id: r, most_share: {share}, drop: {{region: {{from: {{text: m}}}}}}}}]"
    result = cleaner(text).clean(f"{PROSE}\nm\na b c d e f g h i j k l m\n")  # 14 of 29 words
    assert bool(result.edits) is acts
    assert bool(result.flags) is not acts
    assert acts or str(result.flags[0]).startswith("most_share: p:r did not act: it would have removed 48%")


def test_keep_protects_its_lines_from_every_later_rule_and_from_being_markers() -> None:
    result = cleaner(
        """
        rules:
          - {id: heading, keep: {line: {text: Related}}, where: {first: 1}}
          - {id: tail, drop: {region: {from: {text: Related}}}}
        """
    ).clean("Related\na\nRelated\nb\n")
    assert result.text == "Related\na\n"


def test_a_line_that_a_replace_rule_rewrites_is_asked_again_by_later_rules_only() -> None:
    result = cleaner(
        """
        rules:
          - {id: before, drop: {line: {text: b}}}
          - {id: rewrite, replace: {find: a, with: b}}
          - {id: c-to-d, replace: {find: b, with: c}}
          - {id: after, drop: {line: {text: c}}}
        """
    ).clean("x\na\n")
    assert [edit.rule for edit in result.edits] == ["p:rewrite", "p:c-to-d", "p:after"]
    assert result.text == "x\n"


def test_an_empty_line_between_two_kinds_of_line_ends_stays_a_line() -> None:
    # "a\r" and "\n" side by side would read as one line ending in "\r\n"
    one = cleaner("rules: [{id: r, drop: {line: {text: x}}}]")
    result = one.clean("a\rx\n\nb")
    assert result.text == "a\r\rb"
    assert undo(result.text, result.edits) == "a\rx\n\nb"
