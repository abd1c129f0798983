"""A cache that somebody else planted or forged: never followed, never believed, never a traceback."""

import marshal
import os
import stat
import time
import typing
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, filters
from cleaner.packs import cache, frozen
from cleaner.packs.frozen import TYPES, freeze, thaw
from cleaner.packs.layers import Source
from cleaner.packs.library import Library
from cleaner.packs.program import Program, compile_packs
from cleaner.packs.rule import Rule
from tests.helpers.pages import mill_page
from tests.helpers.strategies import shipped_body

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no owners and modes of this kind")
RULES = b"""
rules:
  - {id: a, drop: {line: {text: Menu, words: {most: 2}}}}
  - {id: b, drop: {region: {from: {text: End}}}, where: {last: 3}}
"""
FILES = [Source("a", "a.yaml", RULES)]
RAW = "Menu\nThe council met on Monday and agreed on a new budget for the year.\nEnd\nMore\n"
CLEAN = "The council met on Monday and agreed on a new budget for the year.\n"


def build() -> Program:
    return compile_packs(Library.parse(FILES), "a")


def clean() -> str:
    return Cleaner(cache.program(FILES, "a", build), "a").clean(RAW).text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path / "cleaner"


@pytest.fixture
def kept(folder: Path) -> Path:
    """The file of the cache, after a first run."""
    assert clean() == CLEAN
    (path,) = folder.iterdir()
    return path


