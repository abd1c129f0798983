"""No input, however hostile, hangs or crashes. Bounds are ten times what a slow machine takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, PatternTimeout, undo
from cleaner.corpus.files import DecodeError, decode
from tests.helpers.packs import cleaner

CLEANER = Cleaner.load()
MB = 1_000_000


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


HOSTILE = {
    "nothing": "",
    "NUL": "a\0b\0\n\0",
    "one line of 50 MB": "chữ " * (50 * MB // 6),
    "one long word": "x" * 20 * MB,
    "a million empty lines": "\n" * MB,
    "a million lines": "Đọc nhiều\n" * MB,
    "a million different lines": "\n".join(map(str, range(MB))),
    "carriage returns": "\r" * MB,
    "marks without a letter": "\u0301" * MB,
    "a letter under many marks": ("e" + "\u0301\u0323" * 500 + "\n") * 200,
    "bullets": "• " * MB,
    "invisible marks": "\u200b\ufeff" * MB,
    "lone surrogates": "a\ud800b\n" * 1000,
    "right to left": "\u202eabc\u202c مرحبا\n" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_documents_come_back(text: str) -> None:
    with within(60):
        result = CLEANER.clean(text)
        assert undo(result.text, result.edits) == text


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_can_be_cleaned_and_brought_back(text: str) -> None:
    result = CLEANER.clean(text)
    assert undo(result.text, result.edits) == text


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "cp1258", "ascii"]))
def test_any_bytes_decode_or_are_refused_with_their_place(data: bytes, encoding: str | None) -> None:
    try:
        text = decode(data, encoding, "x.txt")
    except DecodeError as error:
        text = str(error)
        assert text.startswith("x.txt: byte ")
    assert isinstance(text, str)


@pytest.mark.parametrize("verb", ["drop: {line: {regex: '%s'}}", "replace: {regex: '%s', with: x}"])
def test_a_pattern_that_runs_out_of_its_budget_names_rule_file_and_document(verb: str) -> None:
    one = cleaner("rules:\n  - {id: slow, " + verb % "(?V0)^(a|a)+$(?:){e<=0}" + "}\n")
    with within(30), pytest.raises(PatternTimeout) as caught:
        one.clean("a" * 40 + "!\n", name="dump.txt")
    for part in ("dump.txt", "p:slow (p.yaml:2)", "within 1 s"):
        assert part in str(caught.value)


def test_a_million_rules_worth_of_lines_are_not_remembered_for_ever() -> None:
    one = cleaner("rules: [{id: r, drop: {line: {text: x}}}]")
    for start in range(0, 600_000, 100_000):
        one.clean("\n".join(map(str, range(start, start + 100_000))))
    assert len(one._matcher._memo) <= 300_000
