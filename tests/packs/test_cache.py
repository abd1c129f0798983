"""Compiled packs on disk: the same program comes back, and a file that does not fit is replaced."""

import os
from pathlib import Path

import pytest
from hypothesis import given

from cleaner.packs import cache
from cleaner.packs.frozen import ThawedSequence, freeze, thaw
from cleaner.packs.layers import Source, shipped, sources
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Rule
from tests.helpers.strategies import rules

FILES = [Source("a", "a.yaml", b"rules: [{id: r, drop: {region: {from: {text: x}, before: {bullet: false}}}}]")]


def build(files: list[Source]) -> Program:
    return compile_packs(Library.parse(files), "a")


def forbidden() -> Program:
    raise AssertionError("the kept program should have been used")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path / "cleaner"


def contents(program: Program) -> list[object]:
    """The fields of a program, all of its items built."""
    return [list(field) if isinstance(field, ThawedSequence) else field for field in program]


@given(rules())
def test_frozen_rules_thaw_to_equal_rules(drawn: list[Rule]) -> None:
    assert [thaw(freeze(rule)) for rule in drawn] == drawn


def test_the_shipped_packs_survive_the_cache(folder: Path) -> None:
    files = sources([shipped()])
    new = cache.program(files, None, lambda: compile_packs(Library.parse(files)))
    kept = cache.program(files, None, forbidden)
    assert contents(new) == contents(kept)


@pytest.mark.parametrize("damaged", [b"", b"x", b"\0" * 200, None])
def test_a_damaged_file_is_replaced(folder: Path, damaged: bytes | None) -> None:
    new = cache.program(FILES, "a", lambda: build(FILES))
    (path,) = folder.iterdir()
    data = path.read_bytes()
    path.write_bytes(data[:-3] if damaged is None else damaged)
    assert contents(cache.program(FILES, "a", lambda: build(FILES))) == contents(new)
    assert path.read_bytes() == data


def test_a_changed_pack_is_compiled_again(folder: Path) -> None:
    cache.program(FILES, "a", lambda: build(FILES))
    changed = [FILES[0]._replace(data=FILES[0].data.replace(b"text: x", b"text: y"))]
    assert cache.program(changed, "a", lambda: build(changed)).indexes[0].exact.keys() == {"y"}


def test_without_a_folder_to_write_to_packs_are_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    assert contents(cache.program(FILES, "a", lambda: build(FILES))) == contents(build(FILES))


def test_no_half_written_file_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    cache.program(FILES, "a", lambda: build(FILES))
    assert list(folder.iterdir()) == []


def test_only_types_of_this_program_are_thawed() -> None:
    with pytest.raises(ValueError, match="not a type of a program"):
        thaw(["os:system", {}])


def test_a_kept_program_knows_the_patterns_that_need_no_time_limit_and_shares_equal_tests(folder: Path) -> None:
    text = b"""
rules:
  - id: one
    drop: {line: {regex: ['^page \\d+$', '^a.*b.*c.*d$']}}
    where: {after: {sentence: true}}
  - id: two
    drop: {line: {any: [{regex: ' of \\d$'}, {text: Menu}]}}
    where: {after: {sentence: true}}
"""
    files = [Source("a", "a.yaml", text, shipped=True)]
    _, kept = (cache.program(files, "a", lambda: build(files)) for _ in range(2))
    assert kept.unwatched == {r"^page \d+$", r" of \d$"}
    assert kept.rules[0].where.after is kept.rules[1].where.after
