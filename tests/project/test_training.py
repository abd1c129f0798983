"""`python -m training`: a new net for `body` from dumps and their articles."""

import doctest
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.article.net import NET_TYPES, REACHES, Net, odds, shapes, unpacked
from cleaner.article.odds import PAGE_KINDS, PARTS
from cleaner.article.page import LEFT, REMOVED
from cleaner.article.segment import Costs
from cleaner.lines.errors import CleanerError
from tests.helpers import ROOT
from training import variants
from training.__main__ import write, write_folds
from training.corpus import FOLDS, UNKNOWN, CorpusError, Document, fold_of, manifest, read_corpora, read_split
from training.labels import Words, is_title, labels, tokens
from training.runs import Fold, Plan
from training.samples import Sample, headlines, read_samples
from training.score import Decision, Score, score, table
from training.variants import Row, variant

SENTENCE = "The water came over the sluice at noon, and the old wheel needed a push."
OTHER = "Nobody had seen the miller since the fair in spring."
TITLE = "Mill wheel turns again"

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="the extra `train` is not installed")
without_torch = pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")


@pytest.mark.parametrize("name", ["corpus", "labels", "samples", "score", "variants"])
def test_the_examples_in_a_module_hold(name: str) -> None:
    assert doctest.testmod(import_module(f"training.{name}")).failed == 0


# ------------------------------------------------------------------ labels


@pytest.mark.parametrize(
    ("texts", "reference", "expected"),
    [
        # part of the article
        (["Menu", SENTENCE, "Imprint"], SENTENCE, [False, True, False]),
        (["The water came over the sluice at noon,", "and the old wheel needed a push."], SENTENCE, [True, True]),
        ([f"• {SENTENCE.upper()}"], SENTENCE, [True]),
        ([SENTENCE, "Rye", OTHER], f"{SENTENCE}\nRye\n{OTHER}", [True, True, True]),
        (["水車は春の祭りから止まっている。"], "水車は春の祭りから止まっている", [True]),
        ([f"{SENTENCE} Read more about the mill"], SENTENCE, [True]),  # most of it is
        # not part of it
        (["The water came over", SENTENCE], "", [False, False]),
        (["The water", SENTENCE], SENTENCE, [False, True]),
        ([SENTENCE, "The old wheel"], SENTENCE, [True, False]),  # its place in the reference is above
        (["Rye bread", SENTENCE], f"{SENTENCE}\nRye", [False, True]),  # not all of it is in the reference
        (["Wheel"], SENTENCE.replace("wheel", "mill"), [False]),
        (["Nobody saw the fair in May since then", OTHER], OTHER, [False, True]),  # no three words in a row
        (["The old wheel and what to read, to see and to do near it", SENTENCE], SENTENCE, [False, True]),  # a fifth
        ([OTHER, SENTENCE], SENTENCE, [False, True]),
        # for neither side
        (["Menu", SENTENCE, SENTENCE], SENTENCE, [False, None, True]),
        (["Mill wheel turns again | Post", SENTENCE], SENTENCE, [None, True]),
        (["", "* * *", SENTENCE], SENTENCE, [None, None, True]),
    ],
)
def test_lines_on_the_alignment_are_part_of_the_article(
    texts: list[str], reference: str, expected: list[bool | None]
) -> None:
    found = labels(texts, reference, TITLE)
    if texts.count(SENTENCE) == 2:  # either copy may be the one that counts
        found[1:] = sorted(found[1:], key=lambda label: label is True)
    assert found == expected


article_words = st.sampled_from(["wheel", "Wheel", "đồng", "水", "水車", "ко́рж", "سنة", "7", "a", "no-one", "🙂 x"])
menu_words = st.sampled_from(["menu", "Đăng", "春", "Вход", "بحث", "2", "log-in", "©y"])
article_lines = st.lists(st.lists(article_words, min_size=1, max_size=6).map(" ".join), max_size=8)
menu_lines = st.lists(st.lists(menu_words, min_size=1, max_size=6).map(" ".join) | st.just(""), max_size=8)


@given(article_lines, menu_lines, st.randoms(use_true_random=False))
def test_lines_put_into_a_reference_are_the_only_ones_outside(
    article: list[str], menu: list[str], random: Random
) -> None:
    places = sorted(random.randrange(len(article) + len(menu)) for _ in menu) if menu else []
    dump: list[tuple[str, bool | None]] = [(line, True) for line in article]
    for place, line in zip(places, menu, strict=True):
        dump.insert(place, (line, False if line else None))
    assert labels([line for line, _ in dump], "\n".join(article)) == [label for _, label in dump]


