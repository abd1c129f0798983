"""Packs for tests: small ones out of YAML text, and the shipped ones."""

import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cleaner.engine.clean import Cleaner
from cleaner.packs.layers import Source, shipped
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack, Rule


def library(**packs: str) -> Library:
    """A library of packs; `__` in a name stands for "/", so that `outlets__a` is outlets/a."""
    files = []
    for name, text in packs.items():
        path = name.replace("__", "/")
        files.append(Source(path, f"{path}.yaml", textwrap.dedent(text).encode()))
    return Library.parse(files)


def cleaner(text: str) -> Cleaner:
    """A cleaner of one pack called `p`."""
    return Cleaner.of(library(p=text), "p")


def rule(text: str) -> Cleaner:
    """A cleaner of one rule, `p:r`, whose body is given on one line."""
    return cleaner(f"rules:\n  - {{id: r, {text}}}\n")


def rules_only(rules: Iterable[Rule]) -> Cleaner:
    """A cleaner of one pack called `p` that consists of these rules."""
    return Cleaner.of(Library([Pack("p", rules=tuple(rules))]), "p")


@cache
def shipped_names(group: str = "") -> tuple[str, ...]:
    """The names of the shipped packs, or of those in one folder. Only file names are read, so that it is cheap."""
    folder = Path(shipped())
    return tuple(
        sorted(path.relative_to(folder).with_suffix("").as_posix() for path in (folder / group).rglob("*.yaml"))
    )


@cache
def shipped_packs() -> Library:
    """The shipped packs. They take half a second, so call this inside a test, not while tests are collected."""
    return Library.read([shipped()])


@cache
def shipped_cleaner() -> Cleaner:
    """A cleaner of the shipped packs, shared by all tests of a process. Call this inside a test."""
    return Cleaner.of(shipped_packs())


def body_rule(**options: float) -> Rule:
    """The shipped rule for the article, some of its numbers changed."""
    (rule,) = shipped_packs().packs["body"].rules
    assert rule.selector is not None
    return rule._replace(selector=rule.selector._replace(**options))
