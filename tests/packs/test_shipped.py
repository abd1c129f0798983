"""The shipped packs keep what they promise."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import run_examples
from cleaner.filters.region import RegionSelector
from cleaner.lines.linetest import LineTest
from cleaner.lines.prefilter import prefilters
from cleaner.packs.layers import shipped
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from cleaner.packs.rule import Pack, Rule
from tests.helpers.packs import shipped_names, shipped_packs

PACKS = shipped_names()
OUTLETS = shipped_names("outlets")
LANGUAGES = shipped_names("languages")
GENERAL = [name for name in PACKS if name not in OUTLETS]
ARTICLE = "body:article"
SURE = {"comment-form", "comments", "rating-box"}  # rules whose lines can only be below an article


@pytest.mark.parametrize("name", PACKS)
def test_the_examples_of_a_pack_hold(name: str) -> None:
    assert [str(complaint) for complaint in run_examples(shipped_packs(), name).complaints] == []


@pytest.mark.parametrize("name", GENERAL)
def test_each_rule_for_all_outlets_has_an_id_a_reason_a_hit_and_a_miss(name: str) -> None:
    pack = shipped_packs().packs[name]
    assert pack.detect is None
    for rule in pack.rules:
        assert not rule.id.isdigit(), f"{rule.place}: needs an id"
        assert rule.why, f"{rule.place}: needs a why"
        assert rule.hits, f"{rule.place}: needs a hit"
        assert rule.misses, f"{rule.place}: needs a miss"


@pytest.mark.parametrize("name", OUTLETS)
def test_each_outlet_can_be_recognised_and_has_a_test_on_a_whole_document(name: str) -> None:
    pack = shipped_packs().packs[name]
    assert pack.tests
    assert pack.detect is not None
    assert pack.about


def without(pack: Pack, *rules: Rule) -> Cleaner:
    """A cleaner by a pack that lacks some rules, and whose pages are not searched for their article."""
    own = tuple(other for other in pack.rules if other not in rules)
    packs = shipped_packs().packs.values()
    off = {*pack.without, ARTICLE} if "web" in shipped_packs().lineage(pack.name) else pack.without
    library = Library(
        [pack._replace(rules=own, without=tuple(off)) if other.name == pack.name else other for other in packs]
    )
    return Cleaner.of(library, pack.name)


@pytest.mark.parametrize("name", PACKS)
def test_in_a_test_of_the_pack_each_rule_does_something_that_no_other_does(name: str) -> None:
    """The rule for the article is off, because it removes what other rules have left."""
    pack = shipped_packs().packs[name]
    together = [without(pack).clean(test.raw, test.host).text for test in pack.tests]
    unneeded = []
    for rule in pack.rules:
        cleaner = without(pack, rule)
        alone = [cleaner.clean(test.raw, test.host).text for test in pack.tests]
        if alone == together and rule.name != ARTICLE:
            unneeded.append(rule.name)
    assert unneeded == [], "in no test of the pack do these rules make a difference"


@pytest.mark.parametrize("name", PACKS)
def test_libyaml_and_pyyaml_read_a_shipped_pack_alike(name: str) -> None:
    """The two differ: `[Forgot your password?, Sign in]` is a fault for the loader written in Python."""
    text = Path(shipped(), f"{name}.yaml").read_text(encoding="utf-8")
    loaders: list[Any] = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]
    pure, *others = [[*map(str, yaml.parse(text, loader))] for loader in loaders]
    assert pure
    assert all(other == pure for other in others)


@pytest.mark.parametrize("name", PACKS)
def test_each_shipped_pack_points_editors_at_the_schema(name: str) -> None:
    path = Path(shipped(), f"{name}.yaml")
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    assert (path.parent / first.removeprefix(prefix)).resolve() == Path(shipped(), "schema.json").resolve()


def test_only_the_rule_for_the_article_is_tried_on_every_line() -> None:
    anchors = {rule.name: rule.anchor().test for rule in shipped_packs().rules("web")}
    slow = [name for name, test in anchors.items() if test is None or prefilters(test) is None]
    assert slow == ["body:article"], "these have no literal by which a line could be looked up"


def test_no_shipped_rule_has_paragraphs_read_to_their_end() -> None:
    """Long lines are most of the bytes. They are cheap as long as only their first letters are read."""
    long = compile_packs(shipped_packs()).indexes[1]
    costly = {name: list(getattr(long, name)) for name in long._fields if name not in ("heads", "low_heads", "sure")}
    assert {name: literals for name, literals in costly.items() if literals} == {}


def markers(test: LineTest | None) -> set[str]:
    """The whole lines that a test names."""
    return set() if test is None else {*test.text, *(text for part in test.any for text in markers(part))}


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_box_in_the_middle_of_an_article_does_not_remove_the_paragraphs_below_it(name: str) -> None:
    cleaner = Cleaner.of(shipped_packs(), name)
    lost = []
    for rule in shipped_packs().packs[name].rules:
        if isinstance(rule.selector, RegionSelector) and rule.where.after is not None and rule.id not in SURE:
            first = max("\n".join(rule.hits).split("\n"), key=len)
            below = [f"Ida: {first}", f"Tom: {first}"]
            for marker in markers(rule.selector.from_):
                page = "\n".join([first, first, marker, *["  • Ida"] * 6, *below])
                if not cleaner.clean(page).text.endswith("\n".join(below)):
                    lost.append((rule.id, marker))
    assert lost == [], "these rules and markers do"