@pytest.mark.parametrize(
    ("text", "same"),
    [(TITLE, True), (f"{TITLE} - Post", True), ("Mill wheel", False), ("Post", False), ("", False)],
)
def test_a_title_is_recognised_with_and_without_the_name_of_the_site(text: str, same: bool) -> None:
    assert is_title(text, TITLE) == same


@pytest.mark.parametrize(
    ("texts", "title", "expected"),
    [
        (["Post", TITLE, SENTENCE], TITLE, [0, 1, 0]),
        ([f"{TITLE} - Post", TITLE.upper()], TITLE, [0, 1]),  # the one with no other words
        ([TITLE, SENTENCE], f"{TITLE} - Post", [1, 0]),
        ([SENTENCE, "x" * 401], TITLE, [0, UNKNOWN]),
        (["Post", SENTENCE], "", [0, 0]),
    ],
)
def test_the_headline_is_the_unit_with_the_words_of_the_title(
    texts: list[str], title: str, expected: list[int]
) -> None:
    assert headlines(texts, title).tolist() == expected


# ------------------------------------------------------------------ variants

ROWS = [
    Row("Menu", False, REMOVED),
    Row("", None, LEFT),
    Row(TITLE, None, LEFT),
    Row("", None, LEFT),
    Row("", None, LEFT),
    Row(f"{SENTENCE} {OTHER}", True, LEFT),
    Row(f"  • {OTHER} {SENTENCE}", True, LEFT),
    Row("水車は春の祭りから止まっている。" * 20, True, REMOVED),
    Row("https://post.example/" + "a" * 300, False, LEFT),
    Row("  - Share this", False, LEFT),
]


def words_by_label(rows: Sequence[Row]) -> dict[bool | None, Words]:
    return {label: tokens("\n".join(row.text for row in rows if row.label is label)) for label in (True, False, None)}


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("change", [variants.broken, variants.other_blank_lines, variants.other_bullets])
def test_a_change_of_form_keeps_each_word_and_its_label(change: variants.Change, seed: int) -> None:
    changed = change(ROWS, Random(seed))
    assert words_by_label(changed) == words_by_label(ROWS)
    assert {(row.label, row.removal) for row in changed if not row.blank} == {
        (row.label, row.removal) for row in ROWS if not row.blank
    }


@pytest.mark.parametrize("seed", range(20))
def test_paragraphs_are_broken_into_lines_of_one_width(seed: int) -> None:
    texts = [row.text for row in variants.broken(ROWS, Random(seed)) if row.label and "水" not in row.text]
    assert len(texts) > 2
    assert max(map(len, texts)) <= 120


@pytest.mark.parametrize("seed", range(20))
def test_cropping_keeps_the_article(seed: int) -> None:
    changed = variants.cropped(ROWS, Random(seed))
    assert words_by_label(changed)[True] == words_by_label(ROWS)[True]
    assert [row for row in ROWS if row in changed] == ROWS[len(ROWS) - len(changed) :] or changed in (
        ROWS[start : start + len(changed)] for start in range(len(ROWS))
    )


@pytest.mark.parametrize("seed", range(20))
def test_only_the_article_stays_and_no_rule_has_removed_it(seed: int) -> None:
    changed = variants.only_article(ROWS, Random(seed))
    assert words_by_label(changed)[True] == words_by_label(ROWS)[True]
    assert {row.label for row in changed} <= {True, None}
    assert {row.removal for row in changed} == {LEFT}


@pytest.mark.parametrize("seed", range(20))
def test_one_short_line_stays_above_the_headline(seed: int) -> None:
    changed = variants.headed([Row("The Post", False, LEFT), *ROWS], Random(seed))
    shown = [row for row in changed if not row.blank]
    assert shown[0].label is False
    assert len(shown[0].text.split()) <= 4
    assert [row.text for row in shown[1:2]] == [TITLE]
    assert words_by_label(changed)[True] == words_by_label(ROWS)[True]


def test_a_variant_is_drawn_by_its_seed_alone() -> None:
    drawn = [variant(ROWS, Random(seed)) for seed in range(30)]
    assert drawn == [variant(ROWS, Random(seed)) for seed in range(30)]
    assert len({tuple(rows) for rows in drawn}) > 10


def test_a_page_that_is_broken_is_not_broken_again() -> None:
    for seed in range(40):
        assert len(max(variant(ROWS, Random(seed), is_broken=True), key=lambda row: len(row.text)).text) > 300