def is_used(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the next run takes its program from the cache."""
    builds: list[int] = []
    cache.program(FILES, "a", lambda: builds.append(1) or build())  # type: ignore[func-returns-value]
    return not builds


def forge(path: Path, change: Callable[[Any], Any]) -> None:
    """Write a changed program into the cache, with a right checksum and the right origin."""
    origin, program = marshal.loads(path.read_bytes()[4:])
    data = marshal.dumps((origin, change(program)))
    path.write_bytes(zlib.crc32(data).to_bytes(4, "big") + data)


def test_the_cache_is_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_used(monkeypatch)
    assert clean() == CLEAN


# ------------------------------------------------------------------ whose it is


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_to_is_not_used(kept: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.parent.chmod(mode)
    before = kept.read_bytes()
    assert not is_used(monkeypatch)
    kept.unlink()
    assert clean() == CLEAN
    assert list(kept.parent.iterdir()) == []
    assert before


@POSIX
@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_file_that_others_can_write_to_is_not_used(kept: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.chmod(mode)
    assert not is_used(monkeypatch)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600  # it was replaced
    assert is_used(monkeypatch)


@POSIX
def test_a_cache_of_another_user_is_not_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not is_used(monkeypatch)
    assert clean() == CLEAN


@POSIX
def test_the_folder_and_its_files_are_made_for_the_user_alone(kept: Path) -> None:
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


# ------------------------------------------------------------------ links and other kinds of files


@POSIX
def test_no_link_is_followed(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(kept.read_bytes())
    kept.unlink()
    kept.symlink_to(victim)
    assert not is_used(monkeypatch)
    assert victim.read_bytes() == kept.read_bytes()
    assert not kept.is_symlink()  # the link was replaced, not followed
    victim.write_text("mine")
    kept.unlink()
    os.link(victim, kept)  # a second name of a file
    assert not is_used(monkeypatch)
    assert victim.read_text() == "mine"
    temporary = kept.with_name(f"{kept.name}.{os.getpid()}.tmp")
    temporary.symlink_to(victim)
    kept.unlink()
    assert clean() == CLEAN
    assert victim.read_text() == "mine"


@POSIX
def test_a_folder_that_is_a_link_is_not_used(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert clean() == CLEAN
    assert list((tmp_path / "elsewhere").iterdir()) == []


@POSIX
def test_a_pipe_in_place_of_the_file_does_not_hang(kept: Path) -> None:
    kept.unlink()
    os.mkfifo(kept, 0o600)
    assert clean() == CLEAN


def test_a_folder_in_place_of_the_file_is_left_alone(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()
    assert clean() == CLEAN
    assert kept.is_dir()


def test_a_file_of_absurd_size_is_not_read(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 100)
    assert not is_used(monkeypatch)
    assert clean() == CLEAN


# ------------------------------------------------------------------ what is in it

JUNK = {
    "nothing": b"",
    "a number": marshal.dumps(5),
    "a text without an end": b"u\xff\xff\xff\x7fabc",
    "code": marshal.dumps(compile("raise SystemExit(9)", "x", "exec")),
    "nesting": b"[\1\0\0\0" * 5_000 + b"N",
    "an unknown type": b"~~~~",
    "zeros": b"\0" * 1_000,
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_with_a_right_checksum_is_replaced(kept: Path, junk: bytes) -> None:
    kept.write_bytes(zlib.crc32(junk).to_bytes(4, "big") + junk)
    assert clean() == CLEAN
    assert kept.stat().st_size > 500


@pytest.mark.parametrize("error", [MemoryError, RecursionError, OverflowError, KeyError])
def test_whatever_reading_it_raises_is_no_error(
    kept: Path, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: bytes) -> None:
        raise error

    monkeypatch.setattr(marshal, "loads", fail)
    assert clean() == CLEAN


def with_field(name: str, value: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda program: {**program, name: value}


FORGED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no program": lambda _: None,
    "a list": lambda _: [1, 2],
    "no fields": lambda _: {},
    "an unknown field": with_field("new", 1),
    "rules of another kind": with_field("rules", ("x", "y")),
    "rules that are a number": with_field("rules", 5),
    "too few editions": with_field("editions", (0,)),
    "an edition that is text": with_field("editions", ("a", "b")),
    "a test that does not exist": with_field("uses", {99: (0,)}),
    "a rule that does not exist": with_field("unanchored", (99,)),
    "a negative number": with_field("unanchored", (-1,)),
    "an edition that does not exist": with_field("packs", {"a": (7,)}),
    "a pack that does not exist": with_field("hosts", {"x.vn": "nowhere"}),
    "fingerprints of a pack that does not exist": with_field("fingerprints", {0: ("nowhere",)}),
    "numbers that are text": with_field("off", {"a": ("0",)}),
    "patterns that are numbers": with_field("unwatched", frozenset([1])),
    "an index of another kind": with_field("indexes", (1, 2)),
    "an index with a test that does not exist": with_field("indexes", (({"menu": (10**9,)},), ())),
    "an index with numbers for texts": with_field("indexes", (({5: (0,)},), ())),
    "an index with broken edges": with_field("indexes", (({}, {"men": (("menu",),)}), ())),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED.keys())
def test_a_forged_program_is_compiled_anew(
    kept: Path, change: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    forge(kept, change)
    assert not is_used(monkeypatch)
    forge(kept, change)
    assert clean() == CLEAN


RECORDS: dict[str, Any] = {
    "a function": ["cleaner.corpus.files:write", {"path": "x"}],
    "a function by its name alone": ["write", {}],
    "a type of another kind": ["Span", {"least": 3}],
    "an unknown field": ["Rule", {"name": "a:a", "verb": "drop", "shell": "x"}],
    "no field": ["Rule", {}],
    "a verb that does not exist": ["Rule", {"name": "a:a", "verb": "explode"}],
    "a selector that is a number": ["Rule", {"name": "a:a", "verb": "drop", "selector": 5}],
    "a selector that is a span": ["Rule", {"name": "a:a", "verb": "drop", "selector": ["Span", {}]}],
    "a literal that is a number": ["Rule", {"name": "a:a", "verb": "drop", "selector": ["LineSelector", {
        "test": ["LineTest", {"text": (5,)}]}]}],
    "text in place of a list": ["LineTest", {"text": "abc"}],
    "a test inside a test of another kind": ["LineTest", {"any": (["Span", {}],)}],
    "text": "x",
    "a list of three": [1, 2, 3],
    "a list in a list": [[], {}],
}  # fmt: skip


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())
def test_a_forged_rule_or_test_is_compiled_anew(kept: Path, record: Any) -> None:
    data = marshal.dumps(record)
    for name in ("rules", "tests"):
        forge(kept, lambda program, name=name: {**program, name: (data,) * len(program[name])})  # type: ignore[misc]
        assert clean() == CLEAN


def test_a_rule_that_is_no_marshalled_data_is_compiled_anew(kept: Path) -> None:
    forge(kept, lambda program: {**program, "rules": tuple(JUNK.values())[: len(program["rules"])]})
    assert clean() == CLEAN


# ------------------------------------------------------------------ weights

JUNK_RULE = marshal.dumps(
    ["Rule", {"name": "b:article", "verb": "drop", "selector": ["BodySelector", {"weights": b"junk"}]}]
)
OTHER_RULE = marshal.dumps(["Rule", {"name": "a:article", "verb": "drop", "selector": ["BodySelector", {}]}])
NO_WEIGHTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "beside the rules": with_field("weights", {0: b"junk"}),
    "in a rule": with_field("rules", (JUNK_RULE,)),
    "in a rule of a pack that has none": with_field("rules", (OTHER_RULE,)),
}


@pytest.mark.parametrize("change", NO_WEIGHTS.values(), ids=NO_WEIGHTS.keys())
def test_weights_in_the_cache_are_not_used(folder: Path, change: Callable[[Any], Any]) -> None:
    """They would be an error on every page, and nobody would look for it in the cache."""

    weights = shipped_body().weights
    files = [Source("b", "b.yaml", b"rules: [{id: article, drop: {body: {switch: 5}}}]", weights=weights)]

    def program() -> Program:
        return cache.program(files, "b", lambda: compile_packs(Library.parse(files), "b"))

    program()
    (path,) = folder.iterdir()
    forge(path, change)
    (rule,) = program().rules
    assert getattr(rule.selector, "weights", b"") == weights
    assert Cleaner(program(), "b").clean(mill_page()).edits


def test_only_the_types_of_a_program_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen, "import_module", lambda name: pytest.fail(f"imported {name}"))
    for name in ("os:system", "cleaner.corpus.files:write", "cleaner.engine.clean:Cleaner", "write", "Cleaner", 5):
        with pytest.raises((ValueError, TypeError)):
            thaw([name, {}])


def test_a_value_of_another_type_is_not_frozen() -> None:
    with pytest.raises(ValueError, match="not a type of a program"):
        freeze(FILES[0])


def test_every_record_that_a_rule_can_hold_has_an_entry_in_the_table() -> None:
    expected: dict[str, str] = {}

    def visit(hint: Any) -> None:
        for arg in getattr(hint, "__args__", ()):
            visit(arg)
        if hasattr(hint, "_fields") and hint.__name__ not in expected:
            expected[hint.__name__] = hint.__module__
            for field in typing.get_type_hints(hint).values():
                visit(field)

    for root in (Rule, *map(filters.kind, filters.kinds())):
        visit(root)
    assert expected == TYPES


# ------------------------------------------------------------------ the code that made it


def test_touching_the_code_compiles_nothing_anew_and_changing_it_does(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    for room in cache._COMPILER_ROOMS:
        (package / room).mkdir(parents=True)
    module = package / "packs" / "cache.py"
    module.write_text("a = 1\n")
    monkeypatch.setattr(cache, "__file__", str(module))
    first = cache._compiler()
    os.utime(module, (time.time() + 100, time.time() + 100))
    assert cache._compiler() == first
    before = module.stat()
    module.write_text("a = 2\n")  # of the same size
    os.utime(module, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache._compiler() != first
    module.write_text("a = 1\n")
    assert cache._compiler() == first
    module.rename(module.with_name("other.py"))
    assert cache._compiler() != first
