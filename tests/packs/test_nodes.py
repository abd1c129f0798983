"""YAML text is parsed into nodes, within limits."""

import pytest
import yaml

from cleaner.packs import nodes
from cleaner.packs.nodes import parse


def test_the_fast_loader_is_used_if_there_is_one() -> None:
    assert nodes.Loader is getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@pytest.mark.parametrize(
    ("loader", "depth"),
    [(yaml.SafeLoader, 99), (yaml.SafeLoader, 101), (nodes.Loader, 99), (nodes.Loader, 101), (nodes.Loader, 1100)],
)
def test_deep_nesting_is_reported_in_the_same_words_by_both_loaders(
    loader: object, depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "Loader", loader)
    root, faults = parse("[" * depth + "]" * depth, "a.yaml")
    assert (root is None) is (depth > nodes.MAX_DEPTH)
    assert [fault.message for fault in faults] == [nodes.TOO_DEEP] * (depth > nodes.MAX_DEPTH)
