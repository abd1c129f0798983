"""A git repository with packs that have changed, for tests."""

import os
import subprocess

import pytest

from tests.helpers.shell import OUTLET, PROSE, WEB, Shell, put
from tests.helpers.shell import shell as shell  # the fixture that `history` needs

TEXT = f"Menu\nBridge opens\n{PROSE.format(n=7)}\nShare this\nBy Ann\n"
BY = "{id: by, replace: {find: 'By '}, where: {line: {starts: 'By '}}}"


def git(*args: str) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.vn", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *args], env=env, check=True, capture_output=True)


@pytest.fixture
def history(shell: Shell) -> Shell:
    """A repository whose packs have changed once, and once more in the working tree."""
    git("init", "-q")
    put("rules/outlets/a.vn.yaml", OUTLET)
    put("rules/.hidden/x.yaml", "ruls: 1")
    put("rules/notes.md", "no pack")
    put("deep/er/web.yaml", WEB)
    put("dumps/1.txt", f"A ONLINE PAPER\n{TEXT}By Ann\n")
    put("dumps/2.txt", "Nothing of it\n")
    git("add", ".")
    git("commit", "-qm", "one")
    put("rules/outlets/a.vn.yaml", f"{OUTLET}  - {BY}\n")
    git("commit", "-qam", "two")
    put("rules/outlets/a.vn.yaml", f"{OUTLET}  - {BY}\n  - {{id: lead, drop: {{line: {{text: Bridge opens}}}}}}\n")
    return shell