@pytest.mark.parametrize("rows", [[], [Row("", None, LEFT)], [Row("Menu", False, LEFT)]])
def test_a_page_without_an_article_has_variants_too(rows: list[Row]) -> None:
    for seed in range(30):
        assert len(variant(rows, Random(seed))) <= 2


# ------------------------------------------------------------------ corpora


def corpus(folder: Path) -> Path:
    """Copy a few samples into a folder as a corpus."""
    for raw in sorted((ROOT / "samples").glob("*/*.raw.txt"))[::4]:
        name = raw.name.replace(".raw", "")
        for part, source in (("raw", raw), ("gold", raw.with_name(name.replace(".txt", ".clean.txt")))):
            (folder / part).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / part / name)
    return folder


def document(**facts: str) -> Document:
    known = {"corpus": "a", "site": "", "type": "", "title": "", "dump": "", "reference": ""}
    return Document(**known | facts)


def tiny(folder: Path, *lines: str) -> Path:
    """Write a corpus with one document and a manifest with these lines."""
    for part in ("raw", "gold"):
        (folder / part).mkdir(parents=True)
        (folder / part / "mill.txt").write_text(SENTENCE, "utf-8")
    (folder / "manifest.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("page_type", "kind"),
    [("", "article"), ("news", "article"), ("blog", "article"), ("forum", "forum"), ("recipe", "recipe"), ("wiki", "")],
)
def test_the_kind_of_a_page_follows_from_its_type(page_type: str, kind: str) -> None:
    assert document(type=page_type).kind == (PAGE_KINDS.index(kind) if kind else UNKNOWN)


def test_a_manifest_may_be_in_the_folder_or_above_it(tmp_path: Path) -> None:
    row = {"id": "mill", "title": TITLE, "site": "post.example", "type": None, "lang": "en"}
    folder = tiny(tmp_path / "dumps", json.dumps(row), "")
    (own,) = read_corpora([folder])
    assert (own.title, own.site, own.type, own.kind) == (TITLE, "post.example", "", 0)
    (folder / "manifest.jsonl").rename(tmp_path / "manifest.jsonl")
    assert read_corpora([folder]) == [own]
    assert read_corpora([folder, folder]) == [own]  # the same dump counts once


@pytest.mark.parametrize("line", ["{", "[]", '{"title": "Mill"}', "3"])
def test_a_faulty_manifest_is_an_error_with_its_line(line: str, tmp_path: Path) -> None:
    folder = tiny(tmp_path / "dumps", '{"id": "mill"}', line)
    with pytest.raises(CorpusError, match=r"manifest\.jsonl:2: "):
        manifest(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "the key 'folds' must have an object"),
        ('{"folds": [1]}', "the key 'folds' must have an object"),
        ('{"folds": {"a": 5}}', "the fold of 'a' is 5"),
        ('{"folds": {"a": true}}', "the fold of 'a' is True"),
        ("\xff", "not UTF-8 at byte 0"),
    ],
)
def test_a_faulty_split_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "split.json").write_text(text, "latin-1")
    with pytest.raises(CorpusError, match=message):
        read_split(tmp_path / "split.json")


def test_each_site_has_one_fold() -> None:
    sites = [f"{n}.example" for n in range(100)]
    assert {fold_of(site, {}) for site in sites} == set(range(FOLDS))
    assert {fold_of(site, dict.fromkeys(sites, 3)) for site in sites} == {3}


@cache
def sample_pages() -> list[Sample]:
    """Samples of one page and its variants."""
    dump = "\n".join(["Menu", "Log in", TITLE, SENTENCE, OTHER, "Related articles", "Share this page"] * 2)
    page = document(dump=dump, reference=f"{SENTENCE}\n{OTHER}", title=TITLE, site="post.example")
    return read_samples([page], {"post.example": 4}, 3, 1)


def test_a_page_is_followed_by_its_variants() -> None:
    page, *others = sample_pages()
    assert [sample.is_variant for sample in (page, *others)] == [False, True, True, True]
    assert {(sample.corpus, sample.fold, sample.kind) for sample in (page, *others)} == {("a", 4, 0)}
    assert page.table.shape[0] == 14
    assert np.isfinite(page.table).all()
    assert sorted({*page.article.tolist()}) == [UNKNOWN, 0, 1]
    assert np.flatnonzero(page.headline == 1).tolist() == [2, 9]
    assert page.article[[2, 9]].tolist() == [UNKNOWN, UNKNOWN]  # the headline has log odds of its own


# ------------------------------------------------------------------ scores

DECISION = Decision(Costs(bias=0, text=0, switch=3, together=1), headline=0)


