"""The compiled kernel and numpy give the same scores, to the last digit, whatever is on the page."""

import subprocess
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article import scorer
from cleaner.article.features import feature_names
from cleaner.article.net import packed
from cleaner.article.page import KINDS, Page, page_of
from cleaner.article.weights import WeightsError
from tests.helpers import SAMPLES
from tests.helpers.pages import SENTENCES, mill_page, page_of_lines, small_model, tables

SOURCE = Path(scorer.__file__).with_name("_kernel.c")
MODEL = packed(small_model(feature_names(tables()), nets=2, inside=5))

compiled = pytest.mark.skipif(not scorer.COMPILED, reason="the package was installed without a compiler")

# What counts is how many there are of some class, what follows what, and how often it occurs.
pieces = st.sampled_from(
    [
        *("a", "Đọc", "thường", "1", "12:30", "2026", "v2.0", "10/3", "http://x", "  ", "\t", " - ", ". ", "? ", "… "),
        *(
            "。",
            "！",
            "新聞",
            "ข่าว",
            "한국",
            "שלום",
            "مرحبا",
            "e\u0301",
            "\U0001f600",
            "\U00020000",
            "\ud800",
            "\u200b",
        ),
        *("|", "•", "«", "”", ")", "(", ", ", ": ", "_", "{", "@", "€", "©", "x" * 70, "Straße", "İ", "\x00", "\x85"),
    ]
)
texts = st.one_of(
    st.lists(pieces, max_size=14).map("".join),
    st.text(max_size=30).map(lambda text: text.replace("\n", " ")),
    st.sampled_from(["", "• Boats", "12) Ropes", "3. Sails", "- Oars", "Share", *SENTENCES]),
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Pages of which rules have removed some lines."""
    lines = draw(st.lists(texts, min_size=1, max_size=60))
    if draw(st.booleans()):
        lines = lines * draw(st.integers(1, 4))  # frames and copies
    removed = draw(st.dictionaries(st.integers(0, len(lines) - 1), st.integers(1, 1 + len(KINDS)), max_size=12))
    return page_of(lines, lines, removed)


@compiled
@given(pages())
def test_the_kernel_gives_what_numpy_gives(page: Page) -> None:
    if page.units:
        assert scorer.scored(page, MODEL) == scorer.with_numpy(page, MODEL)


@compiled
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.raw.txt")), ids=lambda path: path.stem)
def test_the_kernel_gives_what_numpy_gives_on_the_samples(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    page = page_of_lines(lines, dict.fromkeys(range(0, len(lines), 7), 3))
    assert scorer.scored(page, MODEL) == scorer.with_numpy(page, MODEL)


@compiled
def test_a_large_page_and_a_large_unit() -> None:
    page = page_of_lines([*mill_page().split("\n"), "word " * 5000, "新" * 3000, "a", *["x" * 9] * 3000])
    assert scorer.scored(page, MODEL) == scorer.with_numpy(page, MODEL)


@compiled
def test_the_kernel_was_compiled_from_this_source() -> None:
    fresh = sha256(SOURCE.read_bytes()).hexdigest()
    assert fresh == import_module("cleaner.article._kernel").SOURCE, "compile it again: pip install -e ."


@compiled
def test_the_kernel_refuses_arrays_that_do_not_fit() -> None:
    kernel = import_module("cleaner.article._kernel")
    with pytest.raises(ValueError, match="no weights"):
        kernel.net((b"",) * 3, 5, 3, 8)
    with pytest.raises(ValueError, match="too short"):
        kernel.net((b"",) * 14, 5, 3, 8)
    with pytest.raises(WeightsError, match="no weights of a net"):
        scorer.scored(page_of_lines(["a", "b"]), b"no weights")
    names = ("the unit itself: a",)
    with pytest.raises(ValueError, match="the kernel has"):
        scorer.scored(page_of_lines(["a", "b"]), packed(small_model(names)))


def test_a_page_is_cleaned_alike_without_the_kernel() -> None:
    code = (
        "import sys; sys.modules['cleaner.article._kernel'] = None\n"
        "from cleaner import Cleaner; from cleaner.article import scorer\n"
        "assert not scorer.COMPILED\n"
        "sys.stdout.buffer.write(Cleaner.load().clean(sys.stdin.buffer.read().decode()).text.encode())"
    )
    raw = SAMPLES / "unknown-en/harbour-ferry.raw.txt"
    done = subprocess.run([sys.executable, "-c", code], input=raw.read_bytes(), capture_output=True, check=True)
    assert done.stdout.decode() == raw.with_name("harbour-ferry.clean.txt").read_text("utf-8")
