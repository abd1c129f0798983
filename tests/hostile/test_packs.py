"""Hostile packs are refused with a place and a way out, in a bounded time; faults of YAML are explained."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner import PackError
from cleaner.packs import layers, library, limits, nodes, reader
from cleaner.packs.layers import Source, sources
from cleaner.packs.library import Library
from cleaner.packs.schema import read
from tests.helpers.packs import shipped_packs
from tests.helpers.work import calls


def refused(*packs: str) -> list[str]:
    """The first lines of the faults of some packs, whose names are a, b, c and so on."""
    files = [Source(name, f"{name}.yaml", text.encode()) for name, text in zip("abcdefgh", packs, strict=False)]
    with pytest.raises(PackError) as caught:
        Library.parse(files)
    return [str(fault._replace(source="")) for fault in caught.value.faults]


# ------------------------------------------------------------------ limits

LIMITS = {
    "a file of more than 1 MB": ("about: " + "x" * 1_000_000, "a.yaml: the file is too large: at most 1,000,000 bytes"),
    "a literal of 1 MB": (
        f"rules: [{{drop: {{line: {{starts: {'x' * 900_000}}}}}}}]",
        "a.yaml:1:32: a literal of 900,000 characters; at most 500 are allowed",
    ),
    "a long text to find": (f"rules: [{{replace: {{find: {'x' * 501}}}}}]", "a literal of 501 characters; at most 500"),
    "a long text to put in": (
        f"rules: [{{replace: {{find: x, with: {'x' * 501}}}}}]",
        "'with' has 501 characters; at most 500 are allowed",
    ),
    "too many literals in a rule": (
        f"rules: [{{drop: {{line: {{text: [{'x,' * 5_001}]}}}}}}]",
        "a rule of more than 5,000 literals and patterns; split it into several rules",
    ),
    "too many rules": (
        "rules:\n" + "- {drop: {line: {text: x}}}\n" * 2_001,
        "a.yaml:2:1: a pack of 2,001 rules; at most 2,000 are allowed",
    ),
    "too much in all patterns together": (
        "rules: [" + "".join(f"{{drop: {{line: {{regex: '{n}.{{9000}}$'}}}}}}," for n in range(13)) + "]",
        "the patterns of this pack have more than 100,000 characters, with counts written out",
    ),
    "a key of 1 MB": ("? " + "x" * 900_000 + "\n: 1", "a.yaml:1:3: unknown key"),
    "too many faults": ("rules:\n" + "- {x: 1}\n" * 1_000, "more than 100 faults; the others are not reported"),
}


@pytest.mark.parametrize(("text", "message"), LIMITS.values(), ids=LIMITS.keys())
def test_a_pack_beyond_a_limit_is_refused(text: str, message: str) -> None:
    messages = refused(text)
    assert any(message in line for line in messages), messages
    assert len(messages) <= reader.MOST_FAULTS + 1
    assert max(map(len, messages)) < 1_200


def test_the_shipped_packs_are_far_below_each_limit() -> None:
    packs = shipped_packs().packs.values()
    assert max(len(pack.rules) for pack in packs) * 10 < limits.MOST_RULES
    assert max(len(shipped_packs().lineage(pack.name)) for pack in packs) * 5 < library.MOST_LINEAGE
    files = sources([layers.shipped()])
    assert max(len(file.data) for file in files) * 10 < layers.MOST_FILE_BYTES
    assert len(files) * 10 < layers.MOST_PACKS
    assert all(file.shipped for file in files)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"{number}.yaml").write_text("about: x")
    assert len(sources([str(tmp_path)])) == 4
    monkeypatch.setattr(layers, "MOST_PACKS", 3)
    with pytest.raises(PackError, match="too many packs: at most 3 files"):
        sources([str(tmp_path)])
    monkeypatch.setattr(layers, "MOST_PACKS", 10)
    monkeypatch.setattr(layers, "MOST_BYTES", 20)
    with pytest.raises(PackError, match="with 20 bytes together"):
        sources([str(tmp_path)])


def test_a_long_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(10**10)  # a file with a hole takes no room on the disk
    (source,) = sources([str(tmp_path)])
    assert len(source.data) == layers.MOST_FILE_BYTES + 1


def test_a_long_chain_of_packs_is_refused_without_a_traceback() -> None:
    chain = [Source(f"p{n}", f"p{n}.yaml", f"extends: [p{n + 1}]".encode()) for n in range(3_000)]
    with pytest.raises(PackError, match="extends more than 200 packs"):
        Library.parse([*chain, Source("p3000", "p3000.yaml", b"about: x")])


BUSY = {
    "many short entries": lambda n: "rules: [{drop: {line: {text: [" + "x, " * n + "]}}}]",
    "many rules": lambda n: "rules:\n" + "".join(f"- {{id: r{m}, drop: {{line: {{text: x{m}}}}}}}\n" for m in range(n)),
    "many wrong keys": lambda n: "".join(f"{'rulez' * 9}{m}: 1\n" for m in range(n)),
    "many packs": lambda n: "extends: [" + "".join(f"web{m}, " for m in range(n)) + "]",
    "many names to switch off": lambda n: "without: [" + "".join(f"web:{m}, " for m in range(n)) + "]",
    "many hosts": lambda n: "detect: {host: [" + "".join(f"h{m}.vn, " for m in range(n)) + "]}",
    "many tests inside each other": lambda n: "rules: [{drop: {line: {any: [" + "{all: [{not: {text: x}}]}, " * n + "]}}}]",
}  # fmt: skip


@pytest.mark.parametrize("text", BUSY.values(), ids=BUSY.keys())
def test_the_work_of_reading_grows_with_the_size_of_a_pack(text: Any) -> None:
    def work(size: int) -> None:
        with contextlib.suppress(PackError):
            Library.parse([Source("a", "a.yaml", text(size).encode())])

    work(400)  # what is done once is done
    assert calls(lambda: work(1_600)) < 6 * calls(lambda: work(401))


# ------------------------------------------------------------------ faults of YAML

EXPLAINED = {
    "a tab in the indent": ("rules:\n\t- a\n", "2:1: invalid YAML: a tab in the indent; use spaces"),
    "a tab before a key": ("about: x\nrules:\n  - drop:\n\t  line: x\n", "4:1: invalid YAML: a tab in the indent; use spaces"),
    "a colon in a text": ("about: foo: bar\n", "1:11: invalid YAML: a colon inside a text; put the text in quotes"),
    "a colon in an entry": ("tests:\n  - a: b: c\n", "2:9: invalid YAML: a colon inside a text; put the text in quotes"),
    "a key too far left": ("rules:\n  - id: x\n   why: y\n",
                           "3:4: invalid YAML: the indent of this line does not fit the lines above, which start on line 2"),
    "a key too far right": ("rules:\n  - id: x\n    why: y\n      drop: z\n",
                            "4:11: invalid YAML: the indent of this line does not fit the line above, or the line above needs a colon"),
    "no colon": ("about\nrules: []\n",
                 "2:6: invalid YAML: the indent of this line does not fit the line above, or the line above needs a colon"),
    "an open double quote": ('about: "abc\nrules: []\n', "1:8: invalid YAML: this quote is not closed; add the missing quote"),
    "an open single quote": ("about: 'abc\nrules: []\n", "1:8: invalid YAML: this quote is not closed; add the missing quote"),
    "an open list": ("rules: [a, b\nabout: x\n", "1:8: invalid YAML: this [ is not closed; add the missing ]"),
    "an open mapping": ("rules: {a: b\n", "1:8: invalid YAML: this { is not closed; add the missing }"),
    "a list that ends with the file": ("rules: [", "invalid YAML: a value or a closing bracket is missing; add the missing ] or }"),
    "a bracket in a pattern": ("rules:\n  - {drop: {line: {regex: ^[a}}}\n",
                               "2:28: invalid YAML: [ inside a text; put the text in quotes"),
    "a quote in a quoted text": ("about: 'it's'\n", "1:12: invalid YAML: text after the closing quote or bracket; put all of it in quotes"),
    "an @ in front": ("about: @home\n", "1:8: invalid YAML: a text cannot start with '@'; put the text in quotes"),
    "a % in front": ("about: %5\n", "1:8: invalid YAML: a text cannot start with '%'; put the text in quotes"),
    "an asterisk in front": ("about: *new\n", "1:8: invalid YAML: a text that starts with * refers to an anchor"),
    "a dash in front": ("about: - x\n", "1:8: invalid YAML: a text cannot start with '-' and a space; put it in quotes"),
    "a bracket that closes nothing": ("about: ]\n", "1:8: invalid YAML: a value is missing before ']'; put a text that starts"),
    "a backslash in double quotes": ('about: "\\d"\n', "invalid YAML: an unknown escape in double quotes; use single quotes"),
    "two documents": ("about: x\n---\nabout: y\n", "2:1: invalid YAML: a pack is one document; remove the line ---"),
    "a text behind >": ("about: > x\n", "1:10: invalid YAML: a text after | or > starts on the next line"),
    "a key twice": ("about: x\nabout: y\n", "2:1: duplicate key 'about' in a pack; line 1 has it, so remove one of them"),
    "max": ("rules: [{drop: {line: {words: {max: 2}}}}]", "1:32: unknown key 'max' in 'words'; did you mean 'most'?"),
    "min": ("rules: [{drop: {line: {words: {min: 2}}}}]", "unknown key 'min' in 'words'; did you mean 'least'?"),
    "start": ("rules: [{drop: {line: {start: x}}}]", "unknown key 'start' in the line test; did you mean 'starts'?"),
    "end": ("rules: [{drop: {line: {end: x}}}]", "unknown key 'end' in the line test; did you mean 'ends'?"),
    "start of a region": ("rules: [{drop: {region: {start: {text: x}}}}]", "unknown key 'start' in 'region'; did you mean 'from'?"),
    "end of a region": ("rules: [{drop: {region: {end: {text: x}}}}]", "unknown key 'end' in 'region'; did you mean 'through'?"),
    "remove": ("rules: [{remove: {line: {text: x}}}]", "unknown key 'remove' in a rule; did you mean 'drop'?"),
    "pattern": ("rules: [{drop: {line: {pattern: x}}}]", "unknown key 'pattern' in the line test; did you mean 'regex'?"),
}  # fmt: skip


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(("text", "message"), EXPLAINED.values(), ids=EXPLAINED.keys())
def test_a_fault_of_yaml_is_explained(text: str, message: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "Loader", getattr(yaml, loader, yaml.SafeLoader))
    _, faults = read(text, "a.yaml", "a")
    assert any(message in str(fault) for fault in faults), [str(fault) for fault in faults]
    assert str(faults[0]).startswith(f"a.yaml:{faults[0].line}:{faults[0].column}: ")


SHOWN = {
    "plain": ("rules: [{drop: {line: {strats: x}}}]", "    1 | rules: [{drop: {line: {strats: x}}}]\n      |                        ^"),
    "a tab": ("rules:\n\t- a\n", "    2 | \t- a\n      | ^"),
    "wide letters": ("about: '中文'\nzz: 1", "    2 | zz: 1\n      | ^"),
    "behind wide letters": ("{about: 中文é, zz: 1}", "    1 | {about: 中文é, zz: 1}\n      |                ^"),
    "behind a combining mark": ("{about: e\u0301, zz: 1}", "    1 | {about: e\u0301, zz: 1}\n      |            ^"),
    "a mark that turns text around": ("{about: \u202eab, zz: 1}", "    1 | {about: \\u202eab, zz: 1}\n      |                   ^"),
    "a long line": (f"{{about: {'x' * 300}, zz: 1}}", f"    1 | {'x' * 48}, zz: 1}}\n      | {' ' * 50}^"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "excerpt"), SHOWN.values(), ids=SHOWN.keys())
def test_a_fault_is_shown_with_its_line_and_a_caret(text: str, excerpt: str) -> None:
    _, faults = read(text, "a.yaml", "a")
    assert str(faults[0]).partition("\n")[2] == excerpt


def test_a_fault_between_packs_is_shown_with_its_line() -> None:
    with pytest.raises(PackError) as caught:
        Library.parse([Source("a", "a.yaml", b"about: x\nextends: [web]\n")])
    assert str(caught.value).splitlines() == [
        "a.yaml:2:11: extends 'web', but there is no such pack",
        "    2 | extends: [web]",
        "      |           ^",
    ]
