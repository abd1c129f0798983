"""Packs as a git revision has them."""

import os
from pathlib import Path

import pytest

from cleaner.health.revision import RevisionError, read_revision
from tests.helpers.repository import git
from tests.helpers.repository import history as history  # a fixture
from tests.helpers.shell import OUTLET, WEB, Shell, put
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


def test_packs_of_a_revision_have_their_weights(history: Shell) -> None:
    old, new = b"\0\n1", b"\0\n2\r\n"
    put("rules/outlets/a.vn.safetensors", old)
    put("rules/outlets/lone.safetensors", "x")
    git("add", ".")
    git("commit", "-qm", "weights")
    put("rules/outlets/a.vn.safetensors", new)
    git("commit", "-qam", "other weights")
    for revision, weights in (("HEAD", new), ("HEAD~1", old), ("HEAD~2", b""), ("HEAD:rules", new)):
        (pack,) = read_revision(revision, "rules")
        assert (pack.name, pack.weights) == ("outlets/a.vn", weights)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_followed_in_a_revision_as_in_a_folder(history: Shell) -> None:
    put("deep/net", b"net")
    Path("rules/outlets/b.vn.yaml").symlink_to("../../deep/er/web.yaml")
    Path("rules/outlets/b.vn.safetensors").symlink_to("../../deep/net")
    git("add", ".")
    git("commit", "-qm", "a link")
    assert {source.name: source.weights for source in read_revision("HEAD", "rules")}["outlets/b.vn"] == b"net"
    found = {source.name: source.data for source in read_revision("HEAD", "rules")}
    assert found["outlets/b.vn"] == WEB.encode()
    assert {source.name: source.data for source in read_revision("HEAD:rules", "x")} == found
    Path("rules/outlets/b.vn.yaml").unlink()
    Path("rules/outlets/b.vn.yaml").symlink_to("/nowhere/web.yaml")
    git("commit", "-qam", "a link to elsewhere")
    with pytest.raises(RevisionError, match="is a link to something that the revision does not have"):
        read_revision("HEAD", "rules")