def constant(features: int, article: float, headline: float) -> Net:
    """A net that says the same of every unit."""
    net = Net(**{name: np.zeros(shape, NET_TYPES[name]) for name, shape in shapes(features, 1).items()})
    said, as_headline = (np.array(bias * PARTS, np.int32) for bias in (article, headline))
    return net._replace(article_bias=said, headline_bias=as_headline)


@pytest.mark.parametrize(("article", "headline", "recall", "finds"), [(9.0, 9.0, 1.0, False), (-9.0, -9.0, 0.0, False)])
def test_a_net_is_scored_by_the_tokens_that_it_keeps(
    article: float, headline: float, recall: float, finds: bool
) -> None:
    page = sample_pages()[0]
    done = score((constant(page.table.shape[1], article, headline),), page, DECISION)
    assert done is not None
    assert (done.recall, done.headline) == (recall, finds)
    kept = page.left & (page.article != UNKNOWN)
    share = page.tokens[kept & (page.article == 1)].sum() / page.tokens[kept].sum()
    assert done.precision == (pytest.approx(share) if recall else None)


def test_a_page_without_an_article_has_no_score() -> None:
    page = sample_pages()[0]
    empty = page._replace(article=np.zeros_like(page.article))
    assert score((constant(page.table.shape[1], 1, 1),), empty, DECISION) is None


def test_the_table_has_a_row_for_each_corpus_and_one_for_all() -> None:
    scores = [Score("one", 1.0, 1.0, True), Score("two", None, 0.9, None), Score("one", 0.5, 1.0, False)]
    rows = [row.split() for row in table(scores).splitlines()[1:]]
    assert rows == [
        ["one", "2", "0.750", "1.000", "0.857", "0.0%", "0.500"],
        ["two", "1", "0.000", "0.900", "0.000", "100.0%", "-"],
        ["all", "3", "0.750", "0.967", "0.845", "33.3%", "0.500"],
    ]


# ------------------------------------------------------------------ fitting


@needs_torch
def test_the_net_that_is_fitted_is_the_net_that_judges() -> None:
    import torch

    from training.fit import Scale, batch_of, beginning, forward, net_of

    random = np.random.default_rng(7)
    torch.manual_seed(7)
    pages = [
        sample_pages()[0]._replace(
            table=random.normal(3, 2, (units, 20)).astype(np.float32),
            tokens=random.integers(1, 200, units).astype(np.float32),
            share=random.integers(1, 600, units),
            left=random.random(units) < 0.7,
            article=np.zeros(units, np.int8),
            headline=np.zeros(units, np.int8),
        )
        for units in (1, 2, 17, 60, 200)
    ]
    weights = beginning(20)
    scale = Scale(np.full(20, 3, np.float32), np.full(20, 2, np.float32))
    net = net_of(weights, scale)
    assert net.fault() == ""
    batch = batch_of(pages, [page.tokens for page in pages], scale)
    with torch.no_grad():
        said = forward(weights, batch)
    for number, page in enumerate(pages):
        alone = odds((net,), page.table, page.share)
        own = batch.page.numpy() == number
        assert np.abs(said.article.numpy()[own] - alone.article).max() < 0.05
        assert np.abs(said.headline.numpy()[own] - alone.headline).max() < 0.05
        assert np.abs(torch.softmax(said.kinds[number], 0).numpy() - alone.kinds).max() < 1e-2


@needs_torch
def test_fitting_learns_and_the_same_seed_gives_the_same_net() -> None:
    from training.fit import fit

    pages = sample_pages()
    first, second = fit(pages, 1, 60), fit(pages, 1, 60)
    assert all(np.array_equal(np.asarray(mine), np.asarray(theirs)) for mine, theirs in zip(first, second, strict=True))
    done = score((first,), pages[0], DECISION)
    assert done is not None
    assert done.recall == 1.0
    assert done.headline


@needs_torch
def test_a_batch_counts_no_gap_and_no_removed_unit() -> None:
    from training.fit import batch_of, scale_of, unit_weights

    pages = sample_pages()
    weights = unit_weights(pages)
    batch = batch_of(pages, weights, scale_of(pages))
    gaps = batch.shown[:, 0].numpy() == 0
    assert gaps.sum() == (max(REACHES) + 1) * len(pages)
    assert not batch.weight.numpy()[gaps].any()
    assert np.allclose(np.bincount(batch.page.numpy(), batch.share.numpy())[:-1], 1)
    for page, own in zip(pages, weights, strict=True):
        assert not own[~page.left | (page.article == UNKNOWN)].any()


