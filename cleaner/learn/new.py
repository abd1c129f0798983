"""Scaffold a pack: `cleaner rules new` fills in its fingerprints and a test from dumps, a person writes its rules."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import run_examples
from cleaner.learn.common_lines import CommonLines, Fingerprints, common_fingerprints
from cleaner.learn.yaml import Yaml, block, flow, scalar
from cleaner.lines.host import host_of, is_host
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack

_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")


class Target(NamedTuple):
    """The pack to be written."""

    pack: str  # its name: the path below its layer, without ".yaml"
    outlet: str
    host: str  # of the outlet; "" if its name is not a host


def target_of(name: str) -> Target | None:
    """The pack that a host, a URL or a pack's name asks for. None if no pack can have that name.

    >>> target_of("https://www.example.vn/page")
    Target(pack='outlets/example.vn', outlet='example.vn', host='example.vn')
    >>> target_of("common/quizzes")
    Target(pack='common/quizzes', outlet='quizzes', host='')
    """
    name = name.removesuffix(".yaml")
    if "://" in name:
        name = host_of(name)
    folder, slash, last = name.rpartition("/")
    bare = last.lower().removeprefix("www.")
    host = bare if is_host(bare) and folder in ("", "outlets") else ""
    outlet = host or last
    pack = f"{folder}/{outlet}" if slash else f"outlets/{outlet}"
    return Target(pack, outlet, host) if _NAME.fullmatch(pack) and ".." not in pack else None


class Scaffold(NamedTuple):
    """A pack as YAML, and what its author should know."""

    text: str
    notes: tuple[str, ...]


def scaffold(target: Target, common: CommonLines, library: Library) -> Scaffold:
    """The start of a pack. Its test is the first dump, with the current output. Raises PatternTimeout."""
    others = Library(pack for pack in library.packs.values() if pack.name != target.pack)
    notes = tuple(_notes(target, common.first, others))
    clean = Cleaner.of(others, DEFAULT).clean(common.first).text
    head = [*_head(target, common.dumps, common_fingerprints(target.outlet, common, others)), "", _HINT, ""]
    text = "\n".join([*head, *_test(common.first, clean)]) + "\n"
    if not _has_test(text, target.pack, common.first, clean):
        # a block cannot contain some characters; a quoted text can
        text = "\n".join([*head, *_test(common.first, clean, quoted=True)]) + "\n"
        assert _has_test(text, target.pack, common.first, clean), "the scaffold changes its dump"
    return Scaffold(text, notes)


def passes_own_test(text: str, target: Target, library: Library) -> bool:
    """Whether a scaffold passes its own test, as `cleaner rules test` runs it."""
    from cleaner.packs import schema

    pack, _ = schema.read(text, f"{target.pack}.yaml", target.pack)
    assert pack is not None
    others = [other for other in library.packs.values() if other.name != target.pack]
    return not run_examples(Library([*others, pack]), target.pack).complaints


def packs_of_host(host: str, library: Library) -> list[Pack]:
    """The packs that name a host in `detect`."""
    return [pack for pack in library.packs.values() if pack.detect is not None and host in pack.detect.host]


def _has_test(text: str, pack: str, raw: str, clean: str) -> bool:
    """Whether a text is a pack whose only test has exactly these texts."""
    from cleaner.packs import schema

    read, faults = schema.read(text, f"{pack}.yaml", pack)
    return read is not None and not faults and [(test.raw, test.clean) for test in read.tests] == [(raw, clean)]


def _notes(target: Target, raw: str, library: Library) -> Iterator[str]:
    for pack in packs_of_host(target.host, library):
        yield f"the pack {pack.name} ({pack.path}) has the host {target.host} too"
    choice = Cleaner.of(library).account(raw, explaining=False).choice
    if choice.pack != DEFAULT:
        yield f"the first dump already gets the pack {choice.pack}: {choice.reason}"


# ------------------------------------------------------------------ YAML

_HINT = """\
# `cleaner explain` shows which lines of a dump are kept. A rule that removes some of them looks like this:
# rules:
#   - id: tail
#     why: other stories are below every article
#     drop: {region: {from: {text: the line above the other stories}}}
#     misses: [A sentence that quotes the line above the other stories is kept.]"""


def _head(target: Target, dumps: int, found: Fingerprints) -> Iterator[str]:
    """The pack above its rules."""
    source = "one dump" if dumps == 1 else f"{dumps} dumps"
    yield f"# Started by `cleaner rules new` from {source}. Review it, write rules, and delete these comments."
    yield f"about: {scalar(target.outlet + ' article pages')}"
    yield "extends: [web]  # the rules for pages of any outlet"
    tests: list[Yaml] = [*({"starts": text} for text in found.starts), *({"text": text} for text in found.lines)]
    if target.host or tests:
        yield "detect:"
    if target.host:
        yield f"  host: [{scalar(target.host)}]"
    if not tests:
        yield f"# Of the lines in {_all(dumps)}, none identifies the outlet. A fingerprint looks like this:"
        if not target.host:
            yield "# detect:"
        yield "#   line: [{text: a line that is on every page}]"
        return
    if dumps == 1:
        yield "  # A guess from one dump. Check that these lines are on every page of the outlet, and on no other's."
    else:
        yield f"  # These lines are in {_all(dumps)}, and in no example of another pack."
    yield "  line:"
    yield from (f"    - {flow(test)}" for test in tests)
    if not found.named and len(tests) > 1:
        yield "  least: 2  # none of them names the outlet, so one alone is no proof"


def _all(dumps: int) -> str:
    return "the dump" if dumps == 1 else "both dumps" if dumps == 2 else f"all {dumps} dumps"


def _test(raw: str, clean: str, quoted: bool = False) -> Iterator[str]:
    yield "tests:"
    yield "  - name: a whole page"
    yield from _text("raw", raw, quoted)
    yield "    # The current output. Delete what does not belong, then write rules until `cleaner rules test` passes."
    yield from _text("clean", clean, quoted)


def _text(name: str, text: str, quoted: bool) -> list[str]:
    """A text as a block, or in quotes."""
    return [f"    {name}: {scalar(text)}"] if quoted or not text.strip("\n") else block(name, text)
