"""A stranger's repository: its configuration names commands that git would run; reading its packs runs none."""

import subprocess
from pathlib import Path

import pytest

from cleaner.health.revision import RevisionError, read_revision

PACK = "about: x\nrules: [{drop: {line: {text: Menu}}, hits: Menu}]\n"


def git(*args: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@a.vn")
    return subprocess.run(["git", *identity, *args], capture_output=True, text=True, check=True).stdout.strip()


def test_a_partial_clone_does_not_run_the_transport_that_its_configuration_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/web.yaml").write_text(PACK)
    git("init", "-q")
    git("add", "rules")
    git("commit", "-qm", "packs")
    assert [source.name for source in read_revision("HEAD", "rules")] == ["web"]
    # the pack's contents go missing, and the repository says where to fetch them: from a command
    blob = git("rev-parse", "HEAD:rules/web.yaml")
    (tmp_path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ran = tmp_path / "ran"
    git("config", "core.repositoryFormatVersion", "1")
    git("config", "extensions.partialClone", "origin")
    git("config", "remote.origin.promisor", "true")
    git("config", "remote.origin.url", f"ext::sh -c touch% {ran}")
    git("config", "protocol.ext.allow", "always")
    with pytest.raises(RevisionError):
        read_revision("HEAD", "rules")
    assert not ran.exists()
