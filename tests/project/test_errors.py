"""Whatever a caller gives to a public name, the error is a CleanerError, and of the builtin type that fits as well."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import cleaner as package
from cleaner import Cleaner, CleanerError, Edit, PackError, PatternTimeout, replay, split, undo
from cleaner.lines import budget
from tests.helpers.packs import cleaner, library
from tests.helpers.shell import put

EDIT = Edit(1, "p:x", "a\n", None)
SLOW = "rules: [{drop: {line: {regex: '(?V0)^(a|a)+$(?:){e<=0}'}}}]"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with packs that have a fault."""
    monkeypatch.chdir(tmp_path)
    put("faulty/a.yaml", "rules: [")


def load_with(settings: str) -> Cleaner:
    put("cleaner.toml", settings)
    return Cleaner.load()


BAD_INPUT: dict[str, tuple[Callable[[], object], type[Exception]]] = {
    "a folder that is missing": (lambda: Cleaner.load("missing"), FileNotFoundError),
    "a folder that no system has": (lambda: Cleaner.load("\0"), FileNotFoundError),
    "a faulty pack": (lambda: Cleaner.load("faulty"), PackError),
    "an unknown pack": (lambda: Cleaner.load(pack="x"), PackError),
    "an unknown part": (lambda: Cleaner.load(keep=["dates"]), ValueError),  # type: ignore[list-item]
    "invalid TOML": (lambda: load_with("rules ="), FileNotFoundError),
    "settings that name no folder": (lambda: load_with('rules = "missing"'), FileNotFoundError),
    "a pack that a library lacks": (lambda: Cleaner.of(library(a="rules: []"), "b"), KeyError),
    "the rules of an unknown pack": (lambda: cleaner("rules: []").rules("b"), KeyError),
    "the called rules of an unknown pack": (lambda: cleaner("rules: []").called("b", []), KeyError),
    "no text": (lambda: cleaner("rules: []").clean(None), TypeError),  # type: ignore[arg-type]
    "bytes": (lambda: cleaner("rules: []").account(b"x"), TypeError),  # type: ignore[arg-type]
    "a slow pattern": (lambda: cleaner(SLOW).clean("a" * 40 + "!\n"), PatternTimeout),
    "edits of another text": (lambda: undo("b\n", [EDIT, EDIT._replace(line=9)]), ValueError),
    "edits of another dump": (lambda: replay(split("b\n"), [EDIT]), ValueError),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_each_public_name_answers_bad_input_with_an_error_of_the_package(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LINE_SECONDS", 0.05)
    call, builtin = BAD_INPUT[name]
    with pytest.raises(CleanerError) as caught:
        call()
    assert isinstance(caught.value, builtin)
    assert type(caught.value).__name__.endswith(("Error", "Timeout"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_pack_that_may_not_be_read_is_an_error_of_the_package() -> None:
    put("closed/a.yaml", "rules: []")
    os.chmod("closed/a.yaml", 0)
    with pytest.raises(CleanerError, match=r"a\.yaml: Permission denied"):
        Cleaner.load("closed")


def test_packs_in_folders_that_are_nested_too_deeply_are_an_error_of_the_package() -> None:
    here, depth = os.getcwd(), 2_100  # the path is longer than any system opens
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
    try:
        with pytest.raises(CleanerError):
            Cleaner.load("d")
    finally:  # pytest could not delete them
        for _ in range(depth):
            os.chdir("d")
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")


def test_all_errors_that_the_package_names_are_errors_of_the_package() -> None:
    errors = [value for value in map(package.__dict__.get, package.__all__) if isinstance(value, type)]
    assert all(issubclass(error, CleanerError) for error in errors if issubclass(error, Exception))
