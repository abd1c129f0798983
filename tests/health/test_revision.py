"""Packs as a git revision has them."""

import os
from pathlib import Path

import pytest

from cleaner.health.revision import RevisionError, read_revision
from tests.helpers.repository import git
from tests.helpers.repository import history as history  # a fixture
from tests.helpers.shell import OUTLET, WEB, Shell
from tests.helpers.shell import shell as shell  # a fixture


def test_a_revision_is_read_as_it_was(history: Shell) -> None:
    (old,) = read_revision("HEAD~1", "rules")
    assert (old.name, old.path, old.data) == ("outlets/a.vn", "HEAD~1:rules/outlets/a.vn.yaml", OUTLET.encode())
    assert [source.name for source in read_revision("main:deep", "rules")] == ["er/web"]
    assert [source.path for source in read_revision("main:deep/er/", "rules")] == ["main:deep/er/web.yaml"]
    os.chdir("deep")
    assert [source.path for source in read_revision("main", "er")] == ["main:er/web.yaml"]
    assert read_revision("HEAD~1:rules", "er") == [old]
    for wrong in ("main:er", "main", "mian", ":rules", "-x", "HEAD~9"):
        with pytest.raises(RevisionError):
            read_revision(wrong, "rules")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_followed_in_a_revision_as_in_a_folder(history: Shell) -> None:
    Path("rules/outlets/b.vn.yaml").symlink_to("../../deep/er/web.yaml")
    git("add", ".")
    git("commit", "-qm", "a link")
    found = {source.name: source.data for source in read_revision("HEAD", "rules")}
    assert found["outlets/b.vn"] == WEB.encode()
    assert {source.name: source.data for source in read_revision("HEAD:rules", "x")} == found
    Path("rules/outlets/b.vn.yaml").unlink()
    Path("rules/outlets/b.vn.yaml").symlink_to("/nowhere/web.yaml")
    git("commit", "-qam", "a link to elsewhere")
    with pytest.raises(RevisionError, match="is a link to something that the revision does not have"):
        read_revision("HEAD", "rules")
