"""Packs out of YAML text, for tests."""

import textwrap

from cleaner.engine.clean import Cleaner
from cleaner.packs.layers import Source
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs


def library(**packs: str) -> Library:
    """A library of packs; `__` in a name stands for "/", so that `outlets__a` is outlets/a."""
    files = []
    for name, text in packs.items():
        path = name.replace("__", "/")
        files.append(Source(path, f"{path}.yaml", textwrap.dedent(text).encode()))
    return Library.parse(files)


def cleaner(text: str) -> Cleaner:
    """A cleaner of one pack called `p`."""
    return Cleaner(compile_packs(library(p=text), "p"), "p")


def rule(text: str) -> Cleaner:
    """A cleaner of one rule, `p:r`, whose body is given on one line."""
    return cleaner(f"rules:\n  - {{id: r, {text}}}\n")
