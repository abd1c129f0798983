"""Golden texts: every sample gives the clean text next to it, and clean texts stay as they are.

`pytest --update-goldens tests/project/test_samples.py` writes the new texts; read the diff before you commit it.
"""

import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from cleaner.engine.clean import Cleaner
from cleaner.lines.text import replay, split, undo
from cleaner.packs.layers import DEFAULT
from tests.helpers import ROOT, SAMPLES
from tests.helpers.packs import shipped_cleaner, shipped_names, shipped_packs

RAW = sorted(SAMPLES.glob("*/*.raw.txt"))
IDS = [path.relative_to(SAMPLES).as_posix().removesuffix(".raw.txt") for path in RAW]
SEEDS = ROOT.parent / "shared" / "seeds"


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def golden(raw: Path) -> Path:
    return raw.with_name(raw.name.replace(".raw.", ".clean."))


def test_there_are_samples_in_both_languages_and_some_that_stay_unchanged() -> None:
    assert len(RAW) >= 12
    assert sum(text_of(raw) == text_of(golden(raw)) for raw in RAW) >= 4


@pytest.mark.parametrize("raw", RAW, ids=IDS)
def test_a_sample_gives_its_golden_text(raw: Path, request: pytest.FixtureRequest) -> None:
    result = shipped_cleaner().clean(text_of(raw))
    if request.config.getoption("--update-goldens"):
        golden(raw).write_bytes(result.text.encode())
    assert result.text == text_of(golden(raw)), "see: cleaner explain; to accept it: pytest --update-goldens"


@pytest.mark.parametrize("raw", RAW, ids=IDS)
def test_the_edits_of_a_sample_replay_and_undo(raw: Path) -> None:
    dump = text_of(raw)
    result = shipped_cleaner().clean(dump)
    assert replay(split(dump), result.edits) == result.text
    assert undo(result.text, result.edits) == dump


@pytest.mark.parametrize("pack", [DEFAULT, *shipped_names("outlets")])
def test_a_clean_text_stays_as_it_is_with_any_pack(pack: str) -> None:
    cleaner = Cleaner.of(shipped_packs(), pack)
    for raw in RAW:
        clean = cleaner.clean(text_of(raw)).text
        assert cleaner.clean(clean).text == clean, raw.name


def test_a_clean_text_stays_as_it_is_with_the_pack_that_fits() -> None:
    assert set(shipped_cleaner().packs) == {DEFAULT, *shipped_names("outlets")}
    for raw in RAW:
        clean = shipped_cleaner().clean(text_of(raw)).text
        assert shipped_cleaner().clean(clean).text == clean, raw.name
        assert shipped_cleaner().clean(text_of(golden(raw))).edits == (), raw.name


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_unicode_form_and_the_line_ends_of_a_dump_do_not_matter(form: Literal["NFC", "NFD"]) -> None:
    cleaner = shipped_cleaner()
    for raw in RAW:
        dump = unicodedata.normalize(form, text_of(raw)).replace("\r\n", "\n")
        clean = unicodedata.normalize("NFC", text_of(golden(raw))).replace("\r\n", "\n")
        assert unicodedata.normalize("NFC", cleaner.clean(dump).text) == clean, raw.name
        with_crlf = cleaner.clean(dump.replace("\n", "\r\n")).text
        assert unicodedata.normalize("NFC", with_crlf).replace("\r\n", "\n") == clean, raw.name


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the dumps that the project began with are not here")
def test_the_first_dumps_give_their_reference_texts() -> None:
    for raw in sorted(SEEDS.glob("*.txt")):
        assert shipped_cleaner().clean(text_of(raw)).text == text_of(SEEDS / "gold" / raw.name), raw.name
