"""Messages and help name the formats of input files, and cannot forget one."""

import ast
import os
import re

from cleaner.corpus import formats
from tests.helpers import ROOT
from tests.helpers.shell import Shell


def test_help_and_messages_name_every_format(project: Shell) -> None:
    os.mkdir("empty")
    texts = {
        "help": project("batch", "--help").out,
        "an unknown format": project("batch", "in", "out", "--format", "csv").err,
    }
    for text in texts.values():
        assert all(name in text for name in formats.names())
    no_dumps = project("rules", "health", "empty").err
    assert all(suffix in no_dumps for suffix in formats.suffixes())


def test_no_other_module_lists_the_formats_by_hand() -> None:
    names = re.compile(rf"\b({'|'.join(formats.names())})\b")
    lists = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.glob("cleaner/**/*.py")
        if path.parent.name != "formats"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(set(names.findall(node.value))) > 2
    ]
    assert lists == []
