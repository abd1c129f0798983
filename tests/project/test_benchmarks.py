"""The benchmarks run, their corpus is the same each time, and what they compare does the same."""

import subprocess
import sys
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import corpus, rules
from benchmarks.__main__ import groups
from benchmarks.report import Group, Row, tables
from cleaner.engine.pipeline import TIDY
from tests.helpers import ROOT


def test_every_row_is_printed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "start-up", "matcher", "pages"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for expected in (
        "## start-up",
        "cleaner < page / python -c pass",
        "cleaner --version / a typer program that does nothing",
        "cleaner clean page",
        "## matcher",
        "2000 rules / 50 rules, first pass (time)",
        "300 rules, first pass / naive loop (throughput)",
        "exact lines: cleaner / grep -vxFf in UTF-8 (time)",
        "split and join",
        "look lines up in a set",
        "shipped packs, second pass",
        "a short line seen for the first time, 300 rules",
        "## pages",
        "the default job: all packs, then the article / packs alone (time)",
        "stage: features and net",
    ):
        assert f"| {expected} " in run.stdout or expected in run.stdout.splitlines(), expected


def test_a_group_that_is_not_there_is_named() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "start-down"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 2
    assert "start-down" in run.stderr
    assert all(name in run.stderr for name in groups())


def test_every_group_has_a_title() -> None:
    assert {"matcher", "start-up"} <= groups().keys()
    assert all((module.__doc__ or "").strip() for module in groups().values())


def test_what_is_not_on_the_machine_is_said() -> None:
    table = tables(Group("g", "title", [Row("with a tool", None, bar=2, goal=1), Row("own", 3.0, bar=2)]))
    assert "| with a tool | not here" in table
    assert "3 (misses the bar)" in table


@given(seed=st.integers(0, 2**32), unique=st.sampled_from([0.0, 0.4, 1.0]))
def test_the_corpus_is_the_same_each_time(seed: int, unique: float) -> None:
    texts = corpus.documents(0.02, unique, seed)
    assert texts == corpus.documents(0.02, unique, seed)
    assert sum(len(text.encode()) for text in texts) >= 0.02 * 1e6


def test_a_larger_corpus_begins_as_a_smaller_one() -> None:
    small = corpus.documents(0.05)
    assert corpus.documents(0.1)[: len(small)] == small


def test_the_dial_makes_short_lines_unique() -> None:
    usual, unique = (corpus.facts(corpus.documents(1, share)) for share in (0.0, 0.4))
    assert unique.distinct > 2 * usual.distinct


def test_the_lines_of_fresh_pages_are_mostly_new() -> None:
    texts = corpus.pages(60)
    assert texts == corpus.pages(60)
    counted = Counter(line for text in texts for line in text.split("\n") if line.strip())
    assert sum(count == 1 for count in counted.values()) > 0.7 * len(counted)
    assert 150 < corpus.facts(texts).lines / len(texts) < 350


def test_a_corpus_is_like_a_crawl() -> None:
    texts = corpus.documents(2)
    assert 0.65 < corpus.facts(texts).long_share < 0.9
    assert 0.005 < sum(not unicodedata.is_normalized("NFC", text) for text in texts) / len(texts) < 0.05


@pytest.mark.parametrize("count", [50, 300])
def test_rules_are_of_the_kinds_that_are_promised(count: int) -> None:
    tests = list(rules.tests(rules.rules(count)))
    assert len(set(tests)) == count
    assert sum(bool(test.text) for test in tests) == count * 6 // 10
    assert sum(bool(test.starts or test.contains) for test in tests) == count * 2 // 10
    assert sum(bool(test.regex) for test in tests) == count * 2 // 10
    assert list(rules.tests(rules.rules(2 * count)))[:count] == tests


@given(seed=st.integers(0, 2**32), hits=st.sampled_from([0, 30, 200]), unique=st.sampled_from([0.0, 0.4]))
def test_the_naive_loop_and_the_cleaner_remove_the_same_lines(seed: int, hits: int, unique: float) -> None:
    made = rules.rules(200, hits, seed)
    loop, cleaner = rules.Loop(made), rules.cleaner(made)()
    for text in corpus.documents(0.01, unique, seed):
        wanted = {n for n, line in enumerate(text.split("\n"), 1) if loop.removes(line)}
        result = cleaner.clean(text)
        assert not result.flags
        assert {edit.line for edit in result.edits if edit.rule != TIDY} == wanted


def test_some_rules_hit() -> None:
    cleaner = rules.cleaner(rules.rules(50))()
    texts = corpus.documents(0.1)
    removed = sum(edit.rule != TIDY for text in texts for edit in cleaner.clean(text).edits)
    assert removed > 2 * len(texts)
