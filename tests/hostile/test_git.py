"""A stranger's repository: reading its packs runs no command of its configuration, and costs no more than a folder."""

import subprocess
from pathlib import Path

import pytest

from cleaner.health import revision
from cleaner.health.revision import RevisionError, read_revision
from cleaner.packs.layers import MOST_FILE_BYTES

PACK = "about: x\nrules: [{drop: {line: {text: Menu}}, hits: Menu}]\n"


def git(*args: str, given: str = "") -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@a.vn")
    done = subprocess.run(["git", *identity, *args], input=given, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty repository as the working directory."""
    monkeypatch.chdir(tmp_path)
    git("init", "-q")


def commit(*rows: str) -> str:
    """A commit of a folder with these rows of `git ls-tree`, such as "100644 blob ID\\tweb.yaml"."""
    return git("commit-tree", "-m", "x", tree(*rows))


def tree(*rows: str) -> str:
    return git("mktree", given="".join(f"{row}\n" for row in rows))


def blob(content: str) -> str:
    return git("hash-object", "-w", "--stdin", given=content)


def refused(named: str, *words: str) -> None:
    with pytest.raises(RevisionError) as caught:
        read_revision(named, "rules")
    for word in (named, *words):
        assert word in str(caught.value)


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


def test_a_large_file_under_many_names_is_refused_before_it_is_read(
    repository: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = blob("x" * (MOST_FILE_BYTES + 1))
    head = commit(*(f"100644 blob {large}\t{n}.yaml" for n in range(10)))
    refused(f"{head}:", "0.yaml: the file is too large: at most 1,000,000 bytes")
    monkeypatch.setattr(revision, "MOST_BYTES", 10 * len(PACK) - 1)
    head = commit(*(f"100644 blob {blob(PACK)}\t{n}.yaml" for n in range(10)))
    refused(f"{head}:", "too many packs: at most 589 bytes")
    monkeypatch.setattr(revision, "MOST_BYTES", 10 * len(PACK))
    assert len(read_revision(f"{head}:", "rules")) == 10


def test_weights_have_their_own_limit_and_count_only_beside_a_pack(
    repository: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, net = f"100644 blob {blob(PACK)}\ta.yaml", blob("x" * 2_000)
    monkeypatch.setattr(revision, "MOST_WEIGHTS_BYTES", 1_999)
    refused(
        f"{commit(pack, f'100644 blob {net}	a.safetensors')}:", "a.safetensors: the file is too large: at most 1,999"
    )
    (source,) = read_revision(f"{commit(pack, f'100644 blob {net}	b.safetensors')}:", "rules")
    assert (source.name, source.weights) == ("a", b"")
    monkeypatch.setattr(revision, "MOST_WEIGHTS_BYTES", 2_000)
    head = commit(pack, f"100644 blob {net}\ta.safetensors")
    (source,) = read_revision(f"{head}:", "rules")
    assert source.weights == b"x" * 2_000
    monkeypatch.setattr(revision, "MOST_BYTES", 2_000)
    refused(f"{head}:", "too many packs: at most 2,000 bytes")


@pytest.mark.parametrize("leaf", ["a pack", "a file that is no pack", "an empty folder"])
def test_few_objects_that_describe_billions_of_files_are_refused(repository: None, leaf: str) -> None:
    name = "a.yaml" if leaf == "a pack" else "a.txt"
    below = tree() if leaf == "an empty folder" else tree(f"100644 blob {blob(PACK)}\t{name}")
    for _ in range(10):
        below = tree(*(f"040000 tree {below}\t{n}" for n in range(10)))
    refused(
        f"{git('commit-tree', '-m', 'x', below)}:", "too many packs" if leaf == "a pack" else "more than 100,000 files"
    )


def test_links_are_followed_only_a_hundred_times(repository: None) -> None:
    """Each takes a process of git."""
    link = blob("web.yaml")
    rows = [f"120000 blob {link}\t{n}.yaml" for n in range(101)]
    refused(f"{commit(*rows, f'100644 blob {blob(PACK)}	web.yaml')}:", "more than 100 packs are links")


def test_a_path_without_end_is_refused(repository: None) -> None:
    below = tree(f"100644 blob {blob(PACK)}\ta.yaml")
    for _ in range(60):
        below = tree(f"040000 tree {below}\t{'x' * 250}")
    refused(f"{git('commit-tree', '-m', 'x', below)}:", "a path of more than 10,000 bytes")


def test_git_has_a_limit_of_time(repository: None, monkeypatch: pytest.MonkeyPatch) -> None:
    head = commit(f"100644 blob {blob(PACK)}\tweb.yaml")
    monkeypatch.setattr(revision, "SECONDS", 0)
    refused(f"{head}:", "git takes longer than 0 seconds")


def test_a_git_that_is_stopped_while_it_lists_files_is_reported(
    repository: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stopped when the time is over: a program that never ends is in its place."""
    program = Path("git").absolute()
    program.write_text("#!/bin/sh\nwhile :; do printf '100644 blob x\\ta\\0'; sleep 0.01; done\n")
    program.chmod(0o700)
    monkeypatch.setattr(revision, "executable", lambda _: str(program))
    monkeypatch.setattr(revision, "SECONDS", 0.2)
    with pytest.raises(RevisionError, match="git takes longer than"):
        list(revision._Git("HEAD").rows("ls-tree"))
