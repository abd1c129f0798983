"""The laws of the pipeline, for any rules and any dump, and its safety stops."""

from collections.abc import Iterable

import pytest
from hypothesis import given

from cleaner.engine.pipeline import TIDY, Outcome, run
from cleaner.lines.document import Document
from cleaner.lines.linetest import LineTest, passes
from cleaner.lines.matcher import Matcher, Verdict
from cleaner.lines.text import Flag, cut, replay, split, undo
from cleaner.lines.words import blank
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Pack, Rule
from tests.helpers.packs import cleaner, rules_only
from tests.helpers.strategies import dumps, rules


@given(rules(), dumps())
def test_the_edits_replay_to_the_clean_text_and_undo_to_the_dump(drawn: list[Rule], raw: str) -> None:
    result = rules_only(drawn).clean(raw)
    assert replay(split(raw), result.edits) == result.text
    assert undo(result.text, result.edits) == raw


@given(rules(), dumps())
def test_lines_without_an_edit_stay_as_they_were_and_in_order(drawn: list[Rule], raw: str) -> None:
    result = rules_only(drawn).clean(raw)
    edited = {edit.line for edit in result.edits}
    untouched = [line.text for line in split(raw) if line.number not in edited]
    out = iter([line.text for line in split(result.text)])
    assert all(any(text == other for other in out) for text in untouched)


@given(rules(), dumps())
def test_no_rule_edits_a_line_that_an_earlier_keep_rule_protects(drawn: list[Rule], raw: str) -> None:
    outcome = rules_only(drawn).account(raw).outcome
    order = {rule.name: n for n, rule in enumerate(drawn)} | {TIDY: len(drawn)}
    for edit in outcome.edits:
        keeper = outcome.claims.get(edit.line)
        assert keeper is None or order[edit.rule] < order[keeper] or (edit.rule == TIDY and edit.after is not None)


@given(rules(), dumps())
def test_a_rule_that_does_not_act_can_be_deleted(drawn: list[Rule], raw: str) -> None:
    outcome = rules_only(drawn).account(raw).outcome
    acted = {edit.rule for edit in outcome.edits} | set(outcome.claims.values())
    if outcome.flags:
        return  # a safety stop names a rule that did not act
    less = rules_only(rule for rule in drawn if rule.name in acted).account(raw).outcome
    assert (less.text, less.edits, less.claims) == (outcome.text, outcome.edits, outcome.claims)


class NaiveMatcher(Matcher):
    """Tries every test on every line, as the definition says."""

    def ask(self, texts: Iterable[str]) -> list[Verdict]:
        numbered = list(enumerate(self.tests))
        return [tuple(n for n, t in numbered if passes(t, text, n in self.any_length)) for text in texts]

    def passes(self, test: LineTest, text: str, any_length: bool = False) -> bool:
        return passes(test, text, any_length)


def outcome_of(program: Program, matcher: Matcher, raw: str) -> Outcome:
    texts, ends = cut(raw)
    return run(program, "p", Document(texts, matcher), ends)


@given(rules(), dumps())
def test_the_matcher_and_the_naive_loop_give_the_same_outcome(drawn: list[Rule], raw: str) -> None:
    program = compile_packs(Library([Pack("p", rules=tuple(drawn))]), "p")
    naive = NaiveMatcher(program.tests, program.any_length, program.indexes)
    assert outcome_of(program, program.matcher(), raw) == outcome_of(program, naive, raw)


@given(dumps())
def test_without_rules_only_blank_lines_are_removed(raw: str) -> None:
    result = rules_only([]).clean(raw)
    assert {edit.rule for edit in result.edits} <= {TIDY}
    shown = [line.text for line in split(raw) if not blank(line.text)]
    assert [line.text for line in split(result.text) if not blank(line.text)] == shown
    assert rules_only([]).clean(result.text).edits == ()


PROSE = "The council met on Monday and agreed on a new budget for the coming year."


def test_a_document_that_would_lose_all_prose_is_left_unchanged_and_the_flag_names_the_rule() -> None:
    result = cleaner(
        """
        rules:
          - {id: small, drop: {line: {text: Menu}}}
          - {id: greedy, drop: {region: {from: {text: Related}}}}
        """
    ).clean(f"Menu\nRelated\n{PROSE}\n")
    assert result.text == f"Menu\nRelated\n{PROSE}\n"
    assert result.edits == ()
    assert result.flags == (Flag("unchanged", "no running text would have been left; p:greedy removed most of it"),)


def test_a_long_line_that_does_not_end_a_sentence_is_running_text_too() -> None:
    tail = "rules: [{id: tail, drop: {region: {from: {text: Related}}}}]"
    signed = f"{PROSE} It will be spent on roads and schools. Ann Smith"
    for first, unchanged in ((signed, False), ("Ann Smith", True)):
        result = cleaner(tail).clean(f"{first}\nRelated\n{PROSE}\n")
        assert (len(result.flags) == 1) is unchanged


def test_prose_that_a_replace_rule_would_cut_to_pieces_counts_as_removed() -> None:
    result = cleaner("rules: [{id: cut, replace: {regex: '^The council.*$', with: x}}]").clean(f"Menu\n{PROSE}\n")
    assert result.text == f"Menu\n{PROSE}\n"
    assert result.unchanged
    assert "p:cut removed most of it" in result.flags[0].text


def test_a_document_without_prose_may_become_empty_but_not_in_silence() -> None:
    result = cleaner("rules: [{id: r, drop: {region: {from: {text: Menu}}}}]").clean("Menu\nHome\nNews\n")
    assert (result.text, result.flags) == ("", (Flag("no_article", "no article was found"),))
    assert not result.doubtful


@pytest.mark.parametrize("raw", ["", "\n", " \r\n\n"])
def test_a_document_without_a_word_has_no_flag(raw: str) -> None:
    result = cleaner("rules: [{id: r, drop: {region: {from: {text: Menu}}}}]").clean(raw)
    assert (result.text, result.flags) == ("", ())


@pytest.mark.parametrize(("share", "acts"), [("0.4", False), ("0.6", True), ("1", True)])
def test_a_rule_that_would_exceed_its_most_share_does_not_act(share: str, acts: bool) -> None:
    text = f"rules: [{{id: r, most_share: {share}, drop: {{region: {{from: {{text: m}}}}}}}}]"
    result = cleaner(text).clean(f"{PROSE}\nm\na b c d e f g h i j k l m\n")  # 14 of 29 words
    assert bool(result.edits) is acts
    assert bool(result.flags) is not acts
    assert acts or str(result.flags[0]).startswith("most_share: p:r did not act: it would have removed 48%")


def test_keep_protects_its_lines_from_later_rules_which_cannot_start_at_them_either() -> None:
    result = cleaner(
        """
        rules:
          - {id: heading, keep: {line: {text: Related}}, where: {first: 1}}
          - {id: tail, drop: {region: {from: {text: Related}}}}
        """
    ).clean("Related\na\nRelated\nb\n")
    assert result.text == "Related\na\n"


def test_only_later_rules_act_on_a_line_that_a_replace_rule_has_rewritten() -> None:
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
    # "a\r" directly before "\n" would read as one line that ends in "\r\n"
    result = cleaner("rules: [{id: r, drop: {line: {text: x}}}]").clean("a\rx\n\nb")
    assert result.text == "a\r\rb"
    assert undo(result.text, result.edits) == "a\rx\n\nb"
