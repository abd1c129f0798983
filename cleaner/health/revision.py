"""Read the packs of a git revision, without touching the working tree."""

import os
import subprocess
from typing import NamedTuple

from cleaner.lines.errors import CleanerError
from cleaner.packs.layers import Source

# The configuration of a stranger's repository can name commands: a partial clone fetches objects that are missing, by
# whatever transport it names (`ext::sh -c …`), and core.fsmonitor names a program.
NO_FSMONITOR = ("-c", "core.fsmonitor=false")
OFFLINE = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
}  # beats any configuration
LINK_MODE = b"120000"  # how git writes the mode of a symbolic link
LONGEST_HEADER = 200  # bytes, more than `git cat-file --batch` writes before a file's contents


class RevisionError(CleanerError):
    """A revision, or a folder of it, that git does not have."""


class Tree(NamedTuple):
    """A folder of a revision."""

    named: str  # as the caller gave it
    revision: str
    path: str  # from the top of the repository, or from the current folder with "./" in front

    @property
    def below(self) -> str:
        """The path without "./"; "" for the folder itself."""
        path = self.path.removeprefix("./")
        return "" if path == "." else path

    @property
    def object(self) -> str:
        """What git calls it."""
        return f"{self.revision}:{self.path}"


class TreeFile(NamedTuple):
    """A file in a folder of a revision."""

    path: str  # below the folder
    blob: bytes  # id of its contents


def read_revision(named: str, folder: str) -> list[Source]:
    """The pack files of a revision, given as git writes it: `REV:path`, or `REV` for its folder `folder`.

    `folder` is relative to the current folder. Raises RevisionError.
    """
    tree = _tree(named, folder)
    files = [file for file in _files(tree) if file.path.endswith(".yaml") and not _hidden(file.path)]
    place = f"{tree.revision}:{tree.below}/" if tree.below else f"{tree.revision}:"
    return [
        Source(file.path.removesuffix(".yaml"), place + file.path, data)
        for file, data in zip(files, _contents(named, [file.blob for file in files]), strict=True)
    ]


def _tree(named: str, folder: str) -> Tree:
    revision, colon, path = named.partition(":")
    if not revision or revision.startswith("-"):
        raise RevisionError(f"{named!r} is neither a folder nor a git revision such as HEAD~1 or main:rules")
    _git(named, "rev-parse", "--git-dir")  # fails outside of a repository
    if not _exists(f"{revision}^{{commit}}"):
        raise RevisionError(f"{named}: there is no folder and no git revision {revision!r} here")
    tree = Tree(named, revision, path.rstrip("/") if colon else f"./{folder}")
    if not _exists(tree.object) or _git(named, "cat-file", "-t", tree.object).strip() != b"tree":
        way = "name another with REV:path" if not colon else "the path starts at the top of the repository"
        raise RevisionError(f"{named}: revision {revision!r} has no folder {tree.below or '.'!r}; {way}")
    return tree


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _files(tree: Tree) -> list[TreeFile]:
    """The files below a folder. A link to a pack has the contents of the file that it points to."""
    files: list[TreeFile] = []
    for row in filter(None, _git(tree.named, "ls-tree", "-r", "-z", "--full-tree", tree.object).split(b"\0")):
        facts, _, name = row.partition(b"\t")
        mode, kind, blob = facts.split()
        path = os.fsdecode(name)
        if kind != b"blob":
            continue
        if mode == LINK_MODE and path.endswith(".yaml") and not _hidden(path):
            blob = _link_target(tree.named, f"{tree.object.rstrip('/')}/{path}")
        files.append(TreeFile(path, blob))
    return files


def _link_target(named: str, link: str) -> bytes:
    """The contents id of the file that a symbolic link points to. It must be a file of the same revision."""
    command = ("cat-file", "--follow-symlinks", "--batch-check=%(objectname) %(objecttype)")
    answer = _git(named, *command, stdin=os.fsencode(link) + b"\n")
    blob, _, kind = answer.split(b"\n")[0].partition(b" ")
    if kind != b"blob":
        raise RevisionError(f"{named}: {link} is a link to something that the revision does not have")
    return blob


def _contents(named: str, blobs: list[bytes]) -> list[bytes]:
    """The contents of some files, from one call of git."""
    answer = _git(named, "cat-file", "--batch", stdin=b"".join(blob + b"\n" for blob in blobs))
    contents: list[bytes] = []
    at = 0
    for blob in blobs:
        header = answer[at : at + LONGEST_HEADER].partition(b"\n")[0]
        if not header.startswith(blob) or header.endswith(b"missing"):
            raise RevisionError(f"{named}: git does not have the file {blob.decode()}; is this a partial clone?")
        start = at + len(header) + 1
        size = int(header.split()[2])
        contents.append(answer[start : start + size])
        at = start + size + 1
    return contents


def _exists(name: str) -> bool:
    return _run("rev-parse", "--verify", "--quiet", name).returncode == 0


def _git(named: str, *args: str, stdin: bytes = b"") -> bytes:
    """The output of a git command. Raises RevisionError with the first line of git's message."""
    done = _run(*args, stdin=stdin)
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip().split("\n")[0].removeprefix("fatal: ")
        raise RevisionError(f"{named}: there is no such folder, and git says: {message or 'failed'}")
    return done.stdout


def _run(*args: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603 - no shell, and no argument that could be an option
            ["git", *NO_FSMONITOR, *args],  # noqa: S607 - the git that the user has
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", **OFFLINE},
        )
    except OSError:
        raise RevisionError(f"{args[-1]}: there is no such folder, and git is not installed") from None