# ------------------------------------------------------------------ the command


def run(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


@needs_torch
def test_training_writes_weights_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "body.safetensors"
    done = run(str(corpus(tmp_path / "corpus")), "-o", str(file), "--passes", "1", "--variants", "0", "--seeds", "2")
    assert done.returncode == 0, done.stderr
    assert "no manifest gives a title: the net does not learn what a headline looks like" in done.stderr
    assert len(unpacked(file.read_bytes()).nets) == 2


@needs_torch
def test_cross_validating_writes_a_folder_of_packs_for_each_fold(tmp_path: Path) -> None:
    folder = tmp_path / "folds"
    few = ["--passes", "1", "--variants", "0", "--seeds", "1"]
    done = run(str(corpus(tmp_path / "corpus")), "--cross-validate", str(folder), *few)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("corpus ")
    assert len(list(folder.glob("?/body.safetensors"))) > 1
    for file in folder.glob("?/body.safetensors"):
        assert len(unpacked(file.read_bytes()).nets) == 1
        assert file.with_suffix(".yaml").read_bytes() == (ROOT / "rules/body.yaml").read_bytes()


needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@needs_links
@pytest.mark.parametrize(
    "name",
    ["body.safetensors", "body.safetensors.part", f".cleaner-{os.getpid()}-body.safetensors.tmp"],
    ids=["weights", "part", "unfinished"],
)
def test_nothing_is_written_where_a_planted_link_leads(name: str, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to("../victim")
    write(tmp_path / "out/body.safetensors", b"net")
    assert (tmp_path / "out/body.safetensors").read_bytes() == b"net"
    assert not (tmp_path / "out/body.safetensors").is_symlink()
    assert (tmp_path / "victim").read_text() == "mine"


@needs_links
@pytest.mark.parametrize("name", ["0", "0/body.yaml", "0/body.safetensors"])
def test_no_fold_is_written_where_a_planted_link_leads(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, victim = tmp_path / "folds", tmp_path / "victim"
    victim.mkdir()
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(victim if name == "0" else victim / "mine")
    monkeypatch.setattr("training.__main__.cross_validate", lambda *_: [Fold(0, b"net", [])])
    with pytest.raises(CleanerError, match="this is a link; remove it" if name == "0" else "nothing to score"):
        write_folds([], Plan(1, 1, 1), folder)
    assert list(victim.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "the following arguments are required: CORPUS"),
        (["nowhere"], "nowhere: it has no folders raw and gold"),
        (["samples"], "samples: it has no folders raw and gold"),
        (["{}", "--seeds", "0"], "'0' is not a whole number above 0"),
        (["{}", "--jobs", "two"], "'two' is not a whole number above 0"),
        (["{}", "--variants", "-1"], "'-1' is not a whole number"),
        (["{}", "--split", "split.json"], "it needs --cross-validate"),
        (["{}", "-o", "nowhere/body.safetensors"], "nowhere/body.safetensors: there is no folder nowhere"),
        (["{}", "-o", "rules"], "rules: this is a folder, not a file"),
        (["{}", "--cross-validate", "README.md"], "README.md: this is a file, not a folder"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_message(args: list[str], message: str, tmp_path: Path) -> None:
    folder = tiny(tmp_path / "dumps")
    done = run(*(arg.format(folder) for arg in args))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_corpus_without_articles_is_an_error(tmp_path: Path) -> None:
    for part in ("raw", "gold"):
        (tmp_path / part).mkdir()
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "nothing to learn: no dump in raw has an article of the same name in gold\n"


def test_a_missing_split_and_a_faulty_manifest_are_errors(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "dumps")
    done = run(str(folder), "--cross-validate", str(tmp_path / "folds"), "--split", str(tmp_path / "split.json"))
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / 'split.json'}: No such file or directory\n"
    (folder / "manifest.jsonl").write_text("{", "utf-8")
    done = run(str(folder))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{folder / 'manifest.jsonl'}:1: not JSON: ")


@without_torch
def test_without_torch_the_command_says_how_to_install_it(tmp_path: Path) -> None:
    done = run(str(tiny(tmp_path / "dumps")))
    assert done.returncode == 1
    assert done.stderr == "training needs torch: pip install -e '.[train]'\n"


@needs_torch
def test_pages_that_are_all_article_are_an_error(tmp_path: Path) -> None:
    done = run(str(tiny(tmp_path / "dumps")))
    assert done.returncode == 1
    assert "nothing to learn: no dump has both" in done.stderr
    assert "Traceback" not in done.stderr
