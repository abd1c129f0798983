"""The weights of a net are in a file beside the pack that needs them."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from cleaner import Cleaner
from cleaner.article.net import packed, unpacked
from cleaner.article.odds import PARTS
from cleaner.lines.errors import PackError
from cleaner.packs import cache, layers
from cleaner.packs.layers import Source, shipped, sources
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from tests.helpers.pages import mill_page, small_model
from tests.helpers.strategies import shipped_body

PACK = b"about: x\nrules:\n  - id: article\n    drop: {body: {switch: 5}}\n"


def fault_of(weights: bytes) -> str:
    with pytest.raises(PackError) as caught:
        Library.parse([Source("a", "rules/a.yaml", PACK, weights=weights)])
    (fault,) = caught.value.faults
    assert "- id: article" in fault.source
    return str(fault._replace(source=""))


def test_a_rule_for_the_article_without_weights_is_a_fault_that_names_the_missing_file() -> None:
    assert fault_of(b"") == "rules/a.yaml:3:1: the rule needs the weights of a net, in rules/a.safetensors"


def test_damaged_weights_are_a_fault_that_names_their_file() -> None:
    message = "rules/a.yaml:3:1: rules/a.safetensors: these are no weights of a net"
    assert fault_of(b"x").startswith(message)
    assert fault_of(shipped_body().weights[:-1]).startswith(message)


def test_weights_for_other_features_are_a_fault_that_says_what_to_do() -> None:
    assert fault_of(packed(small_model(["a: b"]))).endswith(
        "rules/a.safetensors: the net was trained on other features than this version has; train it again"
    )


def test_a_rule_that_needs_no_weights_ignores_them() -> None:
    other = b"rules: [{id: r, drop: {line: {text: x}}}]"
    (rule,) = Library.parse([Source("a", "a.yaml", other, weights=b"x")]).rules("a")
    assert rule.selector is not None
    assert "weights" not in rule.selector._asdict()


def hopeless() -> bytes:
    """The shipped weights, changed so that the shortest possible article is found."""
    model = unpacked(shipped_body().weights)
    return packed(
        model._replace(
            nets=tuple(net._replace(article_bias=net.article_bias - np.int32(90 * PARTS)) for net in model.nets)
        )
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packs with a rule for the article of its own, which finds short articles."""
    shutil.copy(Path(shipped(), "body.yaml"), tmp_path / "body.yaml")
    (tmp_path / "body.safetensors").write_bytes(hopeless())
    return tmp_path


def test_weights_in_a_folder_of_rules_replace_the_shipped_ones(folder: Path) -> None:
    as_shipped, own = (Cleaner.load(rules, project=False).clean(mill_page()).text for rules in ([], [folder]))
    assert 0 < len(own) < len(as_shipped)


def test_a_pack_in_a_folder_of_rules_needs_its_own_weights(folder: Path) -> None:
    (folder / "body.safetensors").unlink()
    with pytest.raises(PackError, match=r"body\.yaml:6.*the rule needs the weights of a net, in .*body\.safetensors"):
        Cleaner.load([folder], project=False)


def test_a_pack_read_by_itself_has_its_weights(folder: Path) -> None:
    assert layers.source(str(folder / "body.yaml")).weights == hopeless()


def test_of_weights_that_are_too_long_a_start_is_read_which_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MOST_WEIGHTS_BYTES", 1000)
    with pytest.raises(PackError, match=r"body\.safetensors: these are no weights of a net"):
        Library.parse(sources([str(folder)]))


def test_the_cache_of_compiled_packs_notices_changed_weights(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(folder / "cache"))
    built: list[int] = []

    def program() -> Program:
        files = sources([str(folder)])

        def build() -> Program:
            built.append(len(files))
            return compile_packs(Library.parse(files), "body")

        return cache.program(files, "body", build)

    def weights(of: Program) -> bytes:
        (rule,) = of.rules
        return rule.selector._asdict()["weights"]  # type: ignore[no-any-return, union-attr]

    first, again = program(), program()
    assert len(built) == 1
    assert weights(first) == weights(again) == hopeless()
    (folder / "body.safetensors").write_bytes(shipped_body().weights)
    assert weights(program()) == shipped_body().weights
    assert len(built) == 2
