"""A project folder for tests of the command line: a dump, a pack for its outlet, and a folder of more packs."""

import pytest

from tests.helpers.shell import Shell, put
from tests.helpers.shell import shell as shell  # the fixture that `project` needs

# The packs of a project are in its folder `rules`. This pack is chosen by its fingerprints.
PROJECT = """\
about: a paper for tests
detect: {line: [{starts: BÁO THỬ -}, {text: BÁO THỬ ĐIỆN TỬ}]}
rules:
  - id: tail
    drop: {region: {from: {text: BÁO THỬ ĐIỆN TỬ}}}
  - id: dateline
    replace: {find: "BÁO THỬ - "}
    where: {line: {starts: BÁO THỬ -}}
"""
DUMP = "Báo thử - Hội đồng đã họp vào thứ Hai và thông qua ngân sách năm sau.\nBÁO THỬ ĐIỆN TỬ\nTin khác\n"
CLEAN = "Hội đồng đã họp vào thứ Hai và thông qua ngân sách năm sau.\n"
PACK = """\
about: a pack for tests
detect: {host: a.vn, line: {text: A ONLINE}}
rules:
  - id: menu
    drop: {line: {text: Menu}}
    hits: Menu
    misses: Menu của quán
  - id: tail
    drop: {region: {from: {text: Related}}}
    hits: ["Related\\nx"]
"""


@pytest.fixture
def project(shell: Shell) -> Shell:
    """Commands in a project folder: `dump.txt`, a pack in `rules`, and another for `--rules more`."""
    put("dump.txt", DUMP)
    put("rules/outlets/thu.vn.yaml", PROJECT)
    put("more/outlets/a.vn.yaml", PACK)
    return shell
