"""Goldens: every sample comes out as the text beside it, and clean texts stay as they are.

`pytest --update-goldens tests/project/test_samples.py` writes what comes out; read the diff before you commit it.
"""

import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from cleaner import Cleaner
from cleaner.lines.text import replay, split, undo
from tests.helpers import ROOT

SAMPLES = sorted(ROOT.glob("samples/*/*.raw.txt"))
IDS = [str(path.relative_to(ROOT / "samples")).removesuffix(".raw.txt") for path in SAMPLES]
SEEDS = ROOT.parent / "shared" / "seeds"
CLEANER = Cleaner.load()


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def golden(raw: Path) -> Path:
    return raw.with_name(raw.name.replace(".raw.", ".clean."))


def test_there_are_samples_in_both_languages_and_some_that_stay_untouched() -> None:
    assert len(SAMPLES) >= 12
    assert sum(text_of(raw) == text_of(golden(raw)) for raw in SAMPLES) >= 4


@pytest.mark.parametrize("raw", SAMPLES, ids=IDS)
def test_a_sample_comes_out_as_its_golden_text(raw: Path, request: pytest.FixtureRequest) -> None:
    result = CLEANER.clean(text_of(raw))
    if request.config.getoption("--update-goldens"):
        golden(raw).write_bytes(result.text.encode())
    assert result.text == text_of(golden(raw)), "see: cleaner explain; to accept it: pytest --update-goldens"


@pytest.mark.parametrize("raw", SAMPLES, ids=IDS)
def test_a_sample_replays_and_can_be_undone(raw: Path) -> None:
    dump = text_of(raw)
    result = CLEANER.clean(dump)
    assert replay(split(dump), result.edits) == result.text
    assert undo(result.text, result.edits) == dump


@pytest.mark.parametrize("pack", [None, *CLEANER.packs])
def test_cleaning_a_clean_text_changes_nothing(pack: str | None) -> None:
    """With the pack that fits, and with every shipped pack on every sample."""
    cleaner = Cleaner.load(pack=pack)
    for raw in SAMPLES:
        once = cleaner.clean(text_of(raw)).text
        assert cleaner.clean(once).text == once, raw.name
        if pack is None:
            assert cleaner.clean(text_of(golden(raw))).edits == (), raw.name


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_unicode_form_and_the_line_ends_of_a_dump_do_not_matter(form: Literal["NFC", "NFD"]) -> None:
    for raw in SAMPLES:
        dump = unicodedata.normalize(form, text_of(raw)).replace("\r\n", "\n")
        clean = unicodedata.normalize("NFC", text_of(golden(raw))).replace("\r\n", "\n")
        assert unicodedata.normalize("NFC", CLEANER.clean(dump).text) == clean, raw.name
        assert (
            unicodedata.normalize("NFC", CLEANER.clean(dump.replace("\n", "\r\n")).text).replace("\r\n", "\n") == clean
        )


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the dumps that the project began with are not here")
def test_the_first_dumps_come_out_equal_to_their_references() -> None:
    for raw in sorted(SEEDS.glob("*.txt")):
        assert CLEANER.clean(text_of(raw)).text == text_of(SEEDS / "gold" / raw.name), raw.name
