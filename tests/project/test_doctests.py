"""The examples in docstrings hold. One test runs all examples of a module, so that no module is imported before."""

import doctest
from importlib import import_module

import pytest

from tests.helpers import ROOT

MODULES = [path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in ROOT.glob("cleaner/**/*.py")]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_the_examples_in_a_module_hold(name: str) -> None:
    result = doctest.testmod(import_module(name.removesuffix(".__init__")))
    assert result.failed == 0, "see the captured output"
