"""`python -m training`: new weights for `body` from dumps and their articles."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.filters.body import BodySelector
from cleaner.packs import schema
from tests.helpers import ROOT
from training.__main__ import PACK
from training.samples import is_title, labels

SENTENCE = "The water came over the sluice at noon, and the old wheel needed a push."


@pytest.mark.parametrize(
    ("texts", "reference", "expected"),
    [
        (["Menu", SENTENCE, "Imprint"], SENTENCE, [False, True, False]),
        (["Menu", SENTENCE, SENTENCE], SENTENCE, [False, True, None]),  # a second copy counts for neither side
        (["Title of it", SENTENCE], SENTENCE, [None, True]),
        (["Rye", SENTENCE, "Oats"], f"{SENTENCE}\nOats", [False, True, True]),
        (["The water came over", SENTENCE], "", [False, False]),
    ],
)
def test_lines_of_the_reference_are_labelled_as_the_article(
    texts: list[str], reference: str, expected: list[bool | None]
) -> None:
    assert list(labels(texts, reference, "Title of it")) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [("Mill wheel turns again", True), ("Mill wheel turns again - Post", True), ("Mill wheel", False), ("Post", False)],
)
def test_a_title_is_recognised_with_and_without_the_name_of_the_site(text: str, same: bool) -> None:
    assert is_title(text, "Mill wheel turns again") == same


def corpus(folder: Path) -> Path:
    """Copy a few samples into a folder as a corpus."""
    for raw in sorted((ROOT / "samples").glob("*/*.raw.txt"))[::4]:
        name = raw.name.replace(".raw", "")
        for part, source in (("raw", raw), ("gold", raw.with_name(name.replace(".txt", ".clean.txt")))):
            (folder / part).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / part / name)
    return folder


def body(path: Path) -> BodySelector:
    """The selector of a pack's only rule."""
    pack, faults = schema.read(path.read_text("utf-8"), path.name, "body")
    assert faults == []
    assert pack is not None
    selector = pack.rules[0].selector
    assert isinstance(selector, BodySelector)
    return selector


def run(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_training_changes_the_weights_and_nothing_else(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the extra `train` is not installed")
    pack = tmp_path / "body.yaml"
    shutil.copy(PACK, pack)
    done = run(str(corpus(tmp_path / "corpus")), "-o", str(pack))
    assert done.returncode == 0, done.stderr
    assert "no manifest gives a title: the weights of the headline stay as they are" in done.stderr
    mine, theirs = body(pack), body(PACK)
    assert mine.line != theirs.line
    assert mine._replace(alone=theirs.alone, line=theirs.line, place=theirs.place) == theirs


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere"], "nowhere: it has no folders raw and gold"),
        (["samples"], "samples: it has no folders raw and gold"),
        (["samples", "--leave-out", "4/4"], "'4/4' is not a part such as 1/4, counted from 0"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_message(args: list[str], message: str) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_corpus_without_articles_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the extra `train` is not installed")
    for part in ("raw", "gold"):
        (tmp_path / part).mkdir()
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert "nothing to learn" in done.stderr
