"""Layers, inheritance, and the shipped packs as they stand."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import check
from cleaner.filters.region import RegionSelector
from cleaner.lines.errors import PackError
from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import signs
from cleaner.packs.layers import Source, layers, shipped, sources
from cleaner.packs.library import Library
from cleaner.packs.program import compile_packs
from cleaner.packs.rule import Pack, Rule
from tests.helpers.packs import library

SHIPPED = Library.read([shipped()])
GENERAL = [name for name in SHIPPED.packs if not name.startswith("outlets/")]


def faults_of(**packs: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        library(**packs)
    return [str(fault) for fault in caught.value.faults]


def names(packs: Library, pack: str) -> list[str]:
    return [rule.name for rule in packs.rules(pack)]


RULE = "rules: [{{id: {0}, drop: {{line: {{text: {0}}}}}}}]"


def test_own_rules_come_first_then_those_of_each_pack_once() -> None:
    packs = library(
        a=f"extends: [b, c]\n{RULE.format('one')}",
        b=f"extends: d\n{RULE.format('two')}",
        c=f"extends: d\n{RULE.format('three')}",
        d=RULE.format("four"),
    )
    assert names(packs, "a") == ["a:one", "b:two", "d:four", "c:three"]


def test_without_switches_one_inherited_rule_off_for_all_that_inherit() -> None:
    packs = library(a="extends: b", b=f"extends: c\nwithout: c:three\n{RULE.format('two')}", c=RULE.format("three"))
    assert names(packs, "a") == names(packs, "b") == ["b:two"]
    assert names(packs, "c") == ["c:three"]


LIST = "rules: [{id: menu, drop: {run: {of: {words: {most: 2}}, least: 3}}}]"


def test_adjust_gives_an_inherited_rule_other_numbers_for_all_that_inherit_and_nobody_else() -> None:
    packs = library(
        web="extends: c",
        b="extends: c\nadjust: {c:menu: {least: 2}}\ndetect: {host: [b.vn]}",
        a="extends: b\ndetect: {host: [a.vn]}",
        d="extends: b\nadjust: {c:menu: {least: 4}}\ndetect: {host: [d.vn]}",
        e="extends: [c, b]\nwithout: c:menu\ndetect: {host: [e.vn]}",
        c=LIST,
    )
    cleaner = Cleaner(compile_packs(packs))
    lines = ["one", "two", "three", "four"]
    for host, least in (("a.vn", 2), ("b.vn", 2), ("d.vn", 4), ("e.vn", 9), ("x.vn", 3)):
        for count in (1, 2, 3, 4):
            dump = "\n".join(lines[:count])
            assert (cleaner.clean(dump, host).text == "") == (count >= least), (host, count)
    assert [rule.name for rule in packs.rules("d")] == ["c:menu"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{b:men: {least: 2}}", "a.yaml:2:10: 'b:men' is no rule that a inherits; did you mean 'b:menu'?"),
        ("{b:menu: {leest: 2}}", "a.yaml:2:10: 'leest' is no number of b:menu; did you mean 'least'?"),
        ("{b:menu: {of: 2}}", "'of' is no number of b:menu"),
        ("{b:menu: {least: 2.5}}", "a.yaml:2:10: 'least' of b:menu is a whole number, not 2.5"),
        ("{b:menu: {least: many}}", "a.yaml:2:26: 'least' is a number, not 'many'"),
        ("{b:menu: 2}", "'b:menu' is a mapping with the numbers that are others here"),
        ("{b:menu: {least: 2}, b:menu: {least: 3}}", "a.yaml:2:30: 'b:menu' stands twice in 'adjust'"),
        ("[b:menu]", "a.yaml:2:9: 'adjust' is a mapping from rules' names to their numbers, not a list"),
    ],
)
def test_what_adjust_cannot_do_is_told_with_its_place(said: str, message: str) -> None:
    assert any(message in fault for fault in faults_of(a=f"extends: b\nadjust: {said}", b=LIST))


def test_faults_between_packs_are_told_with_their_places() -> None:
    assert faults_of(a="about: x\nextends: [webb]", web="about: y") == [
        "a.yaml:2:11: extends 'webb', which no layer has; did you mean 'web'?"
    ]
    assert "a.yaml:1:1: extends itself: a → b → a" in faults_of(a="extends: b", b="extends: a")
    assert faults_of(a="extends: a") == ["a.yaml:1:1: extends itself: a → a"]
    assert faults_of(a="extends: b\nwithout: [b:thre]", b=RULE.format("three")) == [
        "a.yaml:2:11: 'b:thre' is no rule that a inherits; did you mean 'b:three'?"
    ]


def test_a_host_belongs_to_one_pack_of_a_layer_and_an_upper_layer_may_take_it() -> None:
    one, other = "detect: {host: [x.vn]}", "about: x\ndetect: {host: [y.vn, X.vn]}"
    assert faults_of(a=one, b=other) == ["b.yaml:2:1: the host 'X.vn' is that of a too"]
    files = [Source(n, f"{n}.yaml", text.encode(), layer) for layer, (n, text) in enumerate((("a", one), ("b", other)))]
    packs = Library.parse([Source("web", "web.yaml", b"about: x"), *files])
    assert compile_packs(packs).hosts["x.vn"] == "b"


def test_faults_of_all_packs_are_told_at_once() -> None:
    assert len(faults_of(a="rules: [{drop: {lin: {text: x}}}]", b="extends: nowhere", c="\tx")) >= 3


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_later_layer_wins_where_both_have_a_pack_of_a_name(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(empty / "config"))
    put(empty / "config/cleaner/rules/outlets/a.vn.yaml", "about: user's")
    put(empty / "rules/outlets/a.vn.yaml", "about: project's")
    put(empty / "more/outlets/a.vn.yaml", "about: named")
    abouts = {}
    for folders in (layers()[:1], layers()[:2], layers(), layers(["more"])):
        found = Library.read(folders).packs.get("outlets/a.vn")
        abouts[len(folders)] = found.about if found else None
    assert abouts == {1: None, 2: "user's", 3: "project's", 4: "named"}


@pytest.mark.parametrize("inside", ["semgrep.yaml", "js/rule.yaml", "readme.md"])
def test_a_folder_called_rules_that_is_another_programs_is_passed_by(empty: Path, inside: str) -> None:
    put(empty / "rules" / inside, "x: [")
    assert layers() == [shipped()]


def test_cleaner_toml_names_the_projects_packs(empty: Path) -> None:
    put(empty / "packs/outlets/a.vn.yaml", "about: x")
    put(empty / "cleaner.toml", 'rules = "packs"\n')
    assert layers() == [shipped(), "packs"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("rules = 1", "names no folder"), ('rules = "no"', "names no folder"), ("rules =", "not TOML")],
)
def test_a_cleaner_toml_that_names_nothing_is_told(empty: Path, text: str, message: str) -> None:
    put(empty / "cleaner.toml", text)
    with pytest.raises(OSError, match=message):
        layers()


def test_hidden_files_and_linked_folders_are_no_packs(empty: Path) -> None:
    put(empty / "more/a.yaml", "about: x")
    put(empty / "more/.hidden.yaml", "about: x")
    put(empty / "more/notes.txt", "x")
    os.symlink(empty / "more", empty / "more/loop")
    assert [source.name for source in sources(["more"])] == ["a"]


def test_a_pack_that_is_no_utf8_is_a_fault(empty: Path) -> None:
    (empty / "more").mkdir()
    (empty / "more/a.yaml").write_bytes(b"about: \xff")
    with pytest.raises(PackError, match="byte 7 does not decode"):
        Library.read(["more"])


# ------------------------------------------------------------------ the shipped packs


@pytest.mark.parametrize("name", SHIPPED.packs)
def test_a_shipped_pack_keeps_what_it_promises(name: str) -> None:
    assert [str(complaint) for complaint in check(SHIPPED, name).complaints] == []


@pytest.mark.parametrize("name", GENERAL)
def test_each_rule_that_all_outlets_share_says_why_and_shows_a_hit_and_a_miss(name: str) -> None:
    for rule in SHIPPED.packs[name].rules:
        assert not rule.name.rpartition(":")[2].isdigit(), f"{rule.place}: needs an id"
        assert rule.why, f"{rule.place}: needs a why"
        assert rule.hits, f"{rule.place}: needs a hit"
        assert rule.misses, f"{rule.place}: needs a miss"


@pytest.mark.parametrize("name", [name for name in SHIPPED.packs if name.startswith("outlets/")])
def test_each_outlet_has_a_whole_document_test_and_its_signs(name: str) -> None:
    pack = SHIPPED.packs[name]
    assert pack.tests
    assert pack.detect is not None
    assert pack.about


def replaced(pack: Pack, rules: tuple[Rule, ...]) -> Library:
    return Library([pack._replace(rules=rules) if p.name == pack.name else p for p in SHIPPED.packs.values()])


@pytest.mark.parametrize("name", [name for name, pack in SHIPPED.packs.items() if pack.rules])
def test_the_examples_fail_when_any_one_rule_is_deleted(name: str) -> None:
    pack = SHIPPED.packs[name]
    unmissed = []
    for rule in pack.rules:
        less = tuple(r for r in pack.rules if r is not rule)
        if not check(replaced(pack, less), name).complaints:
            unmissed.append(rule.name)
    assert unmissed == [], "no test of the pack fails without these rules"


@pytest.mark.parametrize("name", SHIPPED.packs)
def test_a_shipped_pack_is_yaml_where_pyyaml_has_no_libyaml_too(name: str) -> None:
    """The two differ: `[Forgot your password?, Sign in]` is a fault for the loader written in Python."""
    text = Path(SHIPPED.packs[name].path).read_text(encoding="utf-8")
    loaders: list[Any] = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]
    pure, *others = [[*map(str, yaml.parse(text, loader))] for loader in loaders]
    assert pure
    assert all(other == pure for other in others)


@pytest.mark.parametrize("name", SHIPPED.packs)
def test_each_shipped_pack_points_editors_at_the_schema(name: str) -> None:
    path = Path(SHIPPED.packs[name].path)
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    assert (path.parent / first.removeprefix(prefix)).resolve() == Path(shipped(), "schema.json").resolve()


def test_no_rule_of_any_page_is_asked_of_every_line() -> None:
    anchors = {rule.name: rule.anchor()[0] for rule in SHIPPED.rules("web")}
    slow = [name for name, test in anchors.items() if test is None or signs(test) is None]
    assert slow == ["body:article"], "these have no literal by which a line could be looked up"


SURE = {"comment-form", "comments", "rating-box"}  # what only stands below an article, whatever follows
LANGUAGES = [name for name in GENERAL if name.startswith("languages/")]


def markers(test: LineTest | None) -> set[str]:
    """The whole lines that a test names."""
    return set() if test is None else {*test.text, *(text for one in test.any for text in markers(one))}


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_box_in_the_middle_of_an_article_takes_no_paragraph_below_it(name: str) -> None:
    cleaner = Cleaner.of(SHIPPED, name)
    lost = []
    for rule in SHIPPED.packs[name].rules:
        if isinstance(rule.selector, RegionSelector) and rule.where.after is not None and rule.id not in SURE:
            first = max("\n".join(rule.hits).split("\n"), key=len)
            below = [f"Ida: {first}", f"Tom: {first}"]
            for marker in markers(rule.selector.from_):
                page = "\n".join([first, first, marker, *["  • Ida"] * 6, *below])
                if not cleaner.clean(page).text.endswith("\n".join(below)):
                    lost.append((rule.id, marker))
    assert lost == [], "these take them"


def test_no_shipped_rule_makes_paragraphs_be_read_through() -> None:
    """Long lines are most of the bytes; they stay cheap while only their first letters are looked at."""
    long = compile_packs(SHIPPED).indexes[1]
    dear = {name: list(getattr(long, name)) for name in long._fields if name not in ("heads", "low_heads", "sure")}
    assert {name: literals for name, literals in dear.items() if literals} == {}
